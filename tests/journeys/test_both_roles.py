"""A student who has a mentor in one programme and is one in another: one home, and neither partner knows."""

import pytest
from playwright.sync_api import expect

from mentoring.extensions import db
from mentoring.matching.models import PairingMember
from tests.journeys.cards import gives_cards
from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.visitor import PHONE

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_mentee_who_also_mentors(demo: Demo, visit: Visit, scripts: bool) -> None:
    # Given a student who is in two pairings, once in each role
    with demo.reading():
        members = list(db.session.scalars(db.select(PairingMember).order_by(PairingMember.id)))
        roles: dict[str, set[str]] = {}
        for each in members:
            roles.setdefault(each.student_id, set()).add(each.role)
        (both,) = [student_id for student_id, held in roles.items() if len(held) == 2]
        first_name = next(each.student.first_name for each in members if each.student_id == both)
        pairing_of = {each.role: each.pairing_id for each in members if each.student_id == both}
        mentor = next(
            each.student_id
            for each in members
            if each.pairing_id == pairing_of["mentee"] and each.role == "mentor"
        )
    names = gives_cards(demo, [both, mentor])
    # When they open their home
    student = visit(demo, names[both], size=PHONE, touches=True, scripts=scripts)
    student.signs_in()
    # Then there are two blocks with a heading each: their own meetings, and those as a mentor
    student.is_at(f"Hello {first_name}")
    expect(student.page.get_by_role("heading", level=2, name="Buddies", exact=True)).to_be_visible()
    as_mentor = student.page.get_by_role("heading", level=2, name="Reading together: you as a mentor")
    expect(as_mentor).to_be_visible()
    student.in_every_look("home")
    student.presses("Write up a meeting")
    student.is_at("Write up a meeting")
    student.in_every_look("write-up")
    # And their own mentor reads nothing of the other role, nor do the children whom they mentor
    for who in (names[mentor], "pip"):
        partner = visit(demo, who, size=PHONE, scripts=scripts)
        partner.signs_in()
        partner.reads(first_name)
        for words in ("as a mentor", "Buddies") if who == "pip" else ("Reading together",):
            partner.does_not_read(words)
