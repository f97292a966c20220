"""An installation of its own for the tests that serve, kill and fill it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Place, place


@pytest.fixture(params=["sqlite", "postgresql"])
def installed(request: pytest.FixtureRequest, tmp_path: Path, worker_name: str) -> Iterator[Place]:
    """An installation of its own on each database in turn, with one school."""
    with place(tmp_path, request.param, f"reliability_{worker_name}") as made:
        yield made
