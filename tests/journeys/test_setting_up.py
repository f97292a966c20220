"""A new school: from the one-time code to the first student who signs in with a printed card."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from mentoring import clock, transaction
from mentoring.people.actions.installation import ensure_installation
from tests.journeys.conftest import Visit
from tests.journeys.live import Live, served
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.journey

STAFF = (
    ("Mr", "Tom", "Halewick", "Designated safeguarding lead"),
    ("Mrs", "Sana", "Iqbalia", "Deputy designated safeguarding lead"),
    ("Dr", "Joan", "Merriden", "Headteacher"),
    ("Mrs", "Edith", "Varley", "Chair of governors"),
)
CODE = re.compile(r"[0-9a-z-]{8,}")


@contextmanager
def new_place(folder: Path) -> Iterator[tuple[Live, str]]:
    """Start an installation that nobody has set up; give it with the one-time code that this printed."""
    codes = []

    def start() -> None:
        with transaction.unit():
            codes.append(ensure_installation(clock.now()))

    with served(folder, start) as live:
        yield live, str(codes[0])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, str]]:
    with new_place(tmp_path_factory.mktemp("new")) as made:
        yield made


@pytest.fixture(scope="module")
def other_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, str]]:
    with new_place(tmp_path_factory.mktemp("other")) as made:
        yield made


def unlocks(visitor: Visitor, code: str) -> None:
    """Type the code."""
    visitor.goes_to("/")
    visitor.is_at("Set up peer mentoring")
    visitor.looks_over("1-code")
    visitor.writes("Set-up code", code)
    visitor.presses("Unlock")
    visitor.is_at("What would you like to do?")


def makes_the_school(office: Visitor, also: str = "") -> None:
    """Go through the steps to the first account, of somebody who has this role too."""
    office.looks_over("2-choose")
    office.presses("Set up my school")
    office.is_at("Your school")
    office.looks_over("3-school")
    office.writes("Name of your school", "Hazelmere School")
    office.chooses("Country", "England")
    office.presses("Next")
    office.is_at("A code and the time")
    expect(office.page.get_by_label("School code")).to_have_value("hazelmere")
    office.looks_over("4-code-and-time")
    office.presses("Next")
    office.is_at("Your own account")
    for label, text in (("First name", "Sam"), ("Last name", "Quillon"), ("E-mail", "sam@hazelmere.example"),
                        ("Password", "seven little teapots")):  # fmt: skip
        office.writes(label, text)
    if also:
        office.ticks(also)
    office.looks_over("5-you")
    office.presses("Make my school")
    office.is_at("Setting up Hazelmere School")
    office.looks_over("6-guide")


def adds_hours_and_terms(office: Visitor) -> None:
    """Take the examples."""
    office.presses("See what is missing")
    office.presses("The school day and the supervised hours")
    office.is_at("Supervised hours")
    office.looks_over("7-hours-none")
    office.presses("Fill in examples")
    office.reads("Breakfast club")
    office.looks_over("8-hours")
    office.goes_to("/set-up/guide")
    office.presses("Terms, holidays, exam weeks")
    office.presses("Fill in examples for 2024/25")
    office.reads("Summer term")
    office.looks_over("9-terms")


def adds_staff(office: Visitor) -> None:
    """Add those whom worries go to; each gets a code of their own."""
    office.goes_to("/set-up/guide")
    office.presses("The people whom concerns go to")
    for title, first_name, last_name, role in STAFF:
        office.presses("Add a staff member")
        office.writes("Title (optional)", title)
        office.writes("First name", first_name)
        office.writes("Last name", last_name)
        office.writes("E-mail", f"{first_name}.{last_name}@hazelmere.example")
        office.ticks(role)
        if first_name == "Tom":
            office.looks_over("10-staff-new")
        office.presses("Add")
        office.is_at(f"{title} {last_name} was added")
        expect(office.page.locator(".code-box .code")).to_have_text(CODE)
        office.goes_to("/staff")
    office.looks_over("11-staff")


def test_from_the_code_to_the_first_sign_in(place: tuple[Live, str], visit: Visit) -> None:
    # Given an installation that nobody has set up, and the code that its start printed
    live, code = place
    office = visit(live, "office")
    unlocks(office, code)
    makes_the_school(office)
    # When not all of it is done yet, no student can be added, and nobody is told to write a worry
    somebody = visit(live, "somebody", size=PHONE)
    somebody.goes_to("/tell")
    somebody.is_at("Find an adult")
    somebody.looks_over("tell-not-yet")
    office.goes_to("/students/new")
    office.is_at("Add a student")
    expect(office.page.get_by_label("First name")).to_have_count(0)
    # And when hours, terms and people are there, set-up can be finished
    adds_hours_and_terms(office)
    adds_staff(office)
    office.goes_to("/set-up/guide")
    office.reads("Nothing is missing")
    office.looks_over("12-guide-complete")
    office.presses("Finish set-up")
    office.reads("Set-up is finished. You can add students now.")
    office.looks_over("13-guide-finished")
    # And the first student added
    office.goes_to("/students")
    office.looks_over("14-students-none")
    office.page.get_by_role("link", name="Add a student").first.click()
    office.writes("First name", "Leo")
    office.writes("Last name", "Brandt")
    office.page.get_by_label("Year").select_option(label="Year 7")
    office.looks_over("15-student-new")
    office.presses("Add the student")
    office.is_at("Leo Brandt")
    office.looks_over("16-student")
    # And a card printed
    office.presses("Print a card")
    office.is_at("Sign-in cards to print")
    office.looks_over("17-cards")
    card = office.page.locator(".sign-in-card")
    words = " ".join(card.locator(".secret li").all_inner_texts())
    user_name = card.locator("strong").inner_text()
    # Then the student signs in with the words on it
    student = visit(live, "leo", size=PHONE)
    student.goes_to("/")
    student.is_at("Welcome")
    student.looks_over("start")
    student.presses("I am a student")
    student.is_at("Sign in")
    student.looks_over("sign-in")
    student.writes("Your user name", user_name)
    student.writes("Your three words", words)
    student.presses("Sign in")
    student.is_at("Hello Leo")
    student.looks_over("home")
    # And can tell an adult now
    student.presses("Worried? Tell an adult")
    student.reads("This goes to Mr Halewick and Mrs Iqbalia.")


def test_the_code_works_once(place: tuple[Live, str], visit: Visit) -> None:
    # Given a school that was set up (or not yet, if this is told alone)
    live, code = place
    somebody = visit(live, "somebody")
    somebody.goes_to("/set-up")
    if somebody.page.get_by_label("Set-up code").count():
        unlocks(somebody, code)
        makes_the_school(somebody)
        somebody.context.clear_cookies()
        somebody.goes_to("/set-up")
    # Then nobody else can take it over
    somebody.is_at("This is set up already")
    assert not somebody.page.get_by_label("Set-up code").count()
    somebody.looks_over("claimed")


def test_exploring_the_demo_school(other_place: tuple[Live, str], visit: Visit) -> None:
    # Given somebody who only wants to look round
    live, code = other_place
    guest = visit(live, "guest")
    unlocks(guest, code)
    # When they ask for the demo school
    guest.presses("Explore the demo school")
    guest.is_at("The demo school is ready")
    guest.looks_over("demo-accounts")
    # Then what is listed for a student signs in
    listed = guest.page.get_by_role("row", name="Amara Quist").get_by_role("cell").inner_text()
    typed = dict(line.split(": ", 1) for line in listed.splitlines() if ": " in line)
    guest.presses("Amara Quist")
    guest.writes("Your user name", typed["User name"])
    guest.writes("Your three words", typed["On the card"])
    guest.presses("Sign in")
    guest.is_at("Hello Amara")
