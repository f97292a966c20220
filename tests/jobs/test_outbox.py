"""What is asked for in a transaction is asked for once, and only if the transaction holds."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentoring import transaction
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.jobs.models import Job

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def noting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A kind of job, "note", whose doer writes down what it was given."""
    done: list[dict[str, Any]] = []
    monkeypatch.setitem(
        outbox.registry(app).kinds, "note", outbox.Registered(lambda facts, now: done.append(facts), False)
    )
    return done


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Job)) or 0


def test_asking_twice_under_one_name_asks_once_and_harms_nothing(app: Flask, noting: list[Any]) -> None:
    with app.app_context():
        with transaction.unit():
            assert outbox.ask("note", {"number": 1}, now=NOON, once="the same")
            assert not outbox.ask("note", {"number": 2}, now=NOON, once="the same")
            assert outbox.ask("note", {"number": 3}, now=NOON)
            assert outbox.ask("note", {"number": 4}, now=NOON)
        with transaction.unit():
            assert not outbox.ask("note", {"number": 5}, now=NOON, once="the same")
            assert outbox.ask("note", {"number": 6}, now=NOON, once="another")
        with transaction.unit(writes=False):
            assert count() == 4


def test_what_was_asked_in_a_refused_request_never_happens(app: Flask, noting: list[Any]) -> None:
    with app.app_context():
        transaction.begin(writes=True)
        outbox.ask("note", {}, now=NOON)
        transaction.rollback()
        with transaction.unit(writes=False):
            assert count() == 0


def test_a_job_may_wait_for_its_time(app: Flask, noting: list[Any]) -> None:
    with app.app_context():
        with transaction.unit():
            outbox.ask("note", {}, now=NOON, due_at=NOON + timedelta(minutes=10))
        with transaction.unit(writes=False):
            job = db.session.scalars(select(Job)).one()
            assert (job.asked_at, job.due_at) == (NOON, NOON + timedelta(minutes=10))


def test_a_kind_that_nobody_does_is_refused_where_it_is_asked(app: Flask) -> None:
    with app.app_context(), pytest.raises(AssertionError, match="nobody does"), transaction.unit():
        outbox.ask("nonsense", {}, now=NOON)


def test_twenty_at_once_make_one(app: Flask, noting: list[Any]) -> None:
    start, answers = threading.Barrier(20), []

    def ask() -> None:
        start.wait()
        with app.app_context(), transaction.unit():
            answers.append(outbox.ask("note", {}, now=NOON, once="the same"))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 19 + [True]
    with app.app_context(), transaction.unit(writes=False):
        assert count() == 1
