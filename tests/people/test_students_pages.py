"""Students on the list, and the cards that they sign in with."""

import dataclasses
import re

from flask import Flask

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people import hashing
from mentoring.people.models import Account, FamilyTie, School, SignInSession, Student
from mentoring.people.rules.passphrases import normalise
from tests.support.factories import World

NEW = {"first_name": "Nia", "last_name": "Oakshore", "year": "7", "form": "7B"}


def _words_on_card(page: str) -> list[str]:
    found = re.search(r'<ul class="secret"[^>]*>(.*?)</ul>', page, re.DOTALL)
    return re.findall(r"<li>([a-z]+)</li>", found[1]) if found else []


def test_a_coordinator_adds_a_student_who_gets_a_user_name(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    answer = client.post("/students/new", data={**NEW, "site_id": world.site_id})
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert "Nia Oakshore" in page
    assert "nia.o" in page


def test_a_student_without_a_name_is_refused_and_nothing_typed_is_lost(world: World, sign_in) -> None:
    answer = sign_in(world, "coordinator").post(
        "/students/new", data={**NEW, "first_name": "", "site_id": world.site_id}
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Write the first name." in page
    assert "Oakshore" in page


def test_no_student_is_added_before_set_up_is_finished(app: Flask, world: World, sign_in) -> None:
    with app.app_context(), transaction.unit():
        db.session.get(School, world.school_id).setup_finished_at = None
    client = sign_in(world, "coordinator")
    assert client.post("/students/new", data={**NEW, "site_id": world.site_id}).status_code == 409
    assert "set-up is finished" in client.get("/students/new").get_data(as_text=True)


def test_a_printed_card_shows_words_that_open_and_keeps_only_their_hash(
    app: Flask, world: World, sign_in
) -> None:
    client = sign_in(world, "coordinator")
    page = client.post("/students/cards", data={"student": world.mentee}).get_data(as_text=True)
    words = _words_on_card(page)
    assert len(words) == 3
    with app.app_context(), transaction.unit(writes=False):
        student = db.session.get(Student, (world.school_id, world.mentee))
        account = db.session.get(Account, student.account_id)
        assert hashing.matches(account.secret_hash, normalise(" ".join(words)))
        assert words[0] not in str([entry.facts for entry in db.session.query(TrailEntry)])


def test_a_new_card_ends_every_sign_in_with_the_old_one(app: Flask, world: World, sign_in) -> None:
    student = sign_in(world, "mentee")
    assert student.get("/account").status_code == 200
    sign_in(world, "coordinator").post("/students/cards", data={"student": world.mentee})
    assert student.get("/account").status_code == 303


def test_young_children_get_pictures_on_their_card(app: Flask, world: World, sign_in) -> None:
    with app.app_context(), transaction.unit():
        db.session.get(Student, (world.school_id, world.mentee)).year = "3"
    page = sign_in(world, "coordinator").post("/students/cards", data={"student": world.mentee})
    assert page.get_data(as_text=True).count("pictures.") >= 4
    assert _words_on_card(page.get_data(as_text=True)) == []


def test_a_card_that_is_switched_off_opens_nothing(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    client.post("/students/cards", data={"student": world.mentee})
    assert client.post(f"/students/{world.mentee}/card/off").status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        student = db.session.get(Student, (world.school_id, world.mentee))
        assert db.session.get(Account, student.account_id).secret_hash is None
        assert db.session.query(SignInSession).filter_by(person_id=world.mentee, ended_at=None).count() == 0


def test_cards_of_another_schools_students_are_never_made(
    app: Flask, worlds: tuple[World, World], sign_in
) -> None:
    here, there = worlds
    answer = sign_in(here, "coordinator").post("/students/cards", data={"student": there.mentee})
    assert answer.status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        student = db.session.get(Student, (there.school_id, there.mentee))
        assert db.session.get(Account, student.account_id).secret_hash is None


def test_the_list_finds_by_a_part_of_the_name_and_shows_no_other_school(
    worlds: tuple[World, World], sign_in
) -> None:
    client = sign_in(worlds[0], "coordinator")
    everybody = client.get("/students").get_data(as_text=True)
    assert "Amara Quist" in everybody
    assert "Quistson" not in everybody
    found = client.post("/students/find", data={"name": "brand"}).get_data(as_text=True)
    assert "Leo Brandt" in found
    assert "Amara" not in found
    assert "matches that" in client.post("/students/find", data={"name": "%"}).get_data(as_text=True)


def test_a_student_who_left_is_off_the_list_and_can_come_back(world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    answer = client.post(f"/students/{world.mentee}/leave")
    assert "Undo" in client.get(answer.location).get_data(as_text=True)
    assert "Leo Brandt" not in client.get("/students").get_data(as_text=True)
    client.post(f"/students/{world.mentee}/return")
    assert "Leo Brandt" in client.get("/students").get_data(as_text=True)


def test_a_relative_among_the_staff_is_noted_once(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "deputy")
    tie = {"staff_id": world.staff[Role.SUPERVISOR]}
    assert client.post(f"/students/{world.mentee}/family", data=tie).status_code == 303
    assert client.post(f"/students/{world.mentee}/family", data=tie).status_code == 422
    with app.app_context(), transaction.unit(writes=False):
        tie_id = db.session.query(FamilyTie).one().id
    assert client.post(f"/family-ties/{tie_id}/end").status_code == 303
    assert "Nobody is noted" in client.get(f"/students/{world.mentee}").get_data(as_text=True)


def test_all_shown_students_without_a_card_get_one_in_one_press(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    client.post("/students/cards", data={"student": world.mentee})
    page = client.get("/students").get_data(as_text=True)
    shown = re.findall(r'name="shown_without_card" value="([0-9A-Z]{26})"', page)
    assert shown == [world.mentor]
    cards = client.post("/students/cards", data={"without_card": "yes", "shown_without_card": shown})
    assert "Amara" in cards.get_data(as_text=True)
    assert "Leo" not in cards.get_data(as_text=True)


def test_a_form_is_found_whole(world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    client.post("/students/new", data={**NEW, "site_id": world.site_id})
    found = client.post("/students/find", data={"name": "7b"}).get_data(as_text=True)
    assert "Nia Oakshore" in found
    assert "Leo" not in found


def test_the_square_on_a_card_fills_in_school_and_user_name_and_no_name_is_in_its_address(
    world: World, client, sign_in
) -> None:
    sign_in(world, "coordinator").post("/students/cards", data={"student": world.mentee})
    page = client.get(f"/sign-in/student?card={world.mentee}").get_data(as_text=True)
    assert 'value="leo.brandt"' in page
    assert "alder" in page
    assert 'value="leo.brandt"' not in client.get("/sign-in/student?card=" + "0" * 26).get_data(as_text=True)


def test_a_name_with_a_nul_in_it_is_refused_before_any_database_sees_it(world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    hostile = {**NEW, "first_name": "Ni\x00a", "site_id": world.site_id}
    assert client.post("/students/new", data=hostile).status_code == 400
    assert client.get("/students?year=7%00").status_code == 400
    assert client.get("/tell/al%00der").status_code == 404


def _ties(app: Flask) -> list[str]:
    with app.app_context(), transaction.unit(writes=False):
        return [tie.id for tie in db.session.query(FamilyTie).filter(FamilyTie.ended_at.is_(None))]


def test_a_coordinator_takes_no_worry_from_its_readers_by_calling_them_family(
    app: Flask, world: World, sign_in
) -> None:
    tie = {"staff_id": world.staff[Role.HEAD]}
    coordinator = sign_in(world, "coordinator")
    answer = coordinator.post(f"/students/{world.mentee}/family", data=tie)
    assert answer.status_code == 422
    assert "reads concerns" in answer.get_data(as_text=True)
    assert sign_in(world, "deputy").post(f"/students/{world.mentee}/family", data=tie).status_code == 303
    coordinator.post(f"/family-ties/{_ties(app)[0]}/end")
    assert len(_ties(app)) == 1


def test_nobody_takes_away_the_tie_that_keeps_worries_from_them(app: Flask, world: World, sign_in) -> None:
    lead = sign_in(world, "lead")
    lead.post(f"/students/{world.mentee}/family", data={"staff_id": world.staff[Role.LEAD]})
    tie_id = _ties(app)[0]
    answer = lead.post(f"/family-ties/{tie_id}/end")
    assert "another person has to" in lead.get(answer.location).get_data(as_text=True)
    assert _ties(app) == [tie_id]
    sign_in(world, "deputy").post(f"/family-ties/{tie_id}/end")
    assert _ties(app) == []


def test_while_only_this_machine_is_reached_the_cards_say_so(app: Flask, world: World, sign_in) -> None:
    client = sign_in(world, "coordinator")
    says = "Cards printed now work on this computer only"
    assert says in client.get("/students").get_data(as_text=True)
    made = client.post("/students/cards", data={"student": world.mentee}).get_data(as_text=True)
    assert says in made
    assert "Print these cards" in made
    settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(settings, public_url="https://mentoring.example.sch.uk")
    try:
        assert says not in client.get("/students").get_data(as_text=True)
    finally:
        app.extensions["settings"] = settings
