"""A week's supervised hours as a grid: the same hours on several days are one row."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _

from mentoring.people.models import Site, SupervisedHour
from mentoring.people.views.school.pages import clock_words, weekday_words


@dataclass
class GridRow:
    """One row: hours of the same name, times and week, on the weekdays that have them."""

    label: str
    times: str
    week: str
    week_words: str
    held: list[SupervisedHour] = field(default_factory=list)

    @property
    def ids(self) -> str:
        """Return the ids of its rows, as forms carry them."""
        return ",".join(row.id for row in self.held)

    @property
    def seen(self) -> str:
        """Return the ids and versions of its rows, as forms carry them."""
        return ",".join(f"{row.id}:{row.version}" for row in self.held)

    @property
    def days(self) -> str:
        """Return its weekdays in words."""
        return weekday_words(str(row.weekday) for row in self.held)


def grid_of(site: Site, hours: Iterable[SupervisedHour]) -> list[GridRow]:
    """Return a site's hours as rows, the earliest first."""
    rows: dict[tuple[object, ...], GridRow] = {}
    for hour in sorted(hours, key=lambda each: (each.starts, each.ends, each.label, each.week, each.weekday)):
        key = (hour.starts, hour.ends, hour.label, hour.week)
        if key not in rows:
            times = f"{clock_words(hour.starts)} – {clock_words(hour.ends)}"
            rows[key] = GridRow(hour.label, times, hour.week, week_words(site, hour.week))
        rows[key].held.append(hour)
    return list(rows.values())


def row_with(grid: Iterable[GridRow], hour_id: str) -> GridRow | None:
    """Return the row that holds the hour of that id, or None."""
    return next((row for row in grid if any(held.id == hour_id for held in row.held)), None)


def read_seen(written: str) -> dict[str, int]:
    """Return the ids and versions that `GridRow.seen` wrote; nothing for what it did not write."""
    pairs = [part.partition(":") for part in written.split(",")]
    if not all(version.isdecimal() for _id, _colon, version in pairs):
        return {}
    return {row_id: int(version) for row_id, _colon, version in pairs}


def week_words(site: Site, week: str) -> str:
    """Return in which weeks hours are; nothing where every week is the same."""
    if site.cycle_weeks == 1:
        return ""
    return {"A": _("Week A"), "B": _("Week B")}.get(week, _("Every week"))
