"""A table of scores or costs from anywhere, solved and proved: for whoever checks us on published problems.

Most pairs come first, then the best total. Each allowed cell is worth so much that one more pair is always worth more
than any total, and the proof is of these worths; `first` and `base` say how a worth is made from a number.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np

from mentoring.matching.engine.arrays import Table
from mentoring.matching.engine.assign import NOBODY, assign
from mentoring.matching.engine.codes import Unproved
from mentoring.matching.engine.verify import prove

CAPACITY = "capacity"  # the heading of the column, if there is one, that says how many each row can take
MOST_DECIMALS = 6
MOST_DIGITS = 12  # of a number
EXACT = 2**53  # up to where floats, in which scipy counts, are exact


class Unreadable(Exception):
    """A table that cannot be read; the message says where and what to do."""


@dataclass(frozen=True)
class Scores:
    """A table as it was read: names, whole numbers with `decimals` digits behind the point, and what is allowed."""

    rows: Sequence[str]
    columns: Sequence[str]
    numbers: Table
    allowed: np.ndarray
    seats: Sequence[int]
    decimals: int


@dataclass(frozen=True)
class Solved:
    """The best arrangement of a table: the total, who goes with whom for how much, and the prices that prove it.

    first, base: a cell is worth first + (number - base), or first + (base - number) where least is best.
    worth, bound: of the whole arrangement, and what nothing can be worth more than; they are equal.
    """

    value: Decimal
    pairs: Sequence[tuple[str, str, Decimal]]
    first: int
    base: int
    worth: int
    bound: int
    row_prices: Sequence[int]
    column_prices: Sequence[int]


def read_table(text: str) -> Scores:
    """Read an OR-Library assignment file or a CSV table. Raise Unreadable."""
    words = text.split()
    if words and all(_is_number(word) for word in words):
        return _or_library(words)
    return _csv(text)


def _is_number(word: str) -> bool:
    return word.removeprefix("-").replace(".", "", 1).isdecimal()


def _or_library(words: Sequence[str]) -> Scores:
    size = int(words[0]) if words[0].isdecimal() else 0
    if size < 1 or len(words) != 1 + size * size:
        raise Unreadable(
            f"An OR-Library file has n, then n times n costs. This one begins with {words[0]} and has "
            f"{len(words) - 1} numbers after it. If it is a table of scores, give its rows and columns names."
        )
    names = [str(number + 1) for number in range(size)]
    cells = [words[1 + size * row : 1 + size * (row + 1)] for row in range(size)]
    return _scores(names, names, cells, [1] * size)


def _csv(text: str) -> Scores:
    lines = [line for line in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in line)]
    if len(lines) < 2 or len(lines[0]) < 2:
        raise Unreadable(
            "The table needs a first line with names of columns, and lines that begin with a name."
        )
    head = [cell.strip() for cell in lines[0]]
    has_seats = head[1].casefold() == CAPACITY
    columns, cells, rows, seats = head[2 if has_seats else 1 :], [], [], []
    for number, line in enumerate(lines[1:], start=2):
        line = [cell.strip() for cell in line] + [""] * (len(head) - len(line))
        if len(line) > len(head):
            raise Unreadable(f"Line {number} has {len(line)} cells, and the first line {len(head)}.")
        rows.append(line[0])
        seats.append(_seats(line[1], number) if has_seats else 1)
        cells.append(line[2 if has_seats else 1 :])
    for side, names in (("rows", rows), ("columns", columns)):
        if len(set(names)) < len(names):
            twice = next(name for at, name in enumerate(names) if name in names[:at])
            raise Unreadable(f"Two {side} are called {twice or 'nothing'}. Each needs its own name.")
    return _scores(rows, columns, cells, seats)


def _seats(cell: str, line: int) -> int:
    if not cell.isdecimal() or int(cell) > 1_000_000:
        raise Unreadable(f"Line {line}: the capacity must be a whole number, and is {cell or 'empty'}.")
    return int(cell)


def _scores(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[str]], seats: Sequence[int]
) -> Scores:
    numbers = [[_number(cell, row, column) for column, cell in zip(columns, line, strict=True)]
               for row, line in zip(rows, cells, strict=True)]  # fmt: skip
    known = [each for line in numbers for each in line if each is not None]
    decimals = max((-int(each.as_tuple().exponent) for each in known), default=0)
    decimals = min(max(decimals, 0), MOST_DECIMALS)
    scaled = [[0 if each is None else int(each.scaleb(decimals)) for each in line] for line in numbers]
    allowed = [[each is not None for each in line] for line in numbers]
    shape = (len(rows), len(columns))
    return Scores(
        rows,
        columns,
        np.array(scaled, dtype=np.int64).reshape(shape),
        np.array(allowed, dtype=np.bool_).reshape(shape),
        seats,
        decimals,
    )


def _number(cell: str, row: str, column: str) -> Decimal | None:
    if not cell:
        return None  # forbidden
    try:
        found = Decimal(cell)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or max(found.adjusted(), len(found.as_tuple().digits) - 1) >= MOST_DIGITS:
        raise Unreadable(
            f"Row {row}, column {column}: {cell} is no number of at most {MOST_DIGITS} digits. "
            "An empty cell means that the two may not go together."
        )
    if -int(found.as_tuple().exponent) > MOST_DECIMALS:
        raise Unreadable(f"Row {row}, column {column}: at most {MOST_DECIMALS} digits behind the point.")
    return found


def solve_table(table: Scores, *, maximise: bool) -> Solved:
    """Return the most pairs with the best total, and the proof. Raise Unreadable where the numbers are too large."""
    known = table.numbers[table.allowed]
    base = int(known.min() if maximise else known.max()) if known.size else 0
    better = (table.numbers - base) if maximise else (base - table.numbers)
    most = int(better[table.allowed].max()) if known.size else 0
    pairs_most = min(len(table.columns), sum(table.seats))
    first = most * pairs_most + 1
    if (first + most) * max(pairs_most, 1) >= EXACT:
        raise Unreadable(
            "The numbers are too large to be counted exactly. Round them, or make the table smaller."
        )
    worth = np.where(table.allowed, first + better, 0)
    seats = np.array(table.seats, dtype=np.int64)
    found = assign(worth, seats)
    value, bound, row_prices, column_prices = prove(worth, seats, found, Unproved.TOTAL)
    places = [(int(row), column) for column, row in enumerate(found) if row != NOBODY]
    pairs = [
        (
            table.rows[row],
            table.columns[column],
            Decimal(int(table.numbers[row, column])).scaleb(-table.decimals),
        )
        for row, column in sorted(places)
    ]
    total = sum((each[2] for each in pairs), Decimal(0))
    return Solved(total, pairs, first, base, value, bound, row_prices.tolist(), column_prices.tolist())
