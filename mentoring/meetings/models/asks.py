"""What young people ask for, and the notes that a write-up outside the boundaries makes."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Ask(Owned, db.Model):
    """One student asks staff for something: help, a change, a break, to stop, an adult. Never shown to the partner."""

    __tablename__ = "ask"
    __table_args__ = (
        owned_key("student_id", "student"),
        owned_key("enrolment_id", "enrolment"),
        owned_key("pairing_id", "pairing"),
        UniqueConstraint("school_id", "token"),
        Index("ix_ask_open", "school_id", "answered_at", "made_at"),
        Index("ix_ask_student", "school_id", "student_id", "made_at"),
    )

    student_id: Mapped[str] = mapped_column(IdText)
    enrolment_id: Mapped[str] = mapped_column(IdText)
    pairing_id: Mapped[str | None] = mapped_column(IdText)
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    token: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str | None] = mapped_column(IdText)
    answer: Mapped[str] = mapped_column(String(20), default="")
    answer_words: Mapped[str] = mapped_column(String(500), default="")  # the student reads these
    version: Mapped[int] = mapped_column(Integer)

    student = owned_link("Ask", "student_id", "Student", viewonly=True)
    enrolment = owned_link("Ask", "enrolment_id", "Enrolment", viewonly=True)
    pairing = owned_link("Ask", "pairing_id", "Pairing", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.student_id


class BoundaryNote(Owned, db.Model):
    """A meeting outside the boundaries, for the supervisor: lighter than a concern. One for one write-up.

    `kinds` are codes of rules.boundary_notes. `answer` is what the supervisor did, in one tap. `is_alert`: the lead
    must know of it; `lead_seen_at` is when the lead or a deputy had seen it, or one that was passed on to them.
    """

    __tablename__ = "boundary_note"
    __table_args__ = (
        owned_key("write_up_id", "write_up"),
        owned_key("pairing_id", "pairing"),
        owned_key("mentor_id", "student"),
        UniqueConstraint("school_id", "write_up_id"),
        Index("ix_boundary_note_open", "school_id", "answered_at", "made_at"),
        Index("ix_boundary_note_mentor", "school_id", "mentor_id", "made_at"),
    )

    write_up_id: Mapped[str] = mapped_column(IdText)
    pairing_id: Mapped[str] = mapped_column(IdText)
    mentor_id: Mapped[str] = mapped_column(IdText)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str | None] = mapped_column(IdText)
    answer: Mapped[str] = mapped_column(String(20), default="")
    is_alert: Mapped[bool] = mapped_column(Boolean, default=False)
    lead_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lead_seen_by: Mapped[str | None] = mapped_column(IdText)
    version: Mapped[int] = mapped_column(Integer)

    pairing = owned_link("BoundaryNote", "pairing_id", "Pairing", viewonly=True)
    mentor = owned_link("BoundaryNote", "mentor_id", "Student", viewonly=True)
    write_up = owned_link("BoundaryNote", "write_up_id", "WriteUp", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
