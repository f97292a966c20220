"""What is known of a meeting afterwards: who came, what the mentor wrote, how it was for the mentee."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Attendance(Owned, db.Model):
    """Whether one student came to one meeting. What an adult's register says counts before what a write-up says."""

    __tablename__ = "attendance"
    __table_args__ = (
        owned_key("meeting_id", "meeting"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "meeting_id", "student_id"),
        Index("ix_attendance_student", "school_id", "student_id"),
    )

    meeting_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText)
    came: Mapped[str] = mapped_column(String(10))  # came, away (did not come), excused (not in school)
    source: Mapped[str] = mapped_column(String(10))  # register or write-up
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(IdText)


class WriteUp(Owned, db.Model):
    """What one mentor wrote up of one meeting. It is never refused and never changed.

    `token` makes a double click one write-up. `did`, `helped` are codes of what they did and which kinds of help;
    `outside` codes of what is not part of the role and was ticked. `for_mentee` the mentee can read, `for_staff`
    only staff. `place_words`: where, of a meeting that was not planned. `passes_on`: there is something to pass on,
    which goes through the door for worries; no page shows that, for whoever it is about could read it.
    """

    __tablename__ = "write_up"
    __table_args__ = (
        owned_key("meeting_id", "meeting"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "token"),
        Index("ix_write_up_meeting", "school_id", "meeting_id"),
        Index("ix_write_up_student", "school_id", "student_id", "at"),
    )

    meeting_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText)
    token: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    happened: Mapped[bool] = mapped_column(Boolean)
    missed_by: Mapped[str] = mapped_column(String(10), default="")
    minutes: Mapped[int | None] = mapped_column(Integer)
    did: Mapped[list[str]] = mapped_column(JSON)
    did_words: Mapped[str] = mapped_column(String(300), default="")
    helped: Mapped[list[str]] = mapped_column(JSON)
    outside: Mapped[list[str]] = mapped_column(JSON)
    for_mentee: Mapped[str] = mapped_column(String(300), default="")
    for_staff: Mapped[str] = mapped_column(String(1000), default="")
    place_words: Mapped[str] = mapped_column(String(120), default="")
    passes_on: Mapped[bool] = mapped_column(Boolean, default=False)

    meeting = owned_link("WriteUp", "meeting_id", "Meeting", viewonly=True)
    student = owned_link("WriteUp", "student_id", "Student", viewonly=True)


class Faces(Owned, db.Model):
    """How one meeting was for one mentee: three taps. Never shown to a mentor.

    Each answer is a code of rules.faces, or empty where it was skipped. `bad_at`: when the child last said "bad",
    which stays though the answer is changed. `seen_at`: when somebody had asked the child after that.
    """

    __tablename__ = "faces"
    __table_args__ = (
        owned_key("meeting_id", "meeting"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "meeting_id", "student_id"),
        Index("ix_faces_student", "school_id", "student_id", "at"),
        Index("ix_faces_bad", "school_id", "seen_at", "bad_at"),
    )

    meeting_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText)
    how: Mapped[str] = mapped_column(String(10), default="")
    heard: Mapped[str] = mapped_column(String(10), default="")
    again: Mapped[str] = mapped_column(String(10), default="")
    is_finished: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    bad_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by: Mapped[str | None] = mapped_column(IdText)
    version: Mapped[int] = mapped_column(Integer)

    meeting = owned_link("Faces", "meeting_id", "Meeting", viewonly=True)
    student = owned_link("Faces", "student_id", "Student", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.student_id

    @property
    def adult_ids(self) -> frozenset[str]:
        """Return the staff whose own it is: those of its meeting."""
        ids: frozenset[str] = self.meeting.adult_ids
        return ids
