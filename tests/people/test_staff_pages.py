"""Staff, their roles, and who may give which."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import Account, ResetCode, School, StaffMember
from tests.support.factories import World, make_staff

NEW = {"title": "Ms", "first_name": "Tove", "last_name": "Larkmead", "email": "tove@alder.example"}


def _roles(app: Flask, world: World, staff_id: str) -> frozenset[Role]:
    with app.app_context(), transaction.unit(writes=False):
        return db.session.get(StaffMember, (world.school_id, staff_id)).roles


def test_a_new_staff_member_gets_a_one_time_code_to_choose_a_password(world: World, sign_in) -> None:
    client = sign_in(world, "administrator")
    page = client.post("/staff/new", data={**NEW, "roles": ["supervisor"]}).get_data(as_text=True)
    assert "Ms Larkmead was added" in page
    assert "One-time code" in page


def test_one_e_mail_is_one_person_in_a_school(world: World, sign_in) -> None:
    client = sign_in(world, "administrator")
    client.post("/staff/new", data=NEW)
    answer = client.post("/staff/new", data={**NEW, "email": "TOVE@alder.example "})
    assert answer.status_code == 422
    assert "this e-mail already" in answer.get_data(as_text=True)


def test_an_account_of_another_school_is_joined_and_keeps_its_password(
    app: Flask, worlds: tuple[World, World], sign_in
) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        member = db.session.get(StaffMember, (there.school_id, there.staff[Role.SUPERVISOR]))
        account = db.session.get(Account, member.account_id)
        account.secret_hash = "kept"
        email = account.email
    page = sign_in(here, "administrator").post("/staff/new", data={**NEW, "email": email})
    assert "has an account already" in page.get_data(as_text=True)
    assert "One-time code" not in page.get_data(as_text=True)


@pytest.mark.parametrize("role", ["lead", "deputy", "head", "stand_in", "chair"])
def test_the_administrator_cannot_make_anybody_a_reader_of_worries(
    app: Flask, world: World, sign_in, role: str
) -> None:
    person = world.staff[Role.SUPERVISOR]
    sign_in(world, "administrator").post(f"/staff/{person}/roles", data={"roles": ["supervisor", role]})
    assert _roles(app, world, person) == {Role.SUPERVISOR}


def test_a_lead_makes_a_second_deputy_and_all_who_read_worries_are_told(
    app: Flask, world: World, sign_in
) -> None:
    with app.app_context(), transaction.unit():
        person = make_staff(world, first="Otis", last="Fern")
    sign_in(world, "lead").post(f"/staff/{person}/roles", data={"roles": ["deputy"]})
    assert _roles(app, world, person) == {Role.DEPUTY}


def test_nobody_gives_themselves_a_role(app: Flask, world: World, sign_in) -> None:
    person = world.staff[Role.LEAD]
    client = sign_in(world, "lead")
    answer = client.post(f"/staff/{person}/roles", data={"roles": ["lead", "stand_in"]})
    assert "Nobody gives a role to themselves" in client.get(answer.location).get_data(as_text=True)
    assert _roles(app, world, person) == {Role.LEAD}


def test_the_last_chair_cannot_be_taken_away(app: Flask, world: World, sign_in) -> None:
    person = world.staff[Role.CHAIR]
    client = sign_in(world, "lead")
    client.post(f"/staff/{person}/roles", data={})
    assert _roles(app, world, person) == {Role.CHAIR}


def test_at_first_set_up_the_administrator_names_everybody(app: Flask, world: World, sign_in) -> None:
    with app.app_context(), transaction.unit():
        db.session.get(School, world.school_id).setup_finished_at = None
    client = sign_in(world, "administrator")
    page = client.post("/staff/new", data={**NEW, "roles": ["deputy"]}).get_data(as_text=True)
    staff_id = re.search(r"/staff/([0-9A-Z]{26})", page)[1]
    assert _roles(app, world, staff_id) == {Role.DEPUTY}


def test_somebody_who_left_has_no_role_and_can_be_brought_back(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "administrator")
    person = world.staff[Role.SUPERVISOR]
    client.post(f"/staff/{person}/leave")
    assert _roles(app, world, person) == frozenset()
    assert "Undo" in client.get(f"/staff/{person}").get_data(as_text=True)
    client.post(f"/staff/{person}/return")
    assert "Panjwani" in client.get("/staff").get_data(as_text=True)


def test_only_another_reader_of_worries_resets_one(world: World, sign_in) -> None:
    lead = world.staff[Role.LEAD]
    assert sign_in(world, "administrator").post(f"/staff/{lead}/reset").status_code == 404
    assert sign_in(world, "lead").post(f"/staff/{lead}/reset").status_code == 404
    assert "One-time code" in sign_in(world, "deputy").post(f"/staff/{lead}/reset").get_data(as_text=True)


def _code_on(page: str) -> str:
    found = re.search(r"\b[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}\b", page)
    assert found is not None
    return found[0]


def test_a_code_from_before_lets_nobody_in_as_a_new_reader_of_worries(
    app: Flask, world: World, client, sign_in
) -> None:
    shown = sign_in(world, "administrator").post("/staff/new", data={**NEW, "roles": ["supervisor"]})
    code = _code_on(shown.get_data(as_text=True))
    person = re.search(r"/staff/([0-9A-Z]{26})", shown.get_data(as_text=True))[1]
    lead = sign_in(world, "lead")
    answer = lead.post(f"/staff/{person}/roles", data={"roles": ["supervisor", "deputy"]})
    assert "Make a new code here" in lead.get(answer.location).get_data(as_text=True)
    words = "violet kettle on the pier"
    typed = {"email": NEW["email"], "code": code, "new_password": words, "again": words}
    assert client.post("/reset/use", data=typed).status_code == 422
    fresh = _code_on(lead.post(f"/staff/{person}/reset").get_data(as_text=True))
    assert client.post("/reset/use", data={**typed, "code": fresh}).status_code == 303


def test_a_reader_adds_another_one_with_a_code_that_works(world: World, client, sign_in) -> None:
    shown = sign_in(world, "lead").post("/staff/new", data={**NEW, "roles": ["deputy"]})
    words = "violet kettle on the pier"
    typed = {"email": NEW["email"], "new_password": words, "again": words}
    code = _code_on(shown.get_data(as_text=True))
    assert client.post("/reset/use", data={**typed, "code": code}).status_code == 303


def test_somebody_who_left_and_is_added_again_is_the_same_person(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "administrator")
    person = world.staff[Role.SUPERVISOR]
    with app.app_context(), transaction.unit(writes=False):
        email = db.session.get(StaffMember, (world.school_id, person)).account.email
    client.post(f"/staff/{person}/leave")
    page = client.post("/staff/new", data={**NEW, "email": email, "roles": ["supervisor"]})
    assert f"/staff/{person}" in page.get_data(as_text=True)
    assert _roles(app, world, person) == {Role.SUPERVISOR}


def test_one_school_signs_nobody_out_of_another(app: Flask, worlds: tuple[World, World], sign_in) -> None:
    here, there = worlds
    abroad = sign_in(there, "lead")
    with app.app_context(), transaction.unit(writes=False):
        email = db.session.get(StaffMember, (there.school_id, there.staff[Role.LEAD])).account.email
    administrator = sign_in(here, "administrator")
    page = administrator.post("/staff/new", data={**NEW, "email": email, "roles": ["supervisor"]})
    person = re.search(r"/staff/([0-9A-Z]{26})", page.get_data(as_text=True))[1]
    administrator.post(f"/staff/{person}/sign-out")
    administrator.post(f"/staff/{person}/leave")
    assert abroad.get("/desk").status_code == 200


def test_an_account_that_serves_another_school_never_gets_to_read_concerns(
    app: Flask, worlds: tuple[World, World], sign_in
) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit(writes=False):
        other = db.session.get(StaffMember, (there.school_id, there.staff[Role.SUPERVISOR]))
        email = db.session.get(Account, other.account_id).email
    lead = sign_in(here, "lead")
    page = lead.post("/staff/new", data={**NEW, "email": email, "roles": ["deputy"]}).get_data(as_text=True)
    staff_id = re.search(r"/staff/([0-9A-Z]{26})", page)[1]
    assert _roles(app, here, staff_id) == frozenset()
    assert "needs an account of their own" in lead.get(f"/staff/{staff_id}").get_data(as_text=True) + page


def test_who_never_signed_in_is_shown_as_such_with_how_long_their_code_works(world: World, sign_in) -> None:
    client = sign_in(world, "administrator")
    client.post("/staff/new", data={**NEW, "roles": ["supervisor"]})
    page = client.get("/staff").get_data(as_text=True)
    row = page.split("Tove Larkmead")[1].split("</tr>")[0]
    assert "has not signed in yet" in row
    assert re.search(r"Their code works until \w+ \d+ \w+", row)
    assert ">here<" not in row


def test_when_the_first_code_is_too_old_the_person_s_page_says_to_make_another(
    app: Flask, world: World, sign_in
) -> None:
    client = sign_in(world, "administrator")
    client.post("/staff/new", data={**NEW, "roles": ["supervisor"]})
    with app.app_context(), transaction.unit():
        code = db.session.scalars(select(ResetCode).order_by(ResetCode.id)).one()
        code.expires_at = clock.now()
        account_id = code.account_id
        member = db.session.scalar(select(StaffMember).where(StaffMember.account_id == account_id))
        staff_id = member.id
    page = client.get(f"/staff/{staff_id}").get_data(as_text=True)
    assert "has not signed in yet" in page
    assert "No code works now. Make a new one." in page
