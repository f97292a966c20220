"""A mentor tells on a shared tablet and leaves the page quickly. Whoever takes the tablet next sees nothing of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.telling import WORDS, tells
from tests.journeys.visitor import Visitor
from tests.support.browser import launch_options

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("leaving quickly")]

SECRET = "My mentee showed me a cut on his arm."
TABLET = {"width": 768, "height": 1024}


@pytest.fixture(scope="module")
def keeping_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps pages for Back, as people's browsers do (Playwright's usually does not)."""
    kept = ["--disable-back-forward-cache"]
    launched = playwright.chromium.launch(**launch_options(), ignore_default_args=kept)
    yield launched
    launched.close()


def goes_back(visitor: Visitor) -> None:
    """Press Back. A page that was kept does not load, so only the change of address is waited for."""
    visitor.page.go_back(wait_until="commit")


def can_be_seen(visitor: Visitor) -> str:
    """Return the words on the screen at this moment: none while the page is blank."""
    return str(visitor.page.evaluate("document.documentElement.hidden ? '' : document.body?.innerText ?? ''"))


def never_shows(visitor: Visitor, *words: str) -> None:
    """Fail if any of these can be seen now or in the moments after, whatever is loaded meanwhile."""
    for _moment in range(10):
        seen = can_be_seen(visitor)
        assert not [word for word in words if word in seen], f"{visitor.page.url} shows:\n{seen}"
        visitor.page.wait_for_timeout(50)


def test_this_browser_keeps_pages_for_back(demo: Demo, visit: Visit, keeping_browser: Browser) -> None:
    somebody = visit(demo, "nobody", browser=keeping_browser)
    somebody.page.add_init_script(
        "addEventListener('pageshow', (shown) => { window.wasKept = shown.persisted; })"
    )
    somebody.goes_to("/start")
    somebody.goes_to("/sign-in")
    goes_back(somebody)
    somebody.page.wait_for_function("window.wasKept === true")


def test_after_sending_the_tablet_shows_nothing_of_it(
    demo: Demo, visit: Visit, keeping_browser: Browser
) -> None:
    # Given a mentor who is signed in on a shared tablet and has told something
    mentor = visit(demo, "mentor", **TABLET, touches=True, browser=keeping_browser)
    mentor.signs_in()
    mentor.is_at("Hello Amara")
    mentor.looks_over("home")
    mentor.presses("Worried? Tell an adult")
    mentor.looks_over("tell")
    tells(mentor, SECRET, who="Another student", done_by="Someone at home", safe="No")
    mentor.looks_over("sent")
    # When they leave the page quickly
    mentor.presses("Leave this page quickly")
    # Then the page could be any school's
    expect(mentor.page).to_have_url(f"{demo.address}/start")
    mentor.is_at("Today is Tuesday 3 June")
    mentor.looks_over("neutral")
    for word in ("Worried", "mentor", "Amara", "worry"):
        assert word not in mentor.text()
    # And Back, pressed to the very beginning, shows nothing of what was there
    for _page in range(3):
        goes_back(mentor)
        never_shows(mentor, SECRET, "Hello", "Amara", "You did the right thing.\nThis went to")
    mentor.goes_to("/tell/mine")
    mentor.is_at("Sign in")


def test_before_sending_the_words_are_gone_too(demo: Demo, visit: Visit, keeping_browser: Browser) -> None:
    # Given a mentor who has written something and not sent it
    mentor = visit(demo, "mentor", **TABLET, touches=True, browser=keeping_browser)
    mentor.signs_in("/tell")
    mentor.writes(WORDS, SECRET)
    # When they leave the page quickly, and somebody presses Back and Forward
    mentor.presses("Leave this page quickly")
    expect(mentor.page).to_have_url(f"{demo.address}/start")
    goes_back(mentor)
    never_shows(mentor, SECRET, "Amara")
    mentor.page.go_forward(wait_until="commit")
    never_shows(mentor, SECRET, "Amara")
    # Then the form is as empty as for anybody
    mentor.goes_to("/tell")
    expect(mentor.page.get_by_label(WORDS)).to_have_value("")
    mentor.reads("You are not signed in.")
