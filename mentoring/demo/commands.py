"""`flask demo load | remove | accounts`: the demo school from the command line."""

import json

import click
from flask import current_app
from flask.cli import AppGroup

from mentoring import clock, transaction
from mentoring.demo import accounts, cast
from mentoring.demo.actions import hash_secrets, load_demo, remove_demo

cli = AppGroup("demo", help="The demo school: made-up people to explore with.")


class NotInProduction(click.ClickException):
    """The demo's secrets must never open a door that others can reach."""

    def __init__(self) -> None:
        super().__init__(
            "The demo school is refused here: PUBLIC_URL is an address that others can reach. "
            "Explore it on a machine of your own, without PUBLIC_URL."
        )


@cli.command("load")
def load() -> None:
    """Make the demo school."""
    if current_app.extensions["settings"].production:
        raise NotInProduction
    current_app.extensions["make_ready"]()
    secrets = hash_secrets()
    with transaction.unit():
        made = load_demo(secrets, now=clock.now())
    if made is None:
        raise click.ClickException("The demo school is here already. `demo remove` takes it out.")
    click.echo(f"{cast.SCHOOL_NAME} is here. `flask --app app demo accounts` lists who can sign in.")


@cli.command("remove")
def remove() -> None:
    """Take the demo school out whole; the trail still verifies."""
    with transaction.unit():
        removed = remove_demo(now=clock.now())
    if not removed:
        raise click.ClickException("There is no demo school here.")
    click.echo("The demo school is gone, with everything in it.")


@cli.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with what to post where.")
def list_accounts(as_json: bool) -> None:
    """List the accounts that can sign in to the demo school."""
    if current_app.extensions["settings"].production:
        raise NotInProduction
    with transaction.unit(writes=False):
        rows = accounts.listed()
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    if not rows:
        raise click.ClickException("There is no demo school here. `demo load` makes it.")
    for row in rows:
        values = "  ".join(f"{name}: {value}" for name, value in row["fields"].items())
        second = f"  second factor: {row['totp_secret']}" if "totp_secret" in row else ""
        click.echo(f"{row['role']:<14} {row['name']:<20} {values}{second}")
