"""The register of a room: who came, for the meetings of a day. It counts as the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from mentoring import clock, ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.meetings.actions.holding import note_held
from mentoring.meetings.actions.locking import lock_meetings
from mentoring.meetings.models import Attendance, Meeting
from mentoring.meetings.queries.meetings import attendance_of, held_meetings
from mentoring.meetings.rules.meetings import (
    MEETING,
    Came,
    MeetingState,
    RegisterRefusal,
    Source,
    outcome_of,
    refusal_of_register,
)
from mentoring.people.models import School


def take_register(
    by: By, meetings: Sequence[Meeting], came: Mapping[tuple[str, str], str], *, now: datetime
) -> RegisterRefusal | None:
    """Keep who came to these meetings, or put it right the same day; return why not, or None.

    came: codes of Came by (meeting id, student id). A meeting about which nothing is said stays as it is; one about
    which something is said needs every child of it. A meeting that does not go ahead any more is passed over: its
    pairing had a break, or was put on hold, since the page was shown.
    """
    told = [each for each in meetings if any(key[0] == each.id for key in came)]
    if not told:
        return RegisterRefusal.NOBODY
    lock_meetings(told)
    if (refusal := _refusal(told, came, now)) is not None:
        return refusal
    held, known = held_meetings(told, reader_id=None), attendance_of(told)
    for each in told:
        if each.state != MeetingState.OFF and each.pairing.state in MEETING and each.id not in held:
            _keep(by, each, came, known, now)
    return None


def _refusal(
    meetings: Sequence[Meeting], came: Mapping[tuple[str, str], str], now: datetime
) -> RegisterRefusal | None:
    zone = db.session.scalar(select(School.zone).where(School.id == meetings[0].school_id)) or "UTC"
    today = clock.local(now, zone).date()
    for each in meetings:
        taken = clock.local(each.registered_at, zone).date() if each.registered_at else None
        if (refusal := refusal_of_register(each.day, today, taken)) is not None:
            return refusal
    everybody = ((each.id, member.student_id) for each in meetings for member in each.pairing.here)
    if not all(came.get(key) in frozenset(Came) for key in everybody):
        return RegisterRefusal.NOT_EVERYBODY
    return None


def _keep(
    by: By,
    meeting: Meeting,
    came: Mapping[tuple[str, str], str],
    known: Mapping[tuple[str, str], Attendance],
    now: datetime,
) -> None:
    said = {member.student_id: came[meeting.id, member.student_id] for member in meeting.pairing.here}
    for student_id, code in said.items():
        row = known.get((meeting.id, student_id))
        if row is None:
            row = Attendance(
                school_id=meeting.school_id, id=ids.new_id(), meeting_id=meeting.id, student_id=student_id
            )
            db.session.add(row)
        row.came, row.source, row.at, row.by_id = code, Source.REGISTER, now, by.person_id
    state, missed_by = outcome_of((member.role, said[member.student_id]) for member in meeting.pairing.here)
    meeting.state, meeting.why = state, missed_by or ""
    meeting.registered_at, meeting.registered_by = now, by.person_id
    db.session.flush()
    trail.record(
        events.REGISTER_TAKEN,
        now,
        school_id=meeting.school_id,
        by=by,
        subject_id=meeting.id,
        came=sum(code == Came.CAME for code in said.values()),
        away=sum(code != Came.CAME for code in said.values()),
    )
    if state is MeetingState.HELD:
        note_held(by, meeting, now)
