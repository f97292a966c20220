"""What the rooms above are told in the same transaction: a programme was opened, closed or drawn back."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

from mentoring.audit.trail import By
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import Status

Listener = Callable[[By, Programme, Status, datetime], None]


def register(app: Flask, listener: Listener) -> None:
    """Let a room above hear of it (in create_app)."""
    app.extensions.setdefault("programme_listeners", []).append(listener)


def tell(by: By, programme: Programme, status: Status, now: datetime) -> None:
    """Tell every room that wants to know, in the order in which they were registered."""
    for listener in current_app.extensions.get("programme_listeners", []):
        listener(by, programme, status, now)
