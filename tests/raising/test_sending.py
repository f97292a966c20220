"""Sending what was told: stored once, never refused, never lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import FamilyTie, SignInSession, Throttle
from mentoring.raising.actions.slowing import count_message
from mentoring.raising.views import slowing
from mentoring.raising.views import tell as views
from tests.raising.conftest import (
    A_LESSON,
    DOOR,
    concerns,
    form_token,
    opened,
    readers,
    shown,
    tell,
    words_on,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seconds that writers were made to wait, without waiting."""
    seconds: list[int] = []
    monkeypatch.setattr(slowing, "sleep", seconds.append)
    return seconds


# --- Sending ------------------------------------------------------------------------------------


def test_a_signed_out_writer_reads_who_has_it_and_gets_three_words(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    answer = tell(client, DOOR, text="He hit me")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "This went to Mr Halewick and Mrs Iqbalia. They will read it and help." in shown(page)
    assert "You did the right thing." in page and len(words_on(page)) == 3
    [concern] = concerns(app)
    assert concern.raiser_id is None and opened(app, concern) == "He hit me"
    kept = "".join(cookie.value for cookie in client._cookies.values())  # type: ignore[attr-defined]
    assert not any(word in kept for word in words_on(page))


@pytest.mark.parametrize("account, is_student", [("mentee", True), ("coordinator", False)])
def test_a_signed_in_writer_is_known_and_needs_no_words(
    app: Flask, sign_in: SignIn, world: World, account: str, is_student: bool
) -> None:
    page = tell(sign_in(world, account), "/tell", text="He hit me", who_needs_help="student", safe_now="no")
    assert words_on(page.get_data(as_text=True)) == []
    [concern] = concerns(app)
    assert (concern.raiser_id, concern.raiser_is_student) == (world.person(account)[0], is_student)
    assert (concern.who_needs_help, concern.done_by, concern.safe_now) == ("student", None, "no")


@pytest.mark.parametrize(
    "typed, names",
    [
        ({"done_by": "adult"}, "Dr Merriden and Mr Tallis"),
        ({"done_by": "head"}, "Mrs Varley"),
        ({"text": "mr halewick did it"}, "Mrs Iqbalia, Dr Merriden and Mr Tallis"),
    ],
)
def test_the_page_after_sending_names_those_who_really_read_it(
    client: StyleGuideClient, world: World, typed: dict[str, str], names: str
) -> None:
    page = tell(client, DOOR, **{"text": "words", **typed})
    assert f"This went to {names}." in shown(page.get_data(as_text=True))


def test_whom_the_writer_rules_out_never_reads_it(app: Flask, client: StyleGuideClient, world: World) -> None:
    page = tell(client, DOOR, text="words", ruled_out=[world.staff[Role.LEAD], world.staff[Role.HEAD]])
    assert "This went to Mrs Iqbalia and Mr Tallis." in shown(page.get_data(as_text=True))
    [concern] = concerns(app)
    assert not {world.staff[Role.LEAD], world.staff[Role.HEAD]} & set(readers(app, concern))


def test_with_everybody_ruled_out_it_is_stored_and_the_page_says_so(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    page = tell(client, DOOR, text="words", ruled_out=list(world.staff.values()))
    assert "Nobody at school can read this right now." in shown(page.get_data(as_text=True))
    assert "0800 1111" in page.get_data(as_text=True)
    [concern] = concerns(app)
    assert readers(app, concern) == []


def test_a_double_click_makes_one_and_shows_the_same_words(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    token = form_token(client.get(DOOR).get_data(as_text=True))
    pages = [client.post(DOOR, data={"form_token": token, "text": "He hit me"}, csrf=False) for _ in range(3)]
    assert len({tuple(words_on(page.get_data(as_text=True))) for page in pages}) == 1
    assert len(concerns(app)) == 1


def test_who_goes_back_to_the_page_after_sending_does_not_see_the_words_again(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    token = form_token(client.get(DOOR).get_data(as_text=True))
    typed = {"form_token": token, "text": "He hit me"}
    assert words_on(client.post(DOOR, data=typed, csrf=False).get_data(as_text=True))
    clock.set_source(lambda: A_LESSON + timedelta(minutes=3))
    again = client.post(DOOR, data=typed, csrf=False)
    assert again.status_code == 200
    assert words_on(again.get_data(as_text=True)) == []
    assert len(concerns(app)) == 1


def test_going_back_and_writing_more_loses_nothing(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    token = form_token(client.get(DOOR).get_data(as_text=True))
    for words in ("He hit me", "He hit me. And there is more"):
        client.post(DOOR, data={"form_token": token, "text": words}, csrf=False)
    assert sorted(opened(app, one) for one in concerns(app)) == ["He hit me", "He hit me. And there is more"]


@pytest.mark.parametrize("token", [None, "", "made-up", "WyJhIiwiIl0.forged"])
def test_an_old_or_made_up_token_is_marked_and_never_refused(
    app: Flask, client: StyleGuideClient, world: World, token: str | None
) -> None:
    typed = {"text": "He hit me"} if token is None else {"text": "He hit me", "form_token": token}
    for _ in range(2):
        assert client.post(DOOR, data=typed, csrf=False).status_code == 200
    [concern] = concerns(app)
    assert concern.marked


def test_a_signed_in_writer_without_a_token_is_still_known(app: Flask, sign_in: SignIn, world: World) -> None:
    sign_in(world, "mentee").post("/tell", data={"text": "He hit me"}, csrf=False)
    [concern] = concerns(app)
    assert concern.raiser_id == world.mentee


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_a_form_from_elsewhere_comes_back_with_its_words_and_is_sent_by_one_press(
    app: Flask, client: StyleGuideClient, world: World, headers: dict[str, str]
) -> None:
    typed: dict[str, Any] = {"text": "He hit me", "done_by": "home", "ruled_out": [world.staff[Role.LEAD]]}
    answer = client.post(DOOR, data=typed, headers=headers, csrf=False)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and concerns(app) == []
    assert "Press Send once more." in page and "He hit me" in page
    assert re.search(r'value="home"[^>]*checked', page)
    assert re.search(rf'value="{world.staff[Role.LEAD]}"[^>]*checked', page)
    client.post(DOOR, data={**typed, "form_token": form_token(page)}, csrf=False)
    assert len(concerns(app)) == 1


def test_unknown_answers_count_as_skipped(app: Flask, client: StyleGuideClient, world: World) -> None:
    hostile = "<script>alert(1)</script>' OR 1=1 --\x00"
    typed = dict.fromkeys(("who_needs_help", "done_by", "safe_now"), hostile)
    page = tell(client, DOOR, text=hostile, ruled_out=[hostile], extra=hostile, **typed)
    assert page.status_code == 200
    [concern] = concerns(app)
    assert (concern.who_needs_help, concern.done_by, concern.safe_now) == (None, None, None)
    assert opened(app, concern) == hostile


def test_a_file_is_not_taken_and_the_words_are(app: Flask, client: StyleGuideClient, world: World) -> None:
    picture = (BytesIO(b"\x89PNG picture"), "picture.png")
    assert tell(client, DOOR, text="words", picture=picture).status_code == 200
    [concern] = concerns(app)
    assert opened(app, concern) == "words"


@pytest.mark.parametrize(
    "words", ["a", "long " * 2_000, "🐘" * 60_000, "e\u0301\x00\u202e\r\n\ttabs", "  spaces  "]
)
def test_words_are_stored_whole_whatever_they_are(
    app: Flask, client: StyleGuideClient, world: World, words: str
) -> None:
    assert tell(client, DOOR, text=words).status_code == 200
    [concern] = concerns(app)
    assert opened(app, concern) == words


def test_nothing_written_is_asked_for_once_more(app: Flask, client: StyleGuideClient, world: World) -> None:
    answer = tell(client, DOOR, text="  \r\n ", where_and_when="by the gate", safe_now="no")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and concerns(app) == []
    assert "Write a few words here." in shown(page)
    assert "by the gate" in page and re.search(r'name="safe_now"[^>]*value="no"[^>]*checked', page)


# --- Come and find me ---------------------------------------------------------------------------


def test_a_signed_in_child_who_cannot_write_is_found_at_one_press(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    page = tell(sign_in(world, "mentee"), "/tell", come="1", text="")
    assert "They will come and find you." in shown(page.get_data(as_text=True))
    [concern] = concerns(app)
    assert concern.come_and_find_me and concern.raiser_id == world.mentee and opened(app, concern) == ""


def test_a_signed_out_child_is_asked_where_once_and_then_taken_as_it_is(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    first = tell(client, DOOR, come="1", safe_now="no")
    page = first.get_data(as_text=True)
    assert first.status_code == 422 and "Where can we find you?" in page and concerns(app) == []
    again = {"form_token": form_token(page), "asked": "1", "come": "1", "safe_now": "no"}
    client.post(DOOR, data=again, csrf=False)
    assert [(one.come_and_find_me, one.safe_now) for one in concerns(app)] == [(True, "no")]


def test_a_signed_out_child_says_where_to_find_them(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    page = tell(client, DOOR, come="1", asked="1", writer_name="Leo", find_at="by the library")
    assert "They will come and find you." in shown(page.get_data(as_text=True))
    [concern] = concerns(app)
    assert opened(app, concern, "writer_name") == "Leo"
    assert opened(app, concern, "find_at") == "by the library"


# --- Who is writing -----------------------------------------------------------------------------


def end_sessions(app: Flask) -> None:
    with app.app_context(), transaction.unit():
        for session in db.session.scalars(db.select(SignInSession)):
            session.ended_at = clock.now()


def test_somebody_signed_out_meanwhile_is_not_lost_and_is_told(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    client = sign_in(world, "mentee")
    token = form_token(client.get("/tell").get_data(as_text=True))
    end_sessions(app)
    page = client.post(DOOR, data={"form_token": token, "text": "words"}, csrf=False).get_data(as_text=True)
    assert "You were signed out before you pressed Send. So your name is not on it." in shown(page)
    assert len(words_on(page)) == 3
    [concern] = concerns(app)
    assert concern.raiser_id is None


def test_the_relative_of_somebody_signed_out_meanwhile_does_not_read_it(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    with app.app_context(), transaction.unit():
        tie = FamilyTie(
            school_id=world.school_id, id=ids.new_id(), student_id=world.mentee,
            staff_id=world.staff[Role.DEPUTY], made_at=A_LESSON,
        )  # fmt: skip
        db.session.add(tie)
    client = sign_in(world, "mentee")
    page = client.get("/tell").get_data(as_text=True)
    assert "Mrs Iqbalia" not in shown(page).split("I don't want one of them")[0]
    end_sessions(app)
    typed = {"form_token": form_token(page), "text": "words"}
    sent = client.post(DOOR, data=typed, csrf=False).get_data(as_text=True)
    assert "Mrs Iqbalia" not in shown(sent)
    [concern] = concerns(app)
    assert concern.raiser_id is None
    assert world.staff[Role.DEPUTY] not in readers(app, concern)


def test_a_form_shown_to_one_child_is_never_sent_in_the_name_of_the_next(
    app: Flask, sign_in: SignIn, client: StyleGuideClient, world: World
) -> None:
    of_one = form_token(sign_in(world, "mentee").get("/tell").get_data(as_text=True))
    of_nobody = form_token(client.get(DOOR).get_data(as_text=True))
    for token in (of_one, of_nobody):
        sign_in(world, "mentor").post(DOOR, data={"form_token": token, "text": "words"}, csrf=False)
    assert [one.raiser_id for one in concerns(app)] == [None, None]


def test_another_schools_address_is_that_schools_and_without_a_name(
    app: Flask, sign_in: SignIn, worlds: tuple[World, World]
) -> None:
    sign_in(worlds[0], "mentee").post("/tell/birch", data={"text": "words"}, csrf=False)
    [concern] = concerns(app)
    assert (concern.school_id, concern.raiser_id) == (worlds[1].school_id, None)


# --- Many at once, and when it cannot be saved ----------------------------------------------------


def came_before(app: Flask, count: int) -> None:
    """Let so many messages have come from the client's address just now."""
    with app.app_context(), transaction.unit():
        for _ in range(count):
            count_message("127.0.0.1", now=clock.now())


@pytest.mark.parametrize(
    "before, seconds, marked", [(4, [], False), (6, [1], False), (29, [5], False), (30, [5], True)]
)
def test_many_from_one_place_are_slowed_and_marked_and_stored(
    app: Flask,
    client: StyleGuideClient,
    world: World,
    waited: list[int],
    before: int,
    seconds: list[int],
    marked: bool,
) -> None:
    came_before(app, before)
    assert tell(client, DOOR, text="words").status_code == 200
    [concern] = concerns(app)
    assert (concern.marked, waited) == (marked, seconds)
    with app.app_context(), transaction.unit(writes=False):
        kept = db.session.scalars(db.select(Throttle)).all()
        assert len(kept) == before + 1 and not any("127.0.0.1" in one.key_hash for one in kept)


def test_a_flood_does_not_keep_everybody_waiting(
    app: Flask, client: StyleGuideClient, world: World, waited: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = BoundedSemaphore(1)
    full.acquire()  # as many as may wait are waiting
    monkeypatch.setattr(slowing, "_waiting", full)
    came_before(app, 30)
    tell(client, DOOR, text="words")
    assert waited == [] and len(concerns(app)) == 1


@pytest.mark.parametrize("broken", ["raise_concern", "concern_with_token", "words_again", "count_message"])
def test_what_cannot_be_saved_is_shown_whole_with_the_numbers(
    app: Flask, client: StyleGuideClient, world: World, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        db.session.execute(text("SELECT nothing FROM no_such_table"))

    token = form_token(client.get(DOOR).get_data(as_text=True))
    monkeypatch.setattr(slowing if broken == "count_message" else views, broken, fails)
    words = "\n  hit <b>me</b> " + "long " * 3_000
    typed = {"form_token": token, "text": words, "where_and_when": "gate"}
    answer = client.post(DOOR, data=typed, csrf=False)
    if broken == "count_message":  # counting must not stand between a child and an adult
        assert answer.status_code == 200 and len(concerns(app)) == 1
        return
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500 and concerns(app) == []
    assert "Not saved. Copy your text" in page and "Find an adult now." in page
    assert "\n  hit &lt;b&gt;me&lt;/b&gt; " + "long " * 3_000 + "</textarea>" in page and "gate" in page
    assert "999" in page and "0800 1111" in page
    assert "long" not in app.extensions["settings"].error_log.read_text()


class ServerIsFull(Exception):
    sqlstate = "53100"  # as PostgreSQL says it


@pytest.mark.parametrize("cause", [Exception("database or disk is full"), ServerIsFull()])
def test_a_full_disk_is_said_like_that_too(
    client: StyleGuideClient, world: World, monkeypatch: pytest.MonkeyPatch, cause: Exception
) -> None:
    def full(**_: object) -> None:
        raise OperationalError("INSERT", {}, cause)

    monkeypatch.setattr(views, "raise_concern", full)
    answer = tell(client, DOOR, text="he hit me")
    assert answer.status_code == 507
    assert "Not saved. Copy your text" in answer.get_data(as_text=True) and "he hit me" in answer.get_data(
        as_text=True
    )


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # PostgreSQL's disk belongs to its server
def test_a_database_that_takes_no_more_is_never_called_sent(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    token = form_token(client.get(DOOR).get_data(as_text=True))

    def no_more(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", no_more)
    try:
        answer = client.post(DOOR, data={"form_token": token, "text": "all of it " * 10_000}, csrf=False)
    finally:
        event.remove(engine, "connect", no_more)
        engine.dispose()
    assert answer.status_code == 507 and concerns(app) == []
    assert "all of it " * 10_000 + "</textarea>" in answer.get_data(as_text=True)


def test_a_commit_that_fails_is_never_called_sent(
    app: Flask, client: StyleGuideClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = form_token(client.get(DOOR).get_data(as_text=True))

    def fails() -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(transaction, "commit", fails)
    answer = client.post(DOOR, data={"form_token": token, "text": "he hit me"}, csrf=False)
    monkeypatch.undo()
    assert answer.status_code == 500 and "he hit me" in answer.get_data(as_text=True)
    assert concerns(app) == []


def test_without_a_database_the_door_still_shows_an_adult_and_the_numbers(
    client: StyleGuideClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("SELECT", {}, Exception("no connection"))

    monkeypatch.setattr(views, "current_actor", gone)
    answer = client.get("/tell")
    assert answer.status_code == 500
    assert "Find an adult now" in answer.get_data(as_text=True) and "999 or 911" in answer.get_data(
        as_text=True
    )


def test_taking_another_ipv6_address_of_the_same_machine_slows_no_less(app: Flask) -> None:
    with app.app_context():
        for number in range(7):
            with transaction.unit():
                slowed = count_message(f"2001:db8::{number:x}", now=clock.now())
    assert slowed.seconds == 1
