"""How dates are written: "Tuesday 3 June, 12:40", in the school's own zone."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from mentoring import clock
from mentoring.web.shell import LazyFrame


def init_app(app: Flask) -> None:
    """Give templates the filters `day`, `moment` and `ago`."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["ago"] = ago


def day(value: date | datetime, zone: str | None = None) -> str:
    """Return "Tuesday 3 June", with the year where it is not this one. `zone`: the frame's if none is named."""
    zone = zone or LazyFrame().zone
    here = clock.local(value, zone) if isinstance(value, datetime) else value
    pattern = "EEEE d MMMM" if here.year == clock.today(zone).year else "EEEE d MMMM y"
    return written_day(here, pattern)


def written_day(day: date, pattern: str) -> str:
    """Return a local day as a pattern of Babel's writes it: "d MMM" gives "3 June"."""
    # A datetime's time of day is left out, so that all moments of a day are one.
    return _written_day(date(day.year, day.month, day.day), pattern, get_locale())


@lru_cache(maxsize=4096)
def _written_day(day: date, pattern: str, locale: Locale) -> str:
    """A list names the same few days again and again, and to write one takes as long as a small query."""
    return format_date(day, pattern, locale=locale)


def moment(value: datetime, zone: str | None = None) -> str:
    """Return "Tuesday 3 June, 12:40". `zone`: the frame's if none is named (as while it is being made)."""
    zone = zone or LazyFrame().zone
    here = clock.local(value, zone)
    return f"{day(value, zone)}, {_written_time(here.hour, here.minute, get_locale())}"


@lru_cache(maxsize=24 * 60)
def _written_time(hour: int, minute: int, locale: Locale) -> str:
    return format_time(time(hour, minute), "HH:mm", locale=locale)


def ago(value: datetime) -> str:
    """Return "12 minutes ago", in the largest whole unit; "just now" within the first minute."""
    passed = clock.now() - value
    if passed < timedelta(minutes=1):
        return _("just now")
    return format_timedelta(-passed, threshold=1, add_direction=True, locale=get_locale())
