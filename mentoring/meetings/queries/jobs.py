"""What students still have to do after meetings: a write-up, or to say how it was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.matching.models import PairingMember
from mentoring.meetings.models import Attendance, Faces, Meeting, WriteUp
from mentoring.meetings.queries.meetings import attendance_of
from mentoring.meetings.rules.jobs import Job, Turn, job_for, turn_of


@dataclass(frozen=True)
class StudentsJob:
    """One student's job at one meeting, and where they stand with it.

    After a meet-and-greet the place of that student there stands in `meeting_id`.
    """

    student_id: str
    meeting_id: str
    job: Job
    turn: Turn


def jobs_at(meetings: Sequence[Meeting], now: datetime) -> Sequence[StudentsJob]:
    """Return the jobs of everybody in these meetings, in the order of the meetings (3 queries)."""
    if not meetings:
        return []
    done, came = _done(meetings), attendance_of(meetings)
    return [_job(meeting, member, done, came, now) for meeting in meetings for member in meeting.pairing.here]


def _job(
    meeting: Meeting,
    member: PairingMember,
    done: Collection[tuple[str, str]],
    came: Mapping[tuple[str, str], Attendance],
    now: datetime,
) -> StudentsJob:
    key = (meeting.id, member.student_id)
    known = came[key].came if key in came else None
    turn = turn_of(meeting.state, meeting.starts_at, known, is_done=key in done, now=now)
    return StudentsJob(member.student_id, meeting.id, job_for(member.role), turn)


def _done(meetings: Sequence[Meeting]) -> set[tuple[str, str]]:
    school_id, ids = meetings[0].school_id, [each.id for each in meetings]
    written = select(WriteUp.meeting_id, WriteUp.student_id).where(
        WriteUp.school_id == school_id, WriteUp.meeting_id.in_(ids)
    )
    said = select(Faces.meeting_id, Faces.student_id).where(
        Faces.school_id == school_id, Faces.meeting_id.in_(ids), Faces.is_finished
    )
    found = [
        *db.session.execute(written.order_by(WriteUp.meeting_id, WriteUp.student_id)),
        *db.session.execute(said.order_by(Faces.meeting_id, Faces.student_id)),
    ]
    return {(meeting_id, student_id) for meeting_id, student_id in found}
