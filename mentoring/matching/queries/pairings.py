"""Pairings: one, a programme's, a student's; always with their people, in a constant number of queries."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mentoring.extensions import db
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.rules.life import LIVE, State

WITH_PEOPLE = (
    joinedload(Pairing.programme),
    joinedload(Pairing.place),
    joinedload(Pairing.adult),
    joinedload(Pairing.slot),
    selectinload(Pairing.members).joinedload(PairingMember.student),
)


def pairing(school_id: str, pairing_id: str) -> Pairing | None:
    """Return one of the school's pairings, or None."""
    return db.session.get(Pairing, (school_id, pairing_id), options=WITH_PEOPLE)


def member(school_id: str, member_id: str) -> PairingMember | None:
    """Return one student's place in a pairing, or None."""
    return db.session.get(PairingMember, (school_id, member_id), options=[joinedload(PairingMember.pairing)])


def pairings(
    school_id: str, *, programme_id: str | None = None, states: Collection[State] | None = None
) -> Sequence[Pairing]:
    """Return pairings with their people, the oldest first."""
    wanted = select(Pairing).where(Pairing.school_id == school_id).options(*WITH_PEOPLE)
    if programme_id is not None:
        wanted = wanted.where(Pairing.programme_id == programme_id)
    if states is not None:
        wanted = wanted.where(Pairing.state.in_(states))
    return db.session.scalars(wanted.order_by(Pairing.made_at, Pairing.id)).unique().all()


def pairings_of(
    school_id: str, student_id: str, *, states: Collection[State] | None = None
) -> Sequence[Pairing]:
    """Return the pairings that a student is in now, the newest first."""
    return _of(school_id, PairingMember.student_id == student_id, states)


def pairings_in(
    school_id: str, enrolment_id: str, *, states: Collection[State] | None = None
) -> Sequence[Pairing]:
    """Return the pairings of one enrolment, the newest first."""
    return _of(school_id, PairingMember.enrolment_id == enrolment_id, states)


def _of(school_id: str, whose: Any, states: Collection[State] | None) -> Sequence[Pairing]:
    wanted = (
        select(Pairing)
        .join(
            PairingMember,
            (PairingMember.school_id == Pairing.school_id) & (PairingMember.pairing_id == Pairing.id),
        )
        .where(Pairing.school_id == school_id, whose, PairingMember.left_at.is_(None))
        .options(*WITH_PEOPLE)
    )
    if states is not None:
        wanted = wanted.where(Pairing.state.in_(states))
    return db.session.scalars(wanted.order_by(Pairing.made_at.desc(), Pairing.id.desc())).unique().all()


def steps_of(pairing: Pairing) -> Sequence[PairingStep]:
    """Return the steps of a pairing's life, the oldest first."""
    wanted = select(PairingStep).where(
        PairingStep.school_id == pairing.school_id, PairingStep.pairing_id == pairing.id
    )
    return db.session.scalars(wanted.order_by(PairingStep.at, PairingStep.id)).all()


def live_enrolment_ids(school_id: str, programme_id: str) -> Sequence[str]:
    """Return the enrolments of a programme that are in a live pairing, once for each pairing (1 query)."""
    wanted = (
        select(PairingMember.enrolment_id)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(
            Pairing.school_id == school_id,
            Pairing.programme_id == programme_id,
            Pairing.state.in_(LIVE),
            PairingMember.left_at.is_(None),
        )
    )
    return db.session.scalars(wanted.order_by(PairingMember.enrolment_id, PairingMember.id)).all()
