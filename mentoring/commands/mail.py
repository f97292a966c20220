"""`mail`: try out whether mail can be sent."""

import smtplib
import socket
import ssl

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentoring import clock, transaction
from mentoring.audit import trail
from mentoring.audit.events import MAIL_TESTED
from mentoring.jobs import mail

# From the narrowest kind to the widest: most of these are an OSError too.
WHAT_TO_DO: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    (
        (socket.gaierror,),
        "There is no such server. Look at the name in MAIL_URL, and whether this machine is online.",
    ),
    (
        (ConnectionRefusedError,),
        "No mail server answers there. Look at the host and the port in MAIL_URL, and whether the server runs.",
    ),
    (
        (ssl.SSLError,),
        "No safe connection could be made. Look whether MAIL_URL should begin with smtps:// or end with ?tls=starttls.",
    ),
    (
        (TimeoutError,),
        "The mail server does not answer in time. Look at the port in MAIL_URL, and at the firewall.",
    ),
    ((smtplib.SMTPAuthenticationError,), "The server refuses the name or the password in MAIL_URL."),
    ((smtplib.SMTPRecipientsRefused,), "The server refuses this address. Look whether it is written right."),
    ((smtplib.SMTPSenderRefused,), "The server refuses MAIL_FROM. Use an address that it may send for."),
    ((ValueError,), "The address cannot be understood. Look whether it is written right."),
    ((OSError,), "The mail server cannot be reached. Look at MAIL_URL, and whether this machine is online."),
)


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
        raise click.ClickException(
            f"Not sent. {_in_words(problem)} ({type(problem).__name__}: {problem})"
        ) from problem
    with transaction.unit():
        trail.record(MAIL_TESTED, now, school_id=None, by=trail.MACHINE)
    click.echo(f"Sent to {address}. Look whether it came.")


def _in_words(problem: Exception) -> str:
    """Return what to do about it."""
    for kinds, words in WHAT_TO_DO:
        if isinstance(problem, kinds):
            return words
    return "The mail server did not take it. Ask whoever runs it what this means."
