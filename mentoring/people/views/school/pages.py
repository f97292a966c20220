"""What the pages about the school share: their blueprint, and how a conflict is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from babel.dates import format_date
from flask import Blueprint, Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.policy import Action
from mentoring.people.forms.school import WEEKDAYS
from mentoring.people.models import Site
from mentoring.people.queries import schools
from mentoring.people.wording import sentence_for
from mentoring.web.navigation import Entry, register

bp = Blueprint("school", __name__)


def register_navigation(app: Flask) -> None:
    """Put School on the rail, last."""
    register(app, Entry(50, _l("School"), "school.overview", Action.SCHOOL_SEE, "building"))


def site_of(school_id: str, site_id: str, **_below: str) -> Site | None:
    """Load the site of a page that is about one of its rows; the row itself may have been removed meanwhile."""
    return schools.site(school_id, site_id)


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved first: who, and (what, as it is saved now, as it was typed) where the two differ."""

    who: str | None
    rows: list[tuple[str, str, str]]


def conflict(school_id: str, subject_id: str, rows: Iterable[tuple[Any, str, str]]) -> Conflict:
    """Return a conflict about a record, from every field's two texts."""
    member = schools.last_to_change(school_id, subject_id)
    differing = [(str(what), now, typed) for what, now, typed in rows if now != typed]
    return Conflict(member.name if member else None, differing)


def put_errors(form: Any, codes: Iterable[str], fields: dict[str, str], otherwise: str) -> None:
    """Put the sentence of each code on the field that it is about."""
    for code in codes:
        field = form[fields.get(str(code), otherwise)]
        field.errors = [*field.errors, sentence_for(code)]


def clock_words(wall: time | None) -> str:
    """Return a wall time as it is read: 08:45; nothing for none."""
    return wall.strftime("%H:%M") if wall else ""


def day_words(day: date | None) -> str:
    """Return a date with its year: "Monday 15 February 2027"; nothing for none."""
    return format_date(day, "EEEE d MMMM y", locale=get_locale()) if day else ""


def weekday_words(digits: Iterable[str]) -> str:
    """Return weekdays as they are read: "Monday to Friday", or one by one."""
    held = sorted(set(digits))
    names = [str(label) for digit, label in WEEKDAYS if digit in held]
    in_a_row = "".join(held) in "0123456"
    if len(held) > 2 and in_a_row:
        return _("%(first)s to %(last)s", first=names[0], last=names[-1])
    return ", ".join(names)


def cycle_words(weeks: int) -> str:
    """Return what the timetable does."""
    return _("Two weeks in turn, A and B") if weeks == 2 else _("The same every week")
