"""Who may know of a concern: worked out from its lines and from who holds which role at this moment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import defer

from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.people.models import StaffMember, StaffRole
from mentoring.people.queries import staff
from mentoring.people.queries.staff import Tie
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
    given = {"school_id": school_id, "ids": [concern.id for concern in concerns]}

    def lines_of(wanted: Rows) -> dict[str, list[Any]]:
        return _by_concern(db.session.scalars(wanted, given))

    routes_of = lines_of(_lines(ConcernRoute, is_only=only))
    exclusions_of = lines_of(_lines(ConcernExclusion, is_only=only))
    steps_of = lines_of(_steps(is_only=only, with_words=with_words))
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
    concern: Told, noted: Sequence[ConcernExclusion], ties: Iterable[Tie]
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
    ties: Sequence[Tie],
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


@cache
def _lines(model: Any, *, is_only: bool) -> Rows:
    """Build the statement for the routes or the exclusions, in order of time."""
    return _of(select(model), model, is_only=is_only)


@cache
def _steps(*, is_only: bool, with_words: bool) -> Rows:
    wanted = select(ConcernStep).options(*([] if with_words else [defer(ConcernStep.words)]))
    return _of(wanted, ConcernStep, is_only=is_only)


def _of(wanted: Rows, model: Any, *, is_only: bool) -> Rows:
    if is_only:
        wanted = wanted.where(model.concern_id.in_(bindparam("ids", expanding=True)))
    return wanted.where(model.school_id == SCHOOL).order_by(model.at, model.id)


def _by_concern(lines: Iterable[Line]) -> dict[str, list[Line]]:
    sorted_out: dict[str, list[Line]] = {}
    for line in lines:
        sorted_out.setdefault(line.concern_id, []).append(line)
    return sorted_out


def _grants(school_id: str) -> list[Grant]:
    rows = db.session.execute(_granted(), {"school_id": school_id})
    return [Grant(who, Role(role), by, at, ended_at is not None) for who, role, by, at, ended_at in rows]


@cache
def _granted() -> Rows:
    columns = (StaffRole.staff_id, StaffRole.role, StaffRole.granted_by, StaffRole.granted_at)
    return (
        select(*columns, StaffRole.ended_at)
        .where(StaffRole.school_id == SCHOOL, StaffRole.role.in_(SAFEGUARDING_ROLES))
        .order_by(StaffRole.granted_at, StaffRole.id)
    )


def staff_by_id(school_id: str) -> dict[str, StaffMember]:
    """Return all staff of the school by id, those who have left too, so that nobody's name is lost."""
    return {member.id: member for member in staff.all_staff(school_id, also_left=True)}
