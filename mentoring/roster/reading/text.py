"""Bytes in, rows of cells out: whatever encoding, line ends and separator the file has."""

import codecs
import csv
import io
from collections.abc import Iterator

from mentoring.roster.rules.people import Unreadable
from mentoring.roster.rules.problems import Refused

SEPARATORS = ",;\t|"
LOOKED_AT = 4096  # bytes that show which UTF-16 a file without a mark is


def decoded(content: bytes, file: str) -> str:
    """Return the text of a file: UTF-8, UTF-16 or the Windows code page of western Europe.

    A mark at the start decides. Without one UTF-8 is tried first, because other texts are hardly ever valid UTF-8.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _in(content, encoding, file)
    if (unmarked := _unmarked_utf16(content)) is not None:
        return _in(content, unmarked, file)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _in(content, "cp1252", file)


def _in(content: bytes, encoding: str, file: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unreadable(Refused.UNREADABLE_TEXT, file=file) from problem


def _unmarked_utf16(content: bytes) -> str | None:
    start = content[:LOOKED_AT]
    half = len(start) // 2
    if half and start[1::2].count(0) > 0.8 * half:
        return "utf-16-le"
    if half and start[0::2].count(0) > 0.8 * half:
        return "utf-16-be"
    return None


def rows_of(text: str, file: str) -> Iterator[list[str]]:
    """Yield each record's cells as they stand, an empty list for an empty line."""
    text = text.replace("\0", "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        yield from reader
    except csv.Error as problem:  # a cell of more than 131,072 letters: a quotation mark that never ends
        raise Unreadable(Refused.UNREADABLE_TEXT, file=file) from problem


def _separator(text: str) -> str:
    """Return the separator that the first line uses most, outside quotation marks."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)
