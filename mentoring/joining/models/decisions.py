"""Signatures under a role description, tutors' views, decisions about suitability, and bars to pairing."""

from datetime import date, datetime

from sqlalchemy import Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Signature(Owned, db.Model):
    """One person's agreement to one version of their role's description. Rows are never changed."""

    __tablename__ = "signature"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("school_id", "enrolment_id", "number"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText)
    number: Mapped[int] = mapped_column(Integer)
    how: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str | None] = mapped_column(IdText)


class TutorView(Owned, db.Model):
    """A tutor's or head of year's view: asked by a link that ends, or written down from paper."""

    __tablename__ = "tutor_view"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("token_hash"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText, index=True)
    who: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str | None] = mapped_column(IdText)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(10), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    enrolment = owned_link("TutorView", "enrolment_id", "Enrolment", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class Suitability(Owned, db.Model):
    """The coordinator's decision about one enrolment, with its reasons. Rows are never changed."""

    __tablename__ = "suitability"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("school_id", "enrolment_id", "turn"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText, index=True)
    turn: Mapped[int] = mapped_column(Integer)  # 1, 2, ...: two decisions of one second have an order too
    verdict: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(IdText)


class PairingBar(Owned, db.Model):
    """What keeps a student from being paired at all: help of another kind, or a lead's "not now".

    Which of the two, and why, is for the lead and deputies alone. Everybody else reads "cannot be paired".
    """

    __tablename__ = "pairing_bar"
    __table_args__ = (owned_key("student_id", "student"),)

    student_id: Mapped[str] = mapped_column(IdText, index=True)
    kind: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(1000))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(IdText)
    end_reason: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
