"""A student's own way in, and what the coordinator sees and writes down."""

from collections.abc import Callable

import pytest
from flask import Flask

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.joining.models import Apart, Enrolment, Profile
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.profile import steps_for
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.making import invite, today
from tests.joining.rows import enrol, make_open_programme
from tests.support.factories import World, make_student


def _page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


@pytest.fixture
def programme_id(app: Flask, world: World) -> str:
    with app.app_context(), transaction.unit():
        return make_open_programme(world).id


def _made(app: Flask, world: World, make: Callable, student_id: str, role: ProgrammeRole) -> str:
    with app.app_context(), transaction.unit():
        programme = db.session.query(Programme).filter_by(school_id=world.school_id).one()
        return make(world, programme, student_id, role).id


def _enrolment(app: Flask, world: World) -> Enrolment:
    with app.app_context(), transaction.unit(writes=False):
        found = db.session.query(Enrolment).filter_by(school_id=world.school_id).one()
        db.session.expunge(found)
        return found


def test_a_student_joins_from_their_own_page(app: Flask, world: World, programme_id: str, sign_in) -> None:
    client = sign_in(world, "mentor")
    assert "See what you can join" in _page(client, "/today")
    assert "I could be a mentor" in _page(client, "/join")
    page = f"/join/{programme_id}/mentor"
    assert "You are not a counsellor" in _page(client, page)
    assert client.post(page).status_code == 303
    assert _enrolment(app, world).state == State.IN
    home = _page(client, "/today")
    assert "Buddies: you as a mentor" in home
    assert "Tell us about you" in home
    assert "See what you can join" not in home


def test_nobody_opens_a_role_that_is_not_for_their_year(world: World, programme_id: str, sign_in) -> None:
    assert sign_in(world, "mentee").get(f"/join/{programme_id}/nonsense").status_code == 404
    assert sign_in(world, "coordinator").get(f"/join/{programme_id}/mentor").status_code == 404


def test_whoever_is_invited_is_asked_and_may_say_no(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    made = _made(app, world, invite, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentee")
    assert "We think that you may like to have a mentor" in _page(client, "/today")
    assert client.post(f"/joining/{made}/answer", data={"answer": "no"}).status_code == 303
    assert "You said no thanks. That is OK." in _page(client, "/today")
    assert client.post(f"/joining/{made}/answer", data={"answer": "yes"}).status_code == 303
    assert _enrolment(app, world).state == State.IN


def test_pausing_and_stopping_take_two_taps_and_no_reason(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentee")
    assert f'href="/joining/{made}/pause"' in _page(client, "/today")  # the first tap
    page = _page(client, f"/joining/{made}/pause")
    assert "textarea" not in page
    assert client.post(f"/joining/{made}/pause", data={"answer": "pause"}).status_code == 303  # the second
    assert "Your meetings are having a break." in _page(client, "/today")
    assert client.post(f"/joining/{made}/pause", data={"answer": "stop"}).status_code == 303
    assert "You have stopped. That is OK." in _page(client, "/today")


def test_every_question_can_be_skipped_and_is_one_page(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentee")
    asked = steps_for(wants_same_gender=False)
    for step, following in zip(
        asked, [*(f"/about/{each.value}" for each in asked[1:]), "/today"], strict=True
    ):
        assert "Skip this" in _page(client, f"/joining/{made}/about/{step.value}")
        skipped = client.post(f"/joining/{made}/about/{step.value}", data={"skip": "1"})
        assert skipped.location.endswith(following)
    assert client.get(f"/joining/{made}/about/other").status_code == 404
    assert "Read and sign" in _page(client, "/today")


def test_a_question_keeps_its_words_when_something_is_wrong(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentee")
    answer = client.post(f"/joining/{made}/about/story", data={"story": "We came from far away."})
    assert answer.status_code == 422
    assert "We came from far away." in answer.get_data(as_text=True)
    assert "Tick the box if we may use this." in answer.get_data(as_text=True)
    told = {"story": "We came from far away.", "may_use": "y"}
    assert client.post(f"/joining/{made}/about/story", data=told).location.endswith("/about/times")
    assert "We came from far away." in _page(client, f"/joining/{made}/about")


def test_own_gender_is_asked_only_after_the_wish(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentee")
    page = f"/joining/{made}/about/same-gender"
    assert client.post(page, data={"same_gender": "no"}).location.endswith("/rather-not")
    assert client.post(page, data={"same_gender": "yes"}).location.endswith("/gender")


def test_whom_a_student_would_rather_not_be_with_is_for_them_and_the_lead_alone(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    with app.app_context(), transaction.unit():
        other = make_student(world, first="Zeno", last="Oddname", year="10")
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    _made(app, world, enrol, other, ProgrammeRole.MENTOR)
    client = sign_in(world, "mentee")
    page = _page(client, f"/joining/{made}/about/rather-not")
    assert "Zeno" in page and "Oddname" not in page
    assert client.post(f"/joining/{made}/about/rather-not", data={"others": [other]}).status_code == 303
    assert "Zeno" in _page(client, f"/joining/{made}/about")
    assert "Zeno Oddname" in _page(sign_in(world, "lead"), f"/enrolments/{made}")
    assert "Zeno" not in _page(sign_in(world, "coordinator"), f"/enrolments/{made}")
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(Apart).filter_by(school_id=world.school_id).count() == 1


def test_one_student_never_opens_anothers_pages(app: Flask, world: World, programme_id: str, sign_in) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentor")
    for page in ("answer", "pause", "begin", "about", "about/help", "done"):
        assert client.get(f"/joining/{made}/{page}").status_code == 404


def test_a_coordinator_invites_ticked_students(app: Flask, world: World, programme_id: str, sign_in) -> None:
    client = sign_in(world, "coordinator")
    assert 'formaction="/enrolments/choose"' in _page(client, "/students")
    ticked = {"student": [world.mentee]}
    assert "Invite 1 student" in client.post("/enrolments/choose", data=ticked).get_data(as_text=True)
    form = {
        **ticked,
        "programme": programme_id,
        "role": "mentee",
        "came": "tutor",
        "who": "",
        "day": "2026-11-02",
    }
    answer = client.post("/enrolments/add", data=form)
    assert answer.status_code == 422
    assert "Write whose paper it is." in answer.get_data(as_text=True)
    assert client.post("/enrolments/add", data={**form, "who": "Mr Pell"}).status_code == 303
    made = _enrolment(app, world)
    assert (made.state, made.referred_by) == (State.WAITING, "Mr Pell")
    assert "Leo Brandt" in _page(client, f"/programmes/{programme_id}/students")
    page = _page(client, f"/enrolments/{made.id}")
    assert "Put forward by a tutor, on paper" in page
    said = {"answer": "yes", "day": today().isoformat()}
    assert client.post(f"/enrolments/{made.id}/answer", data=said).status_code == 303
    assert "written down by Ruth Okafor" in _page(client, f"/enrolments/{made.id}")


def test_whoever_cannot_be_invited_is_named(app: Flask, world: World, programme_id: str, sign_in) -> None:
    with app.app_context(), transaction.unit():
        young = make_student(world, first="Tiny", last="Reed", year="R")
    client = sign_in(world, "coordinator")
    form = {
        "student": [world.mentor, young], "programme": programme_id, "role": "mentor", "came": "staff", "who": "",
        "day": "2026-11-02",
    }  # fmt: skip
    client.post("/enrolments/add", data=form)
    page = _page(client, f"/programmes/{programme_id}/students")
    assert "1 student is invited to Buddies." in page
    assert "Tiny Reed" in page


def test_the_two_roles_of_one_student_are_two_blocks(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    with app.app_context(), transaction.unit():
        middle = make_student(world, first="Mid", last="Dle", year="9")
        make_student(world, first="Old", last="Er", year="11")
        enrol(world, make_open_programme(world, "Reading"), middle, ProgrammeRole.MENTEE)
        enrol(world, db.session.get(Programme, (world.school_id, programme_id)), middle, ProgrammeRole.MENTOR)
    page = _page(sign_in(world, middle, is_student=True), "/today")
    assert "Buddies: you as a mentor" in page
    assert "Reading" in page
    assert page.count("I want to pause or stop") == 2


def test_a_supervisor_and_the_head_see_no_students_of_a_programme(
    app: Flask, world: World, programme_id: str, sign_in
) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    for account in ("supervisor", "head", "chair", "administrator"):
        client = sign_in(world, account)
        assert client.get(f"/programmes/{programme_id}/students").status_code == 404
        assert client.get(f"/enrolments/{made}").status_code == 404


def test_a_profile_belongs_to_one_enrolment(app: Flask, world: World, programme_id: str, sign_in) -> None:
    made = _made(app, world, enrol, world.mentee, ProgrammeRole.MENTEE)
    client = sign_in(world, "mentee")
    given = {"interests": ["music"], "interests_words": "Kites"}
    assert client.post(f"/joining/{made}/about/interests", data=given).status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        held = db.session.query(Profile).filter_by(school_id=world.school_id).one()
        assert (held.enrolment_id, held.interests) == (made, ["music"])
    assert "Music, Kites" in _page(sign_in(world, "coordinator"), f"/enrolments/{made}")
    assert world.staff[Role.COORDINATOR]
