"""What the rooms above are told in the same transaction: two students are confirmed as one family."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

Listener = Callable[[str, str, str, datetime], None]  # school id, the two students' ids, when


def register(app: Flask, listener: Listener) -> None:
    """Let a room above hear of it (in create_app)."""
    app.extensions.setdefault("family_listeners", []).append(listener)


def tell_family(school_id: str, one_id: str, other_id: str, now: datetime) -> None:
    """Tell every room that wants to know, in the order in which they were registered."""
    for listener in current_app.extensions.get("family_listeners", []):
        listener(school_id, one_id, other_id, now)
