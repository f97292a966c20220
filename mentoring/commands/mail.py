"""`mail`: try out whether mail can be sent."""

import smtplib

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentoring import clock, transaction
from mentoring.audit import trail
from mentoring.audit.events import MAIL_TESTED
from mentoring.jobs import mail


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(group)


@click.group("mail")
def group() -> None:
    """Look after sending mail."""


@group.command("test")
@click.argument("address")
@with_appcontext
def test(address: str) -> None:
    """Send a mail to ADDRESS now."""
    settings = current_app.extensions["settings"]
    if not mail.is_set_up(settings):
        raise click.ClickException(
            "Mail is not set up. Give MAIL_URL and MAIL_FROM (see docs/configuration.md)."
        )
    now = clock.now()
    words = f"This is a test from {settings.public_url}. Mail can be sent."
    try:
        mail.send(address, "A test from peer mentoring", words, now=now)
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise click.ClickException(f"Not sent: {type(problem).__name__}: {problem}") from problem
    with transaction.unit():
        trail.record(MAIL_TESTED, now, school_id=None, by=trail.MACHINE)
    click.echo(f"Sent to {address}. Look whether it came.")
