"""Who may know of a concern: worked out from its lines and from who holds which role at this moment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.extensions import db
from mentoring.people.models import FamilyTie, StaffMember, StaffRole
from mentoring.people.queries import staff
from mentoring.raising.models import ConcernExclusion, ConcernRoute, ConcernStep
from mentoring.raising.queries.readers import holders
from mentoring.raising.rules.circles import (
    Circle,
    ExclusionCause,
    Grant,
    Holders,
    given_by_the_excluded,
    readers,
    still_excluded,
)
from mentoring.raising.rules.routing import RouteCause, circles_that_read
from mentoring.safeguarding.rules import Standing, StepKind, standing

Line = TypeVar("Line", ConcernRoute, ConcernExclusion, ConcernStep)


class Told(Protocol):
    """What must be known of a concern itself: a whole record or a row of these columns."""

    id: Any
    raised_at: Any
    raiser_id: Any


@dataclass(frozen=True)
class Known:
    """A concern's lines, each kind in order of time, and who may know of it now."""

    routes: Sequence[ConcernRoute] = ()
    steps: Sequence[ConcernStep] = ()
    kept_out: Sequence[tuple[str, ExclusionCause]] = ()
    released: frozenset[str] = frozenset()
    reader_ids: Sequence[str] = ()
    here: frozenset[str] = frozenset()  # the readers who are not away
    could_read: Mapping[Circle, frozenset[str]] = field(
        default_factory=dict
    )  # of each circle, if it went there
    releasable: frozenset[str] = frozenset()  # who would read it, but for their surname in the words

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
    # Ties noted after a concern was told keep out as well as those noted before.
    held, ties, grants = holders(school_id), staff.family_ties_of_school(school_id), _grants(school_id)
    return {
        concern.id: _known(
            held,
            concern,
            grants=grants,
            routes=routes_of.get(concern.id, []),
            steps=steps_of.get(concern.id, []),
            noted=exclusions_of.get(concern.id, []),
            ties=[
                tie
                for student_id in {concern.raiser_id or "", *_named(steps_of.get(concern.id, []))}
                for tie in ties.get(student_id, [])
            ],
        )
        for concern in concerns
    }


def _named(steps: Iterable[ConcernStep]) -> set[str]:
    return {step.about_id for step in steps if step.kind == StepKind.NAMED and step.about_id}


def _excluded(
    concern: Told, noted: Sequence[ConcernExclusion], ties: Iterable[FamilyTie]
) -> list[tuple[str, ExclusionCause]]:
    """Return who is kept out and why: as it was written down, and the family that was noted since.

    But not by somebody whom this concern keeps out: they could take it from its readers, one tie after the other.
    """
    kept_out = {each.staff_id for each in noted}
    family = (tie for tie in ties if tie.made_at < concern.raised_at or tie.made_by not in kept_out)
    return [
        *((each.staff_id, ExclusionCause(each.cause)) for each in noted),
        *((tie.staff_id, ExclusionCause.FAMILY) for tie in family),
    ]


def _known(
    everyone: Holders,
    concern: Told,
    *,
    grants: Sequence[Grant],
    routes: Sequence[ConcernRoute],
    steps: Sequence[ConcernStep],
    noted: Sequence[ConcernExclusion],
    ties: Sequence[FamilyTie],
) -> Known:
    excluded = _excluded(concern, noted, ties)
    released = frozenset(step.about_id for step in steps if step.kind == StepKind.RELEASED and step.about_id)
    out = still_excluded(excluded, released=released)
    held = everyone.without(given_by_the_excluded(out, grants, told_at=concern.raised_at))
    circles = circles_that_read(_first(routes), {Circle(route.circle) for route in routes}, held, out)
    may_read = readers(circles, held, out)
    away = {holder.id for holder in held.within(circles) if holder.away}
    return Known(
        routes=routes,
        steps=steps,
        kept_out=list(dict.fromkeys(excluded)),
        released=released,
        reader_ids=may_read,
        here=frozenset(may_read) - away,
        could_read={circle: frozenset(readers([circle], held, out)) for circle in Circle},
        releasable=_releasable(excluded, out) & {holder.id for holder in held.within(circles)},
    )


def _first(routes: Iterable[ConcernRoute]) -> Circle:
    return next(Circle(route.circle) for route in routes if route.cause == RouteCause.FIRST)


def _releasable(excluded: Sequence[tuple[str, ExclusionCause]], out: Collection[str]) -> frozenset[str]:
    for_more = {staff_id for staff_id, cause in excluded if cause is not ExclusionCause.SURNAME}
    return frozenset(out) - for_more


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
    wanted = select(StaffRole).where(StaffRole.school_id == school_id, StaffRole.role.in_(SAFEGUARDING_ROLES))
    rows = db.session.scalars(wanted.order_by(StaffRole.granted_at, StaffRole.id))
    return [
        Grant(row.staff_id, Role(row.role), row.granted_by, row.granted_at, row.ended_at is not None)
        for row in rows
    ]


def staff_by_id(school_id: str) -> dict[str, StaffMember]:
    """Return all staff of the school by id, those who have left too, so that nobody's name is lost."""
    return {member.id: member for member in staff.all_staff(school_id, also_left=True)}
