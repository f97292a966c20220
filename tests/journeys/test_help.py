"""Help inside the product: found by keyboard, read at large text, printed on one page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.visitor import PHONE, Visitor
from tests.support.browser import launch_options

pytestmark = pytest.mark.journey

PAGES_OF_PDF = re.compile(rb"/Type\s*/Page[^s]")
TWICE = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
LONGEST = "/help/coordinator"


def pages_on_paper(page: Page, paper: str) -> int:
    return len(PAGES_OF_PDF.findall(page.pdf(format=paper)))


@pytest.fixture(scope="module")
def large_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose owner has set very large text."""
    options = launch_options()
    launched = playwright.chromium.launch(**{**options, "args": [*options["args"], TWICE]})
    yield launched
    launched.close()


def test_a_coordinator_finds_the_section_for_the_page_and_prints_what_mentors_and_mentees_get(
    demo: Demo, visit: Visit
) -> None:
    # Given a coordinator who wonders about check-ins
    coordinator = visit(demo, "coordinator")
    coordinator.signs_in("/check-ins")
    # When they press Help in the page's head
    coordinator.presses("Help with this page")
    # Then they read that section of their own guide
    expect(coordinator.page).to_have_url(re.compile("/help/coordinator#check-ins$"))
    heading = coordinator.page.get_by_role("heading", name="Check-ins", exact=True)
    expect(heading).to_be_in_viewport()
    # And from the rail they come to what is handed out, one page each, with nothing around it
    for role in ("mentors", "mentees"):
        coordinator.page.get_by_role("navigation", name="Main").get_by_role("link", name="Help").click()
        coordinator.presses(f"For {role}")
        coordinator.is_at(f"For {role}")
        prints_on_one_page(coordinator)


def prints_on_one_page(visitor: Visitor) -> None:
    for paper in ("A4", "Letter"):
        assert pages_on_paper(visitor.page, paper) == 1, f"{visitor.page.url} on {paper}"
    visitor.page.emulate_media(media="print")
    for around in (".rail", ".topbar", ".quiet-door", ".crumbs", ".btn"):
        for each in visitor.page.locator(around).all():
            expect(each).to_be_hidden()
    visitor.page.emulate_media(media="null")  # or what is printed next would be as on the screen


@pytest.mark.parametrize("who", ["amara", "leo"])
def test_a_young_person_prints_how_it_works_on_one_page(demo: Demo, visit: Visit, who: str) -> None:
    student = visit(demo, who, size=PHONE)
    student.signs_in()
    student.touch(student.page.get_by_role("link", name="How it works"))
    for paper in ("A4", "Letter"):
        assert pages_on_paper(student.page, paper) == 1


def test_the_longest_guide_at_text_of_200_percent(demo: Demo, visit: Visit, large_browser: Browser) -> None:
    coordinator = visit(demo, "coordinator", browser=large_browser)
    coordinator.signs_in(LONGEST)
    coordinator.looks_over("large-guide")
    coordinator.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    coordinator.looks_over("large-guide-narrow")


def test_help_by_keyboard_alone(demo: Demo, visit: Visit) -> None:
    # Given a supervisor without a mouse
    supervisor = visit(demo, "supervisor")
    supervisor.signs_in("/help/supervisor")
    supervisor.is_at("For supervisors")
    supervisor.page.wait_for_load_state()
    # When they skip to the page and go to the line of the contents about what goes wrong
    supervisor.page.keyboard.press("Tab")
    supervisor.page.keyboard.press("Enter")
    wanted = supervisor.page.get_by_role("navigation", name="On this page").get_by_role(
        "link", name="When something goes wrong"
    )
    for _ in range(15):
        supervisor.page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    supervisor.page.keyboard.press("Enter")
    # Then that section is before them
    expect(supervisor.page.get_by_role("heading", name="When something goes wrong")).to_be_in_viewport()
