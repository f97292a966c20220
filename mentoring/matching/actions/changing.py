"""Changing when, where and with which adult near a pairing meets each week."""

from datetime import datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.life import lock, note_step
from mentoring.matching.actions.making import Where
from mentoring.matching.actions.telling import replan
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import LIVE, RUNNING, PairingRefusal
from mentoring.programme.queries.slots import on_duty, slot, usable_places

CHANGED = "changed"  # a step that is no happening of the table
FIELDS = ("slot_id", "place_id", "adult_id")


def change_where(
    by: By, pairing: Pairing, where: Where, *, seen: int, now: datetime
) -> PairingRefusal | None:
    """Let a pairing meet at another time, place, or with another adult near; return why not, or None.

    seen: the version that the page showed. The time is one of the programme's, with an approved place and an adult
    who is on duty then. Where the room above cannot plan the meetings anew, nothing of it may be kept.
    """
    lock(pairing)
    if pairing.version != seen:
        return PairingRefusal.STALE
    if pairing.state not in LIVE:
        return PairingRefusal.NOT_FROM_HERE
    held = slot(pairing.school_id, pairing.programme_id, where.slot_id)
    if held is None or held.removed_at is not None:
        return PairingRefusal.WHERE_UNKNOWN
    places, adults = {each.id for each in usable_places(held)}, {each.id for each in on_duty(held)}
    if where.place_id not in places or where.adult_id not in adults:
        return PairingRefusal.WHERE_UNKNOWN
    changed = [name for name in FIELDS if getattr(pairing, name) != getattr(where, name)]
    if not changed:
        return None
    for name in changed:
        setattr(pairing, name, getattr(where, name))
    db.session.flush()
    db.session.refresh(pairing)
    note_step(by, pairing, CHANGED, now=now)
    trail.record(
        events.PAIRING_CHANGED, now, school_id=pairing.school_id, by=by, subject_id=pairing.id, fields=changed
    )
    return replan(by, pairing, now) if pairing.state in RUNNING else None
