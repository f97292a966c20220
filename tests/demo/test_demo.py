"""The demo school: the same people each time, gone whole when it is removed."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from mentoring import clock, create_app, ids, transaction
from mentoring.audit.verifying import findings
from mentoring.demo import cast
from mentoring.demo.actions import Secrets, hash_secrets, load_demo, remove_demo
from mentoring.extensions import db
from mentoring.people.models import KeptForm, Student
from mentoring.people.queries import schools
from tests.support.factories import make_school

STAYS = {"trail", "purge", "installation", "alembic_version", "throttle"}


@pytest.fixture
def secrets(app: Flask) -> Secrets:
    with app.app_context():
        return hash_secrets()


def _counts(app: Flask) -> dict[str, int]:
    with app.app_context(), transaction.unit(writes=False):
        return {
            table.name: db.session.scalar(text(f"SELECT count(*) FROM {table.name}"))
            for table in db.metadata.sorted_tables
        }


def test_loading_twice_makes_the_same_school(app: Flask, secrets: Secrets) -> None:
    counts = []
    for _time in range(2):
        with app.app_context(), transaction.unit():
            assert load_demo(secrets, now=clock.now()) is not None
            assert load_demo(secrets, now=clock.now()) is None
        counts.append(_counts(app))
        with app.app_context(), transaction.unit():
            assert remove_demo(now=clock.now())
    first, second = ({k: v for k, v in count.items() if k not in STAYS} for count in counts)
    assert first == second
    assert first["student"] == 233
    assert first["enrolment"] == 207
    assert first["pairing"] == 45


def test_removing_takes_everything_out_and_the_trail_still_verifies(app: Flask, secrets: Secrets) -> None:
    with app.app_context(), transaction.unit():
        make_school()
    before = _counts(app)
    with app.app_context():
        with transaction.unit():
            load_demo(secrets, now=clock.now())
            school = schools.school_with_code(cast.SCHOOL_CODE)
            theirs = select(Student.account_id).where(Student.school_id == school.id).order_by(Student.id)
            account_id = db.session.scalars(theirs).first()
            kept = KeptForm(id=ids.new_id(), account_id=account_id, made_at=clock.now(), sealed=b"")
            db.session.add(kept)
        with transaction.unit():
            assert remove_demo(now=clock.now())
            assert not remove_demo(now=clock.now())
        with transaction.unit(writes=False):
            assert list(findings()) == []
    after = _counts(app)
    assert {k: v for k, v in after.items() if k not in STAYS} == {
        k: v for k, v in before.items() if k not in STAYS
    }
    assert after["purge"] == 1


def test_in_production_the_demo_is_refused(tmp_path: Path) -> None:
    app = create_app(
        {
            "INSTANCE_PATH": str(tmp_path),
            "PUBLIC_URL": "https://mentoring.school.example",
            "TRUSTED_PROXY": "127.0.0.1",
        }
    )
    for command in ("load", "accounts"):
        result = app.test_cli_runner().invoke(args=["demo", command])
        assert result.exit_code != 0
        assert "refused" in result.output
