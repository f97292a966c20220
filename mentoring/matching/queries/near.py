"""Whom a student may name when they tell an adult: partners whom they know by name, and the adult near."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.rules.profile import told_apart
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.holds import held_pairings
from mentoring.matching.queries.names import first_names
from mentoring.matching.queries.pairings import pairings_by_ids
from mentoring.matching.rules.asking import Said
from mentoring.matching.rules.life import RUNNING, State
from mentoring.people.models import Student
from mentoring.raising.queries.near import Near

# How long somebody can still be named after the meetings are over: about a school term, because children often tell
# late. A closing that nobody has told them of yet reads as a break, so until then nothing changes here either.
NAMED_FOR = timedelta(days=90)


def near_student(school_id: str, student_id: str, now: datetime) -> Near:
    """Return the partners and adults of a student's pairings: partners of the newest pairing first.

    A hold changes nothing here once meetings are planned. Before that the pairing leaves the student's home by a hold
    as it does by being drawn back, so it leaves this too.
    """
    known = [each for each in _places(school_id, student_id) if _knows(each, now)]
    agreed = [each.pairing_id for each in known if each.state == State.AGREED]
    if agreed:
        held = held_pairings(pairings_by_ids(school_id, agreed), reader_id=None)
        known = [each for each in known if each.state != State.AGREED or each.pairing_id not in held]
    adults = (each.adult_id for each in known if each.left_at is None)
    return Near(_partners(school_id, known, now), frozenset(each for each in adults if each))


def _places(school_id: str, student_id: str) -> Sequence[Any]:
    """Return a student's places, with what counts of their pairings, of the newest pairing first (1 query)."""
    wanted = (
        select(
            PairingMember.pairing_id, PairingMember.role, PairingMember.answer, PairingMember.left_at,
            Pairing.programme_id, Pairing.state, Pairing.state_at, Pairing.tell_since, Pairing.adult_id,
        )
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(PairingMember.school_id == school_id, PairingMember.student_id == student_id)
        .order_by(Pairing.made_at.desc(), Pairing.id.desc())
    )  # fmt: skip
    return db.session.execute(wanted).all()


def _knows(place: Any, now: datetime) -> bool:
    """Say whether a student knows by name whom they meet, or has met not long ago."""
    if place.left_at is not None and not _left_lately(place, now):
        return False
    if place.state == State.CLOSED:
        return place.tell_since is not None or now - place.state_at <= NAMED_FOR
    return place.state in RUNNING or place.state == State.AGREED


def _left_lately(place: Any, now: datetime) -> bool:
    # Whoever left before they had said yes never met anybody.
    return place.left_at is not None and place.answer == Said.YES and now - place.left_at <= NAMED_FOR


def _partners(school_id: str, known: Sequence[Any], now: datetime) -> Mapping[str, str]:
    """Return what the other side of these pairings is called, by id (1 query, and 1 for each programme)."""
    mine = {each.pairing_id: each for each in known}
    if not mine:
        return {}
    wanted = (
        select(PairingMember, Student)
        .join(
            Student, (Student.school_id == PairingMember.school_id) & (Student.id == PairingMember.student_id)
        )
        .where(PairingMember.school_id == school_id, PairingMember.pairing_id.in_(mine))
    )
    others: dict[str, list[Student]] = {each.programme_id: [] for each in known}
    for member, student in db.session.execute(wanted.order_by(PairingMember.id)):
        place = mine[member.pairing_id]
        if member.role != place.role and (member.left_at is None or _left_lately(member, now)):
            others[place.programme_id].append(student)
    names: dict[str, str] = {}
    for programme_id, students in others.items():
        names = {**first_names(school_id, programme_id, students), **names}
    return _told_apart(names, {each.id: each for students in others.values() for each in students})


def _told_apart(names: Mapping[str, str], students: Mapping[str, Student]) -> Mapping[str, str]:
    """Return these names, with an initial where partners of two programmes share one."""
    shared = Counter(name.casefold() for name in names.values())
    apart = told_apart({key: (each.first_name, each.last_name) for key, each in students.items()})
    return {key: apart[key] if shared[name.casefold()] > 1 else name for key, name in names.items()}
