"""School time as the rules take it: a site's settings put together from its rows."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, select

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.people.models import CalendarSpan, School, Site, SupervisedHour
from mentoring.people.rules.school_time import CycleWeek, DateSpan, SchoolTime, SupervisedHours
from mentoring.together import Together

TERM, HOLIDAY, EXAMS = "term", "holiday", "exams"
KINDS = (TERM, HOLIDAY, EXAMS)


def school_time(school_id: str, site_id: str) -> SchoolTime:
    """Return the school time of one site (1 query). Raise KeyError if the school has no such site."""
    return _school_times(school_id, site_id)[site_id]


def school_times(school_id: str) -> dict[str, SchoolTime]:
    """Return the school time of every site of the school, the main one first, by its id (1 query)."""
    return _school_times(school_id, None)


def _school_times(school_id: str, only: str | None) -> dict[str, SchoolTime]:
    zone = db.session.get_one(School, school_id).zone
    found = _settings(is_one=only is not None).ask({"school_id": school_id, "site_id": only})
    hours, spans = defaultdict(list), defaultdict(list)
    for row in sorted(found["hours"], key=attrgetter("weekday", "id")):
        hours[row.site_id].append(row)
    for row in sorted(found["spans"], key=attrgetter("first_day", "id")):
        spans[row.site_id].append(row)
    sites = sorted(found["sites"], key=lambda site: (not site.is_main, site.name, site.id))
    return {site.id: settings_of(site, zone, hours[site.id], spans[site.id]) for site in sites}


@cache
def _settings(*, is_one: bool) -> Together:
    """Build the question for the sites, or one of them, and what is set of each."""

    def of(model: Any, site_id: Any, *names: str) -> Rows:
        wanted = select(*(getattr(model, name) for name in ("id", *names))).where(model.school_id == SCHOOL)
        return wanted.where(site_id == bindparam("site_id")) if is_one else wanted

    day = ("day_starts", "day_ends", "weekdays", "cycle_weeks", "cycle_anchor")
    return Together(
        sites=of(Site, Site.id, "is_main", "name", *day),
        hours=of(
            SupervisedHour, SupervisedHour.site_id, "site_id", "weekday", "week", "starts", "ends", "label"
        ),
        spans=of(CalendarSpan, CalendarSpan.site_id, "site_id", "kind", "first_day", "last_day", "name"),
    )


def settings_of(site: Any, zone: str, hours: Iterable[Any], spans: Iterable[Any]) -> SchoolTime:
    """Return a site's settings from what is in hand: a Site, SupervisedHours and CalendarSpans, or their columns."""
    dates = [(span.kind, DateSpan(span.first_day, span.last_day, span.name)) for span in spans]
    return SchoolTime(
        zone=zone,
        day_starts=site.day_starts,
        day_ends=site.day_ends,
        school_weekdays=frozenset(int(digit) for digit in site.weekdays),
        hours=tuple(_supervised(row) for row in hours),
        terms=tuple(span for kind, span in dates if kind == TERM),
        holidays=tuple(span for kind, span in dates if kind == HOLIDAY),
        exam_weeks=tuple(span for kind, span in dates if kind == EXAMS),
        cycle_weeks=2 if site.cycle_weeks == 2 else 1,
        cycle_anchor=site.cycle_anchor,
    )


def _supervised(row: Any) -> SupervisedHours:
    weeks: dict[str, CycleWeek] = {"A": "A", "B": "B"}
    return SupervisedHours(row.weekday, weeks.get(row.week), row.starts, row.ends, row.label)
