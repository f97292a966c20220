"""Nothing that was acknowledged is ever lost: not to many at once, a full disk, a slow client or a dying part."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select, text

from mentoring import transaction
from mentoring.audit.models import TrailEntry
from mentoring.audit.verifying import findings
from mentoring.config import ROOT
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.raising.models import Concern
from tests.support import loaded
from tests.support.client import StyleGuideClient
from tests.support.factories import World
from tests.support.installed import TELL, told_texts, verified, wait_until
from tests.support.server import PATIENCE, Place, Server, ask, wait_for
from tests.support.writer import write

pytestmark = pytest.mark.reliability

PROCESSES, WRITES = 8, 250
WORKER = "flask --app app worker"


# Many at once


def test_eight_processes_that_write_at_once_lose_nothing(installed: Place) -> None:
    writers = [loaded.start(write, installed.environment, WRITES) for _ in range(PROCESSES)]
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
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


def _children(process: int, word: str, but: int = 0) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    return [int(row[0]) for row in rows if row[1] == str(process) and word in row[2] and int(row[0]) != but]


def _child(process: int, word: str, but: int = 0) -> int:
    """Return the one child whose command has `word` in it, once it is there: the worker starts after the server."""
    wait_until(lambda: len(_children(process, word, but)) == 1)
    return _children(process, word, but)[0]


def test_serve_starts_a_dead_worker_again_and_stops_everything_together(installed: Place) -> None:
    with served(installed) as process:
        worker = _child(process.pid, WORKER)
        server = _child(process.pid, "app serve")
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


def test_when_the_web_server_dies_everything_stops_and_says_so(installed: Place, tmp_path: Path) -> None:
    said = tmp_path / "said"
    process = loaded.start(loaded.run_command_into, installed.environment, said, "serve")
    assert process.pid is not None
    try:
        wait_for(int(installed.environment["PORT"]))
        worker = _child(process.pid, WORKER)
        os.kill(_child(process.pid, "", but=worker), signal.SIGKILL)
        process.join(PATIENCE)
    finally:
        process.kill()
    assert process.exitcode == 1
    assert "The web server stopped by itself" in said.read_text()
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
        connection.execute(text("DROP FUNCTION disk_full() CASCADE"))


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
