"""Where and when a new pairing can meet: a place with room, at a time when none of its people is busy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.matching.engine.codes import Need
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import LIVE
from mentoring.programme.models import Place, Slot
from mentoring.programme.queries.slots import on_duty, time_of, usable_places
from mentoring.programme.rules.slots import SlotTime, same_time
from mentoring.raising.queries.holds import on_hold


@dataclass
class Rooms:
    """How full the places are, who is busy when, and how many pairings each adult has; taking a place counts."""

    in_place: dict[str, list[SlotTime]] = field(default_factory=dict)
    busy: dict[str, list[SlotTime]] = field(default_factory=dict)
    by_adult: dict[str, int] = field(default_factory=dict)
    away: frozenset[str] = frozenset()  # adults who are not to be named

    def take(self, slot: SlotTime, place_id: str, adult_id: str, students: Iterable[str]) -> None:
        """Note that a pairing meets there."""
        self.in_place.setdefault(place_id, []).append(slot)
        self.by_adult[adult_id] = self.by_adult.get(adult_id, 0) + 1
        for student in students:
            self.busy.setdefault(student, []).append(slot)

    def free_in(self, slot: Slot, place: Place) -> int:
        """Return for how many more pairings there is room."""
        when = time_of(slot)
        return place.capacity - sum(same_time(when, other) for other in self.in_place.get(place.id, ()))

    def are_free(self, slot: Slot, students: Iterable[str]) -> bool:
        """Say whether none of these students has another pairing at that time."""
        when = time_of(slot)
        return not any(same_time(when, other) for student in students for other in self.busy.get(student, ()))

    def adult_for(self, slot: Slot) -> str | None:
        """Return the adult on duty with the fewest pairings who may be named, or None."""
        here = [member.id for member in on_duty(slot) if member.id not in self.away]
        return min(here, key=lambda adult: (self.by_adult.get(adult, 0), adult), default=None)


def rooms_of(school_id: str, held: Mapping[str, Slot]) -> Rooms:
    """Return how full the places are now, by every live pairing of the school (4 queries)."""
    adults = {member.id for slot in held.values() for member in on_duty(slot)}
    found = Rooms(away=frozenset(on_hold(school_id, adults)))
    wanted = (
        select(Pairing.id, Pairing.place_id, Pairing.adult_id, Slot)
        .join(Slot, (Slot.school_id == Pairing.school_id) & (Slot.id == Pairing.slot_id))
        .where(Pairing.school_id == school_id, Pairing.state.in_(LIVE))
    )
    rows = db.session.execute(wanted.order_by(Pairing.id)).all()
    members: dict[str, list[str]] = {}
    those = select(PairingMember.pairing_id, PairingMember.student_id).where(
        PairingMember.school_id == school_id,
        PairingMember.pairing_id.in_([row.id for row in rows]),
        PairingMember.left_at.is_(None),
    )
    for pairing_id, student_id in db.session.execute(those.order_by(PairingMember.id)):
        members.setdefault(pairing_id, []).append(student_id)
    for row in rows:
        found.take(time_of(row.Slot), row.place_id or "", row.adult_id or "", members.get(row.id, ()))
    return found


def place_for(slot: Slot, needs: frozenset[Need], rooms: Rooms) -> Place | None:
    """Return the place of a slot with the most room that meets these needs, or None where all are full."""
    places = [place for place in usable_places(slot) if meets(slot, place, needs)]
    free = [(rooms.free_in(slot, place), place) for place in places]
    return max(
        (each for each in free if each[0] > 0), key=lambda each: (each[0], each[1].id), default=(0, None)
    )[1]


def meets(slot: Slot, place: Place, needs: frozenset[Need]) -> bool:
    """Say whether a place has all that is needed at that time."""
    stays = len(on_duty(slot)) >= len(usable_places(slot))
    met = {Need.STEP_FREE: place.step_free, Need.QUIET: place.quiet, Need.ADULT_PRESENT: stays}
    return all(met[need] for need in needs)


def places_of(held: Iterable[Slot]) -> Sequence[tuple[Slot, Place]]:
    """Return every time with each of its places."""
    return [(slot, place) for slot in held for place in usable_places(slot)]
