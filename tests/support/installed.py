"""What is asked of an installation after it was treated badly: is it whole, and is everything there?"""

import time
from typing import Any

from sqlalchemy import select, text

from mentoring import transaction
from mentoring.audit.unsealing import unseal
from mentoring.audit.verifying import findings
from mentoring.extensions import db
from mentoring.raising.models import Concern
from tests.support.server import PATIENCE, Place

TELL = "/tell/alder"


def verified(at: Place) -> None:
    """Fail unless the database is whole and its trail verifies."""
    with at.app.app_context():
        with transaction.unit(writes=False):
            assert list(findings()) == []
            if at.app.extensions["settings"].embedded:
                assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                assert db.session.execute(text("PRAGMA foreign_key_check")).first() is None
        db.engine.dispose()


def told_texts(at: Place) -> list[str]:
    """Return the texts of every concern that is in the database; one that does not open is an error."""
    with at.app.app_context():
        with transaction.unit(writes=False):
            texts = [
                unseal(
                    concern.text,
                    school_id=concern.school_id,
                    table="concern",
                    column="text",
                    row_id=concern.id,
                )
                for concern in db.session.scalars(select(Concern).order_by(Concern.id))
            ]
        db.engine.dispose()
    return texts


def wait_until(ready: Any, seconds: float = PATIENCE) -> None:
    """Wait until `ready()` is true; fail after so many seconds."""
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
