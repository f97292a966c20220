"""Sign-in sessions, each a row of its own, what was typed when one ran out, and reports of misuse."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class SignInSession(db.Model):
    """One sign-in. The cookie holds the token, this row its hash; ended rows are kept for 30 days.

    With a `room_id`, an adult's opens that room and nothing else until `open_until`; a student's is for the one
    thing that they were let in for on the room's tablet, at the meeting `job_id`.
    """

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    school_id: Mapped[str] = mapped_column(IdText, ForeignKey("school.id"))
    person_id: Mapped[str] = mapped_column(IdText, index=True)
    is_student: Mapped[bool]
    device: Mapped[str] = mapped_column(String(40))  # "Chrome on Windows": enough to know one's own
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    room_id: Mapped[str | None] = mapped_column(IdText, index=True)
    job_id: Mapped[str | None] = mapped_column(IdText)
    open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account = relationship("Account", viewonly=True)
    school = relationship("School", viewonly=True)
    staff = relationship(
        "StaffMember",
        primaryjoin="and_(foreign(SignInSession.person_id) == StaffMember.id, "
        "foreign(SignInSession.school_id) == StaffMember.school_id)",
        viewonly=True,
    )
    student = relationship(
        "Student",
        primaryjoin="and_(foreign(SignInSession.person_id) == Student.id, "
        "foreign(SignInSession.school_id) == Student.school_id)",
        viewonly=True,
    )

    @property
    def is_room(self) -> bool:
        """Say whether this is the sign-in of a room's tablet, which is nobody's."""
        return self.room_id is not None and not self.is_student


class KeptForm(db.Model):
    """A form that was sent after its session had run out: for its account only, and at most 12 hours.

    Sealed to the account (see web/kept.py); it waits here, because a second factor or the choice of a school
    may lie between the form and the person who typed it.
    """

    __tablename__ = "kept_form"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SignInReport(Owned, db.Model):
    """A student said that somebody used their sign-in; it waits for a coordinator."""

    __tablename__ = "sign_in_report"
    __table_args__ = (owned_key("student_id", "student"),)

    student_id: Mapped[str] = mapped_column(IdText)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by: Mapped[str | None] = mapped_column(IdText)

    student = owned_link("SignInReport", "student_id", "Student", viewonly=True)
