"""What a student says about themselves for one programme, and with whom they would rather not be."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Profile(Owned, db.Model):
    """The answers of one enrolment. Every answer may be missing.

    `lived`: of a mentor, which of the help topics they have been through themselves; codes, only with their leave.
    `passed`: the questions that were answered or skipped. `finished_at` says that those were all.
    """

    __tablename__ = "profile"
    __table_args__ = (
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("school_id", "enrolment_id"),
    )

    enrolment_id: Mapped[str] = mapped_column(IdText)
    interests: Mapped[list[str]] = mapped_column(JSON)
    interests_words: Mapped[str] = mapped_column(String(200), default="")
    help: Mapped[list[str]] = mapped_column(JSON)
    help_words: Mapped[str] = mapped_column(String(200), default="")
    help_may_be_told: Mapped[bool] = mapped_column(Boolean, default=False)
    story: Mapped[str] = mapped_column(String(500), default="")
    lived: Mapped[list[str]] = mapped_column(JSON, default=list)
    cannot_slot_ids: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[str] = mapped_column(String(120), default="")
    step_free: Mapped[bool] = mapped_column(Boolean, default=False)
    quiet: Mapped[bool] = mapped_column(Boolean, default=False)
    adult_present: Mapped[bool] = mapped_column(Boolean, default=False)
    same_gender: Mapped[bool] = mapped_column(Boolean, default=False)
    gender: Mapped[str] = mapped_column(String(10), default="")
    gender_words: Mapped[str] = mapped_column(String(60), default="")
    passed: Mapped[list[str]] = mapped_column(JSON)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Apart(Owned, db.Model):
    """Two students who are never paired: a student's own "rather not", or staff's keeping apart.

    `kind` says which. Why it holds is for the lead alone; everybody else reads "cannot be paired".
    """

    __tablename__ = "apart"
    __table_args__ = (owned_key("student_id", "student"), owned_key("other_id", "student"))

    student_id: Mapped[str] = mapped_column(IdText, index=True)
    other_id: Mapped[str] = mapped_column(IdText, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(500), default="")  # staff's; for the lead alone
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(IdText)

    student = owned_link("Apart", "student_id", "Student", viewonly=True)
    other = owned_link("Apart", "other_id", "Student", viewonly=True)
