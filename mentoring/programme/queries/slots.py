"""Places, slots, and what keeps a slot from being used."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import StaffMember, SupervisedHour
from mentoring.people.queries import staff
from mentoring.people.rules.school_time import SchoolTime
from mentoring.programme.models import Place, Slot, SlotAdult
from mentoring.programme.rules.slots import SlotProblem, SlotTime, problems_of_slot

ON_DUTY_ROLES = (Role.SUPERVISOR, Role.COORDINATOR)


def place(school_id: str, place_id: str) -> Place | None:
    """Return one of the school's places, removed ones too, or None."""
    return db.session.get(Place, (school_id, place_id))


def places(school_id: str, *, approved_only: bool = False) -> Sequence[Place]:
    """Return the school's places by site and name, without removed ones."""
    wanted = select(Place).where(Place.school_id == school_id, Place.removed_at.is_(None))
    if approved_only:
        wanted = wanted.where(Place.approved)
    return db.session.scalars(
        wanted.options(selectinload(Place.site)).order_by(Place.site_id, Place.name, Place.id)
    ).all()


def slot(school_id: str, programme_id: str, slot_id: str) -> Slot | None:
    """Return one of the programme's slots, removed ones too, or None."""
    found = db.session.get(Slot, (school_id, slot_id))
    return found if found is not None and found.programme_id == programme_id else None


def slots(school_id: str, programme_id: str) -> Sequence[Slot]:
    """Return a programme's slots in the order of the week, without removed ones, with their places and adults."""
    wanted = (
        select(Slot)
        .where(Slot.school_id == school_id, Slot.programme_id == programme_id, Slot.removed_at.is_(None))
        .options(selectinload(Slot.adults).selectinload(SlotAdult.staff))
    )
    order = (Slot.site_id, Slot.weekday, Slot.starts, Slot.week, Slot.id)
    return db.session.scalars(wanted.order_by(*order)).all()


def time_of(slot: Slot) -> SlotTime:
    """Return a slot's time as the rules take it."""
    return SlotTime(slot.weekday, slot.week, slot.starts, slot.ends)


def usable_places(slot: Slot) -> list[Place]:
    """Return the approved places of a slot that are still there, by name."""
    held = [each.place for each in slot.places]
    return sorted(
        (place for place in held if place.approved and place.removed_at is None),
        key=lambda place: (place.name, place.id),
    )


def on_duty(slot: Slot, *, stands_in: bool = False) -> list[StaffMember]:
    """Return who is on duty in a slot, or stands in; those who left the school left out."""
    return [each.staff for each in slot.adults if each.stands_in == stands_in and each.staff.left_at is None]


def problems_by_slot(held: Iterable[Slot], times: Mapping[str, SchoolTime]) -> dict[str, list[SlotProblem]]:
    """Return what keeps each slot from being used, by its id. `times` are the school's, by site."""
    return {
        slot.id: problems_of_slot(
            times[slot.site_id],
            time_of(slot),
            approved_places=[place.id for place in usable_places(slot)],
            adults=[member.id for member in on_duty(slot)],
        )
        for slot in held
    }


def who_can_be_on_duty(school_id: str) -> Sequence[StaffMember]:
    """Return the staff who supervise or coordinate, by last name."""
    return [member for member in staff.all_staff(school_id) if member.roles & set(ON_DUTY_ROLES)]


def coordinators(school_id: str) -> Sequence[StaffMember]:
    """Return the staff who may be in charge of a programme, by last name."""
    return [member for member in staff.all_staff(school_id) if Role.COORDINATOR in member.roles]


def hours_by_site(school_id: str) -> dict[str, list[SupervisedHour]]:
    """Return the school's supervised hours by site, the earliest first (1 query)."""
    wanted = select(SupervisedHour).where(SupervisedHour.school_id == school_id)
    order = (SupervisedHour.starts, SupervisedHour.ends, SupervisedHour.label, SupervisedHour.weekday)
    found: dict[str, list[SupervisedHour]] = {}
    for hour in db.session.scalars(wanted.order_by(*order, SupervisedHour.id)):
        found.setdefault(hour.site_id, []).append(hour)
    return found
