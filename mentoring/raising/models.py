"""What is stored of a concern: its sealed words, who reads it, who never may, and what was done, line by line."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key


class Concern(Owned, db.Model):
    """A worry that somebody told. Written once and never changed; its words are sealed.

    `token` is made from what came with the form and from what was typed, so that a double click makes one and
    a second thing told on the same page is kept too. `words_hash` stands for the three words that a signed-out
    writer keeps. `writer_name` and `find_at` are what a signed-out writer may say to be found.
    """

    __tablename__ = "concern"
    __table_args__ = (UniqueConstraint("school_id", "token"), UniqueConstraint("school_id", "words_hash"))

    token: Mapped[str] = mapped_column(String(64))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    raiser_id: Mapped[str | None] = mapped_column(IdText, index=True)  # a student's or a staff member's
    raiser_is_student: Mapped[bool | None] = mapped_column(Boolean)
    words_hash: Mapped[str | None] = mapped_column(String(64))
    come_and_find_me: Mapped[bool] = mapped_column(Boolean, default=False)
    who_needs_help: Mapped[str | None] = mapped_column(String(20))
    done_by: Mapped[str | None] = mapped_column(String(20))
    safe_now: Mapped[str | None] = mapped_column(String(10))
    marked: Mapped[bool] = mapped_column(Boolean, default=False)  # one of many from one place in a short time
    text: Mapped[bytes] = mapped_column(LargeBinary)
    where_and_when: Mapped[bytes | None] = mapped_column(LargeBinary)
    writer_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    find_at: Mapped[bytes | None] = mapped_column(LargeBinary)


class ConcernRoute(Owned, db.Model):
    """A circle of readers that a concern was sent to: lead_team, head_team or chair; and why."""

    __tablename__ = "concern_route"
    __table_args__ = (
        owned_key("concern_id", "concern"),
        UniqueConstraint("school_id", "concern_id", "circle"),
    )

    concern_id: Mapped[str] = mapped_column(IdText)
    circle: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str] = mapped_column(String(20))  # first, too-few, named, clock, shared
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConcernExclusion(Owned, db.Model):
    """A staff member who must not know of a concern: named, ruled out, a relative, or found in the words."""

    __tablename__ = "concern_exclusion"
    __table_args__ = (
        owned_key("concern_id", "concern"),
        owned_key("staff_id", "staff_member"),
        UniqueConstraint("school_id", "concern_id", "staff_id", "cause"),
    )

    concern_id: Mapped[str] = mapped_column(IdText)
    staff_id: Mapped[str] = mapped_column(IdText, index=True)
    cause: Mapped[str] = mapped_column(String(20))  # may-have-done-it, ruled-out, family, surname
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConcernStep(Owned, db.Model):
    """One thing done about a concern: acknowledged, alerted, shared, released, answered, finished, reopened.

    Or, written with the concern itself, whom one of its answers names.
    """

    __tablename__ = "concern_step"
    __table_args__ = (
        owned_key("concern_id", "concern"),
        Index("ix_concern_step_of", "school_id", "concern_id"),
    )

    concern_id: Mapped[str] = mapped_column(IdText)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(IdText)
    about_id: Mapped[str | None] = mapped_column(IdText)  # the staff member released; who is named
    code: Mapped[str | None] = mapped_column(String(30))  # the alert's number, the outcome, the answer
    words: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed


class Hold(Owned, db.Model):
    """A person who must not meet for now. The cause is the concern, and only its readers may know it."""

    __tablename__ = "hold"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "concern_id"], ["concern.school_id", "concern.id"]),
        Index("ix_hold_person", "school_id", "person_id"),
    )

    person_id: Mapped[str] = mapped_column(IdText)  # a student's or a staff member's
    concern_id: Mapped[str] = mapped_column(IdText)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(IdText)
