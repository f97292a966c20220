"""Who may know of a concern: worked out from its lines and from who holds which role at this moment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from mentoring.access.roles import SAFEGUARDING_ROLES
from mentoring.extensions import db
from mentoring.people.models import FamilyTie, StaffMember, StaffRole
from mentoring.people.queries import staff
from mentoring.raising.models import ConcernExclusion, ConcernRoute, ConcernStep
from mentoring.raising.queries.readers import holders
from mentoring.raising.rules.answers import WhoNeedsHelp, may_be_about_the_writer, understood
from mentoring.raising.rules.circles import (
    Circle,
    ExclusionCause,
    Grant,
    Holders,
    readers,
    still_excluded,
    with_those_let_in,
)
from mentoring.safeguarding.rules import Standing, StepKind, standing

Line = TypeVar("Line", ConcernRoute, ConcernExclusion, ConcernStep)


class Told(Protocol):
    """What must be known of a concern itself: a whole record or a row of these columns."""

    id: Any
    raised_at: Any
    raiser_id: Any
    who_needs_help: Any


@dataclass(frozen=True)
class Known:
    """A concern's lines, each kind in order of time, and who may know of it now."""

    routes: Sequence[ConcernRoute] = ()
    steps: Sequence[ConcernStep] = ()
    kept_out: Sequence[tuple[str, ExclusionCause]] = ()
    released: frozenset[str] = frozenset()
    reader_ids: Sequence[str] = ()
    here: frozenset[str] = frozenset()  # the readers who are not away

    @property
    def circles(self) -> frozenset[Circle]:
        """Return the circles that it went to."""
        return frozenset(Circle(route.circle) for route in self.routes)

    @property
    def standing(self) -> Standing:
        """Return its state."""
        return standing(step.kind for step in self.steps)

    @property
    def acknowledgements(self) -> list[ConcernStep]:
        """Return who said "I have this", the first one first."""
        return [step for step in self.steps if step.kind == StepKind.ACKNOWLEDGED]

    def of_kind(self, kind: StepKind) -> list[ConcernStep]:
        """Return its steps of one kind, in order."""
        return [step for step in self.steps if step.kind == kind]


def known(
    school_id: str, concerns: Sequence[Told], *, only: bool = True, with_words: bool = False
) -> dict[str, Known]:
    """Return who may know of each of these concerns of the school, by its id (7 queries, however many).

    only: False when `concerns` are all or most of the school's, which then are not named one by one.
    with_words: load the sealed words of the steps too.
    """
    if not concerns:
        return {}
    ids = [concern.id for concern in concerns] if only else None
    steps = select(ConcernStep) if with_words else select(ConcernStep).options(defer(ConcernStep.words))
    routes_of = _by_concern(_of(select(ConcernRoute), ConcernRoute, school_id, ids))
    exclusions_of = _by_concern(_of(select(ConcernExclusion), ConcernExclusion, school_id, ids))
    steps_of = _by_concern(_of(steps, ConcernStep, school_id, ids))
    held, ties, grants = holders(school_id), _relatives(school_id), _grants(school_id)
    return {
        concern.id: _known(
            held,
            grants=[grant for grant in grants if grant.at >= concern.raised_at],
            routes=routes_of.get(concern.id, []),
            steps=steps_of.get(concern.id, []),
            excluded=_excluded(exclusions_of.get(concern.id, []), _family(concern, ties)),
        )
        for concern in concerns
    }


def _excluded(noted: Iterable[ConcernExclusion], family: Iterable[str]) -> list[tuple[str, ExclusionCause]]:
    return [
        *((each.staff_id, ExclusionCause(each.cause)) for each in noted),
        *((staff_id, ExclusionCause.FAMILY) for staff_id in family),
    ]


def _known(
    held: Holders,
    *,
    grants: Sequence[Grant],
    routes: Sequence[ConcernRoute],
    steps: Sequence[ConcernStep],
    excluded: Sequence[tuple[str, ExclusionCause]],
) -> Known:
    released = frozenset(step.about_id for step in steps if step.kind == StepKind.RELEASED and step.about_id)
    out = with_those_let_in(still_excluded(excluded, released=released), grants)
    sent_to = {route.circle for route in routes}
    circles = [circle for circle in Circle if circle in sent_to]
    may_read = readers(circles, held, out)
    away = {holder.id for holder in held.within(circles) if holder.away}
    return Known(
        routes=routes,
        steps=steps,
        kept_out=list(dict.fromkeys(excluded)),
        released=released,
        reader_ids=may_read,
        here=frozenset(may_read) - away,
    )


def _of(wanted: Select[Any], model: Any, school_id: str, ids: Collection[str] | None) -> Iterable[Any]:
    wanted = wanted.where(model.school_id == school_id)
    if ids is not None:
        wanted = wanted.where(model.concern_id.in_(ids))
    return db.session.scalars(wanted.order_by(model.at, model.id))


def _by_concern(lines: Iterable[Line]) -> dict[str, list[Line]]:
    sorted_out: dict[str, list[Line]] = {}
    for line in lines:
        sorted_out.setdefault(line.concern_id, []).append(line)
    return sorted_out


def _grants(school_id: str) -> list[Grant]:
    wanted = select(StaffRole.staff_id, StaffRole.granted_by, StaffRole.granted_at).where(
        StaffRole.school_id == school_id,
        StaffRole.ended_at.is_(None),
        StaffRole.granted_by.is_not(None),
        StaffRole.role.in_(SAFEGUARDING_ROLES),
    )
    rows = db.session.execute(wanted.order_by(StaffRole.granted_at, StaffRole.id))
    return [Grant(row.staff_id, row.granted_by, row.granted_at) for row in rows]


def _relatives(school_id: str) -> dict[str, list[str]]:
    # Ties noted after a worry was told keep out as well as those noted before.
    wanted = select(FamilyTie.student_id, FamilyTie.staff_id).where(
        FamilyTie.school_id == school_id, FamilyTie.ended_at.is_(None)
    )
    ties: dict[str, list[str]] = {}
    for student_id, staff_id in db.session.execute(wanted.order_by(FamilyTie.id)):
        ties.setdefault(student_id, []).append(staff_id)
    return ties


def _family(concern: Told, ties: dict[str, list[str]]) -> list[str]:
    if not may_be_about_the_writer(understood(concern.who_needs_help, WhoNeedsHelp)):
        return []
    return ties.get(concern.raiser_id or "", [])


def staff_by_id(school_id: str) -> dict[str, StaffMember]:
    """Return all staff of the school by id, those who have left too, so that nobody's name is lost."""
    return {member.id: member for member in staff.all_staff(school_id, also_left=True)}
