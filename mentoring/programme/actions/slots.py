"""What happens when the slots of a programme's week are added, changed, removed and put back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.queries.school_times import school_times
from mentoring.programme.actions.locking import lock_programme
from mentoring.programme.models import Programme, Slot, SlotAdult, SlotPlace
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.queries.slots import places, slots, time_of, who_can_be_on_duty
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.slots import SlotRefusal, SlotTime, refusals_of_time


@dataclass(frozen=True)
class SlotDetails:
    """A time on one or more weekdays, who it suits, where it is, and who is there. `week`: A, B, or empty."""

    site_id: str
    weekdays: tuple[int, ...]
    week: str
    starts: time
    ends: time
    years: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    on_duty_ids: tuple[str, ...] = ()
    stand_in_ids: tuple[str, ...] = ()

    def times(self) -> list[SlotTime]:
        """Return the time on each of the weekdays."""
        return [
            SlotTime(weekday, self.week, self.starts, self.ends) for weekday in sorted(set(self.weekdays))
        ]


def add_slots(by: By, programme: Programme, details: SlotDetails, *, now: datetime) -> Sequence[SlotRefusal]:
    """Add a slot on each of the weekdays; return why not, nothing when it was done."""
    lock_programme(programme)
    if wrong := _refusals(programme, details, ()):
        return wrong
    made = []
    for each in details.times():
        slot = Slot(
            school_id=programme.school_id, id=ids.new_id(), programme_id=programme.id, site_id=details.site_id
        )
        db.session.add(slot)
        _write(slot, each, details)
        made.append(slot)
    _record(by, programme, "added", made, now)
    return []


def change_slot(
    by: By, programme: Programme, slot: Slot, details: SlotDetails, *, seen: int, now: datetime
) -> Sequence[SlotRefusal]:
    """Change a slot, on its one weekday; return why not, nothing when it was done."""
    lock_programme(programme)
    if slot.version != seen or slot.removed_at is not None:
        return [SlotRefusal.STALE]
    if wrong := _refusals(programme, details, (slot.id,)):
        return wrong
    if details_of(slot) != _in_order(details):
        _write(slot, details.times()[0], details)
        _record(by, programme, "changed", [slot], now)
    return []


def remove_slot(by: By, programme: Programme, slot: Slot, *, now: datetime) -> bool:
    """Take a slot out of the week; False if it is out already."""
    lock_programme(programme)
    if slot.removed_at is not None:
        return False
    slot.removed_at = now
    db.session.flush()
    _record(by, programme, "removed", [slot], now)
    return True


def restore_slot(by: By, programme: Programme, slot: Slot, *, now: datetime) -> Sequence[SlotRefusal]:
    """Put a slot back into the week, unless another one is there by now or the hours have changed."""
    lock_programme(programme)
    if slot.removed_at is None:
        return []
    # Places and people are as they were: what has changed of them, the week shows.
    details = replace(details_of(slot), place_ids=(), on_duty_ids=(), stand_in_ids=())
    if wrong := _refusals(programme, details, (slot.id,)):
        return wrong
    slot.removed_at = None
    db.session.flush()
    _record(by, programme, "restored", [slot], now)
    return []


def details_of(slot: Slot) -> SlotDetails:
    """Return what a slot says now."""
    return SlotDetails(
        site_id=slot.site_id,
        weekdays=(slot.weekday,),
        week=slot.week,
        starts=slot.starts,
        ends=slot.ends,
        years=tuple(sorted(slot.year_codes)),
        place_ids=tuple(sorted(each.place_id for each in slot.places)),
        on_duty_ids=tuple(sorted(each.staff_id for each in slot.adults if not each.stands_in)),
        stand_in_ids=tuple(sorted(each.staff_id for each in slot.adults if each.stands_in)),
    )


def _in_order(details: SlotDetails) -> SlotDetails:
    return replace(
        details,
        years=tuple(sorted(details.years)),
        place_ids=tuple(sorted(details.place_ids)),
        on_duty_ids=tuple(sorted(details.on_duty_ids)),
        stand_in_ids=tuple(sorted(details.stand_in_ids)),
    )


def _refusals(programme: Programme, details: SlotDetails, own: Sequence[str]) -> list[SlotRefusal]:
    school_id = programme.school_id
    if details.site_id not in programme.site_ids:
        return [SlotRefusal.SITE_NOT_IN_PROGRAMME]
    times = school_times(school_id)[details.site_id]
    shortest = settings_of(programme).number(Code.MEETING_SHORTEST)
    of_time = (refusals_of_time(times, each, shortest=shortest) for each in details.times())
    wrong = list(dict.fromkeys(code for codes in of_time for code in codes))
    there = [
        time_of(slot)
        for slot in slots(school_id, programme.id)
        if slot.site_id == details.site_id and slot.id not in own
    ]
    if any(each in there for each in details.times()):
        wrong.append(SlotRefusal.THERE_ALREADY)
    return [*wrong, *_refusals_of_places(school_id, details), *_refusals_of_adults(school_id, details, own)]


def _refusals_of_places(school_id: str, details: SlotDetails) -> list[SlotRefusal]:
    held = {place.id: place for place in places(school_id) if place.site_id == details.site_id}
    if not set(details.place_ids) <= set(held):
        return [SlotRefusal.PLACE_ELSEWHERE]
    approved = all(held[place_id].approved for place_id in details.place_ids)
    return [] if approved else [SlotRefusal.PLACE_NOT_APPROVED]


def _refusals_of_adults(school_id: str, details: SlotDetails, own: Sequence[str]) -> list[SlotRefusal]:
    if set(details.on_duty_ids) & set(details.stand_in_ids):
        return [SlotRefusal.ADULT_TWICE]
    known = {member.id for member in who_can_be_on_duty(school_id)}
    named = {*details.on_duty_ids, *details.stand_in_ids}
    for slot_id in own:  # whoever is there already may stay, with another role by now
        slot = db.session.get_one(Slot, (school_id, slot_id))
        known |= {each.staff_id for each in slot.adults}
    return [] if named <= known else [SlotRefusal.ADULT_UNKNOWN]


def _write(slot: Slot, at: SlotTime, details: SlotDetails) -> None:
    slot.site_id, slot.weekday, slot.week = details.site_id, at.weekday, at.week
    slot.starts, slot.ends, slot.years = at.starts, at.ends, ",".join(details.years)
    flag_modified(slot, "years")  # so that the version counts a change of places or adults too
    db.session.flush()
    for model in (SlotPlace, SlotAdult):
        db.session.execute(delete(model).where(model.school_id == slot.school_id, model.slot_id == slot.id))
    key = {"school_id": slot.school_id, "slot_id": slot.id}
    db.session.add_all(
        SlotPlace(**key, id=ids.new_id(), place_id=place_id) for place_id in sorted(set(details.place_ids))
    )
    for stands_in, staff_ids in ((False, details.on_duty_ids), (True, details.stand_in_ids)):
        db.session.add_all(
            SlotAdult(**key, id=ids.new_id(), staff_id=staff_id, stands_in=stands_in)
            for staff_id in sorted(set(staff_ids))
        )
    db.session.flush()
    db.session.expire(slot, ["places", "adults"])


def _record(by: By, programme: Programme, change: str, made: Iterable[Slot], now: datetime) -> None:
    trail.record(
        events.SLOT_CHANGED,
        now,
        school_id=programme.school_id,
        by=by,
        subject_id=programme.id,
        change=change,
        slots=[slot.id for slot in made],
    )
