"""Text twice as large, as set in the browser: the same jobs, nothing cut off, no scrolling sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.telling import asks_with_words, newest_concern, tells, three_words
from tests.journeys.visitor import Visitor
from tests.support.browser import launch_options

pytestmark = pytest.mark.journey

TWICE = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
HALF_OF_1280 = (640, 400)  # what is left of a school PC's screen at a zoom of 200 %


@pytest.fixture(scope="module")
def large_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose owner has set very large text."""
    options = launch_options()
    launched = playwright.chromium.launch(**{**options, "args": [*options["args"], TWICE]})
    yield launched
    launched.close()


def is_large(visitor: Visitor) -> None:
    size = visitor.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 32, f"the page's text is {size} px, whatever is set in the browser"


def test_telling_and_reading_with_text_of_200_percent(
    demo: Demo, visit: Visit, large_browser: Browser
) -> None:
    # Given a student who needs very large text
    student = visit(demo, "year-7-large", browser=large_browser)
    student.goes_to("/")
    is_large(student)
    student.looks_over("start")
    # When they tell an adult
    student.presses("Worried? Tell an adult")
    student.is_at("Tell an adult")
    student.opens("I don't want one of them to see it")
    student.looks_over("tell")
    tells(student, "I am scared of the bus home.", who="Me")
    student.looks_over("sent")
    words = three_words(student)
    # Then a lead who needs it as large reads and takes it
    lead = visit(demo, "lead", browser=large_browser)
    lead.signs_in("/desk")
    is_large(lead)
    lead.looks_over("large-desk")
    lead.goes_to(f"/desk/{newest_concern(demo)}")
    lead.looks_over("large-concern")
    lead.presses("I have this. I will see to it")
    # And the student sees it
    asks_with_words(student, words)
    student.reads("An adult has read it.")
    student.looks_over("status")


def test_telling_and_reading_at_a_zoom_of_200_percent(demo: Demo, visit: Visit) -> None:
    student = visit(demo, "leo", size=HALF_OF_1280)
    student.signs_in()
    student.looks_over("zoomed-home")
    student.goes_by("Worried? Tell an adult")
    student.looks_over("zoomed-tell")
    lead = visit(demo, "lead", size=HALF_OF_1280)
    lead.signs_in("/desk")
    lead.looks_over("zoomed-desk")
    lead.opens("Menu")
    lead.looks_over("zoomed-menu")
    lead.presses("Students")
    lead.is_at("Students")
    lead.looks_over("zoomed-students")
