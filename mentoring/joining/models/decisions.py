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


class TutorLink(Owned, db.Model):
    """One personal link to one tutor or head of year, about one student or about several of a programme."""

    __tablename__ = "tutor_link"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        UniqueConstraint("token_hash"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TutorView(Owned, db.Model):
    """A tutor's or head of year's view of one student: asked by a link, or written down from paper.

    `turn` counts the answers about one enrolment, 1 first: two of one second have an order too. It is 0 until there
    is an answer. `over_at` is when the question went into another link, unanswered.
    """

    __tablename__ = "tutor_view"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        owned_key("link_id", "tutor_link"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText, index=True)
    link_id: Mapped[str | None] = mapped_column(IdText, index=True)
    who: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str | None] = mapped_column(IdText)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turn: Mapped[int] = mapped_column(Integer, default=0)
    answer: Mapped[str] = mapped_column(String(10), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    enrolment = owned_link("TutorView", "enrolment_id", "Enrolment", viewonly=True)
    link = owned_link("TutorView", "link_id", "TutorLink", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class Suitability(Owned, db.Model):
    """The coordinator's decision about one enrolment, with its reasons. Rows are never changed.

    `knew` is the turn of the tutor's view that counted and was read before deciding, 0 where there was none.
    """

    __tablename__ = "suitability"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("school_id", "enrolment_id", "turn"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText, index=True)
    turn: Mapped[int] = mapped_column(Integer)  # 1, 2, ...: two decisions of one second have an order too
    verdict: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(String(1000))
    knew: Mapped[int] = mapped_column(Integer, default=0)
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
