"""From an empty installation and the school's own list to twenty students who are ready to be paired."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from mentoring import clock
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import decisions, enrolments, profiles
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.enrolment import Answer, How, State
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.making import pass_all
from tests.journeys.conftest import Visit
from tests.journeys.live import Live
from tests.journeys.test_setting_up import (
    adds_hours_and_terms,
    adds_staff,
    makes_the_school,
    new_place,
    unlocks,
)
from tests.journeys.visitor import PC, PHONE, Visitor
from tests.roster.files import csv_of

pytestmark = pytest.mark.journey

FIRST_NAMES = ("Ada", "Bo", "Cleo", "Dev", "Esme", "Finn", "Gia", "Hal", "Ivy", "Jem")
MENTORS = [(first, "Ashcombe", "Year 10", "10A") for first in FIRST_NAMES]
MENTEES = [(first, "Willowmere", "Year 7", "7A") for first in FIRST_NAMES]
HEAD = ["UPN", "Preferred Forename", "Legal Surname", "NC Year", "Reg Group", "SEN Status"]
ROSTER = [
    HEAD,
    *([f"H{number:05}", *student, "K"] for number, student in enumerate([*MENTORS, *MENTEES], 1)),
    ["H00099", "", "Nobody", "Year 7", "7A", "N"],
]
TUTORS = {"10A": "Mr Pell", "7A": "Ms Bell"}


@dataclass
class Office:
    """The coordinator at their PC, without scripts, in a programme that is called Buddies."""

    live: Live
    at: Visitor

    def opens(self, *words: str) -> None:
        """Go to the programme, and on by these words above its pages or at its head."""
        self.at.goes_to("/programmes")
        self.at.follows(self.at.page.get_by_role("link", name="Buddies", exact=True).first)
        for word in words:
            self.at.follows(self.at.page.locator("main").get_by_role("link", name=word, exact=True).first)

    def ticks_all(self) -> None:
        """Tick everybody who is listed."""
        self.at.marks(self.at.page.locator("input[type=checkbox][name=enrolment]"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, str]]:
    with new_place(tmp_path_factory.mktemp("joining")) as made:
        yield made


def brings_the_list(office: Visitor) -> None:
    """Import the list of the school's own system."""
    office.goes_to("/students/roster")
    office.page.locator("input[type=file]").set_input_files(
        {"name": "students.csv", "mimeType": "text/csv", "buffer": csv_of(ROSTER)}
    )
    for year in ("Year 7", "Year 10"):
        office.page.get_by_role("checkbox", name=year, exact=True).check()
    office.page.locator("input[name=keep_birth][value=nothing]").check()
    office.presses("Read the file")
    office.is_at("Which column is which?")
    office.presses("Read the file like this")
    office.is_at("Look before you take it")
    office.presses("Left out (1)")
    office.reads("There is no first name.")
    office.presses("Take this roster")
    office.is_at("The roster is taken")


def makes_the_programme(office: Visitor) -> None:
    """Make a place, the programme, and its times; open it."""
    office.goes_to("/programmes/places")
    office.page.get_by_role("link", name="Add a place").first.click()
    office.writes("Name", "Library")
    office.writes("How many pairs fit", "12")
    office.page.get_by_role("checkbox", name=re.compile("^Approved for meetings")).check()
    office.presses("Add the place")
    office.goes_to("/programmes/new/one-to-one")
    office.writes("Name of the programme", "Buddies")
    office.writes("First day", "2025-04-22")
    office.writes("Last day", "2025-07-18")
    office.presses("Make the draft")
    office.is_at("Buddies")
    office.page.locator(".subnav").get_by_role("link", name="The week", exact=True).click()
    office.presses("Add a time")
    office.ticks("Tuesday")
    office.writes("From", "12:40")
    office.writes("To", "13:10")
    office.ticks("Library")
    office.ticks("Sam Quillon")
    office.presses("Add to the week")
    office.reads("Added: Tuesday.")
    office.page.locator(".subnav").get_by_role("link", name="Overview", exact=True).click()
    office.presses("Open the programme")
    office.reads("Buddies is open.")


def invites(office: Visitor, year: str, role: str) -> None:
    """Tick everybody of a year group and invite them."""
    office.goes_to(f"/students?year={year}")
    office.marks(office.page.locator("input[type=checkbox][name=student]"))
    office.page.get_by_role("button", name="Invite to a programme").click()
    office.is_at("Invite 10 students")
    office.looks_over(f"invite-{year}")
    office.chooses("As", role)
    office.chooses("Who thought of them?", "I or another member of staff")
    office.presses("Invite them")
    office.reads("10 students are invited to Buddies. They say yes themselves.")


def takes_card(office: Visitor, name: str) -> tuple[str, str]:
    """Print a card for one student; return the user name and the words."""
    office.goes_to(f"/students?year={'10' if 'Ashcombe' in name else '7'}")
    office.presses(name)
    office.presses("Print a card")
    office.is_at("Sign-in cards to print")
    card = office.page.locator(".sign-in-card")
    words = " ".join(card.locator(".secret li").all_inner_texts())
    return card.locator("strong").inner_text(), words


def joins(student: Visitor, card: tuple[str, str], *, interest: str, right: tuple[int, ...]) -> None:
    """Sign in, say yes, tell about oneself, sign the role, and sign out."""
    student.goes_to("/sign-in/student")
    student.writes("Your user name", card[0])
    student.writes("Your three words", card[1])
    student.presses("Sign in")
    student.goes_by("Read more and answer")
    student.looks_over("answer")
    student.presses("Yes, I want to")
    student.presses("Start")
    student.page.locator("label", has_text=re.compile(f"^\\s*{interest}\\s*$")).click()
    student.looks_over("interests")
    student.follows(student.page.get_by_role("button", name="Save and go on"))
    skip = student.page.get_by_role("button", name="Skip this")
    while skip.count():
        student.looks_over(student.page.url.rsplit("/", 1)[-1], ("light",))
        student.follows(skip)
    student.reads("Thank you. We will use this to find you a partner.")
    student.presses("Read and sign")
    for number, answer in enumerate(right, 1):
        student.page.locator(f"#q{number}-{answer}").check()
    student.looks_over("sign")
    student.presses("I sign this")
    student.reads("Next, get ready.")
    student.looks_over("home")
    student.presses("Sign out")


def do_their_part(live: Live) -> None:
    """Let everybody who has not answered do what the two did at the shared PC, by the actions behind those pages."""
    with live.writing():
        for each in db.session.scalars(select(Enrolment).where(Enrolment.state == State.WAITING)).all():
            own, now = By("person", each.student_id), clock.now()
            day = now.date()
            assert (
                enrolments.answer(own, each, Answer.YES, How.OWN_SIGN_IN, day=day, today=day, now=now) is None
            )
            pass_all(each)
            assert profiles.finish_profile(own, each, now=now) is None
            newest = current_version(each.programme, ProgrammeRole(each.role))
            right = [question.right for question in newest.text.questions]
            assert decisions.sign(own, each, right, How.OWN_SIGN_IN, seen=newest.number, now=now) is None


def right_answers(live: Live, role: ProgrammeRole) -> tuple[int, ...]:
    """Return which answers of a role's check questions are right."""
    with live.reading():
        of_role = select(Enrolment).where(Enrolment.role == role).order_by(Enrolment.id).limit(1)
        newest = current_version(db.session.scalars(of_role).one().programme, role)
        return tuple(question.right for question in newest.text.questions)


def test_from_an_empty_installation_to_twenty_ready_students(place: tuple[Live, str], visit: Visit) -> None:
    live, code = place
    # Given an empty installation, and somebody who sets it up as coordinator, at a PC without scripts
    at = visit(live, "office", scripts=False)
    office = Office(live, at)
    unlocks(at, code)
    makes_the_school(at, also="Coordinator")
    at.goes_to("/students/new")
    adds_hours_and_terms(at)
    adds_staff(at)
    at.goes_to("/set-up/guide")
    at.presses("Finish set-up")
    # When they bring the school's list, make a programme and invite two year groups
    brings_the_list(at)
    makes_the_programme(at)
    invites(at, "10", "Mentor")
    invites(at, "7", "Mentee")
    # And a Year 10 and a Year 7 do their part at a shared PC, one after the other, and the others as they did
    cards = [takes_card(at, name) for name in ("Ada Ashcombe", "Ada Willowmere")]
    shared = visit(live, "shared PC")
    joins(shared, cards[0], interest="Sport", right=right_answers(live, ProgrammeRole.MENTOR))
    shared.resizes(PHONE)
    joins(shared, cards[1], interest="Animals", right=right_answers(live, ProgrammeRole.MENTEE))
    do_their_part(live)
    # And the tutors of both forms are asked by one link each
    office.opens("Students", "Tutors")
    for form, who in TUTORS.items():
        at.page.get_by_label(f"Tutor or head of year of {form}").fill(who)
    at.presses("Make the links")
    at.is_at("Links for 2 tutors")
    links = at.page.locator(".code-box .code").all_inner_texts()
    for link, scripts in zip(links, (True, False), strict=True):
        tutor = visit(live, f"tutor {scripts}", scripts=scripts, size=PC if scripts else PHONE)
        tutor.page.goto(link)
        tutor.looks_over("tutor")
        for yes in tutor.page.locator("input[type=radio][value=yes]").all():
            yes.check()
        tutor.presses("Save")
        tutor.is_at("Thank you")
    # And everybody is decided about, consents are written down from paper, and both groups are taught
    office.opens("Students", "Decide")
    at.marks(at.page.locator("input[type=radio][value=yes]"))
    at.page.get_by_label("One reason for every “yes” without its own").fill("Their tutors know them well.")
    at.presses("Save the decisions")
    office.opens("Students", "Consent")
    office.ticks_all()
    at.page.get_by_label("Who says it").fill("as signed on each form")
    at.presses("Write it down")
    at.reads("Saved for 20 students.")
    for minutes, words in ((120, "Mentors: training"), (60, "Mentees: preparation")):
        office.opens("Students", "Training", words)
        office.ticks_all()
        at.page.get_by_label("Minutes").fill(str(minutes))
        at.page.get_by_label("Taught by").fill("Mr Quillon")
        if minutes == 120:
            at.page.get_by_label("The whole safety module, with its questions, was gone through").check()
        at.presses("Write it down")
        at.reads("Saved for 10 students.")
    # Then twenty are ready, and the list prints without its buttons
    office.opens("Students")
    at.reads("20 of 20 are ready to be paired.")
    at.looks_over("ready")
    at.page.emulate_media(media="print")
    expect(at.page.locator(".readiness-filter")).to_be_hidden()
