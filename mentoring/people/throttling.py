"""Slow guessing down: a try is counted before the secret is looked at, and taken back if it was right.

Counting afterwards would let a hundred guesses sent at once all pass the question whether there were too many.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, text

from mentoring import ids, transaction
from mentoring.audit.keys import keyed_hash
from mentoring.extensions import db
from mentoring.people import hashing
from mentoring.people.models import Throttle
from mentoring.people.queries.throttles import guesses
from mentoring.people.rules.throttling import (
    ACCOUNT_LIMIT,
    ACCOUNT_WINDOW,
    ADDRESS_WINDOW,
    TELL_WINDOW,
    wait_before_guess,
)

SECRET = "secret"  # noqa: S105  (passwords and passphrases, wherever they are asked for)
CODE = "code"  # second factors, recovery codes, one-time codes
ADDRESS = "address"
ONCE = "once"  # forms whose answer is shown once
TWICE = timedelta(seconds=5)  # a double click
LONGEST_MARK = 100  # characters


@dataclass(frozen=True)
class Taken:
    """A try that was counted (its rows), or how long to wait before the next one."""

    ids: tuple[str, ...] = ()
    wait: timedelta | None = None


def whole_minutes(wait: timedelta) -> int:
    """Return a wait in minutes, as it is said to people: at least one, and never too few."""
    return max(1, -(-int(wait.total_seconds()) // 60))


@dataclass(frozen=True)
class Answer:
    """Whether the right secret was typed; or, without looking at it, how long to wait."""

    right: bool = False
    wait: timedelta | None = None


def ask_secret(
    key: str,
    held: str | None,
    typed: str,
    *,
    address: str,
    now: datetime,
    limit: int = ACCOUNT_LIMIT,
    known_browser: bool = False,
) -> Answer:
    """Say whether `typed` is the secret behind the hash `held`, unless there were too many wrong tries.

    key: the account's id; for an unknown name that name, so that a guesser cannot tell them apart.
    held: None takes as long, and is never right. No transaction may be open, because hashing is slow.
    """
    with transaction.aside():
        taken = take_a_try(key, address, now=now, limit=limit, known_browser=known_browser)
    if taken.wait is not None:
        return Answer(wait=taken.wait)
    right = hashing.matches(held, typed)
    if right:
        with transaction.aside():
            take_back(taken)
    return Answer(right=right)


def take_a_try(
    key: str,
    address: str,
    *,
    now: datetime,
    kind: str = SECRET,
    limit: int = ACCOUNT_LIMIT,
    known_browser: bool = False,
) -> Taken:
    """Count one try against `key` and from `address`, or none if either had too many.

    Belongs in an aside() of its own: it must stay when the page is refused.
    """
    whom, whence = hashed(kind, key), hashed(ADDRESS, network_of(address))
    _one_at_a_time(whom, whence)
    wait = wait_before_guess(
        guesses(kind, whom, window=ACCOUNT_WINDOW, now=now),
        guesses(ADDRESS, whence, window=ADDRESS_WINDOW, now=now),
        limit=limit,
        known_browser=known_browser,
    )
    if wait:
        return Taken(wait=timedelta(seconds=wait))
    rows = [
        Throttle(id=ids.new_id(), kind=each, key_hash=key_hash, at=now)
        for each, key_hash in ((kind, whom), (ADDRESS, whence))
    ]
    db.session.add_all(rows)
    return Taken(ids=tuple(row.id for row in rows))


def was_used(once: str | None, *, now: datetime) -> bool:
    """Say whether a form's own mark was used before, and note that it is used now.

    A double click within TWICE seconds is one use. The note is kept as long as tries are; then the page is so old
    that its session has ended. Belongs in an aside() of its own.
    """
    if not once:
        return False  # typed by a program: it knows the secret, so it learns nothing by asking again
    mark = hashed(ONCE, once[:LONGEST_MARK])
    _one_at_a_time(mark)
    first = db.session.scalar(
        select(Throttle.at).where(Throttle.kind == ONCE, Throttle.key_hash == mark).order_by(Throttle.at)
    )
    if first is None:
        db.session.add(Throttle(id=ids.new_id(), kind=ONCE, key_hash=mark, at=now))
        return False
    return now - first > TWICE


def take_back(taken: Taken) -> None:
    """Take back a try that turned out right. Wrong ones before it go on counting, or a guesser could wait for it."""
    db.session.execute(delete(Throttle).where(Throttle.id.in_(taken.ids)))


def forget_tries(key: str, *, kind: str = SECRET) -> None:
    """Forget the tries against an account that has just been given a new secret."""
    db.session.execute(delete(Throttle).where(Throttle.kind == kind, Throttle.key_hash == hashed(kind, key)))


def forget_old_tries(now: datetime) -> None:
    """Delete the tries that no longer count for anything. The worker does this."""
    longest = timedelta(seconds=max(ACCOUNT_WINDOW, ADDRESS_WINDOW, TELL_WINDOW))
    db.session.execute(delete(Throttle).where(Throttle.at <= now - longest))


def hashed(kind: str, key: str) -> str:
    """Return what the table keeps of whom or where from: keyed, so that nobody reads names or addresses out of it."""
    return keyed_hash("throttle", f"{kind}:{key}")


def network_of(address: str) -> str:
    """Return what is counted as one place: an address, or of IPv6 the /64 that one household or machine holds."""
    try:
        typed = ipaddress.ip_address(address)
    except ValueError:  # a socket in the file system has none
        return address
    if typed.version == 4:
        return str(typed)
    if typed.ipv4_mapped:  # how a socket for both kinds shows an IPv4 address: all of them are in one /64
        return str(typed.ipv4_mapped)
    return str(ipaddress.ip_network((typed, 64), strict=False))


def _one_at_a_time(*key_hashes: str) -> None:
    # Or two could both be the tenth. SQLite's writers are one at a time already.
    if db.session().get_bind().dialect.name != "postgresql":
        return
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 1))")
    for key_hash in sorted(key_hashes):  # always in the same order, so that no two wait for each other
        db.session.execute(lock, {"key": key_hash})
