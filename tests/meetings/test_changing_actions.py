"""Meetings moved, called off and on again; adults who are away; and the register of a room."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.actions.life import lock, move
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening, State
from mentoring.meetings.actions.absences import set_absence, undo_absence
from mentoring.meetings.actions.changing import call_off, move_meeting, put_on_again
from mentoring.meetings.actions.register import take_register
from mentoring.meetings.models import Attendance, Meeting
from mentoring.meetings.queries.absences import absence_of
from mentoring.meetings.queries.meetings import held_meetings, meetings_by_id, meetings_on, next_meetings
from mentoring.meetings.queries.openings import openings
from mentoring.meetings.rules.absences import AbsenceRefusal
from mentoring.meetings.rules.meetings import Off, RegisterRefusal
from mentoring.meetings.rules.planning import MeetingRefusal, Time, Wanted
from mentoring.people.models import School, StaffMember, SupervisedHour
from mentoring.programme.actions.slots import SlotDetails, add_slots
from mentoring.programme.models import Place, Programme
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.rules.answers import DoneBy
from tests.joining.racing import at_once
from tests.meetings.planned import LATER, LUNCH, NEXT, TODAY, Planned
from tests.support.factories import World
from tests.support.programmes import by, make_place
from tests.support.worlds import stand_still

WEDNESDAY = date(2026, 11, 11)
ON_THE_DAY = datetime(2026, 11, 10, 12, 45, tzinfo=UTC)


@pytest.fixture
def held(app: Flask, world: World) -> Planned:
    made = Planned(app, world)
    with app.app_context(), transaction.unit():
        db.session.add(
            SupervisedHour(
                school_id=world.school_id, id=ids.new_id(), site_id=world.site_id, weekday=2, week="",
                starts=time(12, 30), ends=time(13, 20), label="Lunch",
            )
        )  # fmt: skip
    return made


# Moved


def _move(
    held: Planned,
    meeting: Meeting,
    *,
    day: date = WEDNESDAY,
    at: tuple[time, time] = LUNCH,
    place: str = "",
    adult: str = "",
    seen: int | None = None,
) -> list[MeetingRefusal]:
    with held.app.app_context(), transaction.unit():
        found = held.get(Meeting, meeting.id)
        wanted = Wanted(Time(day, *at), place or held.place, adult or held.adult)
        version = meeting.version if seen is None else seen
        return move_meeting(by(held.world), found, wanted, seen=version, now=clock.now())


def test_a_meeting_moves_to_another_day_and_keeps_the_day_it_was_planned_for(held: Planned) -> None:
    assert _move(held, held.on(NEXT)) == []
    moved = held.on(WEDNESDAY)
    assert (moved.planned_for, moved.moved_at, moved.state) == (NEXT, clock.now(), "planned")
    assert moved.starts_at == datetime(2026, 11, 11, 12, 30, tzinfo=UTC)
    assert held.events()[-1] == "meeting.moved"


@pytest.mark.parametrize(
    "to, wrong",
    [
        ({"day": date(2026, 11, 12)}, MeetingRefusal.OUTSIDE_SUPERVISED_HOURS),
        ({"day": date(2026, 11, 14)}, MeetingRefusal.NOT_A_SCHOOL_DAY),
        ({"day": TODAY, "at": (time(9, 0), time(9, 30))}, MeetingRefusal.IN_THE_PAST),
        ({"day": date(2027, 7, 6)}, MeetingRefusal.AFTER_THE_END),
        ({"at": (time(13, 0), time(12, 30))}, MeetingRefusal.ENDS_BEFORE_IT_STARTS),
        ({"day": LATER}, MeetingRefusal.THERE_ALREADY),
        ({"seen": 99}, MeetingRefusal.STALE),
        ({"place": "nowhere"}, MeetingRefusal.PLACE_GONE),
        ({"adult": "nobody"}, MeetingRefusal.NO_ADULT),
    ],
)
def test_a_meeting_that_cannot_be_there_says_why_and_stays(
    held: Planned, to: dict, wrong: MeetingRefusal
) -> None:
    assert _move(held, held.on(NEXT), **to) == [wrong]
    assert held.on(NEXT).moved_at is None


def test_nobody_moves_to_another_schools_place_or_one_that_was_removed(
    held: Planned, worlds: tuple[World, World]
) -> None:
    with held.app.app_context(), transaction.unit():
        elsewhere = make_place(worlds[1], "Library").id
        gone = make_place(held.world, "Shed")
        gone.removed_at = clock.now()
        gone_id = gone.id
    assert _move(held, held.on(NEXT), place=elsewhere) == [MeetingRefusal.PLACE_GONE]
    assert _move(held, held.on(NEXT), place=gone_id) == [MeetingRefusal.PLACE_GONE]


def test_nobody_moves_into_a_full_room_or_takes_an_adult_from_another(held: Planned) -> None:
    other = held.another_pair()
    assert _move(held, held.on(NEXT, other)) == []
    held.change(Place, held.place, capacity=1)
    assert _move(held, held.on(NEXT)) == [MeetingRefusal.PLACE_FULL]
    with held.app.app_context(), transaction.unit():
        hall = make_place(held.world, "Hall").id
    assert _move(held, held.on(NEXT), place=hall) == [MeetingRefusal.ADULT_ELSEWHERE]
    assert _move(held, held.on(NEXT), place=hall, adult=held.world.staff[Role.COORDINATOR]) == []
    assert held.on(WEDNESDAY).stand_in_id == held.world.staff[Role.COORDINATOR]


def test_two_coordinators_who_move_at_once_move_it_once(held: Planned) -> None:
    meeting = held.on(NEXT)
    with held.app.app_context(), transaction.unit():
        hall = make_place(held.world, "Hall").id
    answers = at_once([lambda: _move(held, meeting), lambda: _move(held, meeting, place=hall)])
    assert sorted(answers) == [[], [MeetingRefusal.STALE]]


def test_two_who_move_into_the_last_seat_at_once_do_not_both_get_it(held: Planned) -> None:
    other = held.another_pair()
    held.change(Place, held.place, capacity=1)
    meetings = [held.on(NEXT), held.on(NEXT, other)]
    answers = at_once([lambda each=each: _move(held, each) for each in meetings])
    assert sorted(answers) == [[], [MeetingRefusal.PLACE_FULL]]


def test_free_times_are_offered_that_can_be_taken(held: Planned) -> None:
    _off(held, held.on(NEXT))
    assert _move(held, held.on(LATER), day=NEXT) == [MeetingRefusal.THERE_ALREADY]  # put it on again instead
    with held.app.app_context(), transaction.unit(writes=False):
        assert openings(held.get(Meeting, held.on(LATER).id), now=clock.now()) == []
    with held.app.app_context(), transaction.unit():
        wednesdays = SlotDetails(
            held.world.site_id, (2,), "", *LUNCH, (), (held.place,), on_duty_ids=(held.adult,)
        )
        programme = held.get(Programme, held.programme)
        assert not add_slots(by(held.world), programme, wednesdays, now=clock.now())
    with held.app.app_context(), transaction.unit(writes=False):
        found = openings(held.get(Meeting, held.on(LATER).id), now=clock.now())
        assert [each.time.day for each in found] == [date(2026, 11, day) for day in (4, 11, 18)]
        assert {(each.place.id, each.adult_id) for each in found} == {(held.place, held.adult)}
    assert _move(held, held.on(LATER), day=date(2026, 11, 4)) == []


# Off, and on again


def _off(held: Planned, *meetings: Meeting, why: Off = Off.SCHOOL_EVENT) -> MeetingRefusal | None:
    with held.app.app_context(), transaction.unit():
        found = meetings_by_id(held.world.school_id, [each.id for each in meetings])
        return call_off(by(held.world), found, why, now=clock.now())


def _on(held: Planned, *meetings: Meeting) -> Mapping[str, MeetingRefusal]:
    with held.app.app_context(), transaction.unit():
        found = meetings_by_id(held.world.school_id, [each.id for each in meetings])
        return put_on_again(by(held.world), found, now=clock.now())


def test_meetings_are_called_off_with_a_cause_and_put_on_again(held: Planned) -> None:
    both = held.on(NEXT), held.on(LATER)
    assert _off(held, *both) is None
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("off", "school-event")
    assert held.events()[-2:] == ["meeting.off"] * 2
    assert _off(held, *both) is MeetingRefusal.OVER
    assert _off(held) is MeetingRefusal.NOTHING_TICKED
    assert _on(held, *both) == {}
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("planned", "")


def test_a_meeting_is_not_put_on_again_where_its_seat_was_given_away(held: Planned) -> None:
    meeting = held.on(NEXT)
    _off(held, meeting)
    held.change(Place, held.place, capacity=1)
    pair = held.another_pair()
    assert [each.day for each in held.meetings(pair)] == [NEXT]
    assert _on(held, meeting) == {meeting.id: MeetingRefusal.PLACE_FULL}


def test_the_next_meeting_is_the_nearest_that_goes_ahead_or_is_off(held: Planned) -> None:
    _off(held, held.on(NEXT))
    with held.app.app_context(), transaction.unit(writes=False):
        found = next_meetings(held.world.school_id, [held.pair], TODAY)
        assert (found[held.pair].day, found[held.pair].state) == (NEXT, "off")
        later = next_meetings(held.world.school_id, [held.pair], date(2026, 11, 11))
        assert later[held.pair].day == LATER
        assert next_meetings(held.world.school_id, [], TODAY) == {}


# Away


def _away(held: Planned, staff_id: str, stand_in: str | None, day: date = NEXT) -> AbsenceRefusal | None:
    with held.app.app_context(), transaction.unit():
        away = held.get(StaffMember, staff_id)
        return set_absence(by(held.world), away, day, stand_in, today=TODAY, now=clock.now())


def _back(held: Planned, staff_id: str, day: date = NEXT) -> None:
    with held.app.app_context(), transaction.unit():
        found = absence_of(held.world.school_id, staff_id, day)
        assert found is not None
        undo_absence(by(held.world), found, now=clock.now())


def test_one_press_has_somebody_stand_in_for_all_meetings_of_the_day(held: Planned) -> None:
    other, stand_in = held.another_pair(), held.another_adult()
    assert _away(held, held.adult, stand_in) is None
    assert [held.on(NEXT, pair).stand_in_id for pair in (held.pair, other)] == [stand_in] * 2
    assert held.on(LATER).stand_in_id is None
    assert held.events()[-1] == "meeting.stand-in"
    _back(held, held.adult)
    assert held.on(NEXT).stand_in_id is None


def test_without_anybody_the_meetings_are_off_until_somebody_is_found(held: Planned) -> None:
    stand_in = held.another_adult()
    assert _away(held, held.adult, None) is None
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("off", "adult-away")
    assert _away(held, held.adult, stand_in) is None
    assert (held.on(NEXT).state, held.on(NEXT).stand_in_id) == ("planned", stand_in)
    assert _away(held, held.adult, None) is None
    _back(held, held.adult)
    assert (held.on(NEXT).state, held.on(NEXT).why, held.on(NEXT).stand_in_id) == ("planned", "", None)


def test_what_is_off_for_another_cause_stays_off(held: Planned) -> None:
    _off(held, held.on(NEXT), why=Off.ROOM_CLOSED)
    _away(held, held.adult, held.another_adult())
    _back(held, held.adult)
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("off", "room-closed")


def test_whoever_stands_in_may_be_away_too(held: Planned) -> None:
    first, second = held.another_adult("Lowell"), held.another_adult("Marsh")
    assert _away(held, held.adult, first) is None
    assert _away(held, first, second) is None
    assert held.on(NEXT).stand_in_id == second
    _back(held, first)
    assert held.on(NEXT).stand_in_id == first
    assert _away(held, first, None) is None
    assert held.on(NEXT).state == "off"
    _back(held, held.adult)
    assert (held.on(NEXT).state, held.on(NEXT).stand_in_id) == ("planned", None)


def test_a_stand_in_who_is_needed_elsewhere_is_refused(held: Planned) -> None:
    other, busy = held.another_pair(), held.another_adult()
    with held.app.app_context(), transaction.unit():
        hall = make_place(held.world, "Hall").id
    assert _move(held, held.on(NEXT, other), day=NEXT, place=hall, adult=busy) == []
    assert _away(held, held.adult, busy) is AbsenceRefusal.ELSEWHERE
    assert _away(held, held.adult, held.adult) is AbsenceRefusal.SAME_PERSON
    assert _away(held, held.adult, held.world.staff[Role.HEAD]) is AbsenceRefusal.NOT_ON_DUTY
    assert _away(held, held.adult, None, date(2026, 11, 2)) is AbsenceRefusal.DAY_GONE
    _away(held, busy, None)
    assert _away(held, held.adult, busy) is AbsenceRefusal.AWAY_TOO


# The register


def _register(held: Planned, came: Sequence[str], *, day: date = NEXT) -> RegisterRefusal | None:
    with held.app.app_context(), transaction.unit():
        meeting = meetings_on(held.world.school_id, day)[0]
        said = zip((held.world.mentor, held.world.mentee), came, strict=False)
        return take_register(
            by(held.world, Role.SUPERVISOR),
            [meeting],
            {(meeting.id, who): code for who, code in said},
            now=clock.now(),
        )


def _attendance(held: Planned) -> dict[str, str]:
    with held.app.app_context(), transaction.unit(writes=False):
        rows = db.session.scalars(select(Attendance).where(Attendance.school_id == held.world.school_id))
        return {each.student_id: f"{each.came} by {each.source}" for each in rows}


def test_a_register_counts_as_the_log_and_is_put_right_the_same_day(held: Planned) -> None:
    stand_still(ON_THE_DAY)
    assert _register(held, ["came", "away"]) is None
    meeting = held.on(NEXT)
    assert (meeting.state, meeting.why, meeting.registered_at) == ("missed", "mentee", ON_THE_DAY)
    assert _register(held, ["came", "came"]) is None
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("held", "")
    assert _attendance(held) == dict.fromkeys((held.world.mentor, held.world.mentee), "came by register")
    assert held.events()[-2:] == ["meeting.register"] * 2
    stand_still(datetime(2026, 11, 11, 9, 0, tzinfo=UTC))
    assert _register(held, ["away", "away"]) is RegisterRefusal.OVER


def test_a_register_needs_every_child_of_a_pair_and_is_never_of_a_day_to_come(held: Planned) -> None:
    assert _register(held, ["came", "came"]) is RegisterRefusal.DAY_TO_COME
    stand_still(ON_THE_DAY)
    assert _register(held, ["came"]) is RegisterRefusal.NOT_EVERYBODY
    assert _register(held, ["came", "late"]) is RegisterRefusal.NOT_EVERYBODY
    assert _register(held, []) is RegisterRefusal.NOBODY
    assert held.on(NEXT).state == "planned"


def test_a_register_replaces_what_a_write_up_said(held: Planned) -> None:
    stand_still(ON_THE_DAY)
    with held.app.app_context(), transaction.unit():
        meeting = meetings_on(held.world.school_id, NEXT)[0]
        meeting.state = "held"
        db.session.add(
            Attendance(
                school_id=held.world.school_id, id=ids.new_id(), meeting_id=meeting.id,
                student_id=held.world.mentee, came="came", source="write-up", at=clock.now(),
            )
        )  # fmt: skip
    assert _register(held, ["came", "excused"]) is None
    assert _attendance(held)[held.world.mentee] == "excused by register"
    assert (held.on(NEXT).state, held.on(NEXT).why) == ("missed", "absent")


@pytest.mark.parametrize("came, state", [("came", State.ACTIVE), ("away", State.READY)])
def test_the_first_meeting_that_is_held_makes_a_pairing_active(
    app: Flask, world: World, came: str, state: State
) -> None:
    held = Planned(app, world, state=State.READY)
    stand_still(ON_THE_DAY)
    assert _register(held, ["came", came]) is None
    with app.app_context(), transaction.unit(writes=False):
        pairing = held.get(Pairing, held.pair)
        assert pairing.state == state
        assert (pairing.met_at is not None) == (state is State.ACTIVE)


def test_a_meeting_that_does_not_go_ahead_any_more_is_passed_over(held: Planned) -> None:
    stand_still(ON_THE_DAY)
    with held.app.app_context(), transaction.unit():
        pairing = held.get(Pairing, held.pair)
        lock(pairing)
        move(by(held.world), pairing, Happening.BREAK, now=clock.now())
    assert _register(held, ["came", "came"]) is None
    assert held.on(NEXT).state == "planned"
    assert _attendance(held) == {}


# On hold


def _hold(held: Planned, *people: str) -> None:
    with held.app.app_context(), transaction.unit():
        school = db.session.get_one(School, held.world.school_id)
        told = Told(ids.new_token(), "He frightened me.", done_by=DoneBy.ADULT)
        raise_concern(school=school, raiser=None, typed=told, done_by_people=people, now=clock.now())


def _reads(held: Planned, reader: str | None) -> dict[date, str]:
    with held.app.app_context(), transaction.unit(writes=False):
        found = meetings_by_id(held.world.school_id, [each.id for each in held.meetings()[:2]])
        holds = held_meetings(found, reader_id=reader)
        return {each.day: holds[each.id].reads.value for each in found if each.id in holds}


def test_a_hold_of_a_student_stops_all_meetings_and_of_a_stand_in_that_days(held: Planned) -> None:
    stand_in = held.another_adult()
    assert _away(held, held.adult, stand_in) is None
    assert _reads(held, None) == {}
    _hold(held, stand_in)
    assert _reads(held, held.world.staff[Role.COORDINATOR]) == {NEXT: "hold"}
    assert _reads(held, stand_in) == {NEXT: "break"}
    _hold(held, held.world.mentor)
    assert set(_reads(held, None)) == {NEXT, LATER}
    stand_still(ON_THE_DAY)
    assert _register(held, ["came", "came"]) is None
    assert held.on(NEXT).state == "planned"
