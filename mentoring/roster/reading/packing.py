"""Zip files, judged by their directory before anything is unpacked."""

import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mentoring.roster.rules.limits import MOST_BYTES, MOST_MEMBERS, RATIO, RATIO_FROM
from mentoring.roster.rules.people import Unreadable
from mentoring.roster.rules.problems import Refused

LOCKED = 0x1  # the flag of a member that needs a password
END = b"PK\x05\x06"  # what the end of a zip file begins with
END_ROOM = 22 + 65_535  # bytes in which it stands: itself, and a comment
LARGEST_DIRECTORY = 256 * 1024  # bytes; reading one of millions of names takes seconds by itself
BROKEN = (
    zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error, lzma.LZMAError,
)  # fmt: skip


def opened(source: BinaryIO) -> zipfile.ZipFile:
    """Return a zip file whose directory promises nothing unreasonable; Unreadable else. Nothing is unpacked."""
    _judge_directory(source)
    try:
        packed = zipfile.ZipFile(source)
    except BROKEN as problem:
        raise Unreadable(Refused.BROKEN_ZIP) from problem
    members = packed.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise Unreadable(Refused.BOMB)
    for member in members:
        _judge(member)
    if len({member.filename.casefold() for member in members}) < len(members):
        raise Unreadable(Refused.BROKEN_ZIP)
    return packed


def _judge_directory(source: BinaryIO) -> None:
    size = source.seek(0, 2)
    source.seek(max(0, size - END_ROOM))
    end = source.read()
    at = end.rfind(END)
    source.seek(0)
    if at < 0 or len(end) < at + 22:
        raise Unreadable(Refused.BROKEN_ZIP)
    if struct.unpack_from("<L", end, at + 12)[0] > LARGEST_DIRECTORY:
        raise Unreadable(Refused.BOMB)


def _judge(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename:
        raise Unreadable(Refused.ZIP_SLIP)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable(Refused.ZIP_SLIP)
    if member.flag_bits & LOCKED:
        raise Unreadable(Refused.LOCKED)
    if member.file_size > RATIO_FROM and member.file_size > RATIO * max(member.compress_size, 1):
        raise Unreadable(Refused.BOMB)


def unpacked(packed: zipfile.ZipFile, name: str) -> bytes:
    """Return one member's content, never more of it than the directory said."""
    try:
        with packed.open(name) as member:
            return member.read(packed.getinfo(name).file_size)
    except BROKEN as problem:
        raise Unreadable(Refused.BROKEN_ZIP, file=Path(name).name) from problem
