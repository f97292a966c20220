"""What young people asked for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, lazyload

from mentoring.access.actor import Actor
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.models import Pairing
from mentoring.matching.queries.pairings import WITH_PEOPLE
from mentoring.meetings.models import Ask
from mentoring.meetings.queries.whose import may_be_seen, sees_all
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


def asks_in(pairing: Pairing, *, most: int) -> Sequence[Ask]:
    """Return what the students of a pairing asked for while they were in it, the newest first."""
    wanted = (
        select(Ask)
        .where(Ask.school_id == pairing.school_id, Ask.pairing_id == pairing.id)
        .options(joinedload(Ask.student))
        .order_by(Ask.made_at.desc(), Ask.id.desc())
    )
    return db.session.scalars(wanted.limit(most)).all()


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
