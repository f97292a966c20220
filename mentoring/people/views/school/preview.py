"""The next two weeks at a site, so that staff see that its settings mean what they think."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from mentoring.people.rules.school_time import (
    SchoolTime,
    cycle_week,
    is_exam_week,
    is_school_day,
    supervised_hours_on,
)
from mentoring.people.views.school.pages import clock_words

WEEKS = 2


@dataclass(frozen=True)
class PreviewWeek:
    """One week as a table: a row a day, with whether there is school, and when each kind of hours is."""

    caption: str
    headers: list[str]
    rows: list[list[str]]


def coming_weeks(settings: SchoolTime, today: date) -> list[PreviewWeek]:
    """Return this week and the next one; weekdays on which the site is never open are left out."""
    this_monday = today - timedelta(days=today.weekday())
    return [_week(settings, this_monday + timedelta(weeks=count)) for count in range(WEEKS)]


def _week(settings: SchoolTime, monday: date) -> PreviewWeek:
    days = [monday + timedelta(days=weekday) for weekday in sorted(settings.school_weekdays)]
    first = sorted(settings.hours, key=lambda each: (each.starts, each.ends))
    labels = list(dict.fromkeys(each.label for each in first))
    return PreviewWeek(
        caption=_caption(settings, monday),
        headers=[_("Day"), _("School?"), *labels],
        rows=[
            [
                format_date(day, "EEE d MMM", locale=get_locale()),
                _school_words(settings, day),
                *(_times(settings, day, label) for label in labels),
            ]
            for day in days
        ],
    )


def _caption(settings: SchoolTime, monday: date) -> str:
    day = format_date(monday, "d MMMM", locale=get_locale())
    letter = cycle_week(settings, monday)
    if letter is None:
        return _("Week of %(day)s", day=day)
    return _("Week of %(day)s: week %(letter)s", day=day, letter=letter)


def _school_words(settings: SchoolTime, day: date) -> str:
    if is_school_day(settings, day):
        return _("yes, with exams") if is_exam_week(settings, day) else _("yes")
    holiday = next((each for each in settings.holidays if day in each), None)
    if holiday is not None:
        return _("no: %(name)s", name=holiday.name)
    return _("no: not in a term")


def _times(settings: SchoolTime, day: date, label: str) -> str:
    times = [
        f"{clock_words(each.starts)} – {clock_words(each.ends)}"
        for each in supervised_hours_on(settings, day)
        if each.label == label
    ]
    return ", ".join(times) or "–"
