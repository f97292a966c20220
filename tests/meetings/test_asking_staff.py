"""Young people ask staff for help or a change; staff answer; no partner reads either."""

from flask import Flask

from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.meetings.models import Ask
from tests.meetings.young import Pair, SignIn, in_database, page, rows
from tests.support.factories import World, make_staff

CHANGE = {"token": "one", "kind": "mentor", "words": "She is always late"}


def test_a_mentee_asks_for_a_change_and_reads_the_answer(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    address = f"/my-meetings/ask/{pair.mentee}"
    shown = page(mentee, address)
    for words in (
        "Is someone in danger now? Find an adult near you.", "Mr Panjwani and the adults who run mentoring read this.",
        "Your partner does not.", "The day or the time", "The place", "What we do", "My mentor",
        "I want to talk with an adult", "I want a break", "I want to stop", 'href="/tell"',
    ):  # fmt: skip
        assert words in shown, words
    assert mentee.post(address, data=CHANGE).location.endswith(address)
    assert mentee.post(address, data=CHANGE).status_code == 303  # a double click
    (ask,) = rows(app, Ask)
    assert (ask.kind, ask.words, ask.pairing_id) == ("mentor", "She is always late", pair.pairing)
    assert "An adult will talk with you." in page(mentee, address)

    supervisor = sign_in(world, "supervisor")
    today = page(supervisor, "/today")
    assert "Young people asking" in today and "I will see to it" in today and "always late" not in today
    shown = page(supervisor, f"/asks/{ask.id}")
    assert "She is always late" in shown
    answer = f"/asks/{ask.id}/answer"
    assert "Say why" in supervisor.post(answer, data={"answer": "cannot", "words": ""}).get_data(as_text=True)
    assert (
        supervisor.post(answer, data={"answer": "talked", "words": "Amara sets an alarm"}).status_code == 303
    )
    assert "Young people asking" not in page(supervisor, "/today")
    again = supervisor.post(answer, data={"answer": "changed", "words": ""})
    assert again.status_code == 422 and "Somebody has answered this already." in again.get_data(as_text=True)

    home = page(mentee, "/today")
    assert "Mr Panjwani has answered you" in home and "alarm" not in home  # others may look at this screen
    mine = page(mentee, address)
    assert "<strong>Mr Panjwani:</strong> We have talked about it." in mine and "Amara sets an alarm" in mine
    mentor = sign_in(world, "mentor")
    for address in ("/today", f"/my-meetings/ask/{pair.mentor}", f"/my-meetings/choose/{pair.pairing}"):
        shown = page(mentor, address)
        assert "late" not in shown and "alarm" not in shown and "answered you" not in shown


def test_a_mentor_asks_for_help(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    mentor = sign_in(world, "mentor")
    address = f"/my-meetings/ask/{pair.mentor}"
    shown = page(mentor, address)
    assert "<h1>Ask for help</h1>" in shown and "My mentor" not in shown
    assert mentor.post(address, data={"token": "x", "kind": "help", "words": ""}).status_code == 303
    assert mentor.post(address, data={"token": "y", "kind": "mentor"}).status_code == 422
    assert [(each.kind, each.words) for each in rows(app, Ask)] == [("help", "")]
    assert "asks for help" in page(sign_in(world, "coordinator"), "/asks")


def test_nothing_picked_or_too_long_is_asked_again_with_every_word(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    long = "late " * 200
    answer = mentee.post(f"/my-meetings/ask/{pair.mentee}", data={"token": "x", "kind": "", "words": long})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and long.strip() in text
    assert "Pick one." in text and "That is too long." in text and rows(app, Ask) == []


def test_a_break_begins_at_once_and_somebody_talks_with_them(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    assert f'action="/joining/{pair.mentee}/pause"' in page(mentee, f"/my-meetings/ask/{pair.mentee}")
    mentee.post(f"/joining/{pair.mentee}/pause", data={"answer": "pause"})
    assert "Your meetings are having a break." in page(mentee, "/today")
    (ask,) = rows(app, Ask)
    assert (ask.kind, ask.student_id) == ("break", world.mentee)
    coordinator = sign_in(world, "coordinator")
    assert "wants a break: it has begun, talk with them" in page(coordinator, "/today")
    coordinator.post(f"/asks/{ask.id}/answer", data={"answer": "talked", "words": ""})
    with in_database(app):
        assert db.session.get_one(Enrolment, (world.school_id, pair.mentee)).talked_at is not None


def test_staff_who_note_a_pause_that_was_said_in_person_make_no_ask(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    said = {"answer": "pause", "day": "2026-11-03"}
    sign_in(world, "coordinator").post(f"/enrolments/{pair.mentee}/answer", data=said)
    assert rows(app, Ask) == []


def test_each_asks_for_themselves_and_only_those_in_charge_read_it(
    app: Flask, worlds: tuple[World, World], pair: Pair, sign_in: SignIn
) -> None:
    world, there = worlds
    sign_in(world, "mentee").post(f"/my-meetings/ask/{pair.mentee}", data=CHANGE)
    (ask,) = rows(app, Ask)
    with in_database(app, writes=True):
        other = make_staff(world, Role.SUPERVISOR, first="Una", last="Elsewhere")
    stranger = sign_in(world, other, is_student=False)
    outsiders = [
        stranger, sign_in(world, "mentor"), sign_in(there, "mentee"), sign_in(there, "lead"),
        sign_in(world, "head"), sign_in(world, "chair"), sign_in(world, "administrator"),
    ]  # fmt: skip
    for client in outsiders:
        assert client.get(f"/my-meetings/ask/{pair.mentee}").status_code == 404
        assert client.post(f"/my-meetings/ask/{pair.mentee}", data=CHANGE).status_code == 404
        assert client.get(f"/asks/{ask.id}").status_code == 404
        assert client.post(f"/asks/{ask.id}/answer", data={"answer": "talked"}).status_code == 404
    assert "Leo" not in page(stranger, "/asks") and "Leo" not in page(stranger, "/today")
    assert "Leo" not in page(sign_in(there, "lead"), "/asks")
    for account in ("coordinator", "supervisor", "lead", "deputy"):
        assert "She is always late" in page(sign_in(world, account), f"/asks/{ask.id}")


def test_the_same_form_of_two_students_is_two(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    sign_in(world, "mentee").post(f"/my-meetings/ask/{pair.mentee}", data={**CHANGE, "kind": "day"})
    sign_in(world, "mentor").post(f"/my-meetings/ask/{pair.mentor}", data={**CHANGE, "kind": "day"})
    assert len(rows(app, Ask)) == 2


def test_script_in_words_stays_words(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    mentee = sign_in(world, "mentee")
    mentee.post(f"/my-meetings/ask/{pair.mentee}", data={**CHANGE, "words": "<script>alert(1)</script>"})
    (ask,) = rows(app, Ask)
    lead = sign_in(world, "lead")
    lead.post(f"/asks/{ask.id}/answer", data={"answer": "talked", "words": "<script>alert(2)</script>"})
    for client, address in ((lead, f"/asks/{ask.id}"), (mentee, f"/my-meetings/ask/{pair.mentee}")):
        assert "<script>alert" not in page(client, address)
