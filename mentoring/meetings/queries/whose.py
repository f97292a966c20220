"""Whose a pairing is among staff, asked in the query, so that a supervisor's list holds only their own."""

from typing import Any

from sqlalchemy import and_, or_, select, true

from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.matching.models import Pairing
from mentoring.programme.models import SlotAdult


def sees_all(actor: Actor) -> bool:
    """Say whether somebody sees the pairings of all, not only their own."""
    return actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY)


def is_own(actor: Actor) -> Any:
    """Return the condition on a joined Pairing that this member of staff may see it.

    The same as the policy's: the adult named, or somebody who is on duty or stands in at its time.
    """
    if sees_all(actor):
        return true()
    at_its_time = (
        select(SlotAdult.id)
        .where(
            SlotAdult.school_id == Pairing.school_id,
            SlotAdult.slot_id == Pairing.slot_id,
            SlotAdult.staff_id == actor.person_id,
        )
        .exists()
    )
    return and_(Pairing.school_id == actor.school_id, or_(Pairing.adult_id == actor.person_id, at_its_time))
