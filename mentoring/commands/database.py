"""What state the database is in: its version, its migrations and its triggers."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import text

from mentoring.audit import triggers
from mentoring.config import Settings
from mentoring.extensions import db

SQLITE_MENDED = (3, 51, 3)  # the WAL-reset corruption fix
POSTGRESQL_OLDEST = 13


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def exists() -> bool:
    """Say whether there is a database file; looking at a missing SQLite file would make it."""
    file = _settings().database_file
    return file is None or file.exists()


def is_made() -> bool:
    """Say whether there is a database that anything was ever written to."""
    return revision() is not None


def revision() -> str | None:
    """Return the migration that the database is at; None if it is empty or not there."""
    if not exists():
        return None
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(current_app.extensions["migrate"].directory)


def head() -> str | None:
    """Return the newest migration of this version of the program."""
    return _scripts().get_current_head()


def is_newer() -> bool:
    """Say whether the database was migrated by a newer version than this one."""
    present = revision()
    return present is not None and present not in {script.revision for script in _scripts().walk_revisions()}


def migrate() -> None:
    """Bring the database to the newest migration, in one transaction."""
    upgrade()


def version_problem() -> str | None:
    """Return what is wrong with the version of the database's program, or None."""
    if _settings().embedded:
        driver = db.engine.dialect.dbapi
        assert driver is not None
        version = driver.sqlite_version_info
        return None if version >= SQLITE_MENDED else f"SQLite {driver.sqlite_version}"
    with db.engine.connect() as connection:
        number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    return None if number >= POSTGRESQL_OLDEST * 10_000 else f"PostgreSQL {number // 10_000}"


def missing_triggers() -> list[str]:
    """Return the names of append-only triggers that are missing, changed or switched off."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            wanted = triggers.statements("sqlite")
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            present = {row.name: row.sql for row in rows}
            return sorted(name for name, statement in wanted.items() if present.get(name) != statement)
        wanted = triggers.statements("postgresql")
        enabled = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        return sorted(set(wanted) - set(connection.execute(text(enabled)).scalars()))
