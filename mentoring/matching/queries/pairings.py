"""Pairings: one, a programme's, a student's; always with their people, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from mentoring.extensions import SCHOOL, db
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.rules.life import LIVE, Happening, State
from mentoring.people.models import StaffMember
from mentoring.programme.models import Programme, Slot
from mentoring.programme.rules.kinds import ProgrammeRole

WITH_PEOPLE = (
    joinedload(Pairing.programme).options(lazyload(Programme.sites), lazyload(Programme.adults)),
    joinedload(Pairing.place),
    joinedload(Pairing.adult).lazyload(StaffMember.all_roles),
    joinedload(Pairing.slot).options(lazyload(Slot.places), lazyload(Slot.adults)),
    selectinload(Pairing.members).joinedload(PairingMember.student),
)


WITH_PAIRING = (
    joinedload(PairingMember.student),
    joinedload(PairingMember.pairing).options(*WITH_PEOPLE),
)
_MEMBERS = joinedload(Pairing.members).joinedload(PairingMember.student)  # in the same query
FOR_STUDENTS = lazyload(Pairing.slot_adults)  # whose own pairing it is: a question about staff
ASKED_BY = {Happening.ASK: ProgrammeRole.MENTOR, Happening.MENTORS_YES: ProgrammeRole.MENTEE}


def pairing(school_id: str, pairing_id: str) -> Pairing | None:
    """Return one of the school's pairings, or None."""
    values = {"school_id": school_id, "id": pairing_id}
    return db.session.scalars(_one_pairing(), values).unique().one_or_none()


@cache
def _one_pairing() -> Select[Any]:
    """Build the statement once: building takes longer than asking. One record's few people come in the same query."""
    return (
        select(Pairing)
        .where(Pairing.school_id == SCHOOL, Pairing.id == bindparam("id"))
        .options(*WITH_PEOPLE[:-1], _MEMBERS, joinedload(Pairing.slot_adults))
    )


def member(school_id: str, member_id: str) -> PairingMember | None:
    """Return one student's place in a pairing, or None."""
    return db.session.get(PairingMember, (school_id, member_id), options=WITH_PAIRING)


def places_of(school_id: str, student_id: str) -> Sequence[PairingMember]:
    """Return a student's places in pairings, those too that they have left, of the newest pairing first (1 query).

    With who is in them, for the student's own home; where and when they meet is not read.
    """
    values = {"school_id": school_id, "student_id": student_id}
    found = db.session.scalars(_places_of_one(), values).unique().all()
    return sorted(found, key=lambda each: (each.pairing.made_at, each.pairing_id), reverse=True)


@cache
def _places_of_one() -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    return (
        select(PairingMember)
        .where(
            PairingMember.school_id == SCHOOL,
            PairingMember.student_id == bindparam("student_id"),
        )
        .options(joinedload(PairingMember.pairing).options(WITH_PEOPLE[0], _MEMBERS, FOR_STUDENTS))
        .order_by(PairingMember.id.desc())
    )


def asked_roles(school_id: str, pairing_ids: Collection[str]) -> Mapping[str, frozenset[ProgrammeRole]]:
    """Return for each of these pairings which sides were ever asked (1 query). The others never knew of it."""
    wanted = select(PairingStep.pairing_id, PairingStep.happening).where(
        PairingStep.school_id == school_id,
        PairingStep.pairing_id.in_(pairing_ids),
        PairingStep.happening.in_(ASKED_BY),
    )
    found: dict[str, frozenset[ProgrammeRole]] = dict.fromkeys(pairing_ids, frozenset())
    for pairing_id, happening in db.session.execute(wanted.order_by(PairingStep.id)):
        found[pairing_id] |= {ASKED_BY[Happening(happening)]}
    return found


def pairings_by_ids(school_id: str, ids: Collection[str]) -> Sequence[Pairing]:
    """Return those of these pairings that are the school's, in the order in which they are locked too."""
    wanted = select(Pairing).where(Pairing.school_id == school_id, Pairing.id.in_(ids)).options(*WITH_PEOPLE)
    return db.session.scalars(wanted.order_by(Pairing.id)).unique().all()


def pairings_of_both(school_id: str, one_id: str, other_id: str) -> Sequence[Pairing]:
    """Return the live pairings that these two students are both in, in the order in which they are locked."""
    held = {each.id for each in pairings_of(school_id, one_id, states=LIVE)}
    both = [each for each in pairings_of(school_id, other_id, states=LIVE) if each.id in held]
    return sorted(both, key=lambda each: each.id)


def with_live_pairing(school_id: str, student_ids: Collection[str]) -> set[str]:
    """Return those of these students who are in a live pairing now (1 query)."""
    wanted = (
        select(PairingMember.student_id)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(
            Pairing.school_id == school_id,
            Pairing.state.in_(LIVE),
            PairingMember.student_id.in_(student_ids),
            PairingMember.left_at.is_(None),
        )
    )
    return set(db.session.scalars(wanted.distinct().order_by(PairingMember.student_id)))


def has_pairing(school_id: str, student_id: str) -> bool:
    """Say whether a student is or was in any pairing: then nobody may delete them as an import's mistake."""
    wanted = select(PairingMember.id).where(
        PairingMember.school_id == school_id, PairingMember.student_id == student_id
    )
    return db.session.scalar(wanted.limit(1)) is not None


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
    return db.session.scalars(_steps(), {"school_id": pairing.school_id, "id": pairing.id}).all()


@cache
def _steps() -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    wanted = select(PairingStep).where(
        PairingStep.school_id == SCHOOL, PairingStep.pairing_id == bindparam("id")
    )
    return wanted.order_by(PairingStep.turn)


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


def paired_enrolments(school_id: str) -> Select[str]:
    """Return a query for the enrolments of a school that are in a live pairing, for a condition of another query."""
    return (
        select(PairingMember.enrolment_id)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(Pairing.school_id == school_id, Pairing.state.in_(LIVE), PairingMember.left_at.is_(None))
    )
