"""Who is named to a writer: who would read a concern, and who reads the one just told. The desk asks for itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import StaffMember
from mentoring.people.queries import staff
from mentoring.raising.models import Concern, ConcernRoute
from mentoring.raising.queries.exclusions import kept_out
from mentoring.raising.rules import circles
from mentoring.raising.rules.answers import DoneBy
from mentoring.raising.rules.circles import Circle, Holder, Holders
from mentoring.raising.rules.routing import RouteCause, Routing, route


def holders(school_id: str) -> Holders:
    """Return who holds each role of the school now, and who of them is away."""
    held: dict[Role, list[Holder]] = {role: [] for role in Role}
    for role, staff_id, away in staff.roles_held(school_id):
        held[role].append(Holder(staff_id, away))
    return Holders(held)


def who_would_read(
    school_id: str, family_ids: Collection[str], adult_ids: Collection[str] = ()
) -> dict[DoneBy | str | None, list[StaffMember]]:
    """Return who reads it first if nobody of the school did it (None), if an adult did, and if the head did.

    family_ids: the writer's relatives and carers among the staff, who never do. adult_ids: staff who can be named; who
    reads it if one of them did it stands under their id.
    """
    held, known = holders(school_id), members(school_id)
    answers: tuple[DoneBy | None, ...] = (None, DoneBy.ADULT, DoneBy.HEAD)
    routings: dict[DoneBy | str | None, Routing] = {
        answer: route(answer, held, family_ids=family_ids) for answer in answers
    }
    for adult in adult_ids:
        routings[adult] = route(DoneBy.ADULT, held, named_ids=[adult], family_ids=family_ids)
    return {
        answer: in_order(known, circles.first_readers(routing.circles, held, routing.excluded))
        for answer, routing in routings.items()
    }


def first_readers_of(concern: Concern) -> list[StaffMember]:
    """Return whom to name to the writer: the readers who are not away, or all where everyone is."""
    held = holders(concern.school_id)
    outside = kept_out(concern.school_id, [concern.id])[concern.id]
    wanted = circles.first_readers(_sent_to(concern), held, outside)
    return in_order(members(concern.school_id), wanted)


def _sent_to(concern: Concern) -> list[Circle]:
    """Return the circles that a concern was sent to: the first one first, then in the order of adding."""
    wanted = select(ConcernRoute).where(
        ConcernRoute.school_id == concern.school_id, ConcernRoute.concern_id == concern.id
    )
    rows = db.session.scalars(wanted.order_by(ConcernRoute.at, ConcernRoute.id))
    return [Circle(row.circle) for row in sorted(rows, key=_turn)]


def _turn(row: ConcernRoute) -> tuple[bool, datetime, int]:
    return row.cause != RouteCause.FIRST, row.at, list(Circle).index(Circle(row.circle))


def all_who_could_read(school_id: str, known: Mapping[str, StaffMember]) -> Sequence[StaffMember]:
    """Return everyone in any circle, each once, for "I don't want one of them to see it". `known`: the staff by id."""
    return in_order(known, circles.readers(Circle, holders(school_id), ()))


def members(school_id: str) -> Mapping[str, StaffMember]:
    """Return the school's staff by id."""
    return {member.id: member for member in staff.all_staff(school_id)}


def in_order(found: Mapping[str, StaffMember], wanted: Iterable[str]) -> list[StaffMember]:
    """Return the staff with these ids, in the order of the ids."""
    return [found[staff_id] for staff_id in wanted if staff_id in found]
