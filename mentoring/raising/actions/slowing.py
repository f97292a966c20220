"""Slow down many messages from one place, and mark them. None is ever refused."""

from dataclasses import dataclass
from datetime import datetime

from mentoring import ids
from mentoring.extensions import db
from mentoring.people.models import Throttle
from mentoring.people.queries.throttles import guesses
from mentoring.people.rules import throttling
from mentoring.people.throttling import hashed, network_of

KIND = "tell"


@dataclass(frozen=True)
class Slowed:
    """How many seconds to wait before a message is taken, and whether its readers see that many came at once."""

    seconds: int = 0
    marked: bool = False


def count_message(address: str, *, now: datetime) -> Slowed:
    """Count one message from an address (kept as a keyed hash, for an hour). Belongs in an aside()."""
    key_hash = hashed(KIND, network_of(address))
    recent = guesses(KIND, key_hash, window=throttling.TELL_WINDOW, now=now).count
    db.session.add(Throttle(id=ids.new_id(), kind=KIND, key_hash=key_hash, at=now))
    return Slowed(throttling.slowing(recent), throttling.is_marked(recent))
