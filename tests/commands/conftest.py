"""An installation as new for each test, on both databases, and its command line."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from mentoring.extensions import db
from tests.support import postgres
from tests.support.one_installation import NEW, READY, Installation

Command = Callable[..., Result]


@pytest.fixture(scope="session")
def installations(
    tmp_path_factory: pytest.TempPathFactory, worker_name: str
) -> Iterator[Callable[[str], Installation]]:
    """Return a function: the one installation on a kind of database, made where a test first asks for it."""
    made: dict[str, Installation] = {}

    def installation(kind: str) -> Installation:
        if kind not in made:
            database = f"command_{worker_name}" if kind == "postgresql" else None
            made[kind] = Installation(tmp_path_factory.mktemp("command"), database)
        return made[kind]

    yield installation
    for each in made.values():
        each.end()


def _make_ready(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["prepare"]).exit_code == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def installed(
    request: pytest.FixtureRequest, installations: Callable[[str], Installation],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Installation]:  # fmt: skip
    """The installation on each database in turn: new, or made ready for a test that asks for `ready`."""
    if request.param == "postgresql":
        monkeypatch.setenv("PATH", f"{postgres.shared_cluster().programs}{os.pathsep}{os.environ['PATH']}")
    made = installations(request.param)
    before = os.umask(0o077)
    made.begin(READY if "ready" in request.fixturenames else NEW, _make_ready)
    yield made
    os.umask(before)
    with made.app.app_context():
        db.engine.dispose()


@pytest.fixture
def environment(installed: Installation) -> dict[str, str]:
    """What a machine's owner would set: a folder of one's own, and on PostgreSQL a database."""
    return dict(installed.environment)


@pytest.fixture
def installation(installed: Installation) -> Flask:
    """An installation that nothing was done to, unless the test asks for `ready`."""
    return installed.app


@pytest.fixture
def command(installation: Flask) -> Command:
    """Return a function that calls `flask --app app …` and gives its exit code and words."""
    runner = installation.test_cli_runner()

    def call(*arguments: str | Path) -> Result:
        result = runner.invoke(args=[str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        with installation.app_context():
            db.engine.dispose()
        return result

    return call


@pytest.fixture
def ready(command: Command) -> Command:
    """The command line of an installation that was made ready by `prepare`."""
    return command
