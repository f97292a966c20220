"""One tablet for a whole room: an adult opens it, three children have a turn, and none sees what another said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.meetings.models import Attendance, Faces, WriteUp
from mentoring.people.models import StaffMember, Student
from tests.journeys.conftest import Visit
from tests.journeys.live import Live, served
from tests.journeys.test_leaving_quickly import goes_back, keeping_browser, never_shows
from tests.journeys.visitor import PC, PHONE, Visitor
from tests.meetings.rooms import Room, fill_room
from tests.people.signing_in import PASSWORD, PICTURES, WORDS
from tests.support.factories import make_school

__all__ = ["keeping_browser"]
pytestmark = pytest.mark.journey

TABLET = (768, 1024)
SECRET = "He told me about his dog."


@dataclass
class Lunch:
    """A school in which two pairs meet from 10:50 on, and it is 10:55."""

    live: Live
    room: Room
    email: str


@pytest.fixture
def lunch(tmp_path: Path) -> Iterator[Lunch]:
    made: list[Lunch] = []

    def fill() -> None:
        from mentoring import transaction

        with transaction.unit():
            world = make_school()
            db.session.get_one(
                Student, (world.school_id, world.mentee)
            ).year = "3"  # Leo signs in with pictures
            room = fill_room(world, time(10, 50))
            adult = db.session.get_one(StaffMember, (world.school_id, world.staff[Role.SUPERVISOR]))
            made.append(Lunch(None, room, str(adult.account.email)))  # type: ignore[arg-type]

    with served(tmp_path, fill) as live:
        made[0].live = live
        yield made[0]


def opens_the_room(tablet: Visitor, lunch: Lunch, *, looks: bool = False) -> None:
    """Sign in as the adult on duty, and open the room. Look at the page where that is wanted."""
    tablet.goes_to("/sign-in?next=/room/open")
    tablet.writes("E-mail", lunch.email)
    tablet.writes("Password", PASSWORD)
    tablet.presses("Sign in")
    tablet.is_at("Open a room")
    if looks:
        tablet.in_every_look("open")
    tablet.page.get_by_role("button", name="Open the room").click()
    tablet.is_at("Library Buddies")


def takes_the_register(tablet: Visitor) -> None:
    """Mark everybody: one tap a child and two more."""
    tablet.touch(tablet.page.get_by_role("link", name="Take the register, 10:50"))
    tablet.is_at("Register")
    for name in ("Amara Q", "Amara V", "Jonas", "Leo"):
        tablet.chooses(name, "Here")
    tablet.in_every_look("register")
    tablet.presses("Save the register")
    tablet.reads("The register is taken.")


def begins(tablet: Visitor, name: str, *, pictures: bool = False, looks: bool = False) -> None:
    """Tap a name, and give the words or pictures of the card. Look at the page where that is wanted."""
    tablet.touch(tablet.page.get_by_role("link", name=name, exact=True))
    tablet.is_at(f"Your turn, {name}")
    if looks:
        tablet.in_every_look(f"turn-{'pictures' if pictures else 'words'}")
    if pictures:
        for row, picture in zip(tablet.page.locator("fieldset").all(), PICTURES, strict=True):
            expect(row).to_be_visible()
            tablet.touch(row.locator("label", has=tablet.page.locator(f"input[value={picture}]")))
    else:
        tablet.writes("Your three words", WORDS)
    tablet.presses("Go on")


def says_how_it_was(tablet: Visitor) -> None:
    """Answer the three questions with a face each."""
    for number in range(3):
        expect(tablet.page.get_by_role("button", name="Next")).to_be_visible()
        if number == 0:  # the others differ in their words alone
            tablet.in_every_look("face")
        tablet.touch(tablet.page.locator("main fieldset label").first)
        tablet.presses("Next")


def writes_it_up(tablet: Visitor) -> None:
    """Write the meeting up, with a few words."""
    tablet.is_at("Write up a meeting")
    tablet.touch(tablet.page.locator("label", has=tablet.page.locator("input[name=came][value=both]")))
    tablet.writes("Anything for the adults?", SECRET)
    tablet.presses("Save")


def test_three_children_at_one_tablet(lunch: Lunch, visit: Visit, keeping_browser: Browser) -> None:
    # Given an adult who opens the room on the one tablet there is
    tablet = visit(lunch.live, "room", size=TABLET, touches=True, browser=keeping_browser)
    opens_the_room(tablet, lunch, looks=True)
    tablet.reads("Mr Panjwani is here with you.")
    tablet.in_every_look("room")
    takes_the_register(tablet)
    # When the youngest has a turn, with pictures
    begins(tablet, "Leo", pictures=True, looks=True)
    says_how_it_was(tablet)
    tablet.reads("Thank you, Leo.")
    tablet.in_every_look("room-after-leo")
    # Then Back shows nothing of it, however often it is pressed
    for _ in range(4):
        goes_back(tablet)
        never_shows(tablet, "How was", "will not see this")
    tablet.goes_to("/room")
    expect(tablet.page.get_by_role("link", name="Leo")).to_have_count(0)
    # And the next child, a mentor with three words, writes up in peace
    begins(tablet, "Amara Q", looks=True)
    writes_it_up(tablet)
    tablet.reads("Thank you, Amara.")
    for _ in range(3):
        goes_back(tablet)
        never_shows(tablet, SECRET)
    # And the third leaves quickly: nobody is signed in, and the room is still there
    tablet.goes_to("/room")
    begins(tablet, "Jonas")
    tablet.is_at("Write up a meeting")
    tablet.writes("Anything for the adults?", SECRET)
    tablet.presses("Leave this page quickly")
    tablet.is_at("Today is Tuesday 3 June")
    goes_back(tablet)
    never_shows(tablet, SECRET, "Write up")
    tablet.goes_to("/room")
    tablet.is_at("Library Buddies")
    # And no page of staff opens until the adult's password is given
    tablet.goes_to("/students")
    tablet.is_at("Library Buddies")
    tablet.reads("Close the room first to go on as staff.")
    tablet.goes_by("For the adult: close the room")
    tablet.in_every_look("close")
    tablet.writes("Your password", "a guess")
    tablet.presses("Close and go on as staff")
    tablet.page.get_by_text("That is not the password of the adult").first.wait_for()
    tablet.writes("Your password", PASSWORD)
    tablet.presses("Close and go on as staff")
    tablet.is_at("Today, Tuesday 3 June")
    with lunch.live.reading():
        assert db.session.query(Faces).one().student_id == lunch.room.children["Leo B"]
        assert db.session.query(WriteUp).one().for_staff == SECRET
        assert db.session.query(Attendance).count() == 4


@pytest.mark.parametrize("size", [PHONE, PC])
def test_without_scripts_a_turn_is_the_same(lunch: Lunch, visit: Visit, size: tuple[int, int]) -> None:
    # Given a tablet without scripts, narrow or wide
    tablet = visit(lunch.live, f"room-plain-{size[0]}", size=size, scripts=False)
    opens_the_room(tablet, lunch, looks=True)
    tablet.looks_over("room")
    takes_the_register(tablet)
    # When a child has a turn with pictures, which stand one below the other
    begins(tablet, "Leo", pictures=True, looks=True)
    says_how_it_was(tablet)
    # Then they are thanked, and the room waits for the next child
    tablet.reads("Thank you, Leo.")
    begins(tablet, "Amara V")
    tablet.presses("Back to the room")
    tablet.is_at("Library Buddies")
    # And the room is closed without the password, so nobody is signed in
    tablet.presses("For the adult: close the room")
    tablet.presses("Close and sign out")
    tablet.reads("Nobody is signed in on this tablet.")
    tablet.goes_to("/room")
    tablet.is_at("Sign in")


def test_a_child_who_walks_away_is_signed_out_and_half_a_worry_is_put_away(
    lunch: Lunch, visit: Visit
) -> None:
    # Given a child who has begun and goes to fetch something
    tablet = visit(lunch.live, "room-idle", size=TABLET)
    tablet.page.clock.install()
    opens_the_room(tablet, lunch)
    begins(tablet, "Leo", pictures=True)
    expect(tablet.page.get_by_role("button", name="Next")).to_be_visible()
    # When three minutes pass, then the room is back
    lunch.live.clock.move(minutes=3, seconds=30)
    tablet.page.clock.run_for("03:30")
    tablet.is_at("Library Buddies")
    # And a worry that somebody began without signing in waits for nobody
    tablet.presses("Worried? Tell an adult")
    tablet.writes("What happened, or what did you hear?", SECRET)
    tablet.page.clock.run_for("02:05")
    expect(tablet.page.get_by_role("dialog", name="Are you still here?")).to_be_visible()
    tablet.looks_over("put-away")
    tablet.page.clock.run_for("01:00")
    tablet.is_at("Library Buddies")
    goes_back(tablet)
    never_shows(tablet, SECRET)
