"""Passkeys: made, used, and refused when anything about them is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import transaction
from mentoring.extensions import db
from mentoring.people.models import Passkey
from tests.people.authenticator import Authenticator, decoded
from tests.people.second_factors import Clock, give_app, passed_at, set_passed_at, without_second_factor
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def time(app: Flask) -> Clock:
    """A clock that stands at noon until the test moves it."""
    return Clock(NOON)


def options_to_make(client: StyleGuideClient) -> dict[str, Any]:
    response = client.post("/account/passkeys/options", json={})
    assert response.status_code == 200
    return dict(response.json)


def options_to_sign(client: StyleGuideClient) -> dict[str, Any]:
    response = client.post("/sign-in/second/passkey/options", json={})
    assert response.status_code == 200
    return dict(response.json)


def make(client: StyleGuideClient, device: Authenticator, name: str = "Blue key") -> Any:
    answer = {**device.make(options_to_make(client)), "name": name}
    return client.post("/account/passkeys?next=/account", json=answer)


def sign(client: StyleGuideClient, answer: dict[str, Any]) -> Any:
    return client.post("/sign-in/second/passkey?next=/account", json=answer)


def kept(app: Flask) -> list[Passkey]:
    with app.app_context(), transaction.unit(writes=False):
        found = list(db.session.scalars(select(Passkey).order_by(Passkey.created_at)))
        db.session.expunge_all()
        return found


@pytest.fixture
def lead(app: Flask, world: World, sign_in: SignIn, time: Clock) -> StyleGuideClient:
    """The lead, who gave the password and has nothing else yet."""
    return without_second_factor(app, sign_in, world, "lead")


@pytest.fixture
def device() -> Authenticator:
    """The lead's device."""
    return Authenticator()


@pytest.fixture
def asked(
    app: Flask, world: World, sign_in: SignIn, lead: StyleGuideClient, device: Authenticator
) -> StyleGuideClient:
    """The lead again, later: with a passkey set up, and asked for it."""
    assert make(lead, device).status_code == 200
    return without_second_factor(app, sign_in, world, "lead")


def test_a_passkey_is_made_and_then_the_codes_on_paper_follow(
    app: Flask, lead: StyleGuideClient, device: Authenticator
) -> None:
    response = make(lead, device)
    assert response.json == {"next": "/account/second-factor/codes?next=/account"}
    (key,) = kept(app)
    assert (key.name, key.sign_count, decoded(key.credential_id)) == ("Blue key", 0, device.id)
    assert passed_at(app, lead) == NOON


def test_the_browser_is_told_what_exists_and_nothing_private(
    app: Flask, lead: StyleGuideClient, device: Authenticator
) -> None:
    make(lead, device)
    options = options_to_make(lead)
    assert options["rp"] == {"name": "Alderbrook School", "id": "localhost"}
    assert options["user"]["name"] == "tom.halewick@alder.example"
    assert [decoded(known["id"]) for known in options["excludeCredentials"]] == [device.id]


def test_a_passkey_without_a_name_gets_one(app: Flask, lead: StyleGuideClient, device: Authenticator) -> None:
    assert make(lead, device, name="  ").status_code == 200
    assert kept(app)[0].name == "Passkey"


def test_a_passkey_opens_the_page_that_was_asked_for(
    app: Flask, asked: StyleGuideClient, device: Authenticator
) -> None:
    response = sign(asked, device.sign(options_to_sign(asked)))
    assert response.json == {"next": "/account"}
    assert passed_at(app, asked) == NOON
    assert (kept(app)[0].sign_count, kept(app)[0].last_used_at) == (1, NOON)
    assert asked.get("/account").status_code == 200


def test_a_signature_counts_once(app: Flask, asked: StyleGuideClient, device: Authenticator) -> None:
    answer = device.sign(options_to_sign(asked))
    assert sign(asked, answer).status_code == 200
    assert sign(asked, answer).status_code == 422


def test_a_cookie_put_aside_does_not_bring_a_challenge_back(
    app: Flask, asked: StyleGuideClient, device: Authenticator, time: Clock
) -> None:
    options = options_to_sign(asked)
    with asked.session_transaction() as cookie:
        aside = cookie["passkey"]
    time.move(seconds=1)
    set_passed_at(app, asked, time.time)
    with asked.session_transaction() as cookie:
        cookie["passkey"] = aside
    response = sign(asked, device.sign(options))  # by count it is good: a synced passkey may not even count
    assert response.status_code == 422
    assert "too long" in response.json["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://elsewhere.example"},
        {"origin": "http://localhost:9999"},
        {"count": 0},
    ],
)
def test_a_signature_from_elsewhere_or_by_a_copy_is_refused(
    app: Flask, asked: StyleGuideClient, device: Authenticator, wrong: dict[str, Any]
) -> None:
    assert sign(asked, device.sign(options_to_sign(asked))).status_code == 200
    device.count = 0
    assert sign(asked, device.sign(options_to_sign(asked), **wrong)).status_code == 422


def test_a_signature_for_another_challenge_is_refused(
    app: Flask, asked: StyleGuideClient, device: Authenticator
) -> None:
    stale = options_to_sign(asked)
    options_to_sign(asked)
    assert sign(asked, device.sign(stale)).status_code == 422
    assert passed_at(app, asked) is None


def test_a_challenge_lasts_five_minutes(
    app: Flask, asked: StyleGuideClient, device: Authenticator, time: Clock
) -> None:
    options = options_to_sign(asked)
    time.move(minutes=5, seconds=1)
    assert sign(asked, device.sign(options)).status_code == 422
    options = options_to_sign(asked)
    time.move(minutes=5)
    assert sign(asked, device.sign(options)).status_code == 200


def test_a_challenge_to_make_one_does_not_sign_in(
    app: Flask, asked: StyleGuideClient, device: Authenticator, lead: StyleGuideClient
) -> None:
    make_options = options_to_make(lead)
    answer = device.sign({"rpId": "localhost", "challenge": make_options["challenge"]})
    assert sign(lead, answer).status_code == 422


def test_a_key_that_was_never_set_up_here_is_refused(app: Flask, asked: StyleGuideClient) -> None:
    response = sign(asked, Authenticator("stranger").sign(options_to_sign(asked)))
    assert response.status_code == 422
    assert passed_at(app, asked) is None


def test_somebody_elses_passkey_is_refused(
    app: Flask, world: World, sign_in: SignIn, asked: StyleGuideClient, device: Authenticator
) -> None:
    other = Authenticator("head's")
    make(without_second_factor(app, sign_in, world, "head"), other)
    assert sign(asked, other.sign(options_to_sign(asked))).status_code == 422


def test_a_forged_signature_is_refused(app: Flask, asked: StyleGuideClient, device: Authenticator) -> None:
    forger = Authenticator()
    forger.id = device.id
    assert sign(asked, forger.sign(options_to_sign(asked))).status_code == 422


@pytest.mark.parametrize("sent", [None, [], "text", {}, {"id": 5}, {"id": "x", "response": {}}])
def test_nonsense_is_refused_politely(app: Flask, asked: StyleGuideClient, sent: Any) -> None:
    options_to_sign(asked)
    response = asked.post("/sign-in/second/passkey", json=sent)
    assert response.status_code == 422
    assert response.json["message"]


def test_a_broken_answer_of_a_known_key_is_refused(
    app: Flask, asked: StyleGuideClient, device: Authenticator
) -> None:
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        answer = device.sign(options_to_sign(asked))
        answer["response"][part] = "AAAA"
        assert sign(asked, answer).status_code == 422


def test_a_passkey_made_for_another_place_is_not_kept(
    app: Flask, lead: StyleGuideClient, device: Authenticator
) -> None:
    answer = device.make(options_to_make(lead), origin="https://elsewhere.example")
    assert lead.post("/account/passkeys", json=answer).status_code == 422
    assert (
        lead.post("/account/passkeys", json=device.make(options_to_make(lead)) | {"id": "x"}).status_code
        == 422
    )
    assert kept(app) == []


def test_the_same_passkey_is_not_kept_twice(
    app: Flask, lead: StyleGuideClient, device: Authenticator
) -> None:
    make(lead, device)
    response = make(lead, device)
    assert response.status_code == 422
    assert response.json["message"] == "This passkey is set up already."


def test_without_a_passkey_a_code_is_asked_for(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    assert "data-passkey" not in client.get("/sign-in/second").text
    assert client.post("/sign-in/second/passkey/options", json={}).status_code == 422
