"""Write-ups and the boundary notes they made."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from mentoring.access.actor import Actor
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import WITH_PEOPLE
from mentoring.meetings.models import BoundaryNote, Meeting, WriteUp
from mentoring.meetings.queries.own import meeting_ids
from mentoring.meetings.queries.whose import may_be_seen
from mentoring.meetings.rules.boundary_notes import NoteAnswer
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.people.models import Student

MAY_HAVE_BEEN = (MeetingState.PLANNED, MeetingState.HELD)
MOST_ANSWERED = 50  # notes shown that somebody has answered

NOTE_WITH_MENTOR = (joinedload(BoundaryNote.mentor),)
NOTE_WITH_ALL = (
    *NOTE_WITH_MENTOR,
    joinedload(BoundaryNote.write_up).joinedload(WriteUp.meeting).joinedload(Meeting.place),
    joinedload(BoundaryNote.pairing).options(*WITH_PEOPLE),
)


def write_up_with_token(school_id: str, token: str) -> WriteUp | None:
    """Return the write-up that this form has made already, or None."""
    return db.session.scalar(select(WriteUp).where(WriteUp.school_id == school_id, WriteUp.token == token))


def write_ups_by(
    school_id: str, student_id: str, meeting_ids: Collection[str]
) -> Mapping[str, list[WriteUp]]:
    """Return what one mentor wrote up of these meetings, by meeting, the oldest first (1 query)."""
    found: dict[str, list[WriteUp]] = {}
    wanted = select(WriteUp).where(
        WriteUp.school_id == school_id, WriteUp.student_id == student_id, WriteUp.meeting_id.in_(meeting_ids)
    )
    for each in db.session.scalars(wanted.order_by(WriteUp.at, WriteUp.id)):
        found.setdefault(each.meeting_id, []).append(each)
    return found


class Written(NamedTuple):
    """A write-up as it stands among others: what it says, when the meeting was, whose it is, and its note, if any."""

    happened: bool
    missed_by: str
    minutes: int | None
    did: list[str]
    helped: list[str]
    did_words: str
    place_words: str
    for_mentee: str
    for_staff: str
    starts_at: datetime
    first_name: str
    last_name: str
    note_id: str | None


def write_ups_of(pairing: Pairing, *, most: int) -> Sequence[Written]:
    """Return the write-ups of a pairing, the newest first (1 query)."""
    values = {"school_id": pairing.school_id, "id": pairing.id, "most": most}
    return [Written(*row) for row in db.session.execute(_of_pairing(), values)]


@cache
def _of_pairing() -> Rows:
    """Build the statement once: building takes longer than asking."""
    return (
        select(
            WriteUp.happened, WriteUp.missed_by, WriteUp.minutes, WriteUp.did, WriteUp.helped, WriteUp.did_words,
            WriteUp.place_words, WriteUp.for_mentee, WriteUp.for_staff, Meeting.starts_at, Student.first_name,
            Student.last_name, BoundaryNote.id,
        )
        .join(Meeting, (Meeting.school_id == WriteUp.school_id) & (Meeting.id == WriteUp.meeting_id))
        .join(Student, (Student.school_id == WriteUp.school_id) & (Student.id == WriteUp.student_id))
        .outerjoin(
            BoundaryNote,
            (BoundaryNote.school_id == WriteUp.school_id) & (BoundaryNote.write_up_id == WriteUp.id),
        )
        .where(WriteUp.school_id == SCHOOL, WriteUp.meeting_id.in_(meeting_ids()))
        .order_by(WriteUp.at.desc(), WriteUp.id.desc())
        .limit(bindparam("most"))
    )  # fmt: skip


# Boundary notes


def note(school_id: str, note_id: str) -> BoundaryNote | None:
    """Return one boundary note, or None."""
    return db.session.get(BoundaryNote, (school_id, note_id), options=NOTE_WITH_ALL)


def note_of(write_up: WriteUp) -> BoundaryNote | None:
    """Return the note that a write-up made, or None."""
    wanted = select(BoundaryNote).where(
        BoundaryNote.school_id == write_up.school_id, BoundaryNote.write_up_id == write_up.id
    )
    return db.session.scalar(wanted)


def notes_of(write_ups: Collection[WriteUp]) -> Mapping[str, BoundaryNote]:
    """Return the notes that these write-ups of one school made, by write-up (1 query)."""
    if not write_ups:
        return {}
    school_id = next(iter(write_ups)).school_id
    wanted = select(BoundaryNote).where(
        BoundaryNote.school_id == school_id,
        BoundaryNote.write_up_id.in_([each.id for each in write_ups]),
    )
    return {each.write_up_id: each for each in db.session.scalars(wanted.order_by(BoundaryNote.id))}


def notes_since(school_id: str, mentor_id: str, since: datetime) -> int:
    """Return how many notes one mentor's write-ups have made since then."""
    wanted = select(func.count()).where(
        BoundaryNote.school_id == school_id,
        BoundaryNote.mentor_id == mentor_id,
        BoundaryNote.made_at >= since,
    )
    return db.session.scalar(wanted) or 0


def open_notes(actor: Actor, *, with_meetings: bool = True) -> Sequence[BoundaryNote]:
    """Return the notes that nobody has answered, of those whom this member of staff sees, the oldest first.

    with_meetings: with the meeting, the pairing and its people too; else only with the mentor (1 query).
    """
    wanted = _notes(actor, NOTE_WITH_ALL if with_meetings else NOTE_WITH_MENTOR).where(
        BoundaryNote.answered_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(BoundaryNote.made_at, BoundaryNote.id)).unique().all()


def answered_notes(actor: Actor) -> Sequence[BoundaryNote]:
    """Return the notes that were answered, the newest first, at most 50."""
    wanted = _notes(actor, NOTE_WITH_ALL).where(BoundaryNote.answered_at.is_not(None))
    order = (BoundaryNote.answered_at.desc(), BoundaryNote.id.desc())
    return db.session.scalars(wanted.order_by(*order).limit(MOST_ANSWERED)).unique().all()


def notes_for_lead(actor: Actor, *, with_meetings: bool = True) -> Sequence[BoundaryNote]:
    """Return the notes that lead or deputies must see and have not: alerts, and those passed on; oldest first."""
    wanted = _notes(actor, NOTE_WITH_ALL if with_meetings else NOTE_WITH_MENTOR).where(
        BoundaryNote.lead_seen_at.is_(None),
        or_(BoundaryNote.is_alert, BoundaryNote.answer == NoteAnswer.PASSED_ON),
    )
    return db.session.scalars(wanted.order_by(BoundaryNote.made_at, BoundaryNote.id)).unique().all()


def _notes(actor: Actor, options: Sequence[Any]) -> Any:
    return (
        select(BoundaryNote)
        .join(
            Pairing,
            (Pairing.school_id == BoundaryNote.school_id) & (Pairing.id == BoundaryNote.pairing_id),
        )
        .where(BoundaryNote.school_id == actor.school_id, may_be_seen(actor))
        .options(*options)
    )
