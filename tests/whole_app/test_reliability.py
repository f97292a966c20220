"""Nothing that was acknowledged is ever lost: not to a kill, a full disk, a slow client or a dying mail server."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select, text, update

from mentoring import clock, transaction
from mentoring.audit.models import TrailEntry
from mentoring.audit.unsealing import unseal
from mentoring.audit.verifying import findings
from mentoring.config import ROOT
from mentoring.extensions import db
from mentoring.jobs import mail, outbox
from mentoring.jobs.models import Job
from mentoring.people.models import Account
from mentoring.raising.models import Concern
from tests.support.client import StyleGuideClient
from tests.support.factories import World
from tests.support.mail import MailServer
from tests.support.server import PATIENCE, Place, Server, ask, place, wait_for

pytestmark = pytest.mark.reliability

KILLS = 100 if os.environ.get("MENTORING_PROFILE") == "deep" else 20
PROCESSES, WRITES = 8, 250
TELL = "/tell/alder"
WORKER = "flask --app app worker"


@pytest.fixture(params=["sqlite", "postgresql"])
def installed(request: pytest.FixtureRequest, tmp_path: Path, worker_name: str) -> Iterator[Place]:
    """An installation of its own on each database in turn, with one school."""
    with place(tmp_path, request.param, f"reliability_{worker_name}") as made:
        yield made


def verified(at: Place) -> None:
    """Fail unless the database is whole and its trail verifies."""
    with at.app.app_context():
        with transaction.unit(writes=False):
            assert list(findings()) == []
            if at.app.extensions["settings"].embedded:
                assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                assert db.session.execute(text("PRAGMA foreign_key_check")).first() is None
        db.engine.dispose()


def told_texts(at: Place) -> list[str]:
    """Return the texts of every concern that is in the database; one that does not open is an error."""
    with at.app.app_context():
        with transaction.unit(writes=False):
            texts = [
                unseal(
                    concern.text,
                    school_id=concern.school_id,
                    table="concern",
                    column="text",
                    row_id=concern.id,
                )
                for concern in db.session.scalars(select(Concern).order_by(Concern.id))
            ]
        db.engine.dispose()
    return texts


# Many at once


def test_eight_processes_that_write_at_once_lose_nothing(installed: Place) -> None:
    command = [sys.executable, "-m", "tests.support.writer", str(WRITES)]
    writers = [subprocess.Popen(command, cwd=ROOT, env=installed.environment) for _ in range(PROCESSES)]
    assert [writer.wait() for writer in writers] == [0] * PROCESSES
    with installed.app.app_context(), transaction.unit(writes=False):
        last = db.session.scalar(select(func.max(TrailEntry.seq)).where(TrailEntry.chain == "installation"))
        assert last == PROCESSES * WRITES
        assert db.session.scalar(select(func.count()).select_from(Job)) == PROCESSES * WRITES
    verified(installed)


def test_twenty_presses_of_one_button_tell_once(installed: Place) -> None:
    with Server(installed) as server:
        typed = {"form_token": server.form_token(TELL), "text": "It happened at lunch.", "writer_name": "Ada"}
        with ThreadPoolExecutor(20) as presses:
            answers = list(presses.map(lambda _: server.ask(TELL, typed)[0], range(20)))
    assert answers == [200] * 20
    assert told_texts(installed) == ["It happened at lunch."]
    verified(installed)


# Killed


class Writer(threading.Thread):
    """Tells one thing after the other, as long as told to; notes what was acknowledged."""

    def __init__(self, server: Server, token: str, name: str) -> None:
        super().__init__()
        self.server, self.token, self.label = server, token, name
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self.end = threading.Event()

    def run(self) -> None:
        while not self.end.is_set():
            words = f"{self.label} {len(self.sent)}"
            self.sent.append(words)
            typed = {"form_token": self.token, "text": words, "writer_name": "Ada"}
            try:
                status, page = self.server.ask(TELL, typed)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)  # killed; it is started again
                continue
            if status == 200 and "</html>" in page:
                self.acknowledged.append(words)


def test_a_server_killed_again_and_again_loses_nothing_it_acknowledged(installed: Place) -> None:
    server = Server(installed).start()
    writers = [Writer(server, server.form_token(TELL), f"writer {number} tells") for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(KILLS):
            before = sum(len(writer.acknowledged) for writer in writers)
            wait_until(lambda so_far=before: sum(len(writer.acknowledged) for writer in writers) > so_far)
            time.sleep(random.uniform(0, 0.2))  # they go on writing, so the next one is somewhere on its way
            server.kill()
            server.start()
    finally:
        for writer in writers:
            writer.end.set()
        for writer in writers:
            writer.join()
        server.kill()
    acknowledged = [words for writer in writers for words in writer.acknowledged]
    sent = {words for writer in writers for words in writer.sent}
    found = told_texts(installed)
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= set(found) <= sent
    assert len(found) == len(set(found))
    verified(installed)


def test_a_worker_killed_again_and_again_loses_no_mail(installed: Place) -> None:
    kills, mails = KILLS // 7 + 1, 20
    with MailServer() as post:
        settings = {"MAIL_URL": post.url, "MAIL_FROM": "mentoring@alder.example"}
        environment = {**installed.environment, **settings}
        expected = _ask_for_mails(installed, mails)
        for kill in range(kills + 1):
            post.manner = "dies" if kill % 2 else "takes"
            with working(environment):
                seen = len(post.seen)
                wait_until(lambda seen=seen: len(post.seen) > seen or _waiting(installed) == 0)
                if kill == kills:
                    post.manner = "takes"
                    wait_until(lambda: _let_waits_be_over(installed) == 0)
            _let_leases_be_over(installed)
        came = {sent["Message-ID"].strip("<>").split("@")[0] for sent in post.taken}
    assert came == expected


def _ask_for_mails(at: Place, number: int) -> set[str]:
    names = [f"MAIL{once:04}" for once in range(number)]
    with at.app.app_context():
        with transaction.unit():
            account = db.session.scalars(select(Account).where(Account.email.is_not(None)).limit(1)).one()
            for name in names:
                facts = {"account": account.id, "template": "password-changed", "message": name}
                outbox.ask(mail.KIND, facts, now=clock.now())
        db.engine.dispose()
    return set(names)


def _waiting(at: Place) -> int:
    with at.app.app_context(), transaction.unit(writes=False):
        return db.session.scalar(select(func.count()).select_from(Job).where(Job.done_at.is_(None))) or 0


def _let_waits_be_over(at: Place) -> int:
    """Let what failed be due again, as after an hour; return how many jobs are still to do.

    A job that the worker has in hand is left to it: one whose lease is taken away is undone and sent again.
    """
    failed = (Job.done_at.is_(None), Job.last_problem.is_not(None), Job.leased_until.is_(None))
    with at.app.app_context(), transaction.unit():
        db.session.execute(update(Job).where(*failed).values(due_at=clock.now()))
    return _waiting(at)


def _let_leases_be_over(at: Place) -> None:
    """Let what a killed worker had in hand be free again, as after five minutes."""
    with at.app.app_context(), transaction.unit():
        db.session.execute(
            update(Job).where(Job.done_at.is_(None)).values(leased_until=None, due_at=clock.now())
        )


@contextmanager
def working(environment: dict[str, str]) -> Iterator[None]:
    """Run a worker, and kill it at the end, with no chance to finish anything."""
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as worker:
        try:
            yield
        finally:
            worker.kill()


def wait_until(ready: Any, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


# Served as a school serves it


@contextmanager
def served(at: Place) -> Iterator[subprocess.Popen[str]]:
    """Run `flask --app app serve`, and kill it afterwards if it still runs."""
    command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=at.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    with process:
        try:
            wait_for(int(at.environment["PORT"]))
            yield process
        finally:
            process.kill()


def _children(process: int, word: str) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    return [int(row[0]) for row in rows if row[1] == str(process) and word in row[2]]


def _child(process: int, word: str) -> int:
    """Return the one child whose command has `word` in it, once it is there: the worker starts after the server."""
    wait_until(lambda: len(_children(process, word)) == 1)
    return _children(process, word)[0]


def test_serve_starts_a_dead_worker_again_and_stops_everything_together(installed: Place) -> None:
    with served(installed) as process:
        worker = _child(process.pid, WORKER)
        server = _child(process.pid, "granian")
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: _children(process.pid, WORKER) not in ([], [worker]))
        worker = _child(process.pid, WORKER)
        assert ask(int(installed.environment["PORT"]), "/start")[0] == 200
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert "Ready: http://localhost" in said
        assert "type this code" in said
        assert "The worker stopped; it is started again" in said
        for gone in (server, worker):
            with pytest.raises(ProcessLookupError):
                os.kill(gone, 0)


def test_when_the_web_server_dies_everything_stops_and_says_so(installed: Place) -> None:
    with served(installed) as process:
        worker = _child(process.pid, WORKER)
        server = _child(process.pid, "granian")
        os.kill(server, signal.SIGKILL)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert "The web server stopped by itself" in said
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


# Slow clients

STOPS = {
    "before a word": b"",
    "in the headers": b"POST /tell HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "in the body": b"POST /tell HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nform_token=",
}


def test_two_hundred_that_stop_halfway_hold_up_nobody(installed: Place) -> None:
    with Server(installed) as server:
        token = server.form_token(TELL)
        for where, words in STOPS.items():
            stopped = []
            for _ in range(200):
                connection = socket.create_connection(("127.0.0.1", server.port), timeout=5)
                connection.sendall(words)
                stopped.append(connection)
            began = time.monotonic()
            typed = {"form_token": token, "text": f"told while others stopped {where}", "writer_name": "Ada"}
            assert server.ask(TELL, typed)[0] == 200
            assert server.ask("/start")[0] == 200
            assert time.monotonic() - began < 5, where
            for connection in stopped:
                with suppress(OSError):
                    connection.close()
    assert len(told_texts(installed)) == 3


# A full disk


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """Let the database's disk take no more: by SQLite's own limit, on PostgreSQL by the error it gives then."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        yield from _full_sqlite(engine)
        return
    raised = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'"
    with engine.execution_options(**{transaction.WRITES: True}).begin() as connection:
        connection.execute(
            text(f"CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$")
        )
        connection.execute(
            text("CREATE TRIGGER disk_full BEFORE INSERT ON trail EXECUTE FUNCTION disk_full()")
        )
    yield
    with engine.execution_options(**{transaction.WRITES: True}).begin() as connection:
        connection.execute(text("DROP TRIGGER disk_full ON trail"))


def _full_sqlite(engine: Engine) -> Iterator[None]:
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def test_on_a_full_disk_a_child_reads_not_saved_with_every_word_to_copy(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    words = "He said I must never tell anybody. " * 2000
    with full_disk(app):
        answer = client.post(TELL, data={"text": words, "where_and_when": "in the library"}, csrf=False)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 507
    assert words.strip() in page
    assert "in the library" in page
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.scalars(select(Concern)).all() == []
    assert (
        client.post(TELL, data={"text": words, "where_and_when": "in the library"}, csrf=False).status_code
        == 200
    )


def test_on_a_full_disk_staff_read_not_saved_with_what_they_typed(
    app: Flask, world: World, sign_in: Any
) -> None:
    client = sign_in(world, "administrator")
    with full_disk(app):
        for number in range(300):  # until the last page of the file is full
            typed = {"title": "Ms", "first_name": "Tove", "last_name": "Larkmead",
                     "email": f"tove.larkmead.{number}@alder.example"}  # fmt: skip
            answer = client.post("/staff/new", data=typed)
            if answer.status_code == 507:
                break
    assert answer.status_code == 507
    page = answer.get_data(as_text=True)
    assert typed["email"] in page
    assert 'class="code"' in page  # the number that finds it again
    with app.app_context(), transaction.unit(writes=False):
        assert list(findings()) == []
