"""What young people asked for."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import joinedload, lazyload

from mentoring.access.actor import Actor
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.models import Enrolment
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import WITH_PEOPLE
from mentoring.meetings.models import Ask
from mentoring.meetings.queries.whose import may_be_seen, sees_all
from mentoring.people.models import Student
from mentoring.programme.models import Programme

MOST_ANSWERED = 50  # asks shown that somebody has answered
MOST_OWN = 20  # of their own that a student sees

WITH_WHO = (
    joinedload(Ask.student),
    joinedload(Ask.enrolment)
    .joinedload(Enrolment.programme)
    .options(lazyload(Programme.sites), lazyload(Programme.adults)),
)
WITH_ALL = (
    *WITH_WHO,
    joinedload(Ask.pairing).options(*WITH_PEOPLE),
)


def ask(school_id: str, ask_id: str) -> Ask | None:
    """Return one ask, or None."""
    return db.session.get(Ask, (school_id, ask_id), options=WITH_ALL)


def ask_with_token(school_id: str, token: str) -> Ask | None:
    """Return the ask that this form has made already, or None."""
    return db.session.scalar(select(Ask).where(Ask.school_id == school_id, Ask.token == token))


def asks_of(school_id: str, enrolment_id: str) -> Sequence[Ask]:
    """Return what a student asked for in one programme, the newest first."""
    wanted = select(Ask).where(Ask.school_id == school_id, Ask.enrolment_id == enrolment_id)
    return db.session.scalars(wanted.order_by(Ask.made_at.desc(), Ask.id.desc()).limit(MOST_OWN)).all()


class AskedFor(NamedTuple):
    """One ask as it stands among others: what for, when, and by whom; whether somebody has answered."""

    id: str
    kind: str
    made_at: datetime
    answered_at: datetime | None
    first_name: str
    last_name: str


def asks_in(pairing: Pairing, *, most: int) -> Sequence[AskedFor]:
    """Return what the students of a pairing asked for while they were in it, the newest first (1 query)."""
    values = {"school_id": pairing.school_id, "id": pairing.id, "most": most}
    return [AskedFor(*row) for row in db.session.execute(_of_pairing(), values)]


@cache
def _of_pairing() -> Rows:
    """Build the statement once: building takes longer than asking."""
    return (
        select(Ask.id, Ask.kind, Ask.made_at, Ask.answered_at, Student.first_name, Student.last_name)
        .join(Student, and_(Student.school_id == Ask.school_id, Student.id == Ask.student_id))
        .where(Ask.school_id == SCHOOL, Ask.pairing_id == bindparam("id"))
        .order_by(Ask.made_at.desc(), Ask.id.desc())
        .limit(bindparam("most"))
    )


def open_asks(actor: Actor, *, with_pairings: bool = True) -> Sequence[Ask]:
    """Return what waits for an answer, of those whom this member of staff sees, the oldest first.

    with_pairings: with the pairing and its people too; else only with who asked, and in which programme (1 query).
    """
    wanted = (
        _asks(actor, WITH_ALL if with_pairings else WITH_WHO)
        .where(Ask.answered_at.is_(None))
        .order_by(Ask.made_at, Ask.id)
    )
    return db.session.scalars(wanted).unique().all()


def answered_asks(actor: Actor) -> Sequence[Ask]:
    """Return what was answered, the newest first, at most 50."""
    wanted = _asks(actor, WITH_ALL).where(Ask.answered_at.is_not(None))
    order = (Ask.answered_at.desc(), Ask.id.desc())
    return db.session.scalars(wanted.order_by(*order).limit(MOST_ANSWERED)).unique().all()


def _asks(actor: Actor, options: Sequence[Any]) -> Any:
    """Return the asks that somebody sees: a supervisor only those out of a pairing of theirs."""
    wanted = select(Ask).where(Ask.school_id == actor.school_id).options(*options)
    if sees_all(actor):
        return wanted
    return wanted.join(Pairing, and_(Pairing.school_id == Ask.school_id, Pairing.id == Ask.pairing_id)).where(
        may_be_seen(actor)
    )
