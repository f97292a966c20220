"""Deciding about everybody who said yes in one round."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import decisions as actions
from mentoring.joining.forms.rounds import DecideRow, Several, SharedForm, all_valid, show_anew
from mentoring.joining.queries.decisions import by_name
from mentoring.joining.queries.rounds import Waiting, by_form, undecided, waiting_in
from mentoring.joining.rules.suitability import StaffRefusal, Verdict
from mentoring.joining.views.pages import crumbs, staff_bp, students_crumb, year_labels
from mentoring.joining.wording.staff import VIEWS, staff_sentence
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes

Rows = Mapping[str, DecideRow]  # by enrolment


@staff_bp.get("/programmes/<programme_id>/decide")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def decide_round(programme: Programme) -> Any:
    """Show everybody who said yes and is not decided about, with what their tutor says."""
    found = undecided(programme)
    return _page(programme, found, {each.enrolment.id: _fresh(each) for each in found}, _no_reason())


@staff_bp.post("/programmes/<programme_id>/decide")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def send_round(programme: Programme) -> Any:
    """Keep every decision that has its reason; the others stay on the page as they were typed."""
    found = sorted(waiting_in([programme]), key=lambda each: by_name(each.enrolment))
    everybody = {each.enrolment.id: each for each in found}
    rows = {key: DecideRow(prefix=f"{key}-") for key in everybody}
    shared = SharedForm()
    all_valid([shared, *rows.values()])
    answered = {key: row for key, row in rows.items() if row.verdict.data or row.errors or row.reasons.data}
    kept, meanwhile = list[str](), list[str]()
    for key, row in answered.items():
        refusal = _decide(everybody[key], row, shared)
        if refusal is None and not row.errors:
            kept.append(key)
        elif refusal is StaffRefusal.DECIDED_MEANWHILE:
            meanwhile.append(everybody[key].enrolment.student.name)
    _say(kept, meanwhile)
    waits = undecided(programme)
    wrong = {each.enrolment.id: row for each in waits if (row := rows[each.enrolment.id]).errors}
    if not wrong and not shared.errors and (kept or meanwhile):
        return redirect(url_for("enrolments.decide_round", programme_id=programme.id), 303)
    shown = {each.enrolment.id: wrong.get(each.enrolment.id) or _fresh(each) for each in waits}
    nothing = not answered
    return _page(programme, waits, shown, shared, nothing=nothing), 200 if kept else 422


def _decide(each: Waiting, row: DecideRow, shared: SharedForm) -> StaffRefusal | None:
    """Decide as one row says; what is wrong is noted at the row, except that somebody decided meanwhile."""
    if not each.is_to_decide:
        return StaffRefusal.DECIDED_MEANWHILE
    if row.errors:
        return None
    if not row.verdict.data:
        row.verdict.errors = [staff_sentence(StaffRefusal.ANSWER_WANTED)]
        return None
    verdict = Verdict(row.verdict.data)
    reason = (row.reasons.data or "").strip() or (shared.shared.data or "" if verdict is Verdict.YES else "")
    refusal = actions.decide(
        actor_here().by,
        each.enrolment,
        verdict,
        reason if not shared.errors else "",
        knew=row.knew.data,
        after=row.after.data,
        now=clock.now(),
    )
    if refusal is StaffRefusal.REASON_WANTED:
        row.reasons.errors = [staff_sentence(refusal)]
    elif refusal is StaffRefusal.VIEW_MEANWHILE:
        row.verdict.errors = [staff_sentence(refusal)]
    return refusal


def _say(kept: Sequence[str], meanwhile: Sequence[str]) -> None:
    if kept:
        flash(ngettext("%(num)d decision is kept.", "%(num)d decisions are kept.", len(kept)), "good")
    if meanwhile:
        words = _(
            "Decided, or changed, by somebody else meanwhile, and left so: %(names)s.",
            names=", ".join(meanwhile),
        )
        flash(words, "wait")


def _fresh(each: Waiting) -> DecideRow:
    data = {"knew": each.knew, "after": each.after}
    return DecideRow(formdata=None, prefix=f"{each.enrolment.id}-", data=data)


def _no_reason() -> SharedForm:
    return SharedForm(formdata=None)


def _page(
    programme: Programme, found: Sequence[Waiting], rows: Rows, shared: SharedForm, *, nothing: bool = False
) -> str:
    form = Several(shared, *rows.values())
    if nothing:
        form.form_errors.append(_("Choose an answer for somebody first."))
    for each in found:  # what came meanwhile is on this page, and so is read before the next press
        show_anew(rows[each.enrolment.id].knew, each.knew)
        show_anew(rows[each.enrolment.id].after, each.after)
    doubted = [each for each in found if each.is_doubted]
    others = by_form([each for each in found if not each.is_doubted])
    groups = [(_("The tutor has a doubt"), doubted)] if doubted else []
    return render_template(
        "joining/decide.html",
        programme=programme,
        crumbs_here=crumbs(programme, students_crumb(programme)),
        groups=groups + [(name or _("No form"), some) for name, some in others],
        rows=rows,
        form=form,
        shared=shared.shared,
        view_names=VIEWS,
        labels=year_labels(),
    )
