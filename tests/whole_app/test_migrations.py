"""The database is what the models say, up and down, with its triggers."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from mentoring import create_app, transaction
from mentoring.audit import triggers
from mentoring.extensions import db
from tests.support import postgres
from tests.support.factories import make_school

# Tables without a school: what one installation has once, and what a person signs in with in several schools.
WITHOUT_SCHOOL = {
    "account", "alembic_version", "installation", "job", "kept_form", "passkey", "purge", "recovery_code",
    "reset_code", "school", "session", "throttle", "trail",
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path):
    """An application on a database of its own, at head, that a test may spoil."""
    name = f"own_{tmp_path.name.replace('-', '_')}"
    url = f"sqlite:///{tmp_path / 'own.db'}"
    if request.param == "postgresql":
        cluster = postgres.shared_cluster()
        cluster.drop_database(name)
        url = cluster.create_database(name)
    app = create_app({"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": url})
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        postgres.shared_cluster().drop_database(name)


def test_the_migrations_make_what_the_models_say(own_app: Flask) -> None:
    with own_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def _triggers(app: Flask) -> set[str]:
    embedded = app.extensions["settings"].embedded
    wanted = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if embedded
        else "SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with app.app_context(), db.engine.connect() as connection:
        return set(connection.scalars(text(wanted)))


def test_every_declared_trigger_is_in_the_database(own_app: Flask) -> None:
    dialect = "sqlite" if own_app.extensions["settings"].embedded else "postgresql"
    assert _triggers(own_app) == set(triggers.statements(dialect))


def test_down_and_up_again_leaves_the_same_database(own_app: Flask) -> None:
    before = _triggers(own_app)
    with own_app.app_context():
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
    assert _triggers(own_app) == before


def test_a_migration_bears_a_database_with_people_in_it(own_app: Flask) -> None:
    with own_app.app_context():
        with transaction.unit():
            make_school()
        upgrade()
        with transaction.unit(writes=False):
            assert db.session.scalar(text("SELECT count(*) FROM student")) == 2


def test_only_the_listed_tables_belong_to_no_school(own_app: Flask) -> None:
    with own_app.app_context():
        inspector = inspect(db.engine)
        keys = {
            name: inspector.get_pk_constraint(name)["constrained_columns"]
            for name in inspector.get_table_names()
        }
    assert {name for name, key in keys.items() if key != ["school_id", "id"]} == WITHOUT_SCHOOL


def test_foreign_keys_between_owned_tables_carry_the_school(own_app: Flask) -> None:
    with own_app.app_context():
        inspector = inspect(db.engine)
        for table in set(inspector.get_table_names()) - WITHOUT_SCHOOL:
            for key in inspector.get_foreign_keys(table):
                if key["referred_table"] not in WITHOUT_SCHOOL:
                    assert key["constrained_columns"][0] == "school_id", (table, key)
                assert "SET NULL" not in str(key["options"]), (table, key)
