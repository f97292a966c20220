"""Meetings ahead: planned once, whoever plans; over breaks and ends; and put right when the school's week changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.joining.models import Profile
from mentoring.matching.actions.ending import give_notice, take_notice_back
from mentoring.matching.actions.life import lock, move
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening, PairingRefusal
from mentoring.meetings.actions.absences import set_absence
from mentoring.meetings.actions.planning import keep_plans, out_of_date, plan_many, plan_meetings
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import meetings_on
from mentoring.people.actions.calendar_dates import Dates, add_dates
from mentoring.people.models import Site, StaffMember
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.school_time import moment_of
from mentoring.programme.models import Place, Programme, ProgrammeSetting, Slot
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.racing import at_once
from tests.joining.rows import enrol, make_open_programme
from tests.meetings.planned import LATER, LUNCH, NEXT, TODAY, Planned
from tests.support.factories import World, make_student
from tests.support.pairs import make_pair
from tests.support.programmes import by, make_place
from tests.support.worlds import stand_still


@pytest.fixture
def held(app: Flask, world: World) -> Planned:
    return Planned(app, world)


def _plan(held: Planned, pairing_id: str | None = None) -> PairingRefusal | None:
    with held.app.app_context(), transaction.unit():
        return plan_meetings(by(held.world), held.get(Pairing, pairing_id or held.pair), clock.now())


def _move(held: Planned, what: Happening, **columns: Any) -> None:
    def act(pairing: Pairing, now: datetime) -> None:
        lock(pairing)
        for name, value in columns.items():
            setattr(pairing, name, value)
        assert move(by(held.world), pairing, what, now=now) is None

    held.do(act)


def test_a_pair_meets_each_week_until_the_programme_ends_and_never_today(held: Planned) -> None:
    found = held.meetings()
    assert [each.day for each in found[:2]] == [NEXT, LATER]
    assert all(each.day == each.planned_for and each.day.weekday() == 1 for each in found)
    assert {(each.starts, each.ends) for each in found} == {LUNCH}
    assert len(found) == 24 and found[-1].day == date(2027, 4, 20)
    assert {each.starts_at.hour for each in found} == {11, 12}  # the clocks go forward at the end of March
    assert held.events().count("meetings.planned") == 1


def test_planning_again_plans_nothing_twice(held: Planned) -> None:
    before = [each.id for each in held.meetings()]
    assert _plan(held) is None
    assert [each.id for each in held.meetings()] == before
    assert held.events().count("meetings.planned") == 1


def test_planners_at_once_plan_once(app: Flask, held: Planned) -> None:
    pair = held.another_pair(plan=False)
    assert at_once([lambda: _plan(held, pair)] * 3) == [None, None, None]
    found = held.meetings(pair)
    assert len(found) == len({each.day for each in found}) == 24


def test_the_last_seat_in_a_room_is_given_once(held: Planned) -> None:
    held.change(Place, held.place, capacity=2)
    first, second = held.another_pair("Bo", plan=False), held.another_pair("Cy", plan=False)
    answers = at_once([lambda: _plan(held, first), lambda: _plan(held, second)])
    assert sorted(answers, key=str) == [None, PairingRefusal.NO_MEETING]


def test_a_full_room_counts_pairs_of_other_programmes_and_times_that_overlap(held: Planned) -> None:
    held.change(Place, held.place, capacity=1)
    pair = held.another_pair()
    assert held.meetings(pair) == []
    held.change(Place, held.place, capacity=2)
    assert _plan(held, pair) is None


def test_a_place_that_a_student_cannot_use_is_not_planned(held: Planned) -> None:
    pair = held.another_pair(plan=False)
    held.change(Place, held.place, step_free=False)
    with held.app.app_context(), transaction.unit():
        (mentee,) = (each for each in held.get(Pairing, pair).here if each.role == "mentee")
        db.session.add(
            Profile(
                school_id=held.world.school_id, id="p" * 26, enrolment_id=mentee.enrolment_id, interests=[],
                help=[], cannot_slot_ids=[], passed=[], changed_at=clock.now(), step_free=True,
            )
        )  # fmt: skip
    assert _plan(held, pair) is PairingRefusal.NO_MEETING
    held.change(Place, held.place, step_free=True)
    assert _plan(held, pair) is None


@pytest.mark.parametrize("what", ["gone", "not-approved", "nobody", "no-slot"])
def test_nothing_is_planned_where_place_adult_or_time_is_gone(held: Planned, what: str) -> None:
    pair = held.another_pair(plan=False)
    if what == "gone":
        held.change(Place, held.place, removed_at=clock.now())
    elif what == "not-approved":
        held.change(Place, held.place, approved=False)
    elif what == "nobody":
        held.change(StaffMember, held.adult, left_at=clock.now())
    else:
        held.change(Slot, held.slot, removed_at=clock.now())
    assert _plan(held, pair) is PairingRefusal.NO_MEETING
    assert held.meetings(pair) == []
    assert len(held.meetings()) == 24  # what was planned before stays until somebody decides


def test_a_student_in_two_pairings_is_in_one_meeting_at_a_time(held: Planned, world: World) -> None:
    with held.app.app_context(), transaction.unit():
        reading = make_open_programme(world, "Reading")
        younger = make_student(world, first="Ola", last="Younger", year="7")
        mentor = enrol(world, reading, world.mentor, ProgrammeRole.MENTOR)
        pair = make_pair(world, reading, mentor, enrol(world, reading, younger, ProgrammeRole.MENTEE))
        assert plan_meetings(by(world), pair, clock.now()) is PairingRefusal.NO_MEETING


def test_another_time_place_or_adult_changes_what_is_to_come_and_keeps_what_was_moved(held: Planned) -> None:
    before = held.meetings()
    held.change(Meeting, before[1].id, moved_at=clock.now(), day=LATER + timedelta(days=1))
    with held.app.app_context(), transaction.unit():
        hall = make_place(held.world, "Hall").id
    held.change(Pairing, held.pair, place_id=hall)
    assert _plan(held) is None
    found = held.meetings()
    assert [each.id for each in found] == [each.id for each in before]
    assert [each.place_id == hall for each in found] == [True, False] + [True] * 22
    assert found[0].version > before[0].version


def test_a_moved_meeting_is_not_planned_again_on_its_old_day(held: Planned) -> None:
    moved = held.on(NEXT)
    held.change(Meeting, moved.id, moved_at=clock.now(), day=NEXT + timedelta(days=8))
    assert _plan(held) is None
    assert NEXT not in {each.day for each in held.meetings()}


def test_every_two_weeks_stays_in_its_turn(held: Planned) -> None:
    pair = held.another_pair(plan=False)
    with held.app.app_context(), transaction.unit():
        db.session.add(
            ProgrammeSetting(
                school_id=held.world.school_id, id="s" * 26, programme_id=held.programme,
                code="meeting-every", value="2",
            )
        )  # fmt: skip
    assert _plan(held, pair) is None
    days = [each.day for each in held.meetings(pair)]
    assert days[:3] == [NEXT, NEXT + timedelta(weeks=2), NEXT + timedelta(weeks=4)]
    stand_still(datetime(2026, 11, 19, 9, 0, tzinfo=UTC))
    assert _plan(held, pair) is None
    assert [each.day for each in held.meetings(pair)] == days


def test_an_absence_that_is_known_counts_for_what_is_planned_later(held: Planned) -> None:
    stand_in = held.another_adult()
    with held.app.app_context(), transaction.unit():
        for day, who in ((NEXT, stand_in), (LATER, None)):
            away = held.get(StaffMember, held.adult)
            assert set_absence(by(held.world), away, day, who, today=TODAY, now=clock.now()) is None
    pair = held.another_pair()
    assert held.on(NEXT, pair).stand_in_id == stand_in
    assert (held.on(LATER, pair).state, held.on(LATER, pair).why) == ("off", "adult-away")


# What a pairing's life changes


def test_a_break_changes_no_meeting_and_what_fell_into_it_is_excused(held: Planned) -> None:
    _move(held, Happening.BREAK)
    assert {each.state for each in held.meetings()} == {"planned"}
    stand_still(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
    _move(held, Happening.RESUME)
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("off", "break")
    assert held.on(LATER).state == "planned"


def test_what_was_missed_before_a_break_stays_missed(held: Planned) -> None:
    stand_still(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
    _move(held, Happening.BREAK)
    stand_still(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    _move(held, Happening.RESUME)
    assert held.on(NEXT).state == "planned"
    assert held.on(LATER).why == "break"


def test_notice_takes_away_what_is_after_the_last_day_and_taking_it_back_brings_it_again(
    held: Planned,
) -> None:
    last = TODAY + timedelta(weeks=2)

    def gives_notice(pairing: Pairing, now: datetime) -> None:
        assert give_notice(by(held.world), pairing, last, today=TODAY, now=now) is None

    def takes_it_back(pairing: Pairing, now: datetime) -> None:
        assert take_notice_back(by(held.world), pairing, now=now) is None

    held.do(gives_notice)
    assert [each.day for each in held.meetings()] == [NEXT, LATER] and last >= LATER
    assert _plan(held) is None
    assert len(held.meetings()) == 2
    held.do(takes_it_back)
    assert len(held.meetings()) == 24


def test_a_closed_pairing_meets_no_more(held: Planned) -> None:
    stand_still(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
    _move(held, Happening.CLOSE)
    assert held.on(NEXT).state == "planned"  # it was: somebody may still write it up
    assert {(each.state, each.why) for each in held.meetings()[1:]} == {("off", "ended")}
    with held.app.app_context(), transaction.unit(writes=False):
        assert meetings_on(held.world.school_id, LATER) == []  # nobody waits for it


# The worker


def _keep(held: Planned) -> None:
    with held.app.app_context():
        keep_plans(clock.now())


def test_a_holiday_that_is_entered_later_takes_its_meetings_away(held: Planned) -> None:
    with held.app.app_context(), transaction.unit():
        site = held.get(Site, held.world.site_id)
        assert not add_dates(by(held.world), site, Dates("holiday", "Snow", NEXT, NEXT), now=clock.now())
    _keep(held)
    assert [each.day for each in held.meetings()][:1] == [LATER]
    assert len(held.meetings()) == 23
    with held.app.app_context(), transaction.unit(writes=False):
        assert out_of_date([held.get(Pairing, held.pair)], clock.now()) == []


def test_a_time_of_the_week_that_changes_changes_its_meetings(held: Planned) -> None:
    before = held.on(NEXT)
    held.change(Slot, held.slot, starts=LUNCH[0].replace(minute=40))
    _keep(held)
    after = held.on(NEXT)
    assert (after.id, after.starts) == (before.id, LUNCH[0].replace(minute=40))
    with held.app.app_context(), transaction.unit(writes=False):
        times = school_time(held.world.school_id, held.world.site_id)
    assert after.starts_at == moment_of(times, NEXT, after.starts)


def test_a_programme_that_goes_on_longer_has_more_meetings(held: Planned) -> None:
    held.change(Programme, held.programme, ends=date(2027, 6, 8))
    _keep(held)
    assert held.meetings()[-1].day == date(2027, 6, 8)
    before = held.events()
    _keep(held)
    assert held.events() == before


def test_many_pairs_are_planned_with_the_same_number_of_queries(app: Flask, held: Planned) -> None:
    held.change(Place, held.place, capacity=60)
    pairs = [held.another_pair(f"Bo{number}", plan=False) for number in range(6)]

    def queries(some: list[str]) -> int:
        changes: list[str] = []
        with app.app_context(), transaction.unit():
            found = [held.get(Pairing, each) for each in some]
            connection = db.session.connection()

            def note(*told: Any) -> None:
                changes.append(told[2])

            event.listen(connection, "before_cursor_execute", note)
            plan_many(by(held.world), found, clock.now())
            event.remove(connection, "before_cursor_execute", note)
        return len(changes)

    assert queries(pairs[:1]) >= queries(pairs[1:])
    assert all(len(held.meetings(each)) == 24 for each in pairs)
