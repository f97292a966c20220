"""A copy can be made while the product is used, is proved readable, and can be put back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.audit import trail
from mentoring.audit.events import BACKUP_MADE, SITE_ADDED
from mentoring.audit.models import TrailEntry
from mentoring.commands import copies, locking
from mentoring.extensions import db
from tests.commands.conftest import Command


def add_entry(app: Flask) -> None:
    with app.app_context():
        with transaction.unit():
            trail.record(SITE_ADDED, clock.now(), school_id=None, by=trail.MACHINE)
        db.engine.dispose()


def events(app: Flask) -> list[str]:
    with app.app_context():
        with transaction.unit(writes=False):
            found = list(db.session.scalars(select(TrailEntry.event).order_by(TrailEntry.seq)))
        db.engine.dispose()
    return found


def test_a_copy_is_put_back_and_what_was_there_is_kept(
    installation: Flask, ready: Command, tmp_path: Path
) -> None:
    add_entry(installation)
    copy = tmp_path / "a copy.db"
    made = ready("backup", copy)
    assert made.exit_code == 0, made.output
    assert copy.stat().st_mode & 0o777 == 0o600
    ready("audit", "anchor")
    add_entry(installation)
    back = ready("restore", copy)
    assert back.exit_code == 0, back.output
    assert "The trail verifies" in back.output
    assert events(installation) == ["site.added", "backup.restored"]
    aside = re.search(r"from before is kept in (.+)", back.output)
    assert aside
    assert Path(aside[1]).exists()
    again = ready("restore", aside[1])
    assert again.exit_code == 0, again.output
    assert events(installation) == ["site.added", "backup.made", "site.added", "backup.restored"]
    assert ready("audit", "verify").exit_code == 0


def test_entries_that_only_the_anchors_know_are_said_after_putting_back(
    installation: Flask, ready: Command, tmp_path: Path
) -> None:
    add_entry(installation)
    ready("backup", tmp_path / "copy.db")
    add_entry(installation)
    ready("audit", "anchor")
    back = ready("restore", tmp_path / "copy.db")
    assert "Entries written after this copy was made are not in it" in back.output
    assert back.exit_code == 0
    assert ready("audit", "verify").exit_code == 0


def test_nothing_is_put_back_while_the_product_runs(
    installation: Flask, ready: Command, tmp_path: Path
) -> None:
    ready("backup", tmp_path / "copy.db")
    with locking.only_one(installation.extensions["settings"].lock):
        result = ready("restore", tmp_path / "copy.db")
    assert result.exit_code == 1
    assert "is running" in result.output


def test_a_copy_of_other_keys_or_none_is_refused_and_nothing_is_changed(
    installation: Flask, ready: Command, tmp_path: Path
) -> None:
    nonsense = tmp_path / "nonsense"
    nonsense.write_bytes(b"not a database" * 1000)
    assert ready("restore", nonsense).exit_code == 1
    assert ready("restore", tmp_path / "missing").exit_code == 1
    ready("backup", tmp_path / "copy.db")
    (installation.extensions["settings"].keys / "trail.key").write_text("ab" * 32)
    from mentoring.audit import keys

    installation.extensions["keyring"] = keys.load_or_make(installation.extensions["settings"].keys)
    result = ready("restore", tmp_path / "copy.db")
    assert "other keys" in result.output
    assert events(installation) == ["backup.made"]


def test_a_file_that_is_there_is_never_written_over(ready: Command, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    result = ready("backup", copy)
    assert result.exit_code == 1
    assert copy.read_text() == "mine"


def test_the_day_has_one_copy_and_fourteen_are_kept(installation: Flask, ready: Command) -> None:
    moment = datetime(2026, 11, 3, 3, 0, tzinfo=UTC)
    folder = installation.extensions["settings"].backups
    with installation.app_context():
        for day in range(16):
            copies.make_daily(moment + timedelta(days=day))
            copies.make_daily(moment + timedelta(days=day, hours=23))
        db.engine.dispose()
    kept = sorted(folder.iterdir())
    assert len(kept) == 14
    assert kept[0].name.startswith("daily-20261105T030000Z")
    assert events(installation) == [BACKUP_MADE.name] * 16


def test_no_key_is_in_a_copy(installation: Flask, ready: Command, tmp_path: Path) -> None:
    ready("backup", tmp_path / "copy.db")
    content = (tmp_path / "copy.db").read_bytes()
    for file in installation.extensions["settings"].keys.glob("*.key"):
        key = file.read_text().strip()
        assert key.encode() not in content
        assert bytes.fromhex(key) not in content


def test_without_the_copying_program_it_is_refused_in_words(
    installation: Flask, ready: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "program", lambda name: None)
    result = ready("backup")
    if installation.extensions["settings"].embedded:
        assert result.exit_code == 0
    else:
        assert result.exit_code == 1
        assert "pg_dump is not on this machine" in result.output


@pytest.mark.parametrize("written", ["stick/", "stick", "stick/deeper/"])
def test_a_folder_that_is_not_there_is_refused_and_no_file_is_called_after_it(
    ready: Command, tmp_path: Path, written: str
) -> None:
    result = ready("backup", f"{tmp_path}/{written}")
    assert result.exit_code == 1
    assert "There is no folder" in result.output
    assert not (tmp_path / "stick").exists()


def test_a_folder_with_a_slash_behind_it_takes_the_copy(ready: Command, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert ready("backup", f"{tmp_path}/stick/").exit_code == 0
    assert [each.name.startswith("by-hand-") for each in (tmp_path / "stick").iterdir()] == [True]
