"""Guessing is slow: ten tries an hour at one account; a class that signs in together is not stopped."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.people import hashing, throttling
from mentoring.people.models import Account, Student, Throttle
from mentoring.people.rules.passphrases import normalise
from mentoring.people.rules.throttling import ADDRESS_LIMIT, KEPT_FOR_KNOWN, STRANGERS_LIMIT
from tests.people.signing_in import (
    NOON,
    PASSWORD,
    WORDS,
    after,
    give_secret,
    is_signed_in,
    set_time,
    type_staff,
    type_student,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_student


def test_after_seven_wrong_guesses_by_strangers_even_the_right_password_waits(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    email = give_secret(app, world, "coordinator")
    for _ in range(STRANGERS_LIMIT):
        assert type_staff(client, email, "a wrong guess").status_code == 422
    after(minutes=20)
    answer = type_staff(client, email)
    assert answer.status_code == 429
    assert "Wait 40 minutes, then try again." in answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "2400"
    assert not is_signed_in(client)
    after(minutes=60)
    assert type_staff(client, email).status_code == 303


def test_the_last_three_guesses_are_for_browsers_where_the_person_has_signed_in(
    app: Flask, world: World, client: StyleGuideClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_time(NOON)
    monkeypatch.setattr(hashing, "matches", lambda _held, typed: typed == PASSWORD)  # many guesses, quickly
    email = give_secret(app, world, "chair")
    assert type_staff(client, email).status_code == 303
    client.post("/sign-out")
    stranger = app.test_client()
    for number in range(
        ADDRESS_LIMIT + STRANGERS_LIMIT
    ):  # at the chair, and then at nobody, from one address
        type_staff(stranger, email if number < STRANGERS_LIMIT else f"{number}@nobody.example", "a guess")
    assert type_staff(stranger, email).status_code == 429
    assert type_staff(client, email).status_code == 303
    client.post("/sign-out")
    for _ in range(KEPT_FOR_KNOWN):
        assert type_staff(client, email, "a wrong guess").status_code == 422
    assert type_staff(client, email).status_code == 429  # ten in all, and not one more
    after(hours=1)
    assert type_staff(client, email).status_code == 303


def test_a_browser_is_not_known_by_an_older_password_or_for_another_person(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    email, other = give_secret(app, world, "chair"), give_secret(app, world, "coordinator")
    assert type_staff(client, email).status_code == 303
    client.post("/sign-out")
    for person in (other, email):
        if person == email:
            give_secret(app, world, "chair", "another kettle on the pier")
        for _ in range(STRANGERS_LIMIT):
            assert type_staff(client, person, "a wrong guess").status_code == 422
        assert type_staff(client, person, "a wrong guess").status_code == 429


def test_a_refused_guess_is_not_even_looked_at(
    app: Flask, world: World, client: StyleGuideClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_time(NOON)
    name = give_secret(app, world, "mentee")
    for _ in range(10):
        type_student(client, world, name, "a wrong guess")
    looked: list[str] = []
    monkeypatch.setattr(hashing, "matches", lambda _held, typed: bool(looked.append(typed)))
    assert type_student(client, world, name).status_code == 429
    assert looked == []


def test_guesses_at_a_name_that_is_not_there_wait_alike(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    answers = [type_student(client, world, "nobody.here").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert type_student(client, world, "NOBODY.here ").status_code == 429
    assert type_student(client, world, "nobody.else").status_code == 422


def test_signing_in_rightly_neither_counts_nor_forgives(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    email = give_secret(app, world, "coordinator")
    for _ in range(STRANGERS_LIMIT - 1):
        type_staff(client, email, "a wrong guess")
    for _ in range(3):
        assert type_staff(client, email).status_code == 303
        client.post("/sign-out")
    stranger = app.test_client()
    assert type_staff(stranger, email, "a wrong guess").status_code == 422
    assert type_staff(stranger, email).status_code == 429


def test_guesses_from_everywhere_count_at_the_account(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    email = give_secret(app, world, "coordinator")
    for place in range(10):
        _staff_from(client, f"10.0.0.{place}", email, "a wrong guess")
    assert _staff_from(client, "10.0.1.1", email, PASSWORD).status_code == 429


def test_of_forty_guesses_sent_at_once_ten_are_looked_at(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_time(NOON)
    looked: list[str] = []

    def slow(_held: str | None, typed: str) -> bool:
        looked.append(typed)
        time.sleep(0.05)
        return False

    def guess(number: int) -> bool:
        with app.app_context():
            answer = throttling.ask_secret("account", "a hash", str(number), address="10.0.0.1", now=NOON)
            return answer.wait is not None

    monkeypatch.setattr(hashing, "matches", slow)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(guess, range(40)))
    assert (len(looked), sum(waits)) == (10, 30)


def test_a_class_of_thirty_signs_in_within_a_minute_with_two_mistakes_each(app: Flask, world: World) -> None:
    set_time(NOON)
    names = _a_class(app, world, 30)
    for second, name in enumerate(names):
        after(seconds=second * 2)
        client = app.test_client()
        assert isinstance(client, StyleGuideClient)
        answers = [type_student(client, world, name, words) for words in ("tigr mon", "tiger moon", WORDS)]
        assert [answer.status_code for answer in answers] == [422, 422, 303]
        assert is_signed_in(client)


def test_too_many_wrong_guesses_from_one_address_wait_and_other_addresses_do_not(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    set_time(NOON)
    email = give_secret(app, world, "coordinator")
    with app.app_context(), transaction.unit():
        for number in range(ADDRESS_LIMIT):
            assert throttling.take_a_try(f"name{number}", "127.0.0.1", now=NOON).wait is None
    assert type_staff(client, email).status_code == 429
    assert _staff_from(client, "10.0.0.1", email, PASSWORD).status_code == 303


def test_one_machine_with_many_addresses_of_its_own_is_one_place(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        for number in range(ADDRESS_LIMIT):
            throttling.take_a_try(f"name{number}", f"2001:db8::{number:x}", now=NOON)
        assert throttling.take_a_try("another", "2001:db8::ffff:1", now=NOON).wait is not None
        assert throttling.take_a_try("another", "2001:db8:0:1::1", now=NOON).wait is None


def test_the_table_holds_neither_names_nor_addresses(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    type_student(client, world, "nobody.here")
    with app.app_context(), transaction.unit(writes=False):
        rows = db.session.query(Throttle).order_by(Throttle.kind).all()
        assert [row.kind for row in rows] == ["address", "secret"]
        assert not any("nobody" in row.key_hash or "127" in row.key_hash[:3] for row in rows)


def test_tries_older_than_an_hour_are_forgotten(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        throttling.take_a_try("old", "127.0.0.1", now=NOON)
        throttling.take_a_try("new", "127.0.0.1", now=NOON + timedelta(minutes=1))
        throttling.forget_old_tries(NOON + timedelta(hours=1))
        assert db.session.query(Throttle).count() == 2


def test_a_new_card_lets_its_owner_in_at_once(app: Flask, world: World, client: StyleGuideClient) -> None:
    set_time(NOON)
    name = give_secret(app, world, "mentee")
    for _ in range(10):
        type_student(client, world, name, "a wrong guess")
    with app.app_context(), transaction.unit():
        child = db.session.get(Student, (world.school_id, world.mentee))
        assert child is not None
        throttling.forget_tries(child.account_id)
    assert type_student(client, world, name).status_code == 303


@pytest.mark.usefixtures("real_hasher")
def test_words_with_accents_match_however_the_keyboard_writes_them() -> None:
    held = hashing.hash_secret("caf\u00e9 au lait")
    assert hashing.matches(held, "cafe\u0301 au lait")
    assert not hashing.matches(held, "cafe au lait")
    assert not hashing.matches(None, "caf\u00e9 au lait")
    assert not hashing.matches("not a hash", "caf\u00e9 au lait")
    assert held.startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def _staff_from(client: StyleGuideClient, address: str, email: str, password: str) -> TestResponse:
    data = {"email": email, "password": password}
    return client.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": address})


def _a_class(app: Flask, world: World, size: int) -> list[str]:
    """Add students who all have the same card, so that one hash serves."""
    hashed = hashing.hash_secret(normalise(WORDS))
    with app.app_context(), transaction.unit():
        ids = [make_student(world, first=f"Child{n}", last="Test") for n in range(size)]
        people = [db.session.get(Student, (world.school_id, each)) for each in ids]
        names = []
        for person in people:
            assert person is not None
            account = db.session.get(Account, person.account_id)
            assert account is not None
            account.secret_hash, account.secret_at = hashed, clock.now()
            names.append(person.user_name)
        return names


def test_ipv4_addresses_on_a_socket_for_both_kinds_are_not_one_place() -> None:
    assert throttling.network_of("::ffff:192.0.2.7") == throttling.network_of("192.0.2.7")
    assert throttling.network_of("::ffff:192.0.2.7") != throttling.network_of("::ffff:192.0.2.8")
