"""An installation of its own for each test, on both databases, and its command line."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from mentoring import create_app
from mentoring.extensions import db
from tests.support import postgres

Command = Callable[..., Result]


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path, worker_name: str,
                monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:  # fmt: skip
    """What a machine's owner would set: a folder of one's own, and on PostgreSQL an empty database."""
    settings = {"INSTANCE_PATH": str(tmp_path / "instance")}
    if request.param == "sqlite":
        yield settings
        return
    cluster, name = postgres.shared_cluster(), f"command_{worker_name}"
    monkeypatch.setenv("PATH", f"{cluster.programs}{os.pathsep}{os.environ['PATH']}")
    cluster.drop_database(name)
    yield {**settings, "DATABASE_URL": cluster.create_database(name)}
    cluster.drop_database(name)


@pytest.fixture
def installation(environment: dict[str, str]) -> Iterator[Flask]:
    """A new installation that nothing was done to."""
    app = create_app(environment)
    before = os.umask(0o077)
    yield app
    os.umask(before)
    with app.app_context():
        db.engine.dispose()


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
    """The command line of an installation that was made ready."""
    assert command("prepare").exit_code == 0
    return command
