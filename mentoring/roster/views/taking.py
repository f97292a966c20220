"""Take a draft that was looked at, or give it up; and what was done."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may_at_all
from mentoring.people.views.identity import school_here
from mentoring.roster import sealed
from mentoring.roster.actions import drafts as draft_actions
from mentoring.roster.actions import taking as actions
from mentoring.roster.forms import TakeForm
from mentoring.roster.models import RosterDraft
from mentoring.roster.queries import drafts, families, missing, plans
from mentoring.roster.rules.drafts import State
from mentoring.roster.rules.families import FamilyState
from mentoring.roster.views.looking import look
from mentoring.roster.views.pages import PATH, bp, loaded_draft, options_with_choices, to_draft
from mentoring.roster.wording import REFUSALS


@bp.post(f"{PATH}/<draft_id>/take")
@requires(Action.ROSTER_IMPORT, load=loaded_draft, late=True)
def take(draft: RosterDraft) -> Any:
    """Take a roster as it was looked at; if anything is not as it was then, show it again."""
    form = TakeForm()
    if draft.state != State.READY or not form.validate_on_submit():
        return to_draft(draft)
    as_read, options, chosen = sealed.reading_of(draft), sealed.options_of(draft), dict(draft.chosen)
    reading = options_with_choices(draft)(as_read)
    school_id, draft_id = draft.school_id, draft.id
    transaction.rollback()  # opening was slow; from here on nothing is
    transaction.begin(writes=True)
    found = drafts.locked_draft(school_id, draft_id, clock.now())
    if found is None:
        flash(_("Somebody has taken or given up this roster already."), "wait")
        return redirect(url_for("roster.start"), 303)
    plan = plans.plan_for(school_here(), reading, options)
    if plan.fingerprint != form.seen.data or found.chosen != chosen:
        return look(found, is_stale=True), 409
    refusal = actions.take_roster(actor_here().by, school_here(), reading, plan, now=clock.now())
    if refusal is not None:
        transaction.rollback()
        transaction.begin(writes=False)
        flash(str(REFUSALS[refusal]), "stop")
        return to_draft(draft_id)
    if chosen["columns"] is not None:
        actions.remember_columns(school_id, as_read.headers, chosen["columns"])
    draft_actions.delete_draft(found)
    return redirect(url_for("roster.taken"), 303)


@bp.post(f"{PATH}/<draft_id>/give-up")
@requires(Action.ROSTER_IMPORT, load=loaded_draft)
def give_up(draft: RosterDraft) -> Any:
    """Delete a draft that nobody wants to take."""
    draft_actions.give_up(actor_here(), draft, now=clock.now())
    flash(_("The roster is given up, and what was read of it is deleted."), "good")
    return redirect(url_for("roster.start"), 303)


@bp.get(f"{PATH}/taken")
@requires(Action.ROSTER_IMPORT)
def taken() -> Any:
    """Show what the newest roster did, and what comes next."""
    school_id = actor_here().school_id
    entry = missing.last_taken(school_id)
    if entry is None:
        return redirect(url_for("roster.start"), 303)
    facts = {"added": 0, "changed": 0, "unchanged": 0, "left_out": 0, **entry.facts}
    to_decide = families.family_page(school_id, FamilyState.PROPOSED, 1).counts.get(FamilyState.PROPOSED, 0)
    return render_template(
        "roster/taken.html",
        at=entry.at,
        facts=facts,
        steps=_next_steps(missing.without_card(school_id), to_decide, missing.missing_count(school_id)),
    )


def _next_steps(without_card: int, families_to_decide: int, missing_to_decide: int) -> list[dict[str, Any]]:
    """Return what is to be done after an import: done, or to do with where; what this reader may not do is said too."""
    may_decide = may_at_all(actor_here(), Action.FAMILY_DECIDE)
    family_words = ngettext(
        "Decide whether two students are one family",
        "Decide whether %(num)s pairs are one family",
        families_to_decide,
    )
    left_words = ngettext(
        "Decide whether one student has left", "Decide whether %(num)s students have left", missing_to_decide
    )
    card_words = ngettext(
        "Print a sign-in card for one student", "Print sign-in cards for %(num)s students", without_card
    )
    steps = [
        (families_to_decide, family_words, url_for("roster.families") if may_decide else None),
        (missing_to_decide, left_words, url_for("roster.missing")),
        (without_card, card_words, url_for("students.overview")),
    ]
    told = {"note": _("A coordinator or the lead decides this.")}
    return [
        {"state": "todo", "label": words, "href": address, **({} if address else told)}
        for count, words, address in steps
        if count
    ] or [{"state": "done", "label": _("Nothing is left to do.")}]
