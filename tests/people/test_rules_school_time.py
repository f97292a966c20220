"""When a school is open, supervised or on holiday, across weekends, holidays and clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people.rules.example_terms import (
    are_example_hours,
    are_example_terms,
    example_hours,
    example_terms,
)
from mentoring.people.rules.school_time import (
    DateSpan,
    SchoolTime,
    SchoolTimeRefusal,
    SupervisedHours,
    add_school_days,
    cycle_week,
    is_exam_week,
    is_open,
    is_school_day,
    moment_of,
    next_school_day,
    next_time_open,
    refusals_of_school_time,
    school_day_span,
    school_days_between,
    supervised,
    supervised_hours_on,
    supervised_throughout,
)

MONDAY_TO_FRIDAY = frozenset(range(5))

BREAKFAST = SupervisedHours(1, None, time(8, 0), time(8, 40), "Breakfast club")
LUNCH = SupervisedHours(1, None, time(12, 30), time(13, 20), "Lunch")
TUTOR_TIME_A = SupervisedHours(1, "A", time(13, 20), time(13, 40), "Tutor time")
AFTER_SCHOOL_B = SupervisedHours(1, "B", time(15, 15), time(16, 15), "After school")

AUTUMN = DateSpan(date(2025, 9, 3), date(2025, 12, 19), "Autumn term")
SPRING = DateSpan(date(2026, 1, 5), date(2026, 3, 27), "Spring term")
HALF_TERM = DateSpan(date(2025, 10, 27), date(2025, 10, 31), "Half term")

LONDON = SchoolTime(
    zone="Europe/London",
    day_starts=time(8, 45),
    day_ends=time(15, 15),
    school_weekdays=MONDAY_TO_FRIDAY,
    hours=(AFTER_SCHOOL_B, TUTOR_TIME_A, LUNCH, BREAKFAST),
    terms=(AUTUMN, SPRING),
    holidays=(HALF_TERM,),
    exam_weeks=(DateSpan(date(2026, 1, 12), date(2026, 1, 16), "Mocks"),),
    cycle_weeks=2,
)
NEW_YORK = replace(
    LONDON, zone="America/New_York", terms=(DateSpan(date(2025, 8, 25), date(2026, 6, 12)),), holidays=()
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ---- Days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day, school",
    [
        (date(2025, 9, 2), False),  # the day before term
        (date(2025, 9, 3), True),  # the first day
        (date(2025, 9, 6), False),  # a Saturday
        (date(2025, 10, 24), True),  # the Friday before half term
        (date(2025, 10, 27), False),  # half term
        (date(2025, 10, 31), False),
        (date(2025, 11, 3), True),  # the Monday after it
        (date(2025, 12, 19), True),  # the last day
        (date(2025, 12, 22), False),  # between two terms
        (date(2026, 1, 5), True),
    ],
)
def test_pupils_are_in_school_on_weekdays_in_term_that_are_not_holidays(day: date, school: bool) -> None:
    assert is_school_day(LONDON, day) is school


def test_exam_weeks_excuse_meetings_but_are_school_days() -> None:
    assert is_exam_week(LONDON, date(2026, 1, 14))
    assert is_school_day(LONDON, date(2026, 1, 14))
    assert not is_exam_week(LONDON, date(2026, 1, 19))


@pytest.mark.parametrize(
    "after, following",
    [
        (date(2025, 9, 4), date(2025, 9, 5)),
        (date(2025, 9, 5), date(2025, 9, 8)),  # over a weekend
        (date(2025, 10, 24), date(2025, 11, 3)),  # over half term
        (date(2025, 12, 19), date(2026, 1, 5)),  # over Christmas
        (date(2025, 8, 1), date(2025, 9, 3)),  # before the first term
        (date(2026, 3, 27), None),  # after the last term that the school entered
    ],
)
def test_the_next_school_day_skips_weekends_and_holidays(after: date, following: date | None) -> None:
    assert next_school_day(LONDON, after) == following


def test_seven_school_days_take_longer_over_half_term() -> None:
    assert add_school_days(LONDON, date(2025, 9, 8), 7) == date(2025, 9, 17)
    assert add_school_days(LONDON, date(2025, 10, 22), 7) == date(2025, 11, 7)
    assert school_days_between(LONDON, date(2025, 10, 22), date(2025, 11, 7)) == 7


def test_a_school_day_past_the_last_term_is_not_known() -> None:
    assert add_school_days(LONDON, date(2026, 3, 26), 1) == date(2026, 3, 27)
    assert add_school_days(LONDON, date(2026, 3, 26), 2) is None
    assert add_school_days(LONDON, date(2026, 3, 26), 3) is None


def test_no_school_days_have_passed_on_the_same_day_or_before_it() -> None:
    assert school_days_between(LONDON, date(2025, 9, 8), date(2025, 9, 8)) == 0
    assert school_days_between(LONDON, date(2025, 9, 8), date(2025, 9, 1)) == 0


def test_school_days_are_only_counted_forwards() -> None:
    with pytest.raises(ValueError):
        add_school_days(LONDON, date(2025, 9, 8), -1)


# ---- Clock changes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings, day, starts, ends",
    [
        # London goes back on Sunday 26 October 2025 and forward on Sunday 29 March 2026.
        (LONDON, date(2025, 10, 24), "2025-10-24T07:45", "2025-10-24T14:15"),
        (LONDON, date(2025, 11, 3), "2025-11-03T08:45", "2025-11-03T15:15"),
        (LONDON, date(2026, 3, 27), "2026-03-27T08:45", "2026-03-27T15:15"),
        # New York goes back on Sunday 2 November 2025 and forward on Sunday 8 March 2026.
        (NEW_YORK, date(2025, 10, 31), "2025-10-31T12:45", "2025-10-31T19:15"),
        (NEW_YORK, date(2025, 11, 3), "2025-11-03T13:45", "2025-11-03T20:15"),
        (NEW_YORK, date(2026, 3, 6), "2026-03-06T13:45", "2026-03-06T20:15"),
        (NEW_YORK, date(2026, 3, 9), "2026-03-09T12:45", "2026-03-09T19:15"),
    ],
)
def test_school_starts_at_the_same_wall_time_before_and_after_the_clocks_change(
    settings: SchoolTime, day: date, starts: str, ends: str
) -> None:
    assert school_day_span(settings, day) == (utc(starts), utc(ends))


@pytest.mark.parametrize(
    "settings, day, moment",
    [
        (LONDON, date(2026, 3, 29), "2026-03-29T01:30"),  # 01:30 does not exist: 02:30 summer time
        (LONDON, date(2025, 10, 26), "2025-10-26T00:30"),  # 01:30 exists twice: the first, in summer time
        (NEW_YORK, date(2025, 11, 2), "2025-11-02T05:30"),
    ],
)
def test_half_past_one_on_the_night_of_a_clock_change_is_one_certain_moment(
    settings: SchoolTime, day: date, moment: str
) -> None:
    assert moment_of(settings, day, time(1, 30)) == utc(moment)


def test_half_past_two_moves_forward_in_new_york_when_it_does_not_exist() -> None:
    moved = moment_of(NEW_YORK, date(2026, 3, 8), time(2, 30)).astimezone(ZoneInfo("America/New_York"))
    assert moved.time() == time(3, 30)


def test_a_day_without_school_has_no_hours_at_all() -> None:
    assert school_day_span(LONDON, date(2025, 10, 28)) is None
    assert supervised_hours_on(LONDON, date(2025, 10, 28)) == ()
    assert supervised(LONDON, utc("2025-10-28T12:45")) is None


# ---- Open and closed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now, is_it_open, opens_next",
    [
        ("2025-09-05T07:44", False, "2025-09-05T07:45"),  # a minute before school
        ("2025-09-05T07:45", True, "2025-09-08T07:45"),
        ("2025-09-05T14:14", True, "2025-09-08T07:45"),
        ("2025-09-05T14:15", False, "2025-09-08T07:45"),  # Friday, as school ends
        ("2025-10-24T20:00", False, "2025-11-03T08:45"),  # over half term and the clock change
        ("2025-09-07T23:30", False, "2025-09-08T07:45"),  # already Monday in London
        ("2026-03-27T20:00", False, None),  # the next term has not been entered
    ],
)
def test_out_of_hours_we_can_say_when_someone_is_there_again(
    now: str, is_it_open: bool, opens_next: str | None
) -> None:
    assert is_open(LONDON, utc(now)) is is_it_open
    assert next_time_open(LONDON, utc(now)) == (utc(opens_next) if opens_next else None)


def test_without_any_term_a_site_is_never_open_and_cannot_say_when_it_will_be() -> None:
    bare = replace(LONDON, terms=(), cycle_anchor=None)
    assert not is_open(bare, utc("2025-09-08T10:00"))
    assert next_time_open(bare, utc("2025-09-08T10:00")) is None
    assert cycle_week(bare, date(2025, 9, 8)) is None


def test_a_moment_without_its_zone_is_not_guessed() -> None:
    with pytest.raises(ValueError):
        supervised(LONDON, datetime(2025, 9, 9, 12, 45))


# ---- The two-week cycle -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "day, letter",
    [
        (date(2025, 9, 1), "A"),  # the Monday of the week in which term starts, before it starts
        (date(2025, 9, 3), "A"),
        (date(2025, 9, 7), "A"),  # the Sunday of the same week
        (date(2025, 9, 8), "B"),
        (date(2025, 10, 20), "B"),  # the last week before half term
        (date(2025, 10, 29), None),  # half term has no letter
        (date(2025, 11, 3), "A"),  # and did not use one up
        (date(2025, 12, 15), "A"),
        (date(2025, 12, 25), None),
        (date(2026, 1, 5), "B"),  # straight on after Christmas
    ],
)
def test_half_term_and_christmas_do_not_use_up_a_week_of_the_cycle(day: date, letter: str | None) -> None:
    assert cycle_week(LONDON, day) == letter


@pytest.mark.parametrize(
    "anchor, day, letter",
    [
        (date(2026, 1, 7), date(2026, 1, 5), "A"),  # the week of the anchor, from its Monday
        (date(2026, 1, 7), date(2025, 12, 15), "B"),  # the teaching week before it
        (date(2026, 1, 7), date(2025, 12, 8), "A"),
        (date(2025, 10, 29), date(2025, 11, 3), "A"),  # anchored in half term: the first week after it
        (date(2025, 10, 29), date(2025, 10, 20), "B"),
        (date(2025, 10, 29), date(2025, 10, 13), "A"),
    ],
)
def test_a_school_can_say_which_week_is_week_a(anchor: date, day: date, letter: str) -> None:
    assert cycle_week(replace(LONDON, cycle_anchor=anchor), day) == letter


def test_a_one_week_timetable_has_no_letters() -> None:
    assert cycle_week(replace(LONDON, cycle_weeks=1), date(2025, 9, 8)) is None


# ---- Supervised hours -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at, hours",
    [
        ("2025-09-09T06:59", None),
        ("2025-09-09T07:00", BREAKFAST),  # 08:00 in London, and before the school day
        ("2025-09-09T07:40", None),  # as breakfast club ends
        ("2025-09-09T11:45", LUNCH),
        ("2025-09-09T12:25", None),  # tutor time is in week A only
        ("2025-09-16T12:25", TUTOR_TIME_A),
        ("2025-09-09T14:30", AFTER_SCHOOL_B),
        ("2025-09-16T14:30", None),
        ("2025-09-10T11:45", None),  # a Wednesday
        ("2025-11-04T12:45", LUNCH),  # after the clocks went back
        ("2025-11-04T11:45", None),
    ],
)
def test_an_adult_is_on_duty_only_in_the_hours_that_the_school_set(
    at: str, hours: SupervisedHours | None
) -> None:
    assert supervised(LONDON, utc(at)) == hours
    assert supervised(LONDON, utc(at).astimezone(ZoneInfo("Asia/Tokyo"))) == hours


def test_the_hours_of_a_day_are_listed_earliest_first() -> None:
    assert supervised_hours_on(LONDON, date(2025, 9, 16)) == (BREAKFAST, LUNCH, TUTOR_TIME_A)


@pytest.mark.parametrize(
    "starts, ends, covered",
    [
        (time(12, 30), time(13, 20), True),
        (time(13, 0), time(13, 40), True),  # lunch runs straight on into tutor time
        (time(12, 20), time(12, 50), False),
        (time(13, 0), time(13, 50), False),
        (time(8, 20), time(12, 40), False),  # lessons lie between
        (time(13, 0), time(13, 0), False),
    ],
)
def test_a_meeting_needs_an_adult_from_beginning_to_end(starts: time, ends: time, covered: bool) -> None:
    assert supervised_throughout(LONDON, date(2025, 9, 16), starts, ends) is covered


# ---- Settings that cannot be used -------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"zone": "Europe/Atlantis"}, SchoolTimeRefusal.UNKNOWN_ZONE),
        ({"zone": "../../etc/passwd"}, SchoolTimeRefusal.UNKNOWN_ZONE),
        ({"zone": ""}, SchoolTimeRefusal.UNKNOWN_ZONE),
        ({"zone": "Europe"}, SchoolTimeRefusal.UNKNOWN_ZONE),
        ({"day_ends": time(8, 45)}, SchoolTimeRefusal.DAY_ENDS_BEFORE_IT_STARTS),
        ({"school_weekdays": frozenset()}, SchoolTimeRefusal.NO_SCHOOL_WEEKDAYS),
        ({"school_weekdays": frozenset({0, 7})}, SchoolTimeRefusal.NOT_A_WEEKDAY),
        ({"hours": (replace(LUNCH, ends=LUNCH.starts),)}, SchoolTimeRefusal.HOURS_END_BEFORE_THEY_START),
        ({"hours": (LUNCH, replace(LUNCH, starts=time(13, 0)))}, SchoolTimeRefusal.HOURS_OVERLAP),
        ({"hours": (LUNCH, replace(LUNCH, week="B"))}, SchoolTimeRefusal.HOURS_OVERLAP),
        ({"cycle_weeks": 1}, SchoolTimeRefusal.HOURS_NAME_A_WEEK_WITHOUT_A_CYCLE),
        (
            {"terms": (DateSpan(date(2025, 9, 3), date(2025, 9, 1)),)},
            SchoolTimeRefusal.TERM_ENDS_BEFORE_IT_STARTS,
        ),
        ({"terms": (AUTUMN, replace(SPRING, first=AUTUMN.last))}, SchoolTimeRefusal.TERMS_OVERLAP),
        (
            {"holidays": (DateSpan(date(2025, 10, 31), date(2025, 10, 27)),)},
            SchoolTimeRefusal.HOLIDAY_ENDS_BEFORE_IT_STARTS,
        ),
        (
            {"exam_weeks": (DateSpan(date(2026, 1, 16), date(2026, 1, 12)),)},
            SchoolTimeRefusal.EXAM_WEEK_ENDS_BEFORE_IT_STARTS,
        ),
    ],
)
def test_settings_that_would_mislead_are_refused_with_the_reason(
    changes: dict[str, object], code: SchoolTimeRefusal
) -> None:
    assert refusals_of_school_time(replace(LONDON, **changes)) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},  # breakfast club and after school lie outside the school day
        {"hours": (replace(LUNCH, week="A"), replace(LUNCH, week="B"))},
        {"hours": (LUNCH, replace(LUNCH, starts=LUNCH.ends, ends=time(14, 0)))},
        {"terms": ()},
        {"terms": (AUTUMN, replace(SPRING, first=AUTUMN.last + timedelta(days=1)))},
    ],
)
def test_settings_that_schools_really_have_are_not_refused(changes: dict[str, object]) -> None:
    assert refusals_of_school_time(replace(LONDON, **changes)) == []  # type: ignore[arg-type]


# ---- What always holds ------------------------------------------------------------------------

days = st.dates(date(2025, 8, 1), date(2026, 4, 30))
spans = st.builds(
    lambda first, length: DateSpan(first, first + timedelta(days=length)), days, st.integers(0, 60)
)
sites = st.builds(
    SchoolTime,
    zone=st.sampled_from(["Europe/London", "America/New_York", "Europe/Dublin", "Pacific/Auckland"]),
    day_starts=st.times(time(7), time(9)),
    day_ends=st.times(time(12), time(16)),
    school_weekdays=st.frozensets(st.integers(0, 6)),
    hours=st.just(()),
    terms=st.lists(spans, max_size=3).map(tuple),
    holidays=st.lists(spans, max_size=3).map(tuple),
    cycle_weeks=st.sampled_from([1, 2]),
    cycle_anchor=st.none() | days,
)


@given(sites, days, st.integers(0, 15))
def test_counting_school_days_forwards_and_counting_those_that_passed_agree(
    site: SchoolTime, start: date, count: int
) -> None:
    end = add_school_days(site, start, count)
    if end is not None:
        assert school_days_between(site, start, end) == count
        assert count == 0 or is_school_day(site, end)


@given(sites, days, st.times())
def test_the_school_is_open_at_the_moment_that_was_named_and_not_open_anew_before(
    site: SchoolTime, day: date, wall: time
) -> None:
    now = moment_of(site, day, wall)
    opens = next_time_open(site, now)
    if opens is not None:
        assert opens > now
        assert is_open(site, opens)
        assert not is_open(site, opens - timedelta(seconds=1))


@given(sites, days)
def test_neighbouring_teaching_weeks_never_have_the_same_letter(site: SchoolTime, day: date) -> None:
    following = next_school_day(site, day)
    if following is None or cycle_week(site, day) is None or cycle_week(site, following) is None:
        return
    same_week = following - timedelta(days=following.weekday()) <= day
    assert (cycle_week(site, following) == cycle_week(site, day)) is same_week


def test_examples_are_known_again_until_one_of_them_is_changed() -> None:
    example = example_terms("england", 2026)
    times = replace(
        LONDON,
        hours=example_hours(),
        terms=example.terms,
        holidays=example.holidays,
        exam_weeks=example.exam_weeks,
    )
    assert are_example_hours(times)
    assert are_example_terms(times, "england")
    assert not are_example_hours(replace(times, hours=times.hours[1:]))
    assert not are_example_terms(replace(times, holidays=times.holidays[1:]), "england")
    assert not are_example_terms(replace(times, terms=()), "england")
    assert not are_example_hours(replace(times, hours=()))
