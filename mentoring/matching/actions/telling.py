"""What the rooms above are told in the same transaction about a pairing, and the plan that they are asked for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flask import Flask, current_app

from mentoring.audit.trail import By
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening, PairingRefusal

Listener = Callable[[By, Pairing, Happening, datetime], None]
Planner = Callable[[By, Sequence[Pairing], datetime], Mapping[str, PairingRefusal]]
Replanner = Callable[[By, Pairing, datetime], PairingRefusal | None]


def register(app: Flask, listener: Listener) -> None:
    """Let a room above hear what happens to a pairing (in create_app)."""
    app.extensions.setdefault("pairing_listeners", []).append(listener)


def register_planner(app: Flask, planner: Planner) -> None:
    """Let a room above plan the meetings of pairings that are confirmed; it says of which not and why, by id."""
    app.extensions["pairing_planner"] = planner


def register_replanner(app: Flask, replanner: Replanner) -> None:
    """Let a room above plan the coming meetings anew when a pairing meets at another time, place or with another adult.

    It says why not, or None; then nothing of the change is kept.
    """
    app.extensions["pairing_replanner"] = replanner


def tell(by: By, pairing: Pairing, what: Happening, now: datetime) -> None:
    """Tell every room that wants to know, in the order in which they were registered."""
    for listener in current_app.extensions.get("pairing_listeners", []):
        listener(by, pairing, what, now)


def plan(by: By, pairings: Sequence[Pairing], now: datetime) -> Mapping[str, PairingRefusal]:
    """Have the first meetings of pairings of one school planned; return of which that cannot be, and why, by id."""
    planner: Planner | None = current_app.extensions.get("pairing_planner")
    if planner is None:
        return {each.id: PairingRefusal.NO_MEETING for each in pairings}
    return planner(by, pairings, now)


def replan(by: By, pairing: Pairing, now: datetime) -> PairingRefusal | None:
    """Have the coming meetings planned anew; return why that is not possible, or None."""
    replanner: Replanner | None = current_app.extensions.get("pairing_replanner")
    return replanner(by, pairing, now) if replanner is not None else None
