"""A student in a programme, and everything that they said about taking part."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Enrolment(Owned, db.Model):
    """One student in one programme, as mentor or mentee.

    `came` says how; `referred_by` is who referred them, as written on paper, and `referred_on` the day.
    `needs_experience`: staff think that this mentee needs a mentor who has done it before. `needs_language`: the
    language, or several with commas, of which the mentor must speak one. `friends`: enrolments of those with whom a
    mentee would like to be in a group, as they told staff.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "programme_id", "student_id"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText, index=True)
    role: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    came: Mapped[str] = mapped_column(String(10))
    referred_by: Mapped[str] = mapped_column(String(80), default="")
    referred_on: Mapped[date | None] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_by: Mapped[str | None] = mapped_column(IdText)
    talked_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # after a pause, or a consent that was taken back
    talked_by: Mapped[str | None] = mapped_column(IdText)
    needs_experience: Mapped[bool] = mapped_column(Boolean, default=False)
    needs_language: Mapped[str] = mapped_column(String(80), default="")
    friends: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(Integer)

    programme = owned_link("Enrolment", "programme_id", "Programme", viewonly=True)
    student = owned_link("Enrolment", "student_id", "Student", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.student_id


class OwnAnswer(Owned, db.Model):
    """One thing that a student said about taking part: when, how, and to whom if not behind their own sign-in.

    Rows are never changed.
    """

    __tablename__ = "own_answer"
    __table_args__ = (owned_key("enrolment_id", "enrolment"),)

    enrolment_id: Mapped[str] = mapped_column(IdText, index=True)
    answer: Mapped[str] = mapped_column(String(10))
    how: Mapped[str] = mapped_column(String(20))
    said_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str | None] = mapped_column(IdText)
