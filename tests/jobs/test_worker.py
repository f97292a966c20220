"""The worker does what waits, at least once, and says what it could not do."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.audit import trail
from mentoring.audit.events import SITE_ADDED
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.jobs import outbox, worker
from mentoring.jobs.models import Job

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOON
        clock.set_source(lambda: self.now)

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def moved(app: Flask) -> Iterator[Clock]:
    yield Clock()
    clock.set_source(None)


class Doer:
    """Does jobs, and fails the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.done: list[dict[str, Any]] = []

    def __call__(self, facts: dict[str, Any], now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("a child's words")
        self.done.append(facts)


def asked(app: Flask, monkeypatch: pytest.MonkeyPatch, doer: Any, *, slow: bool = False) -> None:
    monkeypatch.setitem(outbox.registry(app).kinds, "test", outbox.Registered(doer, slow))
    with app.app_context(), transaction.unit():
        outbox.ask("test", {"number": 7}, now=clock.now())


def the_job(app: Flask) -> Job:
    with app.app_context(), transaction.unit(writes=False):
        job = db.session.scalars(select(Job)).one()
        db.session.expunge(job)
        return job


def do_next(app: Flask) -> bool:
    return worker.do_next(app, lambda problem: None)


@pytest.mark.parametrize("slow", [False, True])
def test_a_job_is_done_once(app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch, slow: bool) -> None:
    doer = Doer()
    asked(app, monkeypatch, doer, slow=slow)
    assert do_next(app)
    assert not do_next(app)
    assert doer.done == [{"number": 7}]
    assert the_job(app).done_at == NOON


def test_a_job_is_not_done_before_its_time(app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    doer = Doer()
    monkeypatch.setitem(outbox.registry(app).kinds, "test", outbox.Registered(doer, False))
    with app.app_context(), transaction.unit():
        outbox.ask("test", {}, now=NOON, due_at=NOON + timedelta(minutes=10))
    assert not do_next(app)
    moved.pass_(minutes=10)
    assert do_next(app)
    assert len(doer.done) == 1


def test_what_fails_is_tried_again_later_and_later(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    doer = Doer(failures=6)
    asked(app, monkeypatch, doer, slow=True)
    waits = []
    for _ in range(6):
        before = moved.now
        assert do_next(app)
        assert not do_next(app)
        moved.now = the_job(app).due_at
        waits.append((moved.now - before).total_seconds() / 60)
    assert waits == [1, 2, 5, 15, 60, 60]
    job = the_job(app)
    assert job.last_problem == "ConnectionRefusedError"  # never what it said
    assert do_next(app)
    assert len(doer.done) == 1


def test_after_three_days_a_job_is_given_up_and_said(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(app, monkeypatch, Doer(failures=10_000), slow=True)
    while the_job(app).gave_up_at is None:
        assert do_next(app)
        moved.now = max(moved.now, the_job(app).due_at)
    assert timedelta(days=3) <= moved.now - NOON <= timedelta(days=3, hours=4)
    with app.app_context(), transaction.unit(writes=False):
        assert outbox.given_up() == 1
    moved.pass_(days=1)
    assert not do_next(app)


def test_a_killed_workers_job_is_done_by_the_next(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    doer = Doer()
    asked(app, monkeypatch, doer)
    with app.app_context():
        assert worker._lease(clock.now()) is not None  # and then it was killed
    assert not do_next(app)
    moved.pass_(minutes=4)
    assert not do_next(app)
    moved.pass_(minutes=1, seconds=1)
    assert do_next(app)
    assert len(doer.done) == 1


def test_what_a_job_writes_counts_once_even_when_two_workers_do_it(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(facts: dict[str, Any], now: datetime) -> None:
        trail.record(SITE_ADDED, now, school_id=None, by=trail.SYSTEM)

    asked(app, monkeypatch, write)
    registered = outbox.registry(app).kinds["test"]
    with app.app_context():
        slow_one = worker._lease(clock.now())
    moved.pass_(minutes=6)
    assert do_next(app)
    assert slow_one is not None
    with app.app_context(), pytest.raises(worker.LeaseLost):
        worker._do(slow_one, registered)
    with app.app_context(), transaction.unit(writes=False):
        assert len(db.session.scalars(select(TrailEntry)).all()) == 1


def test_what_a_failing_job_wrote_is_undone(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_fail(facts: dict[str, Any], now: datetime) -> None:
        trail.record(SITE_ADDED, now, school_id=None, by=trail.SYSTEM)
        raise ValueError

    asked(app, monkeypatch, write_and_fail)
    assert do_next(app)
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.scalars(select(TrailEntry)).all() == []
    assert the_job(app).last_problem == "ValueError"


def test_a_job_whose_workers_die_of_it_is_given_up_too(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    doer = Doer()
    asked(app, monkeypatch, doer)
    for _ in range(worker.MOST_TRIES):
        with app.app_context():
            assert worker._lease(clock.now()) is not None
        moved.pass_(minutes=6)
    assert do_next(app)
    assert doer.done == []
    assert the_job(app).gave_up_at == moved.now


def test_the_worker_calls_what_is_regular_and_one_rooms_trouble_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, called, problems, alive = threading.Event(), [], [], []

    def trouble(now: datetime) -> None:
        raise ValueError

    def tick(now: datetime) -> None:
        called.append(transaction.is_open())
        alive.append(worker.is_alive(app, clock.now()))
        if len(called) == 2:
            stop.set()

    regulars = [outbox.Regular(1, trouble, False), outbox.Regular(0, tick, False)]
    monkeypatch.setattr(outbox.registry(app), "regulars", regulars)
    monkeypatch.setattr(worker, "POLL", 0.01)
    worker.run(app, stop, problems.append)
    assert called == [True, True]
    assert [type(problem) for problem in problems] == [ValueError]
    assert alive[-1]
    with app.app_context():
        assert not worker.is_alive(app, clock.now())  # who has stopped is not called alive for another minute


def test_finished_jobs_are_forgotten_after_a_term(
    app: Flask, moved: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(app, monkeypatch, Doer())
    do_next(app)
    for days, left in ((89, 1), (2, 0)):
        moved.pass_(days=days)
        with app.app_context(), transaction.unit():
            worker.forget_done(clock.now())
            assert len(db.session.scalars(select(Job)).all()) == left
