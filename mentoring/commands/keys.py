"""`keys`: keep a copy of the installation's keys apart, and turn over the sealing key."""

import os
import shutil
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.audit import keys, sealing, trail
from mentoring.audit.events import KEYS_COPIED, KEYS_ROTATED
from mentoring.audit.models import RecordKey
from mentoring.commands import database, locking
from mentoring.config import Settings
from mentoring.extensions import db

AT_A_TIME = 500  # record keys loaded at once


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(group)


@click.group("keys")
def group() -> None:
    """Look after the keys: without them neither concerns nor the trail can be read or proved."""


@group.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def backup(folder: Path) -> None:
    """Copy the key files to FOLDER. Keep it apart from the copies of the database, and locked away."""
    settings: Settings = current_app.extensions["settings"]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = sorted(settings.keys.glob("*.key"))
    for file in files:
        target = folder / file.name
        if target.exists() and target.read_bytes() != file.read_bytes():
            raise click.ClickException(
                f"{target} is there already and is another key. Choose another folder."
            )
        target.unlink(missing_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            with file.open("rb") as source:
                shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
    if database.is_made():
        with transaction.unit():
            trail.record(KEYS_COPIED, clock.now(), school_id=None, by=trail.MACHINE, keys=len(files))
    click.echo(f"{len(files)} keys copied to {folder}. Lock them away, apart from the backups.")


@group.command("rotate")
@with_appcontext
def rotate() -> None:
    """Make a new sealing key and wrap every record's own key with it. The old ones are kept."""
    settings: Settings = current_app.extensions["settings"]
    if not database.is_made():
        raise transaction.NoDatabase
    try:
        with locking.only_one(settings.lock):
            ring = keys.add_seal(settings.keys)
            current_app.extensions["keyring"] = ring
            with transaction.unit():
                count = _wrap_anew()
                trail.record(KEYS_ROTATED, clock.now(), school_id=None, by=trail.MACHINE, seal=ring.seal_id,
                             records=count)  # fmt: skip
    except locking.Held as problem:
        raise click.ClickException("The product is running. Stop it first.") from problem
    click.echo(f"Sealing key {ring.seal_id} is in use; {count} record keys were wrapped anew.")
    click.echo("Copy the keys again now: flask --app app keys backup FOLDER")


def _wrap_anew() -> int:
    newest = keys.keyring().seal_id
    wanted = select(RecordKey).where(RecordKey.seal_id != newest).order_by(RecordKey.school_id, RecordKey.id)
    count = 0
    for held in db.session.scalars(wanted.execution_options(yield_per=AT_A_TIME)):
        sealing.wrap_anew(held)
        count += 1
    return count
