"""Telling an adult, as the person who writes sees it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from textstat import textstat

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people.models import FamilyTie
from tests.raising.conftest import (
    AN_EVENING,
    DOOR,
    change_school,
    change_staff,
    concerns,
    end_role,
    form_token,
    opened,
    read,
    shown,
    tell,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SignIn = Callable[..., StyleGuideClient]


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


def test_answers_sent_without_a_school_are_carried_on_too(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    lead = world.staff[Role.LEAD]
    typed = {"text": "my words", "done_by": "adult", "ruled_out": [lead], "writer_name": "Ada",
             "find_at": "library", "where_and_when": "today", "safe_now": "no", "who_needs_help": "me"}  # fmt: skip
    for code in ("", "oak"):  # none, and one that is mistyped
        page = client.post("/tell", data={**typed, "school_code": code}, csrf=False).get_data(as_text=True)
        carried = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        assert {name for name, _value in carried} - {"csrf_token"} == set(typed)
    form = client.post("/tell", data={**dict(carried), "school_code": "alder"}, csrf=False)
    page = form.get_data(as_text=True)
    for name, value in (("done_by", "adult"), ("ruled_out", lead), ("safe_now", "no")):
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"[^>]*checked', page), name
    assert 'value="library"' in page and 'value="today"' in page


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
