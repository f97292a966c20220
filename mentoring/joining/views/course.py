"""The course on a shared screen: its parts, each read, tried out, and ended with a question."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.actions import course as actions
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.queries.readiness import standing_of
from mentoring.joining.queries.training import CourseTaken, PartTaken, course_taken
from mentoring.joining.rules.training import TrainingRefusal, TrainingStanding, has_to_wait, minutes_left
from mentoring.joining.views.pages import enrolment_of, own_bp
from mentoring.joining.wording.course import Part, course, nominal_minutes
from mentoring.joining.wording.staff import staff_sentence
from mentoring.people.views.identity import school_here
from mentoring.web.dates import day

# After these the page is asked for anew: what was done is kept, a wrong answer too, for the next has to wait.
ANSWERED = frozenset({None, TrainingRefusal.WRONG_ANSWERS, TrainingRefusal.DONE_ALREADY})


@own_bp.get("/joining/<enrolment_id>/course", endpoint="course")
@requires(Action.JOINING_OWN, load=enrolment)
def course_page(enrolment: Enrolment) -> Any:
    """Show the parts of the course and how far the student is."""
    training = standing_of(enrolment, reader_id=None).training
    taken = course_taken(enrolment, _today())
    is_done = training.standing is TrainingStanding.DONE
    return render_template(
        "joining/course.html",
        enrolment=enrolment,
        parts=[(part, *_shown(part, taken, is_done=is_done)) for part in course(enrolment.role)],
        training=training,
        taught_on=taken.taught_on if is_done else None,
    )


def _shown(part: Part, taken: CourseTaken, *, is_done: bool) -> tuple[str, str]:
    """Return the state of a part in the list, and what is to be said of it."""
    mine = taken.parts.get(part.code, PartTaken())
    left = minutes_left(part.minutes, mine.counted)
    if mine.is_begun:
        return "now", _("%(count)s min", count=part.minutes)
    if mine.counted and left and not is_done:
        return "done", _(
            "%(done)s of %(all)s min. Read it again to get the rest.", done=mine.counted, all=part.minutes
        )
    if mine.counted:
        return "done", _("%(count)s min", count=part.minutes)
    if is_done and taken.taught_on:
        return "done", _("Done with a group. You can read it.")
    if mine.day:
        return "todo", _("You did this on %(day)s. Please do it again now.", day=day(mine.day))
    return "todo", _("%(count)s min", count=part.minutes)


@own_bp.route("/joining/<enrolment_id>/course/<part>", methods=["GET", "POST"])
@requires(Action.JOINING_OWN, load=enrolment_of)
def course_part(enrolment: Enrolment) -> Any:
    """Show one part; start it, and finish it with its question."""
    part, refusal = _part(enrolment), None
    if request.method == "POST":
        refusal = _start(enrolment, part) if request.form.get("start") else _finish(enrolment, part)
        if refusal in ANSWERED:
            if refusal is TrainingRefusal.DONE_ALREADY:
                flash(staff_sentence(refusal), "good")
            return redirect(_after(enrolment, part, refusal), 303)
    taken = course_taken(enrolment, _today())
    mine = taken.parts.get(part.code, PartTaken())
    if refusal is None and has_to_wait(mine.wrong_at, clock.now()):
        refusal = TrainingRefusal.WRONG_ANSWERS
    is_done = standing_of(enrolment, reader_id=None).training.standing is TrainingStanding.DONE
    parts = course(enrolment.role)
    return render_template(
        "joining/course_part.html",
        enrolment=enrolment,
        part=part,
        number=parts.index(part) + 1,
        total=len(parts),
        begun=mine.is_begun,
        counted=mine.counted,
        left=0 if is_done else minutes_left(part.minutes, mine.counted),
        taught_on=taken.taught_on if is_done else None,
        wrong=staff_sentence(refusal) if refusal else None,
        given=request.form.get("answer", type=int),
    ), 422 if request.method == "POST" else 200


def _start(enrolment: Enrolment, part: Part) -> TrainingRefusal | None:
    return actions.start_part(
        actor_here().by, enrolment, part.code, nominal=part.minutes, today=_today(), now=clock.now()
    )


def _finish(enrolment: Enrolment, part: Part) -> TrainingRefusal | None:
    refusal = actions.finish_part(
        actor_here().by,
        enrolment,
        part.code,
        given=request.form.get("answer", type=int),
        right=part.right,
        nominals=nominal_minutes(enrolment.role),
        today=_today(),
        now=clock.now(),
    )
    if refusal is None:
        flash(_("Well read. %(why)s", why=part.why), "good")
    return refusal


def _after(enrolment: Enrolment, part: Part, refusal: TrainingRefusal | None) -> str:
    """Return where an answer leads: to the part to be read, or read once more, or to all of them."""
    if request.form.get("start") or refusal is TrainingRefusal.WRONG_ANSWERS:
        return url_for("joining.course_part", enrolment_id=enrolment.id, part=part.code)
    return url_for("joining.course", enrolment_id=enrolment.id)


def _today() -> date:
    return clock.today(school_here().zone)


def _part(enrolment: Enrolment) -> Part:
    wanted = str((request.view_args or {})["part"])
    found = next((part for part in course(enrolment.role) if part.code == wanted), None)
    if found is None:
        abort(404)
    return found
