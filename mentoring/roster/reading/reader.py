"""Read a roster: say which format it is, and let that format's reader read it."""

from pathlib import Path

from mentoring.roster.reading.bundle import Bundle, Table, open_bundle, open_content
from mentoring.roster.reading.oneroster import read_oneroster
from mentoring.roster.reading.plain import Progress, read_plain
from mentoring.roster.reading.sds import read_sds_1
from mentoring.roster.rules.columns import guess
from mentoring.roster.rules.people import Options, Reading, Unreadable
from mentoring.roster.rules.problems import Refused


def no_progress(rows: int) -> None:
    """Tell nobody."""


def read(path: Path, options: Options, progress: Progress = no_progress) -> Reading:
    """Return what the roster at `path` says, a file or a folder.

    progress: called with the number of rows read so far. Raise Unreadable if the files as a whole are refused.
    """
    return _something(_read(open_bundle(path), options, progress))


def read_content(content: bytes, name: str, options: Options, progress: Progress = no_progress) -> Reading:
    """Return what an uploaded file says, like `read`, without a copy of it on the disk."""
    return _something(_read(open_content(content, name), options, progress))


def _something(reading: Reading) -> Reading:
    """Refuse headers with nothing below: taken at their word, everybody would be missing."""
    if not (reading.students or reading.left_out or reading.questions):
        raise Unreadable(Refused.EMPTY)
    return reading


def _read(bundle: Bundle, options: Options, progress: Progress) -> Reading:
    if options.years is not None and not options.years:
        raise Unreadable(Refused.NO_YEAR_CHOSEN)
    users = bundle.table("users.csv")
    if users is not None and users.column("sourcedId") is not None and len(bundle.names) > 1:
        return read_oneroster(bundle, _kind(bundle, users), options, progress)
    if bundle.table("student.csv") is not None and bundle.table("school.csv") is not None:
        return read_sds_1(bundle, "sds-1", options, progress)
    if bundle.table("orgs.csv") is not None or (users is not None and users.column("sourcedId") is not None):
        missing = "users.csv" if users is None else "orgs.csv"
        raise Unreadable(Refused.FILE_MISSING, file=missing)
    return read_plain(_only(bundle), "xlsx" if bundle.is_workbook else "csv", options, progress)


def _kind(bundle: Bundle, users: Table) -> str:
    """Return the format's name: as the manifest says it, else by the files that only one of them has."""
    manifest = bundle.table("manifest.csv")
    if manifest is not None:
        for row in manifest.rows():
            cells = [cell.strip().lower() for cell in row.cells.values()]
            if cells[:1] == ["oneroster.version"]:
                return "oneroster-1.2" if cells[1] == "1.2" else "oneroster-1.1"
    if bundle.table("relationships.csv") is not None or users.column("activeDirectoryMatchId") is not None:
        return "sds-2.1"
    return "oneroster-1.2" if bundle.table("roles.csv") is not None else "oneroster-1.1"


def _only(bundle: Bundle) -> Table:
    """Return the one table that can be meant. Where several list students, nobody guesses."""
    tables = [table for name in bundle.names if (table := bundle.table(name)) is not None and table.headers]
    if not tables:
        raise Unreadable(Refused.EMPTY)
    if len(tables) == 1:
        return tables[0]
    sure = [table for table in tables if guess(table.headers).is_sure]
    if len(sure) == 1:
        return sure[0]
    raise Unreadable(Refused.AMBIGUOUS)
