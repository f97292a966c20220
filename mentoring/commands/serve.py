"""`serve`: make ready what is missing and run the product. `prepare`: only make ready."""

import os
import shutil

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentoring import clock, transaction
from mentoring.audit.keys import KeyProblem
from mentoring.commands import copies, database, examining, locking, serving, wording
from mentoring.config import Settings, unsafe
from mentoring.extensions import db
from mentoring.people.actions.installation import ensure_installation


class NotStarted(click.ClickException):
    """The product does not start; the message says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Not started: {reason}")


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(serve)
    app.cli.add_command(prepare)


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Make ready what is missing, then run the web server and the worker."""
    settings = _private_settings()
    try:
        with locking.only_one(settings.lock):
            _refuse_address(settings)
            code = make_ready(settings)
            db.engine.dispose()
            raise SystemExit(serving.run(settings, click.echo, lambda: _welcome(settings, code)))
    except locking.Held as problem:
        raise NotStarted(f"another server runs on {settings.instance}. Stop it first.") from problem


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Make ready what is missing (database, set-up code), for those who run their own web server."""
    settings = _private_settings()
    code = make_ready(settings)
    click.echo("Ready. Start your web server on app:app, and: flask --app app worker")
    _say_code(settings, code)


def _private_settings() -> Settings:
    os.umask(0o077)  # what the product writes is nobody else's to read
    settings: Settings = current_app.extensions["settings"]
    return settings


def make_ready(settings: Settings) -> str | None:
    """Refuse what is unsafe, bring the database up to date; return the set-up code while it is unclaimed."""
    if problems := unsafe(settings):
        raise NotStarted("\n".join(wording.UNSAFE[code] for code in problems))
    if database.is_newer():
        raise NotStarted(
            "the database was written by a newer version of this program. Install that version again, or put "
            "back the copy that was made before the upgrade (see docs/upgrade.md)."
        )
    _bring_up_to_date()
    try:
        with transaction.unit():
            code = ensure_installation(clock.now())
    except KeyProblem as problem:
        raise NotStarted(f"{problem}.") from problem
    if settings.production:
        _refuse_unsafe(settings)
    return code


def _refuse_unsafe(settings: Settings) -> None:
    """Refuse what the doctor calls unsafe, but for what only a start can mend: the worker."""
    found = [each for look in examining.BEFORE_START for each in look(settings)]
    if problems := [each for each in found if each.state == examining.UNSAFE]:
        raise NotStarted("\n".join(f"{each.about}: {each.words}." for each in problems))


def _bring_up_to_date() -> None:
    present = database.revision()
    if present == database.head():
        return
    if present is not None:
        target = copies.name_for("before-upgrade", clock.now())
        try:
            copies.make(target)
        except copies.NotCopied as problem:
            raise NotStarted(
                f"the database must be upgraded, and a copy is made first. {problem}"
            ) from problem
        click.echo(f"The database is upgraded. A copy from before is in {target}")
    database.migrate()


def _refuse_address(settings: Settings) -> None:
    if problem := serving.port_problem(settings):
        raise NotStarted(
            f"port {settings.port} on {settings.bind} cannot be used ({problem}). Stop what uses it, or choose "
            f"another: PORT={settings.port + 1} flask --app app serve"
        )
    if problem := serving.tls_problem(settings):
        raise NotStarted(f"TLS_CERTIFICATE and TLS_KEY cannot be used: {problem}")
    if not os.access(settings.instance, os.W_OK):
        raise NotStarted(f"{settings.instance} cannot be written to by this user.")


def _welcome(settings: Settings, code: str | None) -> None:
    click.echo(f"Ready: {settings.public_url}")
    _say_code(settings, code)
    if shutil.disk_usage(settings.instance).free < 2**30:
        click.echo(f"Warning: less than 1 GiB is free for {settings.instance}.")
    click.echo("Stop with Ctrl-C.")


def _say_code(settings: Settings, code: str | None) -> None:
    if code:
        click.echo(
            f"To set it up, open {settings.public_url}/set-up and type this code: {code[:4]} {code[4:]}"
        )
