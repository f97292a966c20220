"""`worker`: do what waits in the outbox. `jobs`: look at what could not be done."""

import os
import signal
from datetime import datetime
from threading import Event
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import delete, select, update

from mentoring import clock, transaction
from mentoring.commands import database
from mentoring.extensions import db
from mentoring.jobs import outbox, upkeep
from mentoring.jobs import worker as jobs
from mentoring.jobs.models import Job
from mentoring.web import errors


def register(app: Flask) -> None:
    """Give the application its commands, and the worker what keeps the outbox small."""
    app.cli.add_command(worker)
    app.cli.add_command(waiting)
    outbox.every(app, upkeep.HOUR, jobs.forget_done)
    outbox.every(app, upkeep.HOUR, upkeep.learn_sizes)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do what waits in the outbox until stopped (`serve` starts one by itself)."""
    os.umask(0o077)
    if not database.is_made():
        raise transaction.NoDatabase
    stop = Event()

    def stopping(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopping)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.run(app, stop, errors.log)


@click.group("jobs")
def waiting() -> None:
    """Look at mail and other work that could not be done yet."""


@waiting.command("list")
@with_appcontext
def list_waiting() -> None:
    """Show what waits, and what was given up after three days."""
    with transaction.unit(writes=False):
        rows = db.session.scalars(select(Job).where(Job.done_at.is_(None)).order_by(Job.due_at, Job.id)).all()
        for job in rows:
            state = "given up" if job.gave_up_at else f"due {_moment(job.due_at)}"
            tried = f"{job.tries} tries" + (f", {job.last_problem}" if job.last_problem else "")
            click.echo(f"{job.id}  {job.kind:12}  {state}  asked {_moment(job.asked_at)}  {tried}")
    if not rows:
        click.echo("Nothing waits.")


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


@waiting.command("again")
@with_appcontext
def try_again() -> None:
    """Try again at once what was given up, and what waits for its next try."""
    tried = (Job.gave_up_at.is_not(None)) | (Job.tries > 0)
    free = update(Job).where(
        Job.done_at.is_(None), Job.leased_until.is_(None), tried
    )  # none that is being done
    with transaction.unit():
        again = free.values(gave_up_at=None, due_at=clock.now(), tries=0).returning(Job.id)
        count = len(db.session.execute(again).all())
    click.echo(f"{count} to be tried again.")


@waiting.command("drop")
@click.argument("job_id")
@with_appcontext
def drop(job_id: str) -> None:
    """Take out one thing that was given up."""
    with transaction.unit():
        wanted = delete(Job).where(Job.id == job_id, Job.gave_up_at.is_not(None)).returning(Job.id)
        gone = db.session.execute(wanted).first()
    if gone is None:
        raise click.ClickException(
            "There is nothing given up by that id. Ids are shown by: flask --app app jobs list"
        )
    click.echo("Taken out.")
