"""How dates are written: "Tuesday 3 June, 12:40", in the school's own zone."""

from datetime import date, datetime, timedelta

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
    return format_date(here, pattern, locale=get_locale())


def moment(value: datetime, zone: str | None = None) -> str:
    """Return "Tuesday 3 June, 12:40". `zone`: the frame's if none is named (as while it is being made)."""
    zone = zone or LazyFrame().zone
    return f"{day(value, zone)}, {format_time(clock.local(value, zone), 'HH:mm', locale=get_locale())}"


def ago(value: datetime) -> str:
    """Return "12 minutes ago", in the largest whole unit; "just now" within the first minute."""
    passed = clock.now() - value
    if passed < timedelta(minutes=1):
        return _("just now")
    return format_timedelta(-passed, threshold=1, add_direction=True, locale=get_locale())
