"""A second factor: asked for, set up, changed, and replaced by paper."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people import totp
from mentoring.people.actions import second_factor as actions
from mentoring.people.models import Passkey, RecoveryCode, School
from mentoring.people.queries import second_factor
from tests.people.second_factors import (
    SECRET,
    Clock,
    account_of,
    actor_of,
    code_now,
    give_app,
    passed_at,
    session_of,
    set_passed_at,
    without_second_factor,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
ASK = "/sign-in/second"


@pytest.fixture
def time(app: Flask) -> Clock:
    """A clock that stands at noon until the test moves it."""
    return Clock(NOON)


def events_of(app: Flask, world: World) -> list[tuple[str, dict[str, object]]]:
    with app.app_context(), transaction.unit(writes=False):
        wanted = select(TrailEntry).where(TrailEntry.chain == world.school_id).order_by(TrailEntry.seq)
        return [(entry.event, entry.facts) for entry in db.session.scalars(wanted)]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# Codes of the app


def test_an_app_is_right_one_step_early_or_late_and_no_more() -> None:
    for seconds, right in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        moment = datetime.fromtimestamp(NOON.timestamp() + seconds, UTC)
        found = totp.step_of(SECRET, totp.code_at(SECRET, moment), NOON, last_step=None)
        assert (found is not None) == right, seconds


def test_a_step_that_was_used_is_refused_and_so_is_an_earlier_one() -> None:
    step = totp.step_of(SECRET, totp.code_at(SECRET, NOON), NOON, last_step=None)
    assert step is not None
    for used in (step, step + 1):
        assert totp.step_of(SECRET, totp.code_at(SECRET, NOON), NOON, last_step=used) is None


def test_the_secret_is_not_readable_in_the_database(app: Flask, world: World) -> None:
    give_app(app, world, "lead")
    with app.app_context(), transaction.unit(writes=False):
        account = account_of(world, "lead")
        assert account.totp_secret is not None
        assert SECRET.encode() not in account.totp_secret
        assert actions.app_secret(account) == SECRET


# Asking


@pytest.mark.parametrize("role", ["lead", "deputy", "head", "stand_in", "chair"])
def test_whoever_reads_concerns_is_asked_before_anything_opens(
    app: Flask, world: World, sign_in: SignIn, role: str
) -> None:
    give_app(app, world, role)
    client = without_second_factor(app, sign_in, world, role)
    response = client.get("/account")
    assert response.status_code == 303
    assert response.location == f"{ASK}?next=/account"
    assert "Show that it is you" in client.get(response.location).text


@pytest.mark.parametrize("role", ["coordinator", "supervisor", "administrator"])
def test_others_are_asked_only_if_the_school_says_so(
    app: Flask, world: World, sign_in: SignIn, role: str
) -> None:
    give_app(app, world, role)
    client = without_second_factor(app, sign_in, world, role)
    assert client.get("/account").status_code == 200
    with app.app_context(), transaction.unit():
        school = db.session.get(School, world.school_id)
        assert school is not None
        school.second_factor_for_all_staff = True
    assert client.get("/account").status_code == 303


def test_the_code_of_the_app_opens_the_page_that_was_asked_for(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    response = client.post(ASK, data={"code": code_now(), "next": "/account"})
    assert (response.status_code, response.location) == (303, "/account")
    assert passed_at(app, client) == NOON
    assert client.get("/account").status_code == 200
    assert events_of(app, world)[-1] == ("second-factor.passed", {"kind": "app"})


def test_a_code_with_a_space_in_the_middle_is_taken(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    code = code_now()
    assert client.post(ASK, data={"code": f" {code[:3]} {code[3:]} "}).status_code == 303


def test_a_code_is_taken_only_once(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    give_app(app, world, "lead")
    code = code_now()
    assert (
        without_second_factor(app, sign_in, world, "lead").post(ASK, data={"code": code}).status_code == 303
    )
    again = without_second_factor(app, sign_in, world, "lead")
    response = again.post(ASK, data={"code": code})
    assert response.status_code == 422
    assert "used already" in response.text
    time.move(seconds=30)
    assert again.post(ASK, data={"code": code_now()}).status_code == 303


def test_nobody_is_sent_to_another_site(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    response = client.post(ASK, data={"code": code_now(), "next": "//elsewhere.example/x"})
    assert response.location == "/"


def test_a_wrong_code_says_what_to_do_and_passes_nothing(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    response = client.post(ASK, data={"code": "000000", "next": "/account"})
    assert response.status_code == 422
    assert "Look at your app again" in response.text
    assert 'value="/account"' in response.text
    assert passed_at(app, client) is None


def test_after_ten_wrong_codes_even_the_right_one_waits(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    for _ in range(10):
        assert client.post(ASK, data={"code": "000000"}).status_code == 422
    response = client.post(ASK, data={"code": code_now()})
    assert response.status_code == 429
    assert "Too many wrong codes. Wait 60 minutes" in response.text
    time.move(minutes=61)
    fresh = without_second_factor(app, sign_in, world, "lead")
    assert fresh.post(ASK, data={"code": code_now()}).status_code == 303


def test_right_codes_are_not_counted(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    give_app(app, world, "lead")
    client = without_second_factor(app, sign_in, world, "lead")
    for _ in range(12):
        assert client.post(ASK, data={"code": code_now()}).status_code == 303
        time.move(seconds=31)


def test_students_have_no_such_page(app: Flask, world: World, sign_in: SignIn) -> None:
    student = sign_in(world, "mentee")
    for path in (ASK, "/account/second-factor", "/account/second-factor/app", "/account/second-factor/codes"):
        assert student.get(path).status_code == 404
    for path in (ASK, "/account/passkeys/options", "/account/passkeys", "/account/second-factor/codes"):
        assert student.post(path).status_code == 404


def test_who_is_signed_out_is_sent_to_sign_in(app: Flask, world: World, client: StyleGuideClient) -> None:
    assert client.get(ASK).location.startswith("/sign-in?")


# The first one


def test_whoever_has_none_is_led_to_set_one_up(app: Flask, world: World, sign_in: SignIn) -> None:
    client = without_second_factor(app, sign_in, world, "lead")
    response = client.get(f"{ASK}?next=/account")
    assert response.location == "/account/second-factor?next=/account"
    page = client.get(response.location).text
    assert "Set up a second factor" in page
    assert "Set up an app" in page
    assert "Add a passkey" in page


def set_up_app(
    client: StyleGuideClient, path: str = "/account/second-factor/app?next=/account"
) -> tuple[str, str]:
    """Open the page, read the secret as a person would, and return it with what waits in the form."""
    page = client.get(path).text
    secret = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)
    pending = re.search(r'name="pending" value="([^"]+)"', page)
    assert secret and pending
    return secret[1].replace(" ", ""), pending[1]


def test_an_app_is_set_up_with_its_first_code_and_then_the_codes_on_paper(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    client = without_second_factor(app, sign_in, world, "lead")
    secret, pending = set_up_app(client)
    code = totp.code_at(secret, clock.now())
    response = client.post(
        "/account/second-factor/app", data={"pending": pending, "code": code, "next": "/account"}
    )
    assert response.location == "/account/second-factor/codes?next=/account"
    assert "Show my codes" in client.get(response.location).text
    page = client.post("/account/second-factor/codes", data={"next": "/account"}).text
    codes = re.findall(r">([2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4})<", page)
    assert len(set(codes)) == 10
    assert 'href="/account"' in page
    assert client.get("/account").status_code == 200
    assert [name for name, _ in events_of(app, world)] == [
        "second-factor.added",
        "second-factor.recovery-codes",
    ]
    assert codes[0] not in client.get("/account/second-factor").text


def test_the_code_that_set_the_app_up_does_not_sign_in_too(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    client = without_second_factor(app, sign_in, world, "lead")
    secret, pending = set_up_app(client)
    code = totp.code_at(secret, clock.now())
    client.post("/account/second-factor/app", data={"pending": pending, "code": code})
    assert (
        without_second_factor(app, sign_in, world, "lead").post(ASK, data={"code": code}).status_code == 422
    )


def test_a_wrong_first_code_keeps_the_same_square(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    client = without_second_factor(app, sign_in, world, "lead")
    secret, pending = set_up_app(client)
    response = client.post("/account/second-factor/app", data={"pending": pending, "code": "123"})
    assert response.status_code == 422
    assert secret[:4] in response.text
    assert "not the code that the app shows" in response.text
    with app.app_context(), transaction.unit(writes=False):
        assert account_of(world, "lead").totp_secret is None


def test_a_secret_sealed_for_another_sign_in_or_an_hour_ago_is_not_taken(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    other = without_second_factor(app, sign_in, world, "head")
    secret, pending = set_up_app(other)
    client = without_second_factor(app, sign_in, world, "lead")
    data = {"pending": pending, "code": totp.code_at(secret, clock.now())}
    assert (
        client.post("/account/second-factor/app", data=data).location == "/account/second-factor/app?next=/"
    )
    assert client.post("/account/second-factor/app", data={"pending": "zzz", "code": "1"}).status_code == 303
    secret, pending = set_up_app(client)
    for _ in range(4):
        time.move(minutes=20)
        client.get("/account/second-factor")  # still here
    data = {"pending": pending, "code": totp.code_at(secret, clock.now())}
    assert (
        client.post("/account/second-factor/app", data=data).location == "/account/second-factor/app?next=/"
    )


def test_whoever_sets_one_up_unasked_is_asked_from_then_on(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    client = without_second_factor(app, sign_in, world, "coordinator")
    secret, pending = set_up_app(client)
    client.post(
        "/account/second-factor/app", data={"pending": pending, "code": totp.code_at(secret, clock.now())}
    )
    later = without_second_factor(app, sign_in, world, "coordinator")
    assert later.get("/account").location.startswith(ASK)


# Changing it later


@pytest.mark.parametrize(
    "path", ["/account/second-factor", "/account/second-factor/app", "/account/second-factor/codes"]
)
def test_changing_it_needs_a_second_factor_of_the_last_15_minutes(
    app: Flask, world: World, sign_in: SignIn, time: Clock, path: str
) -> None:
    give_app(app, world, "lead")
    client = sign_in(world, "lead")
    time.move(minutes=15)
    assert client.get(path).status_code == 200
    time.move(seconds=1)
    assert client.get(path).location.startswith(ASK)


@pytest.mark.parametrize(
    "path",
    [
        "/account/second-factor/app",
        "/account/second-factor/app/remove",
        "/account/second-factor/codes",
        "/account/passkeys/remove",
    ],
)
def test_nothing_is_changed_on_a_password_alone(
    app: Flask, world: World, sign_in: SignIn, time: Clock, path: str
) -> None:
    give_app(app, world, "coordinator")
    client = without_second_factor(app, sign_in, world, "coordinator")
    assert client.post(path).location.startswith(ASK)
    response = client.post("/account/passkeys/options", json={})
    assert response.status_code == 401
    assert response.json["second_factor"] == ASK
    assert events_of(app, world) == []


def test_the_only_one_of_somebody_who_needs_one_stays(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = sign_in(world, "lead")
    response = client.post("/account/second-factor/app/remove")
    assert "Add another first" in client.get(response.location).text
    with app.app_context(), transaction.unit(writes=False):
        assert account_of(world, "lead").totp_secret is not None


def test_somebody_who_needs_none_takes_it_off_and_is_not_asked_again(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "coordinator")
    with app.app_context(), transaction.unit():
        account_of(world, "coordinator").second_factor_wanted = True
        actions.make_recovery_codes(actor_of(world, "coordinator"), now=clock.now())
    client = sign_in(world, "coordinator")
    assert client.post("/account/second-factor/app/remove").status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        account = account_of(world, "coordinator")
        assert (account.totp_secret, account.second_factor_wanted) == (None, False)
        assert second_factor.second_factor(account.id).codes_left == 0
    assert events_of(app, world)[-1] == ("second-factor.removed", {"kind": "app", "how": "owner"})


def test_a_passkey_lets_the_app_go(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    give_app(app, world, "lead")
    new = actions.NewPasskey("credential", b"key", 0)
    client = sign_in(world, "lead")
    with app.app_context(), transaction.unit():
        actor = actor_of(world, "lead", session_of(client).id)
        assert actions.add_passkey(actor, new, "Blue key", now=NOON) is None
        assert actions.add_passkey(actor, new, "Blue key", now=NOON) is actions.Refusal.KNOWN_PASSKEY
    assert "Blue key" in client.get("/account/second-factor").text
    assert client.post("/account/second-factor/app/remove").status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        assert account_of(world, "lead").totp_secret is None


def test_a_passkey_is_taken_off_by_its_owner_alone(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    for role in ("lead", "head"):
        give_app(app, world, role)
    owner, other = sign_in(world, "lead"), sign_in(world, "head")
    with app.app_context(), transaction.unit():
        actor = actor_of(world, "lead", session_of(owner).id)
        actions.add_passkey(actor, actions.NewPasskey("credential", b"key", 0), "Blue key", now=NOON)
        key_id = db.session.scalar(select(Passkey.id))
    assert other.post("/account/passkeys/remove", data={"passkey": key_id}).status_code == 404
    assert owner.post("/account/passkeys/remove", data={"passkey": key_id}).status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.scalar(select(Passkey.id)) is None


def test_an_eleventh_passkey_is_refused(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    client = sign_in(world, "lead")
    with app.app_context(), transaction.unit():
        actor = actor_of(world, "lead", session_of(client).id)
        said = [
            actions.add_passkey(actor, actions.NewPasskey(f"credential {n}", b"key", 0), f"Key {n}", now=NOON)
            for n in range(11)
        ]
    assert said == [None] * 10 + [actions.Refusal.TOO_MANY]


# Codes on paper


def test_a_recovery_code_stands_in_once(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    give_app(app, world, "lead")
    with app.app_context(), transaction.unit():
        codes = actions.make_recovery_codes(actor_of(world, "lead"), now=clock.now())
        assert all(
            code not in row.code_hash for code in codes for row in db.session.scalars(select(RecoveryCode))
        )
    typed = codes[3].upper().replace("-", " ")
    client = without_second_factor(app, sign_in, world, "lead")
    assert client.post(ASK, data={"code": typed}).status_code == 303
    assert events_of(app, world)[-1] == ("second-factor.passed", {"kind": "recovery-code"})
    again = without_second_factor(app, sign_in, world, "lead")
    assert "used already" in again.post(ASK, data={"code": typed}).text
    assert again.post(ASK, data={"code": codes[4]}).status_code == 303


def test_somebody_elses_recovery_code_is_a_wrong_one(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    with app.app_context(), transaction.unit():
        codes = actions.make_recovery_codes(actor_of(world, "head"), now=clock.now())
    client = without_second_factor(app, sign_in, world, "lead")
    assert client.post(ASK, data={"code": codes[0]}).status_code == 422


def test_new_recovery_codes_end_the_old_ones(app: Flask, world: World, sign_in: SignIn, time: Clock) -> None:
    give_app(app, world, "lead")
    with app.app_context(), transaction.unit():
        old = actions.make_recovery_codes(actor_of(world, "lead"), now=clock.now())
    assert sign_in(world, "lead").post("/account/second-factor/codes").status_code == 200
    client = without_second_factor(app, sign_in, world, "lead")
    assert client.post(ASK, data={"code": old[0]}).status_code == 422


def test_the_last_recovery_code_says_that_it_was_the_last(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    with app.app_context(), transaction.unit():
        codes = actions.make_recovery_codes(actor_of(world, "lead"), now=clock.now())
        for row in list(db.session.scalars(select(RecoveryCode)))[1:]:
            row.used_at = clock.now()
    client = without_second_factor(app, sign_in, world, "lead")
    for code in codes:
        if client.post(ASK, data={"code": code, "next": "/account"}).status_code == 303:
            break
    assert "You have no recovery codes left" in text_of(client.get("/account").text)


# Concerns ask again


def test_a_lead_in_one_school_needs_it_in_every_school(
    app: Flask, worlds: tuple[World, World], sign_in: SignIn, time: Clock
) -> None:
    here, there = worlds
    with app.app_context(), transaction.unit():
        account = account_of(there, Role.COORDINATOR.value)
        assert not second_factor.is_required(account.id)
        assert second_factor.is_required(account_of(here, Role.LEAD.value).id)


def test_an_old_second_factor_still_opens_ones_own_account(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    client = sign_in(world, "lead")
    set_passed_at(app, client, datetime(2026, 11, 3, 8, 0, tzinfo=UTC))
    assert client.get("/account").status_code == 200


def test_a_wrong_code_is_named_at_the_top_with_a_link_to_the_field(
    app: Flask, world: World, sign_in: SignIn, time: Clock
) -> None:
    give_app(app, world, "lead")
    page = without_second_factor(app, sign_in, world, "lead").post(ASK, data={"code": "000000"}).text
    summary = page.split('class="error-summary"')[1].split("</div>")[0]
    assert '<a href="#code">That is not the code.' in summary
