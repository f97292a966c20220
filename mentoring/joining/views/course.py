"""The course on a shared screen: its parts, each read, tried out, and ended with a question."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import training as actions
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.queries.readiness import standing_of
from mentoring.joining.queries.training import parts_of
from mentoring.joining.views.pages import enrolment_of, own_bp
from mentoring.joining.wording.course import Part, course, nominal_minutes
from mentoring.joining.wording.staff import staff_sentence
from mentoring.people.views.identity import school_here
from mentoring.programme.rules.kinds import ProgrammeRole


@own_bp.get("/joining/<enrolment_id>/course", endpoint="course")
@requires(Action.JOINING_OWN, load=enrolment)
def course_page(enrolment: Enrolment) -> Any:
    """Show the parts of the course and how far the student is."""
    held = parts_of(enrolment.school_id, enrolment.student_id, ProgrammeRole(enrolment.role))
    parts = [
        (part, part.code in held, part.code in held and held[part.code].finished_at is not None)
        for part in course(enrolment.role)
    ]
    return render_template(
        "joining/course.html",
        enrolment=enrolment,
        parts=parts,
        training=standing_of(enrolment, reader_id=None).training,
    )


@own_bp.route("/joining/<enrolment_id>/course/<part>", methods=["GET", "POST"])
@requires(Action.JOINING_OWN, load=enrolment_of)
def course_part(enrolment: Enrolment) -> Any:
    """Show one part; start it, and finish it with its question."""
    part = _part(enrolment)
    held = parts_of(enrolment.school_id, enrolment.student_id, ProgrammeRole(enrolment.role)).get(part.code)
    wrong = None
    if request.method == "POST":
        if request.form.get("start"):
            actions.start_part(actor_here().by, enrolment, part.code, now=clock.now())
            return redirect(url_for("joining.course_part", enrolment_id=enrolment.id, part=part.code), 303)
        refusal = actions.finish_part(
            actor_here().by,
            enrolment,
            part.code,
            given=request.form.get("answer", type=int),
            right=part.right,
            nominal=part.minutes,
            nominals=nominal_minutes(enrolment.role),
            today=clock.today(school_here().zone),
            now=clock.now(),
        )
        if refusal is None:
            flash(_("Well read. %(why)s", why=part.why), "good")
            return redirect(url_for("joining.course", enrolment_id=enrolment.id), 303)
        wrong = staff_sentence(refusal)
    parts = course(enrolment.role)
    return render_template(
        "joining/course_part.html",
        enrolment=enrolment,
        part=part,
        number=parts.index(part) + 1,
        total=len(parts),
        started=held is not None,
        finished=held is not None and held.finished_at is not None,
        wrong=wrong,
        given=request.form.get("answer", type=int),
    ), 422 if wrong else 200


def _part(enrolment: Enrolment) -> Part:
    wanted = str((request.view_args or {})["part"])
    found = next((part for part in course(enrolment.role) if part.code == wanted), None)
    if found is None:
        abort(404)
    return found
