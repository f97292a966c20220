"""What the doctor looks at, one thing a function."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.x509 import load_pem_x509_certificate
from flask import Flask, current_app
from sqlalchemy import func, select

from mentoring import clock, transaction
from mentoring.audit.keys import keyring
from mentoring.audit.models import RecordKey, TrailEntry
from mentoring.commands import copies, database, locking, wording
from mentoring.config import Settings, unsafe
from mentoring.extensions import db
from mentoring.jobs import mail, outbox, worker
from mentoring.people.models.installation import Installation

OK, WARNING, UNSAFE = "ok", "warning", "unsafe"
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)  # when this version was written; no true clock is before it
MEBIBYTE = 2**20
LOW_SPACE, NO_SPACE = 1024 * MEBIBYTE, 100 * MEBIBYTE
OLD_COPY = timedelta(days=2)
SOON = timedelta(days=14)
SLOW_CLOCK = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what about, how it is (ok, warning, unsafe), and in words with what to do."""

    about: str
    state: str
    words: str


def configuration(settings: Settings) -> Iterator[Finding]:
    """Judge the settings by the rules that `serve` starts by."""
    problems = unsafe(settings)
    for code in problems:
        yield Finding("configuration", UNSAFE, wording.UNSAFE[code])
    if not problems:
        yield Finding("configuration", OK, f"served at {settings.public_url}, from {settings.instance}")


def certificate(settings: Settings) -> Iterator[Finding]:
    """Look how long the server's own certificate is good for."""
    if settings.tls_certificate is None or not settings.own_tls:
        return
    try:
        ends = load_pem_x509_certificate(settings.tls_certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as problem:
        yield Finding("certificate", UNSAFE, f"{settings.tls_certificate} cannot be read: {problem}")
        return
    left = ends - clock.now()
    if left < timedelta(0):
        yield Finding("certificate", UNSAFE, f"it ended on {ends:%Y-%m-%d}. Renew it and start serve again")
    elif left < SOON:
        yield Finding("certificate", WARNING, f"it ends on {ends:%Y-%m-%d}. Renew it and start serve again")
    else:
        yield Finding("certificate", OK, f"good until {ends:%Y-%m-%d}")


def keys(settings: Settings) -> Iterator[Finding]:
    """Look at the key files, and whether they are this database's."""
    files = sorted(settings.keys.glob("*.key"))
    for path in [settings.keys, *files]:
        if _readable_by_others(path):
            allowed = "700" if path.is_dir() else "600"
            words = f"others on this machine can read {path}. Do: chmod {allowed} {path}"
            yield Finding("keys", UNSAFE, words)
    fingerprint = keyring().fingerprint()
    remembered = _remembered_fingerprint()
    if remembered not in (None, fingerprint):
        words = "these are not the keys of this database. Put the right files back, or set KEYS_PATH"
        yield Finding("keys", UNSAFE, words)
    elif missing := sorted(_seals_in_use() - set(keyring().seals)):
        names = ", ".join(f"seal-{each}.key" for each in missing)
        words = f"what was written with {names} does not open. Put the files back into {settings.keys}"
        yield Finding("keys", UNSAFE, words)
    else:
        yield Finding("keys", OK, f"{len(files)} in {settings.keys}, fingerprint {fingerprint[:8]}")


def _readable_by_others(path: Path) -> bool:
    """Say whether others can read `path`: its own rights and those of its folder both let them in."""
    return bool(path.stat().st_mode & 0o077 and path.parent.stat().st_mode & 0o077)


def _remembered_fingerprint() -> str | None:
    if database.revision() is None:
        return None
    with transaction.unit(writes=False):
        return db.session.scalar(select(Installation.key_fingerprint))


def _seals_in_use() -> set[str]:
    if database.revision() is None:
        return set()
    with transaction.unit(writes=False):
        return set(db.session.scalars(select(RecordKey.seal_id).distinct()))


def the_database(settings: Settings) -> Iterator[Finding]:
    """Look at the database's version, migrations, triggers and, of a file, who can read it."""
    if not database.exists():
        yield Finding("database", WARNING, "there is none yet. It is made by: flask --app app serve")
        return
    if old := database.version_problem():
        words = f"{old} is older than what this program was proved with. Update it (see docs/deployment.md)"
        yield Finding("database", WARNING, words)
    if database.revision() != database.head():
        yield Finding("database", WARNING, "not up to date. serve makes a copy and upgrades it")
        return
    if missing := database.missing_triggers():
        words = (
            f"records that must never change are not protected: {', '.join(missing)} missing. Put a copy back"
        )
        yield Finding("database", UNSAFE, words)
    file = settings.database_file
    if file is not None and _readable_by_others(file):
        yield Finding("database", UNSAFE, f"others on this machine can read {file}. Do: chmod 600 {file}")
    kind = "SQLite" if settings.embedded else "PostgreSQL"
    yield Finding("database", OK, f"{kind}, migration {database.head()}")


def folders(settings: Settings) -> Iterator[Finding]:
    """Look whether there is room, and leave, to write."""
    for folder in (settings.instance, settings.backups):
        present = _nearest(folder)
        free = shutil.disk_usage(present).free
        if not os.access(present, os.W_OK):
            yield Finding("folders", UNSAFE, f"{folder} cannot be written to by this user")
        elif free < LOW_SPACE:
            state = UNSAFE if free < NO_SPACE else WARNING
            yield Finding("folders", state, f"only {free // MEBIBYTE} MiB free for {folder}. Make room")
        else:
            yield Finding("folders", OK, f"{free // (1024 * MEBIBYTE)} GiB free for {folder}")


def _nearest(folder: Path) -> Path:
    return folder if folder.exists() else _nearest(folder.parent)


def time_and_zones(_settings: Settings) -> Iterator[Finding]:
    """Look whether the clock can be right, and whether the time zones are known."""
    now = clock.now()
    newest = None
    if database.revision() is not None:
        with transaction.unit(writes=False):
            newest = db.session.scalar(select(func.max(TrailEntry.at)))
    if now < WRITTEN:
        yield Finding(
            "clock", UNSAFE, f"it says {now:%Y-%m-%d}, which is before this program was written. Set it"
        )
    elif newest is not None and newest > now + SLOW_CLOCK:
        words = f"it says {now:%Y-%m-%d %H:%M} UTC, but something was done at {newest:%Y-%m-%d %H:%M}. Set it"
        yield Finding("clock", UNSAFE, words)
    else:
        yield Finding("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC")
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        yield Finding("clock", UNSAFE, "there is no time zone data. Install the package tzdata")


def backups(settings: Settings) -> Iterator[Finding]:
    """Look how old the newest daily copy is."""
    newest = copies.newest_daily()
    if not copies.can_be_made():
        words = "pg_dump is not on this machine, so none can be made. Install PostgreSQL's client programs"
        yield Finding("backups", WARNING, words)
    elif newest is None:
        yield Finding("backups", WARNING, "none yet. The worker makes one a day")
    elif clock.now() - newest > OLD_COPY:
        yield Finding(
            "backups", WARNING, f"the newest is of {newest:%Y-%m-%d}. Look why: flask --app app errors"
        )
    else:
        yield Finding("backups", OK, f"the newest in {settings.backups} is of {newest:%Y-%m-%d %H:%M} UTC")


def sending_mail(settings: Settings) -> Iterator[Finding]:
    """Look whether mail is set up; every job is doable without."""
    if mail.is_set_up(settings):
        yield Finding("mail", OK, "set up. Try it: flask --app app mail test ADDRESS")
    else:
        yield Finding(
            "mail", WARNING, "not set up, so nobody is alerted outside the product (MAIL_URL, MAIL_FROM)"
        )


def the_worker(settings: Settings) -> Iterator[Finding]:
    """Look whether the worker lives, and whether it gave anything up."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if worker.is_alive(app, clock.now()):
        yield Finding("worker", OK, "alive")
    elif locking.is_held(settings.lock):
        words = "the server runs but the worker gives no sign of life, so no alerts go out. Start serve again"
        yield Finding("worker", UNSAFE, words)
    else:
        yield Finding("worker", WARNING, "not running. serve starts it")
    if database.revision() is None or database.revision() != database.head():
        return
    with transaction.unit(writes=False):
        count = outbox.given_up()
    if count:
        words = f"{count} given up after three days. See: flask --app app jobs list"
        yield Finding("worker", WARNING, words)


Look = Callable[[Settings], Iterator[Finding]]
BEFORE_START: tuple[Look, ...] = (
    configuration, certificate, keys, the_database, folders, time_and_zones, backups, sending_mail,
)  # fmt: skip
ALL: tuple[Look, ...] = (*BEFORE_START, the_worker)
