"""Training and preparation that students took part in, and the parts of the course that they took themselves."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key


class Training(Owned, db.Model):
    """One student's part in one training: a group that was taught, or a part taken on a shared screen.

    `module` says that the safety module and its questions were in it. Rows are never changed: a module
    that was noted later is a row of no minutes, and one written down by mistake is struck out by another row.
    """

    __tablename__ = "training"
    __table_args__ = (owned_key("student_id", "student"),)

    student_id: Mapped[str] = mapped_column(IdText, index=True)
    role: Mapped[str] = mapped_column(String(10))
    day: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(Integer)
    module: Mapped[bool] = mapped_column(Boolean)
    taught_by: Mapped[str] = mapped_column(String(80), default="")
    part: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str | None] = mapped_column(IdText)
    strikes_id: Mapped[str | None] = mapped_column(IdText)  # the row that this one strikes out


class CoursePart(Owned, db.Model):
    """How far a student is with one part of the course: begun, and finished with its question right.

    `started_at` is since when its minutes count: anew whenever another part is begun or finished. `wrong_at` is when
    its question was last answered wrongly.
    """

    __tablename__ = "course_part"
    __table_args__ = (
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "student_id", "role", "part"),
    )

    student_id: Mapped[str] = mapped_column(IdText)
    role: Mapped[str] = mapped_column(String(10))
    part: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wrong_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
