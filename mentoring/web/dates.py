"""How dates are written: "Tuesday 3 June, 12:40", in the school's own zone."""

from datetime import date, datetime

from babel.dates import format_date, format_time
from flask import Flask
from flask_babel import get_locale

from mentoring import clock
from mentoring.web.shell import LazyFrame


def init_app(app: Flask) -> None:
    """Give templates the filters `day` and `moment`."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment


def _local(value: date | datetime) -> date | datetime:
    return clock.local(value, LazyFrame().zone) if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """Return "Tuesday 3 June", with the year where it is not this one."""
    here = _local(value)
    pattern = "EEEE d MMMM" if here.year == clock.today(LazyFrame().zone).year else "EEEE d MMMM y"
    return format_date(here, pattern, locale=get_locale())


def moment(value: datetime) -> str:
    """Return "Tuesday 3 June, 12:40"."""
    return f"{day(value)}, {format_time(_local(value), 'HH:mm', locale=get_locale())}"
