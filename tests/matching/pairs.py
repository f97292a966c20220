"""A programme with a mentor and a mentee who are ready, and a pairing of the two that nobody was asked about yet."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.life import move
from mentoring.matching.actions.telling import Planner
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.queries.pairings import pairing
from mentoring.matching.rules.life import PairingRefusal, State
from mentoring.people.models import School
from mentoring.programme.actions.settings import change_setting
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.actions.concerns import Told, raise_concern
from tests.joining.making import by
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_student
from tests.support.pairs import WAY, make_pair
from tests.support.worlds import A_LESSON, stand_still

SignIn = Callable[..., StyleGuideClient]


class Paired:
    """What the tests of pairings look at and let happen."""

    def __init__(self, app: Flask, world: World, *, more_mentees: int = 0) -> None:
        self.app, self.world = app, world
        self.planned: list[str] = []
        self.refuses: PairingRefusal | None = None
        with app.app_context(), transaction.unit():
            programme = make_open_programme(world)
            self.programme = programme.id
            mentor = enrol(world, programme, world.mentor, ProgrammeRole.MENTOR)
            mentees = [enrol(world, programme, world.mentee, ProgrammeRole.MENTEE)]
            for number in range(more_mentees):
                other = make_student(world, first=f"Nia{number}", last="More", year="7")
                mentees.append(enrol(world, programme, other, ProgrammeRole.MENTEE))
            make_ready(world, mentor, *mentees)
            made = make_pair(world, programme, mentor, *mentees, state=State.PROPOSED)
            self.id = made.id
            self.enrolments = {"mentor": mentor.id, "mentee": mentees[0].id}
            self.others = [each.student_id for each in mentees[1:]]

    @property
    def page(self) -> str:
        return f"/pairings/{self.id}"

    def read(self, name: str) -> Any:
        """Return a column of the pairing as it is now."""
        with self.app.app_context(), transaction.unit(writes=False):
            return getattr(db.session.get_one(Pairing, (self.world.school_id, self.id)), name)

    @property
    def state(self) -> State:
        return State(self.read("state"))

    def member(self, student_id: str) -> str:
        """Return the id of a student's place in the pairing."""
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = select(PairingMember.id).where(
                PairingMember.pairing_id == self.id, PairingMember.student_id == student_id
            )
            return db.session.scalars(wanted).one()

    @property
    def mentor_asked(self) -> str:
        """Return the address of what the mentor is asked."""
        return f"/partner/{self.member(self.world.mentor)}"

    @property
    def mentee_asked(self) -> str:
        """Return the address of what the mentee is asked."""
        return f"/partner/{self.member(self.world.mentee)}"

    def steps(self) -> list[tuple[str, str]]:
        """Return what happened to it, with the code of each step."""
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = select(PairingStep).where(PairingStep.pairing_id == self.id).order_by(PairingStep.turn)
            return [(each.happening, each.code) for each in db.session.scalars(wanted)]

    def events(self) -> list[str]:
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = db.session.query(TrailEntry).filter_by(chain=self.world.school_id)
            return [each.event for each in wanted.order_by(TrailEntry.seq)]

    def do(self, act: Callable[..., Any], *given: Any, role: Role = Role.COORDINATOR, **more: Any) -> Any:
        """Do something to the pairing as a member of staff, in a transaction of its own."""
        with self.app.app_context(), transaction.unit():
            held = pairing(self.world.school_id, self.id)
            return act(by(self.world, role), held, *given, now=clock.now(), **more)

    def come_to(self, state: State) -> None:
        """Let the pairing come as far as `state` on the usual way."""
        with self.app.app_context(), transaction.unit():
            held = pairing(self.world.school_id, self.id)
            assert held is not None
            go_to(self.world, held, state)

    def set(self, code: Any, value: int) -> None:
        """Set a setting of the programme."""
        with self.app.app_context(), transaction.unit():
            programme = db.session.get_one(Programme, (self.world.school_id, self.programme))
            said = change_setting(
                by(self.world), programme, code, value, reason="A test.", seen=0, now=clock.now()
            )
            assert said.refusal is None

    def enrolment(self, name: str) -> Enrolment:
        return db.session.get_one(Enrolment, (self.world.school_id, self.enrolments[name]))

    def hold(self, person_id: str, *ruled_out: Role) -> None:
        """Let somebody who is not signed in tell of a person, who so must not meet for now."""
        with self.app.app_context(), transaction.unit():
            kept_out = frozenset(self.world.staff[each] for each in ruled_out)
            told = Told(form_token=person_id * 2, text="Something happened.", ruled_out=kept_out)
            school = db.session.get_one(School, self.world.school_id)
            raise_concern(
                school=school, raiser=None, typed=told, done_by_people=(person_id,), now=clock.now()
            )


def go_to(world: World, held: Pairing, state: State) -> None:
    """Let a pairing happen what usually does, until it stands at `state`."""
    for happening, after in WAY:
        if held.state == state:
            break
        if after in (State.AGREED, State.ASKED_MENTEE):
            side = "mentor" if after is State.ASKED_MENTEE else "mentee"
            for each in held.here:
                each.answer = "yes" if each.role == side else each.answer
        assert move(by(world), held, happening, now=clock.now()) is None
        if after is State.ACTIVE:
            held.met_at = clock.now()
    assert held.state == state


@pytest.fixture
def paired(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paired]:
    stand_still(A_LESSON)
    made = Paired(app, world)
    monkeypatch.setitem(app.extensions, "pairing_planner", _planner(made))
    yield made
    clock.set_source(None)


@pytest.fixture
def group(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paired]:
    """A mentor with three mentees."""
    stand_still(A_LESSON)
    made = Paired(app, world, more_mentees=2)
    monkeypatch.setitem(app.extensions, "pairing_planner", _planner(made))
    yield made
    clock.set_source(None)


def _planner(made: Paired) -> Planner:
    def plan(by: Any, pairings: Sequence[Pairing], now: Any) -> dict[str, PairingRefusal]:
        if made.refuses is not None:
            return {each.id: made.refuses for each in pairings}
        made.planned += [each.id for each in pairings]
        return {}

    return plan


def page_of(client: StyleGuideClient, address: str, status: int = 200) -> str:
    """Return the words of a page, as they are read."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return words_of(answer.get_data(as_text=True))


def words_of(page: str) -> str:
    """Return a page's main words, with its spaces made one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])).split())
