"""Meeting before pairing: an hour where each side meets several, and whom each would like to see again."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class MeetAndGreet(Owned, db.Model):
    """One meet-and-greet of a programme: a day, one of its times in the week, and a place of that time.

    `version` goes up with each change of who comes, so that two coordinators do not overwrite each other.
    """

    __tablename__ = "meet_and_greet"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        owned_key("slot_id", "slot"),
        owned_key("place_id", "place"),
        Index("ix_meet_and_greet_programme", "school_id", "programme_id"),
        Index("ix_meet_and_greet_day", "school_id", "day"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    slot_id: Mapped[str] = mapped_column(IdText)
    place_id: Mapped[str] = mapped_column(IdText)
    day: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    version: Mapped[int] = mapped_column(Integer)

    programme = owned_link("MeetAndGreet", "programme_id", "Programme", viewonly=True)
    slot = owned_link("MeetAndGreet", "slot_id", "Slot", viewonly=True)
    place = owned_link("MeetAndGreet", "place_id", "Place", viewonly=True)


class MeetGuest(Owned, db.Model):
    """A student who comes to a meet-and-greet.

    `number` stands beside their name on the cards of the others, and is written into a box there. `chosen_at`: when
    they chose, be it nobody; `how`: room, sign-in, or card where staff keyed it in.
    """

    __tablename__ = "meet_guest"
    __table_args__ = (
        owned_key("meet_id", "meet_and_greet"),
        owned_key("enrolment_id", "enrolment"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "meet_id", "enrolment_id"),
        UniqueConstraint("school_id", "meet_id", "number"),
        Index("ix_meet_guest_student", "school_id", "student_id"),
    )

    meet_id: Mapped[str] = mapped_column(IdText)
    enrolment_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText)
    number: Mapped[int] = mapped_column(Integer)
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    how: Mapped[str] = mapped_column(String(10), default="")

    meet = owned_link("MeetGuest", "meet_id", "MeetAndGreet", viewonly=True)
    student = owned_link("MeetGuest", "student_id", "Student", viewonly=True)
    enrolment = owned_link("MeetGuest", "enrolment_id", "Enrolment", viewonly=True)

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.student_id

    @property
    def programme(self) -> object:
        """Return the programme that the policy asks whether it runs."""
        return self.meet.programme


class MeetChoice(Owned, db.Model):
    """Whom a guest would like to see again. No page ever shows it: the engine reads it, and nothing else does."""

    __tablename__ = "meet_choice"
    __table_args__ = (
        owned_key("guest_id", "meet_guest"),
        owned_key("enrolment_id", "enrolment"),
        UniqueConstraint("school_id", "guest_id", "enrolment_id"),
    )

    guest_id: Mapped[str] = mapped_column(IdText)
    enrolment_id: Mapped[str] = mapped_column(IdText)
