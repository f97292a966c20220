"""A tutor's or head of year's view: a personal link without an account, and one student's page for staff."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, current_actor, public, requires
from mentoring.access.policy import Action
from mentoring.audit.trail import VISITOR, By
from mentoring.joining.actions import tutors as actions
from mentoring.joining.actions.tutors import Asked, TutorSaid
from mentoring.joining.forms.rounds import Several, ViewRow, all_valid
from mentoring.joining.forms.staff import AskTutorForm, PaperViewForm
from mentoring.joining.models import Enrolment, TutorLink, TutorView
from mentoring.joining.queries.decisions import (
    account_of_asker,
    asked_by_link,
    is_about_one,
    link_behind,
    turn_that_counts,
)
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.rules.profile import told_apart
from mentoring.joining.rules.suitability import LINK_DAYS, StaffRefusal, View
from mentoring.joining.views.enrolment import page
from mentoring.joining.views.pages import crumbs, staff_bp, students_crumb
from mentoring.joining.wording.staff import staff_sentence
from mentoring.people.models import School
from mentoring.people.queries import schools
from mentoring.people.views.identity import school_here, show_school
from mentoring.programme.models import Programme
from mentoring.web.addresses import absolute, reaches_only_this_machine

FIELDS = {
    StaffRefusal.WHO_ANSWERED: "who",
    StaffRefusal.DAY_TO_COME: "day",
    StaffRefusal.BEFORE_ENROLMENT: "day",
}


@staff_bp.get("/tutor")
@public("a tutor has no account; the personal link shows first names, forms and one question about each")
def tutor() -> Any:
    """Ask a tutor one question about each of their students."""
    link = _link_here()
    if link is None:
        return _over()
    if (refusal := _refusal_of_reader(link)) is not None:
        return refusal
    return _ask(link, asked_by_link(link), sent=False)


@staff_bp.post("/tutor")
@public("a tutor has no account; the personal link takes one answer about each student")
def send_tutor() -> Any:
    """Keep what the tutor answered; what is not answered yet waits until the link is over."""
    link = _link_here()
    if link is None:
        return _over()
    if (refusal := _refusal_of_reader(link)) is not None:
        return refusal
    asked = asked_by_link(link)
    rows = _rows(link, asked, sent=True)
    if not rows:
        return _over()
    valid = all_valid(list(rows.values()))
    wordy = [row.lacks_answer() for row in rows.values()]
    if not valid or any(wordy) or not any(row.answer.data for row in rows.values()):
        return _ask(link, asked, rows=rows, sent=True), 422
    said = {
        view: TutorSaid(View(row.answer.data), row.words.data or "")
        for view, row in rows.items()
        if row.answer.data
    }
    school = _school_of(link)
    if not actions.answer_views(_answerer(link), said, today=clock.today(school.zone), now=clock.now()):
        return _over()  # somebody else sent it at the same moment
    if any(not view.answer for view in asked):
        flash(_("Saved. The others can wait: the link works until all are answered."), "good")
        return redirect(url_for("enrolments.tutor", link=_token()), 303)
    show_school(school)
    return render_template("joining/tutor_thanks.html")


def _token() -> str:
    return request.values.get("link", "")[:64]


def _link_here() -> TutorLink | None:
    return link_behind(_token(), clock.now())


def _over() -> Any:
    return render_template("joining/tutor_over.html"), 404


def _refusal_of_reader(link: TutorLink) -> Any:
    """Return the page for somebody who is signed in and must not answer: a student, or who made the link."""
    actor = current_actor()
    if actor is None or not (actor.is_student or actor.account_id == account_of_asker(link)):
        return None
    return render_template("joining/tutor_not_you.html", is_student=actor.is_student), 403


def _answerer(link: TutorLink) -> By:
    """Return who answers, for the trail: a member of staff who is signed in in that school, or somebody unknown."""
    actor = current_actor()
    return actor.by if actor is not None and actor.school_id == link.school_id else VISITOR


def _school_of(link: TutorLink) -> School:
    school = schools.school(link.school_id)
    assert school is not None
    return school


def _rows(link: TutorLink, asked: Sequence[TutorView], *, sent: bool) -> dict[TutorView, ViewRow]:
    """Return what is asked about each student who waits for an answer; one alone needs no telling apart."""
    alone, rows = is_about_one(link), {}
    for view in asked:
        prefix = "" if alone else f"{view.id}-"
        if not view.answer:
            rows[view] = ViewRow(prefix=prefix) if sent else ViewRow(formdata=None, prefix=prefix)
    return rows


def _ask(
    link: TutorLink,
    asked: Sequence[TutorView],
    *,
    sent: bool,
    rows: dict[TutorView, ViewRow] | None = None,
) -> Any:
    rows = _rows(link, asked, sent=sent) if rows is None else rows
    if not rows:
        return _over()
    show_school(_school_of(link))
    students = {view.id: view.enrolment.student for view in asked}
    names = told_apart({key: (each.first_name, each.last_name) for key, each in students.items()})
    return render_template(
        "joining/tutor.html",
        form=Several(*rows.values()),
        nothing=sent and not any(row.answer.data or row.errors for row in rows.values()),
        link=_token(),
        rows=list(rows.items()),
        names=names,
        forms={key: each.form for key, each in students.items()},
        saved=[view for view in asked if view.answer],
        ends_at=link.ends_at,
    )


@staff_bp.post("/enrolments/<enrolment_id>/tutor/ask")
@requires(Action.ENROLMENT_CHANGE, load=enrolment)
def ask_tutor(enrolment: Enrolment) -> Any:
    """Make a personal link about one student and show it once, to be passed on."""
    form = AskTutorForm()
    if not form.validate():
        return page(enrolment, ask_form=form), 422
    made = actions.ask_tutors(actor_here().by, [(form.who.data or "", [enrolment])], now=clock.now())
    if isinstance(made, StaffRefusal):
        form.who.errors = [staff_sentence(made)]
        return page(enrolment, ask_form=form), 422
    back = url_for("enrolments.enrolment", enrolment_id=enrolment.id)
    return links_page(enrolment.programme, made, back=back, name=enrolment.student.name)


def links_page(
    programme: Programme, made: Sequence[Asked], *, back: str, name: str, without: Sequence[str] = ()
) -> str:
    """Return the page that shows links once, each with a sentence to send along.

    without: the forms for which nobody was named.
    """
    ends_at = clock.now() + actions.LINK_TIME
    return render_template(
        "joining/tutor_links.html",
        links=[(each, absolute(url_for("enrolments.tutor", link=each.token)), _words(each)) for each in made],
        ends_at=ends_at,
        days=LINK_DAYS,
        without=without,
        back=back,
        this_machine_only=reaches_only_this_machine(),
        crumbs_here=crumbs(programme, students_crumb(programme), (name, back)),
    )


def _words(asked: Asked) -> str:
    return ngettext(
        "Could you give us your view of one student before they are paired for peer mentoring? It takes a minute, and "
        "you need no account.",
        "Could you give us your view of %(num)d students before they are paired for peer mentoring? It takes a few "
        "minutes, and you need no account.",
        len(asked.students),
    )


@staff_bp.post("/enrolments/<enrolment_id>/tutor")
@requires(Action.ENROLMENT_CHANGE, load=enrolment)
def record_view(enrolment: Enrolment) -> Any:
    """Write down a tutor's answer from paper."""
    form = PaperViewForm(prefix="view-")
    if not form.validate() or form.day.data is None:
        return page(enrolment, view_form=form), 422
    counted = turn_that_counts(enrolment)
    refusal = actions.record_views(
        actor_here().by,
        {enrolment: TutorSaid(View(form.answer.data), form.words.data or "")},
        form.who.data or "",
        day=form.day.data,
        today=clock.today(school_here().zone),
        now=clock.now(),
    )
    if refusal is not None:
        form[FIELDS[refusal]].errors = [staff_sentence(refusal)]
        return page(enrolment, view_form=form), 422
    if turn_that_counts(enrolment) == counted:
        flash(_("Saved. A newer answer of a tutor still counts, because of the days on them."), "wait")
    else:
        flash(_("Saved."), "good")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)
