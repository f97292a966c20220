"""Asking the tutors of a programme in one round, and writing down several of their answers from one paper list."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import tutors as actions
from mentoring.joining.actions.tutors import TutorSaid
from mentoring.joining.forms.rounds import (
    GroupForm,
    PaperListForm,
    Several,
    ViewRow,
    all_valid,
    group_form,
)
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.decisions import enrolled_on
from mentoring.joining.queries.rounds import Waiting, by_form, tutors_asked_before, without_view
from mentoring.joining.rules.suitability import StaffRefusal, View, refusal_of_paper
from mentoring.joining.views.pages import crumbs, staff_bp, students_crumb, year_labels
from mentoring.joining.views.tutor import FIELDS, links_page
from mentoring.joining.wording.staff import staff_sentence
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes

Group = tuple[str, Sequence[Enrolment]]  # who is asked about whom


@staff_bp.get("/programmes/<programme_id>/tutors")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def tutors(programme: Programme) -> Any:
    """Show whose tutor's view is missing, by form: to ask by links, or to write down from paper."""
    waiting = without_view(programme)
    before = tutors_asked_before(programme)
    forms = {name: group_form(name, who=before.get(name, "")) for name, _some in by_form(waiting)}
    ticked = {each.enrolment.id for each in waiting if each.view is None}
    return _page(programme, waiting, forms=forms, ticked=ticked)


@staff_bp.post("/programmes/<programme_id>/tutors/ask")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def ask_tutors(programme: Programme) -> Any:
    """Make one link for each tutor who is named, with all of their ticked students, and show the links once."""
    waiting, ticked = without_view(programme), set(request.form.getlist("enrolment"))
    forms = {name: group_form(name) for name, _some in by_form(waiting)}
    groups, without = _groups(waiting, forms, ticked)
    made: Any = StaffRefusal.NOBODY_ASKED
    if not all_valid(list(forms.values())):
        return _page(programme, waiting, forms=forms, ticked=ticked), 422
    if groups:
        made = actions.ask_tutors(actor_here().by, groups, now=clock.now())
    if isinstance(made, StaffRefusal):
        return _page(programme, waiting, forms=forms, ticked=ticked, wrong=made), 422
    back = url_for("enrolments.tutors", programme_id=programme.id)
    return links_page(programme, made, back=back, name=_("Tutors"), without=without)


def _groups(
    waiting: Sequence[Waiting], forms: Mapping[str, GroupForm], ticked: Collection[str]
) -> tuple[list[Group], list[str]]:
    """Return who is asked about whom, and the forms with ticks for which nobody was named."""
    groups, without = list[Group](), list[str]()
    for name, some in by_form(waiting):
        chosen = [each.enrolment for each in some if each.enrolment.id in ticked]
        who = forms[name].who.data
        if chosen and who:
            groups.append((who, chosen))
        elif chosen:
            without.append(name or _("no form"))
    return groups, without


@staff_bp.post("/programmes/<programme_id>/tutors/paper")
@requires(Action.ENROLMENT_CHANGE, load=programmes.programme)
def record_views(programme: Programme) -> Any:
    """Write down what one tutor answered on paper about several students."""
    waiting, paper = without_view(programme), PaperListForm()
    rows = {each.enrolment: ViewRow(prefix=f"{each.enrolment.id}-") for each in waiting}
    taken = all_valid([paper, *rows.values()])
    wordy = [row.lacks_answer() for row in rows.values()]
    said = {
        enrolment: TutorSaid(View(row.answer.data), row.words.data or "")
        for enrolment, row in rows.items()
        if row.answer.data
    }
    if not taken or any(wordy) or not said or _too_old(paper, {each: rows[each] for each in said}):
        return _paper_page(programme, waiting, paper, rows, nothing=taken and not said), 422
    refusal = actions.record_views(
        actor_here().by,
        said,
        paper.who.data or "",
        day=paper.day.data,
        today=clock.today(school_here().zone),
        now=clock.now(),
    )
    if refusal is not None:
        paper[FIELDS[refusal]].errors = [staff_sentence(refusal)]
        return _paper_page(programme, waiting, paper, rows), 422
    flash(ngettext("%(num)d answer is written down.", "%(num)d answers are written down.", len(said)), "good")
    return redirect(url_for("enrolments.tutors", programme_id=programme.id), 303)


def _too_old(paper: PaperListForm, rows: Mapping[Enrolment, ViewRow]) -> bool:
    """Note at each student who came into the programme after the day of the list that this is so."""
    today, found = clock.today(school_here().zone), False
    for enrolment, row in rows.items():
        refusal = refusal_of_paper(paper.day.data, enrolled_on=enrolled_on(enrolment), today=today)
        if refusal is StaffRefusal.BEFORE_ENROLMENT:
            row.answer.errors, found = [staff_sentence(refusal)], True
    return found


def _paper_page(
    programme: Programme,
    waiting: Sequence[Waiting],
    paper: PaperListForm,
    rows: Mapping[Enrolment, ViewRow],
    *,
    nothing: bool = False,
) -> str:
    before = tutors_asked_before(programme)
    forms = {name: group_form(name, who=before.get(name, "")) for name, _some in by_form(waiting)}
    wrong = StaffRefusal.ANSWER_WANTED if nothing else None
    return _page(programme, waiting, forms=forms, ticked=set(), paper=paper, rows=rows, wrong=wrong)


def _page(
    programme: Programme,
    waiting: Sequence[Waiting],
    *,
    forms: Mapping[str, GroupForm],
    ticked: Collection[str],
    paper: PaperListForm | None = None,
    rows: Mapping[Enrolment, ViewRow] | None = None,
    wrong: StaffRefusal | None = None,
) -> str:
    today = clock.today(school_here().zone)
    by_paper = paper is not None
    paper = paper or PaperListForm(formdata=None, data={"day": today})
    rows = rows or {
        each.enrolment: ViewRow(formdata=None, prefix=f"{each.enrolment.id}-") for each in waiting
    }
    ask_form, paper_form = Several(*forms.values()), Several(paper, *rows.values())
    if wrong is not None:
        (paper_form if by_paper else ask_form).form_errors.append(staff_sentence(wrong))
    return render_template(
        "joining/tutors.html",
        programme=programme,
        crumbs_here=crumbs(programme, students_crumb(programme)),
        groups=[(name, forms[name], some) for name, some in by_form(waiting)],
        waiting=waiting,
        ask_form=ask_form,
        ticked=ticked,
        by_paper=by_paper,
        paper=paper,
        paper_form=paper_form,
        rows=rows,
        labels=year_labels(),
    )
