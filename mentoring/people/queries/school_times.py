"""School time as the rules take it: a site's settings put together from its rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.people.models import CalendarSpan, School, Site, SupervisedHour
from mentoring.people.rules.school_time import CycleWeek, DateSpan, SchoolTime, SupervisedHours

TERM, HOLIDAY, EXAMS = "term", "holiday", "exams"
KINDS = (TERM, HOLIDAY, EXAMS)


def school_time(school_id: str, site_id: str) -> SchoolTime:
    """Return the school time of one site (4 queries). Raise KeyError if the school has no such site."""
    return _school_times(school_id, site_id)[site_id]


def school_times(school_id: str) -> dict[str, SchoolTime]:
    """Return the school time of every site of the school by the site's id (4 queries, however many sites)."""
    return _school_times(school_id, None)


def _school_times(school_id: str, only: str | None) -> dict[str, SchoolTime]:
    zone = db.session.scalar(select(School.zone).where(School.id == school_id)) or "UTC"
    sites = _rows(school_id, Site, Site.id, only, Site.is_main.desc(), Site.name)
    hours = _rows(
        school_id, SupervisedHour, SupervisedHour.site_id, only, SupervisedHour.weekday, SupervisedHour.starts
    )
    spans = _rows(school_id, CalendarSpan, CalendarSpan.site_id, only, CalendarSpan.first_day)
    return {
        site.id: settings_of(
            site,
            zone,
            (row for row in hours if row.site_id == site.id),
            (row for row in spans if row.site_id == site.id),
        )
        for site in sites
    }


def _rows(school_id: str, model: Any, site_column: Any, only: str | None, *order: Any) -> Sequence[Any]:
    wanted = select(model).where(model.school_id == school_id)
    if only is not None:
        wanted = wanted.where(site_column == only)
    return db.session.scalars(wanted.order_by(*order, model.id)).all()


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
