"""The desk: the list of worries, and what a reader does about one."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.queries import staff
from mentoring.safeguarding import offers
from mentoring.safeguarding.actions import steps
from mentoring.safeguarding.forms import AnswerForm, FinishForm, ReleaseForm
from mentoring.safeguarding.queries.desk import (
    DeskConcern,
    HeldPerson,
    concern_for,
    desk,
    held_person,
    locked_concern,
)
from mentoring.safeguarding.rules import Outcome, Refusal, Standing
from mentoring.safeguarding.views.concern_page import concern_page
from mentoring.safeguarding.wording import STANDINGS, TONES, circle_names, sentence_for
from mentoring.web.navigation import Entry, register

bp = Blueprint("desk", __name__)

PAGE = 50


def register_navigation(app: Flask) -> None:
    """Put the desk on the rail of those who read worries, with how many wait for them."""
    register(
        app, Entry(20, _l("Concerns"), "desk.inbox", Action.DESK_OPEN, "envelope", count=offers.waiting_count)
    )


@bp.get("/desk")
@requires(Action.DESK_OPEN)
def inbox() -> Any:
    """Show the worries that the reader may read: when, and who has them. Nothing of what was written."""
    actor = actor_here()
    rows = desk(actor.school_id, actor.person_id)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "safeguarding/inbox.html",
        waiting=[row for row in shown if row.standing is Standing.SENT],
        others=[row for row in shown if row.standing is not Standing.SENT],
        none_at_all=not rows,
        page=page,
        pages=pages,
        standings=STANDINGS,
        tones=TONES,
        circle_names=circle_names,
        me=staff.staff_member(actor.school_id, actor.person_id),
    )


@bp.get("/desk/<concern_id>")
@requires(Action.CONCERN_READ, load=concern_for, recorded=True, fresh=True)
def concern(concern: DeskConcern) -> Any:
    """Show one worry. That it was opened is recorded before anything of it is shown."""
    steps.see_concern(actor_here(), concern, now=clock.now())
    return concern_page(actor_here(), concern)


@bp.post("/desk/<concern_id>/acknowledge")
@requires(Action.CONCERN_ACKNOWLEDGE, load=locked_concern, fresh=True)
def acknowledge(concern: DeskConcern) -> Any:
    """Take a worry: "I have this. I will see to it."."""
    steps.acknowledge(actor_here(), concern, now=clock.now())
    flash(_("You have this now. Whoever told it sees that an adult has read it."), "good")
    return _back_to(concern.id)


@bp.post("/desk/<concern_id>/share")
@requires(Action.CONCERN_SHARE, load=locked_concern, fresh=True)
def share(concern: DeskConcern) -> Any:
    """Share a worry about an adult with the lead and deputies."""
    refusal = steps.share_with_lead(actor_here(), concern, now=clock.now())
    return _done(concern.id, refusal, _("Lead and deputies can read it now. They were told."))


@bp.post("/desk/<concern_id>/release")
@requires(Action.CONCERN_RELEASE, load=locked_concern, fresh=True)
def release(concern: DeskConcern) -> Any:
    """Let somebody read whose name was found in the words."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _once_more("release", concern, form)
    refusal = steps.release(
        actor_here(), concern, form.staff_id.data or "", form.words.data or "", now=clock.now()
    )
    return _done(
        concern.id, refusal, _("They can read it now. They were told that there is something to read.")
    )


@bp.post("/desk/<concern_id>/answer")
@requires(Action.CONCERN_ANSWER, load=locked_concern, fresh=True)
def answer(concern: DeskConcern) -> Any:
    """Give whoever told it words back."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _once_more("answer", concern, form)
    refusal = steps.answer(
        actor_here(), concern, form.words.data or "", token=form.token.data or "", now=clock.now()
    )
    if refusal is Refusal.NOT_ACKNOWLEDGED:
        form.words.errors = [sentence_for(refusal)]
        return _once_more("answer", concern, form)
    return _done(concern.id, refusal, _("Your words are there for them to see."))


@bp.post("/desk/<concern_id>/finish")
@requires(Action.CONCERN_FINISH, load=locked_concern, fresh=True)
def finish(concern: DeskConcern) -> Any:
    """Finish a worry for now."""
    form = FinishForm()
    if not form.validate_on_submit():
        return _once_more("finish", concern, form)
    outcome = Outcome(form.outcome.data)
    refusal = steps.finish(actor_here(), concern, outcome, form.reason.data or "", now=clock.now())
    if refusal is Refusal.NOT_ACKNOWLEDGED:
        form.reason.errors = [sentence_for(refusal)]
        return _once_more("finish", concern, form)
    return _done(concern.id, refusal, _("Finished for now. It can be opened again."))


@bp.post("/desk/<concern_id>/reopen")
@requires(Action.CONCERN_FINISH, load=locked_concern, fresh=True)
def reopen(concern: DeskConcern) -> Any:
    """Open a finished worry again."""
    return _done(concern.id, steps.reopen(actor_here(), concern, now=clock.now()), _("It is open again."))


@bp.post("/desk/hold/<hold_id>/end")
@requires(Action.HOLD_END, load=held_person, fresh=True)
def end_hold(held: HeldPerson) -> Any:
    """Let one person meet again."""
    refusal = steps.end_hold(actor_here(), held, now=clock.now())
    return _done(held.concern_id, refusal, _("%(name)s is not on hold any more.", name=held.name))


def _once_more(which: str, concern: DeskConcern, form: Any) -> Any:
    """Show one form again, what was typed in it kept. Nothing of the worry is on this page: it is not opened."""
    action = url_for(f"desk.{which}", concern_id=concern.id)
    back = url_for("desk.concern", concern_id=concern.id)
    page = render_template("safeguarding/once_more.html", which=which, form=form, action=action, back=back)
    return page, 422


def _done(concern_id: str, refusal: Refusal | None, said: str) -> Any:
    flash(sentence_for(refusal) if refusal else said, "wait" if refusal else "good")
    return _back_to(concern_id)


def _back_to(concern_id: str) -> Any:
    return redirect(url_for("desk.concern", concern_id=concern_id), 303)
