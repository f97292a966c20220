"""What the worker does for the database itself."""

from datetime import datetime

from sqlalchemy import text

from mentoring.extensions import db

HOUR = 3600  # seconds
MOST_ROWS = 400  # looked at in each index, as SQLite's documentation of "PRAGMA optimize" advises
ALL_TABLES = 0x10002


def learn_sizes(_now: datetime) -> None:
    """Let SQLite learn how large its tables are, so that it takes the right index. PostgreSQL does so by itself.

    Without it SQLite guesses, and reads a whole table where an index would do.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.execute(text(f"PRAGMA analysis_limit={MOST_ROWS}"))
    db.session.execute(text(f"PRAGMA optimize({ALL_TABLES})"))
