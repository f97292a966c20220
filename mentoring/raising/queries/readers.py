"""Who reads a concern: the people of its circles now, less those it excludes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.people.models import StaffMember
from mentoring.people.queries import staff
from mentoring.raising.models import Concern, ConcernExclusion, ConcernRoute, ConcernStep
from mentoring.raising.rules import circles
from mentoring.raising.rules.answers import DoneBy
from mentoring.raising.rules.circles import Circle, Holder, Holders
from mentoring.raising.rules.routing import RouteCause, route

RELEASED = "released"  # the kind of step by which a reader lets in whom a surname kept out


def holders(school_id: str) -> Holders:
    """Return who holds each role of the school now, and who of them is away."""
    held = staff.holders(school_id)
    return Holders({role: [Holder(one.id, one.away) for one in members] for role, members in held.items()})


def readers_of(school_id: str, concern: Concern) -> list[str]:
    """Return the ids of those who may read a concern now, in order; away people too, excluded ones never."""
    return readers_of_all(school_id, [concern.id])[concern.id]


def readers_of_all(school_id: str, concern_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the readers of each of these concerns, in 4 queries however many there are."""
    held = holders(school_id)
    sent_to = circles_of(school_id, concern_ids)
    kept_out = excluded_from(school_id, concern_ids)
    return {each: circles.readers(sent_to[each], held, kept_out[each]) for each in concern_ids}


def circles_of(school_id: str, concern_ids: Collection[str]) -> dict[str, list[Circle]]:
    """Return the circles that each concern was sent to: the first one first, then in the order of adding."""
    wanted = select(ConcernRoute).where(
        ConcernRoute.school_id == school_id, ConcernRoute.concern_id.in_(concern_ids)
    )
    found: dict[str, list[ConcernRoute]] = {each: [] for each in concern_ids}
    for row in db.session.scalars(wanted.order_by(ConcernRoute.at, ConcernRoute.id)):
        found[row.concern_id].append(row)
    return {each: [Circle(row.circle) for row in sorted(rows, key=_turn)] for each, rows in found.items()}


def _turn(row: ConcernRoute) -> tuple[bool, datetime, int]:
    return row.cause != RouteCause.FIRST, row.at, list(Circle).index(Circle(row.circle))


def excluded_from(school_id: str, concern_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return whom each concern keeps out now: a release undoes only what a surname in the words did."""
    named = select(ConcernExclusion.concern_id, ConcernExclusion.staff_id, ConcernExclusion.cause).where(
        ConcernExclusion.school_id == school_id, ConcernExclusion.concern_id.in_(concern_ids)
    )
    let_in = select(ConcernStep.concern_id, ConcernStep.about_id).where(
        ConcernStep.school_id == school_id,
        ConcernStep.concern_id.in_(concern_ids),
        ConcernStep.kind == RELEASED,
    )
    exclusions: dict[str, list[tuple[str, str]]] = {each: [] for each in concern_ids}
    for concern_id, staff_id, cause in db.session.execute(named.order_by(ConcernExclusion.id)):
        exclusions[concern_id].append((staff_id, cause))
    released: dict[str, set[str | None]] = {each: set() for each in concern_ids}
    for concern_id, about_id in db.session.execute(let_in.order_by(ConcernStep.id)):
        released[concern_id].add(about_id)
    return {each: circles.still_excluded(exclusions[each], released=released[each]) for each in concern_ids}


def who_would_read(school_id: str, family_ids: Collection[str]) -> dict[DoneBy | None, list[StaffMember]]:
    """Return who reads it first if nobody of the school did it (None), if an adult did, and if the head did.

    family_ids: the writer's relatives and carers among the staff, who never do.
    """
    held, known = holders(school_id), members(school_id)
    answers: tuple[DoneBy | None, ...] = (None, DoneBy.ADULT, DoneBy.HEAD)
    routings = {answer: route(answer, held, family_ids=family_ids) for answer in answers}
    return {
        answer: in_order(known, circles.first_readers(routing.circles, held, routing.excluded))
        for answer, routing in routings.items()
    }


def first_readers_of(school_id: str, concern: Concern) -> list[StaffMember]:
    """Return whom to name to the writer: the readers who are not away, or all where everyone is."""
    sent_to, kept_out = circles_of(school_id, [concern.id]), excluded_from(school_id, [concern.id])
    wanted = circles.first_readers(sent_to[concern.id], holders(school_id), kept_out[concern.id])
    return in_order(members(school_id), wanted)


def all_who_could_read(school_id: str) -> Sequence[StaffMember]:
    """Return everyone in any circle, each once, for "I don't want one of them to see it"."""
    return in_order(members(school_id), circles.readers(Circle, holders(school_id), ()))


def members(school_id: str) -> Mapping[str, StaffMember]:
    """Return the school's staff by id."""
    return {member.id: member for member in staff.all_staff(school_id)}


def in_order(found: Mapping[str, StaffMember], wanted: Iterable[str]) -> list[StaffMember]:
    """Return the staff with these ids, in the order of the ids."""
    return [found[staff_id] for staff_id in wanted if staff_id in found]
