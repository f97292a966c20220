"""Every page that anybody can reach, at the width of a school PC and of a phone, in light and dark."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.looks import is_well_made
from tests.journeys.visitor import PC, PHONE, Visitor

pytestmark = pytest.mark.journey

LINKS = "[...document.querySelectorAll('a[href^=\"/\"]')].map((a) => a.getAttribute('href'))"
UNFOLD = "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
SIGNED_OUT = (
    "/",
    "/tell",
    "/tell/answer",
    "/sign-in",
    "/sign-in/pictures",
    "/reset",
    "/reset/use",
    "/start",
    "/set-up",
)
# Which pages each can reach at least: a crawl that finds less has lost its way.
REACHED = {
    "nobody": {"home.start", "tell.form", "sign_in.staff", "sign_in.student", "tell_status.words"},
    "mentor": {"home.today", "account.overview", "tell.form"},
    "pip": {"home.today", "account.overview", "tell.form"},
    "coordinator": {
        "home.today", "help.overview", "help.guide", "students.student", "students.add", "staff.member",
        "school.calendar",
        "own_trail.own_actions", "roster.start", "roster.families", "roster.missing", "roster.delete_page",
        "programmes.add", "programmes.programme", "programmes.details", "programmes.copy",
        "programmes.settings", "programmes.setting", "programmes.week", "programmes.add_slot",
        "programmes.change_slot", "programmes.adults", "programmes.role", "programmes.edit_role",
        "programmes.compare_role", "programmes.card", "programmes.places", "programmes.change_place",
    },
    "supervisor": {"home.today", "staff.overview", "school.overview", "programmes.programme", "programmes.setting"},
    "lead": {"home.today", "desk.inbox", "desk.concern", "students.student", "second_factor.overview"},
    "head": {"home.today", "desk.inbox", "trail.overview", "programmes.overview", "programmes.decide_gap"},
    "chair": {"home.today", "desk.inbox", "staff.overview"},
    "administrator": {"staff.add", "staff.member", "school.details", "school.hours", "students.add"},
}  # fmt: skip


@dataclass
class Looked:
    """What was looked at already: a page that two can reach is looked at closely once."""

    closely: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def looked() -> Looked:
    return Looked()


def endpoint_of(demo: Demo, path: str) -> str | None:
    """Return which page an address leads to, or None if it is none of ours."""
    try:
        found: str = demo.app.url_map.bind("localhost").match(path.partition("?")[0])[0]
    except (HTTPException, RequestRedirect):
        return None
    return None if found.startswith("assets.") else found


def crawled(demo: Demo, visitor: Visitor, *starts: str) -> Iterator[str]:
    """Go to one page of each kind that links lead to, unfold what is folded there, and yield which kind it is."""
    waiting, seen = list(starts), set()
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(demo, path)
        if endpoint is None or endpoint in seen:
            continue
        seen.add(endpoint)
        visitor.goes_to(path)
        waiting += visitor.page.evaluate(f"() => {{ {UNFOLD}; return {LINKS}; }}")
        yield endpoint


@pytest.mark.parametrize("who", REACHED)
def test_every_page_is_well_made(demo: Demo, visit: Visit, looked: Looked, who: str) -> None:
    visitor = visit(demo, who)
    starts: tuple[str, ...] = SIGNED_OUT
    if who != "nobody":
        visitor.signs_in()
        starts = ("/today",)
    reached = set()
    for endpoint in crawled(demo, visitor, *starts):
        reached.add(endpoint)
        if endpoint in looked.closely:  # what this role finds on it may be longer, and is of the same parts
            visitor.resizes(PHONE)
            is_well_made(visitor.page, scripts=False)
            continue
        looked.closely.add(endpoint)
        visitor.looks_over(endpoint.replace(".", "-"), sizes=(PC, PHONE))
    assert reached >= REACHED[who], REACHED[who] - reached


def test_the_youngest_pick_one_picture_after_the_other_and_can_go_back(demo: Demo, visit: Visit) -> None:
    # Given a Year 3 child on a phone's width, whose first picture was a wrong one
    child = visit(demo, "pip", size=PHONE)
    child.goes_to("/sign-in/pictures")
    child.writes("Your user name", demo.account("pip")["fields"]["username"])
    expect(child.page.locator("fieldset:visible")).to_have_count(1)
    words = demo.account("pip")["fields"]["passphrase"].split()
    wrong = next(each for each in ("sun", "moon") if each != words[0])
    child.page.locator(f"fieldset:visible label:has(input[value={wrong}])").click()
    # When they go back and pick all four
    child.presses("Go back")
    for word in words:
        child.page.locator(f"fieldset:visible label:has(input[value={word}])").click()
    child.in_every_look("pictures-picked")
    child.presses("Sign in")
    # Then they are in
    child.is_at("Hello Pip")


def test_pages_that_no_link_leads_to_are_well_made(demo: Demo, visit: Visit) -> None:
    nobody = visit(demo, "nobody")
    nobody.goes_to("/no-such-page")
    nobody.is_at("We can't find that page")
    nobody.in_every_look("no-such-page")
    office = visit(demo, "administrator")
    office.signs_in("/staff")
    office.presses("Idris Lowell")
    office.presses("Make a code")
    office.is_at("A code for Mr Lowell")
    office.in_every_look("code")
    office.goes_to("/students")
    office.writes("Name or form", "Tansley")
    office.goes_by("Show")
    office.in_every_look("found")
    office.presses("Pip Tansley")
    office.presses("Print a new card")
    # (from here on the words that the demo lists for Pip are no longer the right ones)
    office.is_at("Sign-in cards to print")
    office.in_every_look("card-with-pictures")
    student = visit(demo, "leo")
    student.signs_in()
    student.opens("Someone used my sign-in")
    student.goes_by("It was not me")
    student.in_every_look("reported")
    student.goes_to("/today")
    student.is_at("Sign in")


def test_a_chosen_dark_stays_dark(demo: Demo, visit: Visit) -> None:
    # Given a device that asks for light
    supervisor = visit(demo, "supervisor")
    supervisor.signs_in()
    light = is_well_made(supervisor.page)
    # When somebody chooses dark
    supervisor.presses("Dark")
    # Then this page and the next are dark
    for path in ("/today", "/staff"):
        supervisor.goes_to(path)
        assert is_well_made(supervisor.page) != light
    # And light again when they choose that, on a device that asks for dark too
    supervisor.page.emulate_media(color_scheme="dark")
    supervisor.presses("Light")
    supervisor.goes_to("/staff")
    assert is_well_made(supervisor.page) == light
