"""A pairing that is told in rows is written as the actions write it, and a demo of any day is one to believe."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.audit.trail import By
from mentoring.demo.pairs import MENTEE, MENTOR, MODELS, Pairs, Somebody, Spot, Wrote
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.enrolment import How
from mentoring.matching.actions import asking
from mentoring.matching.actions.making import Where, make_pairing
from mentoring.matching.rules.asking import Said
from mentoring.meetings.actions.absences import set_absence
from mentoring.meetings.actions.changing import call_off
from mentoring.meetings.actions.check_ins import Seen, record_check_in
from mentoring.meetings.actions.faces import give_face
from mentoring.meetings.actions.register import take_register
from mentoring.meetings.actions.write_ups import Typed, write_up_meeting
from mentoring.meetings.queries.meetings import meetings_of
from mentoring.meetings.rules.due import How as HowItIs
from mentoring.meetings.rules.faces import Face, Step
from mentoring.meetings.rules.meetings import Came, Off
from mentoring.meetings.rules.write_ups import Did, Helped, WhoCame
from mentoring.people.models import School, StaffMember
from mentoring.people.queries.school_times import school_times
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import slots, usable_places
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining import making
from tests.support.factories import World, make_school, make_student

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)  # a Monday; they meet on Tuesdays
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
REGISTER, TO_WRITE, TO_SAY = MOMENT + DAY + 3 * HOUR + 8 * MINUTE, MOMENT + DAY + 6 * HOUR, MOMENT + DAY + 4 * HOUR
# The rows' own: chance, and how often a row was changed.
OWN = ("id", "school_id", "token", "version")


@pytest.fixture
def at_nine() -> Iterator[None]:
    clock.set_source(lambda: MOMENT)
    yield
    clock.set_source(None)


def _school(code: str) -> tuple[World, Programme, list[Enrolment]]:
    """Make a school with a programme in which two mentors and two mentees are ready."""
    world = make_school(code)
    programme = making.make_open_programme(world)
    enrolled = []
    for role, year in ((ProgrammeRole.MENTOR, "10"), (ProgrammeRole.MENTEE, "7")):
        for number in range(2):
            student_id = make_student(world, first=f"{role}{number}", last=f"Of{code}{number}", year=year)
            enrolled.append(making.enrol(world, programme, student_id, role))
            making.make_ready(world, enrolled[-1])
    return world, programme, enrolled


def _by_actions(world: World, programme: Programme, enrolled: Sequence[Enrolment], near_id: str) -> None:
    coordinator, near = making.by(world), By("person", near_id)
    slot = slots(world.school_id, programme.id)[0]
    where = Where(slot.id, usable_places(slot)[0].id, near_id)
    pairing = make_pairing(coordinator, programme, enrolled, where, origin="board", fit=70, now=MOMENT)
    assert asking.ask(coordinator, pairing, now=MOMENT + MINUTE) is None
    for role, at in ((MENTOR, MOMENT + 10 * MINUTE), (MENTEE, MOMENT + 20 * MINUTE)):
        for number, enrolment in enumerate(each for each in enrolled if each.role == role):
            own, then = By("person", enrolment.student_id), at + 2 * number * MINUTE
            member = next(each for each in pairing.members if each.enrolment_id == enrolment.id)
            assert asking.open_question(own, member, now=then) is None
            assert asking.answer(own, member, Said.YES, How.OWN_SIGN_IN, now=then + MINUTE) is None
    assert asking.confirm(coordinator, [pairing], now=MOMENT + HOUR) == []
    meetings = meetings_of(pairing)
    people = [each.student_id for each in enrolled]
    first, second = meetings[0], meetings[1]
    staff = db.session.get_one(StaffMember, (world.school_id, near_id))
    today = MOMENT.date()
    instead = world.staff[Role.COORDINATOR]
    assert set_absence(coordinator, staff, second.day, instead, today=today, now=MOMENT + 2 * HOUR) is None
    assert call_off(coordinator, [meetings[2]], Off.ROOM_CLOSED, now=MOMENT + 2 * HOUR + MINUTE) is None
    came = {(first.id, each): Came.CAME for each in people}
    assert take_register(near, [first], came, now=REGISTER) is None
    for step, face in ((Step.HOW, Face.BAD), (Step.HEARD, Face.OK), (Step.AGAIN, None)):
        give_face(By("person", people[2]), first, people[2], step, face, now=TO_SAY)
    wrote = Typed("form", WhoCame.BOTH, 30, (Did.TALKED,), "Cards", (Helped.EMOTIONAL,), (), "Again", "Quiet")
    write_up_meeting(By("person", people[0]), first, wrote, now=TO_WRITE)
    came = {(second.id, each): Came.AWAY if each in people[2:] else Came.CAME for each in people}
    assert take_register(By("person", instead), [second], came, now=REGISTER + WEEK) is None
    write_up_meeting(By("person", people[0]), second, Typed("other", WhoCame.MENTEE_AWAY), now=TO_WRITE + WEEK)
    member = next(each for each in pairing.members if each.student_id == people[2])
    seen = Seen(second.day, HowItIs.FINE, "All well.")
    at = REGISTER + WEEK + HOUR
    assert record_check_in(near, member, seen, token="form", zone="Europe/London", now=at) is None


def _by_rows(world: World, programme: Programme, enrolled: Sequence[Enrolment], near_id: str) -> None:
    school = db.session.get_one(School, world.school_id)
    pairs, times = Pairs(school, making.by(world)), school_times(world.school_id)[world.site_id]
    slot = slots(world.school_id, programme.id)[0]
    who = [Somebody(each.id, each.student_id, ProgrammeRole(each.role)) for each in enrolled]
    pair = pairs.make(programme, who, Spot(slot, usable_places(slot)[0].id, near_id), MOMENT, fit=70)
    pairs.ask(pair, MOMENT + MINUTE)
    pairs.say_yes(pair, MENTOR, MOMENT + 10 * MINUTE)
    pairs.say_yes(pair, MENTEE, MOMENT + 20 * MINUTE)
    days = [MOMENT.date() + DAY + WEEK * number for number in range(60)]
    pairs.confirm(pair, [day for day in days if day <= programme.ends], times, MOMENT + HOUR)
    people = [each.student_id for each in enrolled]
    first, second, third = pair.meetings[:3]
    pairs.stand_in([second], second["day"], near_id, world.staff[Role.COORDINATOR], MOMENT + 2 * HOUR)
    pairs.call_off(third, Off.ROOM_CLOSED, MOMENT + 2 * HOUR + MINUTE)
    pairs.register(pair, first, dict.fromkeys(people, Came.CAME), REGISTER)
    pairs.faces(pair, first, people[2], ("bad", "ok", ""), TO_SAY)
    wrote = Wrote(30, ("talked",), ("emotional",), "Cards", "Again", "Quiet")
    pairs.write_up(first, people[0], wrote, TO_WRITE)
    came = {each: Came.AWAY if each in people[2:] else Came.CAME for each in people}
    pairs.register(pair, second, came, REGISTER + WEEK)
    pairs.write_up(second, people[0], None, TO_WRITE + WEEK)
    at = REGISTER + WEEK + HOUR
    pairs.check_in(pair, people[2], "fine", "All well.", at, second["day"], By("person", near_id))
    pairs.write()


def _written(world: World, enrolled: Sequence[Enrolment]) -> tuple[dict[str, list[Any]], list[Any]]:
    """Return what is kept of a school's pairings, with a name in place of each id."""
    names = {member_id: role.value for role, member_id in world.staff.items()}
    for number, each in enumerate(enrolled):
        names |= {each.id: f"enrolment {number}", each.student_id: f"student {number}"}
    rows = {}
    for model in MODELS:
        table = model.__table__
        found = db.session.execute(select(table).where(table.c.school_id == world.school_id)).mappings().all()
        for number, row in enumerate(sorted(found, key=_when)):
            names.setdefault(row["id"], f"{table.name} {number}")
        rows[table.name] = found
    plain = {
        name: sorted(str({key: _named(value, names) for key, value in row.items() if key not in OWN}) for row in some)
        for name, some in rows.items()
    }
    entries = db.session.scalars(
        select(TrailEntry)
        .where(TrailEntry.chain == world.school_id, TrailEntry.subject_id.in_(list(names)))
        .order_by(TrailEntry.at, TrailEntry.event, TrailEntry.seq)
    )
    done = [
        (each.event, each.at, names.get(each.by_id or ""), names[str(each.subject_id)],
         {key: names.get(value, value) if isinstance(value, str) else value for key, value in each.facts.items()})
        for each in entries
        if each.at > MOMENT or each.event.startswith("pairing.")
    ]  # fmt: skip
    return plain, done


def _when(row: Any) -> tuple[str, ...]:
    return tuple(str(row[key]) for key in ("day", "turn", "at") if key in row)


def _named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str) and len(value) == 26:
        return names.get(value, "of the programme")
    return str(value)


def test_pairings_in_rows_are_written_as_the_actions_write(app: Flask, at_nine: None) -> None:
    # Given two schools with the same people, where the same happens: in one by the actions, in the other in rows
    kept = []
    with app.app_context():
        for code, tell in (("alder", _by_actions), ("birch", _by_rows)):
            with transaction.unit():
                world, programme, enrolled = _school(code)
                tell(world, programme, enrolled, world.staff[Role.SUPERVISOR])
            with transaction.unit(writes=False):
                kept.append(_written(world, enrolled))
    # Then the same is kept in both, and the same is written in their trails
    (rows, done), (rows_too, done_too) = kept
    for name, some in rows.items():
        assert rows_too[name] == some, name
        assert some, name
    assert done_too == done
    assert func
