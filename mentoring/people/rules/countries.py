"""What differs between countries: titles, numbers to call, school years, the shape of a date."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from mentoring.access.roles import Role

DATA = Path(__file__).parents[2] / "data" / "countries.json"

# England's Year 4 and below, told by age so that it means the same children everywhere: at the start of the
# school year they are 8 or younger. They sign in with pictures and answer with three faces.
YOUNGEST_UP_TO_AGE = 8


class DateOrder(StrEnum):
    """How people here write a date in numbers. Never used to guess a birth date in a file."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class RetentionBasis(StrEnum):
    """Where the years come from that safeguarding records are kept: SOURCES.md says more about each."""

    IRMS = "irms"
    PRODUCT_DEFAULT = "product_default"


@dataclass(frozen=True)
class Titles:
    """What the safeguarding roles are called. A school may write its own over them."""

    lead: str
    lead_short: str | None
    deputy: str
    head: str
    stand_in: str
    chair: str

    def of(self, role: Role) -> str:
        """Return the title of a safeguarding role. Raise KeyError for another role: wording names those."""
        titles = {
            Role.LEAD: self.lead,
            Role.DEPUTY: self.deputy,
            Role.HEAD: self.head,
            Role.STAND_IN: self.stand_in,
            Role.CHAIR: self.chair,
        }
        return titles[role]


@dataclass(frozen=True)
class HelpLine:
    """A number that a child may call without an adult. `age_at_most` is None when anyone may call."""

    name: str
    number: str
    by_text: bool
    free: bool
    always_open: bool
    age_at_most: int | None


@dataclass(frozen=True)
class OutsideContact:
    """Whom the head and the chair call about an adult who works here. Each school enters its own number.

    `police_number` is the police's number for what is no emergency, where it is one number for the country.
    """

    label: str
    short: str | None
    police_number: str | None


@dataclass(frozen=True)
class SchoolYear:
    """A year group: `ordinal` counts years in one country, `age` is typical at the start of the year."""

    code: str
    label: str
    ordinal: int
    age: int

    @property
    def is_youngest(self) -> bool:
        """Return whether these children sign in with pictures and answer with three faces."""
        return self.age <= YOUNGEST_UP_TO_AGE


@dataclass(frozen=True)
class Retention:
    """How many years after the date of birth a safeguarding record comes up for review, and on what basis."""

    years_from_birth: int
    basis: RetentionBasis


@dataclass(frozen=True)
class CountryPack:
    """Everything that a school takes over from its country when it is set up.

    `titles_vary` says that there is no one usual title: a school there may call the role something else. `zones` starts
    with the default. `first_weekday` 0 is Monday, 6 is Sunday.
    """

    code: str
    name: str
    titles: Titles
    titles_vary: bool
    emergency_numbers: tuple[str, ...]
    help_lines: tuple[HelpLine, ...]
    outside: OutsideContact
    years: tuple[SchoolYear, ...]
    zones: tuple[str, ...]
    date_order: DateOrder
    first_weekday: int
    retention: Retention

    @property
    def zone(self) -> str:
        """Return the default time zone."""
        return self.zones[0]

    def year(self, code: str) -> SchoolYear | None:
        """Return the school year with this code, or None."""
        return next((year for year in self.years if year.code == code), None)


@cache
def countries() -> Mapping[str, CountryPack]:
    """Return every country pack by its code, read and checked once. Raise ValueError when the data is wrong."""
    packs = [_pack(row) for row in json.loads(DATA.read_text(encoding="utf-8"))]
    for pack in packs:
        _refuse_wrong(pack)
    return MappingProxyType({pack.code: pack for pack in packs})


def country(code: str) -> CountryPack:
    """Return the pack of one country. Raise KeyError for a code that is not in the data."""
    return countries()[code]


def _pack(row: dict[str, Any]) -> CountryPack:
    # Fields are passed by name: one that is missing, misspelt or new in the data stops the start.
    plain = dict(row)
    return CountryPack(
        titles=Titles(**plain.pop("titles")),
        emergency_numbers=tuple(plain.pop("emergency_numbers")),
        help_lines=tuple(HelpLine(**line) for line in plain.pop("help_lines")),
        outside=OutsideContact(**plain.pop("outside")),
        years=tuple(SchoolYear(**year) for year in plain.pop("years")),
        zones=tuple(plain.pop("zones")),
        date_order=DateOrder(plain.pop("date_order")),
        retention=_retention(**plain.pop("retention")),
        **plain,
    )


def _retention(*, years_from_birth: int, basis: str) -> Retention:
    return Retention(years_from_birth, RetentionBasis(basis))


def _refuse_wrong(pack: CountryPack) -> None:
    for zone in pack.zones:
        ZoneInfo(zone)
    right = {
        "emergency number": bool(pack.emergency_numbers),
        "help line": bool(pack.help_lines),
        "time zone": bool(pack.zones),
        "school years": _climbs_by_one(pack.years),
        "first weekday": pack.first_weekday in (0, 6),
    }
    wrong = [what for what, is_right in right.items() if not is_right]
    if wrong:
        raise ValueError(f"{DATA.name}, {pack.code}: {', '.join(wrong)}")


def _climbs_by_one(years: Sequence[SchoolYear]) -> bool:
    codes = {year.code for year in years}
    steps = [(later.ordinal - one.ordinal, later.age - one.age) for one, later in pairwise(years)]
    return len(codes) == len(years) > 0 and all(step == (1, 1) for step in steps)
