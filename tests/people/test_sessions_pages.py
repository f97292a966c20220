"""Signing out, idling, staying, leaving quickly, and "Someone used my sign-in"."""

from datetime import timedelta

import pytest
from flask import Flask

from mentoring import transaction
from mentoring.access.roles import Role
from mentoring.audit.trail import MACHINE
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.people import throttling
from mentoring.people.actions.sessions import end_all_sessions, forget_old_kept_forms, forget_old_sessions
from mentoring.people.device import device_name
from mentoring.people.models import Account, SignInReport, SignInSession, Student
from mentoring.people.queries import sessions
from tests.people.signing_in import (
    NOON,
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
from tests.support.factories import World, make_session


def _signed_in(app: Flask, world: World, account: str) -> StyleGuideClient:
    """Return a browser in which this account has just signed in with its own secret."""
    client = app.test_client()
    assert isinstance(client, StyleGuideClient)
    name = give_secret(app, world, account)
    entered = type_student(client, world, name) if world.person(account)[1] else type_staff(client, name)
    assert entered.status_code == 303
    return client


@pytest.mark.parametrize("account", ["coordinator", "mentee"])
def test_a_cookie_kept_from_before_signing_out_opens_nothing(app: Flask, world: World, account: str) -> None:
    client = _signed_in(app, world, account)
    kept = cookie_of(client)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    put_cookie(client, kept)
    assert not is_signed_in(client)
    assert events_in(app, world.school_id)[-1][1]["why"] == "signed out"


def test_signing_out_works_from_a_page_of_any_age_and_twice(app: Flask, world: World) -> None:
    client = _signed_in(app, world, "mentee")
    for _ in range(2):
        answer = client.post("/sign-out", data={"csrf_token": "of-an-older-cookie"}, csrf=False)
        assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("account, minutes", [("coordinator", 30), ("mentee", 10)])
def test_whoever_walks_away_is_signed_out(app: Flask, world: World, account: str, minutes: int) -> None:
    set_time(NOON)
    client = _signed_in(app, world, account)
    set_time(NOON + timedelta(minutes=minutes) - timedelta(seconds=1))
    assert is_signed_in(client)  # and this counts as being here
    set_time(NOON + timedelta(minutes=2 * minutes) - timedelta(seconds=2))
    assert is_signed_in(client)
    set_time(NOON + timedelta(minutes=3 * minutes) - timedelta(seconds=2))
    assert not is_signed_in(client)


@pytest.mark.parametrize("account, seconds", [("coordinator", 1800), ("mentee", 600)])
def test_the_page_warns_by_the_time_that_the_server_counts(
    app: Flask, world: World, account: str, seconds: int
) -> None:
    set_time(NOON)
    client = _signed_in(app, world, account)
    assert f'data-idle-seconds="{seconds}"' in client.get("/account").get_data(as_text=True)
    after(seconds=50)  # within the minute, last-seen is not written again
    assert f'data-idle-seconds="{seconds - 50}"' in client.get("/account").get_data(as_text=True)
    after(seconds=60)
    assert f'data-idle-seconds="{seconds}"' in client.get("/account").get_data(as_text=True)


def test_one_key_stays_signed_in_and_too_late_is_said(app: Flask, world: World) -> None:
    set_time(NOON)
    client = _signed_in(app, world, "mentee")
    for minutes in (9, 18, 27):
        after(minutes=minutes)
        assert client.post("/session/extend").status_code == 204
    after(minutes=37)
    late = client.post("/session/extend")
    assert (late.status_code, late.mimetype) == (401, "application/json")


def test_leaving_quickly_signs_out_and_shows_a_page_that_says_nothing(app: Flask, world: World) -> None:
    client = _signed_in(app, world, "mentee")
    kept = cookie_of(client)
    answer = client.post("/leave", csrf=False)
    assert (answer.status_code, answer.location) == (303, "/start")
    page = client.get("/start").get_data(as_text=True)
    assert "<title>Today is " in page
    for telling in ("mentor", "Tell an adult", "Worried", "Leave this page", "Leo"):
        assert telling.lower() not in page.lower()
    put_cookie(client, kept)
    assert not is_signed_in(client)
    assert events_in(app, world.school_id)[-1][1]["why"] == "left quickly"


def test_leaving_quickly_works_for_somebody_who_is_not_signed_in(
    client: StyleGuideClient, world: World
) -> None:
    assert client.post("/leave", csrf=False).location == "/start"


def test_a_student_whose_sign_in_was_used_is_signed_out_everywhere_and_an_adult_is_told(
    app: Flask, world: World
) -> None:
    here, there = _signed_in(app, world, "mentee"), _signed_in(app, world, "mentee")
    answer = here.post("/session/not-me")
    assert (answer.status_code, answer.location) == (303, "/session/reported")
    page = here.get("/session/reported").get_data(as_text=True)
    assert "We have told Ms Okafor." in page
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    assert events_in(app, world.school_id)[-1] == ("sign-in.reported", {"sessions": 2})
    with app.app_context(), transaction.unit(writes=False):
        (report,) = db.session.query(SignInReport).all()
        assert (report.student_id, report.seen_at) == (world.mentee, None)
        child = db.session.get(Student, (world.school_id, world.mentee))
        assert child is not None
        assert child.account.secret_hash is not None


def test_staff_whose_sign_in_was_used_are_asked_for_a_new_password(app: Flask, world: World) -> None:
    here = _signed_in(app, world, "lead")  # even before the second step
    assert here.post("/session/not-me").location == "/session/reported"
    page = here.get("/session/reported").get_data(as_text=True)
    assert 'href="/sign-in?next=/account/password"' in page
    assert not is_signed_in(here)
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(SignInReport).count() == 0


def test_the_page_after_a_report_is_for_nobody_else(client: StyleGuideClient, world: World) -> None:
    assert client.get("/session/reported").location == "/"


def test_before_the_second_step_the_frame_shows_no_rail(app: Flask, world: World) -> None:
    client = _signed_in(app, world, "lead")
    page = client.get("/sign-in/second", follow_redirects=True).get_data(as_text=True)
    assert 'href="/desk' not in page
    assert 'href="/students' not in page


def test_a_new_password_ends_every_other_sign_in_but_not_this_one(
    app: Flask, worlds: tuple[World, World]
) -> None:
    here, _ = worlds
    with app.app_context(), transaction.unit():
        for _ in range(3):
            make_session(here, here.staff[Role.COORDINATOR], is_student=False)
    mine, *others = sessions_in(app)
    with app.app_context(), transaction.unit():
        count = end_all_sessions(mine.account_id, why="new password", by=MACHINE, now=NOON, except_id=mine.id)
    assert count == 2
    ended = {row.id: row.ended_at is not None for row in sessions_in(app)}
    assert ended == {mine.id: False, others[0].id: True, others[1].id: True}
    assert events_in(app, here.school_id)[-1] == ("session.ended", {"why": "new password", "count": 2})


def test_where_i_am_signed_in_lists_live_sign_ins_of_mine_only(
    app: Flask, worlds: tuple[World, World]
) -> None:
    here, elsewhere = worlds
    set_time(NOON)
    with app.app_context(), transaction.unit():
        for person in (here.mentee, here.mentee, here.mentor):
            make_session(here, person, is_student=True)
        make_session(elsewhere, elsewhere.mentee, is_student=True)
    mine = [row for row in sessions_in(app) if row.person_id == here.mentee]
    with app.app_context(), transaction.unit():
        db.session.query(SignInSession).filter_by(id=mine[0].id).update({"ended_at": NOON})
    with app.app_context(), transaction.unit(writes=False):
        listed = sessions.live_sessions(here.school_id, here.mentee, NOON)
        assert [row.id for row in listed] == [mine[1].id]
        assert sessions.live_sessions(here.school_id, here.mentee, NOON + timedelta(minutes=10)) == []


def test_the_page_says_when_i_was_last_here(app: Flask, world: World) -> None:
    set_time(NOON)
    _signed_in(app, world, "mentee")
    after(days=1)
    client = _signed_in(app, world, "mentee")
    with app.app_context(), transaction.unit(writes=False):
        newest = sessions_in(app)[-1]
        before = sessions.last_before(newest)
        assert before is not None
        assert before.started_at == NOON
    assert is_signed_in(client)


def test_sign_ins_of_a_month_ago_are_forgotten(app: Flask, world: World) -> None:
    set_time(NOON)
    _signed_in(app, world, "mentee")
    after(days=29)
    _signed_in(app, world, "mentor")
    with app.app_context(), transaction.unit():
        forget_old_sessions(NOON + timedelta(days=30))
    assert [row.person_id for row in sessions_in(app)] == [world.mentor]


def test_a_card_switched_off_while_the_words_are_compared_lets_nobody_in(
    app: Flask, world: World, client: StyleGuideClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = give_secret(app, world, "mentee")

    def switch_off(_held: str, _typed: str) -> bool:
        with transaction.aside():
            db.session.query(Account).filter(Account.secret_hash.is_not(None)).update({"secret_hash": None})
        return True

    monkeypatch.setattr("mentoring.people.hashing.matches", switch_off)
    assert type_student(client, world, name).status_code == 422
    assert sessions_in(app) == []


@pytest.mark.parametrize(
    "said, name",
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPad"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.0; rv:140.0) Gecko Firefox/140.0", "Firefox on Mac"),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(said: str, name: str) -> None:
    assert device_name(said) == name


def test_a_student_who_walked_away_is_led_to_the_students_page(app: Flask, world: World) -> None:
    page = _signed_in(app, world, "mentee").get("/account").get_data(as_text=True)
    assert f'data-sign-in-url="/sign-in/student?school={world.code}"' in page


def test_the_worker_deletes_what_is_old(app: Flask) -> None:
    ticks = {regular.tick for regular in outbox.registry(app).regulars}
    assert ticks >= {forget_old_sessions, forget_old_kept_forms, throttling.forget_old_tries}
