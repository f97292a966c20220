"""The product served in this process, on a database of its own and by a clock that a story can move."""

import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from flask_migrate import upgrade
from werkzeug.serving import WSGIRequestHandler, make_server

from mentoring import clock, create_app, transaction
from mentoring.demo import accounts
from mentoring.demo.actions import hash_secrets, load_demo
from mentoring.extensions import db
from mentoring.people import totp
from tests.journeys.looks import AXE_ADDRESS
from tests.support import migrated, postgres
from tests.support.server import free_port

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCHOOL_MORNING = datetime(2025, 6, 3, 9, 55, tzinfo=UTC)  # a Tuesday in term; in London it is 10:55
POLLED = 0.05  # seconds; every so often the server asks whether it shall end
CODE_LASTS = 30  # seconds that an authenticator's code is shown; none is taken twice


class SchoolClock:
    """A clock that begins on a school morning, goes on as clocks do, and can be moved on or stopped."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._stopped: float | None = None
        self._moved = timedelta()

    def now(self) -> datetime:
        """Return what time it is in the story."""
        until = time.monotonic() if self._stopped is None else self._stopped
        return SCHOOL_MORNING + self._moved + timedelta(seconds=until - self._began)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let no time pass but what it is moved by: for pages that are compared, whatever they say of minutes ago."""
        self._stopped = time.monotonic()
        try:
            yield
        finally:
            self._began += time.monotonic() - self._stopped
            self._stopped = None

    def move(self, **by: float) -> None:
        """Let time pass at once: `move(minutes=9)`."""
        self._moved += timedelta(**by)


@dataclass
class Live:
    """A served installation: where it is, and the clock that it goes by."""

    app: Flask
    address: str
    clock: SchoolClock

    def errors(self) -> str:
        """Return what the product has written to its error log so far."""
        log: Path = self.app.extensions["settings"].error_log
        return log.read_text(encoding="utf-8") if log.exists() else ""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Look into the database, beside the server."""
        with self.app.app_context(), transaction.unit(writes=False):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Change something in the database, beside the server."""
        with self.app.app_context(), transaction.unit():
            yield


@dataclass
class Demo(Live):
    """The demo school, and who signs in to it."""

    listed: list[dict[str, Any]] = field(default_factory=list)

    def account(self, who: str) -> dict[str, Any]:
        """Return how the first of a role, or the student of that first name, signs in."""
        return next(row for row in self.listed if who in (row["role"], row["name"].split()[0].lower()))

    def code_of(self, who: str) -> str:
        """Return what somebody's authenticator shows next; one that they have not used yet."""
        self.clock.move(seconds=CODE_LASTS)
        return totp.code_at(self.account(who)["totp_secret"], clock.now())


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing of each request: a story tells what happened."""


def _beside_axe(app: Flask) -> "WSGIApplication":
    """Serve axe beside the product, for the pages to read when they are looked over."""
    script = AXE_SCRIPT.encode()
    headers = [
        ("Content-Type", "text/javascript; charset=utf-8"),
        ("Content-Length", str(len(script))),
        ("Cache-Control", "public, max-age=86400, immutable"),
    ]

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] != AXE_ADDRESS:
            return app(environ, start_response)
        start_response("200 OK", headers)
        return [script]

    return answer


@contextmanager
def served(folder: Path, fill: Callable[[], None], **settings: str) -> Iterator[Live]:
    """Serve the product from `folder`.

    fill: puts into the new database what the stories start with. settings: as the environment gives them.
    """
    port, school_clock = free_port(), SchoolClock()
    clock.set_source(school_clock.now)
    if "DATABASE_URL" not in settings and not (folder / "mentoring.db").exists():
        folder.mkdir(exist_ok=True)
        migrated.sqlite_database(folder / "mentoring.db")
    app = create_app({"INSTANCE_PATH": str(folder), "PORT": str(port), **settings})
    with app.app_context():
        upgrade()
        fill()
    server = make_server("127.0.0.1", port, _beside_axe(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(POLLED,))
    thread.start()
    try:
        yield Live(app, f"http://localhost:{port}", school_clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
        clock.set_source(None)


@contextmanager
def served_demo(folder: Path, **settings: str) -> Iterator[Demo]:
    """Serve the demo school. Where it is kept in a file, it is loaded once and copied for each who asks."""
    fill = _fill_with_demo
    if "DATABASE_URL" not in settings:
        shutil.copytree(_loaded_demo(), folder, dirs_exist_ok=True)
        fill = _nothing
    with served(folder, fill, **settings) as live:
        with live.reading():
            listed = accounts.listed()
        yield Demo(live.app, live.address, live.clock, listed)


@cache
def _loaded_demo() -> Path:
    shared = postgres.shared_folder()  # one is loaded for all workers; it goes when they have ended
    loaded, half = shared / "demo-loaded", shared / "demo-half-loaded"
    with postgres.only_one(shared / "demo.lock"):
        if not loaded.exists():
            shutil.rmtree(half, ignore_errors=True)
            with served(half, _fill_with_demo):
                pass
            half.rename(loaded)
    return loaded


def _nothing() -> None:
    """Leave what was copied as it is."""


def _fill_with_demo() -> None:
    secrets = hash_secrets()
    with transaction.unit():
        load_demo(secrets, now=clock.now())


@contextmanager
def new_postgresql(name: str) -> Iterator[str]:
    """Give the address of a new PostgreSQL database called `name`, and drop it afterwards."""
    cluster = postgres.shared_cluster()
    cluster.drop_database(name)
    yield cluster.create_database(name)
    cluster.drop_database(name)
