"""Telling an adult, as the person who writes sees it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from textstat import textstat

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import FamilyTie, SignInSession, Throttle
from mentoring.raising.actions.slowing import count_message
from mentoring.raising.views import slowing
from mentoring.raising.views import tell as views
from tests.raising.conftest import (
    AN_EVENING,
    change_school,
    change_staff,
    concerns,
    end_role,
    form_token,
    opened,
    readers,
    tell,
    words_on,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]
DOOR = "/tell/alder"


def shown(page: str) -> str:
    """Return the words of a page's middle, as they are read."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).replace("&#39;", "'").split())


def read(client: StyleGuideClient, url: str = DOOR) -> str:
    return shown(client.get(url).get_data(as_text=True))


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seconds that writers were made to wait, without waiting."""
    seconds: list[int] = []
    monkeypatch.setattr(slowing, "sleep", seconds.append)
    return seconds


# --- What the page says -------------------------------------------------------------------------


def test_danger_comes_before_everything_else(client: StyleGuideClient, world: World) -> None:
    page = read(client)
    assert page.startswith(
        "Is someone in danger right now? Find an adult near you. Or call 999. Tell an adult"
    )


def test_it_names_who_will_read_it_for_each_kind_of_answer(client: StyleGuideClient, world: World) -> None:
    page = read(client)
    assert "This goes to Mr Halewick and Mrs Iqbalia. They keep children safe here." in page
    assert "If an adult who works or helps here did it, it goes to Dr Merriden and Mr Tallis instead." in page
    assert "If the head teacher did it, it goes to Mrs Varley instead." in page
    for name in ("Halewickson", "Okafor"):
        assert name not in page


def test_a_script_can_shorten_the_names_to_the_answer(client: StyleGuideClient, world: World) -> None:
    page = client.get(DOOR).get_data(as_text=True)
    assert 'data-readers="done_by"' in page
    given = re.findall(r'data-readers-for="([^"]+)"', page)
    assert given == ["student home online nobody unsaid", "adult", "head"]
    answers = [tag for tag in re.findall(r"<input[^>]+>", page) if 'name="done_by"' in tag]
    values = [re.findall(r'value="([^"]+)"', tag)[0] for tag in answers]
    assert sorted(values) == sorted(" ".join(given).split())


def test_nothing_is_picked_beforehand_and_nothing_is_kept_by_the_browser(
    client: StyleGuideClient, world: World
) -> None:
    answer = client.get(DOOR)
    page = answer.get_data(as_text=True)
    assert " checked" not in page
    assert 'type="file"' not in page and "multipart" not in page
    boxes = re.findall(r"<(?:textarea|input)[^>]*(?:type=\"text\"|id=\"text\")[^>]*>", page)
    assert len(boxes) == 2 and all(
        'autocomplete="off"' in box and 'spellcheck="false"' in box for box in boxes
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("account", ["mentee", "mentor", "coordinator", "lead", "administrator"])
def test_everybody_who_is_signed_in_finds_their_own_school_without_a_code(
    sign_in: SignIn, worlds: tuple[World, World], account: str
) -> None:
    client = sign_in(worlds[1], account)
    assert "Mr Halewickson" in read(client, "/tell")
    assert client.get("/tell/alder").headers["Location"] == "/tell"


def test_a_relative_of_the_student_is_not_named(app: Flask, sign_in: SignIn, world: World) -> None:
    with app.app_context(), transaction.unit():
        db.session.add(
            FamilyTie(
                school_id=world.school_id, id=ids.new_id(), student_id=world.mentee,
                staff_id=world.staff[Role.DEPUTY], made_at=clock.now(),
            )
        )  # fmt: skip
    assert "This goes to Mr Halewick, Dr Merriden and Mr Tallis." in read(sign_in(world, "mentee"), "/tell")


def test_who_is_away_is_not_named(app: Flask, client: StyleGuideClient, world: World) -> None:
    change_staff(app, world, world.staff[Role.LEAD], away=True)
    assert "This goes to Mrs Iqbalia, Dr Merriden and Mr Tallis." in read(client)


def test_the_head_is_called_what_the_country_calls_them(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    change_school(app, world.school_id, country="us")
    page = read(client)
    assert "If the principal did it, it goes to Mrs Varley instead." in page
    assert "The principal" in page and "Or call 911." in page and "988" in page


@pytest.mark.parametrize("account", [None, "mentee"])
def test_the_pages_can_be_read_at_nine(
    app: Flask, client: StyleGuideClient, sign_in: SignIn, world: World, account: str | None
) -> None:
    clock.set_source(lambda: AN_EVENING)
    client = sign_in(world, account) if account else client
    pages = [
        client.get("/tell" if account else DOOR),
        tell(client, "/tell" if account else DOOR, text="words"),
        tell(client, "/tell" if account else DOOR, come="1"),
    ]
    for page in pages:
        sentences = re.sub(
            r"</(p|h1|h2|legend|label|button|li|summary|span)>", ". ", page.get_data(as_text=True)
        )
        grade = textstat.flesch_kincaid_grade(re.sub(r"[.?!]\s*\.", ".", shown(sentences)))
        assert grade <= 4, f"grade {grade}: {shown(sentences)}"


# --- Which school -------------------------------------------------------------------------------


def test_without_a_code_the_page_asks_for_it_with_the_numbers_already_there(
    client: StyleGuideClient, worlds: tuple[World, World]
) -> None:
    page = read(client, "/tell")
    assert page.startswith("Is someone in danger right now? Find an adult near you. Or call 999.")
    assert "School code" in page and "0800 1111" in page and "Halewick" not in page
    for typed in ("birch", " Birch "):
        answer = client.post("/tell", data={"school_code": typed}, csrf=False)
        assert answer.headers["Location"] == "/tell/birch"


def test_an_unknown_code_is_said_gently_and_asked_again(client: StyleGuideClient, world: World) -> None:
    answer = client.get("/tell/oak")
    assert answer.status_code == 404
    assert "We don't know that school code." in shown(answer.get_data(as_text=True))
    assert client.post("/tell", data={"school_code": "oak"}, csrf=False).status_code == 422


def test_words_sent_without_a_school_are_shown_and_carried_on(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    answer = client.post("/tell", data={"text": "my words"}, csrf=False)
    assert "my words" in shown(answer.get_data(as_text=True))
    page = client.post("/tell", data={"school_code": "alder", "text": "my words"}, csrf=False).get_data(
        as_text=True
    )
    assert "my words" in page and "Press Send once more." in page
    client.post(DOOR, data={"text": "my words", "form_token": form_token(page)}, csrf=False)
    assert [opened(app, one) for one in concerns(app)] == ["my words"]


def test_one_school_needs_no_code(app: Flask, client: StyleGuideClient, worlds: tuple[World, World]) -> None:
    only_here(app, worlds[0])
    assert "This goes to Mr Halewick and Mrs Iqbalia." in read(client, "/tell")


def only_here(app: Flask, world: World) -> None:
    """Take the other school out of what the pages find, as on an installation of one school."""
    with app.app_context(), transaction.unit():
        for table in ("staff_role", "staff_member", "student", "supervised_hour", "calendar_span", "site"):
            db.session.execute(
                text(f"DELETE FROM {table} WHERE school_id <> :here"), {"here": world.school_id}
            )
        db.session.execute(text("DELETE FROM school WHERE id <> :here"), {"here": world.school_id})


def test_before_set_up_is_finished_the_door_shows_an_adult_and_the_numbers(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    change_school(app, world.school_id, setup_finished_at=None)
    page = read(client)
    assert page.startswith("Is someone in danger right now?")
    assert "Find an adult" in page and "0800 1111" in page
    assert "<textarea" not in client.get(DOOR).get_data(as_text=True) and "Halewick" not in page
    answer = client.post(DOOR, data={"text": "my words"}, csrf=False)
    assert answer.status_code == 409 and "my words" in shown(answer.get_data(as_text=True))
    assert concerns(app) == []


def test_before_there_is_any_school_the_door_shows_an_adult_and_the_numbers(
    app: Flask, client: StyleGuideClient
) -> None:
    assert "Or call 999 or 911." in read(client, "/tell")


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


# --- Out of hours -------------------------------------------------------------------------------


def test_out_of_hours_it_says_when_somebody_reads_and_whom_to_call(
    client: StyleGuideClient, world: World
) -> None:
    clock.set_source(lambda: AN_EVENING)
    page = read(client)
    assert "School is closed now. Nobody may read this until Wednesday 4 November, 08:45." in page
    assert page.index("School is closed") < page.index("0800 1111") < page.index("This goes to")
    clock.set_source(lambda: datetime(2026, 11, 6, 22, 0, tzinfo=UTC))
    assert "until Monday 9 November, 08:45." in read(client)


def test_out_of_hours_it_says_first_who_reads_now(app: Flask, client: StyleGuideClient, world: World) -> None:
    change_staff(app, world, world.staff[Role.DEPUTY], reads_out_of_hours=True)
    clock.set_source(lambda: AN_EVENING)
    page = read(client)
    assert "School is closed now. Mrs Iqbalia may read this now." in page
    assert "it goes to Mrs Varley instead. They may not read it until Wednesday 4 November, 08:45." in page
    sent = shown(tell(client, DOOR, text="words").get_data(as_text=True))
    assert "They will read it and help. Mrs Iqbalia may read this now." in sent
    change_staff(app, world, world.staff[Role.DEPUTY], away=True)
    assert "Nobody may read this until" in read(client)


def test_in_school_hours_it_says_nothing_about_hours(client: StyleGuideClient, world: World) -> None:
    assert "School is closed" not in read(client)


def test_a_school_without_a_calendar_gives_no_time(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    with app.app_context(), transaction.unit():
        db.session.execute(text("DELETE FROM calendar_span"))
    assert "Nobody may read this until school opens again." in read(client)


def test_a_role_that_nobody_holds_any_more_is_said(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    end_role(app, world, Role.CHAIR)
    assert "If the head teacher did it, it goes to Mr Halewick and Mrs Iqbalia instead." in read(client)


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


# --- Two worlds: with and without a concern -------------------------------------------------------


@pytest.mark.parametrize("account", ["mentee", "mentor", "coordinator", "administrator", None])
def test_the_door_looks_the_same_with_and_without_a_concern(
    app: Flask, client: StyleGuideClient, sign_in: SignIn, world: World, account: str | None
) -> None:
    client = sign_in(world, account) if account else client
    before = read(client, "/tell" if account else DOOR)
    tell(sign_in(world, "mentee"), "/tell", text="words", done_by="adult", ruled_out=[world.staff[Role.LEAD]])
    tell(app.test_client(), DOOR, text="halewick")  # type: ignore[arg-type]
    assert read(client, "/tell" if account else DOOR) == before
