"""`doctor`: say what is well, what is not yet, and what is unsafe, with what to do about it."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentoring.commands import examining
from mentoring.commands.examining import UNSAFE, Finding

MARKS = {"ok": "ok     ", "warning": "warning", UNSAFE: "UNSAFE "}


def register(app: Flask) -> None:
    """Give the application its command."""
    app.cli.add_command(doctor)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For other programs to read.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look over the installation. Ends with 1 if anything is unsafe."""
    findings = list(_all())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.state]}  {finding.about}: {finding.words}")
    if any(finding.state == UNSAFE for finding in findings):
        raise SystemExit(1)


def _all() -> Iterator[Finding]:
    settings = current_app.extensions["settings"]
    for look in examining.ALL:
        yield from look(settings)
