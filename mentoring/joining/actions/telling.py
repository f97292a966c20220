"""What the rooms above are told in the same transaction: somebody may not meet any more, and why in one word."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from flask import Flask, current_app

from mentoring.audit.trail import By
from mentoring.joining.models import Enrolment


class Happened(StrEnum):
    """What changed for a student, so that a pairing must take a break or end."""

    PAUSED = "paused"
    STOPPED = "stopped"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    CANNOT_BE_PAIRED = "cannot-be-paired"


Listener = Callable[[By, Enrolment, Happened, datetime], None]
ApartListener = Callable[[str, str, str, datetime], None]  # school id, the two students' ids, when


def register(app: Flask, listener: Listener) -> None:
    """Let a room above hear of it (in create_app)."""
    app.extensions.setdefault("joining_listeners", []).append(listener)


def tell(by: By, enrolment: Enrolment, what: Happened, now: datetime) -> None:
    """Tell every room that wants to know, in the order in which they were registered."""
    for listener in current_app.extensions.get("joining_listeners", []):
        listener(by, enrolment, what, now)


def register_apart(app: Flask, listener: ApartListener) -> None:
    """Let a room above hear that two students are kept apart from now on (in create_app)."""
    app.extensions.setdefault("apart_listeners", []).append(listener)


def tell_apart(school_id: str, one_id: str, other_id: str, now: datetime) -> None:
    """Tell every room that wants to know. Not by whom: whose wish it is is for the lead alone."""
    for listener in current_app.extensions.get("apart_listeners", []):
        listener(school_id, one_id, other_id, now)
