"""What set-up calls when somebody presses "Explore the demo school"."""

from typing import Any

from flask import Flask

from mentoring import clock, transaction
from mentoring.demo import accounts
from mentoring.demo.actions import hash_secrets, load_demo
from mentoring.demo.commands import cli


def register(app: Flask) -> None:
    """Give set-up its way to the demo, and the command line its commands."""
    app.extensions["demo_loader"] = explore
    app.cli.add_command(cli)


def explore() -> list[dict[str, Any]]:
    """Load the demo school unless it is there, and return who can sign in to it. Begins its own transactions."""
    with transaction.aside(writes=False):
        rows = accounts.listed()
    if rows:
        return rows
    secrets = hash_secrets()
    with transaction.aside():
        load_demo(secrets, now=clock.now())
    with transaction.aside(writes=False):
        return accounts.listed()
