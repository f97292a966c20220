"""A mentee says how a meeting was: three questions with faces, one a page; the mentor never sees it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.joining.views.pages import me, pack_here
from mentoring.meetings.actions.faces import give_face
from mentoring.meetings.forms.young import FaceForm
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.faces import open_meeting, said_of
from mentoring.meetings.queries.own import first_names, partners
from mentoring.meetings.rules.faces import Face, Step, answers_to, step_after
from mentoring.meetings.views.pages import adult_told, enrolment_id_in, own_bp, seen_now
from mentoring.meetings.views.writing import begun_meeting
from mentoring.meetings.wording.young import FACES, listed, question
from mentoring.people.models import Student
from mentoring.people.views.rooms import after_job
from mentoring.web.fields import choices_of


def meeting_to_say(school_id: str, meeting_id: str, **_below: str) -> Meeting | None:
    """Load a meeting that has begun; the question is in the address."""
    return begun_meeting(school_id, meeting_id)


@own_bp.route("/my-meetings/<meeting_id>/how/<step>", methods=["GET", "POST"])
@requires(Action.MEETING_FACES, load=meeting_to_say)
def how(meeting: Meeting) -> Any:
    """Ask one question about a meeting. What was answered can be changed until the next meeting."""
    step, student = _step(), me()
    seen = seen_now(meeting.pairing)
    newest = open_meeting(meeting.pairing, clock.now())
    is_open = newest is not None and newest.id == meeting.id
    form = FaceForm()
    form.face.choices = choices_of(_choices(step, student))
    if form.is_submitted():
        if (skips := bool(request.form.get("skip"))) or form.validate():
            # In a break the answer is kept too: the page may have been open before it began.
            if is_open or seen.is_break:
                face = None if skips else Face(form.face.data)
                give_face(actor_here().by, meeting, student.id, step, face, now=clock.now())
                return redirect(_next(meeting, step), 303)
            return _closed()
        form.face.errors = [_("Pick one, or skip it.")]
    elif seen.is_break:
        return redirect(url_for("home.today"), 303)
    elif not is_open:
        return _closed()
    else:
        held = said_of(meeting.school_id, student.id, [meeting.id]).get(meeting.id)
        form.face.data = getattr(held, step.value) if held is not None else None
    mentor = listed(first_names([each.student for each in partners(meeting.pairing, student.id)]))
    page = render_template(
        "meetings/how.html",
        form=form,
        asks=question(step, mentor),
        number=list(Step).index(step) + 1,
        total=len(Step),
        mentor=mentor,
        adult=adult_told(seen),
    )
    return page, 422 if form.errors else 200


@own_bp.get("/my-meetings/<meeting_id>/thank-you")
@requires(Action.MEETING_FACES, load=begun_meeting)
def thank_you(meeting: Meeting) -> Any:
    """Say what happens with what a mentee said, and how to change it or ask for more."""
    if seen_now(meeting.pairing).is_break:
        return redirect(url_for("home.today"), 303)
    person_id = actor_here().person_id
    held = said_of(meeting.school_id, person_id, [meeting.id]).get(meeting.id)
    newest = open_meeting(meeting.pairing, clock.now())
    return render_template(
        "meetings/thank_you.html",
        meeting=meeting,
        was_bad=held is not None and held.how == Face.BAD,
        is_open=newest is not None and newest.id == meeting.id,
        enrolment_id=enrolment_id_in(meeting.pairing),
    )


def _step() -> Step:
    wanted = str((request.view_args or {})["step"])
    if wanted not in set(Step):
        abort(404)
    return Step(wanted)


def _choices(step: Step, student: Student) -> list[tuple[Face, Any]]:
    youngest = {year.code for year in pack_here().years if year.is_youngest}
    words = FACES[step]
    return [(face, words[face]) for face in answers_to(step, is_youngest=student.year in youngest)]


def _next(meeting: Meeting, step: Step) -> str:
    following = step_after(step)
    if following is None:
        return after_job(url_for("my_meetings.thank_you", meeting_id=meeting.id), url_for("room.overview"))
    return url_for("my_meetings.how", meeting_id=meeting.id, step=following.value)


def _closed() -> Any:
    flash(_("That one is closed. You can tell us about the next one."), "wait")
    return redirect(url_for("home.today"), 303)
