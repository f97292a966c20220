"""One's own sign-in: where it is used, the password, light or dark, and being away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people import hashing
from mentoring.people.models import SignInSession, StaffMember
from tests.people.second_factors import Clock, account_of, session_of
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
OLD, NEW = "seven little teapots", "quiet copper harbour"
CHANGE = {"password": OLD, "new_password": NEW, "again": NEW}


@pytest.fixture
def time(app: Flask) -> Clock:
    """A clock that stands at noon until the test moves it."""
    return Clock(NOON)


@pytest.fixture
def coordinator(app: Flask, world: World, sign_in: SignIn) -> StyleGuideClient:
    """A coordinator with the password OLD."""
    with app.app_context(), transaction.unit():
        account = account_of(world, "coordinator")
        account.secret_hash, account.secret_at = hashing.hash_secret(OLD), clock.now()
    return sign_in(world, "coordinator")


@pytest.fixture
def with_mail(app: Flask) -> Iterator[None]:
    """Mail is set up."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(
        before, mail_url="smtp://localhost:2525", mail_from="post@alder.example"
    )
    yield
    app.extensions["settings"] = before


def events_of(app: Flask, world: World) -> list[tuple[str, dict[str, object]]]:
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(TrailEntry).where(TrailEntry.chain == world.school_id).order_by(TrailEntry.seq)
        return [(entry.event, entry.facts) for entry in db.session.scalars(wanted)]


# What one sees


def test_staff_see_who_they_are_and_where_they_are_signed_in(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    first = sign_in(world, "coordinator")
    time.move(minutes=20)
    client = sign_in(world, "coordinator")
    page = client.get("/account").text
    for words in ("Ruth Okafor", "ruth.okafor@alder.example", "Coordinator", "Chrome on Linux", "This one"):
        assert words in page
    assert "Last here: Tuesday 3 November, 12:00" in page
    assert page.count("End it") == 1
    assert "away" not in page
    time.move(minutes=11)
    assert "End it" not in client.get("/account").text, "the first idled away after 30 minutes"
    assert first.get("/account").status_code == 303


def test_students_see_when_they_were_here_in_simple_words(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    sign_in(world, "mentee")
    time.move(days=1)
    page = sign_in(world, "mentee").get("/account").text
    assert "Last here: Tuesday 3 November, 12:00." in page
    assert "Someone used my sign-in" in page
    for words in ("password", "Second factor", "E-mail", "away"):
        assert words not in page


def test_the_first_time_says_so(app: Flask, world: World, sign_in: SignIn) -> None:
    assert "This is your first time here." in sign_in(world, "mentor").get("/account").text


# Ending sign-ins


def test_one_ends_ones_own_sign_in_elsewhere(app: Flask, world: World, sign_in: SignIn) -> None:
    elsewhere, client = sign_in(world, "mentee"), sign_in(world, "mentee")
    with app.app_context(), transaction.unit(writes=False):
        session_id = session_of(elsewhere).id
    assert client.post(f"/account/sessions/{session_id}/end").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


def test_nobody_ends_somebody_elses(app: Flask, worlds: tuple[World, World], sign_in: SignIn) -> None:
    here, there = worlds
    client = sign_in(here, "lead")
    for other in (sign_in(here, "mentee"), sign_in(there, "lead")):
        with app.app_context(), transaction.unit(writes=False):
            session_id = session_of(other).id
        assert client.post(f"/account/sessions/{session_id}/end").status_code == 404
        assert other.get("/account").status_code == 200
    assert client.post("/account/sessions/none/end").status_code == 404


def test_all_others_end_at_once(app: Flask, world: World, sign_in: SignIn) -> None:
    others, client = [sign_in(world, "lead") for _ in range(3)], sign_in(world, "lead")
    assert client.post("/account/sessions/end-others").status_code == 303
    assert all(other.get("/account").status_code == 303 for other in others)
    assert client.get("/account").status_code == 200
    assert events_of(app, world) == [("session.ended", {"why": "owner", "count": 3})]


# The password


def test_a_password_is_changed_and_every_other_sign_in_ends(
    app: Flask, world: World, sign_in: SignIn, coordinator: StyleGuideClient, with_mail: None
) -> None:
    elsewhere = sign_in(world, "coordinator")
    assert coordinator.get("/account/password").status_code == 200
    assert coordinator.post("/account/password", data=CHANGE).location == "/account"
    with app.app_context(), transaction.unit(writes=False):
        assert hashing.matches(account_of(world, "coordinator").secret_hash, NEW)
        assert [job.facts["template"] for job in db.session.scalars(select(Job))] == ["password-changed"]
    assert elsewhere.get("/account").status_code == 303
    assert "Your password is changed" in coordinator.get("/account").text
    assert events_of(app, world)[-1] == ("password.changed", {"how": "owner"})


@pytest.mark.parametrize(
    "typed, says",
    [
        ({"password": "something else"}, "not your present password"),
        ({"new_password": "short", "again": "short"}, "too short"),
        ({"new_password": "password12345", "again": "password12345"}, "easy to guess"),
        ({"again": "another"}, "not the same"),
        ({"password": ""}, "Write your present password"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    app: Flask, world: World, coordinator: StyleGuideClient, typed: dict[str, str], says: str
) -> None:
    response = coordinator.post("/account/password", data={**CHANGE, **typed})
    assert response.status_code == 422
    assert says in response.text
    for secret in (OLD, NEW):
        assert secret not in response.text
    with app.app_context(), transaction.unit(writes=False):
        assert hashing.matches(account_of(world, "coordinator").secret_hash, OLD)


def test_the_present_password_cannot_be_guessed_at_an_open_screen(
    app: Flask, world: World, coordinator: StyleGuideClient, time: Clock
) -> None:
    with app.app_context(), transaction.unit():
        session_of(coordinator).last_seen_at = NOON
    for _ in range(10):
        wrong = {**CHANGE, "password": "wrong"}
        assert coordinator.post("/account/password", data=wrong).status_code == 422
    assert coordinator.post("/account/password", data=CHANGE).status_code == 429


def test_students_have_no_password_to_change(app: Flask, world: World, sign_in: SignIn) -> None:
    student = sign_in(world, "mentor")
    assert student.get("/account/password").status_code == 404
    assert student.post("/account/password", data=CHANGE).status_code == 404


# Light or dark


def test_signed_out_the_choice_is_kept_in_the_browser(
    app: Flask, world: World, client: StyleGuideClient
) -> None:
    response = client.post("/theme", data={"theme": "dark", "back": "/reset"})
    assert response.location == "/reset"
    assert 'data-bs-theme="dark"' in client.get("/reset").text
    client.post("/theme", data={"theme": "auto", "back": "/reset"})
    assert "data-bs-theme" not in client.get("/reset").text


def test_signed_in_the_choice_goes_with_the_person(app: Flask, world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "mentee")
    response = client.post("/theme", data={"theme": "dark", "back": "/account"})
    assert "Set-Cookie" not in response.headers or "theme=" not in response.headers["Set-Cookie"]
    assert 'data-bs-theme="dark"' in sign_in(world, "mentee").get("/account").text
    assert events_of(app, world) == [("preference.changed", {"name": "theme"})]


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", ""])
def test_the_choice_leads_nowhere_else(app: Flask, world: World, client: StyleGuideClient, back: str) -> None:
    assert client.post("/theme", data={"theme": "light", "back": back}).location == "/"


def test_an_unknown_theme_changes_nothing(app: Flask, world: World, client: StyleGuideClient) -> None:
    client.post("/theme", data={"theme": '"><script>', "back": "/"})
    client.set_cookie("theme", '"><script>')
    assert "data-bs-theme" not in client.get("/reset").text


def test_a_lead_who_still_owes_the_second_factor_may_choose_too(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    client = sign_in(world, "lead")
    with app.app_context(), transaction.unit():
        session_of(client).second_factor_at = None
    assert (
        client.post("/theme", data={"theme": "dark", "back": "/sign-in/second"}).location == "/sign-in/second"
    )


# Being away


@pytest.mark.parametrize("role", ["lead", "deputy", "head", "stand_in", "chair"])
def test_whoever_reads_concerns_says_when_they_are_away(
    app: Flask, world: World, sign_in: SignIn, role: str
) -> None:
    client = sign_in(world, role)
    assert "I'm away" in client.get("/account").text
    client.post("/account/away", data={"away": "yes"})
    assert "You are marked as away." in client.get("/account").text
    client.post("/account/away", data={"away": "yes"})
    client.post("/account/away", data={"away": "no"})
    client.post("/account/out-of-hours", data={"reads": "yes"})
    assert "You read alerts outside school hours too." in client.get("/account").text
    assert events_of(app, world) == [
        ("staff.away", {"away": True}),
        ("staff.away", {"away": False}),
        ("staff.out-of-hours", {"reads": True}),
    ]


@pytest.mark.parametrize("role", ["coordinator", "supervisor", "administrator", "mentor", "mentee"])
def test_others_have_no_such_switch(app: Flask, world: World, sign_in: SignIn, role: str) -> None:
    client = sign_in(world, role)
    assert client.post("/account/away", data={"away": "yes"}).status_code == 404
    assert client.post("/account/out-of-hours", data={"reads": "yes"}).status_code == 404
    with app.app_context(), transaction.unit(writes=False):
        assert not any(member.away for member in db.session.scalars(select(StaffMember)))


def test_every_sign_in_of_the_tests_is_a_row(app: Flask, world: World, sign_in: SignIn) -> None:
    sign_in(world, "mentor")
    with app.app_context(), transaction.unit(writes=False):
        assert len(list(db.session.scalars(select(SignInSession)))) == 1
