"""The worker: takes one due job after the other, at least once each, and calls what is regular."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from flask import Flask
from sqlalchemy import CursorResult, delete, or_, select, update

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.jobs.models import Job
from mentoring.jobs.outbox import Registered, Regular

POLL = 1.0  # seconds between two looks at an empty outbox
BEAT = 5.0  # seconds between two signs of life
ALIVE = 60  # seconds after which a worker without a sign of life counts as gone
LEASE = timedelta(minutes=5)  # far longer than any job; a killed worker's job is free again after it
FIRST_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
LATER_WAIT = timedelta(hours=1)
MOST_TRIES = len(FIRST_WAITS) + 72  # hourly for three days: a weekend and a bank holiday
KEPT = timedelta(days=90)  # how long a finished job, and so its `once`, is remembered

Report = Callable[[BaseException], Any]


@dataclass(frozen=True)
class Leased:
    """A job that this worker alone may do until `until`."""

    id: str
    kind: str
    facts: dict[str, Any]
    tries: int
    until: datetime


class LeaseLost(RuntimeError):
    """The work took longer than the lease and another worker has the job now; this one's effect is undone."""


def run(app: Flask, stop: Event, report: Report) -> None:
    """Work until `stop` is set. `report` is told every error; none of them ends the worker."""
    try:
        _work(app, stop, report)
    finally:
        app.extensions["settings"].heartbeat.unlink(missing_ok=True)  # who has stopped gives no sign of life


def _work(app: Flask, stop: Event, report: Report) -> None:
    regulars = [(regular, 0.0) for regular in outbox.registry(app).regulars]
    beaten = 0.0
    while not stop.is_set():
        regulars = [(regular, _when_due(app, regular, due, report)) for regular, due in regulars]
        try:
            if time.monotonic() - beaten >= BEAT:
                app.extensions["settings"].heartbeat.touch(mode=0o600)
                beaten = time.monotonic()
            busy = do_next(app, report)
        except Exception as problem:  # noqa: BLE001  (the database or the disk is away: reported, and asked again)
            report(problem)
            stop.wait(BEAT)
            continue
        if not busy:
            stop.wait(POLL)


def _when_due(app: Flask, regular: Regular, due: float, report: Report) -> float:
    """Call `regular` if it is due by the monotonic clock; return when it is due next."""
    if time.monotonic() < due:
        return due
    try:
        call(app, regular)
    except Exception as problem:  # noqa: BLE001  (one room's trouble must not stop another room's clock)
        report(problem)
    return time.monotonic() + regular.seconds


def call(app: Flask, regular: Regular) -> None:
    """Do once what is regular, in a context of its own."""
    with app.app_context():
        if regular.slow:
            regular.tick(clock.now())
            return
        with transaction.unit():
            regular.tick(clock.now())


def do_next(app: Flask, report: Report) -> bool:
    """Do one due job, or note what went wrong with it; False if there is none."""
    with app.app_context():
        job = _lease(clock.now())
    if job is None:
        return False
    registered = outbox.registry(app).kinds.get(job.kind)
    try:
        with app.app_context():
            _do(job, registered)
    except Exception as problem:  # noqa: BLE001  (whatever it is, the job waits and is tried again)
        report(problem)
        with app.app_context(), transaction.unit():
            _postpone(job, type(problem).__name__, clock.now())
    return True


def _lease(now: datetime) -> Leased | None:
    """Take the job that has waited longest; None if none is due or another worker was quicker."""
    free = or_(Job.leased_until.is_(None), Job.leased_until < now)
    waiting = (Job.done_at.is_(None), Job.gave_up_at.is_(None), Job.due_at <= now, free)
    with transaction.unit(writes=False):
        found = db.session.scalar(select(Job.id).where(*waiting).order_by(Job.due_at, Job.id).limit(1))
    if found is None:
        return None
    until = now + LEASE
    with transaction.unit():
        # The try is counted before it is made, so that a job which kills its worker gives up one day too.
        taken = update(Job).where(Job.id == found, *waiting).values(leased_until=until, tries=Job.tries + 1)
        row = db.session.execute(taken.returning(Job.kind, Job.facts, Job.tries)).first()
    return None if row is None else Leased(found, row.kind, row.facts, row.tries, until)


def _do(job: Leased, registered: Registered | None) -> None:
    if registered is None:
        raise LookupError(job.kind)
    if job.tries > MOST_TRIES:
        raise RuntimeError("its workers died of it")
    now = clock.now()
    if registered.slow:
        registered.handler(job.facts, now)
        with transaction.unit():
            _mark_done(job, clock.now())
        return
    with transaction.unit():
        registered.handler(job.facts, now)
        _mark_done(job, now)


def _mine(job: Leased) -> Any:
    return (Job.id == job.id) & (Job.leased_until == job.until) & Job.done_at.is_(None)


def _mark_done(job: Leased, now: datetime) -> None:
    marked = db.session.execute(
        update(Job).where(_mine(job)).values(done_at=now, leased_until=None, last_problem=None)
    )
    assert isinstance(marked, CursorResult)
    if marked.rowcount != 1:
        raise LeaseLost(job.id)


def _postpone(job: Leased, problem: str, now: datetime) -> None:
    wait = FIRST_WAITS[job.tries - 1] if job.tries <= len(FIRST_WAITS) else LATER_WAIT
    values: dict[str, Any] = {"leased_until": None, "last_problem": problem[:60], "due_at": now + wait}
    if job.tries >= MOST_TRIES:
        values["gave_up_at"] = now
    db.session.execute(update(Job).where(_mine(job)).values(**values))


def forget_done(now: datetime) -> None:
    """Delete jobs that were finished long ago. Those given up stay until somebody has looked."""
    db.session.execute(delete(Job).where(Job.done_at < now - KEPT))


def is_alive(app: Flask, now: datetime) -> bool:
    """Say whether a worker on this machine gave a sign of life in the last minute."""
    heartbeat = app.extensions["settings"].heartbeat
    return bool(heartbeat.exists() and now.timestamp() - heartbeat.stat().st_mtime < ALIVE)
