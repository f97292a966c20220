"""What happens when two students are said to be one family, or not."""

from collections.abc import Mapping
from datetime import datetime

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.extensions import insert_rows
from mentoring.roster.models import Family
from mentoring.roster.rules.families import FamilyState
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


def decide_family(actor: Actor, family: Family, state: FamilyState, *, now: datetime) -> None:
    """Confirm or decline that two students are one family, or open the question again.

    What was declined is not suggested again; what is confirmed is never paired.
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
