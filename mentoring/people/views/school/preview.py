"""The next two weeks at a site, so that staff see that its settings mean what they think."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from mentoring.people.rules.school_time import (
    CycleWeek,
    SchoolTime,
    cycle_week,
    is_exam_week,
    is_school_day,
    supervised_hours_on,
)
from mentoring.people.views.school.pages import clock_words

WEEKS = 2


@dataclass(frozen=True)
class PreviewDay:
    """One day: whether there is school, why not, and its supervised hours."""

    day: date
    is_school_day: bool
    words: str
    hours: list[str]


@dataclass(frozen=True)
class PreviewWeek:
    """One week from its Monday, with its letter in a two-week cycle."""

    monday: date
    letter: CycleWeek | None
    days: list[PreviewDay]


def coming_weeks(settings: SchoolTime, today: date) -> list[PreviewWeek]:
    """Return this week and the next one; days on which the site is never open are left out."""
    this_monday = today - timedelta(days=today.weekday())
    return [_week(settings, this_monday + timedelta(weeks=count)) for count in range(WEEKS)]


def _week(settings: SchoolTime, monday: date) -> PreviewWeek:
    days = [monday + timedelta(days=weekday) for weekday in sorted(settings.school_weekdays)]
    return PreviewWeek(monday, cycle_week(settings, monday), [_day(settings, day) for day in days])


def _day(settings: SchoolTime, day: date) -> PreviewDay:
    hours = [
        f"{clock_words(each.starts)} – {clock_words(each.ends)} {each.label}"
        for each in supervised_hours_on(settings, day)
    ]
    return PreviewDay(day, is_school_day(settings, day), _words(settings, day), hours)


def _words(settings: SchoolTime, day: date) -> str:
    if is_school_day(settings, day):
        return _("School, exams: meetings excused") if is_exam_week(settings, day) else _("School")
    holiday = next((each for each in settings.holidays if day in each), None)
    if holiday is not None:
        return _("No school: %(name)s", name=holiday.name)
    return _("No school: outside the terms")
