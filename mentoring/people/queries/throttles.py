"""Tries that count, by whom they were aimed at or where they came from."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from mentoring.extensions import db
from mentoring.people.models import Throttle
from mentoring.people.rules.throttling import WrongGuesses


def guesses(kind: str, key_hash: str, *, window: int, now: datetime) -> WrongGuesses:
    """Return the tries of this kind against `key_hash` in the last `window` seconds."""
    wanted = select(func.count(), func.min(Throttle.at)).where(
        Throttle.kind == kind, Throttle.key_hash == key_hash, Throttle.at > now - timedelta(seconds=window)
    )
    count, oldest = db.session.execute(wanted).one()
    return WrongGuesses(count, int((now - oldest).total_seconds()) if oldest is not None else 0)
