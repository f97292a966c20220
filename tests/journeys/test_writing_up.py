"""A mentor writes up a meeting on a phone, with few taps and in less than a minute."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.visitor import PHONE

pytestmark = pytest.mark.journey

MOST_TAPS, MOST_SECONDS = 8, 60


def test_a_mentor_writes_up_a_meeting_with_few_taps(demo: Demo, visit: Visit) -> None:
    # Given a mentor at home after lunch, who has met today
    demo.clock.move(hours=3)
    mentor = visit(demo, "amara", size=PHONE, touches=True)
    mentor.signs_in()
    mentor.in_every_look("home")
    # (the page of the write-up is looked at before anything is counted)
    mentor.presses("Write up a meeting")
    mentor.opens("Things that are not part of your role")
    mentor.in_every_look("write-up")
    mentor.goes_to("/today")
    began, mentor.taps = time.monotonic(), 0
    # When she says who came, what they did and how she helped, and writes three short things
    mentor.presses("Write up a meeting")
    mentor.is_at("Write up a meeting")
    mentor.chooses("Who came?", "We both came")
    mentor.ticks("We talked")
    mentor.ticks("We played a game")
    mentor.writes("Say more", "Dominoes, and his new form")
    mentor.ticks("I listened and cheered them on")
    mentor.writes("One thing for next time", "Bring your bird list")
    mentor.writes("Anything for the adults?", "He would like to sit near the window in maths")
    mentor.presses("Save")
    mentor.reads("Saved. Thank you.")
    # Then that took few taps, and less than a minute
    assert mentor.taps <= MOST_TAPS
    assert time.monotonic() - began < MOST_SECONDS
    mentor.in_every_look("written-up")
    # And her mentee reads the one thing, and nothing else of it; staff read all
    mentee = visit(demo, "leo", size=PHONE)
    mentee.signs_in()
    mentee.reads("Bring your bird list")
    mentee.does_not_read("near the window")
    mentee.in_every_look("home")
    office = visit(demo, "coordinator")
    office.signs_in("/pairings")
    office.presses("Amara Quist with Leo Brandtly")
    office.opens("Tuesday 3 June, 12:40: Amara Quist")
    office.reads("He would like to sit near the window in maths")
    office.in_every_look("pairing")


def test_without_scripts_a_mentor_writes_up_what_was_not_part_of_the_role(demo: Demo, visit: Visit) -> None:
    # Given a mentor at a phone without scripts
    mentor = visit(demo, "amara", size=PHONE, scripts=False)
    mentor.signs_in()
    mentor.follows(mentor.page.get_by_role("link", name="Write up a meeting"))
    # When she writes that there was a gift
    if mentor.page.get_by_role("link", name="It was another meeting").count():
        mentor.presses("It was another meeting")
    mentor.page.get_by_role("link", name="Write it up").or_(
        mentor.page.get_by_role("link", name="I forgot something")
    ).first.click()
    mentor.chooses("Who came?", "We both came")
    mentor.opens("Things that are not part of your role")
    mentor.ticks("One of us gave a gift")
    mentor.looks_over("write-up")
    mentor.presses("Save")
    # Then it is kept, she is told who was told, and her supervisor finds a boundary note
    mentor.reads("You are not in trouble.")
    supervisor = visit(demo, "supervisor")
    supervisor.signs_in()
    heading = supervisor.page.get_by_role("heading", name="Boundary notes")
    notes = supervisor.page.locator("section", has=heading)
    expect(notes.get_by_text("Amara Quist")).to_be_visible()
    supervisor.in_every_look("today")
