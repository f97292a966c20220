"""Birth dates in files: their order is seen or asked, never guessed."""

import re
from collections.abc import Iterable
from datetime import date

from mentoring.roster.rules.people import DateOrder, KeepBirth

YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: .*)?")
# A month that is written out needs no order: "4 May 2013", "04-May-2013", "May 4, 2013".
NAMED_SECOND = re.compile(r"(\d{1,2})[-/. ]([A-Za-z]{3,9})[-/., ]+(\d{4})(?: .*)?")
NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})[-/. ](\d{1,2})[-/., ]+(\d{4})(?: .*)?")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
MOST_MONTHS = 12


def order_of(cells: Iterable[str], chosen: DateOrder | None) -> DateOrder | str | None:
    """Return the order of a column's dates; None if none is needed; else, as text, a date that leaves it open.

    It is known from a value over 12 in one of the two places. Values over 12 in both contradict each other: then it
    is asked too. chosen: what a person answered; it wins.
    """
    if chosen is not None:
        return chosen
    seen: set[DateOrder] = set()
    example, tells = None, False  # a date such as 05/05/2013 would tell whoever is asked nothing
    for cell in cells:
        if (found := YEAR_LAST.fullmatch(cell)) is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first > MOST_MONTHS:
            seen.add(DateOrder.DAY_FIRST)
        elif second > MOST_MONTHS:
            seen.add(DateOrder.MONTH_FIRST)
        if example is None or (not tells and first != second):
            example, tells = cell, first != second
    if example is None:
        return None
    return seen.pop() if len(seen) == 1 else example


def born(cell: str, order: DateOrder | None, keep: KeepBirth) -> str | None:
    """Return as much of a birth date as is kept ("2013-05", "2013-05-04"); None if it is no date. "" stays ""."""
    if not cell or keep is KeepBirth.NOTHING:
        return ""
    day = _date(cell, order)
    if day is None:
        return None
    return day.isoformat() if keep is KeepBirth.DAY else day.isoformat()[:7]


def _date(cell: str, order: DateOrder | None) -> date | None:
    if found := YEAR_FIRST.fullmatch(cell):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := YEAR_LAST.fullmatch(cell):
        one, two, year = int(found[1]), int(found[2]), int(found[3])
        parts = (year, two, one) if order is DateOrder.DAY_FIRST else (year, one, two)
    elif found := NAMED_SECOND.fullmatch(cell):
        parts = int(found[3]), _month(found[2]), int(found[1])
    elif found := NAMED_FIRST.fullmatch(cell):
        parts = int(found[3]), _month(found[1]), int(found[2])
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def read_both_ways(cell: str) -> dict[DateOrder, date]:
    """Return the day that a date would mean in each order, where it is one in that order."""
    days = {order: _date(cell, order) for order in DateOrder}
    return {order: day for order, day in days.items() if day is not None}


def _month(name: str) -> int:
    """Return the number of a month by its English name or the beginning of it; 0 if it is none."""
    begins = [number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower())]
    return begins[0] if len(begins) == 1 else 0
