"""Excel workbooks: judged before they are read, because a small file can name a cell at the end of the world."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from mentoring.roster.reading import packing
from mentoring.roster.rules.limits import MOST_CELLS, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS
from mentoring.roster.rules.people import Unreadable
from mentoring.roster.rules.problems import Refused

WORKBOOK = "xl/workbook.xml"
STRINGS = "sharedStrings.xml"
PARTS = (".xml", ".rels")  # what a workbook's text is kept in; pictures, macros and the like are left out
# XML lets a name have a prefix, and a value stand in either kind of quotation marks.
PLACE = re.compile(
    rb"""<(?:\w+:)?(?:c|dimension)\b[^>]*?\br(?:ef)?\s*=\s*["'](?:[A-Za-z]+\d+:)?([A-Za-z]+)(\d+)["']"""
)
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["']""")
SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d+)""")
STRING = re.compile(rb"<(?:\w+:)?si\b")


def is_workbook(content: bytes) -> bool:
    """Say whether this is a workbook (and no other zip); Unreadable if its directory is unreasonable."""
    return WORKBOOK in packing.opened(io.BytesIO(content)).namelist()


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """Return the cells of each sheet that people see and that is not empty, as text."""
    parts = _parts(content)
    _judge(parts)
    try:
        book = load_workbook(io.BytesIO(_packed_anew(parts)))
        return {name: rows for name in _seen(book) if (rows := list(_rows(book, name)))}
    except CalamineError as problem:
        raise Unreadable(Refused.BROKEN_ZIP) from problem
    except BaseException as problem:
        if (
            type(problem).__name__ == "PanicException"
        ):  # how the reader says that it met what it never expected
            raise Unreadable(Refused.BROKEN_ZIP) from problem
        raise


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the parts that text is in, none of them longer than the zip's directory promised."""
    packed = packing.opened(io.BytesIO(content))
    names = [name for name in packed.namelist() if name.lower().endswith(PARTS)]
    return {name: packing.unpacked(packed, name) for name in names}


def _packed_anew(parts: dict[str, bytes]) -> bytes:
    # The reader unpacks for itself, and would believe the file more than its directory.
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


def _judge(parts: dict[str, bytes]) -> None:
    # The reader makes room for every cell up to the last one named, and copies a shared text into each of them.
    lengths: Sequence[int] = ()
    sheets = []
    for name, content in parts.items():
        if name.endswith(STRINGS):
            lengths = [len(each) for each in STRING.split(content)[1:]]
        else:
            sheets.append(content)
    for content in sheets:
        last_column, last_row = _last_cell(content)
        if last_row > MOST_ROWS + 1:
            raise Unreadable(Refused.TOO_MANY_ROWS, most=f"{MOST_ROWS:,}")
        if last_column > MOST_COLUMNS or last_column * last_row > MOST_CELLS:
            raise Unreadable(Refused.BOMB)
        used = (int(found[1]) for found in SHARED.finditer(content))
        if sum(lengths[each] for each in used if each < len(lengths)) > MOST_LETTERS:
            raise Unreadable(Refused.BOMB)


def _last_cell(content: bytes) -> tuple[int, int]:
    """Return the numbers of the last column and the last row that a part names."""
    letters: set[bytes] = set()
    row = 1
    for found in PLACE.finditer(content):
        letters.add(found[1])
        row = max(row, int(found[2]))
    for found in ROW.finditer(content):
        row = max(row, int(found[1]))
    return max(map(_column_number, letters), default=1), row


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
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
