"""What is stored of the roster: how each student is called in the school's own files."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, db, owned_key


class RosterEntry(Owned, db.Model):
    """What a roster says of one student beside the student's own record. `roster_id` is None without ids.

    year_given: the year group as the file writes it. born: "2013-05" or "2013-05-04", "" if it is not kept.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "student_id"),
        UniqueConstraint("school_id", "roster_id"),
    )

    student_id: Mapped[str] = mapped_column(IdText)
    roster_id: Mapped[str | None] = mapped_column(String(80))
    year_given: Mapped[str] = mapped_column(String(40), default="")
    born: Mapped[str] = mapped_column(String(10), default="")
