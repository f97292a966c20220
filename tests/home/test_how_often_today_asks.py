"""*Today* and the check-ins ask the database as often for 100 pairings as for 10; on SQLite."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.joining.actions.enrolments import join
from mentoring.joining.models import Enrolment
from mentoring.meetings.rules.due import How
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.conftest import Prepared
from tests.joining.making import By, pack, student
from tests.joining.rows import make_open_programme
from tests.meetings.making import check_in, make_meeting, make_met
from tests.support.crawling import Browser
from tests.support.factories import World, make_school, make_student
from tests.support.worlds import A_LESSON, client_for, sign_everybody_in, stand_still
from tests.whole_app.test_query_counts import counted

DAY = timedelta(days=1)
TODAY = A_LESSON.date()
PAGES = {
    "/today": {"coordinator": 60, "supervisor": 45, "lead": 60},
    "/check-ins": {"coordinator": 30, "supervisor": 30},
    "/check-ins/round": {"coordinator": 30, "supervisor": 30},
    "/check-ins/round/sheet": {"supervisor": 30},
}


@pytest.fixture(autouse=True)
def in_a_lesson() -> Iterator[None]:
    stand_still()
    yield
    clock.set_source(None)


def _enrolled(world: World, programme: Programme, name: str, year: str, role: ProgrammeRole) -> Enrolment:
    young = make_student(world, first=name, last=f"Last{name}", year=year)
    made = join(
        By("person", young), programme, student(world, young), role, pack(), today=TODAY, now=clock.now()
    )
    assert isinstance(made, Enrolment)
    return made


def _make(app: Flask, pairings: int) -> dict[str, str]:
    """Make a school with so many pairings, of which each has something due, in two programmes; return its sign-ins."""
    with app.app_context(), transaction.unit():
        world = make_school()
        programmes = [make_open_programme(world, name) for name in ("Buddies", "Readers")]
        for number in range(pairings):
            programme = programmes[number % 2]
            mentor = _enrolled(world, programme, f"Older{number}", "10", ProgrammeRole.MENTOR)
            mentee = _enrolled(world, programme, f"Younger{number}", "7", ProgrammeRole.MENTEE)
            pair = make_met(world, programme, mentor, mentee, days=40)
            what = [("missed", "mentor"), ("missed", "mentor"), ("missed", "both")], [("planned", "")] * 3
            for week, (state, why) in enumerate(what[number % 3 == 0], start=1):
                make_meeting(world, pair, TODAY - DAY * 7 * (6 - week), state, why)
            if number % 3 == 1:
                check_in(world, pair, mentor.student_id, TODAY - DAY * 9, How.LOOK_AGAIN)
        for number in range(pairings):
            _enrolled(world, programmes[0], f"Alone{number}", "10", ProgrammeRole.MENTOR)
        assert world.staff[Role.SUPERVISOR]
        db.session.flush()
    return sign_everybody_in(app, world)


def _counts(app: Flask, tokens: dict[str, str]) -> dict[str, int]:
    numbers = {}
    for address, accounts in PAGES.items():
        for account in accounts:
            browser = Browser(client_for(app, tokens[account]), account)
            with counted(app) as found:
                answer = browser.get(address)
            assert answer.status == 200, answer
            numbers[f"{address}, {account}"] = len(found.statements)
    return numbers


def test_today_asks_as_often_for_a_hundred_pairings_as_for_ten(sqlite_app: Prepared) -> None:
    found = []
    for pairings in (10, 100):
        sqlite_app.renew()
        found.append(_counts(sqlite_app.app, _make(sqlite_app.app, pairings)))
    few, many = found
    for name in few:
        print(f"{few[name]:4} {many[name]:4}  {name}")
    assert few == many
    most = {f"{address}, {who}": most for address, each in PAGES.items() for who, most in each.items()}
    assert {name: number for name, number in many.items() if number > most[name]} == {}


def test_a_long_group_is_folded_and_leads_to_the_whole_list(sqlite_app: Prepared) -> None:
    sqlite_app.renew()
    tokens = _make(sqlite_app.app, 24)
    page = Browser(client_for(sqlite_app.app, tokens["coordinator"]), "coordinator").get("/today").text
    section = page[page.index("Check-ins overdue") : page.index("Pairings to look at")]
    assert section.count('<li class="work">') == int(
        section.split('count wait">')[1].split("<")[0]
    )  # none is cut
    assert "more" in section and "/check-ins?show=overdue" in section
