"""When things happened in the demo: always half a term before the day it is loaded, and only on school days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentoring import clock
from mentoring.people.rules.example_terms import DAY_ENDS, DAY_STARTS, example_hours, example_terms
from mentoring.people.rules.school_time import (
    SchoolTime,
    is_exam_week,
    is_school_day,
    moment_of,
    next_school_day,
)

COUNTRY, ZONE = "england", "Europe/London"
HALF_A_TERM = 7  # weeks with meetings, this week's included
GETTING_READY = 17  # days with school, from setting the product up to the first meeting
AHEAD = timedelta(days=75)  # a programme that would end before this has next summer as its end
SEPTEMBER = 9
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class Calendar:
    """The demo's time. `years`: the school years whose dates its sites know, by the year in which each begins.

    times: as the sites have them. now: when the demo is loaded. first: the Monday of the first week with meetings.
    """

    years: tuple[int, ...]
    times: SchoolTime
    now: datetime
    first: date

    @property
    def today(self) -> date:
        """Return the day on which the demo is loaded."""
        return clock.local(self.now, ZONE).date()

    @property
    def opened(self) -> datetime:
        """Return when the school began with the product."""
        return self.at(self.before_first(GETTING_READY), time(8, 30))

    @property
    def weeks(self) -> list[date]:
        """Return the Mondays of the weeks with meetings until today, the oldest first."""
        mondays = (
            self.first + ONE_WEEK * number for number in range((self.today - self.first).days // 7 + 1)
        )
        return [monday for monday in mondays if _can_meet_in(self.times, monday)]

    @property
    def ends(self) -> date:
        """Return the last day of the programmes that run now: the end of their school year."""
        return max(term.last for term in example_terms(COUNTRY, self.years[-1]).terms)

    def at(self, day: date, wall: time) -> datetime:
        """Return that moment."""
        return moment_of(self.times, day, wall)

    def before(self, day: date, count: int) -> date:
        """Return the day with school that is so many before another."""
        return _school_day_before(self.times, day, count)

    def before_first(self, count: int) -> date:
        """Return the day with school that is so many before the first week with meetings."""
        return self.before(self.first, count)

    def joined(self, number: int) -> datetime:
        """Return when the student of that number joins: in one of six lunch breaks, three weeks before they meet."""
        return self.at(self.before_first(13 - number % 6), time(12, 31 + number % 17))

    def then(self, number: int) -> datetime:
        """Return when staff do their part about the student of that number: two days with school later."""
        return self.at(self.before_first(11 - number % 6), time(14, 5 + number % 19))

    def ago(self, count: int) -> date:
        """Return the day with school that is so many before today: 1 is the newest."""
        return self.before(self.today, count)

    def on_or_after(self, day: date) -> date:
        """Return `day`, or the next day with school."""
        if is_school_day(self.times, day):
            return day
        found = next_school_day(self.times, day)
        assert found is not None
        return found


def calendar_of(now: datetime) -> Calendar:
    """Return the demo's time for the moment at which it is loaded."""
    today = clock.local(now, ZONE).date()
    before, after = _school_year(today) - 1, _school_year(today + AHEAD)
    times = _times(range(before, after + 1))
    first = _first_week(times, today)
    years = tuple(range(_school_year(_school_day_before(times, first, GETTING_READY)), after + 1))
    return Calendar(years, _times(years), now, first)


def _school_year(day: date) -> int:
    return day.year if day.month >= SEPTEMBER else day.year - 1


def _times(years: tuple[int, ...] | range) -> SchoolTime:
    held = [example_terms(COUNTRY, year) for year in years]
    return SchoolTime(
        zone=ZONE,
        day_starts=DAY_STARTS,
        day_ends=DAY_ENDS,
        school_weekdays=frozenset(range(5)),
        hours=example_hours(),
        terms=tuple(term for year in held for term in year.terms),
        holidays=tuple(holiday for year in held for holiday in year.holidays),
        exam_weeks=tuple(weeks for year in held for weeks in year.exam_weeks),
        cycle_weeks=2,
    )


def _school_day_before(times: SchoolTime, day: date, count: int) -> date:
    while count:
        day -= ONE_DAY
        count -= is_school_day(times, day)
    return day


def _first_week(times: SchoolTime, today: date) -> date:
    """Return the Monday of the week that is half a term back, counting weeks in which pairs could meet."""
    monday, counted = today - ONE_DAY * today.weekday(), 0
    while True:
        counted += _can_meet_in(times, monday)
        if counted == HALF_A_TERM:
            return monday
        monday -= ONE_WEEK


def _can_meet_in(times: SchoolTime, monday: date) -> bool:
    week = [monday + ONE_DAY * number for number in range(5)]
    return any(is_school_day(times, day) and not is_exam_week(times, day) for day in week)
