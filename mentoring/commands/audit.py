"""`audit`: prove that the trail is whole, and write its anchors."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from mentoring import clock, transaction
from mentoring.audit import verifying
from mentoring.audit.models import TrailEntry
from mentoring.commands import wording
from mentoring.config import Settings
from mentoring.extensions import db


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(group)


@click.group("audit")
def group() -> None:
    """Prove what was done."""


@group.command("verify")
@with_appcontext
def verify() -> None:
    """Check every entry of the trail, its order, its purges and its anchors. Ends with 1 if anything is wrong."""
    settings: Settings = current_app.extensions["settings"]
    wrong = 0
    with transaction.unit(writes=False):
        for finding in verifying.findings(settings.anchors):
            wrong += 1
            click.echo(f"{finding.chain} {finding.seq}: {wording.FINDINGS[finding.code]}")
        count = db.session.scalar(select(func.count()).select_from(TrailEntry))
    if wrong:
        click.echo(f"{wrong} found in {count} entries. The trail does NOT verify.")
        raise SystemExit(1)
    anchors = "with its anchors" if settings.anchors.exists() else "(there are no anchors yet)"
    click.echo(f"{count} entries verify {anchors}.")


@group.command("anchor")
@with_appcontext
def anchor() -> None:
    """Write the present end of every chain to the anchor file. Keep copies of it where nobody here can write."""
    settings: Settings = current_app.extensions["settings"]
    with transaction.unit(writes=False):
        count = verifying.write_anchor(settings.anchors, clock.now())
    click.echo(f"{count} chains anchored in {settings.anchors}")
