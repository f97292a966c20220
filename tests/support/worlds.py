"""What the tests of the whole house stand on: a database to go back to, sign-ins, and time that stands still."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from mentoring import clock, ids, transaction
from mentoring.extensions import db
from mentoring.people import hashing
from tests.conftest import Prepared
from tests.support.client import CSRF, StyleGuideClient
from tests.support.factories import World, make_session

A_LESSON = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)  # a Tuesday in term, in school hours

STAFF = ("coordinator", "supervisor", "lead", "deputy", "head", "stand_in", "chair", "administrator")
ACCOUNTS = (*STAFF, "mentor", "mentee")
SIGNED_OUT = "signed out"


class Snapshot:
    """The SQLite database as it is now, to go back to."""

    def __init__(self, app: Flask, name: str) -> None:
        self.app = app
        self.file: Path = app.extensions["settings"].database_file
        self.copy = self.file.with_suffix(f".{name}")
        with app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA query_only=OFF")
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()
        shutil.copy(self.file, self.copy)

    def restore(self) -> None:
        """Make the database what it was."""
        with self.app.app_context():
            db.engine.dispose()
        for beside in ("-wal", "-shm"):
            Path(f"{self.file}{beside}").unlink(missing_ok=True)
        shutil.copy(self.copy, self.file)


def client_for(app: Flask, token: str | None = None, *, room: str | None = None) -> StyleGuideClient:
    """Return a browser with this session's token in its cookie, or that of somebody who is not signed in.

    room: the token of a room's tablet. Its form token is the same for everybody: the real one is made of chance.
    """
    client = app.test_client()
    assert isinstance(client, StyleGuideClient)
    with client.session_transaction() as session:
        session["csrf_token"] = CSRF
        if room is not None:
            session["room"] = room
        if token is not None:
            session["_user_id"], session["_fresh"] = token, True
    return client


def sign_everybody_in(app: Flask, world: World) -> dict[str, str]:
    """Return the session token of each of the ten accounts. The second factor was passed just now."""
    with app.app_context(), transaction.unit():
        return {
            account: make_session(world, world.person(account)[0], is_student=world.person(account)[1])
            for account in ACCOUNTS
        }


def dump(app: Flask) -> dict[str, list[str]]:
    """Return every row of every table, as text that can be compared and searched."""
    with app.app_context(), transaction.unit(writes=False):
        cursor = (
            db.session.connection().connection.cursor()
        )  # rows as the driver gives them: these are thousands

        def rows(name: str) -> list[tuple[Any, ...]]:
            cursor.execute(f'SELECT * FROM "{name}"')
            return list(cursor.fetchall())

        return {name: sorted(map(repr, rows(name))) for name in sorted(db.metadata.tables)}


@contextmanager
def chance_repeats(monkeypatch: pytest.MonkeyPatch, number: int = 1) -> Iterator[None]:
    """Let ids, tokens, keys and the time stamps in signatures be the same each time this is entered.

    Otherwise two answers to the same question differ in their form tokens, seals and cookies alone. Keys and
    nonces are real chance everywhere else, and the time stamps real time.
    """
    counted = count(1)
    hashing.matches(None, "")  # the first comparison of a process draws something that it keeps

    def bytes_in_turn(length: int) -> bytes:
        return next(counted).to_bytes(length, "big")

    with monkeypatch.context() as patch:
        patch.setattr(ids, "new_bytes", bytes_in_turn)
        patch.setattr(TimestampSigner, "get_timestamp", lambda self: 1_790_000_000)
        ids.seed(number)
        yield
        ids.seed(None)


def stand_still(moment: datetime = A_LESSON) -> None:
    """Let it be this moment until it is set again."""
    clock.set_source(lambda: moment)


@contextmanager
def new_database(prepared: Prepared) -> Iterator[Flask]:
    """Let `prepared` begin anew, at a moment that stands still; give chance and time back afterwards."""
    prepared.renew()
    stand_still()
    try:
        yield prepared.app
    finally:
        clock.set_source(None)
        ids.seed(None)


@contextmanager
def mail_set_up(app: Flask) -> Iterator[None]:
    """Let mail be asked for while this lasts. Nothing is sent, because no worker runs."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, mail_url="smtp://localhost:25", mail_from="a@b.example")
    yield
    app.extensions["settings"] = before


class _Log(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.__dict__}")


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Give all that anything logs while this lasts, however small, with every fact that a record carries."""
    lines: list[str] = []
    log, root = _Log(lines), logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(log)
        root.setLevel(level)
