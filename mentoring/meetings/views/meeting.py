"""One meeting: who, when, where and who is near; moved, called off, and on again."""

from datetime import date, time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, can, requires
from mentoring.access.policy import Action
from mentoring.matching.rules.life import RUNNING
from mentoring.matching.views.pages import who as who_is_in
from mentoring.meetings.actions.changing import call_off, move_meeting, put_on_again
from mentoring.meetings.forms.meetings import MoveForm, OffForm
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import attendance_of, meeting
from mentoring.meetings.queries.openings import Opening, openings
from mentoring.meetings.rules.meetings import Came, MeetingState, Off
from mentoring.meetings.rules.planning import MeetingRefusal, Time, Wanted
from mentoring.meetings.views.pages import (
    held_here,
    near_words,
    pairing_url,
    staff_bp,
    state_words,
    time_words,
    today_here,
    week_crumb,
)
from mentoring.meetings.wording.meetings import CAME, refusal_words
from mentoring.people.queries.staff import staff_member
from mentoring.people.views.school.pages import clock_words
from mentoring.programme.queries.slots import places, who_can_be_on_duty
from mentoring.web.dates import day as day_words
from mentoring.web.fields import choices_of
from mentoring.web.undo import flash_with_undo

FIELDS = {
    MeetingRefusal.ENDS_BEFORE_IT_STARTS: "ends",
    MeetingRefusal.OUTSIDE_SUPERVISED_HOURS: "starts",
    MeetingRefusal.THERE_ALREADY: "starts",
    MeetingRefusal.STUDENT_ELSEWHERE: "starts",
    MeetingRefusal.PLACE_GONE: "place",
    MeetingRefusal.PLACE_ELSEWHERE: "place",
    MeetingRefusal.PLACE_NOT_STEP_FREE: "place",
    MeetingRefusal.PLACE_NOT_QUIET: "place",
    MeetingRefusal.PLACE_FULL: "place",
    MeetingRefusal.NO_ADULT: "adult",
    MeetingRefusal.ADULT_AWAY: "adult",
    MeetingRefusal.ADULT_ELSEWHERE: "adult",
}
CHANGEABLE = (MeetingState.PLANNED, MeetingState.OFF)


@staff_bp.get("/meetings/<meeting_id>", endpoint="meeting")
@requires(Action.MEETING_SEE, load=meeting)
def show(meeting: Meeting) -> Any:
    """Show one meeting."""
    return _page(meeting)


def _page(meeting: Meeting, off_form: OffForm | None = None) -> str:
    came = attendance_of([meeting]) if meeting.state not in CHANGEABLE else {}
    by = staff_member(meeting.school_id, meeting.registered_by) if meeting.registered_by else None
    return render_template(
        "meetings/meeting.html",
        meeting=meeting,
        who=who_is_in(meeting.pairing),
        when=time_words(meeting),
        near=near_words(meeting),
        state=state_words(meeting, held_here([meeting])),
        crumbs_here=[week_crumb(meeting.day)],
        pairing_url=pairing_url(meeting.pairing),
        came=[
            (member, CAME[Came(came[meeting.id, member.student_id].came)])
            for member in meeting.pairing.here
            if (meeting.id, member.student_id) in came
        ],
        registered_by=by,
        may_change=can("meeting:change", meeting) and _is_changeable(meeting),
        is_today_or_before=meeting.day <= today_here(),
        off_form=off_form or OffForm(formdata=None),
    )


def _is_changeable(meeting: Meeting) -> bool:
    return meeting.state in CHANGEABLE and meeting.pairing.state in RUNNING


@staff_bp.get("/meetings/<meeting_id>/move")
@requires(Action.MEETING_CHANGE, load=meeting)
def move(meeting: Meeting) -> Any:
    """Ask where a meeting is to go, and offer what is free."""
    if not _is_changeable(meeting):
        flash(refusal_words(MeetingRefusal.OVER), "wait")
        return _back(meeting)
    return _move_page(meeting, _move_form(meeting, fresh=True))


def _move_page(meeting: Meeting, form: MoveForm) -> str:
    free = openings(meeting, now=clock.now())
    return render_template(
        "meetings/move.html",
        meeting=meeting,
        who=who_is_in(meeting.pairing),
        when=time_words(meeting),
        form=form,
        free=[(_opening_words(each), _opening_url(meeting, each)) for each in free],
        crumbs_here=[
            week_crumb(meeting.day),
            (who_is_in(meeting.pairing), url_for("meetings.meeting", meeting_id=meeting.id)),
        ],
    )


def _opening_words(opening: Opening) -> str:
    return _(
        "%(day)s, %(time)s, %(place)s, %(adult)s",
        day=day_words(opening.time.day),
        time=clock_words(opening.time.starts),
        place=opening.place.name,
        adult=opening.adult_name,
    )


def _opening_url(meeting: Meeting, opening: Opening) -> str:
    return url_for(
        "meetings.move",
        meeting_id=meeting.id,
        day=opening.time.day.isoformat(),
        starts=clock_words(opening.time.starts),
        ends=clock_words(opening.time.ends),
        place=opening.place.id,
        adult=opening.adult_id,
    )


def _move_form(meeting: Meeting, *, fresh: bool = False) -> MoveForm:
    form = MoveForm(formdata=None, data=_started_with(meeting)) if fresh else MoveForm()
    here = [each for each in places(meeting.school_id, approved_only=True) if each.site_id == meeting.site_id]
    form.place.choices = choices_of((each.id, each.name) for each in here)
    form.adult.choices = choices_of((each.id, each.name) for each in who_can_be_on_duty(meeting.school_id))
    if fresh:
        form.seen.show(meeting.version)
    return form


def _started_with(meeting: Meeting) -> dict[str, Any]:
    """Return what the form begins with: as the meeting is, or the free time that was pressed."""
    asked = request.args
    try:
        when = (
            date.fromisoformat(asked.get("day", "")),
            time.fromisoformat(asked.get("starts", "")),
            time.fromisoformat(asked.get("ends", "")),
        )
    except ValueError:
        when = (meeting.day, meeting.starts, meeting.ends)
    return {
        "day": when[0],
        "starts": when[1],
        "ends": when[2],
        "place": asked.get("place") or meeting.place_id,
        "adult": asked.get("adult") or meeting.near_id,
    }


@staff_bp.post("/meetings/<meeting_id>/move", endpoint="send_move")
@requires(Action.MEETING_CHANGE, load=meeting)
def put_elsewhere(meeting: Meeting) -> Any:
    """Put a meeting at another time or place, or with another adult near."""
    form = _move_form(meeting)
    if not form.validate():
        return _move_page(meeting, form), 422
    before = _as_typed(meeting)
    time_wanted = Time(form.day.data, form.starts.data, form.ends.data)
    wrong = move_meeting(
        actor_here().by,
        meeting,
        Wanted(time_wanted, form.place.data, form.adult.data),
        seen=form.seen.data,
        now=clock.now(),
    )
    if wrong:
        for code in wrong:
            field = form[FIELDS.get(code, "day")]
            field.errors = [*field.errors, refusal_words(code)]
        if MeetingRefusal.STALE in wrong:
            form.seen.show(meeting.version)
        return _move_page(meeting, form), 409 if MeetingRefusal.STALE in wrong else 422
    flash_with_undo(
        _("Moved. Both see the new time and place on their own pages."),
        url=url_for("meetings.send_move", meeting_id=meeting.id),
        hidden={**before, "seen": str(meeting.version)},
    )
    return _back(meeting)


def _as_typed(meeting: Meeting) -> dict[str, str]:
    return {
        "day": meeting.day.isoformat(),
        "starts": clock_words(meeting.starts),
        "ends": clock_words(meeting.ends),
        "place": meeting.place_id or "",
        "adult": meeting.near_id or "",
    }


def _back(meeting: Meeting) -> Any:
    return redirect(url_for("meetings.meeting", meeting_id=meeting.id), 303)


@staff_bp.post("/meetings/<meeting_id>/off", endpoint="call_off")
@requires(Action.MEETING_CHANGE, load=meeting)
def call_one_off(meeting: Meeting) -> Any:
    """Call one meeting off."""
    form = OffForm()
    if not form.validate():
        return _page(meeting, off_form=form), 422
    refusal = call_off(actor_here().by, [meeting], Off(form.why.data), now=clock.now())
    if refusal is not None:
        flash(refusal_words(refusal), "wait")
    else:
        flash_with_undo(
            _("This meeting is off. Both read that their meetings are having a break."),
            url=url_for("meetings.put_on", meeting_id=meeting.id),
            hidden={},
        )
    return _back(meeting)


@staff_bp.post("/meetings/<meeting_id>/on")
@requires(Action.MEETING_CHANGE, load=meeting)
def put_on(meeting: Meeting) -> Any:
    """Let a meeting go ahead after all."""
    left = put_on_again(actor_here().by, [meeting], now=clock.now())
    if left:
        flash(refusal_words(left[meeting.id]), "wait")
    else:
        flash(_("This meeting is on again."), "good")
    return _back(meeting)
