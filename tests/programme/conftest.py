"""What the tests of programmes share: a lesson that stands still, somebody who coordinates, and a programme."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.queries import schools
from mentoring.programme.actions import places, programmes, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries import slots as queries
from mentoring.programme.rules.dates import Dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole
from mentoring.programme.rules.roles import Block, Question, RoleText
from tests.support.factories import World

A_LESSON = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)  # a Tuesday in term
THE_YEAR = Dates(date(2026, 9, 8), date(2027, 7, 16))
LUNCH = (time(12, 30), time(13, 0))  # within the supervised hours of a made-up school, on Tuesdays

Make = Callable[..., str]


@pytest.fixture(autouse=True)
def in_a_lesson() -> Iterator[None]:
    """It is half past ten on a school morning."""
    clock.set_source(lambda: A_LESSON)
    yield
    clock.set_source(None)


def words(also: str = "") -> RoleText:
    """Return the words of a role, short ones."""
    blocks = {block: f"Words about {block.value}." for block in Block}
    blocks[Block.WHAT] += also
    question = Question("What now?", ("Wait.", "Tell an adult.", "Go home."), 1, "Adults can help.")
    return RoleText(blocks, (question,) * 3)


def by(world: World, role: Role = Role.COORDINATOR) -> By:
    """Return a member of staff as the trail writes them."""
    return By("person", world.staff[role])


def make_programme(world: World, name: str = "Buddies", kind: Kind = Kind.ONE_TO_ONE) -> Programme:
    """Make a programme in the open transaction."""
    details = Details(name, THE_YEAR, (world.site_id,), (world.staff[Role.COORDINATOR],))
    texts = {role: words() for role in ProgrammeRole}
    made = programmes.add_programme(by(world), world.school_id, kind, details, texts, now=A_LESSON)
    assert isinstance(made, Programme), made
    return made


def make_place(world: World, name: str = "Library", *, approved: bool = True) -> Place:
    """Make a place in the open transaction."""
    site = schools.site(world.school_id, world.site_id)
    assert site is not None
    made = places.add_place(by(world), site, PlaceDetails(name, 6, True, False, approved), now=A_LESSON)
    assert isinstance(made, Place), made
    return made


def make_slot(world: World, programme: Programme, place: Place | None = None, *, on_duty: bool = True) -> str:
    """Make a slot on Tuesday at lunch in the open transaction; return its id."""
    details = SlotDetails(
        world.site_id,
        (1,),
        "",
        *LUNCH,
        years=("7", "8"),
        place_ids=(place.id,) if place else (),
        on_duty_ids=(world.staff[Role.SUPERVISOR],) if on_duty else (),
        stand_in_ids=(world.staff[Role.COORDINATOR],),
    )
    wrong = slots.add_slots(by(world), programme, details, now=A_LESSON)
    assert not wrong, wrong
    return queries.slots(world.school_id, programme.id)[0].id


@pytest.fixture
def buddies(app: Flask, world: World) -> str:
    """A programme that could open: one slot, at lunch on Tuesdays, in the library, the supervisor on duty."""
    with app.app_context(), transaction.unit():
        made = make_programme(world)
        make_slot(world, made, make_place(world))
        return made.id


def programme_again(world: World, programme_id: str) -> Programme:
    """Return a programme by its id, in the open transaction."""
    return db.session.get_one(Programme, (world.school_id, programme_id))
