"""How meetings were for mentees."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from mentoring.access.actor import Actor
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import WITH_PEOPLE
from mentoring.meetings.models import Faces, Meeting
from mentoring.meetings.queries.own import meeting_ids
from mentoring.meetings.queries.whose import may_be_seen
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.people.models import Student

WITH_MEETING = (
    joinedload(Faces.student),
    joinedload(Faces.meeting).options(
        joinedload(Meeting.place), joinedload(Meeting.pairing).options(*WITH_PEOPLE)
    ),
)


def one(school_id: str, faces_id: str) -> Faces | None:
    """Return what one mentee said of one meeting, by its id, or None."""
    return db.session.get(Faces, (school_id, faces_id), options=WITH_MEETING)


def open_meeting(pairing: Pairing, now: datetime) -> Meeting | None:
    """Return the meeting of which mentees may say how it was: the newest that has begun, until the next does."""
    wanted = (
        select(Meeting)
        .where(
            Meeting.school_id == pairing.school_id,
            Meeting.pairing_id == pairing.id,
            Meeting.starts_at <= now,
            Meeting.state.in_((MeetingState.PLANNED, MeetingState.HELD)),
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return db.session.scalar(wanted.limit(1))


def said_of(school_id: str, student_id: str, meeting_ids: Collection[str]) -> dict[str, Faces]:
    """Return what a mentee said of these meetings, by meeting (1 query)."""
    wanted = select(Faces).where(
        Faces.school_id == school_id, Faces.student_id == student_id, Faces.meeting_id.in_(meeting_ids)
    )
    return {each.meeting_id: each for each in db.session.scalars(wanted.order_by(Faces.id))}


class SaidThere(NamedTuple):
    """How one meeting was for one mentee: when it was, whose it is, and what was said."""

    id: str
    how: str
    heard: str
    again: str
    bad_at: datetime | None
    starts_at: datetime
    first_name: str
    last_name: str


def faces_of(pairing: Pairing, *, most: int) -> Sequence[SaidThere]:
    """Return what the mentees of a pairing said of their meetings, the newest meeting first (1 query)."""
    values = {"school_id": pairing.school_id, "id": pairing.id, "most": most}
    return [SaidThere(*row) for row in db.session.execute(_of_pairing(), values)]


@cache
def _of_pairing() -> Rows:
    """Build the statement once: building takes longer than asking."""
    return (
        select(
            Faces.id, Faces.how, Faces.heard, Faces.again, Faces.bad_at, Meeting.starts_at,
            Student.first_name, Student.last_name,
        )
        .join(Meeting, (Meeting.school_id == Faces.school_id) & (Meeting.id == Faces.meeting_id))
        .join(Student, (Student.school_id == Faces.school_id) & (Student.id == Faces.student_id))
        .where(Faces.school_id == SCHOOL, Faces.meeting_id.in_(meeting_ids()))
        .order_by(Meeting.starts_at.desc(), Faces.at.desc(), Faces.id.desc())
        .limit(bindparam("most"))
    )  # fmt: skip


def bad_unseen(actor: Actor, *, with_meetings: bool = True) -> Sequence[Faces]:
    """Return the "bad" ones after which nobody has asked the child yet, the oldest first, as staff may see them.

    with_meetings: with what the meeting was too; else only with the child (1 query).
    """
    stands_in = or_(Meeting.adult_id == actor.person_id, Meeting.stand_in_id == actor.person_id)
    wanted = (
        select(Faces)
        .join(Meeting, (Meeting.school_id == Faces.school_id) & (Meeting.id == Faces.meeting_id))
        .join(Pairing, (Pairing.school_id == Meeting.school_id) & (Pairing.id == Meeting.pairing_id))
        .where(
            Faces.school_id == actor.school_id,
            Faces.bad_at.is_not(None),
            Faces.seen_at.is_(None),
            or_(may_be_seen(actor), stands_in),
        )
        .options(*(WITH_MEETING if with_meetings else (joinedload(Faces.student),)))
        .order_by(Faces.bad_at, Faces.id)
    )
    return db.session.scalars(wanted).unique().all()
