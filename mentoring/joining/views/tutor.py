"""A tutor's or head of year's view: a personal link without an account, and what staff do about it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, public, requires
from mentoring.access.policy import Action
from mentoring.audit.trail import VISITOR
from mentoring.joining.actions import decisions as actions
from mentoring.joining.forms.staff import AskTutorForm, PaperViewForm, TutorForm
from mentoring.joining.models import Enrolment, TutorView
from mentoring.joining.queries.decisions import view_behind
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.rules.suitability import LINK_DAYS, StaffRefusal, View
from mentoring.joining.views.enrolment import page
from mentoring.joining.views.pages import crumbs, staff_bp, students_crumb
from mentoring.joining.wording.staff import staff_sentence
from mentoring.people.queries import schools
from mentoring.people.views.identity import school_here, show_school
from mentoring.web.addresses import absolute


@staff_bp.get("/tutor")
@public("a tutor has no account; the personal link shows a first name, a form and one question")
def tutor() -> Any:
    """Ask a tutor one question about one student."""
    view = view_behind(request.args.get("link", "")[:64], clock.now())
    if view is None:
        return render_template("joining/tutor_over.html"), 404
    return _ask(view, TutorForm(formdata=None))


@staff_bp.post("/tutor")
@public("a tutor has no account; the personal link is spent by the answer")
def send_tutor() -> Any:
    """Keep the tutor's answer."""
    view = view_behind(request.form.get("link", "")[:64], clock.now())
    if view is None:
        return render_template("joining/tutor_over.html"), 404
    form = TutorForm()
    if not form.validate():
        return _ask(view, form), 422
    school = schools.school(view.school_id)
    assert school is not None
    refusal = actions.answer_view(
        VISITOR,
        view,
        View(form.answer.data),
        form.words.data or "",
        today=clock.today(school.zone),
        now=clock.now(),
    )
    if refusal is not None:
        return render_template("joining/tutor_over.html"), 404
    show_school(school)
    return render_template("joining/tutor_thanks.html")


def _ask(view: TutorView, form: TutorForm) -> str:
    school = schools.school(view.school_id)
    assert school is not None
    show_school(school)
    student = view.enrolment.student
    return render_template(
        "joining/tutor.html",
        form=form,
        link=request.values.get("link", "")[:64],
        first_name=student.first_name,
        form_class=student.form,
        is_mentor=view.enrolment.role == "mentor",
    )


@staff_bp.post("/enrolments/<enrolment_id>/tutor/ask")
@requires(Action.ENROLMENT_CHANGE, load=enrolment)
def ask_tutor(enrolment: Enrolment) -> Any:
    """Make a personal link and show it once, to be passed on."""
    form = AskTutorForm()
    if not form.validate():
        return page(enrolment, ask_form=form), 422
    token = actions.ask_tutor(actor_here().by, enrolment, form.who.data, now=clock.now())
    if isinstance(token, StaffRefusal):
        form.who.errors = [staff_sentence(token)]
        return page(enrolment, ask_form=form), 422
    programme = enrolment.programme
    back = url_for("enrolments.enrolment", enrolment_id=enrolment.id)
    return render_template(
        "joining/tutor_link.html",
        enrolment=enrolment,
        who=form.who.data,
        link=absolute(url_for("enrolments.tutor", link=token)),
        days=LINK_DAYS,
        back=back,
        crumbs_here=crumbs(programme, students_crumb(programme), (enrolment.student.name, back)),
    )


@staff_bp.post("/enrolments/<enrolment_id>/tutor")
@requires(Action.ENROLMENT_CHANGE, load=enrolment)
def record_view(enrolment: Enrolment) -> Any:
    """Write down a tutor's answer from paper."""
    form = PaperViewForm(prefix="view-")
    if not form.validate() or form.day.data is None:
        return page(enrolment, view_form=form), 422
    if form.day.data > clock.today(school_here().zone):
        form.day.errors = [_("That day is still to come.")]
        return page(enrolment, view_form=form), 422
    refusal = actions.record_view(
        actor_here().by,
        enrolment,
        form.who.data,
        View(form.answer.data),
        form.words.data or "",
        day=form.day.data,
        now=clock.now(),
    )
    assert refusal is None  # the form has a name in it
    flash(_("Saved."), "good")
    return redirect(url_for("enrolments.enrolment", enrolment_id=enrolment.id), 303)
