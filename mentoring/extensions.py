"""The only globals: the database, sign-in, translation, form tokens; and how a school owns its records."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import (
    BindParameter,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Select,
    String,
    bindparam,
    insert,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# A ULID kept as text. "C" makes PostgreSQL compare bytes, as SQLite does, so that both sort ids by time.
IdText = String(26).with_variant(String(26, collation="C"), "postgresql")


# What a function gives back that builds a statement for rows of columns, kept with functools.cache and given its values
# (bindparam) each time it is asked: building one, and making its key, takes SQLAlchemy up to fifty times as long as
# asking it.
Rows = Select[*tuple[Any, ...]]
SCHOOL: BindParameter[str] = bindparam("school_id", type_=IdText)  # whose rows; every such statement has it


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on both databases (SQLite itself knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Owned:
    """A record that belongs to one school: the key is (school_id, id), so no row can point into another school."""

    school_id: Mapped[str] = mapped_column(IdText, ForeignKey("school.id"), primary_key=True)
    id: Mapped[str] = mapped_column(IdText, primary_key=True)


def owned_key(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """Return the foreign key from (school_id, `column`) to (school_id, id) of the owned `table`."""
    return ForeignKeyConstraint(["school_id", column], [f"{table}.school_id", f"{table}.id"], **options)


def owned_link(here: str, column: str, there: str, **options: Any) -> Any:
    """Return the relationship from class `here` by `column` to the owned class `there`.

    Only the column is written through it; school_id is shared by all links of a row and set once.
    """
    return relationship(
        there,
        primaryjoin=f"and_(foreign({here}.{column}) == {there}.id, {here}.school_id == {there}.school_id)",
        **options,
    )


# Each commit forgets what was read. Keeping it (expire_on_commit=False) would save a page of hundreds of records 3 % of
# its time, and made the web server's processes crash under load: see docs/adr/0012-statements-built-once.md.
db: SQLAlchemy = SQLAlchemy(model_class=Base)


def insert_rows(model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many new rows in one statement, past the unit of work, which takes half as long again for thousands."""
    if rows:
        db.session.execute(insert(model.__table__), rows)


migrate = Migrate(compare_type=True)
login = LoginManager()
babel = Babel()
csrf = CSRFProtect()
