"""The ground that every room stands on."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mentoring import clock, transaction
from mentoring.audit import trail
from mentoring.audit.events import SITE_ADDED
from mentoring.audit.sealing import seal
from mentoring.audit.unsealing import unseal
from mentoring.audit.verifying import findings
from mentoring.extensions import db
from tests.support.factories import World

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def test_a_reading_request_cannot_write(app: Flask, world: World) -> None:
    with app.app_context(), pytest.raises(DBAPIError), transaction.unit(writes=False):
        db.session.execute(text("UPDATE school SET name = 'changed'"))


def test_the_trail_verifies_and_shows_a_changed_entry(app: Flask, world: World) -> None:
    with app.app_context():
        with transaction.unit():
            for _ in range(3):
                trail.record(SITE_ADDED, clock.now(), school_id=world.school_id, by=trail.MACHINE)
        with transaction.unit(writes=False):
            assert list(findings()) == []
        with db.engine.connect() as raw:
            raw = raw.execution_options(**{transaction.WRITES: True})
            if raw.dialect.name == "sqlite":
                raw.execute(text("DROP TRIGGER trail__no_update"))
            else:
                raw.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger, for this once
            raw.execute(text("UPDATE trail SET by_kind = 'system' WHERE seq = 2"))
            raw.commit()
        with transaction.unit(writes=False):
            assert [(found.code, found.seq) for found in findings()] == [("entry changed", 2)]


@pytest.mark.parametrize("statement", ["UPDATE trail SET event = 'x'", "DELETE FROM trail"])
def test_nobody_changes_or_deletes_a_trail_entry(app: Flask, world: World, statement: str) -> None:
    with app.app_context():
        with transaction.unit():
            trail.record(SITE_ADDED, NOON, school_id=world.school_id, by=trail.MACHINE)
        with pytest.raises(DBAPIError), transaction.unit():
            db.session.execute(text(statement))


def test_a_sealed_text_opens_only_in_its_own_place(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        place = {"school_id": world.school_id, "table": "concern", "row_id": "A" * 26}
        sealed = seal("what was said", column="text", **place)
        assert b"said" not in sealed
        assert unseal(sealed, column="text", **place) == "what was said"
        with pytest.raises(Exception, match="does not open"):
            unseal(sealed, column="where_and_when", **place)
