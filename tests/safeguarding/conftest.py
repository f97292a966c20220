"""What the tests of the desk share: a worry that was told, the time, mail that is set up, and what was stored."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people.models import Account, School, StaffMember, Student
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Concern, ConcernRoute, ConcernStep
from mentoring.raising.queries.concerns import words_again
from mentoring.safeguarding.clockwork import run_clock
from tests.support.factories import World

A_LESSON = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)  # a Tuesday in term; school ends at 15:15
SECRET_WORDS = "He takes my dinner money behind the canteen"

Tell = Callable[..., str]


def set_time(moment: datetime) -> None:
    """Let it be this moment until it is set again."""
    clock.set_source(lambda: moment)


def after(**time: float) -> datetime:
    """Let so much time have passed since the lesson began; return the moment."""
    moment = A_LESSON + timedelta(**time)
    set_time(moment)
    return moment


@pytest.fixture(autouse=True)
def in_a_lesson() -> Iterator[None]:
    """It is half past ten on a school morning, unless a test says otherwise."""
    set_time(A_LESSON)
    yield
    clock.set_source(None)


@pytest.fixture
def mail(app: Flask) -> Iterator[None]:
    """Mail is set up in this school."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(
        before, mail_url="smtp://localhost:25", mail_from="school@alder.example"
    )
    yield
    app.extensions["settings"] = before


def actor_of(app: Flask, world: World, account: str) -> Actor:
    """Return one of the nine accounts as it asks to do something."""
    person_id, is_student = world.person(account)
    with app.app_context(), transaction.unit(writes=False):
        person = db.session.get(Student if is_student else StaffMember, (world.school_id, person_id))
        assert person is not None
        roles = frozenset({Role.STUDENT}) if is_student else person.roles
        return Actor(person.account_id, world.school_id, person_id, "s" * 26, roles)


@pytest.fixture
def tell(app: Flask) -> Tell:
    """Return a function: somebody tells a worry; the id of the concern."""

    def told(world: World, *, by: str | None = "mentee", people: tuple[str, ...] = (), **typed: Any) -> str:
        raiser = actor_of(app, world, by) if by else None
        typed = {"text": SECRET_WORDS, **typed}
        with app.app_context(), transaction.unit():
            school = db.session.get(School, world.school_id)
            assert school is not None
            concern = raise_concern(
                school=school,
                raiser=raiser,
                typed=Told(form_token=ids.new_token(), **typed),
                done_by_people=people,
                now=clock.now(),
            )
            return str(concern.id)

    return told


@pytest.fixture
def tell_signed_out(app: Flask) -> Callable[..., tuple[str, str]]:
    """Return a function: somebody who is not signed in tells a worry; its id and the three words."""

    def told(world: World, **typed: Any) -> tuple[str, str]:
        with app.app_context(), transaction.unit():
            school = db.session.get(School, world.school_id)
            assert school is not None
            told_now = Told(form_token=ids.new_token(), **{"text": SECRET_WORDS, **typed})
            concern = raise_concern(school=school, raiser=None, typed=told_now, now=clock.now())
            return str(concern.id), " ".join(words_again(concern, told_now.secret))

    return told


def tick(app: Flask) -> None:
    """Let the worker look at every clock once."""
    with app.app_context():
        run_clock(clock.now())


def mailed(app: Flask) -> list[str]:
    """Return the e-mail addresses that alerts were asked for, in the order of asking."""
    with app.app_context(), transaction.unit(writes=False):
        jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.asked_at, Job.id)).all()
        alerts = [job for job in jobs if job.facts["template"] == "concern-alert"]
        found = {each.id: each.email for each in db.session.scalars(select(Account))}
        return sorted(str(found[job.facts["account"]]) for job in alerts)


def address(app: Flask, world: World, *accounts: str) -> list[str]:
    """Return the e-mail addresses of these accounts, sorted."""
    with app.app_context(), transaction.unit(writes=False):
        held = [db.session.get(StaffMember, (world.school_id, world.person(each)[0])) for each in accounts]
        return sorted(str(member.account.email) for member in held if member)


def steps_of(app: Flask, concern_id: str, kind: str | None = None) -> list[ConcernStep]:
    """Return what was done about a concern."""
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(ConcernStep).where(ConcernStep.concern_id == concern_id)
        if kind:
            wanted = wanted.where(ConcernStep.kind == kind)
        found = list(db.session.scalars(wanted.order_by(ConcernStep.at, ConcernStep.id)))
        db.session.expunge_all()
        return found


def circles_of(app: Flask, concern_id: str) -> dict[str, str]:
    """Return the circles that a concern went to, each with its cause."""
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(ConcernRoute).where(ConcernRoute.concern_id == concern_id)
        return {route.circle: route.cause for route in db.session.scalars(wanted)}


def events_of(app: Flask, world: World, subject_id: str | None = None) -> list[str]:
    """Return the names of the events in the school's trail, in order, about one subject or all."""
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(TrailEntry).where(TrailEntry.chain == world.school_id)
        if subject_id:
            wanted = wanted.where(TrailEntry.subject_id == subject_id)
        return [entry.event for entry in db.session.scalars(wanted.order_by(TrailEntry.seq))]


def raw(app: Flask, concern_id: str) -> Concern:
    """Return a concern as it is stored."""
    with app.app_context(), transaction.unit(writes=False):
        found = db.session.scalar(select(Concern).where(Concern.id == concern_id))
        assert found is not None
        db.session.expunge_all()
        return found


def change_staff(app: Flask, world: World, account: str, **values: Any) -> None:
    """Change a staff member beneath the pages."""
    with app.app_context(), transaction.unit():
        member = db.session.get(StaffMember, (world.school_id, world.person(account)[0]))
        assert member is not None
        for name, value in values.items():
            setattr(member, name, value)
