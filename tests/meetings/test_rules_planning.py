"""On which days a pair meets, and why it cannot meet somewhere: plain rules, with examples and properties."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.rules.absences import (
    AbsenceRefusal,
    StandIn,
    near_after,
    refusal_of_stand_in,
    stand_ins_after,
)
from mentoring.meetings.rules.planning import (
    MeetingRefusal,
    Needs,
    Other,
    Room,
    Time,
    Wanted,
    meeting_days,
    refusals_of_adult,
    refusals_of_day,
    refusals_of_move,
    refusals_of_place,
    refusals_of_students,
)
from mentoring.people.rules.school_time import (
    DateSpan,
    SchoolTime,
    SupervisedHours,
    cycle_week,
    is_exam_week,
    is_school_day,
    moment_of,
    wall_time_of,
)
from mentoring.programme.rules.slots import SlotTime

YEAR = DateSpan(date(2026, 9, 1), date(2027, 7, 20))
HALF_TERM = DateSpan(date(2026, 10, 26), date(2026, 10, 30))
CHRISTMAS = DateSpan(date(2026, 12, 21), date(2027, 1, 1))
EXAMS = DateSpan(date(2027, 5, 10), date(2027, 5, 14))
TUESDAY = SlotTime(1, "", time(12, 30), time(13, 0))
TUESDAY_A = SlotTime(1, "A", time(12, 30), time(13, 0))
LUNCHES = tuple(SupervisedHours(day, None, time(12, 30), time(13, 20), "Lunch") for day in range(5))


def school(**other: object) -> SchoolTime:
    given = {
        "zone": "Europe/London",
        "day_starts": time(8, 45),
        "day_ends": time(15, 15),
        "school_weekdays": frozenset(range(5)),
        "hours": LUNCHES,
        "terms": (YEAR,),
        "holidays": (HALF_TERM, CHRISTMAS),
        "exam_weeks": (EXAMS,),
    }
    return SchoolTime(**{**given, **other})  # type: ignore[arg-type]


def days(times: SchoolTime, slot: SlotTime = TUESDAY, **other: object) -> list[date]:
    wanted = {"every": 1, "first": YEAR.first, "last": YEAR.last}
    return meeting_days(times, slot, **{**wanted, **other})  # type: ignore[arg-type]


# The days


def test_pairs_meet_every_week_but_in_holidays_and_exam_weeks() -> None:
    found = days(school())
    assert found[:2] == [date(2026, 9, 1), date(2026, 9, 8)]
    assert date(2026, 10, 20) in found
    assert date(2026, 10, 27) not in found  # half term
    assert date(2026, 12, 22) not in found
    assert date(2027, 5, 11) not in found  # exams
    assert found[-1] == date(2027, 7, 20)


def test_every_two_weeks_is_two_weeks_at_least_and_goes_on_after_a_holiday() -> None:
    found = days(school(), every=2)
    assert found[:5] == [
        date(2026, 9, 1),
        date(2026, 9, 15),
        date(2026, 9, 29),
        date(2026, 10, 13),
        date(2026, 11, 3),
    ]
    later = days(school(), every=2, first=date(2026, 9, 2), after=date(2026, 9, 1))
    assert [date(2026, 9, 1), *later] == found


def test_a_time_of_week_a_is_every_second_week_of_teaching() -> None:
    times = school(cycle_weeks=2)
    found = days(times, TUESDAY_A)
    assert found[:5] == [
        date(2026, 9, 1),
        date(2026, 9, 15),
        date(2026, 9, 29),
        date(2026, 10, 13),
        date(2026, 11, 3),
    ]
    assert days(school(), TUESDAY_A) == []  # a site without a cycle has no such week


def test_nobody_meets_where_no_adult_is_on_duty_all_through() -> None:
    assert days(school(hours=())) == []
    assert days(school(hours=(SupervisedHours(1, None, time(12, 40), time(13, 20), "Lunch"),))) == []


spans = st.builds(
    lambda first, length: DateSpan(first, first + timedelta(days=length)),
    st.dates(YEAR.first, YEAR.last),
    st.integers(0, 20),
)
slots = st.builds(
    SlotTime, st.integers(0, 6), st.sampled_from(["", "A", "B"]), st.just(time(12, 30)), st.just(time(13, 0))
)
cycles = st.sampled_from([1, 2])


@given(
    slots, st.lists(spans, max_size=4), st.lists(spans, max_size=2), cycles, st.integers(1, 6),
    st.dates(YEAR.first, YEAR.last),
)  # fmt: skip
def test_never_in_a_holiday_always_on_the_day_and_far_enough_apart(
    slot: SlotTime,
    holidays: list[DateSpan],
    exams: list[DateSpan],
    cycle: int,
    every: int,
    first: date,
) -> None:
    times = school(holidays=tuple(holidays), exam_weeks=tuple(exams), cycle_weeks=cycle)
    found = days(times, slot, every=every, first=first)
    assert all(
        is_school_day(times, day) and not is_exam_week(times, day) and day.weekday() == slot.weekday
        for day in found
    )
    assert all(not slot.week or cycle_week(times, day) == slot.week for day in found)
    assert all(later - day >= timedelta(weeks=every) for day, later in pairwise(found))
    if found:  # planned anew later, the same days follow
        again = days(times, slot, every=every, first=found[0] + timedelta(days=1), after=found[0])
        assert [found[0], *again] == found


@given(st.sampled_from(["Europe/London", "America/New_York", "Europe/Berlin", "Pacific/Auckland"]))
def test_the_clock_on_the_wall_shows_the_same_over_both_changes(zone: str) -> None:
    times = school(
        zone=zone, terms=(DateSpan(date(2026, 1, 1), date(2026, 12, 31)),), holidays=(), exam_weeks=()
    )
    found = days(times, first=date(2026, 1, 1), last=date(2026, 12, 31))
    moments = [moment_of(times, day, TUESDAY.starts) for day in found]
    assert len(found) == 52
    assert {wall_time_of(times, at).time() for at in moments} == {TUESDAY.starts}
    assert len({at.time() for at in moments}) == 2  # in UTC it is an hour earlier in summer


# Why not


NOON = Time(date(2026, 11, 3), time(12, 30), time(13, 0))
LIBRARY = Room("site", 2, step_free=False, quiet=False, usable=True)
NO_NEEDS = Needs()
WANTED = Wanted(NOON, "library", "adult")


def other(**given: object) -> Other:
    return Other(**{"time": NOON, "place_id": "library", "near_id": "adult", **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "day, starts, ends, wrong",
    [
        (date(2026, 11, 3), time(12, 30), time(13, 20), []),
        (date(2026, 11, 3), time(13, 0), time(12, 30), [MeetingRefusal.ENDS_BEFORE_IT_STARTS]),
        (date(2026, 10, 27), time(12, 30), time(13, 0), [MeetingRefusal.NOT_A_SCHOOL_DAY]),
        (date(2026, 11, 7), time(12, 30), time(13, 0), [MeetingRefusal.NOT_A_SCHOOL_DAY]),
        (date(2027, 5, 11), time(12, 30), time(13, 0), [MeetingRefusal.EXAM_WEEK]),
        (date(2026, 11, 3), time(12, 30), time(13, 30), [MeetingRefusal.OUTSIDE_SUPERVISED_HOURS]),
    ],
)
def test_a_day_and_a_time_say_why_not(
    day: date, starts: time, ends: time, wrong: list[MeetingRefusal]
) -> None:
    assert refusals_of_day(school(), Time(day, starts, ends)) == wrong


def test_a_place_says_why_not() -> None:
    def wrong(room: Room | None, needs: Needs = NO_NEEDS, *others: Other) -> list[MeetingRefusal]:
        return refusals_of_place(WANTED, room, needs, others)

    assert wrong(LIBRARY) == []
    assert wrong(None) == [MeetingRefusal.PLACE_GONE]
    assert wrong(Room("site", 2, True, True, usable=False)) == [MeetingRefusal.PLACE_GONE]
    assert wrong(LIBRARY, Needs(step_free=True, quiet=True)) == [
        MeetingRefusal.PLACE_NOT_STEP_FREE,
        MeetingRefusal.PLACE_NOT_QUIET,
    ]
    assert wrong(LIBRARY, Needs(), other()) == []
    assert wrong(LIBRARY, Needs(), other(), other()) == [MeetingRefusal.PLACE_FULL]
    assert wrong(LIBRARY, Needs(), other(), other(place_id="hall")) == []
    assert wrong(LIBRARY, Needs(), other(), other(is_own=True)) == []


def test_a_place_counts_who_is_there_at_the_same_moment() -> None:
    early, late = Time(NOON.day, time(12, 0), time(12, 40)), Time(NOON.day, time(12, 40), time(13, 20))
    others = [other(time=early), other(time=late)]
    assert refusals_of_place(WANTED, LIBRARY, Needs(), others) == []
    assert refusals_of_place(WANTED, LIBRARY, Needs(), [*others, other(time=late)]) == [
        MeetingRefusal.PLACE_FULL
    ]


def test_students_are_in_one_meeting_at_a_time() -> None:
    assert refusals_of_students(NOON, [other()]) == []
    assert refusals_of_students(NOON, [other(is_own=True)]) == [MeetingRefusal.THERE_ALREADY]
    assert refusals_of_students(NOON, [other(shares_student=True)]) == [MeetingRefusal.STUDENT_ELSEWHERE]
    after = Time(NOON.day, time(13, 0), time(13, 20))
    assert refusals_of_students(after, [other(shares_student=True)]) == []


def test_an_adult_is_in_one_room_at_a_time() -> None:
    def wrong(*others: Other, near: str = "adult", away: str = "") -> list[MeetingRefusal]:
        return refusals_of_adult(WANTED, others, can_be_near={near}, away={away})

    assert wrong(other()) == []
    assert wrong(other(place_id="hall")) == [MeetingRefusal.ADULT_ELSEWHERE]
    assert wrong(near="somebody") == [MeetingRefusal.NO_ADULT]
    assert wrong(away="adult") == [MeetingRefusal.ADULT_AWAY]


def test_a_meeting_is_not_moved_past_its_end_or_to_another_site() -> None:
    def wrong(room: Room | None = LIBRARY, last: date = YEAR.last) -> list[MeetingRefusal]:
        return refusals_of_move(WANTED, times=school(), site_id="site", room=room, last=last)

    assert wrong() == []
    assert wrong(last=date(2026, 11, 2)) == [MeetingRefusal.AFTER_THE_END]
    assert wrong(Room("annexe", 2, True, True, usable=True)) == [MeetingRefusal.PLACE_ELSEWHERE]


# Who stands in


def test_a_stand_in_is_on_duty_somewhere_here_and_in_no_other_room() -> None:
    def wrong(who: str = "b", **given: object) -> AbsenceRefusal | None:
        facts = {"can_be_near": {"a", "b"}, "away": set(), "meetings": [other()], "others": []}
        return refusal_of_stand_in(StandIn(who, "a", **{**facts, **given}))  # type: ignore[arg-type]

    assert wrong() is None
    assert wrong("a") is AbsenceRefusal.SAME_PERSON
    assert wrong("c") is AbsenceRefusal.NOT_ON_DUTY
    assert wrong(away={"b"}) is AbsenceRefusal.AWAY_TOO
    assert wrong(others=[other(near_id="b", place_id="hall")]) is AbsenceRefusal.ELSEWHERE
    assert wrong(others=[other(near_id="b")]) is None  # in the same room


def test_whoever_stands_in_may_be_away_too() -> None:
    away = {"a": "b", "b": "c", "d": None}
    assert near_after("a", away) == "c"
    assert near_after("c", away) == "c"
    assert near_after("d", away) is None
    assert stand_ins_after("a", away) == {"b", "c"}
    assert near_after("a", {"a": "b", "b": "a"}) is None  # nobody is left


@given(st.dictionaries(st.sampled_from("abcde"), st.one_of(st.none(), st.sampled_from("abcde"))))
def test_nobody_who_is_away_is_near(away: dict[str, str | None]) -> None:
    for adult in "abcde":
        assert near_after(adult, away) not in away
