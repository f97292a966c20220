"""Check-ins: a member of staff with one side of a pairing; and what was seen to after missed meetings."""

from datetime import date, datetime

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class CheckIn(Owned, db.Model):
    """One check-in with one student about one pairing. Rows are never changed.

    `how`: fine, look-again or pass-on. `words`: what next, for staff. `token` makes a double click one check-in.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        owned_key("pairing_id", "pairing"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "token"),
        Index("ix_check_in_of", "school_id", "pairing_id", "student_id", "on_day", "id"),  # the newest
        Index("ix_check_in_by", "school_id", "by_id", "on_day"),  # what one adult recorded today
    )

    pairing_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText)
    on_day: Mapped[date] = mapped_column(Date)
    how: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(500), default="")
    token: Mapped[str] = mapped_column(String(90))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(IdText)

    student = owned_link("CheckIn", "student_id", "Student", viewonly=True)


class SeenTo(Owned, db.Model):
    """Somebody saw to what missed meetings ask for. Rows are never changed.

    `what`: told (the child was told in person) or reviewed. `up_to`: the day of the newest meeting that it was about,
    which makes a double click one row.
    """

    __tablename__ = "seen_to"
    __table_args__ = (
        owned_key("pairing_id", "pairing"),
        UniqueConstraint("school_id", "pairing_id", "what", "up_to"),
    )

    pairing_id: Mapped[str] = mapped_column(IdText)
    what: Mapped[str] = mapped_column(String(10))
    up_to: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(IdText)
