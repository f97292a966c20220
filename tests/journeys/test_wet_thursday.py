"""A wet Thursday: the adult is ill, somebody stands in, and fourteen pairs share one tablet.

It is told twice: by fourteen children, and by two at a phone's width where no script runs.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from mentoring.extensions import db
from mentoring.meetings.queries.meetings import meetings_on
from mentoring.people.models import School
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.journeys.cards import WORDS, gives_cards
from tests.journeys.conftest import Visit
from tests.journeys.live import Demo, served_demo
from tests.journeys.visitor import PC, PHONE, Visitor

pytestmark = pytest.mark.journey

TABLET = (800, 1280)
PAIRS = 14


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo school, new for each telling."""
    with served_demo(tmp_path / "demo") as live:
        yield live


def mentees_of_today(demo: Demo) -> list[tuple[str, str]]:
    """Return the mentees who meet in the library today: their ids and first names."""
    with demo.reading():
        school = db.session.scalars(db.select(School)).one()
        day = demo.clock.now().date()
        found = [each for each in meetings_on(school.id, day) if each.place.name == "Library"]
        return [
            (member.student_id, member.student.first_name)
            for meeting in found
            for member in meeting.pairing.here
            if member.role == ProgrammeRole.MENTEE
        ]


@pytest.mark.parametrize(
    "at_the_desk, in_the_room, scripts, children",
    [(PC, TABLET, True, PAIRS), (PHONE, PHONE, False, 2)],
    ids=["fourteen", "two-without-scripts"],
)
def test_a_wet_thursday(
    demo: Demo,
    visit: Visit,
    at_the_desk: tuple[int, int],
    in_the_room: tuple[int, int],
    scripts: bool,
    children: int,
) -> None:
    # Given a Thursday morning on which Mr Lowell is ill
    demo.clock.move(days=2)
    mentees = mentees_of_today(demo)
    assert len(mentees) == PAIRS
    office = visit(demo, "coordinator", size=at_the_desk, scripts=scripts)
    office.signs_in("/meetings")
    office.goes_by("An adult is away")
    office.in_every_look("who-is-away")
    # When the coordinator says so, and stands in for all of his meetings herself
    office.presses("Mr Lowell is away")
    office.is_at("Mr Lowell is away")
    office.page.get_by_role("radio", name="Ms Okafor").check()
    office.in_every_look("away")
    office.presses("Save")
    office.reads("Ms Okafor stands in.")
    # And opens the room on the tablet at lunch, where she takes the register
    demo.clock.move(hours=2)
    tablet = visit(demo, "coordinator", size=in_the_room, touches=True, scripts=scripts)
    tablet.signs_in("/room/open")
    tablet.looks_over("open-a-room")
    tablet.presses("Open the room Library")
    tablet.is_at("Library")
    takes_the_register(tablet)
    # And each mentee says on their own how it was; one of them says that it was bad
    demo.clock.move(minutes=15)
    gives_cards(demo, [student_id for student_id, _name in mentees])
    tablet.goes_to("/room")
    tablet.looks_over("room")
    for number, (student_id, _name) in enumerate(mentees[:children]):
        says_how_it_was(tablet, student_id, "Bad" if number == 1 else "Good", looks=number == 0)
    # Then the tablet shows nothing of the office to anybody who has not the adult's password
    tablet.goes_to("/today")
    expect(tablet.page.get_by_role("heading", name="Today")).to_have_count(0)
    # And the coordinator reads of the one "bad" on Today, with whom to talk
    office.signs_in()  # anew: the PC was left alone for an hour
    office.reads(f"Ask {mentees[1][1]} how it was")
    office.in_every_look("today")


def takes_the_register(tablet: Visitor) -> None:
    """Say of everybody that they came: one tap a child, and one to save."""
    tablet.goes_by("Take the register, 12:40")
    tablet.looks_over("register", ("light",))
    before = tablet.taps
    here = tablet.page.locator("label", has=tablet.page.get_by_role("radio", name="Here", exact=True))
    expect(here).to_have_count(2 * PAIRS)
    for each in here.all():
        tablet.touch(each)
    tablet.presses("Save the register")
    assert tablet.taps - before == 2 * PAIRS + 1
    tablet.reads("The register is taken.")


def says_how_it_was(tablet: Visitor, student_id: str, face: str, *, looks: bool) -> None:
    """Let one child take the tablet: tap their name, type the words of their card, answer, and be signed out."""
    tablet.touch(tablet.page.locator(f"a[href$='{student_id}']"))
    tablet.writes("Your three words", WORDS)
    tablet.presses("Go on")
    for question, answer in (("How was it", face), ("listen to you", "Yes"), ("meet again", "Yes")):
        tablet.is_at(re.compile(question))
        if looks and face == answer:  # the others differ in their words alone
            tablet.in_every_look("how")
        tablet.touch(
            tablet.page.locator("label", has=tablet.page.get_by_role("radio", name=answer, exact=True))
        )
        tablet.presses("Next")
    tablet.is_at("Library")
