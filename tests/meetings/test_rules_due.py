"""What is due for a pairing: check-ins, missed meetings, silence. The numbers are those of the table of rules."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.joining.rules.training import months_later
from mentoring.meetings.rules.due import (
    Ask,
    CheckInRefusal,
    Due,
    How,
    Outcome,
    Past,
    Silence,
    Stage,
    Standards,
    Why,
    asked_by_missed,
    days_for_first,
    first_check_in,
    missed_in_a_row,
    next_check_in,
    outcome,
    refusal_to_record,
    school_days_ago,
    silence,
    silent_since,
    too_few,
    waits,
    weeks_done,
)
from mentoring.people.rules.school_time import DateSpan, SchoolTime, is_school_day, school_days_between

DAY = timedelta(days=1)
MET = date(2026, 1, 13)  # a Tuesday
USUAL = Standards()
TIMES = SchoolTime(
    zone="Europe/London",
    day_starts=time(8, 45),
    day_ends=time(15, 15),
    school_weekdays=frozenset(range(5)),
    hours=(),
    terms=(
        DateSpan(date(2025, 9, 3), date(2025, 12, 19)),
        DateSpan(date(2026, 1, 5), date(2026, 3, 27)),
        DateSpan(date(2026, 4, 13), date(2026, 7, 17)),
    ),
    holidays=(DateSpan(date(2026, 2, 16), date(2026, 2, 20), "Half term"),),
    exam_weeks=(DateSpan(date(2026, 5, 11), date(2026, 5, 15), "Mocks"),),
)

days = st.dates(date(2025, 9, 3), date(2026, 7, 17))
turns = st.integers(0, 300)


def _past(*outcomes: str) -> list[Past]:
    """Return weekly meetings from the first one on: h held, m missed, e excused, u unknown."""
    names = {"h": Outcome.HELD, "m": Outcome.MISSED, "e": Outcome.EXCUSED, "u": Outcome.UNKNOWN}
    return [Past(MET + DAY * 7 * number, names[each]) for number, each in enumerate("".join(outcomes))]


# The first check-in


def test_the_first_check_in_is_in_time_on_day_14_and_overdue_on_day_15() -> None:
    due = first_check_in(TIMES, MET, 0, USUAL)
    assert due.by == MET + DAY * 14
    assert due.stage(MET + DAY * 14) is Stage.DUE
    assert due.stage(MET + DAY * 15) is Stage.OVERDUE
    assert due.stage(MET) is Stage.COMING


def test_many_that_begin_together_are_spread_over_days_8_to_14() -> None:
    planned = Counter(first_check_in(TIMES, MET, turn, USUAL).plan for turn in range(23))
    assert sorted(planned) == [MET + DAY * number for number in (8, 9, 10, 13, 14)]  # no weekend
    assert set(planned.values()) == {4, 5}


def test_a_week_without_school_days_moves_the_plan_before_it_and_not_the_last_day() -> None:
    met = date(2026, 2, 7)  # day 8 to 14 are the 15th to the 21st, which is half term
    assert days_for_first(TIMES, met, USUAL) == [date(2026, 2, 13)]
    assert first_check_in(TIMES, met, 5, USUAL) == Due(Why.FIRST, date(2026, 2, 13), date(2026, 2, 21))


@given(days, turns)
def test_a_first_check_in_is_planned_on_a_school_day_by_day_14(met: date, turn: int) -> None:
    due = first_check_in(TIMES, met, turn, USUAL)
    assert met < due.plan <= due.by == met + DAY * 14
    assert is_school_day(TIMES, due.plan) or not any(
        is_school_day(TIMES, met + DAY * number) for number in range(1, 15)
    )


@given(days, st.integers(1, 120))
def test_every_day_has_an_even_share(met: date, number: int) -> None:
    share = Counter(first_check_in(TIMES, met, turn, USUAL).plan for turn in range(number))
    shares = [share[day] for day in days_for_first(TIMES, met, USUAL)]
    assert max(shares) - min(shares) <= 1


# Later check-ins


@pytest.mark.parametrize(
    "last, by",
    [
        (date(2026, 1, 27), date(2026, 2, 27)),  # a month
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2027, 1, 12), date(2027, 2, 12)),  # the last day of the first year
        (date(2027, 1, 13), date(2027, 4, 13)),  # then three months
    ],
)
def test_later_check_ins_come_monthly_in_the_first_year_and_then_quarterly(last: date, by: date) -> None:
    due = next_check_in(TIMES, MET, 0, (last, How.FINE), USUAL)
    assert (due.why, due.by) == (Why.LATER, by)
    assert due.stage(by) is Stage.DUE
    assert due.stage(by + DAY) is Stage.OVERDUE


def test_look_again_is_due_seven_days_later() -> None:
    due = next_check_in(TIMES, MET, 0, (MET + DAY * 10, How.LOOK_AGAIN), USUAL)
    assert due == Due(Why.LOOK_AGAIN, MET + DAY * 17, MET + DAY * 17)


def test_a_plan_lies_on_the_last_school_day_before_a_holiday() -> None:
    due = next_check_in(TIMES, MET, 0, (date(2026, 3, 10), How.FINE), USUAL)
    assert (due.plan, due.by) == (date(2026, 3, 27), date(2026, 4, 10))


def test_a_check_in_before_they_met_is_not_the_first() -> None:
    assert next_check_in(TIMES, MET, 0, (MET - DAY, How.FINE), USUAL).why is Why.FIRST


@given(days, st.integers(0, 900), turns, st.sampled_from(How), st.integers(1, 99), st.integers(1, 99))
def test_between_two_check_ins_there_are_never_more_than_three_months(
    met: date, passed: int, turn: int, how: How, first_year: int, later: int
) -> None:
    day = met + DAY * passed
    standards = replace(USUAL, first_year=first_year, later=later)
    due = next_check_in(TIMES, met, turn, (day, how), standards)
    assert day < due.plan <= due.by <= months_later(day, 3)


@given(days, turns, st.lists(st.integers(1, 40), max_size=12))
def test_whoever_checks_in_by_the_last_day_is_never_overdue(met: date, turn: int, early: list[int]) -> None:
    last = None
    for each in early:
        due = next_check_in(TIMES, met, turn, last, USUAL)
        day = max(due.by - DAY * each, (last[0] if last else met) + DAY)
        assert due.stage(day) is not Stage.OVERDUE
        last = (day, How.FINE)


# Missed meetings


@pytest.mark.parametrize(
    "state, missed_by, is_excused_week, counts",
    [
        ("held", "", False, Outcome.HELD),
        ("held", "", True, Outcome.HELD),
        ("missed", "mentor", False, Outcome.MISSED),
        ("missed", "mentee", False, Outcome.MISSED),
        ("missed", "both", False, Outcome.MISSED),
        ("missed", "staff", False, Outcome.MISSED),  # no adult came: the child waited all the same
        ("missed", "absent", False, Outcome.EXCUSED),
        ("missed", "mentor", True, Outcome.EXCUSED),
        ("planned", "", False, Outcome.UNKNOWN),
        ("planned", "", True, Outcome.EXCUSED),
        ("off", "adult-away", False, None),
    ],
)
def test_how_a_meeting_counts(
    state: str, missed_by: str, is_excused_week: bool, counts: Outcome | None
) -> None:
    assert outcome(state, missed_by, is_excused_week=is_excused_week) is counts


def test_whoever_waited_is_told_and_the_mentee_where_nobody_knows() -> None:
    row = missed_in_a_row(_past("mm"))
    assert waits(row) == "mentee"
    assert waits([row[0], replace(row[1], missed_by="mentee")]) == "mentor"
    assert waits([row[0], replace(row[1], missed_by="both")]) == "mentee"


@pytest.mark.parametrize(
    "meetings, number",
    [
        ("", 0),
        ("hm", 1),
        ("hmm", 2),
        ("mmh", 0),
        ("mhm", 1),
        ("mem", 2),
        ("meem", 2),
        ("mum", 2),
        ("hmemm", 3),
    ],
)
def test_missed_in_a_row_skips_absence_and_excused_weeks(meetings: str, number: int) -> None:
    assert len(missed_in_a_row(_past(meetings))) == number


@pytest.mark.parametrize(
    "meetings, asked",
    [("m", []), ("mm", [Ask.TELL]), ("mem", [Ask.TELL]), ("mmm", [Ask.TELL, Ask.REVIEW]), ("mmh", [])],
)
def test_two_in_a_row_ask_to_tell_the_child_and_three_to_review(meetings: str, asked: list[Ask]) -> None:
    assert asked_by_missed(missed_in_a_row(_past(meetings)), {}, USUAL) == asked


def test_a_child_is_told_once_a_row_and_a_review_is_asked_for_again_after_a_further_miss() -> None:
    third, fourth = _past("mmm"), _past("mmmm")
    told = {Ask.TELL: third[1].day}
    assert asked_by_missed(third, told, USUAL) == [Ask.REVIEW]
    both = {**told, Ask.REVIEW: third[2].day}
    assert asked_by_missed(third, both, USUAL) == []
    assert asked_by_missed(fourth, both, USUAL) == [Ask.REVIEW]
    again = missed_in_a_row(_past("mmhmm"))
    assert asked_by_missed(again, told, USUAL) == [Ask.TELL]  # another row: they are told again


def test_a_kind_without_pairs_asks_nothing() -> None:
    none = Standards(missed_tell=None, missed_review=None, remind=None, staff=None, decide=None)
    assert asked_by_missed(_past("mmmm"), {}, none) == []
    assert silence(TIMES, MET, MET + DAY * 100, none) is None


@given(st.text("hmeu", max_size=20), st.integers(0, 20))
def test_an_excused_meeting_changes_nothing_wherever_it_lies(meetings: str, place: int) -> None:
    with_one = meetings[:place] + "e" + meetings[place:]
    assert len(missed_in_a_row(_past(meetings))) == len(missed_in_a_row(_past(with_one)))
    assert (silent_since(_past(meetings)) is None) == (silent_since(_past(with_one)) is None)


# Silence


def test_a_mentor_is_silent_from_the_first_meeting_that_nobody_wrote_up() -> None:
    assert silent_since(_past("huu")) == MET + DAY * 7
    assert silent_since(_past("uuh")) is None
    assert silent_since(_past("uum")) is None  # a missed meeting was written down too
    assert silent_since(_past("hueu")) == MET + DAY * 7


@pytest.mark.parametrize(
    "school_days, asks",
    [(6, None), (7, Silence.REMIND), (13, Silence.REMIND), (14, Silence.STAFF), (27, Silence.STAFF),
     (28, Silence.DECIDE)],
)  # fmt: skip
def test_silence_reminds_after_7_school_days_goes_to_staff_after_14_and_is_decided_after_28(
    school_days: int, asks: Silence | None
) -> None:
    today = next(
        MET + DAY * number
        for number in range(100)
        if school_days_between(TIMES, MET, MET + DAY * number) == school_days
    )
    assert silence(TIMES, MET, today, USUAL) is asks


@given(days, st.integers(0, 40))
def test_school_days_ago_is_the_newest_day_from_which_so_many_have_passed(today: date, count: int) -> None:
    day = school_days_ago(TIMES, today, count)
    if day > today - DAY * 399 and count:
        assert school_days_between(TIMES, day, today) >= count
        assert school_days_between(TIMES, day + DAY, today) < count


# Fewer than two a month, and what is refused


@pytest.mark.parametrize(
    "meetings, today, few",
    [
        ("hhhhh", MET + DAY * 30, False),
        ("hmmmm", MET + DAY * 30, True),
        ("hmmmm", MET + DAY * 29, False),  # not a month yet
        ("hhmmmmmmmmmmmm", date(2026, 8, 5), False),  # the month was mostly holiday
    ],
)
def test_under_two_meetings_a_month_warns(meetings: str, today: date, few: bool) -> None:
    assert too_few(TIMES, _past(meetings), MET, today) is few


@pytest.mark.parametrize(
    "day, how, is_in_it, why",
    [
        (MET, How.FINE, True, None),
        (MET + DAY, How.FINE, True, CheckInRefusal.IN_THE_FUTURE),
        (MET - DAY * 8, How.FINE, True, CheckInRefusal.BEFORE_THEY_MET),
        (MET, None, True, CheckInRefusal.HOW_WANTED),
        (MET, How.FINE, False, CheckInRefusal.NOT_IN_IT),
    ],
)
def test_a_check_in_lies_between_the_first_meeting_and_today(
    day: date, how: How | None, is_in_it: bool, why: CheckInRefusal | None
) -> None:
    assert refusal_to_record(day, MET, how, met_on=MET - DAY * 7, is_in_it=is_in_it) is why
    if why is None:
        assert refusal_to_record(day, MET, how, met_on=None, is_in_it=True) is CheckInRefusal.BEFORE_THEY_MET


def test_weeks_of_a_programme_are_weeks_of_school() -> None:
    starts, ends = date(2026, 1, 6), date(2026, 3, 6)
    assert weeks_done(TIMES, starts, ends, date(2026, 1, 6)) == (1, 8)
    assert weeks_done(TIMES, starts, ends, date(2026, 2, 18)) == (6, 8)  # half term is none
    assert weeks_done(TIMES, starts, ends, date(2026, 4, 1)) == (8, 8)
    assert weeks_done(TIMES, starts, ends, date(2025, 12, 1)) == (0, 8)
