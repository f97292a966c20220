"""The append-only triggers, declared once for both databases; migrations make them, a test compares them."""

from sqlalchemy import Connection, text

# Rows of these tables are never changed; and deleted only under a purge declared for their school.
APPEND_ONLY: dict[str, str] = {
    "trail": "chain",
    "concern": "school_id",
    "concern_route": "school_id",
    "concern_exclusion": "school_id",
    "concern_step": "school_id",
    "programme_setting_change": "school_id",
    "role_description_version": "school_id",
    "own_answer": "school_id",
    "signature": "school_id",
    "suitability": "school_id",
    "consent_letter": "school_id",
    "consent": "school_id",
    "training": "school_id",
    "pairing_step": "school_id",
    "write_up": "school_id",
    "check_in": "school_id",
    "seen_to": "school_id",
}
NEVER_DELETED = ("purge",)


def statements(dialect: str) -> dict[str, str]:
    """Return the statements that make every trigger, by trigger name, for "sqlite" or "postgresql"."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def make_all(connection: Connection) -> None:
    """Make (or make again, after a batch migration dropped them) every trigger whose table exists."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        for function in _functions():
            connection.execute(text(function))
    for name, statement in statements(dialect).items():
        table = name.rsplit("__", 1)[0]
        if not connection.dialect.has_table(connection, table):
            continue
        drop = f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if dialect == "postgresql" else "")
        connection.execute(text(drop))
        connection.execute(text(statement))


def drop_all(connection: Connection) -> None:
    """Drop every trigger, for a migration that goes down."""
    dialect = connection.dialect.name
    for name in statements(dialect):
        table = name.rsplit("__", 1)[0]
        if connection.dialect.has_table(connection, table):
            on = f" ON {table}" if dialect == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))


def _sqlite() -> dict[str, str]:
    made = {}
    for table in (*APPEND_ONLY, *NEVER_DELETED):
        made[f"{table}__no_update"] = (
            f"CREATE TRIGGER {table}__no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table, owner in APPEND_ONLY.items():
        made[f"{table}__no_delete"] = (
            f"CREATE TRIGGER {table}__no_delete BEFORE DELETE ON {table} "
            f"WHEN NOT EXISTS (SELECT 1 FROM purge WHERE purge.school_id = OLD.{owner}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table in NEVER_DELETED:
        made[f"{table}__no_delete"] = (
            f"CREATE TRIGGER {table}__no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    return made


def _functions() -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE OR REPLACE FUNCTION refuse_undeclared_delete() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NOT EXISTS (SELECT 1 FROM purge WHERE purge.school_id = to_jsonb(OLD) ->> TG_ARGV[0]) THEN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN OLD; END $$",
    ]


def _postgresql() -> dict[str, str]:
    made = {}
    for table in (*APPEND_ONLY, *NEVER_DELETED):
        made[f"{table}__no_update"] = (
            f"CREATE TRIGGER {table}__no_update BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        made[f"{table}__no_truncate"] = (
            f"CREATE TRIGGER {table}__no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table, owner in APPEND_ONLY.items():
        made[f"{table}__no_delete"] = (
            f"CREATE TRIGGER {table}__no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_undeclared_delete('{owner}')"
        )
    for table in NEVER_DELETED:
        made[f"{table}__no_delete"] = (
            f"CREATE TRIGGER {table}__no_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    return made
