"""The real web server on an installation of its own, to be killed and asked over the network."""

import http.client
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from flask import Flask

from mentoring import create_app, transaction
from mentoring.extensions import db
from tests.support import loaded, migrated, postgres
from tests.support.factories import World, make_school

PATIENCE = 90  # seconds that a start or an answer may take at most, on a machine with much else to do
_addresses = count(2)  # each request comes from another address of this machine, so none is slowed down


@dataclass
class Place:
    """An installation with one school, without a server yet."""

    app: Flask
    world: World
    environment: dict[str, str]


@contextmanager
def place(folder: Path, database: str, name: str) -> Iterator[Place]:
    """Make an installation in `folder` on "sqlite" or "postgresql" (a database called `name`)."""
    own = {"INSTANCE_PATH": str(folder / "instance"), "PORT": str(free_port()), "WORKERS": "2"}
    if database == "postgresql":
        cluster = postgres.shared_cluster()
        cluster.drop_database(name)
        own["DATABASE_URL"] = migrated.postgresql_database(name)
    app = create_app(own)
    if file := app.extensions["settings"].database_file:
        migrated.sqlite_database(file)
    with app.app_context():
        with transaction.unit():
            world = make_school()
        db.engine.dispose()
    yield Place(app, world, {**os.environ, **own})
    with app.app_context():
        db.engine.dispose()
    if database == "postgresql":
        cluster.drop_database(name)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


class Server:
    """The web server, as `serve` starts it."""

    def __init__(self, at: Place) -> None:
        self.place = at
        self.port = int(at.environment["PORT"])
        self.process: BaseProcess | None = None

    def start(self) -> Self:
        """Start it and wait until it answers."""
        self.process = loaded.start(loaded.serve, self.place.environment)
        wait_for(self.port)
        return self

    def kill(self) -> None:
        """Kill it and its workers, with no chance to finish anything."""
        assert self.process is not None and self.process.pid is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.kill()

    def ask(self, path: str, typed: dict[str, str] | None = None) -> tuple[int, str]:
        """Get `path`, or post what was typed to it; return the status and the page."""
        return ask(self.port, path, typed)

    def form_token(self, path: str) -> str:
        """Return the token of the form at `path`."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.ask(path)[1])
        assert found
        return found[1]


def ask(port: int, path: str, typed: dict[str, str] | None = None) -> tuple[int, str]:
    """Get or post over the network, from an address of this machine that nobody used before."""
    number = next(_addresses)
    source = f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(source, 0))
    headers = {"Sec-Fetch-Site": "same-origin", "Connection": "close"}
    try:
        if typed is None:
            connection.request("GET", path, headers=headers)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(typed), {**headers, **kind})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def wait_for(port: int) -> None:
    """Wait until a server answers on `port`."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            ask(port, "/start")
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
