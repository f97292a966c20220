"""A coordinator brings the school's own list, looks at it, takes it, confirms a family and prints cards."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Query

from mentoring.extensions import db
from mentoring.jobs import worker
from mentoring.people.models import Student
from mentoring.roster.models import Family, RosterDraft
from mentoring.roster.rules.people import Why
from tests.journeys.conftest import Visit
from tests.journeys.live import Demo, served_demo
from tests.journeys.visitor import PC, PHONE, Visitor
from tests.roster.files import Rows, csv_of

pytestmark = pytest.mark.journey

HEAD = [
    "No.",
    "Chosen name",
    "Surname",
    "NC Yr",
    "Tutor",
    "D.O.B.",
    "Lives at",
    "Contact 1",
    "Campus",
    "Ethnicity",
]
HERE = "Alderbrook, Mill Lane"
ROSTER = [
    HEAD,
    ["1001", "Amara", "Quist", "Year 10", "10C", "03/04/2011", "4 Mill Lane", "Ade Quist", HERE, "x"],
    ["1002", "Leo", "Brandtly", "Year 7", "7C", "05/06/2014", "9 Well Street", "Jo Brandtly", HERE, "x"],
    ["1003", "Ines", "Brandtly", "Year 9", "9A", "07/08/2012", "9 Well Street", "Jo Brandtly", HERE, "x"],
    ["1005", "Tariq", "Moss", "Year 7", "7A", "11/12/2013", "2 Ash Row", "Social worker", HERE, "x"],
    ["1005", "Tariq", "Moss", "Year 8", "8A", "11/12/2013", "2 Ash Row", "Social worker", HERE, "x"],
    ["1006", "Zoë", "Lind", "Year 8", "8B", "", "", "Social worker", "St Bride's Primary", "x"],
    ["1007", "", "Nobody", "Year 7", "7A", "", "", "", HERE, "x"],
]


def brings(office: Visitor, rows: Rows, name: str = "Autumn.csv") -> None:
    """Choose a file, and of birth dates the month."""
    office.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": csv_of(rows)}
    )
    office.touch(office.page.locator("label", has=office.page.locator("input[name=keep_birth][value=month]")))


def looks(office: Visitor, name: str) -> None:
    """Look the page over at the width of a school PC and of a phone. It stays as it was."""
    usual = office.page.viewport_size
    assert usual
    office.looks_over(name, sizes=(PC, PHONE))
    office.resizes((usual["width"], usual["height"]))


def imports(office: Visitor, picture: str) -> None:
    """Go the whole way from the list of students to sign-in cards."""
    page = office.page
    # Given a coordinator with the list that the school's system exports
    office.signs_in("/students")
    office.presses("Import a roster")
    office.is_at("Import a roster")
    looks(office, f"{picture}-1-start")
    # When the file is brought
    brings(office, ROSTER)
    office.presses("Read the file")
    # Then columns are guessed, and those that have their own names are asked
    office.is_at("Which column is which?")
    expect(page.get_by_label("Last name", exact=True)).to_have_value("2")
    expect(page.get_by_label("Birth date", exact=True)).to_have_value("5")
    office.does_not_read("Ade Quist")
    looks(office, f"{picture}-2-columns")
    office.presses("Read the file like this")
    office.reads("A student needs a first and a last name (or a whole name) and a year.")
    looks(office, f"{picture}-3-columns-wrong")
    page.get_by_label("Student's id in your school's system", exact=True).select_option(label="No.")
    page.get_by_label("First name", exact=True).select_option(label="Chosen name")
    page.get_by_label("Address, only to suggest families", exact=True).select_option(label="Lives at")
    office.presses("Read the file like this")
    # And the order of dates, with an example out of the file
    office.is_at("What does 03/04/2011 mean?")
    looks(office, f"{picture}-4-dates")
    office.chooses("How does the file write it?", "The day comes first: Sunday 3 April 2011")
    office.presses("Go on")
    # And all that it would do is shown before anything is done
    office.is_at("Look before you take it")
    looks(office, f"{picture}-5-look")
    office.reads("One new site: St Bride's Primary")
    for part, words in (
        ("Changed (2)", "Form or class: 7C (was 7B)"),
        ("Left out (3)", "There is no first name."),
        ("May be family (1)", "They share a parent or guardian."),
    ):
        office.presses(part)
        office.reads(words)
        looks(office, f"{picture}-6-{part.split()[0].lower()}")
    office.opens("Columns left out on purpose")
    office.reads("Ethnicity")
    # And of two rows of one student the right one is chosen
    office.chooses("Tariq Moss, rows 5, 6", "Row 5, Tariq Moss, Year 7, 7A, December 2013")
    office.presses("Save and look again")
    office.reads("Tariq Moss")
    office.presses("Take this roster")
    # Then it is done, and says what comes next
    office.is_at("The roster is taken")
    looks(office, f"{picture}-7-taken")
    office.presses("Decide whether two students are one family")
    office.is_at("Families")
    office.reads(re.compile("Brandtly and .* Brandtly"))
    looks(office, f"{picture}-8-families")
    office.touch(page.get_by_role("button", name=re.compile("^One family")))
    office.reads("They will never be paired.")
    looks(office, f"{picture}-9-family")
    # And cards are printed for the new ones
    office.goes_to("/students?year=9")
    office.touch(page.get_by_role("checkbox", name="Tick Ines Brandtly"))
    office.touch(page.get_by_role("button", name="Print new cards for the ticked students").last)
    office.is_at("Sign-in cards to print")
    expect(page.locator(".sign-in-card .name")).to_have_text("Ines Brandtly")


def suggested_families() -> Query[Family]:
    """Return the families that a roster suggested: the demo has one that staff noted."""
    return db.session.query(Family).filter(Family.why != Why.STAFF)


def test_from_an_odd_list_to_printed_cards(demo: Demo, visit: Visit) -> None:
    imports(visit(demo, "coordinator"), "import")
    with demo.reading():
        assert suggested_families().one().state == "confirmed"
        assert db.session.query(RosterDraft).count() == 0
        assert db.session.query(Student).filter_by(last_name="Moss").one().year == "7"


def test_a_second_roster_lists_who_is_not_in_it_and_a_mistake_is_deleted(demo: Demo, visit: Visit) -> None:
    # Given a roster that was taken (or not yet, if this is told alone)
    office = visit(demo, "coordinator")
    with demo.reading():
        is_taken = suggested_families().count()
    if not is_taken:
        imports(office, "import-alone")
        office.goes_to("/students/roster")
    else:
        office.signs_in("/students/roster")
    # When a second one lacks somebody
    brings(office, [row for row in ROSTER if row[1] not in ("Ines", "Tariq")], "Spring.csv")
    office.presses("Read the file")
    # Then its columns are known, its dates are asked again, and nobody has left by it
    office.is_at("What does 03/04/2011 mean?")
    office.chooses("How does the file write it?", "The day comes first: Sunday 3 April 2011")
    office.presses("Go on")
    office.presses("Not in the file (2)")
    office.presses("Take this roster")
    office.presses("Decide whether 2 students have left")
    office.is_at("Not in the roster")
    looks(office, "missing-1")
    office.touch(office.page.get_by_role("button", name="Has left Ines Brandtly"))
    office.reads("Ines Brandtly is off the list and the card is off.")
    office.touch(office.page.get_by_role("button", name="Still here Tariq Moss"))
    office.reads("Nobody is missing.")
    looks(office, "missing-2-none")
    # And somebody who was added by mistake is deleted, after what goes was shown
    office.goes_to("/students?year=7")
    office.presses("Tariq Moss")
    office.presses("Added by mistake? See what deleting would do.")
    office.is_at("Delete Tariq Moss")
    looks(office, "delete-1")
    office.presses("Delete for good")
    office.reads("Tariq Moss is deleted.")
    # But nobody who has signed in
    office.goes_to("/students?year=10")
    office.presses("Amara Quist")
    office.presses("Added by mistake? See what deleting would do.")
    office.reads("Amara cannot be deleted.")
    looks(office, "delete-2-not")


def test_a_large_roster_is_read_while_the_page_waits_or_is_left(demo: Demo, visit: Visit) -> None:
    def works() -> None:
        assert worker.do_next(demo.app, _raise)

    # Given a list of eight thousand, under headers that nobody has seen yet
    office = visit(demo, "coordinator")
    office.signs_in("/students/roster")
    rows = [
        [f"9{number:04}", f"Nia{number}", f"Vale{number}", "Year 7", "7A", *[""] * 5]
        for number in range(8_000)
    ]
    brings(office, [["Nr.", *HEAD[1:]], *rows], "All.csv")
    office.presses("Read the file")
    # Then the page says that the file is being read
    office.is_at("The file is being read")
    office.reads("It waits for its turn.")
    looks(office, "reading")
    # And by itself goes on when the worker has done its part
    works()
    office.is_at("Which column is which?")
    page = office.page
    page.get_by_label("Student's id in your school's system", exact=True).select_option(label="Nr.")
    page.get_by_label("First name", exact=True).select_option(label="Chosen name")
    office.presses("Read the file like this")
    # And it can be left and come back to
    office.is_at("The file is being read")
    office.goes_to("/students/roster")
    looks(office, "start-waiting")
    works()
    office.presses("Go on with All.csv")
    office.is_at("Look before you take it")
    office.reads("Added (8000)")
    office.presses("Give it up")
    office.reads("what was read of it is deleted")


def _raise(problem: BaseException) -> None:
    raise problem


def test_every_step_works_on_a_phone_without_scripts(
    tmp_path_factory: pytest.TempPathFactory, visit: Visit
) -> None:
    with served_demo(tmp_path_factory.mktemp("without")) as demo:
        imports(visit(demo, "coordinator", size=PHONE, scripts=False), "import-without-scripts")
