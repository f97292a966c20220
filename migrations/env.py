"""Run migrations: in one writing transaction, on SQLite with foreign keys off and checked at the end."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, MetaData, text

from mentoring.audit import triggers
from mentoring.extensions import UtcDateTime, db
from mentoring.transaction import WRITES

metadata: MetaData = db.metadata


def plain_types(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as the plain ones beneath, so that old migrations need none of our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Migrate, make the triggers again (batch mode drops them silently), and check what points where."""
    embedded = connection.dialect.name == "sqlite"
    if embedded:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, so it comes first
    with connection.execution_options(**{WRITES: True}).begin():
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain_types,
            transaction_per_migration=False,
        )
        context.run_migrations()
        if connection.dialect.has_table(connection, "trail"):
            triggers.make_all(connection)
        if embedded and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError(
                "after the migration a record points at one that is not there; nothing was changed"
            )
    if embedded:
        raw.execute("PRAGMA foreign_keys=ON")


engine = current_app.extensions["migrate"].db.engine
with engine.connect() as connection:
    run(connection)
