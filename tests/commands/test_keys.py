"""The keys can be kept apart, and the sealing key turned over without touching a record."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from mentoring import clock, create_app, ids, transaction
from mentoring.audit.models import RecordKey
from mentoring.audit.sealing import seal
from mentoring.audit.unsealing import unseal
from mentoring.extensions import db
from mentoring.people.models import School
from tests.commands.conftest import Command


def test_keys_are_copied_apart_and_never_over_others(
    installation: Flask, ready: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "safe"
    assert ready("keys", "backup", folder).exit_code == 0
    assert ready("keys", "backup", folder).exit_code == 0
    copied = sorted(file.name for file in folder.iterdir())
    assert copied == ["seal-1.key", "session.key", "trail.key"]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in folder.iterdir())
    (folder / "trail.key").write_text("ab" * 32)
    assert ready("keys", "backup", folder).exit_code == 1


def test_after_turning_over_the_sealing_key_every_text_still_opens(
    installation: Flask, ready: Command, environment: dict[str, str]
) -> None:
    row_id = ids.new_id()
    with installation.app_context():
        with transaction.unit():
            school = School(id=ids.new_id(), name="Alder", code="alder", country="england", zone="Europe/London",
                            created_at=clock.now(), is_demo=False)  # fmt: skip
            db.session.add(school)
            db.session.flush()
            place = {"school_id": school.id, "table": "concern", "column": "text", "row_id": row_id}
            sealed = seal("what was said", **place)
        db.engine.dispose()
    for turn in range(2, 12):  # the tenth key comes after the ninth, not after the first
        assert f"Sealing key {turn} is in use; 1 record keys" in ready("keys", "rotate").output
    again = create_app({**environment})
    with again.app_context():
        with transaction.unit(writes=False):
            assert db.session.scalars(select(RecordKey.seal_id)).all() == ["11"]
            assert unseal(sealed, **place) == "what was said"
        db.engine.dispose()
    assert ready("prepare").exit_code == 0  # they are still this database's keys


def test_the_doctor_remembers_that_the_keys_were_copied_until_they_are_turned_over(
    ready: Command, tmp_path: Path
) -> None:
    assert "never copied" in ready("doctor").output
    assert ready("keys", "backup", tmp_path / "safe").exit_code == 0
    assert "never copied" not in ready("doctor").output
    assert ready("keys", "rotate").exit_code == 0
    assert "never copied" in ready("doctor").output
