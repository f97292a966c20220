"""A page asks the database as often in a large school as in a small one. `pytest -s` prints how often."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import STAFF_ROLES, Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.tutors import ask_tutors
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.rules.suitability import StaffRefusal
from mentoring.matching.actions.asking import open_question
from mentoring.matching.actions.ending import give_notice
from mentoring.matching.rules.life import State as PairingState
from mentoring.people.models import School, Student
from mentoring.programme.actions.settings import change_setting
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.rules.answers import DoneBy
from mentoring.safeguarding.clockwork import run_clock
from tests.conftest import Prepared
from tests.joining import making, rows
from tests.roster.making import HEAD, make_draft, make_family, make_missing
from tests.support import programmes as made_up
from tests.support.crawling import Browser
from tests.support.factories import World, make_school, make_staff, make_student
from tests.support.large_school import MAIN_PAGES, make_large_school, suggest_on_board
from tests.support.pairs import make_pair
from tests.support.worlds import SIGNED_OUT, client_for, new_database, sign_everybody_in

ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
MOST = 12  # statements; a page that needs more is named in MORE, with how many it may
STAFF_AT_LEAST = len(STAFF_ROLES)


@dataclass(frozen=True)
class Size:
    """How large a school is. Every school has its eight holders of a role."""

    students: int
    staff: int
    concerns: int
    programmes: int  # the first of them has as many slots, places and changes of settings, and at least one


SMALL = Size(students=10, staff=STAFF_AT_LEAST, concerns=2, programmes=1)
LARGE = Size(students=120, staff=24, concerns=12, programmes=8)

# Who opens which page. Braces stand for ids of records.
PAGES = {
    "today, the lead": ("lead", "/today"),
    "today, a coordinator": ("coordinator", "/today"),
    "home of a student": ("mentee", "/today"),
    "students": ("coordinator", "/students"),
    "students, last page": ("coordinator", "/students?page=99"),
    "one student": ("coordinator", "/students/{mentee}"),
    "import a roster": ("coordinator", "/students/roster"),
    "a roster to look at": ("coordinator", "/students/roster/{draft}"),
    "families": ("lead", "/students/families"),
    "not in the roster": ("coordinator", "/students/missing"),
    "deleting a student": ("coordinator", "/students/{mentee}/delete"),
    "staff": ("administrator", "/staff"),
    "one staff member": ("lead", "/staff/{supervisor}"),
    "school": ("administrator", "/school"),
    "one site": ("coordinator", "/school/sites/{site}"),
    "set-up guide": ("administrator", "/set-up/guide"),
    "desk": ("lead", "/desk"),
    "one concern": ("lead", "/desk/{concern}"),
    "tell an adult, signed in": ("mentee", "/tell"),
    "tell an adult, signed out": (SIGNED_OUT, "/tell/alder"),
    "trail": ("head", "/trail"),
    "own actions": ("coordinator", "/trail/own"),
    "programmes": ("coordinator", "/programmes"),
    "programmes, a supervisor": ("supervisor", "/programmes"),
    "one programme": ("coordinator", "/programmes/{programme}"),
    "settings of a programme": ("coordinator", "/programmes/{programme}/settings"),
    "one setting": ("coordinator", "/programmes/{programme}/settings/gap-least"),
    "the week": ("coordinator", "/programmes/{programme}/week"),
    "a new time": ("coordinator", "/programmes/{programme}/week/new"),
    "adults of a programme": ("supervisor", "/programmes/{programme}/adults"),
    "role descriptions": ("coordinator", "/programmes/{programme}/roles"),
    "one role description": ("coordinator", "/programmes/{programme}/roles/mentor"),
    "copy of a programme": ("coordinator", "/programmes/{programme}/copy"),
    "card": ("coordinator", "/programmes/{programme}/card/mentor"),
    "places": ("coordinator", "/programmes/places"),
    "students of a programme": ("coordinator", "/programmes/{joined}/students"),
    "consents": ("coordinator", "/programmes/{joined}/consent"),
    "training": ("coordinator", "/programmes/{joined}/training"),
    "tutors": ("coordinator", "/programmes/{joined}/tutors"),
    "deciding in a round": ("coordinator", "/programmes/{joined}/decide"),
    "a tutor's link": (SIGNED_OUT, "/tutor?link={tutor_link}"),
    "a programme with students": ("coordinator", "/programmes/{joined}"),
    "the course": ("mentee", "/joining/{enrolment}/course"),
    "one student in a programme": ("coordinator", "/enrolments/{enrolment}"),
    "what can be joined": ("mentee", "/join"),
    "a question of the profile": ("mentee", "/joining/{enrolment}/about/rather-not"),
    "pairings": ("coordinator", "/pairings"),
    "pairings, a supervisor": ("supervisor", "/pairings"),
    "one pairing": ("coordinator", "/pairings/{pairing}"),
    "when and where of a pairing": ("coordinator", "/pairings/{pairing}/where"),
    "what the mentee is asked": ("mentee", "/partner/{asked}"),
    "account of staff": ("lead", "/account"),
    "help": ("coordinator", "/help"),
    "a guide": ("coordinator", "/help/coordinator"),
    "account of a student": ("mentee", "/account"),
}
# On every page of somebody who reads concerns, some ask how many wait, for the rail.
MORE = {
    "today, the lead": 32,  # every kind of row has its own questions
    "today, a coordinator": 27,
    "one pairing": 13,  # its life, meetings, write-ups, faces, asks and check-ins, each read apart
    "one staff member": 13,
    "desk": 17,
    "one concern": 33,  # its words, readers, holds, clock and trail; and it writes down that it was opened
    "trail": 22,
    "own actions": 13,
    "one programme": 15,  # its slots with places and adults, the hours of its sites, its words, people and requests
    "copy of a programme": 13,
    "a programme with students": 19,
    "one student in a programme": 14,
    "account of staff": 14,
}


class Counted:
    """The statements that the application sent."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def note(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        """Called by the engine for each statement; beginning, ending and settings do not count."""
        if statement.lstrip().upper().startswith(ASKS):
            self.statements.append(statement)


@contextmanager
def counted(app: Flask) -> Iterator[Counted]:
    """Count statements while this lasts."""
    with app.app_context():
        engine = db.engine
    found = Counted()
    event.listen(engine, "before_cursor_execute", found.note)
    yield found
    event.remove(engine, "before_cursor_execute", found.note)


def make(app: Flask, size: Size) -> tuple[World, dict[str, str], dict[str, str]]:
    """Make a school of that size; return it, the sign-ins of its accounts, and the ids that PAGES names."""
    with app.app_context(), transaction.unit():
        world = make_school()
        make_school("birch", "Birchfield School", suffix="son")
        joined = rows.make_open_programme(world, "Joined")
        enrolled = rows.enrol(world, joined, world.mentee, ProgrammeRole.MENTEE)
        young = [
            make_student(world, first=f"Student{number}", last=f"Name{number}", year=str(7 + number % 5))
            for number in range(size.students - 2)
        ]
        for number, student_id in enumerate(young):  # once all are here: a mentee needs somebody years ahead
            role = ProgrammeRole.MENTEE if number % 5 < 3 else ProgrammeRole.MENTOR
            rows.enrol(world, joined, student_id, role)
        for number in range(size.staff - STAFF_AT_LEAST):
            roles = [Role.DEPUTY, Role.STAND_IN] if number % 4 == 0 else [Role.SUPERVISOR]
            make_staff(world, *roles, first=f"Staff{number}", last=f"Surname{number}")
        concerns = [_tell(world, number) for number in range(size.concerns)]
        pairing_id, asked_id = _pairings(world, joined, enrolled)
        draft, programme_id = _rosters(world, size), _programmes(world, size.programmes)
        ids_of_joining = {"joined": joined.id, "enrolment": enrolled.id}
        ids_of_joining |= {"pairing": pairing_id, "asked": asked_id}
        asked = ask_tutors(making.by(world), [("Mr Pell", enrolments(joined))], now=clock.now())
        assert not isinstance(asked, StaffRefusal)
        ids_of_joining["tutor_link"] = asked[0].token
    with app.app_context():
        run_clock(clock.now())
    named = {"mentee": world.mentee, "supervisor": world.staff[Role.SUPERVISOR], "site": world.site_id}
    named |= {"concern": concerns[0], "draft": draft, "programme": programme_id}
    named |= ids_of_joining
    return world, sign_everybody_in(app, world), named


def _pairings(world: World, joined: Programme, mentee: Enrolment) -> tuple[str, str]:
    """Pair every mentor, of each kind in turn; return one that comes to its end, and the mentee's place in another."""
    mentors = enrolments(joined, role=ProgrammeRole.MENTOR)
    mentees = [each for each in enrolments(joined, role=ProgrammeRole.MENTEE) if each.id != mentee.id]
    asked = make_pair(world, joined, mentors[0], mentee, state=PairingState.ASKED_MENTEE)
    states = (PairingState.ACTIVE, PairingState.PROPOSED, PairingState.AGREED)
    made = [
        make_pair(world, joined, mentor, young, state=states[number % 3])
        for number, (mentor, young) in enumerate(zip(mentors, mentees, strict=False))
    ]
    by, now, today = making.by(world), clock.now(), making.today()
    for each in made[::3]:
        assert give_notice(by, each, today + timedelta(days=14), today=today, now=now) is None
    db.session.refresh(asked)
    place = next(each for each in asked.members if each.role == ProgrammeRole.MENTEE)
    assert open_question(By("person", world.mentee), place, now=now) is None
    return made[0].id, place.id


def _rosters(world: World, size: Size) -> str:
    for student_id in db.session.scalars(
        select(Student.id).where(Student.school_id == world.school_id)
    ).all():
        make_missing(world, student_id)
        if student_id != world.mentor:
            make_family(world, student_id)
    rows = [[str(number), f"New{number}", "Vale", "7", "7A", "Main site"] for number in range(size.students)]
    return make_draft(world, [HEAD[:6], *rows])


def _programmes(world: World, number: int) -> str:
    made = [made_up.make_programme(world, f"Programme {each}") for each in range(number)]
    for each in range(number):
        place = made_up.make_place(world, f"Room {each}")
        made_up.make_slot(world, made[0], place, starts=time(12, 30 + each), ends=time(13, each))
        longest = change_setting(
            made_up.by(world), made[0], Code.MEETING_LONGEST, 61 + each, seen=each, now=clock.now()
        )
        assert longest.refusal is None
    for programme in made:
        made_up.ask_for_gap(world, programme)
    return made[0].id


def _tell(world: World, number: int) -> str:
    school = db.session.get_one(School, world.school_id)
    student = db.session.get_one(Student, (world.school_id, world.mentee))
    raiser = Actor(student.account_id, world.school_id, student.id, "", frozenset({Role.STUDENT}))
    told = Told(
        form_token=ids.new_token(),
        text="Something happened.",
        done_by=DoneBy.ADULT if number % 2 else None,
        ruled_out=frozenset({world.staff[Role.DEPUTY]}),
    )
    people = (world.mentor,) if number % 3 == 0 else ()
    return raise_concern(school=school, raiser=raiser, typed=told, done_by_people=people, now=clock.now()).id


def statements_of_pages(app: Flask, size: Size) -> dict[str, int]:
    """Return how many statements each page needs in a school of that size."""
    _world, tokens, named = make(app, size)
    numbers = {}
    for name, (account, address) in PAGES.items():
        browser = Browser(client_for(app, tokens.get(account)), account)
        with counted(app) as found:
            answer = browser.get(address.format(**named))
        assert answer.status == 200, answer
        numbers[name] = len(found.statements)
    return numbers


Counts = dict[str, int]
# On PostgreSQL whoever writes to the trail asks for a turn first; on SQLite every writer has it already.
TURNS = {"one concern": 1}


def small_and_large(
    sqlite_app: Prepared,
    postgresql_app: Prepared,
    count: Callable[[Flask, Any], Counts],
    small: Any,
    large: Any,
    on_postgresql: Any,
) -> tuple[Counts, dict[str, tuple[int, int]]]:
    """Return how many statements each page needs in a small school, and in a large one on each of the databases.

    A page asks the same of both, so the small school is made on one of them.
    """
    found = []
    for prepared, size in ((sqlite_app, small), (sqlite_app, large), (postgresql_app, on_postgresql)):
        with new_database(prepared) as app:
            found.append(count(app, size))
    few, many, there = found
    both = {name: (many[name], there[name] - TURNS.get(name, 0)) for name in few}
    for name, numbers in both.items():
        print(f"{few[name]:4} {numbers[0]:4} {numbers[1]:4}  {name}")
    return few, both


def test_pages_ask_as_often_in_a_large_school_as_in_a_small_one(
    sqlite_app: Prepared, postgresql_app: Prepared
) -> None:
    small, large = small_and_large(sqlite_app, postgresql_app, statements_of_pages, SMALL, LARGE, LARGE)
    assert {name: (small[name], large[name]) for name in PAGES if max(large[name]) > small[name]} == {}
    assert {name: each for name, each in large.items() if max(each) > MORE.get(name, MOST)} == {}


# The pages of pairings and meetings, in schools with many of them

FEW, MANY = 100, 1000
HELD, AHEAD = 4, 2  # meetings of each pairing: the number of pairings is what grows
# Where somebody on hold is on a page of the list, two questions tell from whom that is kept: on the first page of the
# few, on a later one of the many. All else is asked as often.
ASKED_OF_THE_FEW = {"pairings": 2}
MORE_OF_PAIRINGS = {
    "Today, a coordinator": 26,  # every kind of row has its own questions, and here each kind has a row
}


def statements_of_main_pages(app: Flask, pairings: int) -> dict[str, int]:
    """Return how many statements each of the ten main pages needs in a school with so many pairings."""
    with app.app_context(), transaction.unit():
        large = make_large_school(pairings, held=HELD, ahead=AHEAD)
        suggest_on_board(large)
    tokens, numbers = sign_everybody_in(app, large.world), {}
    for name, (account, path) in MAIN_PAGES.items():
        browser = Browser(client_for(app, tokens[account]), account)
        with counted(app) as found:
            answer = browser.get(large.address(path))
        assert answer.status == 200, answer
        numbers[name] = len(found.statements)
    return numbers


def test_main_pages_ask_as_often_with_many_pairings_as_with_few(
    sqlite_app: Prepared, postgresql_app: Prepared
) -> None:
    # On PostgreSQL a thousand take long to make, and what asks is the same: that it asks as often is seen of the few.
    few, many = small_and_large(sqlite_app, postgresql_app, statements_of_main_pages, FEW, MANY, FEW)
    wanted = {name: (few[name] - ASKED_OF_THE_FEW.get(name, 0), few[name]) for name in MAIN_PAGES}
    assert {name: many[name] for name in MAIN_PAGES if many[name] != wanted[name]} == {}
    assert {name: each for name, each in many.items() if max(each) > MORE_OF_PAIRINGS.get(name, MOST)} == {}
