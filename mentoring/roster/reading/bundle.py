"""A roster as it was handed over, a file, a workbook, a zip or a folder, as tables of rows."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from mentoring.roster.reading import packing, spreadsheets, text
from mentoring.roster.rules.cells import same_letters
from mentoring.roster.rules.limits import MOST_BYTES, MOST_COLUMNS, MOST_MEMBERS, MOST_ROWS
from mentoring.roster.rules.people import Unreadable
from mentoring.roster.rules.problems import Problem, Refused

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
TABLES = (".csv", ".txt", ".tsv")

Lines = Callable[[], Iterable[list[str]]]


@dataclass(frozen=True)
class Row:
    """One row. `number` counts from 1 with the header, as a spreadsheet shows it; cells are as they stand.

    is_blank: nothing stands in it, so there is nothing to lose and nothing to say of it.
    """

    number: int
    cells: Mapping[str, str]
    problem: Problem | None = None
    is_blank: bool = False


class Table:
    """One table: its headers, and its rows as often as they are asked for."""

    def __init__(self, file: str, lines: Lines) -> None:
        self.file = file
        self._lines = lines
        self._is_judged = False
        self.headers, self._skipped = self._find_headers()
        self._found: dict[tuple[str, ...], str | None] = {}

    def _find_headers(self) -> tuple[tuple[str, ...], int]:
        for skipped, line in enumerate(self._lines()):
            if any(cell.strip() for cell in line):
                if len(line) > MOST_COLUMNS:
                    raise Unreadable(Refused.BOMB, file=self.file)
                return _named(line), skipped
        return (), 0

    def column(self, *names: str) -> str | None:
        """Return the first of the headers that has one of these names, whatever its case, spaces and signs."""
        if names not in self._found:
            by_letters = {same_letters(header): header for header in reversed(self.headers)}
            wanted = (by_letters.get(same_letters(name)) for name in names)
            self._found[names] = next((header for header in wanted if header is not None), None)
        return self._found[names]

    def rows(self) -> Iterator[Row]:
        """Yield each row below the headers; Unreadable where there are more than any school has."""
        self._judge()
        for number, line in enumerate(self._lines(), start=1):
            if number > self._skipped + 1:
                yield self._row(number, line)

    def _judge(self) -> None:
        """Count the rows before the first one is worked on, so that a refusal comes in a second and not in twenty."""
        if not self._is_judged and sum(1 for _line in self._lines()) - self._skipped - 1 > MOST_ROWS:
            raise Unreadable(Refused.TOO_MANY_ROWS, most=f"{MOST_ROWS:,}", file=self.file)
        self._is_judged = True

    def _row(self, number: int, line: list[str]) -> Row:
        padded = line + [""] * (len(self.headers) - len(line))
        cells = dict(zip(self.headers, padded, strict=False))
        if not any(cell.strip() for cell in line):
            return Row(number, cells, is_blank=True)
        if any(cell.strip() for cell in line[len(self.headers) :]):
            return Row(number, cells, Problem.LONG)
        return Row(number, cells)


def _named(line: list[str]) -> tuple[str, ...]:
    """Return headers that differ: one without a name is called by its place, one given twice by its turn."""
    named: list[str] = []
    for place, cell in enumerate(line, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())[:80] or f"[{place}]"
        turn, unique = 1, name
        while unique in named:
            turn += 1
            unique = f"{name} ({turn})"
        named.append(unique)
    return tuple(named)


class Bundle:
    """The tables of a roster by file name. `is_workbook` says that the tables are sheets."""

    def __init__(self, tables: Mapping[str, Lines], *, is_workbook: bool = False) -> None:
        self._tables = tables
        self.is_workbook = is_workbook

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the tables, as the files write them."""
        return tuple(self._tables)

    def table(self, name: str) -> Table | None:
        """Return the table of that name, whatever its case, or None."""
        for own, lines in self._tables.items():
            if own.casefold() == name.casefold():
                return Table(own, lines)
        return None


def open_bundle(path: Path) -> Bundle:
    """Return the tables of a file or folder; Unreadable if it is none that can be a roster."""
    if path.is_dir():
        return _folder(path)
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(Refused.TOO_LARGE)
    return open_content(path.read_bytes(), path.name)


def _folder(path: Path) -> Bundle:
    files = sorted(each for each in path.iterdir() if each.is_file() and each.suffix.lower() in TABLES)
    if len(files) > MOST_MEMBERS or sum(each.stat().st_size for each in files) > MOST_BYTES:
        raise Unreadable(Refused.TOO_LARGE)
    if not files:
        raise Unreadable(Refused.EMPTY)
    return Bundle({each.name: _lines(each.read_bytes, each.name) for each in files})


def open_content(content: bytes, name: str) -> Bundle:
    """Return the tables of a file that is called `name`; Unreadable if it is none that can be a roster."""
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Unreadable(Refused.EMPTY)
    if content.startswith(OLD_EXCEL):
        raise Unreadable(Refused.NOT_A_ROSTER)
    if not content.startswith((ZIP, EMPTY_ZIP)):
        return Bundle({name: _lines(lambda: content, name)})
    if spreadsheets.is_workbook(content):
        sheets = spreadsheets.sheets_of(content)
        if not sheets:
            raise Unreadable(Refused.EMPTY)
        return Bundle({sheet: partial(iter, rows) for sheet, rows in sheets.items()}, is_workbook=True)
    return _zip(content)


def weight(content: bytes) -> int:
    """Return how many bytes there are to be read, unpacked; Unreadable if a zip promises too many."""
    if not content.startswith((ZIP, EMPTY_ZIP)):
        return len(content)
    return sum(member.file_size for member in packing.opened(io.BytesIO(content)).infolist())


def _zip(content: bytes) -> Bundle:
    packed = packing.opened(io.BytesIO(content))
    tables: dict[str, Lines] = {}
    for member in packed.namelist():
        path = PurePosixPath(member)
        if path.suffix.lower() not in TABLES or path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        if path.name in tables:  # the same name in two folders: which one is meant?
            raise Unreadable(Refused.AMBIGUOUS)
        tables[path.name] = _lines(partial(packing.unpacked, packed, member), path.name)
    if not tables:
        raise Unreadable(Refused.NOT_A_ROSTER)
    return Bundle(tables)


def _lines(content: Callable[[], bytes], name: str) -> Lines:
    return lambda: text.rows_of(text.decoded(content(), name), name)
