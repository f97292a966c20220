"""What is stored once for the whole installation, and the counts that slow guessing down."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, UtcDateTime, db


class Installation(db.Model):
    """The one row about this installation: the code that unlocks set-up, and the keys it was made with."""

    __tablename__ = "installation"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)  # always "installation"
    setup_code_hash: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Throttle(db.Model):
    """One try that counts, until it is an hour old: what kind, and a keyed hash of whom or from where."""

    __tablename__ = "throttle"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
