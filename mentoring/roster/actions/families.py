"""What happens when two students are said to be one family, or not."""

from collections.abc import Mapping
from datetime import datetime

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.extensions import insert_rows
from mentoring.people.models import Student
from mentoring.roster.actions.telling import tell_family
from mentoring.roster.models import Family
from mentoring.roster.queries.families import pair
from mentoring.roster.rules.families import FamilyState, NotAPair, pair_of
from mentoring.roster.rules.people import Why


def propose_families(school_id: str, pairs: Mapping[tuple[str, str], Why], *, now: datetime) -> None:
    """Note the pairs that a roster suggests. They mean nothing until a person has confirmed them."""
    rows = [
        {
            "school_id": school_id,
            "id": ids.new_id(),
            "one_id": one,
            "other_id": other,
            "why": why,
            "state": FamilyState.PROPOSED,
            "proposed_at": now,
        }
        for (one, other), why in pairs.items()
    ]
    insert_rows(Family, rows)


def note_family(actor: Actor, one: Student, other: Student, *, now: datetime) -> Family | NotAPair:
    """Note by hand that two students are one family, whatever was suggested or decided before."""
    if one.id == other.id:
        return NotAPair.SAME
    held = pair(one.school_id, one.id, other.id)
    if held is None:
        propose_families(one.school_id, {pair_of(one.id, other.id): Why.STAFF}, now=now)
        held = pair(one.school_id, one.id, other.id)
        assert held is not None  # it was written just now
    decide_family(actor, held, FamilyState.CONFIRMED, now=now)
    return held


def decide_family(actor: Actor, family: Family, state: FamilyState, *, now: datetime) -> None:
    """Confirm or decline that two students are one family, or open the question again.

    What was declined is not suggested again; what is confirmed is never paired, and a pairing of the two has a break.
    """
    if family.state == state:
        return
    family.state = state
    decided = state is not FamilyState.PROPOSED
    family.decided_at, family.decided_by = (now, actor.person_id) if decided else (None, None)
    trail.record(
        events.FAMILY_DECIDED,
        now,
        school_id=family.school_id,
        by=actor.by,
        subject_id=family.one_id,
        other=family.other_id,
        state=state,
    )
    if state is FamilyState.CONFIRMED:
        tell_family(family.school_id, family.one_id, family.other_id, now)
