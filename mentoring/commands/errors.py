"""`errors`: find what went wrong by the number that a page showed."""

import json
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentoring.web.errors import earlier

SHOWN = 20  # the newest, when no number is given


def register(app: Flask) -> None:
    """Give the application its command."""
    app.cli.add_command(errors)


@click.command("errors")
@click.argument("number", required=False)
@with_appcontext
def errors(number: str | None) -> None:
    """Show the error with NUMBER in full, or the newest ones in a line each."""
    log: Path = current_app.extensions["settings"].error_log
    entries = [*_entries(earlier(log)), *_entries(log)]
    if number is None:
        for entry in entries[-SHOWN:]:
            place = entry["frames"][-1] if entry["frames"] else ""
            click.echo(
                f"{entry['number']}  {entry['at']}  {entry['kind']}  {entry['route'] or 'worker'}  {place}"
            )
        if not entries:
            click.echo("No errors.")
        return
    wanted = "".join(letter for letter in number if letter.isdecimal())
    found = [entry for entry in entries if entry["number"] == wanted]
    if not found:
        raise click.ClickException(f"There is no error {number} in the log.")
    for entry in found:
        click.echo(
            f"{entry['number']}  {entry['at']}  {entry['kind']}  {entry['cause']}  {entry['route'] or 'worker'}"
        )
        for frame in entry["frames"]:
            click.echo(f"    {frame}")


def _entries(log: Path) -> list[dict[str, Any]]:
    if not log.exists():
        return []
    entries = []
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:  # a line cut off when the disk was full
            continue
    return entries
