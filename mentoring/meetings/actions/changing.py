"""One meeting moved, called off, on again; and an other adult near. Both students see it on their own pages."""

from collections.abc import Sequence
from datetime import datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock_students
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.actions.locking import lock_meetings, lock_places, lock_staff
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.openings import refusals_of
from mentoring.meetings.rules.meetings import CHOSEN, MeetingState, Off
from mentoring.meetings.rules.planning import MeetingRefusal, Time, Wanted
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.school_time import moment_of
from mentoring.programme.models import Place
from mentoring.programme.queries.slots import place as place_of


def move_meeting(
    by: By, meeting: Meeting, wanted: Wanted, *, seen: int, now: datetime
) -> list[MeetingRefusal]:
    """Put a meeting at another time, another place or with another adult near; return why not, each code once.

    seen: the version that was on the page. A meeting that is off goes ahead again where it is put.
    """
    place = place_of(meeting.school_id, wanted.place_id)
    lock_meetings([meeting])
    lock_students(meeting.school_id, meeting.pairing.student_ids)
    lock_places(meeting.school_id, {wanted.place_id})
    lock_staff(meeting.school_id, {wanted.adult_id})
    if meeting.version != seen:
        return [MeetingRefusal.STALE]
    if (refused := _refusal_to_change(meeting)) is not None:
        return [refused]
    if wrong := refusals_of(meeting, wanted, place, now=now):
        return wrong
    _put(meeting, wanted, place, now)
    trail.record(events.MEETING_MOVED, now, school_id=meeting.school_id, by=by, subject_id=meeting.id)
    return []


def _refusal_to_change(meeting: Meeting) -> MeetingRefusal | None:
    if meeting.state not in (MeetingState.PLANNED, MeetingState.OFF):
        return MeetingRefusal.OVER
    if meeting.pairing.state not in RUNNING:
        return MeetingRefusal.NOT_RUNNING
    return None


def _put(meeting: Meeting, wanted: Wanted, place: Place | None, now: datetime) -> None:
    assert place is not None
    times = school_time(meeting.school_id, place.site_id)
    meeting.day, meeting.starts, meeting.ends = wanted.time.day, wanted.time.starts, wanted.time.ends
    meeting.starts_at = moment_of(times, wanted.time.day, wanted.time.starts)
    meeting.place_id, meeting.site_id = wanted.place_id, place.site_id
    if wanted.adult_id != meeting.near_id:
        meeting.stand_in_id = wanted.adult_id if wanted.adult_id != meeting.adult_id else None
    meeting.state, meeting.why, meeting.moved_at = MeetingState.PLANNED, "", now
    db.session.flush()
    db.session.expire(meeting, ["place", "stand_in"])


def call_off(by: By, meetings: Sequence[Meeting], why: Off, *, now: datetime) -> MeetingRefusal | None:
    """Call meetings off for one cause that only staff read; return why not, or None. What is over is passed over."""
    if not meetings:
        return MeetingRefusal.NOTHING_TICKED
    if why not in CHOSEN:
        raise ValueError(why)
    lock_meetings(meetings)
    off = [each for each in meetings if each.state == MeetingState.PLANNED]
    if not off:
        return MeetingRefusal.OVER
    for each in off:
        each.state, each.why = MeetingState.OFF, why
    db.session.flush()
    trail.record_for_each(
        events.MEETING_OFF,
        now,
        [each.id for each in off],
        school_id=off[0].school_id,
        by=by,
        why=why.value,
    )
    return None


def put_on_again(by: By, meetings: Sequence[Meeting], *, now: datetime) -> dict[str, MeetingRefusal]:
    """Let meetings that were called off go ahead after all; return why not for those that cannot, by id.

    Each is asked again whether it can be: its room may have been given to others meanwhile.
    """
    lock_meetings(meetings)
    if meetings:
        school_id = meetings[0].school_id
        lock_students(school_id, frozenset().union(*(each.pairing.student_ids for each in meetings)))
        lock_places(school_id, {each.place_id for each in meetings if each.place_id})
    left = dict[str, MeetingRefusal]()
    for each in meetings:
        if each.state != MeetingState.OFF:
            continue
        if (refused := _refusal_to_put_on(each, now)) is not None:
            left[each.id] = refused
            continue
        each.state, each.why = MeetingState.PLANNED, ""
        db.session.flush()
        trail.record(events.MEETING_ON_AGAIN, now, school_id=each.school_id, by=by, subject_id=each.id)
    return left


def _refusal_to_put_on(meeting: Meeting, now: datetime) -> MeetingRefusal | None:
    if (refused := _refusal_to_change(meeting)) is not None:
        return refused
    if meeting.place_id is None or meeting.near_id is None:
        return MeetingRefusal.PLACE_GONE if meeting.place_id is None else MeetingRefusal.NO_ADULT
    time = Time(meeting.day, meeting.starts, meeting.ends)
    wanted = Wanted(time, meeting.place_id, meeting.near_id)
    return next(iter(refusals_of(meeting, wanted, meeting.place, now=now)), None)
