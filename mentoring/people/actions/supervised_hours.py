"""What happens when a site's supervised hours are added, changed and removed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.actions.schools import Refusal, lock_site, tried
from mentoring.people.models import Site, SupervisedHour
from mentoring.people.queries import schools
from mentoring.people.rules.example_terms import example_hours


@dataclass(frozen=True)
class Hours:
    """The same supervised hours on one or more weekdays (0 is Monday). `week` is A, B or empty for both."""

    weekdays: tuple[int, ...]
    week: str
    starts: time
    ends: time
    label: str


def add_hours(by: By, site: Site, hours: Hours, *, now: datetime) -> list[str]:
    """Add supervised hours on each of their weekdays; return the codes of what is wrong, none when done."""
    lock_site(site)
    rows = _rows(site, hours)
    if wrong := tried(site, lambda: db.session.add_all(rows)):
        return wrong
    _record(by, site, "added", rows, now)
    return []


def change_hours(by: By, site: Site, seen: Mapping[str, int], hours: Hours, *, now: datetime) -> list[str]:
    """Put `hours` in the place of the rows whose ids and versions were `seen`.

    Refused if one of those rows has been changed or removed since.
    """
    lock_site(site)
    old = _held(site, seen)
    if not seen or {row.id: row.version for row in old} != dict(seen):
        return [Refusal.STALE]
    rows = _rows(site, hours)
    if wrong := tried(site, lambda: _exchange(old, rows)):
        return wrong
    _record(by, site, "changed", [*old, *rows[len(old) :]], now)
    return []


def remove_hours(by: By, site: Site, seen: Iterable[str], *, now: datetime) -> Hours | None:
    """Remove those of the site's supervised hours and return what they were; None if they are gone already."""
    lock_site(site)
    old = _held(site, seen)
    if not old:
        return None
    was = hours_of(old)
    _delete(old)
    _record(by, site, "removed", old, now)
    return was


def add_example_hours(by: By, site: Site, *, now: datetime) -> bool:
    """Give a site without supervised hours examples to edit; False if it has hours of its own."""
    lock_site(site)
    if schools.hours(site.school_id, site.id):
        return False
    rows = [
        row
        for each in example_hours()
        for row in _rows(site, Hours((each.weekday,), each.week or "", each.starts, each.ends, each.label))
    ]
    db.session.add_all(rows)
    _record(by, site, "examples", rows, now)
    return True


def _held(site: Site, seen: Iterable[str]) -> list[SupervisedHour]:
    wanted = set(seen)
    return [row for row in schools.hours(site.school_id, site.id) if row.id in wanted]


def hours_of(rows: Sequence[SupervisedHour]) -> Hours:
    """Return what rows that differ only in their weekday say."""
    one = rows[0]
    return Hours(tuple(row.weekday for row in rows), one.week, one.starts, one.ends, one.label)


def _delete(rows: Iterable[SupervisedHour]) -> None:
    for row in rows:
        db.session.delete(row)


def _exchange(old: Sequence[SupervisedHour], wanted: Sequence[SupervisedHour]) -> None:
    """Give the old rows what the wanted ones say. Rows are kept, so that what points at them still does."""
    for row, new in zip(old, wanted, strict=False):
        row.weekday, row.week, row.label = new.weekday, new.week, new.label
        row.starts, row.ends = new.starts, new.ends
    _delete(old[len(wanted) :])
    db.session.add_all(wanted[len(old) :])


def _rows(site: Site, hours: Hours) -> list[SupervisedHour]:
    return [
        SupervisedHour(
            school_id=site.school_id,
            id=ids.new_id(),
            site_id=site.id,
            weekday=weekday,
            week=hours.week,
            starts=hours.starts,
            ends=hours.ends,
            label=hours.label,
        )
        for weekday in sorted(set(hours.weekdays))
    ]


def _record(by: By, site: Site, change: str, rows: Iterable[SupervisedHour], now: datetime) -> None:
    trail.record(
        events.HOURS_CHANGED,
        now,
        school_id=site.school_id,
        by=by,
        subject_id=site.id,
        change=change,
        entry=[row.id for row in rows],
    )
