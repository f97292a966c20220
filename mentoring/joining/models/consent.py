"""Consents of carers, and the school's own words that they were asked with."""

from datetime import date, datetime

from sqlalchemy import Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key


class ConsentLetter(Owned, db.Model):
    """One version of a programme's letter to carers. Rows are never changed."""

    __tablename__ = "consent_letter"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        UniqueConstraint("school_id", "programme_id", "number"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    number: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)


class ConsentEntry(Owned, db.Model):
    """One thing that is known about a consent: who said what, on what authority, how, when, to which letter.

    The last one of an enrolment counts; rows are never changed. `reason` is only there where the lead settled it,
    and only the lead and deputies read it.
    """

    __tablename__ = "consent"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("school_id", "enrolment_id", "turn"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText, index=True)
    turn: Mapped[int] = mapped_column(Integer)  # 1, 2, ...: two records of one second have an order too
    said: Mapped[str] = mapped_column(String(12))
    who: Mapped[str] = mapped_column(String(80), default="")
    authority: Mapped[str] = mapped_column(String(20), default="")
    how: Mapped[str] = mapped_column(String(20), default="")
    day: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    letter: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str | None] = mapped_column(IdText)
