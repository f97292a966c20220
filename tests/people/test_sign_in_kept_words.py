"""Words typed into a form survive an expired session: the same person gets them back, nobody else does."""

import re
from datetime import timedelta

import html5lib
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.actions.sessions import forget_old_kept_forms, keep_form
from mentoring.people.models import KeptForm, SignInSession, StaffMember
from mentoring.web.kept import Kept, is_secret
from tests.people.signing_in import (
    NOON,
    after,
    give_secret,
    is_signed_in,
    set_time,
    type_staff,
    type_student,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World

WORDS = 'She said that she waits for him.\r\nEvery day, "after" the bus & <before> school.'
TYPED = MultiDict([("note", WORDS), ("kind", "a"), ("kind", "b"), ("checked", "y"), ("empty", "")])
FORM = "/account/out-of-hours?from=today"  # any page that needs signing in; the words never reach it


def _send(client: StyleGuideClient, typed: MultiDict[str, str] = TYPED, path: str = FORM) -> TestResponse:
    data = MultiDict([("csrf_token", client.csrf_token()), *typed.items(multi=True)])
    return client.post(path, data=data, csrf=False)


def _hidden(page: str) -> list[tuple[str, str]]:
    """Return the fields of the form that sends the words, less its token."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    forms = [form for form in tree.iter("form") if form.get("action") == FORM]
    assert len(forms) == 1
    # A browser sends line ends as it finds them in no page: always as two signs.
    fields = [(each.get("name"), each.get("value").replace("\n", "\r\n")) for each in forms[0].iter("input")]
    assert fields[0][0] == "csrf_token"
    return fields[1:]


def _idle(app: Flask, world: World, client: StyleGuideClient, account: str = "coordinator") -> str:
    """Sign in at noon, walk away, come back an hour later and send the form; return where that leads."""
    set_time(NOON)
    name = give_secret(app, world, account)
    entered = type_student(client, world, name) if account == "mentee" else type_staff(client, name)
    assert entered.status_code == 303
    after(hours=1)
    answer = _send(client)
    assert answer.status_code == 303
    return answer.location


def test_the_same_person_gets_every_field_back_after_signing_in(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    asked = client.get(_idle(app, world, client)).get_data(as_text=True)
    assert "What you typed is kept." in asked
    way_back = _next_in(asked)
    email = give_secret(app, world, "coordinator")
    assert type_staff(client, email, next=way_back).location == way_back
    page = client.get(way_back).get_data(as_text=True)
    assert _hidden(page) == list(TYPED.items(multi=True))
    assert "&lt;before&gt; school." in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = client.post(FORM, data={"csrf_token": token[1], "reads": "yes"}, csrf=False)
    assert sent.status_code != 400


def test_a_student_gets_words_back_too_and_meets_their_own_sign_in_page(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    location = _idle(app, world, client, "mentee")
    assert location.startswith("/sign-in/student?")
    page = client.get(location).get_data(as_text=True)
    assert f'name="school" value="{world.code}"' in page
    way_back = _next_in(page)
    pictures = re.search(r'href="(/sign-in/pictures[^"]+)"', page)
    assert pictures is not None
    other = client.get(pictures[1].replace("&amp;", "&")).get_data(as_text=True)
    assert _next_in(other) == way_back
    type_student(client, world, give_secret(app, world, "mentee"), next=way_back)
    assert _hidden(client.get(way_back).get_data(as_text=True)) == list(TYPED.items(multi=True))


def test_another_person_at_the_same_computer_gets_nothing(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    way_back = _next_in(client.get(_idle(app, world, client)).get_data(as_text=True))
    type_student(client, world, give_secret(app, world, "mentor"), next=way_back)
    answer = client.get(way_back)
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_words_wait_twelve_hours(app: Flask, world: World, client: StyleGuideClient) -> None:
    way_back = _next_in(client.get(_idle(app, world, client)).get_data(as_text=True))
    email = give_secret(app, world, "coordinator")
    after(hours=12, minutes=59)
    type_staff(client, email)
    assert client.get(way_back).status_code == 200
    after(hours=13)
    assert client.get(way_back).location == "/"
    with app.app_context(), transaction.unit():
        forget_old_kept_forms(NOON + timedelta(hours=13))
        assert db.session.query(KeptForm).count() == 0


def test_words_are_stored_sealed_and_go_when_their_owner_signs_out(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    _idle(app, world, client)
    with app.app_context(), transaction.unit(writes=False):
        (kept,) = db.session.query(KeptForm).all()
        assert b"waits for him" not in kept.sealed
    type_staff(client, give_secret(app, world, "coordinator"))
    client.post("/sign-out")
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(KeptForm).count() == 0


def test_words_kept_for_one_account_do_not_open_in_another(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    way_back = _next_in(client.get(_idle(app, world, client)).get_data(as_text=True))
    with app.app_context(), transaction.unit():
        other = db.session.get(StaffMember, (world.school_id, world.staff[Role.SUPERVISOR]))
        assert other is not None
        db.session.query(KeptForm).update({"account_id": other.account_id})
    type_staff(client, give_secret(app, world, "supervisor"))
    assert client.get(way_back).location == "/"


def test_words_survive_the_second_step_of_a_lead(app: Flask, world: World, client: StyleGuideClient) -> None:
    way_back = _next_in(client.get(_idle(app, world, client, "lead")).get_data(as_text=True))
    type_staff(client, give_secret(app, world, "lead"), next=way_back)
    asked = client.get(way_back)
    assert asked.status_code == 303
    assert asked.location == f"/sign-in/second?next={way_back}"
    with app.app_context(), transaction.unit():
        db.session.query(SignInSession).update({"second_factor_at": NOON + timedelta(hours=1)})
    assert "waits for him" in client.get(way_back).get_data(as_text=True)


def test_a_form_sent_before_the_second_step_is_kept_as_well(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    type_staff(client, give_secret(app, world, "lead"))
    answer = _send(client)
    assert answer.location.startswith("/sign-in/second?next=/session/kept/")


def test_secrets_are_never_kept(app: Flask, world: World, client: StyleGuideClient) -> None:
    set_time(NOON)
    email = give_secret(app, world, "coordinator")
    type_staff(client, email)
    after(hours=1)
    answer = _send(
        client, MultiDict([("note", WORDS), ("password", "my secret"), ("p1", "sun"), ("code", "1")])
    )
    way_back = _next_in(client.get(answer.location).get_data(as_text=True))
    type_staff(client, email)
    assert _hidden(client.get(way_back).get_data(as_text=True)) == [("note", WORDS)]


@pytest.mark.parametrize(
    "name", ["csrf_token", "new_password", "passphrase", "recovery_code", "code", "again", "p4"]
)
def test_fields_that_open_a_door_are_known_by_their_names(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["note", "first_name", "year", "codeword_for_cake", "spinning", "p1_name"])
def test_other_fields_are_not_taken_for_secrets(name: str) -> None:
    assert not is_secret(name)


def test_words_of_somebody_unknown_are_shown_at_once_to_be_copied(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    answer = _send(client)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "Copy your words, then sign in." in page
    assert "&lt;before&gt; school." in page
    assert 'href="/sign-in?next=/"' in page


def test_a_form_from_before_another_sign_in_can_be_sent_with_one_press(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    type_staff(client, give_secret(app, world, "coordinator"))
    data = MultiDict([("csrf_token", "of-an-older-cookie"), *TYPED.items(multi=True)])
    answer = client.post(FORM, data=data, csrf=False)
    assert answer.status_code == 409
    assert _hidden(answer.get_data(as_text=True)) == list(TYPED.items(multi=True))


def test_a_form_with_an_old_token_and_an_old_session_is_kept(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    _idle(app, world, client)
    data = MultiDict([("csrf_token", "of-an-older-cookie"), *TYPED.items(multi=True)])
    answer = client.post(FORM, data=data, csrf=False)
    assert answer.location.startswith("/sign-in?next=/session/kept/")


def test_what_gives_power_is_given_back_to_be_read_but_never_sent_with_one_press(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    type_staff(client, give_secret(app, world, "lead"))
    page = f"/staff/{world.staff[Role.COORDINATOR]}"
    after(hours=1)
    typed = {"roles": ["deputy", "coordinator"], "csrf_token": "x"}
    sent = client.post(
        f"{page}/roles", data=typed, csrf=False, headers={"Referer": f"http://localhost:8000{page}"}
    )
    way_back = _next_in(client.get(sent.location).get_data(as_text=True))
    type_staff(client, give_secret(app, world, "lead"), next=way_back)
    with app.app_context(), transaction.unit():
        db.session.query(SignInSession).update({"second_factor_at": NOON + timedelta(hours=1)})
    given_back = client.get(way_back).get_data(as_text=True)
    assert "deputy" in given_back
    assert f'href="{page}"' in given_back
    assert "/roles" not in given_back


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_form_from_another_site_is_neither_kept_nor_offered(
    app: Flask, world: World, client: StyleGuideClient, headers: dict[str, str]
) -> None:
    _idle(app, world, client)
    data = MultiDict([("csrf_token", "of-an-older-cookie"), *TYPED.items(multi=True)])
    answer = client.post(FORM, data=data, csrf=False, headers=headers)
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(KeptForm).count() == 1


def test_a_mere_button_leads_back_to_the_page_it_was_on(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    type_staff(client, give_secret(app, world, "coordinator"))
    after(hours=1)
    sent = {"headers": {"Referer": "http://localhost:8000/account"}}
    assert client.post("/session/not-me", **sent).location == "/sign-in?next=/account"
    elsewhere = {"headers": {"Referer": "https://evil.example/account"}}
    assert client.post("/session/not-me", **elsewhere).location == "/sign-in?next=/"


def test_a_script_is_told_that_nobody_is_signed_in(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    answer = client.post("/account/passkeys", json={})
    assert answer.status_code == 401
    assert answer.get_json()["sign_in"] == "/sign-in"
    old = client.post("/session/extend", csrf=False, headers={"X-CSRFToken": "of-an-older-cookie"})
    assert (old.status_code, old.mimetype) == (401, "application/json")


def test_five_forms_of_one_account_are_kept_and_the_oldest_gives_way(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        member = db.session.get(StaffMember, (world.school_id, world.staff[Role.COORDINATOR]))
        assert member is not None
        made = [
            keep_form(member.account_id, b"sealed", now=NOON + timedelta(minutes=minute))
            for minute in range(7)
        ]
        left = {row.id for row in db.session.query(KeptForm)}
        assert left == set(made[2:])


def test_what_was_written_is_shown_and_what_was_picked_is_not() -> None:
    fields = [
        ("a", "Two words"),
        ("b", "01JD0000000000000000000000"),
        ("c", "student"),
        ("d", "\u597d"),
        ("e", " "),
    ]
    assert Kept("/", fields).words == ["Two words", "\u597d"]


def test_the_way_back_of_a_strange_address_stays_on_this_site(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    assert not is_signed_in(client)
    answer = client.get("//evil.example/account", checked=False)
    assert "evil" not in (answer.location or "")


def _next_in(page: str) -> str:
    found = re.search(r'name="next" value="([^"]+)"', page)
    assert found is not None
    return found[1]
