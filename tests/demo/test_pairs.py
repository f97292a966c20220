"""A pairing that is told in rows is written as the actions write it, and a demo of any day is one to believe."""

from collections import Counter, defaultdict
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
from mentoring.demo.actions import Secrets, load_demo
from mentoring.demo.pairs import MENTEE, MENTOR, MODELS, Pairs, Somebody, Spot, Wrote
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.enrolment import How
from mentoring.matching.actions import asking
from mentoring.matching.actions.making import Where, make_pairing
from mentoring.matching.models import MeetAndGreet, Pairing, PairingMember
from mentoring.matching.queries.pairings import steps_of
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.asking import Said
from mentoring.matching.rules.life import State
from mentoring.matching.work import solved
from mentoring.meetings.actions.absences import set_absence
from mentoring.meetings.actions.changing import call_off
from mentoring.meetings.actions.check_ins import Seen, record_check_in
from mentoring.meetings.actions.faces import give_face
from mentoring.meetings.actions.register import take_register
from mentoring.meetings.actions.write_ups import Typed, write_up_meeting
from mentoring.meetings.models import Absence, Ask, BoundaryNote, Faces, Meeting
from mentoring.meetings.queries.meetings import meetings_of
from mentoring.meetings.rules.due import How as HowItIs
from mentoring.meetings.rules.faces import Face, Step
from mentoring.meetings.rules.meetings import Came, MeetingState, Off
from mentoring.meetings.rules.write_ups import Did, Helped, WhoCame
from mentoring.people.models import School, StaffMember
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import supervised_throughout
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries.slots import slots, usable_places
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.models import Hold
from tests.joining import making, rows
from tests.support.factories import World, make_school, make_student

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)  # a Monday; they meet on Tuesdays
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
REGISTER, TO_WRITE, TO_SAY = (
    MOMENT + DAY + 3 * HOUR + 8 * MINUTE,
    MOMENT + DAY + 6 * HOUR,
    MOMENT + DAY + 4 * HOUR,
)
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
    programme = rows.make_open_programme(world)
    enrolled = []
    for role, year in ((ProgrammeRole.MENTOR, "10"), (ProgrammeRole.MENTEE, "7")):
        for number in range(2):
            student_id = make_student(world, first=f"{role}{number}", last=f"Of{code}{number}", year=year)
            enrolled.append(rows.enrol(world, programme, student_id, role))
            rows.make_ready(world, enrolled[-1])
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
    write_up_meeting(
        By("person", people[0]), second, Typed("other", WhoCame.MENTEE_AWAY), now=TO_WRITE + WEEK
    )
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
        name: sorted(
            str({key: _named(value, names) for key, value in row.items() if key not in OWN}) for row in some
        )
        for name, some in rows.items()
    }
    entries = db.session.scalars(
        select(TrailEntry)
        .where(TrailEntry.chain == world.school_id, TrailEntry.subject_id.in_(list(names)))
        .order_by(TrailEntry.at, TrailEntry.event, TrailEntry.seq)
    )
    done = [
        (each.event, each.at, names.get(each.by_id or ""), names[str(each.subject_id)],
         {key: _named(value, names) for key, value in each.facts.items()})
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


# What is said of any demo, whatever day it is loaded

DAYS = {
    "a Friday in term": datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
    "a Sunday": datetime(2026, 11, 29, 20, 0, tzinfo=UTC),
    "the first day of the school year": datetime(2026, 9, 1, 7, 30, tzinfo=UTC),
    "half term": datetime(2026, 10, 28, 10, 0, tzinfo=UTC),
    "exam weeks": datetime(2027, 5, 12, 9, 0, tzinfo=UTC),
    "summer": datetime(2026, 8, 15, 10, 0, tzinfo=UTC),
}


# What a demo says depends on no database, and making one takes a while.
ONE_DATABASE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@ONE_DATABASE
@pytest.mark.parametrize("day", DAYS)
def test_the_demo_can_be_believed_on(app: Flask, day: str) -> None:
    # Given a demo that is loaded on such a day
    now = DAYS[day]
    clock.set_source(lambda: now)
    try:
        with app.app_context(), transaction.unit():
            school = load_demo(Secrets(_Nothing(), _Nothing()), now=now)
            assert school is not None
            _is_to_be_believed(school, now)
    finally:
        clock.set_source(None)


class _Nothing(dict[str, str]):
    """Secrets that nobody signs in with: real ones are slow to make."""

    def __missing__(self, key: str) -> str:
        return "no password opens this"


def _is_to_be_believed(school: School, now: datetime) -> None:
    times = school_times(school.id)
    meetings = db.session.scalars(select(Meeting).where(Meeting.school_id == school.id)).all()
    pairings = db.session.scalars(select(Pairing).where(Pairing.school_id == school.id)).all()
    # Then there are pairings in every state
    assert {each.state for each in pairings} == set(State)
    assert sum(each.state == State.ACTIVE for each in pairings) > len(pairings) / 2
    # And everything that was written down happened before now, on a day with school, with an adult near
    newest = db.session.scalar(select(func.max(TrailEntry.at)))
    assert newest is not None
    assert newest <= now
    for site_id, day, starts, ends in {
        (each.site_id, each.day, each.starts, each.ends) for each in meetings
    }:  # hundreds of meetings, but not so many times
        assert supervised_throughout(times[site_id], day, starts, ends), day
    for each in meetings:
        if each.state in (MeetingState.HELD, MeetingState.MISSED):
            assert each.starts_at < now
            assert each.registered_at is not None
    # And half a term of it, with meetings to come
    days_held = {each.day for each in meetings if each.state == MeetingState.HELD}
    assert len(days_held) >= 20
    assert any(each.starts_at > now and each.state == MeetingState.PLANNED for each in meetings)
    # And no room is fuller than it may be
    there = Counter(
        (each.place_id, each.day, each.starts) for each in meetings if each.state != MeetingState.OFF
    )
    rooms = {place.id: place.capacity for place in db.session.scalars(select(Place))}
    assert all(number <= rooms[str(place_id)] for (place_id, _day, _starts), number in there.items())
    # And something of each kind waits
    for waits in (
        select(Ask).where(Ask.answered_at.is_(None)),
        select(BoundaryNote).where(BoundaryNote.answered_at.is_(None)),
        select(Faces).where(Faces.bad_at.is_not(None), Faces.seen_at.is_(None)),
        select(Pairing).where(Pairing.tell_since.is_not(None)),
        select(Absence).where(Absence.day >= now.date()),
        select(Hold).where(Hold.ended_at.is_(None)),
    ):
        assert db.session.scalars(waits).first() is not None, str(waits)
    # And those who wait met each other on a day with school, and the board has something to arrange
    held = db.session.scalars(select(MeetAndGreet)).one()
    assert held.day < now.date()
    assert supervised_throughout(times[held.slot.site_id], held.day, held.slot.starts, held.slot.ends)
    scene = scene_of(held.programme)
    run = solved(scene)
    assert run is not None
    assert (run.answer.objectives.matched, run.answer.objectives.of) == (14, 17)
    assert {child for each in run.helps for child in each.children} >= {each.mentee for each in run.waiting}
    # And one student is a mentee in one programme and a mentor in another
    roles = defaultdict(set)
    for member in db.session.scalars(select(PairingMember)):
        roles[member.student_id].add(member.role)
    assert any(len(some) > 1 for some in roles.values())
    _nothing_says_that_one_is_on_hold()


def _nothing_says_that_one_is_on_hold() -> None:
    # And one mentor must not meet
    hold = db.session.scalars(select(Hold)).one()
    member = db.session.scalars(select(PairingMember).where(PairingMember.student_id == hold.person_id)).one()
    pairing, meetings = member.pairing, meetings_of(member.pairing)
    # But the pairing stands as one that meets, nothing of it changed since, and its meetings are still planned
    assert (pairing.state, pairing.break_cause, pairing.tell_since) == (State.ACTIVE, "", None)
    assert pairing.state_at < hold.started_at
    assert all(step.at < hold.started_at for step in steps_of(pairing))
    assert {each.state for each in meetings if each.starts_at > hold.started_at} == {MeetingState.PLANNED}
    # And the trail names the pairing nowhere since then
    late = select(TrailEntry).where(TrailEntry.at >= hold.started_at)
    named = {pairing.id, *(each.id for each in meetings)}
    assert not [
        each
        for each in db.session.scalars(late)
        if each.subject_id in named or named & set(map(str, each.facts.values()))
    ]
