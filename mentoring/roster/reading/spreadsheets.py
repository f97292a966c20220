"""Excel workbooks: judged before they are read, because a small file can name a cell at the end of the world."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from xml.parsers.expat import ExpatError, ParserCreate

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from mentoring.roster.reading import packing
from mentoring.roster.rules.limits import MOST_CELLS, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS
from mentoring.roster.rules.people import Unreadable
from mentoring.roster.rules.problems import Refused

WORKBOOK = "xl/workbook.xml"
STRINGS = "sharedStrings.xml"
PARTS = (".xml", ".rels")  # what a workbook's text is kept in; pictures, macros and the like are left out
CELL = re.compile(r"([A-Za-z]{1,9})(\d{1,9})")
STRING = re.compile(rb"<(?:\w+:)?si\b")
CHUNK = 64 * 1024  # bytes
LONGEST_NUMBER = 12


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
        _Judge(lengths).read(content)


class _Judge:
    """Goes through one part of a workbook from its beginning to its end, once, and refuses it at the first bad sign."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.lengths = lengths  # of the shared texts, by their numbers
        self.column = self.row = self.last_column = self.last_row = self.letters = 0
        self.number = ""  # of the shared text in this cell, as far as it was read
        self.is_shared = self.is_value = False

    def read(self, content: bytes) -> None:
        """Return nothing if the part is harmless; raise Unreadable if not, or if it is no XML."""
        parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse  # a workbook has none, and with one a text could grow
        try:
            for start in range(0, len(content), CHUNK):
                parser.Parse(content[start : start + CHUNK], start + CHUNK >= len(content))
        except ExpatError as problem:
            raise Unreadable(Refused.BROKEN_ZIP) from problem

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "c":
            self.column += 1
            self.is_shared = attributes.get("t") == "s"
            if "r" in attributes:
                self._place(attributes["r"])
            self._judge(self.column, self.row)
        elif kind == "row":
            given = attributes.get("r", "")
            self.row = int(given[:9]) if given.isascii() and given.isdigit() else self.row + 1
            self.column = 0
            self._judge(1, self.row)
        elif kind == "dimension":
            self._place(attributes.get("ref", "").rpartition(":")[2])
            self._judge(self.column, self.row)
            self.column = self.row = 0
        self.is_value = kind == "v" and self.is_shared
        self.number = ""

    def _place(self, place: str) -> None:
        if found := CELL.fullmatch(place):
            self.column, self.row = _column_number(found[1]), int(found[2])

    def _judge(self, column: int, row: int) -> None:
        self.last_column, self.last_row = max(self.last_column, column), max(self.last_row, row)
        if self.last_row > MOST_ROWS + 1:
            raise Unreadable(Refused.TOO_MANY_ROWS, most=f"{MOST_ROWS:,}")
        if self.last_column > MOST_COLUMNS or self.last_column * self.last_row > MOST_CELLS:
            raise Unreadable(Refused.BOMB)

    def _text(self, words: str) -> None:
        if self.is_value and len(self.number) < LONGEST_NUMBER:
            self.number += words

    def _end(self, name: str) -> None:
        number = self.number.strip()
        if self.is_value and number.isascii() and number.isdigit() and int(number) < len(self.lengths):
            self.letters += self.lengths[int(number)]
            if self.letters > MOST_LETTERS:
                raise Unreadable(Refused.BOMB)
        self.is_value = False

    def _refuse(self, *_declared: object) -> None:
        raise Unreadable(Refused.BROKEN_ZIP)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
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
