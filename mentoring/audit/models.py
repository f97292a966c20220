"""What is stored of the trail, of declared purges and of the keys of sealed rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db


class TrailEntry(db.Model):
    """One thing that was done. `chain` is a school's id, or "installation"; never changed, never deleted.

    No foreign key: the entry that says a school was taken out outlives the school.
    """

    __tablename__ = "trail"

    chain: Mapped[str] = mapped_column(IdText, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(IdText, unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event: Mapped[str] = mapped_column(String(60), index=True)
    by_kind: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[str | None] = mapped_column(IdText, index=True)
    subject_id: Mapped[str | None] = mapped_column(IdText, index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    mac: Mapped[str] = mapped_column(String(64))


class Purge(db.Model):
    """A purge declared beforehand: the one thing that the append-only triggers let through. It stays."""

    __tablename__ = "purge"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    school_id: Mapped[str] = mapped_column(IdText, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    basis: Mapped[str] = mapped_column(String(40))
    entries: Mapped[int] = mapped_column(Integer)
    last_mac: Mapped[str] = mapped_column(String(64))


class RecordKey(Owned, db.Model):
    """The key of one sealed row (`id` is the row's), wrapped by the sealing key `seal_id`.

    In a table of its own so that turning over the sealing key touches no append-only row, and so that
    destroying a record means destroying its key.
    """

    __tablename__ = "record_key"

    seal_id: Mapped[str] = mapped_column(String(20))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
