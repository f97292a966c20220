"""Signing in, as people do it: staff, students with words, students with pictures."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.audit.events import INSTALLATION
from mentoring.extensions import db
from mentoring.people.models import Account, StaffMember, StaffRole, Student
from tests.people.signing_in import (
    NOON,
    PASSWORD,
    PICTURES,
    WORDS,
    after,
    cookie_of,
    events_in,
    give_secret,
    is_signed_in,
    put_cookie,
    sessions_in,
    set_time,
    type_staff,
    type_student,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_staff

WRONG_STAFF = "That e-mail and password do not go together."
WRONG_STUDENT = "That did not work. Look at your card"


def test_staff_sign_in_with_email_and_password(app: Flask, world: World, client: StyleGuideClient) -> None:
    email = give_secret(app, world, "coordinator")
    answer = type_staff(client, email.upper() + " ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)
    (row,) = sessions_in(app)
    assert (row.person_id, row.is_student) == (world.staff[Role.COORDINATOR], False)
    assert ("session.started", {"session": row.id, "how": "password"}) in events_in(app, world.school_id)


def test_a_student_signs_in_with_the_words_on_the_card(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    name = give_secret(app, world, "mentee")
    answer = type_student(client, world, f" {name.title()}", "Tiger  moon-RIVER")
    assert answer.status_code == 303
    assert is_signed_in(client)
    assert ("session.started", {"session": sessions_in(app)[0].id, "how": "passphrase"}) in events_in(
        app, world.school_id
    )


def test_a_young_student_signs_in_by_picking_four_pictures(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    name = give_secret(app, world, "mentee", " ".join(PICTURES))
    page = client.get(f"/sign-in/pictures?school={world.code}").get_data(as_text=True)
    assert page.count('type="radio"') == 4 * 16
    picked = {f"p{place}": picture for place, picture in enumerate(PICTURES, start=1)}
    data = {"school": world.code, "username": name, **picked}
    assert client.post("/sign-in/pictures", data=data).status_code == 303
    assert is_signed_in(client)
    assert events_in(app, world.school_id)[-1][1]["how"] == "pictures"


def test_the_names_of_the_pictures_may_be_typed_instead(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    name = give_secret(app, world, "mentee", " ".join(PICTURES))
    data = {"school": world.code, "username": name, "passphrase": "sun, cat, boat, key"}
    assert client.post("/sign-in/pictures", data=data).status_code == 303


def test_a_missing_picture_is_asked_for_without_a_guess_being_counted(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    name = give_secret(app, world, "mentee", " ".join(PICTURES))
    picked = {"p1": "sun", "p2": "cat", "p3": "boat"}
    for _ in range(12):
        answer = client.post("/sign-in/pictures", data={"school": world.code, "username": name, **picked})
    assert answer.status_code == 422
    assert "Choose a picture here." in answer.get_data(as_text=True)
    data = {"school": world.code, "username": name, **picked, "p4": "key"}
    assert client.post("/sign-in/pictures", data=data).status_code == 303


def test_wrong_pictures_are_taken_off_the_page(app: Flask, world: World, client: StyleGuideClient) -> None:
    name = give_secret(app, world, "mentee", " ".join(PICTURES))
    data = {"school": world.code, "username": name, "p1": "dog", "p2": "cat", "p3": "boat", "p4": "key"}
    page = client.post("/sign-in/pictures", data=data).get_data(as_text=True)
    assert WRONG_STUDENT in page
    assert " checked" not in page


def test_unknown_name_wrong_secret_no_card_and_someone_who_left_read_the_same(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    mentee, mentor = give_secret(app, world, "mentee"), give_secret(app, world, "mentor")
    with app.app_context(), transaction.unit():
        gone = db.session.get(Student, (world.school_id, world.mentor))
        assert gone is not None
        gone.left_at = NOON
    answers = {_read(client, world, mentee, "other words here"), _read(client, world, "nobody.here", WORDS)}
    answers.add(_read(client, world, mentor, WORDS))
    with app.app_context(), transaction.unit():
        child = db.session.get(Student, (world.school_id, world.mentee))
        assert child is not None
        db.session.query(Account).filter_by(id=child.account_id).update({"secret_hash": None})
    answers.add(_read(client, world, mentee, WORDS))
    assert len(answers) == 1
    assert WRONG_STUDENT in answers.pop()
    assert not is_signed_in(client)


def _read(client: StyleGuideClient, world: World, name: str, words: str) -> str:
    """Return what a person reads who is refused, less the name and the form's token."""
    answer = type_student(client, world, name, words)
    assert answer.status_code == 422
    main = answer.get_data(as_text=True).split("<main")[1]
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", main).replace(name, "NAME")


def test_staff_without_a_role_or_who_left_are_refused_like_strangers(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    coordinator, supervisor = give_secret(app, world, "coordinator"), give_secret(app, world, "supervisor")
    with app.app_context(), transaction.unit():
        member = db.session.get(StaffMember, (world.school_id, world.staff[Role.COORDINATOR]))
        assert member is not None
        member.left_at = NOON
        db.session.query(StaffRole).filter_by(staff_id=world.staff[Role.SUPERVISOR]).update(
            {"ended_at": NOON}
        )
    for email in (coordinator, supervisor, "nobody@alder.example"):
        answer = type_staff(client, email)
        assert answer.status_code == 422
        assert WRONG_STAFF in answer.get_data(as_text=True)
    assert not is_signed_in(client)


def test_a_person_whose_roles_all_end_is_signed_out(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    type_staff(client, give_secret(app, world, "supervisor"))
    assert is_signed_in(client)
    with app.app_context(), transaction.unit():
        db.session.query(StaffRole).filter_by(staff_id=world.staff[Role.SUPERVISOR]).update(
            {"ended_at": NOON}
        )
    assert not is_signed_in(client)


def test_a_refused_sign_in_is_recorded_without_what_was_typed(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    name = give_secret(app, world, "mentee")
    type_student(client, world, name, "wrong words typed")
    type_student(client, world, "made.up.name", "wrong words typed")
    type_staff(client, "stranger@nowhere.example", "wrong password typed")
    assert [entry for entry in events_in(app, world.school_id) if entry[0] == "sign-in.refused"] == [
        ("sign-in.refused", {"why": "wrong"}),
        ("sign-in.refused", {"why": "wrong"}),
    ]
    assert events_in(app, INSTALLATION)[-1] == ("sign-in.refused", {"why": "wrong"})


def test_the_cookie_is_another_one_after_signing_in(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    email = give_secret(app, world, "coordinator")
    client.get("/sign-in")
    before = cookie_of(client)
    with client.session_transaction() as planted:
        planted["choosing"] = "something set by whoever sat here before"
        token_before = planted["csrf_token"]
    type_staff(client, email)
    assert cookie_of(client) not in ("", before)
    with client.session_transaction() as held:
        assert "choosing" not in held
        assert held.get("csrf_token") != token_before
    stranger = app.test_client()
    assert isinstance(stranger, StyleGuideClient)
    put_cookie(stranger, before)
    assert not is_signed_in(stranger)


def test_signing_in_again_ends_the_sign_in_that_this_browser_had(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    type_student(client, world, give_secret(app, world, "mentee"))
    first = cookie_of(client)
    after(minutes=1)
    assert "Somebody is signed in on this computer." in client.get("/sign-in/student").get_data(as_text=True)
    type_student(client, world, give_secret(app, world, "mentor"))
    assert [row.ended_at is None for row in sessions_in(app)] == [False, True]
    put_cookie(client, first)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/account\r\nSet-Cookie: a=b",
        "http:/evil.example",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(
    app: Flask, world: World, client: StyleGuideClient, address: str
) -> None:
    answer = type_staff(client, give_secret(app, world, "coordinator"), next=address)
    assert (answer.status_code, answer.location) == (303, "/")


def test_signing_in_leads_to_the_page_that_was_wanted(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    asked = client.get("/account?part=two")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account?part%3Dtwo")
    page = client.get(asked.location).get_data(as_text=True)
    assert 'name="next" value="/account?part=two"' in page
    answer = type_staff(client, give_secret(app, world, "coordinator"), next="/account?part=two")
    assert answer.location == "/account?part=two"


def test_a_school_code_that_nobody_knows_is_said_and_a_good_one_is_filled_in(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    name = give_secret(app, world, "mentee")
    answer = client.post("/sign-in/student", data={"school": "oak", "username": name, "passphrase": WORDS})
    assert answer.status_code == 422
    assert "We do not know that school code." in answer.get_data(as_text=True)
    page = client.get(f"/sign-in/student?school={world.code}").get_data(as_text=True)
    assert f'<input type="hidden" name="school" value="{world.code}">' in page
    assert 'id="school"' in client.get("/sign-in/student?school=oak").get_data(as_text=True)


def test_a_user_name_opens_only_its_own_school(
    app: Flask, worlds: tuple[World, World], client: StyleGuideClient
) -> None:
    here, elsewhere = worlds
    name = give_secret(app, here, "mentee")
    assert type_student(client, elsewhere, name).status_code == 422
    assert not is_signed_in(client)


def test_an_email_that_serves_two_schools_chooses_one(
    app: Flask, worlds: tuple[World, World], client: StyleGuideClient
) -> None:
    email = _serving_both(app, worlds)
    answer = type_staff(client, email, next="/account")
    assert answer.location == "/sign-in/school"
    assert not is_signed_in(client)
    page = client.get("/sign-in/school").get_data(as_text=True)
    assert "Alderbrook School" in page
    assert "Birchfield School" in page
    entered = client.post("/sign-in/school", data={"school": worlds[1].school_id})
    assert entered.location == "/account"
    assert [row.school_id for row in sessions_in(app)] == [worlds[1].school_id]


def test_the_choice_of_a_school_lasts_five_minutes_and_one_password(
    app: Flask, worlds: tuple[World, World], client: StyleGuideClient
) -> None:
    set_time(NOON)
    email = _serving_both(app, worlds)
    type_staff(client, email)
    set_time(NOON + timedelta(minutes=5))
    assert client.get("/sign-in/school").location == "/sign-in"
    assert client.post("/sign-in/school", data={"school": worlds[0].school_id}).location == "/sign-in"
    type_staff(client, email)
    give_secret(app, worlds[0], "coordinator", "another password altogether")
    assert client.post("/sign-in/school", data={"school": worlds[0].school_id}).location == "/sign-in"
    assert sessions_in(app) == []


def test_nobody_chooses_a_school_that_they_do_not_work_for(
    app: Flask, worlds: tuple[World, World], client: StyleGuideClient
) -> None:
    with app.app_context(), transaction.unit():
        third = make_staff(worlds[1], Role.SUPERVISOR)
    type_staff(client, _serving_both(app, worlds))
    answer = client.post("/sign-in/school", data={"school": third})
    assert answer.location == "/sign-in/school"
    assert sessions_in(app) == []


def test_a_form_open_since_before_another_sign_in_asks_for_the_secret_again(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    email = give_secret(app, world, "coordinator")
    data = {"email": email, "password": PASSWORD, "csrf_token": "of-an-older-cookie"}
    answer = client.post("/sign-in?next=/account", data=data, csrf=False)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")
    page = client.get(answer.location).get_data(as_text=True)
    assert "Please type it again." in page
    assert PASSWORD not in page


def _serving_both(app: Flask, worlds: tuple[World, World]) -> str:
    email = give_secret(app, worlds[0], "coordinator")
    with app.app_context(), transaction.unit():
        account = db.session.query(Account).filter_by(email=email).one()
        other = db.session.get(StaffMember, (worlds[1].school_id, worlds[1].staff[Role.COORDINATOR]))
        assert other is not None
        other.account_id = account.id
    return email
