from flask import Flask
from sqlalchemy import text

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.jobs.upkeep import learn_sizes
from tests.support.factories import World


def test_the_worker_lets_sqlite_learn_how_large_its_tables_are(
    app: Flask, worlds: tuple[World, World]
) -> None:
    assert learn_sizes in [each.tick for each in outbox.registry(app).regulars]
    with app.app_context(), transaction.unit():
        learn_sizes(clock.now())
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        with app.app_context(), transaction.unit(writes=False):
            known = db.session.scalars(text("SELECT DISTINCT tbl FROM sqlite_stat1")).all()
        assert "student" in known
