"""`backup` and `restore`: copy the database and put a copy back; and the day's own copy and anchor."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentoring import clock, transaction
from mentoring.audit import trail, verifying
from mentoring.audit.events import BACKUP_RESTORED
from mentoring.commands import copies, database, locking
from mentoring.config import Settings
from mentoring.jobs import outbox

HOUR = 3600  # seconds
DAY = timedelta(days=1)


def register(app: Flask) -> None:
    """Give the application its commands, and the worker the day's copy and anchor."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    outbox.every(app, HOUR, copies.make_daily, slow=True)
    outbox.every(app, HOUR, anchor_daily, slow=True)


def anchor_daily(now: datetime) -> None:
    """Write the day's anchor of the trail if it is due."""
    anchors: Path = current_app.extensions["settings"].anchors
    newest = last_anchor(anchors)
    if newest is None or now - newest >= DAY:
        with transaction.unit(writes=False):
            verifying.write_anchor(anchors, now)


def last_anchor(anchors: Path) -> datetime | None:
    """Return when the newest anchor was written, or None."""
    lines = anchors.read_text(encoding="ascii").splitlines() if anchors.exists() else []
    return datetime.fromisoformat(json.loads(lines[-1])["at"]) if lines else None


@click.command("backup")
@click.argument("path", required=False)
@with_appcontext
def backup(path: str | None) -> None:
    """Copy the database to PATH (a file or a folder; the backup folder if none). Keys are never in it."""
    if not database.is_made():
        raise transaction.NoDatabase
    now = clock.now()
    target = _wanted(path, copies.name_for("by-hand", now)) if path else copies.name_for("by-hand", now)
    try:
        copies.make(target)
    except copies.NotCopied as problem:
        raise click.ClickException(str(problem)) from problem
    copies.note(now)
    click.echo(f"Copied to {target}")
    click.echo(
        "The keys are not in it. Keep a copy of them somewhere else: flask --app app keys backup FOLDER"
    )


def _wanted(path: str, usual: Path) -> Path:
    """Return the file to copy to. A folder that is not there is refused: the stick may not be in."""
    named = Path(path)
    if named.is_dir():
        return named / usual.name
    if path.endswith(os.sep) or not named.suffix:
        raise click.ClickException(
            f"There is no folder {named}. Is the stick in? Make the folder first, or name a file that ends in "
            f"{usual.suffix}."
        )
    return named


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def restore(path: Path) -> None:
    """Make the copy PATH the database again. The present one is kept aside."""
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    try:
        with locking.only_one(settings.lock):
            aside = copies.put_back(path, now)
            click.echo(f"Put back: {path}")
            if aside:
                click.echo(f"The database from before is kept in {aside}")
            _prove(settings, now)
    except locking.Held as problem:
        raise click.ClickException("The product is running. Stop it first.") from problem
    except copies.NotCopied as problem:
        raise click.ClickException(str(problem)) from problem


def _prove(settings: Settings, now: datetime) -> None:
    """Verify the trail of what was put back, and begin new anchors where the old ones know more."""
    with transaction.unit(writes=False):
        broken = list(verifying.findings())
        missed = len(list(verifying.findings(settings.anchors))) - len(broken)
    if missed:
        kept = settings.anchors.with_name(f"anchors-before-restore-{now.strftime(copies.STAMP)}.log")
        settings.anchors.rename(kept)
        click.echo(
            f"Entries written after this copy was made are not in it. The anchors that know them: {kept}"
        )
    with transaction.unit():
        trail.record(BACKUP_RESTORED, now, school_id=None, by=trail.MACHINE, anchors=missed)
    with transaction.unit(writes=False):
        verifying.write_anchor(settings.anchors, now)
    if broken:
        raise click.ClickException(
            "The trail in this copy does not verify. See: flask --app app audit verify"
        )
    click.echo("The trail verifies. Start again with: flask --app app serve")
