"""What the tests of programmes share: a lesson that stands still, and a programme that could open."""

from collections.abc import Iterator

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.programme.models import Programme
from tests.support.factories import World
from tests.support.programmes import make_place, make_programme, make_slot
from tests.support.worlds import stand_still


@pytest.fixture(autouse=True)
def in_a_lesson() -> Iterator[None]:
    """It is half past ten on a school morning."""
    stand_still()
    yield
    clock.set_source(None)


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
