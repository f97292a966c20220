"""Ask for something to be done after this transaction, and say who does what kind of thing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from mentoring import ids
from mentoring.extensions import db
from mentoring.jobs.models import Job

Handler = Callable[[dict[str, Any], datetime], None]
Tick = Callable[[datetime], None]


@dataclass(frozen=True)
class Registered:
    """Who does one kind of job. A slow one talks to the outside, so no transaction is open around it."""

    handler: Handler
    slow: bool


@dataclass(frozen=True)
class Regular:
    """What the worker does every so many seconds, the first time when it starts."""

    seconds: int
    tick: Tick
    slow: bool


@dataclass
class Registry:
    """What the rooms registered at the start of the application."""

    kinds: dict[str, Registered] = field(default_factory=dict)
    regulars: list[Regular] = field(default_factory=list)


def registry(app: Flask | None = None) -> Registry:
    """Return what was registered with `app` (the running one if none is named)."""
    return cast(Registry, (app or current_app).extensions.setdefault("jobs", Registry()))


def register(app: Flask, kind: str, handler: Handler, *, slow: bool = False) -> None:
    """Let `handler(facts, now)` do the jobs of `kind`. Any error of it means: try again later.

    Not slow: it runs in one transaction together with the job's own mark, so it counts once or not at all.
    Slow: it runs without a transaction, takes its own short ones, and may be run twice after a crash.
    """
    kinds = registry(app).kinds
    assert kind not in kinds, kind
    kinds[kind] = Registered(handler, slow)


def every(app: Flask, seconds: int, tick: Tick, *, slow: bool = False) -> None:
    """Let the worker call `tick(now)` at its start and every `seconds` after, in a transaction unless slow.

    Workers are started again at any time, so a tick must bear being called too often.
    """
    registry(app).regulars.append(Regular(seconds, tick, slow))


def ask(
    kind: str,
    facts: dict[str, Any],
    *,
    now: datetime,
    once: str | None = None,
    school_id: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Ask for a job in the caller's writing transaction; it exists only if that is committed.

    facts: ids and codes only. once: asking twice under the same name asks once; returns False the second
    time, without harm to the transaction. due_at: not before then.
    """
    assert kind in registry().kinds, f"nobody does jobs of the kind {kind}"
    dialect = db.session().get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(Job).values(
        id=ids.new_id(), kind=kind, facts=facts, once=once, school_id=school_id, asked_at=now,
        due_at=due_at or now, tries=0,
    )  # fmt: skip
    written = db.session.execute(row.on_conflict_do_nothing(index_elements=["once"]).returning(Job.id))
    return written.first() is not None


def given_up() -> int:
    """Return how many jobs were tried for three days in vain. They wait for somebody to look."""
    return db.session.scalar(select(func.count()).where(Job.gave_up_at.is_not(None))) or 0
