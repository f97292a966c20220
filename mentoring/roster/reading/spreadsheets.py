"""Excel workbooks: judged before they are read, because a small file can name a cell at the end of the world."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from mentoring.roster.reading import packing
from mentoring.roster.rules.limits import MOST_COLUMNS, MOST_ROWS
from mentoring.roster.rules.people import Unreadable
from mentoring.roster.rules.problems import Refused

WORKBOOK = "xl/workbook.xml"
CELL = re.compile(rb'<(?:\w+:)?(?:c|dimension)\b[^>]*?\br(?:ef)?="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')


def is_workbook(content: bytes) -> bool:
    """Say whether this is a workbook (and no other zip); Unreadable if its directory is unreasonable."""
    return WORKBOOK in packing.opened(io.BytesIO(content)).namelist()


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """Return the cells of each sheet that people see and that is not empty, as text."""
    _judge(content)
    try:
        book = load_workbook(io.BytesIO(content))
        return {name: rows for name in _seen(book) if (rows := list(_rows(book, name)))}
    except CalamineError as problem:
        raise Unreadable(Refused.BROKEN_ZIP) from problem


def _judge(content: bytes) -> None:
    # The reader makes room for every cell up to the last one named, so that is looked at first.
    packed = packing.opened(io.BytesIO(content))
    for name in packed.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            column, row = b"A", 1
            for found in CELL.finditer(packing.unpacked(packed, name)):
                column, row = max(column, found[1], key=_column_number), max(row, int(found[2]))
            if row > MOST_ROWS + 1:
                raise Unreadable(Refused.TOO_MANY_ROWS, most=f"{MOST_ROWS:,}")
            if _column_number(column) > MOST_COLUMNS:
                raise Unreadable(Refused.BOMB)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _seen(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]


def _rows(book: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
        yield [_text(cell) for cell in row]


def _text(cell: str | float | bool | datetime | date | time | timedelta) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)
