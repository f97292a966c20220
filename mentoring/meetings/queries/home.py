"""What a young person's home asks of their pairings and of what they said: columns, each in one question for all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.matching.models import Pairing
from mentoring.matching.queries.meet_and_greet import values_to_choose, waits_for_a_choice
from mentoring.meetings.models import Ask, Meeting, WriteUp
from mentoring.meetings.queries.write_ups import MAY_HAVE_BEEN
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.people.models import Student

RECENT = 10  # meetings among which one to write up is looked for
LOGGED = (MeetingState.HELD, MeetingState.MISSED)


# For a mentor


class Begun(NamedTuple):
    """A meeting that has begun: its day, its state, and whether this mentor has written it up."""

    id: str
    day: date
    state: str
    is_written: bool


def begun_of(
    school_id: str, pairing_ids: Collection[str], mentor_id: str, now: datetime
) -> Mapping[str, Sequence[Begun]]:
    """Return the last meetings of each of these pairings that have begun, the newest first (1 query)."""
    values = {"school_id": school_id, "ids": list(pairing_ids), "mentor_id": mentor_id, "now": now}
    found: dict[str, list[Begun]] = {each: [] for each in pairing_ids}
    for row in db.session.execute(_begun(), values):
        found[row[0]].append(Begun(*row[1:]))
    return found


@cache
def _begun() -> Rows:
    """Build the statement once: building takes longer than asking."""
    newest_first = (Meeting.starts_at.desc(), Meeting.id.desc())
    place = func.row_number().over(partition_by=Meeting.pairing_id, order_by=newest_first)
    begun = (
        select(Meeting.pairing_id, Meeting.id, Meeting.day, Meeting.state, place.label("place"))
        .where(
            Meeting.school_id == SCHOOL,
            Meeting.pairing_id.in_(bindparam("ids", expanding=True)),
            Meeting.starts_at <= bindparam("now"),
        )
        .subquery("begun")
    )
    is_written = exists().where(
        WriteUp.school_id == SCHOOL,
        WriteUp.meeting_id == begun.c.id,
        WriteUp.student_id == bindparam("mentor_id"),
    )
    return (
        select(begun.c.pairing_id, begun.c.id, begun.c.day, begun.c.state, is_written)
        .where(begun.c.place <= RECENT)
        .order_by(begun.c.pairing_id, begun.c.place)
    )


def to_write_up(begun: Sequence[Begun]) -> str | None:
    """Return the newest meeting that is not off or missed, and this mentor has not written up; or None."""
    return next((each.id for each in begun if each.state in MAY_HAVE_BEEN and not each.is_written), None)


def may_be_silent(begun: Sequence[Begun], today: date) -> bool:
    """Say whether a reminder can be due at all: nobody has written up a meeting of a day before, or a later one."""
    logged = max((each.day for each in begun if each.state in LOGGED), default=None)
    if logged is None:
        return bool(begun)
    return any(each.state == MeetingState.PLANNED and logged <= each.day < today for each in begun)


# For a mentee


@dataclass(frozen=True)
class ForMentee:
    """What a mentee can say and read: of which meeting how it was, if of any; a mentor's last words to them, and whose.

    words, writer: may be empty.
    """

    open_meeting_id: str | None
    words: str
    writer: str


def for_mentees(school_id: str, pairing_ids: Collection[str], now: datetime) -> Mapping[str, ForMentee]:
    """Return it of each of these pairings (1 query). Any meeting's words count; the newest meeting's first."""
    values = {"school_id": school_id, "ids": list(pairing_ids), "now": now}
    return {
        row[0]: ForMentee(row[1], row[2] or "", row[3] or "")
        for row in db.session.execute(_for_mentees(), values)
    }


@cache
def _for_mentees() -> Rows:
    """Build the statement once: building takes longer than asking."""
    written, of_meeting = aliased(WriteUp), aliased(Meeting)
    newest = (
        select(written.id)
        .join(
            of_meeting, and_(of_meeting.school_id == written.school_id, of_meeting.id == written.meeting_id)
        )
        .where(
            of_meeting.school_id == SCHOOL,
            of_meeting.pairing_id == Pairing.id,
            written.for_mentee != "",
        )
        .order_by(of_meeting.starts_at.desc(), written.at.desc(), written.id.desc())
        .limit(1)
        .correlate(Pairing)
        .scalar_subquery()
    )
    opened = (
        select(Meeting.id)
        .where(
            Meeting.school_id == SCHOOL,
            Meeting.pairing_id == Pairing.id,
            Meeting.starts_at <= bindparam("now"),
            Meeting.state.in_(MAY_HAVE_BEEN),
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
        .correlate(Pairing)
        .scalar_subquery()
    )
    return (
        select(Pairing.id, opened, WriteUp.for_mentee, Student.first_name)
        .select_from(Pairing)
        .outerjoin(WriteUp, and_(WriteUp.school_id == Pairing.school_id, WriteUp.id == newest))
        .outerjoin(Student, and_(Student.school_id == WriteUp.school_id, Student.id == WriteUp.student_id))
        .where(Pairing.school_id == SCHOOL, Pairing.id.in_(bindparam("ids", expanding=True)))
        .order_by(Pairing.id)
    )


# For each of them


class Waits(NamedTuple):
    """What a student may have to choose, and what was answered to them last, when and by whom, if anything was."""

    has_to_choose: bool
    answered_at: datetime | None
    answered_by: str | None
    enrolment_id: str | None  # in which programme they had asked


def waits_of(school_id: str, student_id: str, today: date) -> Waits:
    """Return it of one student (1 query)."""
    values = {"id": student_id, **values_to_choose(school_id, student_id, today)}
    return Waits(*db.session.execute(_waits(), values).one())


@cache
def _waits() -> Rows:
    """Build the statement once: building takes longer than asking."""
    asked = aliased(Ask)
    last = (
        select(asked.id)
        .where(
            asked.school_id == SCHOOL,
            asked.student_id == bindparam("id"),
            asked.answered_at.is_not(None),
        )
        .order_by(asked.answered_at.desc(), asked.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(waits_for_a_choice(), Ask.answered_at, Ask.answered_by, Ask.enrolment_id)
        .select_from(Student)
        .outerjoin(Ask, and_(Ask.school_id == Student.school_id, Ask.id == last))
        .where(Student.school_id == SCHOOL, Student.id == bindparam("id"))
    )
