"""A programme's week as it is read: the site's supervised hours down, the days across, a card for each slot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from flask import url_for
from flask_babel import gettext as _

from mentoring.people.forms.school import WEEKDAYS
from mentoring.people.models import Site, SupervisedHour
from mentoring.people.rules.countries import country
from mentoring.people.views.identity import school_here
from mentoring.people.views.school.pages import clock_words
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.slots import hours_by_site, on_duty, usable_places
from mentoring.programme.rules.slots import SlotProblem
from mentoring.programme.wording import PROBLEMS


@dataclass(frozen=True)
class SlotCard:
    """One slot in words."""

    id: str
    day: str
    times: str
    week: str
    places: str
    pairs: int
    years: str
    adults: str
    stand_ins: str
    problems: list[str]


@dataclass
class Cell:
    """One day's part of a row. `add_url` leads to a new slot there, where an adult is on duty at that time."""

    day: str
    cards: list[SlotCard] = field(default_factory=list)
    add_url: str | None = None


@dataclass
class GridRow:
    """One row: supervised hours of one name and time, or times that lie outside them now."""

    label: str
    times: str
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        """Say whether no slot is in it."""
        return not any(cell.cards for cell in self.cells)


@dataclass(frozen=True)
class WeekTable:
    """A week at one site: week A, week B, or every week where the two are alike."""

    caption: str
    days: list[str]
    rows: list[GridRow]


def slot_cards(held: Iterable[Slot], problems: Mapping[str, Sequence[SlotProblem]]) -> list[SlotCard]:
    """Return slots in words, in the order in which they are given."""
    labels = {year.code: year.label for year in country(school_here().country).years}
    return [_card(slot, problems.get(slot.id, ()), labels) for slot in held]


def _card(slot: Slot, problems: Sequence[SlotProblem], labels: Mapping[str, str]) -> SlotCard:
    places = usable_places(slot)
    years = [labels.get(code, code) for code in labels if code in slot.year_codes]
    return SlotCard(
        id=slot.id,
        day=day_name(slot.weekday),
        times=f"{clock_words(slot.starts)} – {clock_words(slot.ends)}",
        week={"A": _("only in week A"), "B": _("only in week B")}.get(slot.week, ""),
        places=", ".join(place.name for place in places),
        pairs=sum(place.capacity for place in places),
        years=", ".join(years) or _("every year"),
        adults=", ".join(member.name for member in on_duty(slot)),
        stand_ins=", ".join(member.name for member in on_duty(slot, stands_in=True)),
        problems=[str(PROBLEMS[code]) for code in problems],
    )


def day_name(weekday: int) -> str:
    """Return a weekday in words; 0 is Monday."""
    return str(WEEKDAYS[weekday][1])


def week_tables(
    programme: Programme,
    sites: Sequence[Site],
    held: Sequence[Slot],
    problems: Mapping[str, Sequence[SlotProblem]],
    *,
    may_add: bool,
) -> list[WeekTable]:
    """Return a programme's week at each of its sites: one table, or two where the hours of week A and B differ."""
    cards = {card.id: card for card in slot_cards(held, problems)}
    hours = hours_by_site(programme.school_id)
    tables = []
    for site in sites:
        here = [slot for slot in held if slot.site_id == site.id]
        site_hours = hours.get(site.id, [])
        differs = any(hour.week for hour in site_hours)  # else a slot of one week says so on its card
        weeks = ("A", "B") if site.cycle_weeks == 2 and differs else ("",)
        for week in weeks:
            caption = _caption(site, week, alone=len(sites) == 1)
            rows = _rows(programme, site, week, site_hours, here, cards, may_add=may_add)
            tables.append(WeekTable(caption, [day_name(int(day)) for day in site.weekdays], rows))
    return tables


def _caption(site: Site, week: str, *, alone: bool) -> str:
    which = {"A": _("Week A"), "B": _("Week B")}.get(week)
    if which is None:
        which = _("Every week") if site.cycle_weeks == 1 else _("Week A and week B")
    return which if alone else f"{site.name}: {which}"


def _rows(
    programme: Programme,
    site: Site,
    week: str,
    hours: Sequence[SupervisedHour],
    held: Sequence[Slot],
    cards: Mapping[str, SlotCard],
    *,
    may_add: bool,
) -> list[GridRow]:
    days = [int(day) for day in site.weekdays]
    wanted = ("", week) if week else ("", "A", "B")
    bands: dict[tuple[time, time, str], dict[int, SupervisedHour]] = {}
    for hour in hours:
        if hour.week in wanted:
            bands.setdefault((hour.starts, hour.ends, hour.label), {})[hour.weekday] = hour
    left = [slot for slot in held if slot.week in wanted]
    rows = []
    for (starts, ends, name), by_day in sorted(bands.items()):
        inside = [s for s in left if s.weekday in by_day and starts <= s.starts < ends]
        left = [slot for slot in left if slot not in inside]
        cells = [Cell(day_name(day), [cards[s.id] for s in inside if s.weekday == day]) for day in days]
        for day, cell in zip(days, cells, strict=True):
            if may_add and day in by_day and not cell.cards:
                cell.add_url = url_for(
                    "programmes.add_slot", programme_id=programme.id, hour=by_day[day].id, week=week or None
                )
        rows.append(GridRow(name, f"{clock_words(starts)} – {clock_words(ends)}", cells))
    if left:
        cells = [Cell(day_name(day), [cards[s.id] for s in left if s.weekday == day]) for day in days]
        rows.append(GridRow(_("Other times"), "", cells))
    return rows
