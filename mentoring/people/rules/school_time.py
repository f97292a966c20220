"""School time: when a site is open, supervised or on holiday, as one pure function of its settings.

What is planned is a local date, a wall time and a zone; what happened is a moment in UTC. Wall times are
turned into moments here and nowhere else. When the clocks go forward, a wall time that does not exist moves
forward by the missing hour; when they go back, a wall time that exists twice means the first.

The two-week cycle counts teaching weeks. A week runs from Monday to Sunday and is a teaching week if it has at
least one school day. The week of the anchor (or the first teaching week after it) is A, and the letters take
turns from one teaching week to the next, in both directions. A week without a school day, such as half term, has
no letter and does not use one up. The anchor is the date that the school gives, else the first day of its
earliest term.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CycleWeek = Literal["A", "B"]

# Looking for a school day stops here. Longer than any holiday between two school years that a school has entered.
DAYS_SEARCHED = 400

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class DateSpan:
    """A run of days, the first and the last included: a term, a holiday or an exam week."""

    first: date
    last: date
    name: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class SupervisedHours:
    """Hours with an adult on duty: breakfast club, lunch, tutor time, after school. `weekday` 0 is Monday.

    `week` is A or B in a two-week cycle, or None for every week. They may lie before or after the school day.
    """

    weekday: int
    week: CycleWeek | None
    starts: time
    ends: time
    label: str


@dataclass(frozen=True)
class SchoolTime:
    """All that a site says about its time. Both ends of the school day are wall times in `zone`."""

    zone: str
    day_starts: time
    day_ends: time
    school_weekdays: frozenset[int]
    hours: tuple[SupervisedHours, ...]
    terms: tuple[DateSpan, ...]
    holidays: tuple[DateSpan, ...] = ()
    exam_weeks: tuple[DateSpan, ...] = ()
    cycle_weeks: Literal[1, 2] = 1
    cycle_anchor: date | None = None


class SchoolTimeRefusal(StrEnum):
    """Why settings cannot be used: each would make a rule give an answer that nobody meant."""

    UNKNOWN_ZONE = "unknown_zone"
    DAY_ENDS_BEFORE_IT_STARTS = "day_ends_before_it_starts"
    NO_SCHOOL_WEEKDAYS = "no_school_weekdays"
    NOT_A_WEEKDAY = "not_a_weekday"
    HOURS_END_BEFORE_THEY_START = "hours_end_before_they_start"
    HOURS_OVERLAP = "hours_overlap"
    HOURS_NAME_A_WEEK_WITHOUT_A_CYCLE = "hours_name_a_week_without_a_cycle"
    TERM_ENDS_BEFORE_IT_STARTS = "term_ends_before_it_starts"
    TERMS_OVERLAP = "terms_overlap"
    HOLIDAY_ENDS_BEFORE_IT_STARTS = "holiday_ends_before_it_starts"
    EXAM_WEEK_ENDS_BEFORE_IT_STARTS = "exam_week_ends_before_it_starts"


def moment_of(settings: SchoolTime, day: date, wall: time) -> datetime:
    """Return the moment in UTC at which the clock on the wall shows `wall` on `day`."""
    return datetime.combine(day, wall.replace(fold=0), ZoneInfo(settings.zone)).astimezone(UTC)


def wall_time_of(settings: SchoolTime, at: datetime) -> datetime:
    """Return a moment as wall time at the site. Raise ValueError when `at` does not say its zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return at.astimezone(ZoneInfo(settings.zone))


def is_school_day(settings: SchoolTime, day: date) -> bool:
    """Return whether pupils are in school on `day`: a school weekday, in a term, and not a holiday."""
    return (
        day.weekday() in settings.school_weekdays
        and any(day in term for term in settings.terms)
        and not any(day in holiday for holiday in settings.holidays)
    )


def is_exam_week(settings: SchoolTime, day: date) -> bool:
    """Return whether meetings are excused on `day` because of exams. It may still be a school day."""
    return any(day in week for week in settings.exam_weeks)


def school_day_span(settings: SchoolTime, day: date) -> tuple[datetime, datetime] | None:
    """Return when the school day of `day` starts and ends, in UTC, or None when there is no school."""
    if not is_school_day(settings, day):
        return None
    return moment_of(settings, day, settings.day_starts), moment_of(settings, day, settings.day_ends)


def is_open(settings: SchoolTime, now: datetime) -> bool:
    """Return whether the school day is going on at `now`. The end itself is after school."""
    span = school_day_span(settings, wall_time_of(settings, now).date())
    return span is not None and span[0] <= now < span[1]


def next_time_open(settings: SchoolTime, now: datetime) -> datetime | None:
    """Return when a school day next starts after `now`, in UTC, or None when no later school day is known."""
    today = wall_time_of(settings, now).date()
    span = school_day_span(settings, today)
    if span is not None and now < span[0]:
        return span[0]
    following = next_school_day(settings, today)
    return None if following is None else moment_of(settings, following, settings.day_starts)


def next_school_day(settings: SchoolTime, after: date) -> date | None:
    """Return the first school day later than `after`, or None when there is none within DAYS_SEARCHED days."""
    days = (after + ONE_DAY * count for count in range(1, DAYS_SEARCHED + 1))
    return next((day for day in days if is_school_day(settings, day)), None)


def add_school_days(settings: SchoolTime, start: date, count: int) -> date | None:
    """Return the day that is `count` school days after `start` (0 is `start` itself), or None when not known.

    Not known means that the terms entered so far end before then. Raise ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("school days are counted forwards")
    day: date | None = start
    for _ in range(count):
        if day is None:
            return None
        day = next_school_day(settings, day)
    return day


@lru_cache(maxsize=1024)  # lists ask it of hundreds of questions that began on the same few days
def school_days_between(settings: SchoolTime, start: date, end: date) -> int:
    """Return how many school days have passed from `start` to `end`: `start` is not counted, `end` is."""
    days = (start + ONE_DAY * count for count in range(1, (end - start).days + 1))
    return sum(is_school_day(settings, day) for day in days)


def cycle_week(settings: SchoolTime, day: date) -> CycleWeek | None:
    """Return the letter of the week of `day`, or None without a two-week cycle or in a week without school."""
    anchor = _anchor(settings)
    if settings.cycle_weeks == 1 or anchor is None or not _is_teaching_week(settings, day):
        return None
    first, last = _monday_of(anchor), _monday_of(day)
    earlier, later = min(first, last), max(first, last)
    weeks_between = sum(_is_teaching_week(settings, monday) for monday in _mondays(earlier, later))
    return "A" if weeks_between % 2 == 0 else "B"


def supervised_hours_on(settings: SchoolTime, day: date) -> tuple[SupervisedHours, ...]:
    """Return the supervised hours of `day`, earliest first; none on a day without school."""
    if not is_school_day(settings, day):
        return ()
    week = cycle_week(settings, day)
    hours = (each for each in settings.hours if each.weekday == day.weekday() and each.week in (None, week))
    return tuple(sorted(hours, key=lambda each: (each.starts, each.ends)))


def supervised(settings: SchoolTime, at: datetime) -> SupervisedHours | None:
    """Return the supervised hours that `at` (a moment with its zone) falls in, or None. The end is outside."""
    local = wall_time_of(settings, at)
    wall = local.time()
    hours = supervised_hours_on(settings, local.date())
    return next((each for each in hours if each.starts <= wall < each.ends), None)


def supervised_throughout(settings: SchoolTime, day: date, starts: time, ends: time) -> bool:
    """Return whether an adult is on duty from `starts` to `ends` on `day`. Hours that adjoin count as one."""
    covered_to = starts
    for hours in supervised_hours_on(settings, day):
        if hours.starts <= covered_to < hours.ends:
            covered_to = hours.ends
    return starts < ends <= covered_to


def refusals_of_school_time(settings: SchoolTime) -> list[SchoolTimeRefusal]:
    """Return what is wrong with the settings, each code once; an empty list when they can be used.

    Hours before and after the school day are right (breakfast club), and so is a site without terms yet.
    """
    hours = settings.hours
    weekdays = settings.school_weekdays | {each.weekday for each in hours}
    found = {
        SchoolTimeRefusal.UNKNOWN_ZONE: not _is_zone(settings.zone),
        SchoolTimeRefusal.DAY_ENDS_BEFORE_IT_STARTS: settings.day_ends <= settings.day_starts,
        SchoolTimeRefusal.NO_SCHOOL_WEEKDAYS: not settings.school_weekdays,
        SchoolTimeRefusal.NOT_A_WEEKDAY: any(not 0 <= weekday <= 6 for weekday in weekdays),
        SchoolTimeRefusal.HOURS_END_BEFORE_THEY_START: any(each.ends <= each.starts for each in hours),
        SchoolTimeRefusal.HOURS_OVERLAP: any(_hours_overlap(*pair) for pair in combinations(hours, 2)),
        SchoolTimeRefusal.HOURS_NAME_A_WEEK_WITHOUT_A_CYCLE: settings.cycle_weeks == 1
        and any(each.week is not None for each in hours),
        SchoolTimeRefusal.TERM_ENDS_BEFORE_IT_STARTS: _any_backwards(settings.terms),
        SchoolTimeRefusal.TERMS_OVERLAP: any(
            one.first <= other.last and other.first <= one.last
            for one, other in combinations(settings.terms, 2)
        ),
        SchoolTimeRefusal.HOLIDAY_ENDS_BEFORE_IT_STARTS: _any_backwards(settings.holidays),
        SchoolTimeRefusal.EXAM_WEEK_ENDS_BEFORE_IT_STARTS: _any_backwards(settings.exam_weeks),
    }
    return [code for code, is_wrong in found.items() if is_wrong]


def _is_zone(name: str) -> bool:
    # Asked for the name, not for the list of names: the list leaves out some that the database knows.
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _any_backwards(spans: tuple[DateSpan, ...]) -> bool:
    return any(span.last < span.first for span in spans)


def _hours_overlap(one: SupervisedHours, other: SupervisedHours) -> bool:
    same_day = one.weekday == other.weekday
    same_week = None in (one.week, other.week) or one.week == other.week
    return same_day and same_week and one.starts < other.ends and other.starts < one.ends


def _anchor(settings: SchoolTime) -> date | None:
    if settings.cycle_anchor is not None:
        return settings.cycle_anchor
    return min((term.first for term in settings.terms), default=None)


def _monday_of(day: date) -> date:
    return day - ONE_DAY * day.weekday()


def _mondays(first: date, before: date) -> Iterator[date]:
    while first < before:
        yield first
        first += ONE_WEEK


def _is_teaching_week(settings: SchoolTime, day: date) -> bool:
    monday = _monday_of(day)
    return any(is_school_day(settings, monday + ONE_DAY * count) for count in range(7))
