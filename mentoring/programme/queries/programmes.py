"""Programmes, and what opening one asks about."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import joinedload

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.people.models import StaffMember
from mentoring.people.queries import staff
from mentoring.people.queries.school_times import school_times
from mentoring.programme.models import Programme, Slot, SlotAdult
from mentoring.programme.queries.slots import problems_by_slot, slots
from mentoring.programme.rules.kinds import ProgrammeFacts, Status
from mentoring.programme.rules.slots import SlotProblem

# With its sites and the adults in charge in the same query: there are few of either.
WHOLE = (joinedload(Programme.sites), joinedload(Programme.adults))
ORDER = {Status.OPEN: 0, Status.DRAFT: 1, Status.CLOSED: 2}


def programme(school_id: str, programme_id: str) -> Programme | None:
    """Return one of the school's programmes, or None if there is no such programme in this school."""
    return db.session.get(Programme, (school_id, programme_id), options=WHOLE)


def programmes(school_id: str, *, on_duty: str | None = None) -> Sequence[Programme]:
    """Return the school's programmes: open ones, then drafts, then closed ones, the newest first in each.

    on_duty: only those where this member of staff is on duty or stands in.
    """
    given = {"school_id": school_id, "on_duty": on_duty}
    return db.session.scalars(_programmes(is_on_duty=on_duty is not None), given).unique().all()


@cache
def _programmes(*, is_on_duty: bool) -> Rows:
    return _listed(select(Programme), is_on_duty=is_on_duty).options(*WHOLE)


def programme_names(school_id: str, *, on_duty: str | None = None) -> Mapping[str, str]:
    """Return the names of the same programmes in the same order, by id: for a list to choose from (1 query)."""
    given = {"school_id": school_id, "on_duty": on_duty}
    rows = db.session.execute(_names(is_on_duty=on_duty is not None), given)
    return {row[0]: row[1] for row in rows}


@cache
def _names(*, is_on_duty: bool) -> Rows:
    return _listed(select(Programme.id, Programme.name), is_on_duty=is_on_duty)


def _listed(wanted: Any, *, is_on_duty: bool) -> Any:
    wanted = wanted.where(Programme.school_id == SCHOOL)
    if is_on_duty:
        held = (
            select(Slot.programme_id)
            .join(SlotAdult, (SlotAdult.school_id == Slot.school_id) & (SlotAdult.slot_id == Slot.id))
            .where(
                Slot.school_id == SCHOOL,
                Slot.removed_at.is_(None),
                SlotAdult.staff_id == bindparam("on_duty"),
            )
        )
        wanted = wanted.where(Programme.id.in_(held))
    rank = case({str(status): number for status, number in ORDER.items()}, value=Programme.status, else_=9)
    return wanted.order_by(rank, Programme.starts.desc(), Programme.id)


def open_programmes(school_id: str) -> Sequence[Programme]:
    """Return the programmes that students may join now."""
    return [each for each in programmes(school_id) if each.status == Status.OPEN]


def slot_counts(school_id: str) -> dict[str, int]:
    """Return how many slots each programme has, by its id; those without any are left out."""
    wanted = (
        select(Slot.programme_id, func.count())
        .where(Slot.school_id == school_id, Slot.removed_at.is_(None))
        .group_by(Slot.programme_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def facts_of(programme: Programme) -> ProgrammeFacts:
    """Return what opening a programme asks about."""
    held = slots(programme.school_id, programme.id)
    problems = problems_by_slot(held, school_times(programme.school_id))
    return facts_from(programme, problems, {member.id for member in staff.all_staff(programme.school_id)})


def facts_from(
    programme: Programme, problems: Mapping[str, Sequence[SlotProblem]], staff_here: Collection[str]
) -> ProgrammeFacts:
    """Return the same from what a page has in hand: the problems by slot, and the ids of the staff."""
    return ProgrammeFacts(
        sites=len(programme.sites),
        slots=len(problems),
        safe_slots=sum(not each for each in problems.values()),
        in_charge=[each for each in programme.in_charge_ids if each in staff_here],
        ends=programme.ends,
    )


def people_by_id(school_id: str) -> dict[str, StaffMember]:
    """Return the school's staff by id, those who left too: who did or is what."""
    return {member.id: member for member in staff.all_staff(school_id, also_left=True)}


def names_of(people: dict[str, StaffMember], staff_ids: Collection[str]) -> list[str]:
    """Return the names of these people, in the order of the list of staff."""
    return [member.name for staff_id, member in people.items() if staff_id in staff_ids]
