"""A tablet is opened for a room, and closed again."""

from datetime import date, datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.meetings.models import RoomSession
from mentoring.people.actions.rooms import end_room


def open_room(
    by: By, school_id: str, place_id: str, day: date, *, session_id: str, now: datetime
) -> RoomSession:
    """Note that an adult opens a place as a room on one tablet; return it. Two tablets are two rooms."""
    assert by.person_id is not None
    opened = RoomSession(
        school_id=school_id,
        id=ids.new_id(),
        session_id=session_id,
        staff_id=by.person_id,
        place_id=place_id,
        day=day,
        opened_at=now,
    )
    db.session.add(opened)
    db.session.flush()
    trail.record(events.ROOM_OPENED, now, school_id=school_id, by=by, subject_id=place_id, room=opened.id)
    return opened


def close_room(by: By, opened: RoomSession, *, now: datetime) -> None:
    """End every sign-in on the room's tablet: its own, and a student's whose turn it is."""
    opened.closed_at = now
    end_room(opened.id, now=now)
    trail.record(
        events.ROOM_CLOSED,
        now,
        school_id=opened.school_id,
        by=by,
        subject_id=opened.place_id,
        room=opened.id,
    )
