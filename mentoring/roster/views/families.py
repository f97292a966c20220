"""Which students are one family: a person confirms or declines each pair."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.models import Student
from mentoring.roster.actions.families import decide_family, note_family
from mentoring.roster.forms import FamilyForm
from mentoring.roster.models import Family
from mentoring.roster.queries import families as queries
from mentoring.roster.rules.families import FamilyState, NotAPair
from mentoring.roster.rules.people import Why
from mentoring.roster.views.pages import bp, year_labels
from mentoring.roster.wording import FAMILY_STATES, NO_FAMILIES, NOT_A_PAIR, WHYS
from mentoring.web.undo import flash_with_undo


@bp.get("/students/families")
@requires(Action.FAMILY_DECIDE)
def families() -> Any:
    """Show the pairs of a state, first those that wait for a decision."""
    return _page(FamilyForm())


def _page(form: FamilyForm) -> str:
    asked = request.args.get("show", FamilyState.PROPOSED)
    state = FamilyState(asked) if asked in list(FamilyState) else FamilyState.PROPOSED
    found = queries.family_page(actor_here().school_id, state, request.args.get("page", 1, type=int))
    tabs = [
        (f"{words} ({found.counts.get(each, 0)})", url_for("roster.families", show=each.value), each is state)
        for each, words in FAMILY_STATES.items()
    ]
    return render_template(
        "roster/families.html",
        found=found,
        state=state.value,
        title=FAMILY_STATES[state],
        count=found.counts.get(state) or None,
        tabs=tabs,
        empty=NO_FAMILIES[state],
        why=lambda pair: str(WHYS[Why(pair.why)]),
        labels=year_labels(),
        form=form,
    )


@bp.post("/students/families")
@requires(Action.FAMILY_DECIDE)
def note() -> Any:
    """Note by hand that two students are one family."""
    form = FamilyForm()
    if not form.validate():
        return _page(form), 422
    found = {each.name: _student(each.data) for each in (form.one, form.other)}
    for name, student in found.items():
        if isinstance(student, NotAPair):
            form[name].errors = [str(NOT_A_PAIR[student])]
    one, other = found["one"], found["other"]
    if isinstance(one, NotAPair) or isinstance(other, NotAPair):
        return _page(form), 422
    made = note_family(actor_here(), one, other, now=clock.now())
    if isinstance(made, NotAPair):
        form.other.errors = [str(NOT_A_PAIR[made])]
        return _page(form), 422
    said = _(
        "%(one)s and %(other)s are one family. They will never be paired.", one=one.name, other=other.name
    )
    address = url_for("roster.decide", family_id=made.id)
    flash_with_undo(said, url=address, hidden={"state": FamilyState.DECLINED.value})
    return redirect(url_for("roster.families", show=FamilyState.CONFIRMED.value), 303)


def _student(typed: str) -> Student | NotAPair:
    found = queries.students_called(actor_here().school_id, typed)
    if not found:
        return NotAPair.UNKNOWN
    return found[0] if len(found) == 1 else NotAPair.SEVERAL


@bp.post("/students/families/<family_id>")
@requires(Action.FAMILY_DECIDE, load=queries.family)
def decide(family: Family) -> Any:
    """Confirm, decline, or open the question again."""
    wanted = request.form.get("state", "")
    if wanted not in list(FamilyState):
        abort(400)
    state, before = FamilyState(wanted), FamilyState(family.state)
    names = {"one": family.one.name, "other": family.other.name}
    decide_family(actor_here(), family, state, now=clock.now())
    said = {
        FamilyState.CONFIRMED: _("%(one)s and %(other)s are one family. They will never be paired.", **names),
        FamilyState.DECLINED: _("%(one)s and %(other)s are no family. You will not be asked again.", **names),
        FamilyState.PROPOSED: _("%(one)s and %(other)s wait for a decision again.", **names),
    }
    back = url_for("roster.families", show=before if before is not FamilyState.PROPOSED else None)
    if state is before:
        return redirect(back, 303)
    if state is FamilyState.PROPOSED:
        flash(said[state], "good")
    else:
        address = url_for("roster.decide", family_id=family.id)
        flash_with_undo(said[state], url=address, hidden={"state": before.value})
    return redirect(back, 303)
