"""Whom a student may name when they tell an adult: partners whom they know by name, and the adult near."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from mentoring.joining.rules.profile import told_apart
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.holds import held_pairings
from mentoring.matching.queries.names import first_names
from mentoring.matching.queries.pairings import places_of
from mentoring.matching.rules.asking import Said
from mentoring.matching.rules.life import RUNNING, State
from mentoring.people.models import Student
from mentoring.raising.queries.near import Near

# How long somebody can still be named after the meetings are over: about a school term, because children often tell
# late. A closing that nobody has told them of yet reads as a break, so until then nothing changes here either.
NAMED_FOR = timedelta(days=90)


def near_student(school_id: str, student_id: str, now: datetime) -> Near:
    """Return the partners and adults of a student's pairings, of the newest pairing first.

    A hold changes nothing here once meetings are planned. Before that the pairing leaves the student's home by a hold
    as it does by being drawn back, so it leaves this too.
    """
    places = places_of(school_id, student_id)
    agreed = [each.pairing for each in places if each.pairing.state == State.AGREED]
    held = held_pairings(agreed, reader_id=None)
    known = [each for each in places if _knows(each, held, now)]
    adults = [each.pairing.adult for each in known if each.left_at is None]
    return Near(
        _called(school_id, [(each.pairing, other.student) for each in known for other in _others(each, now)]),
        [each.id for each in adults if each is not None and each.left_at is None],
    )


def _knows(place: PairingMember, held: Collection[str], now: datetime) -> bool:
    """Say whether a student knows by name whom they meet, or has met not long ago."""
    pairing = place.pairing
    if place.left_at is not None and not _left_lately(place, now):
        return False
    if pairing.state == State.CLOSED:
        return pairing.tell_since is not None or now - pairing.state_at <= NAMED_FOR
    return pairing.state in RUNNING or (pairing.state == State.AGREED and pairing.id not in held)


def _left_lately(place: PairingMember, now: datetime) -> bool:
    # Whoever left before they had said yes never met anybody.
    return place.left_at is not None and place.answer == Said.YES and now - place.left_at <= NAMED_FOR


def _others(place: PairingMember, now: datetime) -> Sequence[PairingMember]:
    return [
        each
        for each in place.pairing.members
        if each.role != place.role and (each.left_at is None or _left_lately(each, now))
    ]


def _called(school_id: str, partners: Sequence[tuple[Pairing, Student]]) -> Mapping[str, str]:
    """Return what partners are called: as their programme calls them; told apart where two programmes have one each."""
    students = {student.id: student for _pairing, student in partners}
    names: dict[str, str] = {}
    for programme_id in dict.fromkeys(pairing.programme_id for pairing, _student in partners):
        theirs = {
            student.id: student for pairing, student in partners if pairing.programme_id == programme_id
        }
        names |= {**first_names(school_id, programme_id, list(theirs.values())), **names}
    shared = Counter(name.casefold() for name in names.values())
    apart = told_apart({key: (each.first_name, each.last_name) for key, each in students.items()})
    return {key: apart[key] if shared[names[key].casefold()] > 1 else names[key] for key in students}
