"""When a programme runs: how many weeks of school that is, usual dates, and dates moved to a new year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mentoring.people.rules.school_time import (
    DAYS_SEARCHED,
    SchoolTime,
    is_exam_week,
    is_school_day,
    next_school_day,
)

FEWEST_WEEKS = 9  # weeks of school; shorter programmes do little (EEPM)
LONGEST_DAYS = 2 * 366
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
A_YEAR = timedelta(weeks=52)  # so that a Tuesday stays a Tuesday


class DatesRefusal(StrEnum):
    """Why dates cannot be a programme's."""

    ENDS_BEFORE_IT_STARTS = "programme-ends-before-it-starts"
    TOO_LONG = "programme-too-long"
    SHORT_WITHOUT_REASON = "programme-short-without-reason"


@dataclass(frozen=True)
class Length:
    """The weeks of a programme: those with school, those of exams (excused), and those without school."""

    school_weeks: int
    exam_weeks: int
    free_weeks: int

    @property
    def is_short(self) -> bool:
        """Say whether pairs would have fewer than nine weeks to meet in."""
        return self.school_weeks < FEWEST_WEEKS


@dataclass(frozen=True)
class Dates:
    """The first and the last day of a programme."""

    starts: date
    ends: date


def length(times: SchoolTime, dates: Dates) -> Length:
    """Return a programme's weeks at a site.

    Where no term is known for that time, as before next year's are entered, every week counts as one with school.
    """
    if not any(term.first <= dates.ends and dates.starts <= term.last for term in times.terms):
        weeks = len(list(_weeks(dates)))
        return Length(weeks, 0, 0)
    kinds = [_kind_of_week(times, days) for days in _weeks(dates)]
    return Length(kinds.count("school"), kinds.count("exams"), kinds.count("free"))


def refusals_of_dates(dates: Dates, lengths: Sequence[Length], reason: str = "") -> list[DatesRefusal]:
    """Return why these dates are not taken; an empty list when they are.

    Fewer than nine weeks at any site is taken only with a reason.
    """
    if dates.ends < dates.starts:
        return [DatesRefusal.ENDS_BEFORE_IT_STARTS]
    if (dates.ends - dates.starts).days > LONGEST_DAYS:
        return [DatesRefusal.TOO_LONG]
    short = any(each.is_short for each in lengths)
    return [DatesRefusal.SHORT_WITHOUT_REASON] if short and not reason.strip() else []


def usual_dates(times: SchoolTime, today: date) -> Dates:
    """Return the dates that a new programme starts from: the next school day to the end of that school year.

    Where the site has no dates yet: today, for 38 weeks.
    """
    first = next_school_day(times, today)
    if first is None:
        return Dates(today, today + 38 * ONE_WEEK)
    terms = sorted(times.terms, key=lambda term: term.first)
    last = first
    for term in terms:
        # A gap of more than six weeks is the summer: the year ends there.
        if term.last >= first and (term.first - last) <= 6 * ONE_WEEK:
            last = max(last, term.last)
    return Dates(first, _last_school_day(times, last, not_before=first))


def moved_dates(times: SchoolTime, dates: Dates, today: date) -> Dates:
    """Return a programme's dates moved to the next time round: whole years on, until they start after today.

    Then they are drawn in to school days, where the site's terms for that time are known.
    """
    starts, ends = dates.starts, dates.ends
    while starts <= today:
        starts, ends = starts + A_YEAR, ends + A_YEAR
    if not any(term.first <= ends and starts <= term.last for term in times.terms):
        return Dates(starts, ends)
    first = starts if is_school_day(times, starts) else next_school_day(times, starts)
    if first is None or first > ends:
        return Dates(starts, ends)
    return Dates(first, _last_school_day(times, ends, not_before=first))


def _last_school_day(times: SchoolTime, day: date, *, not_before: date) -> date:
    days = (day - ONE_DAY * count for count in range(DAYS_SEARCHED))
    return next((each for each in days if each <= not_before or is_school_day(times, each)), day)


def _weeks(dates: Dates) -> Iterator[list[date]]:
    monday = dates.starts - ONE_DAY * dates.starts.weekday()
    while monday <= dates.ends:
        week = (monday + ONE_DAY * count for count in range(7))
        yield [day for day in week if dates.starts <= day <= dates.ends]
        monday += ONE_WEEK


def _kind_of_week(times: SchoolTime, days: Sequence[date]) -> str:
    held = [day for day in days if is_school_day(times, day)]
    if not held:
        return "free"
    return "exams" if all(is_exam_week(times, day) for day in held) else "school"
