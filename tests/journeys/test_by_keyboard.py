"""The lead signs in, opens the desk, takes a concern and answers it with the keyboard alone."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

FOCUSED = Path(__file__).with_name("focused.js").read_text(encoding="utf-8")
STOPS = 80  # more than there are on any page


def focused(visitor: Visitor) -> dict[str, str | bool]:
    """Return what the focus is on: its name, whether a ring marks it, and what covers it, if anything."""
    found: dict[str, str | bool] = visitor.page.evaluate(FOCUSED)
    return found


def tabs_to(visitor: Visitor, name: str) -> None:
    """Press Tab until the focus is on what is called `name`; every stop on the way must be seen."""
    passed = []
    for _stop in range(STOPS):
        visitor.page.keyboard.press("Tab")
        here = focused(visitor)
        passed.append(here["name"])
        assert here["name"], f"a stop without a name after {passed}"
        assert here["marked"], f"no ring on {here['name']!r} at {visitor.page.url}"
        assert not here["coveredBy"], f"{here['name']!r} is behind {here['coveredBy']} at {visitor.page.url}"
        if here["name"] == name:
            return
    raise AssertionError(f"Tab does not reach {name!r} at {visitor.page.url}: {passed}")


def types(visitor: Visitor, text: str) -> None:
    visitor.page.keyboard.type(text)


def strikes(visitor: Visitor, key: str) -> None:
    visitor.page.keyboard.press(key)


def test_the_desk_by_keyboard_alone(demo: Demo, visit: Visit) -> None:
    lead = visit(demo, "lead")
    account = demo.account("lead")["fields"]
    # Given a lead without a mouse, who signs in
    lead.goes_to("/sign-in?next=/today")
    tabs_to(lead, "Skip to the page")
    tabs_to(lead, "E-mail")
    types(lead, account["email"])
    tabs_to(lead, "Password")
    types(lead, account["password"])
    strikes(lead, "Enter")
    lead.is_at("Show that it is you")
    tabs_to(lead, "Code")
    types(lead, demo.code_of("lead"))
    strikes(lead, "Enter")
    # When they go to the desk, past the words at the side
    lead.is_at("Today, Tuesday 3 June")
    tabs_to(lead, "Concerns 1 waiting")
    strikes(lead, "Enter")
    lead.is_at("Concerns")
    tabs_to(lead, "Skip to the page")
    strikes(lead, "Enter")
    assert lead.page.evaluate("document.activeElement.id") == "main"
    # And open the concern that waits, and take it
    tabs_to(lead, "Open")
    strikes(lead, "Enter")
    lead.reads("My friend in 7B says she does not want to go home today.")
    tabs_to(lead, "I have this. I will see to it")
    strikes(lead, "Space")
    # Then they have it, and can answer
    lead.reads("Bram Hale has had this since")
    tabs_to(lead, "Your words to them")
    types(lead, "I am with her now.")
    tabs_to(lead, "Send these words")
    strikes(lead, "Enter")
    lead.reads("Your words are there for them to see.")
    # And can open what is folded away, and come out again at the foot of the page
    tabs_to(lead, "Finish this for now")
    strikes(lead, "Enter")
    tabs_to(lead, "Dealt with in school")
    strikes(lead, "ArrowDown")
    assert focused(lead)["name"] == "Passed on outside the school"
    tabs_to(lead, "Worried? Tell an adult")


def test_a_student_tells_by_keyboard_alone(demo: Demo, visit: Visit) -> None:
    student = visit(demo, "mentor", size=(360, 640))
    card = demo.account("mentor")["fields"]
    # Given a student without a mouse, who signs in
    student.goes_to("/sign-in/student")
    tabs_to(student, "Your user name")
    types(student, card["username"])
    tabs_to(student, "Your three words")
    types(student, card["passphrase"])
    strikes(student, "Enter")
    student.is_at("Hello Amara")
    # When they tell an adult
    tabs_to(student, "Worried? Tell an adult")
    strikes(student, "Enter")
    student.is_at("Tell an adult")
    tabs_to(student, "What happened, or what did you hear?")
    types(student, "My friend is scared of somebody.")
    tabs_to(student, "Me")
    strikes(student, "ArrowRight")
    tabs_to(student, "Send")
    strikes(student, "Enter")
    # Then it is sent, and the way out is there
    student.is_at("Sent")
    tabs_to(student, "Leave this page quickly")
    strikes(student, "Enter")
    student.is_at("Today is Tuesday 3 June")
