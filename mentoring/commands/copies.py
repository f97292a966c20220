"""Copies of the database: made whole, proved readable, kept for a while, and put back. Never with keys."""

import itertools
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import MetaData, func, make_url, select
from sqlalchemy.engine import URL

from mentoring import transaction
from mentoring.audit import trail
from mentoring.audit.events import BACKUP_MADE
from mentoring.audit.keys import keyring
from mentoring.config import Settings
from mentoring.extensions import db
from mentoring.people.models import School

KEPT = 14  # daily copies
DAY = timedelta(days=1)
STAMP = "%Y%m%dT%H%M%SZ"


class NotCopied(RuntimeError):
    """A copy could not be made or put back; the message says why and what to do."""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def name_for(why: str, now: datetime) -> Path:
    """Return where a copy made now goes: "daily", "before-upgrade", "before-restore"."""
    suffix = "db" if _settings().embedded else "dump"
    return _free(_settings().backups / f"{why}-{now.strftime(STAMP)}.{suffix}")


def _free(wanted: Path) -> Path:
    """Return `wanted`, or the first of wanted-2, wanted-3 … that is not there: nothing kept is written over."""
    if not wanted.exists():
        return wanted
    numbered = (wanted.with_stem(f"{wanted.stem}-{number}") for number in itertools.count(2))
    return next(path for path in numbered if not path.exists())


def make(target: Path) -> None:
    """Copy the database to `target` (mode 0600), while it is in use. NotCopied says why not."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists():
        raise NotCopied(f"{target} is there already. Name a file that is not.")
    growing = target.with_name(target.name + ".part")
    growing.unlink(missing_ok=True)
    os.close(os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if _settings().embedded:
            _copy_sqlite(growing)
        else:
            _copy_postgresql(growing)
        growing.rename(target)
    finally:
        growing.unlink(missing_ok=True)


def _copy_sqlite(target: Path) -> None:
    file = _settings().database_file
    assert file is not None
    if not file.exists():
        raise NotCopied("There is no database yet. It is made by: flask --app app serve")
    if shutil.disk_usage(target.parent).free < 1.1 * file.stat().st_size:
        raise NotCopied(f"{target.parent} has no room for a copy of the database.")
    driver = transaction.sqlite_module()
    source, copy = driver.connect(file), driver.connect(target)
    try:
        source.backup(copy)  # in one step: in several it never ends while others write
        copy.execute("PRAGMA journal_mode=DELETE")  # so that the copy is one file
        _refuse_damaged(copy, target)
    finally:
        source.close()
        copy.close()


def _refuse_damaged(connection: object, file: Path) -> None:
    answer = connection.execute("PRAGMA integrity_check").fetchone()[0]  # type: ignore[attr-defined]
    if answer != "ok":
        raise NotCopied(f"{file} is damaged: {answer}")


def _copy_postgresql(target: Path) -> None:
    _call("pg_dump", "--format=custom", f"--file={target}", f"--dbname={_plain_url()}")
    _call("pg_restore", "--list", str(target))


def program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, or None if it is not on this machine."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: path.parent.parent.name
    )
    return shutil.which(name) or (str(debian[-1]) if debian else None)


def _call(name: str, *arguments: str) -> str:
    path = program(name)
    if path is None:
        raise NotCopied(
            f"{name} is not on this machine. Install PostgreSQL's client programs, of the server's version."
        )
    password = make_url(_settings().database_url).password
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise NotCopied(f"{name} failed: {done.stderr.strip()}")
    return done.stdout


def _plain_url() -> str:
    url: URL = make_url(_settings().database_url).set(drivername="postgresql")
    # The password goes through the environment: arguments can be read by everybody on the machine.
    return url._replace(password=None).render_as_string(hide_password=False)


def can_be_made() -> bool:
    """Say whether this machine has what a copy needs."""
    return _settings().embedded or program("pg_dump") is not None


def newest_daily() -> datetime | None:
    """Return when the newest daily copy was made, by its name; None if there is none."""
    daily = sorted(_settings().backups.glob("daily-*[bp]"))
    return _made_at(daily[-1]) if daily else None


def _made_at(copy: Path) -> datetime:
    return datetime.strptime(copy.stem.removeprefix("daily-"), STAMP).replace(tzinfo=UTC)


def make_daily(now: datetime) -> None:
    """Make the day's copy if it is due, note it in the trail, and delete the oldest beyond 14."""
    newest = newest_daily()
    if not can_be_made() or (newest is not None and now - newest < DAY):
        return
    make(name_for("daily", now))
    note(now)
    for old in sorted(_settings().backups.glob("daily-*[bp]"))[:-KEPT]:
        old.unlink()


def note(now: datetime) -> None:
    """Write into the trail that a copy was made."""
    with transaction.unit():
        schools = db.session.scalar(select(func.count()).select_from(School))
        trail.record(BACKUP_MADE, now, school_id=None, by=trail.MACHINE, schools=schools)


def put_back(copy: Path, now: datetime) -> Path | None:
    """Make `copy` the database; return where the present one is kept aside (None if there was none).

    The caller makes sure that nothing is running. A copy begun with other keys is refused.
    """
    if not copy.is_file():
        raise NotCopied(f"{copy} is not there.")
    db.engine.dispose()
    return _put_back_sqlite(copy, now) if _settings().embedded else _put_back_postgresql(copy, now)


def _refuse_foreign(fingerprints: str) -> None:
    if keyring().fingerprint() not in fingerprints:
        raise NotCopied(
            "This copy belongs to other keys. Put the key files back that were kept apart from it."
        )


def _put_back_sqlite(copy: Path, now: datetime) -> Path | None:
    file = _settings().database_file
    assert file is not None
    driver = transaction.sqlite_module()
    source = driver.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
    growing = file.with_name(file.name + ".part")
    try:
        _refuse_damaged(source, copy)
        _refuse_foreign(str(source.execute("SELECT key_fingerprint FROM installation").fetchall()))
        shutil.copyfile(copy, growing)
        growing.chmod(0o600)
    except driver.DatabaseError as problem:
        raise NotCopied(f"{copy} is not a copy of this program's database.") from problem
    finally:
        source.close()
    aside = _free(file.with_name(f"{file.stem}-before-restore-{now.strftime(STAMP)}{file.suffix}"))
    was_there = file.exists()
    for beside in ("", "-wal", "-shm"):  # with its write-ahead log, so that nothing of it is lost
        if Path(f"{file}{beside}").exists():
            Path(f"{file}{beside}").rename(f"{aside}{beside}")
    growing.rename(file)
    return aside if was_there else None


def _put_back_postgresql(copy: Path, now: datetime) -> Path:
    _refuse_foreign(_call("pg_restore", "--data-only", "--table=installation", "--file=-", str(copy)))
    aside = name_for("before-restore", now)
    make(aside)
    present = MetaData()
    with (
        db.engine.connect().execution_options(**{transaction.WRITES: True}) as connection,
        connection.begin(),
    ):
        present.reflect(connection)
        present.drop_all(connection)
    _call("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
          f"--dbname={_plain_url()}", str(copy))  # fmt: skip
    return aside
