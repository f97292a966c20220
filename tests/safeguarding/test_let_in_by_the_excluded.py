"""Somebody who must not know of a concern cannot make up a reader who may."""

from flask import Flask

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import StaffMember
from mentoring.raising.rules.answers import DoneBy
from mentoring.safeguarding.queries.desk import concern_for
from tests.safeguarding.conftest import Tell, address, after, mailed
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


def test_a_new_role_from_the_excluded_keeps_no_reader_out(
    app: Flask, world: World, tell: Tell, sign_in
) -> None:
    concern = tell(world, done_by=DoneBy.HEAD)
    after(hours=1)
    chair = world.staff[Role.CHAIR]
    sign_in(world, "head").post(f"/staff/{chair}/roles", data={"roles": ["chair", "deputy"]})
    assert _readers(app, world, concern) == {chair}


def test_where_the_excluded_exchange_the_last_reader_it_goes_on_to_others(
    app: Flask, world: World, tell: Tell, sign_in
) -> None:
    concern = tell(world, done_by=DoneBy.HEAD)
    after(hours=1)
    with app.app_context(), transaction.unit():
        friend = make_staff(world, first="A", last="Friend")
    head = sign_in(world, "head")
    head.post(f"/staff/{friend}/roles", data={"roles": ["chair"]})
    head.post(f"/staff/{world.staff[Role.CHAIR]}/roles", data={"roles": []})
    assert _readers(app, world, concern) == {world.staff[Role.LEAD], world.staff[Role.DEPUTY]}


def test_nobody_is_mailed_who_does_not_read_it(
    app: Flask, world: World, tell: Tell, sign_in, mail: None
) -> None:
    concern = tell(world, done_by=DoneBy.ADULT, ruled_out=frozenset({world.staff[Role.LEAD]}))
    after(hours=1)
    with app.app_context(), transaction.unit():
        ghost = make_staff(world, first="A", last="Ghost")
    sign_in(world, "lead").post(f"/staff/{ghost}/roles", data={"roles": ["deputy"]})
    sign_in(world, "head").post(f"/desk/{concern}/share")
    assert mailed(app) == address(app, world, "deputy")


def test_ties_that_the_excluded_note_afterwards_keep_no_reader_out(
    app: Flask, world: World, tell: Tell, sign_in
) -> None:
    concern = tell(world, text=f"Mr {_surname_of_the_lead(app, world)} hurt me")
    before = _readers(app, world, concern)
    after(minutes=5)
    lead, deputy = sign_in(world, "lead"), sign_in(world, "deputy")
    tie = f"/students/{world.mentee}/family"
    for person in before - {world.staff[Role.HEAD]}:
        assert lead.post(tie, data={"staff_id": person}).status_code == 303
    assert _readers(app, world, concern) == before
    # One that somebody else notes does what it says.
    assert deputy.post(tie, data={"staff_id": world.staff[Role.HEAD]}).status_code == 303
    assert _readers(app, world, concern) == before - {world.staff[Role.HEAD]}


def test_a_chain_of_deputies_stays_out_when_its_links_are_gone(
    app: Flask, world: World, tell: Tell, sign_in
) -> None:
    concern = tell(world, text=f"Mr {_surname_of_the_lead(app, world)} frightens me")
    after(hours=1)
    with app.app_context(), transaction.unit():
        first, second = (
            make_staff(world, first="A", last="Ghost"),
            make_staff(world, first="B", last="Second"),
        )
    sign_in(world, "lead").post(f"/staff/{first}/roles", data={"roles": ["deputy"]})
    after(hours=2)
    sign_in(world, first, is_student=False).post(f"/staff/{second}/roles", data={"roles": ["deputy"]})
    after(hours=3)
    sign_in(world, second, is_student=False).post(f"/staff/{first}/roles", data={"roles": []})
    assert second not in _readers(app, world, concern)
