"""The only place that begins and commits: one transaction a request, and short ones beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError, ProgrammingError

from mentoring.extensions import db

WRITES = "mentoring_writes"  # the execution option that tells a begin whether it may write

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    # Milliseconds. The longest wait measured under 8 writers was 0.86 s; but a waiter only looks every 0.1 s, so on
    # a machine with six times more to do than it can, 5 s were not enough for one in two hundred.
    "busy_timeout=20000",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past the delete triggers of the trail
    "secure_delete=ON",
)


class NoDatabase(click.ClickException):
    """Nothing was started here yet, so there is nothing to look at; every command says so in this sentence."""

    def __init__(self) -> None:
        super().__init__("There is no database yet. Start it once: flask --app app serve")


def sqlite_module() -> Any:
    """Return the newest SQLite driver here: Debian's own SQLite has a WAL bug mended in 3.51.3."""
    try:
        import pysqlite3

        return pysqlite3
    except ImportError:
        return sqlite3


def watch(engine: Engine) -> None:
    """Make every connection of `engine` begin as this module says."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that became a writer would fail at once if another had written; so writers say so first,
    # and a reader cannot write at all: a GET that changes something is an error, not a habit.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def begin(*, writes: bool) -> None:
    """Begin this request's (or command's) transaction. It must be the first touch of the database."""
    if db.session().in_transaction():
        raise RuntimeError("a transaction is open already: a read is never turned into a write")
    db.session.connection(execution_options={WRITES: writes})


def is_open() -> bool:
    """Say whether a transaction is open in this context."""
    return bool(db.session().in_transaction())


def commit() -> None:
    """Commit what this request or command did."""
    db.session.commit()


def rollback() -> None:
    """Undo what this request or command did."""
    db.session.rollback()


@contextmanager
def unit(*, writes: bool = True) -> Iterator[None]:
    """Run a command or a job in one transaction: committed at the end, undone on any error."""
    if not _is_there():
        raise NoDatabase
    try:
        begin(writes=writes)
        yield
        commit()
    except BaseException as problem:
        rollback()
        if _is_of_a_missing_table(problem):
            raise NoDatabase from problem
        raise


def _is_there() -> bool:
    """Say whether there is a database; looking into a missing SQLite file would make it."""
    file = current_app.extensions["settings"].database_file
    return file is None or file.exists()


def _is_of_a_missing_table(problem: BaseException) -> bool:
    if not isinstance(problem, OperationalError | ProgrammingError):
        return False
    with db.engine.connect() as connection:
        return not connection.dialect.has_table(connection, "installation")


@contextmanager
def aside(*, writes: bool = True) -> Iterator[None]:
    """Run a short transaction of its own, before the request's begins or after it ended, never beside it.

    What must survive a refusal (guess counts, refused attempts) is written here. Inside, `db.session` is
    another session, because a session belongs to an application context.
    """
    if is_open():
        raise RuntimeError("aside() beside an open transaction would wait for itself")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), unit(writes=writes):
        yield
