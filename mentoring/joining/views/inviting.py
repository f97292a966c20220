"""Inviting students whom staff, a tutor or a carer thought of."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import enrolments as actions
from mentoring.joining.actions.enrolments import Referral
from mentoring.joining.forms.enrolments import InviteForm
from mentoring.joining.rules.enrolment import Came, Refusal
from mentoring.joining.views.pages import pack_here, staff_bp, year_labels
from mentoring.joining.wording import sentence_for
from mentoring.people.models import Student
from mentoring.people.queries import students
from mentoring.people.views.identity import school_here
from mentoring.programme.queries.programmes import open_programmes, programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.web.fields import choices_of

AT_ONCE = 100  # students; more than two year groups' forms on one page is a slip
FIELDS = {Refusal.WHO_WANTED: "who", Refusal.DAY_TO_COME: "day", Refusal.NOT_OPEN: "programme"}


@staff_bp.post("/enrolments/choose")
@requires(Action.ENROLMENT_ADD)
def choose() -> Any:
    """Ask to which programme the ticked students are invited. Changes nothing yet."""
    found = _ticked()
    if not found:
        flash(_("Tick the students whom you want to invite."), "wait")
        return redirect(url_for("students.overview"), 303)
    return _page(_form(fresh=True), found)


@staff_bp.post("/enrolments/add")
@requires(Action.ENROLMENT_ADD)
def add() -> Any:
    """Invite the students: each is asked for their own yes."""
    found, form, actor = _ticked(), _form(), actor_here()
    if not found:
        return redirect(url_for("students.overview"), 303)
    if not form.validate():
        return _page(form, found), 422
    wanted = programme(actor.school_id, form.programme.data)
    assert wanted is not None  # the form took only what it offered
    made = actions.invite(
        actor.by,
        wanted,
        found,
        ProgrammeRole(form.role.data),
        Referral(Came(form.came.data), form.who.data or "", form.day.data),
        pack_here(),
        today=clock.today(school_here().zone),
        now=clock.now(),
    )
    if isinstance(made, Refusal):
        form[FIELDS[made]].errors = [sentence_for(made)]
        return _page(form, found), 422
    _say(*made, name=wanted.name)
    return redirect(url_for("enrolments.readiness", programme_id=wanted.id), 303)


def _say(made: Sequence[Any], left: Sequence[Student], *, name: str) -> None:
    if made:
        flash(
            ngettext(
                "%(num)d student is invited to %(name)s. They say yes themselves.",
                "%(num)d students are invited to %(name)s. They say yes themselves.",
                len(made),
                name=name,
            ),
            "good",
        )
    if left:
        names = ", ".join(each.name for each in left)
        flash(
            _(
                "Not invited, because they are in it or it is not for their year or site: %(names)s.",
                names=names,
            ),
            "wait",
        )


def _ticked() -> Sequence[Student]:
    return students.students_by_ids(actor_here().school_id, request.form.getlist("student")[:AT_ONCE])


def _form(*, fresh: bool = False) -> InviteForm:
    today = clock.today(school_here().zone)
    form = InviteForm(formdata=None, data={"came": Came.STAFF.value, "day": today}) if fresh else InviteForm()
    form.programme.choices = choices_of(
        (each.id, each.name) for each in open_programmes(actor_here().school_id)
    )
    return form


def _page(form: InviteForm, found: Sequence[Student]) -> str:
    return render_template("joining/invite.html", form=form, students=found, labels=year_labels())
