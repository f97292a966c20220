"""A mentor and a mentee who meet, for the tests of their own pages, at a moment that stands still."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import State
from mentoring.meetings.models import Meeting
from mentoring.people.queries.school_times import school_time
from mentoring.people.queries.schools import school
from mentoring.people.rules.school_time import moment_of
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.rules.answers import DoneBy
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.support.client import StyleGuideClient
from tests.support.factories import World
from tests.support.pairs import make_pair
from tests.support.worlds import stand_still

TUESDAY = date(2026, 11, 3)
AFTER = datetime(
    2026, 11, 3, 13, 30, tzinfo=UTC
)  # after that day's meeting, in school hours; London is UTC then
STARTS, ENDS = time(12, 40), time(13, 10)

SignIn = Callable[..., StyleGuideClient]


@dataclass
class Pair:
    """The ids of a pair that met an hour ago and meets again in a week."""

    pairing: str
    mentor: str  # enrolments
    mentee: str
    met: str  # meetings
    coming: str


def make_meeting(
    pairing: Pairing, day: date, starts: time = STARTS, ends: time = ENDS, **more: Any
) -> Meeting:
    """Plan a meeting of a pairing, without asking whether it may be."""
    times = school_time(pairing.school_id, pairing.slot.site_id)
    made = Meeting(
        school_id=pairing.school_id, id=ids.new_id(), pairing_id=pairing.id, programme_id=pairing.programme_id,
        site_id=pairing.slot.site_id, slot_id=pairing.slot_id, place_id=pairing.place_id,
        adult_id=pairing.adult_id, day=day, starts=starts, ends=ends, starts_at=moment_of(times, day, starts),
        state="planned", made_at=clock.now(), made_by=None,
    )  # fmt: skip
    for name, value in more.items():
        setattr(made, name, value)
    db.session.add(made)
    db.session.flush()
    return made


def make_young_pair(world: World, name: str = "Buddies", *, state: State = State.ACTIVE) -> Pair:
    """Make a programme with a mentor and a mentee who are paired, with a meeting today and one in a week."""
    programme = make_open_programme(world, name)
    mentor = enrol(world, programme, world.mentor, ProgrammeRole.MENTOR)
    mentee = enrol(world, programme, world.mentee, ProgrammeRole.MENTEE)
    make_ready(world, mentor, mentee)
    pairing = make_pair(world, programme, mentor, mentee, state=state)
    db.session.flush()
    today = clock.today("Europe/London")
    met = make_meeting(pairing, today)
    coming = make_meeting(pairing, today + timedelta(days=7))
    return Pair(pairing.id, mentor.id, mentee.id, met.id, coming.id)


@contextmanager
def in_database(app: Flask, *, writes: bool = False) -> Iterator[None]:
    """Look into the database, or change it, beside the pages."""
    with app.app_context(), transaction.unit(writes=writes):
        yield


def pair_at(app: Flask, world: World, moment: datetime = AFTER, **more: Any) -> Pair:
    """Let it be that moment, and make the pair."""
    stand_still(moment)
    with in_database(app, writes=True):
        return make_young_pair(world, **more)


def rows(app: Flask, model: Any) -> list[Any]:
    """Return every row of a model, the oldest first, detached."""
    with in_database(app):
        found = list(db.session.scalars(select(model).order_by(model.id)))
        db.session.expunge_all()
        return found


def hold_on(world: World, person_id: str, *, text: str = "Something happened.") -> None:
    """Put somebody on hold, by a concern that says they may have done it."""
    told = Told(form_token=ids.new_token(), text=text, done_by=DoneBy.STUDENT)
    its_school = school(world.school_id)
    assert its_school is not None
    raise_concern(school=its_school, raiser=None, typed=told, done_by_people=(person_id,), now=clock.now())


def page(client: StyleGuideClient, address: str) -> str:
    """Return a page, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.location}"
    return answer.get_data(as_text=True)


def staff_id(world: World, role: Role) -> str:
    """Return who holds a role."""
    return world.staff[role]
