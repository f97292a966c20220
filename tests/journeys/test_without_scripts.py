"""Telling, taking, answering and looking back again, in a browser that runs no scripts."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.telling import newest_concern, tells
from tests.journeys.visitor import PHONE

pytestmark = pytest.mark.journey

TOLD = "Somebody keeps sending me pictures. I feel sick."


def test_every_step_works_without_scripts(demo: Demo, visit: Visit) -> None:
    # Given a student who is signed in, in a browser without scripts
    student = visit(demo, "leo", size=PHONE, scripts=False)
    student.signs_in("/tell")
    # Then all that is said about who reads it can be read, whatever is answered
    student.chooses("Did someone do this?", "The head teacher")
    for sentence in (
        "This goes to Mr Hale and Mrs Iqbal.",
        "If the head teacher did it, it goes to Mrs Ashgrove",
    ):
        student.reads(sentence)
    student.chooses("Did someone do this?", "Someone else, or online")
    student.looks_over("tell-without-scripts")
    # When they tell an adult
    tells(student, TOLD, who="Amara, my partner", safe="Yes")
    student.reads("This went to Mr Hale and Mrs Iqbal.")
    assert not student.page.locator(".code-box").count(), "nobody who is signed in needs words to keep"
    # And the lead takes it and answers, without scripts too
    lead = visit(demo, "lead", scripts=False)
    lead.signs_in(f"/desk/{newest_concern(demo)}")
    lead.reads(TOLD)
    lead.reads("Leo Brandtly")
    lead.reads("Another student: Amara Quist")
    lead.looks_over("concern-without-scripts")
    lead.presses("I have this. I will see to it")
    lead.writes("Your words to them", "You did the right thing. Come to room 4 at lunch.")
    lead.presses("Send these words")
    lead.reads("Your words are there for them to see.")
    # Then the student reads it, after giving the words on the card once more
    student.presses("See if an adult has read it")
    student.is_at("What did the adult say?")
    student.looks_over("proof-without-scripts")
    student.writes("The words on your card", "not my words")
    student.presses("Show me")
    student.reads("That is not right. Look at it again, or ask an adult.")
    student.does_not_read("room 4")
    student.writes("The words on your card", demo.account("leo")["fields"]["passphrase"])
    student.presses("Show me")
    student.reads("An adult has read it.")
    student.reads("You did the right thing. Come to room 4 at lunch.")
    # And leaving quickly works as well
    student.presses("Leave this page quickly")
    expect(student.page).to_have_url(f"{demo.address}/start")
    student.goes_to("/tell/mine")
    student.is_at("Sign in")


def test_the_youngest_sign_in_with_pictures_without_scripts(demo: Demo, visit: Visit) -> None:
    # Given a Year 3 child whose card has pictures
    child = visit(demo, "pip", size=PHONE, scripts=False)
    child.signs_in()
    child.is_at("Hello Pip")
    # When they cannot write it, an adult is to come and find them
    child.presses("Worried? Tell an adult")
    child.presses("I can't write it. Please come and find me.")
    child.is_at("Sent")
    child.reads("They will come and find you.")
