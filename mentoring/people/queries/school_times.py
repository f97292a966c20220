"""School time as the rules take it: a site's settings put together from its rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, select

from mentoring.extensions import db
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
    hours = _by_site(school_id, SupervisedHour, only, SupervisedHour.weekday, SupervisedHour.starts)
    spans = _by_site(school_id, CalendarSpan, only, CalendarSpan.first_day)
    return {site.id: settings_of(site, zone, rows, spans[site.id][1]) for site, rows in hours.values()}


def _by_site(
    school_id: str, model: Any, only: str | None, *order: Any
) -> Mapping[str, tuple[Site, list[Any]]]:
    """Return by its id each site with its rows of a kind, the main site first (1 query)."""
    wanted = (
        select(Site, model)
        .outerjoin(model, and_(model.school_id == Site.school_id, model.site_id == Site.id))
        .where(Site.school_id == school_id)
        .order_by(Site.is_main.desc(), Site.name, Site.id, *order, model.id)
    )
    if only is not None:
        wanted = wanted.where(Site.id == only)
    found: dict[str, tuple[Site, list[Any]]] = {}
    for site, row in db.session.execute(wanted):
        rows = found.setdefault(site.id, (site, []))[1]
        if row is not None:
            rows.append(row)
    return found


def settings_of(
    site: Site, zone: str, hours: Iterable[SupervisedHour], spans: Iterable[CalendarSpan]
) -> SchoolTime:
    """Return a site's settings from rows in hand, saved or not yet."""
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


def _supervised(row: SupervisedHour) -> SupervisedHours:
    weeks: dict[str, CycleWeek] = {"A": "A", "B": "B"}
    return SupervisedHours(row.weekday, weeks.get(row.week), row.starts, row.ends, row.label)
