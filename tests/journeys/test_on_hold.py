"""A concern about a mentor: nothing goes ahead, and both read the page of any break."""

import re

import pytest

from mentoring.extensions import db
from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.telling import newest_concern, tells
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.journey

BREAK, WHO = "Your meetings are having a break.", "Ms Okafor will talk with you."


READERS, INSTEAD = "This goes to Mr Hale and Mrs Iqbal.", "If an adult who works or helps here did it"


def tells_of_the_mentor(mentee: Visitor) -> None:
    """Tell something of Amara, who mentors Leo: by her first name, on the page."""
    mentee.presses("Worried? Tell an adult")
    mentee.is_at("Tell an adult")
    mentee.does_not_read("Quist")
    mentee.reads(re.compile(INSTEAD))
    mentee.chooses("Who needs help?", "Me")
    mentee.chooses("Did someone do this?", "Amara, my partner")
    mentee.reads(re.compile(READERS))
    assert INSTEAD not in mentee.text()
    mentee.chooses("Did someone do this?", "Mr Lowell")
    mentee.reads(re.compile(INSTEAD))
    assert READERS not in mentee.text()
    mentee.in_every_look("tell-by-name")
    tells(mentee, "She reads what is on my phone.", done_by="Amara, my partner")
    mentee.does_not_read("Amara")
    mentee.presses("Back to my page")


def home_of(demo: Demo, visit: Visit, who: str) -> tuple[Visitor, str]:
    """Return somebody at their home, and what can be read there of their programme."""
    student = visit(demo, who, size=PHONE)
    student.signs_in()
    return student, student.text()


def test_a_concern_about_a_mentor_shows_both_the_page_of_any_break(demo: Demo, visit: Visit) -> None:
    # Given two who meet today
    mentee, before = home_of(demo, visit, "leo")
    assert BREAK not in before
    # When the mentee tells something of the mentor
    tells_of_the_mentor(mentee)
    # Then both read that their meetings have a break, and who talks with them, and nothing else
    mentor, of_mentor = home_of(demo, visit, "amara")
    mentee.goes_to("/today")
    for student, text in ((mentor, of_mentor), (mentee, mentee.text())):
        assert BREAK in text
        assert WHO in text
        assert not re.search(r"Library|12:40|hold|concern|worry about", text)
        student.in_every_look("break")
    # And staff read that it is on hold, and whom to ask; only those who read the concern know why
    office = visit(demo, "coordinator")
    office.signs_in("/pairings")
    office.presses("Amara Quist with Leo Brandtly")
    office.reads(re.compile("on hold, ask the lead", re.IGNORECASE))
    office.does_not_read("on my phone")
    office.in_every_look("pairing")
    lead = visit(demo, "lead")
    lead.signs_in("/desk")
    lead.looks_over("desk")
    lead.goes_to(f"/desk/{newest_concern(demo)}")
    lead.reads("Another student: Amara Quist")
    lead.reads("She reads what is on my phone.")
    lead.in_every_look("concern-by-name")


@pytest.mark.usefixtures("still")
def test_a_break_by_staff_reads_the_same(demo: Demo, visit: Visit) -> None:
    # Given the page of a hold, kept from before
    mentee, on_hold = home_of(demo, visit, "leo")
    assert BREAK in on_hold
    # Then a pairing to which staff gave a break reads the same, word for word, but for their own name
    from mentoring.matching.models import Pairing
    from tests.journeys.cards import gives_cards

    with demo.reading():
        pairing = db.session.scalars(db.select(Pairing).where(Pairing.break_cause == "staff")).one()
        other = next(each.student for each in pairing.here if each.role == "mentee")
        other_id, other_name = other.id, other.first_name
    names = gives_cards(demo, [other_id])
    _student, on_break = home_of(demo, visit, names[other_id])
    assert _plain(on_break, other_name) == _plain(on_hold, "Leo")
    assert mentee


def _plain(text: str, name: str) -> str:
    return re.sub(r"(Last here:|This is your first).*", "", text.replace(name, "NAME"))
