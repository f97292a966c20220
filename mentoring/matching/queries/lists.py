"""The list of pairings for staff, a page at a time; and what of them waits for somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, select

from mentoring.extensions import SCHOOL, IdText, Rows, db
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.queries.pairings import WITH_PEOPLE
from mentoring.matching.rules.life import ASKED, LIVE, OVER, RUNNING, Rematch, State
from mentoring.people.models import Student
from mentoring.programme.models import Programme, Slot, SlotAdult

PAGE = 50
# Narrowings of the list that are more than one state. The rest are the states themselves.
GROUPS: Mapping[str, frozenset[State]] = {"asked": ASKED, "running": RUNNING, "over": OVER}


@dataclass(frozen=True)
class PairingPage:
    """One page of the list: the pairings on it, how many there are in all, and the page's number."""

    pairings: Sequence[Pairing]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def own(staff_id: str | BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition that a pairing is this person's own: the adult named, or on duty or standing in then."""
    on_duty = select(SlotAdult.slot_id).where(
        SlotAdult.school_id == Pairing.school_id,
        SlotAdult.slot_id == Pairing.slot_id,
        SlotAdult.staff_id == staff_id,
    )
    return or_(Pairing.adult_id == staff_id, on_duty.exists())


def pairing_page(
    school_id: str,
    *,
    page: int = 1,
    programme_id: str = "",
    states: str = "",
    name: str = "",
    staff_id: str | None = None,
) -> PairingPage:
    """Return one page of the school's pairings, those first that wait longest.

    Narrowed by programme; by `states`, a state or one of GROUPS (nothing: all that are not over); and by words that
    each are part of a name of somebody in it. staff_id: only this person's own.
    """
    wanted = select(Pairing).where(Pairing.school_id == school_id, Pairing.state.in_(_states(states)))
    if programme_id:
        wanted = wanted.where(Pairing.programme_id == programme_id)
    if staff_id is not None:
        wanted = wanted.where(own(staff_id))
    for part in name.split():
        wanted = wanted.where(_somebody_called(part))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = max(1, min(page, -(-total // PAGE)))
    ordered = wanted.options(*WITH_PEOPLE).order_by(Pairing.state_at, Pairing.id)
    return PairingPage(
        db.session.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE)).unique().all(), total, page
    )


def _states(wanted: str) -> Collection[State]:
    if wanted in GROUPS:
        return GROUPS[wanted]
    return {State(wanted)} if wanted in frozenset(State) else LIVE


def _somebody_called(part: str) -> ColumnElement[bool]:
    held = (
        select(PairingMember.id)
        .join(
            Student, (Student.school_id == PairingMember.school_id) & (Student.id == PairingMember.student_id)
        )
        .where(
            PairingMember.school_id == Pairing.school_id,
            PairingMember.pairing_id == Pairing.id,
            or_(
                Student.first_name.icontains(part, autoescape=True),
                Student.last_name.icontains(part, autoescape=True),
            ),
        )
    )
    return held.exists()


def agreed_ids(school_id: str, programme_id: str = "") -> Sequence[str]:
    """Return the pairings in which everybody said yes, in the order in which they are locked."""
    wanted = select(Pairing.id).where(Pairing.school_id == school_id, Pairing.state == State.AGREED)
    if programme_id:
        wanted = wanted.where(Pairing.programme_id == programme_id)
    return db.session.scalars(wanted.order_by(Pairing.id)).all()


def needing_somebody(
    school_id: str, held_people: Collection[str], *, staff_id: str | None = None
) -> Sequence[Pairing]:
    """Return the pairings that somebody must do something about, the one that has stood longest first (3 queries).

    Whose students must be told in person; that have their last day, or were closed and are to be decided about; of a
    student who has left the school; and, running, of any of `held_people`, as a student or as the adult near.
    """
    given = {"school_id": school_id, "held_people": list(held_people), "own": staff_id}
    wanted = _needing_somebody(is_any_held=bool(held_people), is_own=staff_id is not None)
    return db.session.scalars(wanted, given).unique().all()


@cache
def _needing_somebody(*, is_any_held: bool, is_own: bool) -> Rows:
    members = select(PairingMember.pairing_id).where(
        PairingMember.school_id == SCHOOL, PairingMember.left_at.is_(None)
    )
    gone = members.join(
        Student, (Student.school_id == PairingMember.school_id) & (Student.id == PairingMember.student_id)
    ).where(Student.left_at.is_not(None))
    reasons = [
        Pairing.tell_since.is_not(None),
        Pairing.state == State.ENDING,
        (Pairing.state == State.CLOSED) & (Pairing.rematch == Rematch.LATER),
        Pairing.id.in_(gone) & Pairing.state.in_(LIVE),
    ]
    if is_any_held:
        held_people: Any = bindparam("held_people", expanding=True)
        inside = members.where(PairingMember.student_id.in_(held_people))
        theirs = or_(Pairing.id.in_(inside), Pairing.adult_id.in_(held_people))
        reasons.append(theirs & Pairing.state.in_(RUNNING))
    return (
        select(Pairing)
        .where(
            Pairing.school_id == SCHOOL,
            or_(*reasons),
            *([own(bindparam("own", type_=IdText))] if is_own else []),
        )
        .options(*WITH_PEOPLE)
        .order_by(Pairing.state_at, Pairing.id)
    )


def programmes_with_pairings(school_id: str, *, staff_id: str | None = None) -> Sequence[tuple[str, str]]:
    """Return the programmes that have pairings, as (id, name), by name (1 query)."""
    held = select(Pairing.id).where(
        Pairing.school_id == Programme.school_id, Pairing.programme_id == Programme.id
    )
    if staff_id is not None:
        held = held.where(own(staff_id))
    wanted = select(Programme.id, Programme.name).where(Programme.school_id == school_id, held.exists())
    rows = db.session.execute(wanted.order_by(Programme.name, Programme.id))
    return [(row.id, row.name) for row in rows]


@dataclass(frozen=True)
class Waiting:
    """A pairing that waits for somebody before it begins, in the least that a count needs."""

    id: str
    programme_id: str
    programme: str
    state: State
    since: datetime
    site_id: str | None


def waiting(school_id: str, states: Collection[State]) -> list[Waiting]:
    """Return the pairings in these states, by programme and since when (1 query)."""
    rows = db.session.execute(_waiting(), {"school_id": school_id, "states": list(states)})
    return [Waiting(row[0], row[1], row[2], State(row[3]), row[4], row[5]) for row in rows]


@cache
def _waiting() -> Rows:
    return (
        select(
            Pairing.id, Pairing.programme_id, Programme.name, Pairing.state, Pairing.state_at, Slot.site_id
        )
        .join(Programme, (Programme.school_id == Pairing.school_id) & (Programme.id == Pairing.programme_id))
        .outerjoin(Slot, (Slot.school_id == Pairing.school_id) & (Slot.id == Pairing.slot_id))
        .where(
            Pairing.school_id == SCHOOL,
            Pairing.state.in_(bindparam("states", expanding=True)),
        )
        .order_by(Programme.name, Pairing.programme_id, Pairing.state_at, Pairing.id)
    )


def told_since(school_id: str, pairing_ids: Collection[str]) -> Mapping[str, datetime]:
    """Return when somebody last told the students of each of these pairings in person (1 query)."""
    wanted = (
        select(PairingStep.pairing_id, func.max(PairingStep.at))
        .where(
            PairingStep.school_id == school_id,
            PairingStep.pairing_id.in_(pairing_ids),
            PairingStep.happening == "told",
        )
        .group_by(PairingStep.pairing_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.order_by(PairingStep.pairing_id))}


def schools_with_questions() -> Sequence[str]:
    """Return the schools in which somebody is being asked, for the worker."""
    wanted = select(Pairing.school_id).where(Pairing.state.in_(ASKED)).distinct()
    return db.session.scalars(wanted.order_by(Pairing.school_id)).all()
