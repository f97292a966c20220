"""Whether a pairing must not meet for now, as one reader may know it; and whom to name to its students."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentoring.joining.rules.readiness import Hold, hold_as_read
from mentoring.matching.models import Pairing
from mentoring.people.models import StaffMember
from mentoring.raising.queries.holds import Holds


@dataclass(frozen=True)
class Held:
    """A pairing that must not meet: how the reader may know it, and who is never named to its students."""

    reads: Hold
    not_to_name: frozenset[str]


def held_pairings(
    pairings: Sequence[Pairing], *, reader_id: str | None, holds: Holds | None = None
) -> Mapping[str, Held]:
    """Return those of these pairings that are on hold, by id (3 queries): a member or the adult named must not meet.

    reader_id: a member of staff, or None for what no member of staff reads (students' pages, rules). Whoever the
    concern behind each hold keeps out reads a break, as students do. holds: what the page has read of holds already.
    """
    if not pairings:
        return {}
    who = {each.id: who_must_meet(each) for each in pairings}
    found_on_hold = (holds or Holds(pairings[0].school_id)).of(frozenset().union(*who.values()))
    found = {}
    for each in pairings:
        outside = [kept_out for person in who[each.id] for kept_out in found_on_hold.get(person, ())]
        reads = hold_as_read(outside, reader_id)
        if reads is not None:
            held_adult = {each.adult_id} if each.adult_id and each.adult_id in found_on_hold else set[str]()
            found[each.id] = Held(reads, frozenset().union(*outside, held_adult))
    return found


def who_must_meet(pairing: Pairing) -> frozenset[str]:
    """Return the people without whom a pairing does not meet: its students, and the adult named."""
    return pairing.student_ids | ({pairing.adult_id} if pairing.adult_id else set())


def adult_to_name(
    pairing: Pairing, held: Held | None, people: Mapping[str, StaffMember]
) -> StaffMember | None:
    """Return the adult who will talk with the students in a break, or None for "an adult".

    The same person whatever the cause of the break, unless a concern keeps that person out: first who is in charge
    of the programme, in the programme's own order. `people`: the school's staff by id.
    """
    apart = held.not_to_name if held is not None else frozenset()
    names = [who for who in pairing.programme.in_charge_ids if who not in apart and who in people]
    return next((people[who] for who in names if people[who].left_at is None), None)
