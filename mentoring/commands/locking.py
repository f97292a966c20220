"""Only one server at a time on one instance folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(RuntimeError):
    """Another process serves this instance folder."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock `path`, or raise Held at once. The lock ends with this process, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Held(str(path)) from problem
        yield


def is_held(path: Path) -> bool:
    """Say whether a server holds the lock now."""
    try:
        with only_one(path):
            return False
    except Held:
        return True
