"""A table as CSV in which no cell is a formula: what a spreadsheet would work out is given a quotation mark."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BEGINS_A_FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"  # and the full-width twins of the four signs


# Where a spreadsheet takes the semicolon as what parts cells, as in much of Europe, a cell may begin after one.
AFTER_A_PARTING = re.compile(rf"(?<=;)(\s*)(?=[{re.escape(BEGINS_A_FORMULA)}])")


def safe(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not work out, also after spaces and semicolons."""
    parted = AFTER_A_PARTING.sub(r"\1'", cell)
    return f"'{parted}" if parted.lstrip(" \u00a0\u3000\n")[:1] in tuple(BEGINS_A_FORMULA) else parted


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV text with safe cells."""
    written = io.StringIO()
    csv.writer(written).writerows([safe(cell) for cell in row] for row in rows)
    return written.getvalue()
