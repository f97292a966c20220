"""Whose a pairing or a meeting is among staff, asked in the query, so that a supervisor's list holds only their own."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, or_, select, true

from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.matching.models import Pairing
from mentoring.meetings.models import Meeting
from mentoring.programme.models import SlotAdult

Id = str | BindParameter[str]


def sees_all(actor: Actor) -> bool:
    """Say whether somebody sees the pairings of all, not only their own."""
    return actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY)


def may_be_seen(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that this member of staff may see a pairing; Pairing is joined."""
    return true() if sees_all(actor) else pairing_is_own(actor.school_id, actor.person_id)


def pairing_is_own(school_id: Id, staff_id: Id) -> ColumnElement[bool]:
    """Return the condition for a member of staff's own pairings, the same as Pairing.adult_ids; Pairing is joined."""
    return or_(Pairing.adult_id == staff_id, Pairing.slot_id.in_(_at_the_time_of(school_id, staff_id)))


def meeting_is_own(school_id: Id, staff_id: Id) -> ColumnElement[bool]:
    """Return the condition for a member of staff's own meetings, the same as Meeting.adult_ids; Pairing is joined."""
    return or_(
        Meeting.adult_id == staff_id,
        Meeting.stand_in_id == staff_id,
        pairing_is_own(school_id, staff_id),
    )


def _at_the_time_of(school_id: Id, staff_id: Id) -> Any:
    return select(SlotAdult.slot_id).where(SlotAdult.school_id == school_id, SlotAdult.staff_id == staff_id)
