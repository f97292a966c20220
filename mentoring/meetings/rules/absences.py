"""Who may stand in for an adult who is away. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentoring.meetings.rules.planning import Other, is_elsewhere


class AbsenceRefusal(StrEnum):
    """Why an absence, or a stand-in, was not taken."""

    DAY_GONE = "absence-day-gone"
    WHO_WANTED = "absence-who-wanted"
    HOW_WANTED = "absence-how-wanted"
    SAME_PERSON = "stand-in-same-person"
    NOT_ON_DUTY = "stand-in-not-on-duty"
    AWAY_TOO = "stand-in-away-too"
    ELSEWHERE = "stand-in-elsewhere"


@dataclass(frozen=True)
class StandIn:
    """Who would stand in for whom. `meetings` are the absent adult's, `others` those where the stand-in is near."""

    staff_id: str
    absent_id: str
    can_be_near: Collection[str]
    away: Collection[str]
    meetings: Sequence[Other]
    others: Sequence[Other]


def refusal_of_stand_in(facts: StandIn) -> AbsenceRefusal | None:
    """Return why somebody cannot stand in, or None: an adult must be near all through, in one room."""
    if facts.staff_id == facts.absent_id:
        return AbsenceRefusal.SAME_PERSON
    if facts.staff_id not in facts.can_be_near:
        return AbsenceRefusal.NOT_ON_DUTY
    if facts.staff_id in facts.away:
        return AbsenceRefusal.AWAY_TOO
    if any(is_elsewhere(facts.staff_id, each.time, each.place_id, facts.others) for each in facts.meetings):
        return AbsenceRefusal.ELSEWHERE
    return None


Away = Mapping[str, str | None]  # on one day: who is away, and who stands in for them, or None for nobody


def near_after(adult_id: str, away: Away) -> str | None:
    """Return who is near in place of an adult on a day, or None for nobody; the adult where they are not away.

    Whoever stands in may be away too, and have somebody who stands in for them.
    """
    near: str | None = adult_id
    passed = set[str]()
    while near is not None and near in away:
        if near in passed:
            return None
        passed.add(near)
        near = away[near]
    return near


def stand_ins_after(staff_id: str, away: Away) -> frozenset[str]:
    """Return everybody who stands in for somebody, one after the other."""
    found = list[str]()
    near = away.get(staff_id)
    while near is not None and near not in found:
        found.append(near)
        near = away.get(near)
    return frozenset(found)
