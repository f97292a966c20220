"""Absences of adults, the meetings that they are about, and who could stand in."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from mentoring.extensions import db
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.models import Absence, Meeting
from mentoring.meetings.queries.meetings import LISTED, ORDER
from mentoring.meetings.rules.absences import Away, stand_ins_after
from mentoring.meetings.rules.meetings import MeetingState, Off
from mentoring.people.models import StaffMember
from mentoring.programme.models import SlotAdult


def absence(school_id: str, absence_id: str) -> Absence | None:
    """Return one of the school's absences, or None."""
    return db.session.get(Absence, (school_id, absence_id))


def absence_of(school_id: str, staff_id: str, day: date) -> Absence | None:
    """Return that somebody is away on a day, or None; read anew."""
    wanted = select(Absence).where(
        Absence.school_id == school_id, Absence.staff_id == staff_id, Absence.day == day
    )
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def absences_from(school_id: str, day: date, *, until: date | None = None) -> Sequence[Absence]:
    """Return who is away from a day on, with who stands in, the earliest first."""
    wanted = select(Absence).where(Absence.school_id == school_id, Absence.day >= day)
    if until is not None:
        wanted = wanted.where(Absence.day <= until)
    wanted = wanted.options(
        joinedload(Absence.staff).lazyload(StaffMember.all_roles),
        joinedload(Absence.stand_in).lazyload(StaffMember.all_roles),
    )
    return db.session.scalars(wanted.order_by(Absence.day, Absence.made_at, Absence.id)).unique().all()


def away_on(school_id: str, day: date) -> Away:
    """Return who is away on a day, and who stands in for each (1 query)."""
    wanted = select(Absence.staff_id, Absence.stand_in_id).where(
        Absence.school_id == school_id, Absence.day == day
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.order_by(Absence.staff_id))}


def covered_by(school_id: str, staff_id: str, day: date, away: Away) -> Sequence[Meeting]:
    """Return the meetings of a day that somebody's absence is about, in the order of time.

    Where they are near, or would be if nobody were away. Where another adult was named for one meeting by hand it is
    theirs no more. What is over, or off for another cause, is left out.
    """
    whose = {staff_id} | {each for each in away if staff_id in stand_ins_after(each, away)}
    through = {staff_id} | stand_ins_after(staff_id, away)
    near = and_(
        or_(Meeting.adult_id.in_(whose), Meeting.stand_in_id == staff_id),
        or_(Meeting.stand_in_id.is_(None), Meeting.stand_in_id.in_(through)),
    )
    alive = or_(
        Meeting.state == MeetingState.PLANNED,
        and_(Meeting.state == MeetingState.OFF, Meeting.why == Off.ADULT_AWAY),
    )
    wanted = (
        select(Meeting)
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .where(Meeting.school_id == school_id, Meeting.day == day, Pairing.state.in_(RUNNING), near, alive)
        .options(*LISTED)
    )
    return db.session.scalars(wanted.order_by(*ORDER)).unique().all()


def stand_ins_of(school_id: str, slot_ids: Sequence[str]) -> Mapping[str, int]:
    """Return who stands in at these times of the week, and at how many of them (1 query)."""
    wanted = select(SlotAdult.staff_id).where(
        SlotAdult.school_id == school_id, SlotAdult.slot_id.in_(slot_ids), SlotAdult.stands_in
    )
    found: dict[str, int] = {}
    for staff_id in db.session.scalars(wanted.order_by(SlotAdult.staff_id, SlotAdult.id)):
        found[staff_id] = found.get(staff_id, 0) + 1
    return found
