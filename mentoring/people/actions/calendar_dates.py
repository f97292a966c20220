"""What happens when a site's terms, holidays and exam weeks are added, changed and removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.actions.schools import Refusal, lock_site, tried
from mentoring.people.models import CalendarSpan, Site
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import EXAMS, HOLIDAY, TERM
from mentoring.people.rules.example_terms import example_terms

LONGEST = 366  # days: a term or a holiday that is longer has a wrong year in it


class DatesRefusal(StrEnum):
    """Why dates were not added, besides what the rules of school time say."""

    TOO_LONG = "dates-too-long"


@dataclass(frozen=True)
class Dates:
    """A term, a holiday or an exam week; both days belong to it."""

    kind: str
    name: str
    first_day: date
    last_day: date


def add_dates(by: By, site: Site, dates: Dates, *, now: datetime) -> list[str]:
    """Add a term, holiday or exam week; return the codes of what is wrong, none when it was done."""
    lock_site(site)
    if _too_long(dates):
        return [DatesRefusal.TOO_LONG]
    span = _span(site, dates)
    if wrong := tried(site, lambda: db.session.add(span)):
        return wrong
    _record(by, site, dates.kind, "added", [span.id], now)
    return []


def change_dates(by: By, site: Site, span_id: str, dates: Dates, *, seen: int, now: datetime) -> list[str]:
    """Change a term, holiday or exam week, unless it was changed or removed since version `seen` was shown."""
    lock_site(site)
    span = _held(site, span_id)
    if span is None or span.version != seen:
        return [Refusal.STALE]
    if _too_long(dates):
        return [DatesRefusal.TOO_LONG]
    if dates_of(span) == dates:
        return []
    if wrong := tried(site, lambda: _write(span, dates)):
        return wrong
    _record(by, site, dates.kind, "changed", [span.id], now)
    return []


def remove_dates(by: By, site: Site, span_id: str, *, now: datetime) -> Dates | None:
    """Remove a term, holiday or exam week and return what it was; None if somebody else has removed it."""
    lock_site(site)
    span = _held(site, span_id)
    if span is None:
        return None
    was = dates_of(span)
    db.session.delete(span)
    _record(by, site, was.kind, "removed", [span_id], now)
    return was


def add_example_dates(by: By, site: Site, *, country: str, year: int, now: datetime) -> bool:
    """Fill in a country's example dates for the school year that starts in `year`, to be edited.

    False, and nothing done, if the site has any date in that time: examples never mix with a school's own.
    """
    lock_site(site)
    if not examples_fit(schools.calendar(site.school_id, site.id), country=country, year=year):
        return False
    rows = [_span(site, dates) for dates in _examples(country, year)]
    db.session.add_all(rows)
    _record(by, site, "all", "examples", [row.id for row in rows], now)
    return True


def examples_fit(held: Iterable[CalendarSpan], *, country: str, year: int) -> bool:
    """Say whether a site that has these dates has none yet in the school year that starts in `year`."""
    rows = _examples(country, year)
    first, last = min(row.first_day for row in rows), max(row.last_day for row in rows)
    return not any(span.first_day <= last and first <= span.last_day for span in held)


def _examples(country: str, year: int) -> list[Dates]:
    example = example_terms(country, year)
    kinds = ((TERM, example.terms), (HOLIDAY, example.holidays), (EXAMS, example.exam_weeks))
    return [Dates(kind, each.name, each.first, each.last) for kind, spans in kinds for each in spans]


def _too_long(dates: Dates) -> bool:
    return (dates.last_day - dates.first_day).days >= LONGEST


def _held(site: Site, span_id: str) -> CalendarSpan | None:
    # Read after the site was locked, so that nobody can change or remove it any more before this ends.
    span = schools.calendar_span(site.school_id, span_id)
    return span if span is not None and span.site_id == site.id else None


def dates_of(span: CalendarSpan) -> Dates:
    """Return what a row says."""
    return Dates(span.kind, span.name, span.first_day, span.last_day)


def _span(site: Site, dates: Dates) -> CalendarSpan:
    span = CalendarSpan(school_id=site.school_id, id=ids.new_id(), site_id=site.id)
    _write(span, dates)
    return span


def _write(span: CalendarSpan, dates: Dates) -> None:
    span.kind, span.name = dates.kind, dates.name
    span.first_day, span.last_day = dates.first_day, dates.last_day


def _record(by: By, site: Site, kind: str, change: str, entry: Iterable[str], now: datetime) -> None:
    trail.record(
        events.CALENDAR_CHANGED,
        now,
        school_id=site.school_id,
        by=by,
        subject_id=site.id,
        kind=kind,
        change=change,
        entry=list(entry),
    )
