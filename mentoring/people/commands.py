"""`flask people`: what the machine's owner does when nobody in the school can let a person in."""

import click
from flask.cli import AppGroup

from mentoring import clock, transaction
from mentoring.people.actions import passwords
from mentoring.people.queries import resets
from mentoring.web.addresses import absolute

cli = AppGroup("people", help="Let staff in again who have lost their way in.")


@cli.command("recover")
@click.argument("email")
def recover(email: str) -> None:
    """Make a one-time code for EMAIL's password, which also takes off a lost second factor.

    It is written into the trail of each school that the account serves, and everyone there who reads
    concerns is told.
    """
    with transaction.unit():
        account = resets.staff_account(email)
        if account is None:
            raise click.ClickException(f"no member of staff signs in with {email}")
        address, code = account.email, passwords.recover(account, now=clock.now())
    click.echo(f"One-time code for {address}: {code}")
    click.echo(f"It works once, for 24 hours, at {absolute('/reset/use')}")
    click.echo("This was recorded, and everyone who reads concerns in the school is told.")
