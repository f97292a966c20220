"""School time as the rules take it: a site's settings put together from its rows."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select

from mentoring.extensions import Rows, db
from mentoring.people.models import CalendarSpan, School, Site, SupervisedHour
from mentoring.people.rules.school_time import CycleWeek, DateSpan, SchoolTime, SupervisedHours

TERM, HOLIDAY, EXAMS = "term", "holiday", "exams"
KINDS = (TERM, HOLIDAY, EXAMS)


def school_time(school_id: str, site_id: str) -> SchoolTime:
    """Return the school time of one site (2 queries). Raise KeyError if the school has no such site."""
    return _school_times(school_id, site_id)[site_id]


def school_times(school_id: str) -> dict[str, SchoolTime]:
    """Return the school time of every site of the school by the site's id (2 queries, however many sites)."""
    return _school_times(school_id, None)


def _school_times(school_id: str, only: str | None) -> dict[str, SchoolTime]:
    zone = db.session.get_one(School, school_id).zone
    given = {"school_id": school_id, "site_id": only}
    hours = _by_site(db.session.execute(_hours(is_one=only is not None), given))
    spans = _by_site(db.session.execute(_spans(is_one=only is not None), given))
    return {
        site_id: settings_of(rows[0], zone, _there(rows), _there(spans[site_id]))
        for site_id, rows in hours.items()
    }


def _by_site(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.site_id, []).append(row)
    return found


def _there(rows: Iterable[Any]) -> Iterable[Any]:
    """Leave out the row of a site that has none."""
    return (row for row in rows if row.id is not None)


@cache
def _hours(*, is_one: bool) -> Rows:
    columns = (SupervisedHour.weekday, SupervisedHour.week, SupervisedHour.starts, SupervisedHour.ends)
    return _of_sites(SupervisedHour, *columns, SupervisedHour.label, is_one=is_one)


@cache
def _spans(*, is_one: bool) -> Rows:
    columns = (CalendarSpan.first_day, CalendarSpan.kind, CalendarSpan.last_day, CalendarSpan.name)
    return _of_sites(CalendarSpan, *columns, is_one=is_one)


def _of_sites(model: Any, *columns: Any, is_one: bool) -> Rows:
    """Build the statement for the sites, the main one first, each with its rows of a kind by their first column."""
    site = (Site.day_starts, Site.day_ends, Site.weekdays, Site.cycle_weeks, Site.cycle_anchor)
    return (
        select(Site.id.label("site_id"), *site, model.id, *columns)
        .outerjoin(model, and_(model.school_id == Site.school_id, model.site_id == Site.id))
        .where(
            Site.school_id == bindparam("school_id"), *([Site.id == bindparam("site_id")] if is_one else [])
        )
        .order_by(Site.is_main.desc(), Site.name, Site.id, *columns[:1], model.id)
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
