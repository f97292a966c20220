"""A mentor tells on a shared tablet and leaves the page quickly. Whoever takes the tablet next sees nothing of it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Playwright, expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.telling import WORDS, tells
from tests.journeys.visitor import Visitor
from tests.support.browser import launch_options

pytestmark = pytest.mark.journey

SECRET = "My mentee showed me a cut on his arm."
TELLS_IF_KEPT = "addEventListener('pageshow', (shown) => console.log(`kept: ${shown.persisted}`))"
ON_SCREEN = """() => {
  if (!document.documentElement || document.documentElement.hidden || !document.body) return "";
  const typed = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
  return [document.body.innerText, ...typed].join("\\n");
}"""
TABLET = (768, 1024)


@pytest.fixture(scope="module")
def keeping_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps pages for Back, as people's browsers do (Playwright's usually does not)."""
    kept = ["--disable-back-forward-cache"]
    launched = playwright.chromium.launch(**launch_options(whole=True), ignore_default_args=kept)
    yield launched
    launched.close()


def goes_back(visitor: Visitor) -> None:
    """Press Back. A page that was kept does not load, so only the change of address is waited for."""
    visitor.page.go_back(wait_until="commit")


def can_be_seen(visitor: Visitor) -> str:
    """Return what is on the screen at this moment, typed words too: nothing while the page is blank or changing."""
    try:
        return str(visitor.page.evaluate(ON_SCREEN))
    except Error as error:
        if "navigation" not in error.message:
            raise
        return ""


def never_shows(visitor: Visitor, *words: str) -> None:
    """Fail if any of these can be seen now or in the moments after, whatever is loaded meanwhile."""
    for _moment in range(10):
        seen = can_be_seen(visitor)
        assert not [word for word in words if word in seen], f"{visitor.page.url} shows:\n{seen}"
        visitor.page.wait_for_timeout(50)


def test_after_sending_the_tablet_shows_nothing_of_it(
    demo: Demo, visit: Visit, keeping_browser: Browser
) -> None:
    # Given a mentor who is signed in on a shared tablet and has told something
    mentor = visit(demo, "mentor", size=TABLET, touches=True, browser=keeping_browser)
    mentor.signs_in()
    mentor.is_at("Hello Amara")
    mentor.looks_over("home")
    mentor.presses("Worried? Tell an adult")
    mentor.is_at("Tell an adult")
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
    mentor = visit(demo, "mentor", size=TABLET, touches=True, browser=keeping_browser)
    mentor.signs_in("/tell")
    mentor.writes(WORDS, SECRET)
    # When they leave the page quickly, and somebody presses Back and Forward
    mentor.presses("Leave this page quickly")
    expect(mentor.page).to_have_url(f"{demo.address}/start")
    goes_back(mentor)
    never_shows(mentor, SECRET, "Amara")
    assert urlsplit(mentor.page.url).path == "/sign-in/student", (
        "the page that was left is still in the history"
    )
    mentor.page.go_forward(wait_until="commit")
    never_shows(mentor, SECRET, "Amara")
    # Then the form is as empty as for anybody
    mentor.goes_to("/tell")
    expect(mentor.page.get_by_label(WORDS)).to_have_value("")
    mentor.reads("You are not signed in.")


def test_who_only_walks_away_leaves_no_words_either(
    demo: Demo, visit: Visit, keeping_browser: Browser
) -> None:
    # Given somebody who has written something at a library PC, not signed in, and gone to another page
    child = visit(demo, "year-7", browser=keeping_browser)
    child.page.add_init_script(TELLS_IF_KEPT)
    child.goes_to("/tell")
    child.writes(WORDS, SECRET)
    child.presses("Peer mentoring")
    child.is_at("Welcome")
    # When the next one presses Back, and the browser has kept the page
    kept: list[str] = []
    child.page.on("console", lambda message: kept.append(message.text))
    goes_back(child)
    # Then the words are never seen, and the form is new
    never_shows(child, SECRET)
    assert "kept: true" in kept, "this browser did not keep the page, so nothing was shown by this"
    expect(child.page.get_by_label(WORDS)).to_have_value("")
