"""From an imported roster to sixty pairings that have met: what the coordinator presses, counted.

It is told twice: of sixty pairs, and of three at a phone's width where no script runs. There a second window, in which
scripts run, is looked at closely in light and dark, as a school PC and a phone show it: at the pages that this story
fills. The others look as test_every_page.py finds them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from mentoring import clock
from mentoring.audit.trail import MACHINE, By
from mentoring.extensions import db
from mentoring.joining.actions import decisions, enrolments, profiles
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.enrolment import How
from mentoring.matching.actions import asking
from mentoring.matching.models import Pairing
from mentoring.matching.rules.asking import Said
from mentoring.matching.rules.life import State
from mentoring.people.models import School, StaffMember, Student
from mentoring.people.queries import schools
from mentoring.people.rules.countries import country
from mentoring.programme.actions import places, programmes, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.dates import Dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.wording.first_texts import first_texts
from mentoring.roster.actions.taking import take_roster
from mentoring.roster.queries.plans import plan_for
from mentoring.roster.reading.reader import read_content
from mentoring.roster.rules.people import KeepBirth, Options
from tests.joining.making import pass_all
from tests.journeys.conftest import Visit
from tests.journeys.live import Demo, served_demo
from tests.journeys.visitor import PC, PHONE, Visitor
from tests.roster.files import csv_of

pytestmark = pytest.mark.journey

MANY, FEW, MOST_CLICKS = 60, 3, 40
NAME = "Friday friends"
FRIDAY = 4
HEAD = ["UPN", "Preferred Forename", "Legal Surname", "NC Year", "Reg Group"]
TUTORS = {"10X": "Mr Pell", "7X": "Ms Bell"}


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo school, new for each telling."""
    with served_demo(tmp_path / "demo") as live:
        yield live


def imports_the_roster(demo: Demo, each: int) -> None:
    """Take a list of so many in Year 10 and in Year 7, by the action behind the pages of the roster."""
    rows = [
        *([f"M{number:05}", f"Mo{number}", f"Ashdown{number}", "Year 10", "10X"] for number in range(each)),
        *([f"N{number:05}", f"Ny{number}", f"Willow{number}", "Year 7", "7X"] for number in range(each)),
    ]
    options = Options("england", keep_birth=KeepBirth.NOTHING, years=frozenset({"7", "10"}))
    reading = read_content(csv_of([HEAD, *rows]), "students.csv", options)
    with demo.writing():
        school = db.session.scalars(db.select(School)).one()
        plan = plan_for(school, reading, options)
        assert take_roster(MACHINE, school, reading, plan, now=clock.now()) is None


def opens_a_programme(demo: Demo) -> None:
    """Make a programme with one time on Fridays, in a hall that takes all of them, and open it."""
    with demo.writing():
        school = db.session.scalars(db.select(School)).one()
        okafor = db.session.scalars(db.select(StaffMember).where(StaffMember.last_name == "Okafor")).one()
        by, now, site = By("person", okafor.id), clock.now(), schools.sites(school.id)[0]
        hall = places.add_place(by, site, PlaceDetails("Sports hall", MANY, True, True, True), now=now)
        assert isinstance(hall, Place)
        details = Details(
            NAME, Dates(date(2025, 4, 28), date(2025, 7, 18)), (site.id,), (okafor.id,), "A trial."
        )
        made = programmes.add_programme(
            by, school.id, Kind.ONE_TO_ONE, details, first_texts(Kind.ONE_TO_ONE), now=now
        )
        assert isinstance(made, Programme)
        slot = SlotDetails(
            site.id, (FRIDAY,), "", time(12, 40), time(13, 10), (), (hall.id,), on_duty_ids=(okafor.id,)
        )
        assert not slots.add_slots(by, made, slot, now=now)
        assert not programmes.set_status(by, made, Status.OPEN, today=now.date(), now=now)


def all_join(demo: Demo) -> None:
    """Let everybody in the list join and do their part, by the actions behind their own pages."""
    with demo.writing():
        programme = db.session.scalars(db.select(Programme).where(Programme.name == NAME)).one()
        pack, now, today = country("england"), clock.now(), clock.now().date()
        found = db.session.scalars(
            db.select(Student).where(Student.form.in_(TUTORS)).order_by(Student.user_name)
        )
        for student in found.all():
            own = By("person", student.id)
            role = ProgrammeRole.MENTOR if student.year == "10" else ProgrammeRole.MENTEE
            made = enrolments.join(own, programme, student, role, pack, today=today, now=now)
            assert isinstance(made, Enrolment), made
            pass_all(made)
            assert profiles.finish_profile(own, made, now=now) is None
            newest = current_version(programme, role)
            right = [question.right for question in newest.text.questions]
            assert decisions.sign(own, made, right, How.OWN_SIGN_IN, seen=newest.number, now=now) is None


def all_say_yes(demo: Demo, role: ProgrammeRole, each: int) -> None:
    """Let everybody of a role who is asked say yes, by the actions behind their own pages."""
    with demo.writing():
        wanted = db.select(Pairing).join(Programme, Programme.id == Pairing.programme_id)
        pairings: Sequence[Pairing] = db.session.scalars(wanted.where(Programme.name == NAME)).all()
        assert len(pairings) == each
        for pairing in pairings:
            for member in [one for one in pairing.here if one.role == role]:
                own = By("person", member.student_id)
                assert asking.open_question(own, member, now=clock.now()) is None
                assert asking.answer(own, member, Said.YES, How.OWN_SIGN_IN, now=clock.now()) is None


def tutors_answer(visit: Visit, demo: Demo, links: Sequence[str]) -> None:
    """Let each tutor say yes of all of theirs, on the page of their link."""
    for number, link in enumerate(links):
        tutor = visit(demo, f"tutor {number}")
        tutor.page.goto(link)
        tutor.marks(tutor.page.locator("input[type=radio][value=yes]"))
        tutor.presses("Save")
        tutor.is_at("Thank you")


def opens(office: Visitor, *words: str) -> None:
    """Press these links in the page, one after the other; each counts."""
    for word in words:
        office.follows(office.page.locator("main").get_by_role("link", name=word, exact=True).first)


def at_their_pairings(office: Visitor) -> None:
    """Open the list of pairings, of this programme alone."""
    frame = office.page.locator("nav.rail, nav.menu").filter(visible=True)
    if not frame.count():
        office.opens("Menu")
    office.touch(frame.get_by_role("link", name="Pairings", exact=True))
    office.page.get_by_label("Programme", exact=True).select_option(NAME)
    office.taps += 1
    office.presses("Show")


def picks_yes(office: Visitor, each: int) -> None:
    """Decide "yes" of all: with the button that is there for it, or one by one where no script runs."""
    if office.scripts:
        office.presses("Pick “yes” wherever the tutor said yes")
        return
    yes = office.page.locator("main label", has=office.page.locator("input[type=radio][value=yes]"))
    expect(yes).to_have_count(2 * each)
    for one in yes.all():
        office.touch(one)


@pytest.mark.parametrize(
    "each, size, scripts",
    [(MANY, PC, True), (FEW, PHONE, False)],
    ids=["sixty", "three-without-scripts"],
)
def test_from_the_roster_to_active_pairings_in_under_forty_clicks(
    demo: Demo, visit: Visit, each: int, size: tuple[int, int], scripts: bool
) -> None:
    # Given a programme that is open, a roster that was taken, and students who have joined from their own pages
    opens_a_programme(demo)
    imports_the_roster(demo, each)
    all_join(demo)
    office = visit(demo, "coordinator", size=size, scripts=scripts)
    office.signs_in("/programmes")
    beside = None if scripts else visit(demo, "coordinator", size=size)
    if beside:
        beside.signs_in("/programmes")

    def looks(name: str, *, closely: bool = False) -> None:
        if beside:
            office.looks_over(name, ("light",))
        if beside and closely:
            beside.page.goto(office.page.url)
            beside.in_every_look(name)

    office.taps = 0
    # When the coordinator asks both tutors by a link
    opens(office, NAME, "Students")
    looks("students")
    opens(office, "Tutors")
    looks("tutors")
    for form, who in TUTORS.items():
        office.page.get_by_label(f"Tutor or head of year of {form}").fill(who)
    office.presses("Make the links")
    office.is_at("Links for 2 tutors")
    tutors_answer(visit, demo, office.page.locator(".code-box .code").all_inner_texts())
    # And decides, writes down the consents and who was taught
    opens(office, "Students", "Decide")
    looks("decide", closely=True)
    picks_yes(office, each)
    office.page.get_by_label("One reason for every “yes” without its own").fill(
        "Their tutors know them well."
    )
    office.presses("Save the decisions")
    opens(office, "Students", "Consent")
    looks("consent")
    office.ticks_all()
    office.page.get_by_label("Who says it").fill("as signed on each form")
    office.presses("Write it down")
    office.reads(f"Saved for {2 * each} students.")
    opens(office, "Students", "Training")
    looks("training")
    for minutes, words in ((120, "Mentors: training"), (60, "Mentees: preparation")):
        if minutes == 60:
            opens(office, words)
        office.ticks_all()
        office.page.get_by_label("Minutes").fill(str(minutes))
        office.page.get_by_label("Taught by").fill("Ms Okafor")
        if minutes == 120:
            module = "The whole safety module, with its questions, was gone through"
            office.touch(office.page.get_by_label(module))
        office.presses("Write it down")
        office.reads(f"Saved for {each} students.")
    # And has pairings suggested, looks at them, and approves them all
    opens(office, "Students", "Matching")
    office.presses("Suggest pairings")
    office.reads(f"{each} of {each}")
    looks("board", closely=True)
    if scripts:
        office.looks_over("board-of-many", ("light",))
    office.presses(f"Approve {each} pairings")
    office.reads(f"{each} pairings are approved. Their mentors are asked now.")
    # And once the mentors and then the mentees have said yes, confirms all that are green
    all_say_yes(demo, ProgrammeRole.MENTOR, each)
    all_say_yes(demo, ProgrammeRole.MENTEE, each)
    at_their_pairings(office)
    looks("pairings", closely=True)
    office.presses(f"Confirm all green ones ({each})")
    office.reads(f"{each} pairings are confirmed. Their first meetings are planned.")
    # And takes the register when they have met
    demo.clock.move(days=3, hours=3)
    office.signs_in("/meetings")
    looks("meetings")
    office.goes_by("Take the register of this day")
    looks("register")
    office.presses("All came")
    # Then all these pairings are active
    with demo.reading():
        wanted = db.select(Pairing.state).join(Programme, Programme.id == Pairing.programme_id)
        assert db.session.scalars(wanted.where(Programme.name == NAME)).all() == [State.ACTIVE] * each
    print(f"{office.taps} clicks")
    assert office.taps < MOST_CLICKS or not scripts
