"""Both databases, two made-up schools, and a client that checks every page."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings

from mentoring import clock, create_app, ids, transaction
from mentoring.extensions import db
from mentoring.people import hashing
from tests.support import migrated, postgres
from tests.support.client import Changes, StyleGuideClient
from tests.support.compiled import keep_compiled
from tests.support.factories import World, make_session, two_schools

settings.register_profile("small", max_examples=50, deadline=None)
settings.register_profile("deep", max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("deep" if os.environ.get("MENTORING_PROFILE") == "deep" else "small")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        memory = postgres.begin_sharing()
        # SQLite's files too are in memory: processes are killed here, but no machine loses its power.
        config.option.basetemp = config.option.basetemp or memory / "files"
    keep_compiled()
    _begin_elsewhere(config)


def _begin_elsewhere(config: pytest.Config) -> None:
    """Let each worker begin to collect at a file of its own: what one has compiled, the others find."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    is_all = config.args_source is config.ArgsSource.TESTPATHS and not config.option.ignore
    if worker and is_all:
        files = sorted(str(path) for path in Path(__file__).parent.rglob("test_*.py"))
        begin = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
        config.args = files[begin:] + files[:begin]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end_sharing()


# Thousands of sign-ins are made here: argon2 with as little work as it takes. `real_hasher` is what people have.
REAL_HASHER = hashing._hasher
hashing._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # KiB

# What takes longest begins first, so that no worker is left with it alone at the end.
LONGEST = ("test_every_page.py", "test_reliability.py", "test_joining.py", "test_two_worlds.py", "test_killed.py",
           "test_canaries.py", "test_route_walk.py", "journeys/", "demo/", "test_query_counts.py")  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> tuple[int, str]:
        path = item.path.as_posix()
        return next((place for place, name in enumerate(LONGEST) if name in path), len(LONGEST)), path

    items.sort(key=turn)  # first of all: the workers have collected in different orders


def pytest_collection_finish() -> None:
    # All tests and the whole product stay: they are not searched for garbage again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@dataclass
class Prepared:
    """An application on one kind of database, and how to make that database new again."""

    app: Flask
    renew: Callable[[], None]


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def prepared_app(instance: Path, url: str) -> Flask:
    """Return an application on the database at `url` whose clients look over each page."""
    app = create_app({"INSTANCE_PATH": str(instance), "DATABASE_URL": url})
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.config["SERVER_NAME"] = "localhost:8000"
    app.test_client_class = StyleGuideClient
    changes = Changes()
    app.extensions["changes"] = changes
    with app.app_context():
        changes.watch(db.engine)
        db.engine.dispose()
    return app


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    instance = tmp_path_factory.mktemp("sqlite")
    file, fresh = instance / "mentoring.db", instance / "fresh.db"
    app = prepared_app(instance, migrated.sqlite_database(file))
    shutil.copy(file, fresh)

    def renew() -> None:
        with app.app_context():
            db.engine.dispose()
        for beside in ("-wal", "-shm"):
            Path(f"{file}{beside}").unlink(missing_ok=True)
        shutil.copy(fresh, file)

    yield Prepared(app, renew)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> Iterator[Prepared]:
    cluster = postgres.shared_cluster()
    used = f"used_{worker_name}"
    app = prepared_app(tmp_path_factory.mktemp("postgresql"), migrated.postgresql_database(used))
    with cluster.emptying(used) as renew:
        yield Prepared(app, renew)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on each database in turn; a test that takes it runs twice."""
    prepared: Prepared = request.getfixturevalue(f"{request.param}_app")
    prepared.renew()
    yield prepared.app
    clock.set_source(None)
    ids.seed(None)


@pytest.fixture
def real_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as the product does, with all the work that guessing shall cost."""
    monkeypatch.setattr(hashing, "_hasher", REAL_HASHER)
    monkeypatch.setattr(hashing, "_nobody", hashing._nobody.__wrapped__)


@pytest.fixture
def worlds(app: Flask) -> tuple[World, World]:
    """Two schools, so that no query can forget whose records it reads."""
    with app.app_context(), transaction.unit():
        return two_schools()


@pytest.fixture
def world(worlds: tuple[World, World]) -> World:
    """The school that the test is about (another one is there too)."""
    return worlds[0]


@pytest.fixture
def client(app: Flask) -> StyleGuideClient:
    """Somebody who is not signed in."""
    made = app.test_client()
    assert isinstance(made, StyleGuideClient)
    return made


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., StyleGuideClient]:
    """Return a function: a client signed in as one of the nine accounts of a world, or as a person id."""

    def signed_in(world: World, account: str, *, is_student: bool | None = None) -> StyleGuideClient:
        if is_student is None:
            person_id, is_student = world.person(account)
        else:
            person_id = account
        with app.app_context(), transaction.unit():
            token = make_session(world, person_id, is_student=is_student)
        client = app.test_client()
        assert isinstance(client, StyleGuideClient)
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return signed_in
