"""Which of the staff are a student's family."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.actions import students as actions
from mentoring.people.models import FamilyTie, Student
from mentoring.people.queries import staff, students
from mentoring.people.views.students.pages import bp, family_form, student_page
from mentoring.people.wording import sentence_for


@bp.post("/students/<student_id>/family")
@requires(Action.FAMILY_TIE_CHANGE, load=students.student)
def tie_family(student: Student) -> Any:
    """Note a relative or carer among the staff."""
    form = family_form(student)
    if form.validate_on_submit():
        member = staff.staff_member(student.school_id, form.staff_id.data)
        if member is None:
            abort(404)
        made = actions.tie_family(actor_here(), student, member, now=clock.now())
        if isinstance(made, FamilyTie):
            flash(_("Saved. %(name)s will not read concerns about this student.", name=member.name), "good")
            return redirect(url_for("students.student", student_id=student.id), 303)
        form.staff_id.errors = [sentence_for(made)]
    return student_page(student, form), 422


@bp.post("/family-ties/<tie_id>/end")
@requires(Action.FAMILY_TIE_CHANGE, load=students.family_tie)
def untie_family(tie: FamilyTie) -> Any:
    """Take a family tie away."""
    refusal = actions.untie_family(actor_here(), tie, now=clock.now())
    flash(sentence_for(refusal) if refusal else _("Taken away."), "wait" if refusal else "good")
    return redirect(url_for("students.student", student_id=tie.student_id), 303)
