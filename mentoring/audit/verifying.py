"""Prove that the trail is whole: every entry's code, its order, its purges, and the anchors written outside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from mentoring.audit.events import INSTALLATION, PURGE_DECLARED
from mentoring.audit.keys import keyring
from mentoring.audit.models import Purge, TrailEntry
from mentoring.audit.trail import FIRST, chained_mac
from mentoring.extensions import db


@dataclass(frozen=True)
class Finding:
    """One thing wrong: a code, the chain and the place in it (0 where there is none)."""

    code: str
    chain: str
    seq: int


def findings(anchors: Path | None = None) -> Iterator[Finding]:
    """Yield everything wrong with the trail; nothing means that it verifies."""
    heads: dict[str, tuple[int, str]] = {}
    for chain in db.session.scalars(select(TrailEntry.chain).distinct().order_by(TrailEntry.chain)):
        yield from _broken_links(chain, heads)
    purged = {purge.school_id: purge for purge in db.session.scalars(select(Purge))}
    yield from _undeclared_purges(purged)
    yield from _missed_anchors(anchors, heads, purged)


def _broken_links(chain: str, heads: dict[str, tuple[int, str]]) -> Iterator[Finding]:
    key, previous, expected = keyring().trail, FIRST, 1
    entries = select(TrailEntry.__table__).where(TrailEntry.chain == chain).order_by(TrailEntry.seq)
    for row in db.session.execute(entries.execution_options(yield_per=5000)).mappings():
        entry = {name: value for name, value in row.items() if name != "mac"}
        if row["seq"] != expected:
            yield Finding("entries missing", chain, expected)
        if chained_mac(key, previous, entry) != row["mac"]:
            yield Finding("entry changed", chain, row["seq"])
        previous, expected = row["mac"], row["seq"] + 1
    heads[chain] = (expected - 1, previous)


def _undeclared_purges(purged: dict[str, Purge]) -> Iterator[Finding]:
    declared = select(TrailEntry.subject_id).where(
        TrailEntry.chain == INSTALLATION, TrailEntry.event == PURGE_DECLARED.name
    )
    known = set(db.session.scalars(declared))
    for purge in purged.values():
        if purge.id not in known:
            yield Finding("purge not declared", purge.school_id, 0)


def _missed_anchors(
    anchors: Path | None, heads: dict[str, tuple[int, str]], purged: dict[str, Purge]
) -> Iterator[Finding]:
    if anchors is None or not anchors.exists():
        return
    for line in anchors.read_text(encoding="ascii").splitlines():
        anchor = json.loads(line)
        chain, count, mac = anchor["chain"], int(anchor["count"]), anchor["mac"]
        if chain in purged:
            continue
        if heads.get(chain, (0, FIRST))[0] < count:
            yield Finding("entries cut off", chain, count)
        elif _mac_at(chain, count) != mac:
            yield Finding("anchor does not match", chain, count)


def _mac_at(chain: str, seq: int) -> str | None:
    return db.session.scalar(select(TrailEntry.mac).where(TrailEntry.chain == chain, TrailEntry.seq == seq))


def write_anchor(anchors: Path, at: datetime) -> int:
    """Append the present head of every chain to a file outside the database; return how many were written.

    The chain alone cannot show that its newest entries were cut off; an anchor kept elsewhere can.
    """
    newest = select(TrailEntry.chain, func.max(TrailEntry.seq).label("count")).group_by(TrailEntry.chain)
    rows = db.session.execute(newest.order_by(TrailEntry.chain)).all()
    anchors.parent.mkdir(parents=True, exist_ok=True)
    with anchors.open("a", encoding="ascii") as file:
        for chain, count in rows:
            line = {"at": at.isoformat(), "chain": chain, "count": count, "mac": _mac_at(chain, count)}
            file.write(json.dumps(line) + "\n")
    return len(rows)
