"""Somebody who must not know of a concern cannot make up a reader who may."""

from flask import Flask

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import StaffMember
from mentoring.safeguarding.queries.desk import concern_for
from tests.safeguarding.conftest import Tell, after
from tests.support.factories import World, make_staff


def _readers(app: Flask, world: World, concern: str) -> frozenset[str]:
    with app.app_context(), transaction.unit(writes=False):
        found = concern_for(world.school_id, concern)
        assert found is not None
        return frozenset(found.reader_ids)


def _surname_of_the_lead(app: Flask, world: World) -> str:
    with app.app_context(), transaction.unit(writes=False):
        return db.session.get(StaffMember, (world.school_id, world.staff[Role.LEAD])).last_name


def test_a_deputy_whom_an_excluded_lead_named_afterwards_does_not_read_it(
    app: Flask, world: World, tell: Tell, sign_in
) -> None:
    concern = tell(world, text=f"Mr {_surname_of_the_lead(app, world)} frightens me")
    after(hours=1)
    with app.app_context(), transaction.unit():
        ghost, second = (
            make_staff(world, first="A", last="Ghost"),
            make_staff(world, first="B", last="Second"),
        )
    sign_in(world, "lead").post(f"/staff/{ghost}/roles", data={"roles": ["deputy"]})
    sign_in(world, ghost, is_student=False).post(f"/staff/{second}/roles", data={"roles": ["deputy"]})
    readers = _readers(app, world, concern)
    assert world.staff[Role.DEPUTY] in readers
    assert not readers & {ghost, second, world.staff[Role.LEAD]}
    assert sign_in(world, ghost, is_student=False).get(f"/desk/{concern}").status_code == 404


def test_a_deputy_whom_another_reader_named_afterwards_reads_it(
    app: Flask, world: World, tell: Tell, sign_in
) -> None:
    concern = tell(world, text=f"Mr {_surname_of_the_lead(app, world)} frightens me")
    after(hours=1)
    with app.app_context(), transaction.unit():
        new = make_staff(world, first="C", last="Newcomer")
    sign_in(world, "deputy").post(f"/staff/{new}/roles", data={"roles": ["deputy"]})
    assert new in _readers(app, world, concern)
