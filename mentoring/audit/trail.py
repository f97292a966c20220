"""Write the trail: declared events in one HMAC chain per school, in the same transaction as what was done."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import desc, insert, select, text

from mentoring import ids
from mentoring.audit.events import INSTALLATION, Event
from mentoring.audit.keys import keyring
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db, insert_rows

FIRST = "0" * 64  # what the first entry of a chain follows
COUNT = "mentoring_trail_entries"  # in the session's info: how many this transaction has written


@dataclass(frozen=True)
class By:
    """Who did it: a person of the school, a visitor who is not signed in, the machine's owner, the system."""

    kind: str
    person_id: str | None = None


VISITOR = By("visitor")
MACHINE = By("machine")
SYSTEM = By("system")


@dataclass(frozen=True)
class Entry:
    """One thing that was done: what, when, by whom, about whom, with the facts that the event declares."""

    event: Event
    at: datetime
    by: By
    subject_id: str | None
    facts: Mapping[str, Any]


def record(
    event: Event, at: datetime, *, school_id: str | None, by: By, subject_id: str | None = None, **facts: Any
) -> str:
    """Add one entry to the school's chain (the installation's if `school_id` is None); return its id.

    Only declared facts are taken, and only codes, ids and numbers: never words about a child.
    """
    chain = school_id or INSTALLATION
    seq, previous = _head(chain)
    row = _row(Entry(event, at, by, subject_id, facts), chain, seq + 1)
    db.session.execute(insert(TrailEntry).values(**row, mac=chained_mac(keyring().trail, previous, row)))
    _count(1)
    return str(row["id"])


def record_for_each(
    event: Event, at: datetime, subject_ids: Sequence[str], *, school_id: str, by: By, **facts: Any
) -> None:
    """Add one entry for each of these subjects, all alike, in two statements however many there are."""
    record_all([Entry(event, at, by, each, facts) for each in subject_ids], school_id=school_id)


def record_all(entries: Sequence[Entry], *, school_id: str) -> None:
    """Add these entries to the school's chain, in two statements however many there are."""
    if not entries:
        return
    seq, mac = _head(school_id)
    rows = []
    for number, each in enumerate(entries, start=seq + 1):
        row = _row(each, school_id, number)
        mac = chained_mac(keyring().trail, mac, row)
        rows.append({**row, "mac": mac})
    insert_rows(TrailEntry, rows)
    _count(len(rows))


def _row(entry: Entry, chain: str, seq: int) -> dict[str, Any]:
    unknown = set(entry.facts) - entry.event.facts
    if unknown:
        raise ValueError(f"{entry.event.name} declares no fact {sorted(unknown)}")
    return {
        "chain": chain,
        "seq": seq,
        "id": ids.new_id(),
        "at": entry.at,
        "event": entry.event.name,
        "by_kind": entry.by.kind,
        "by_id": entry.by.person_id,
        "subject_id": entry.subject_id,
        "facts": dict(entry.facts),
    }


def _count(number: int) -> None:
    info = db.session().info
    info[COUNT] = info.get(COUNT, 0) + number


def written_so_far() -> int:
    """Return how many entries this context's transactions have written."""
    return int(db.session().info.get(COUNT, 0))


def take_turn(school_id: str) -> None:
    """Wait until nobody else writes to the school's chain, and let nobody until this transaction ends.

    For whoever locks rows before the first entry that others lock after one: else two could wait for each other.
    """
    # One writer at a time per chain. SQLite: every writer began IMMEDIATE, so there is only one already.
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:chain, 0))"), {"chain": school_id}
        )


def _head(chain: str) -> tuple[int, str]:
    take_turn(chain)
    newest = select(TrailEntry.seq, TrailEntry.mac).where(TrailEntry.chain == chain)
    row = db.session.execute(newest.order_by(desc(TrailEntry.seq)).limit(1)).first()
    return (row.seq, row.mac) if row else (0, FIRST)


def chained_mac(key: bytes, previous: str, entry: dict[str, Any]) -> str:
    """Return the code that ties an entry's content to the entry before it."""
    content = {**entry, "at": entry["at"].isoformat(), "previous": previous}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()
