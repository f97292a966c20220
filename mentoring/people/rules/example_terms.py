"""Examples of term dates and school hours that a new site starts from and edits: nobody's real calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from mentoring.people.rules.countries import country
from mentoring.people.rules.school_time import DateSpan, SchoolTime, SupervisedHours

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

DAY_STARTS = time(8, 45)
DAY_ENDS = time(15, 15)


@dataclass(frozen=True)
class ExampleTerms:
    """One school year as an example: terms, holidays that lie inside them, and exam weeks."""

    terms: tuple[DateSpan, ...]
    holidays: tuple[DateSpan, ...]
    exam_weeks: tuple[DateSpan, ...]


def example_terms(country_code: str, school_year_start: int) -> ExampleTerms:
    """Return example dates of the school year that starts in `school_year_start`, made by rule from a calendar.

    The rules give the usual shape of a year in that country; SOURCES.md says which published years they were
    compared with. A school edits them before use. Raise KeyError for an unknown country.
    """
    return _RULES[country(country_code).code](school_year_start)


def example_hours() -> tuple[SupervisedHours, ...]:
    """Return example supervised hours from Monday to Friday: breakfast club, tutor time, lunch, after school."""
    hours = (
        ("Breakfast club", time(8, 0), time(8, 40)),
        ("Tutor time", time(8, 45), time(9, 5)),
        ("Lunch", time(12, 30), time(13, 20)),
        ("After school", time(15, 15), time(16, 15)),
    )
    return tuple(
        SupervisedHours(weekday, None, starts, ends, label)
        for weekday in range(MONDAY, FRIDAY + 1)
        for label, starts, ends in hours
    )


def are_example_hours(times: SchoolTime) -> bool:
    """Say whether a site's supervised hours are still exactly the examples: nobody has looked at them."""
    return bool(times.hours) and frozenset(times.hours) == frozenset(example_hours())


def are_example_terms(times: SchoolTime, country_code: str) -> bool:
    """Say whether a site's terms, holidays and exam weeks are still exactly the examples of one year."""
    if not times.terms:
        return False
    held = (times.terms, times.holidays, times.exam_weeks)
    example = example_terms(country_code, min(term.first for term in times.terms).year)
    wanted = (example.terms, example.holidays, example.exam_weeks)
    return all(frozenset(ours) == frozenset(theirs) for ours, theirs in zip(held, wanted, strict=True))


def _england_or_wales(year: int) -> ExampleTerms:
    holy_monday = easter(year + 1) - timedelta(days=6)
    terms = (
        DateSpan(_nth(1, TUESDAY, year, 9), _on_or_before(FRIDAY, date(year, 12, 22)), "Autumn term"),
        DateSpan(
            _on_or_after(MONDAY, date(year + 1, 1, 2)), _on_or_before(FRIDAY, holy_monday), "Spring term"
        ),
        DateSpan(
            holy_monday + timedelta(weeks=2), _on_or_before(FRIDAY, date(year + 1, 7, 21)), "Summer term"
        ),
    )
    holidays = (
        _week(_last(MONDAY, year, 10), "Half term"),
        _week(_nth(3, MONDAY, year + 1, 2), "Half term"),
        _day(_nth(1, MONDAY, year + 1, 5), "May Day"),
        _week(_last(MONDAY, year + 1, 5), "Half term"),
    )
    return ExampleTerms(terms, holidays, _summer_exams(year + 1))


def _scotland(year: int) -> ExampleTerms:
    spring_break = _on_or_after(MONDAY, date(year + 1, 4, 2))
    good_friday = easter(year + 1) - timedelta(days=2)
    terms = (
        DateSpan(
            _nth(2, MONDAY, year, 8) + timedelta(days=2),
            _on_or_before(FRIDAY, date(year, 12, 22)),
            "Term 1 and 2",
        ),
        DateSpan(_on_or_after(MONDAY, date(year + 1, 1, 5)), spring_break - timedelta(days=3), "Term 3"),
        DateSpan(
            spring_break + timedelta(weeks=2), _on_or_before(WEDNESDAY, date(year + 1, 6, 26)), "Term 4"
        ),
    )
    holidays = (
        DateSpan(_last(MONDAY, year, 9) - timedelta(days=3), _last(MONDAY, year, 9), "September weekend"),
        _week(_nth(2, MONDAY, year, 10), "October holiday"),
        DateSpan(_nth(3, MONDAY, year + 1, 2), _nth(3, MONDAY, year + 1, 2) + timedelta(days=1), "Mid term"),
        DateSpan(good_friday, good_friday + timedelta(days=3), "Easter weekend"),
        _day(_nth(1, MONDAY, year + 1, 5), "May Day"),
        DateSpan(_last(MONDAY, year + 1, 5) - timedelta(days=3), _last(MONDAY, year + 1, 5), "May weekend"),
    )
    return ExampleTerms(terms, holidays, _summer_exams(year + 1))


def _northern_ireland(year: int) -> ExampleTerms:
    maundy_thursday = easter(year + 1) - timedelta(days=3)
    halloween = _on_or_before(FRIDAY, date(year, 10, 31))
    mid_term = _nth(3, MONDAY, year + 1, 2) - timedelta(days=4)
    terms = (
        DateSpan(_weekday_from(date(year, 9, 1)), _on_or_before(FRIDAY, date(year, 12, 21)), "Autumn term"),
        DateSpan(
            _on_or_after(MONDAY, date(year + 1, 1, 3)), maundy_thursday - timedelta(days=1), "Spring term"
        ),
        DateSpan(maundy_thursday + timedelta(days=11), date(year + 1, 6, 30), "Summer term"),
    )
    holidays = (
        DateSpan(halloween - timedelta(days=1), halloween, "Halloween"),
        DateSpan(mid_term, mid_term + timedelta(days=1), "Mid term"),
        _day(_weekday_from(date(year + 1, 3, 17)), "St Patrick's Day"),
        _day(_nth(1, MONDAY, year + 1, 5), "May Day"),
        _day(_last(MONDAY, year + 1, 5), "Spring bank holiday"),
    )
    return ExampleTerms(terms, holidays, _summer_exams(year + 1))


def _united_states(year: int) -> ExampleTerms:
    thanksgiving = _nth(4, THURSDAY, year, 11)
    last_day = _nth(2, FRIDAY, year + 1, 6)
    terms = (
        DateSpan(_last(MONDAY, year, 8), _on_or_before(FRIDAY, date(year, 12, 22)), "Fall semester"),
        DateSpan(_on_or_after(MONDAY, date(year + 1, 1, 2)), last_day, "Spring semester"),
    )
    holidays = (
        _day(_nth(1, MONDAY, year, 9), "Labor Day"),
        _day(_nth(2, MONDAY, year, 10), "Fall holiday"),
        _day(date(year, 11, 11), "Veterans Day"),
        DateSpan(thanksgiving - timedelta(days=1), thanksgiving + timedelta(days=1), "Thanksgiving"),
        _day(_nth(3, MONDAY, year + 1, 1), "Martin Luther King Jr. Day"),
        _day(_nth(3, MONDAY, year + 1, 2), "Presidents' Day"),
        _week(_nth(3, MONDAY, year + 1, 3), "Spring break"),
        _day(_last(MONDAY, year + 1, 5), "Memorial Day"),
    )
    return ExampleTerms(terms, holidays, (DateSpan(last_day - timedelta(days=4), last_day, "Final exams"),))


def _summer_exams(year: int) -> tuple[DateSpan, ...]:
    first = _nth(2, MONDAY, year, 5)
    return (DateSpan(first, first + timedelta(days=11), "Summer exams"),)


_RULES: dict[str, Callable[[int], ExampleTerms]] = {
    "england": _england_or_wales,
    "wales": _england_or_wales,
    "scotland": _scotland,
    "northern_ireland": _northern_ireland,
    "us": _united_states,
}


def easter(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (the rule that Nature printed in 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _on_or_after(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(weekday: int, day: date) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _nth(number: int, weekday: int, year: int, month: int) -> date:
    return _on_or_after(weekday, date(year, month, 1)) + timedelta(weeks=number - 1)


def _last(weekday: int, year: int, month: int) -> date:
    """Return the last such weekday of a month before December."""
    return _on_or_before(weekday, date(year, month + 1, 1) - timedelta(days=1))


def _weekday_from(day: date) -> date:
    return day if day.weekday() <= FRIDAY else _on_or_after(MONDAY, day)


def _day(day: date, name: str) -> DateSpan:
    return DateSpan(day, day, name)


def _week(monday: date, name: str) -> DateSpan:
    return DateSpan(monday, monday + timedelta(days=4), name)
