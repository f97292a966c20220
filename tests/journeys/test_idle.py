"""Somebody walks away: a warning, one key that stays, and words that are still there after signing in again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.telling import WORDS, newest_concern
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.journey

ANSWER = "I talked with your form tutor. Come to room 4 tomorrow."
TOLD = "Somebody waits for me at the gate every day."


def time_passes(visitor: Visitor, minutes: float) -> None:
    """Let time pass in the school and in the browser at once, on a page that is there."""
    visitor.page.wait_for_load_state()
    visitor.live.clock.move(minutes=minutes)
    visitor.page.clock.fast_forward(int(minutes * 60_000))


def test_one_key_stays(demo: Demo, visit: Visit) -> None:
    # Given a student who is signed in and looks out of the window
    student = visit(demo, "leo")
    student.page.clock.install()
    student.signs_in()
    time_passes(student, 8.5)
    warning = student.page.get_by_role("dialog", name="Are you still here?")
    expect(warning).to_be_hidden()
    # When it is nearly time, they are asked whether they are there
    time_passes(student, 0.75)
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("Press any key to stay.")
    student.looks_over("idle-warning")
    # Then one key is enough, and they stay for as long again
    student.page.keyboard.press("Shift")
    expect(warning).to_be_hidden()
    time_passes(student, 8.5)
    expect(warning).to_be_hidden()
    student.presses("My sign-in")
    student.is_at("My sign-in")


def test_without_a_key_the_page_goes(demo: Demo, visit: Visit) -> None:
    student = visit(demo, "leo")
    student.page.clock.install()
    student.signs_in()
    time_passes(student, 10.1)
    student.is_at("Sign in")
    student.does_not_read("Leo")


def test_an_answer_survives(demo: Demo, visit: Visit) -> None:
    # Given a lead who has taken a concern and is writing an answer
    lead = visit(demo, "lead")
    lead.page.clock.install()
    lead.signs_in(f"/desk/{newest_concern(demo)}")
    lead.presses("I have this. I will see to it")
    lead.writes("Your words to them", ANSWER)
    # When they are called away for longer than half an hour
    time_passes(lead, 30.1)
    over = lead.page.get_by_role("dialog", name="You were signed out")
    expect(over).to_be_visible()
    # Then a passer-by reads nothing
    expect(lead.page.get_by_role("main")).to_be_hidden()
    lead.looks_over("idle-over")
    # And after signing in again the words are back, and are sent
    lead.presses("Sign in again")
    lead.is_at("Sign in")
    lead.reads("What you typed is kept.")
    lead.looks_over("sign-in-kept")
    lead.does_not_read(ANSWER)
    lead.gives_secret()
    lead.is_at("Not sent yet")
    lead.reads(ANSWER)
    lead.looks_over("kept")
    lead.presses("Send it now")
    lead.reads("Your words are there for them to see.")
    lead.reads(ANSWER)


def test_what_a_student_was_telling_survives(demo: Demo, visit: Visit) -> None:
    # Given a student who is signed in and is writing to tell an adult
    student = visit(demo, "mentor", size=PHONE)
    student.page.clock.install()
    student.signs_in("/tell")
    student.writes(WORDS, TOLD)
    student.chooses("Who needs help?", "Me")
    # When they stop for longer than ten minutes, the words are out of sight and not sent
    time_passes(student, 10.1)
    expect(student.page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    expect(student.page.get_by_label(WORDS)).to_be_hidden()
    before = newest_concern(demo)
    # Then after signing in again the words are back
    student.presses("Sign in again")
    student.is_at("Sign in")
    student.does_not_read(TOLD)
    assert newest_concern(demo) == before, "half-written words were sent"
    student.gives_secret()
    student.reads(TOLD)
    student.looks_over("kept")
    # And are sent when the student sends them, in their name
    student.presses("Send it now")
    student.is_at("Sent")
    assert newest_concern(demo) != before
    assert not student.page.locator(".code-box").count(), "it was sent without a name"
