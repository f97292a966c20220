"""Pairings, who is in them and what each said, and every step of their life."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link
from mentoring.programme.models import SlotAdult


class Pairing(Owned, db.Model):
    """Mentors and mentees joined in a programme: one and one, or two with up to ten. `state` is of rules.life.

    slot, place, adult: where and when they meet each week, and who is near and is named to them. `tell_since`: since
    when somebody must tell both in person about a break or an end; empty once that was done. `ends_on`: the last
    day, once notice was given. `rematch`: what was decided about the students at closing.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        owned_key("slot_id", "slot"),
        owned_key("place_id", "place"),
        owned_key("adult_id", "staff_member"),
        Index("ix_pairing_programme", "school_id", "programme_id", "state"),
        Index("ix_pairing_state", "school_id", "state"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    state: Mapped[str] = mapped_column(String(12))
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    slot_id: Mapped[str | None] = mapped_column(IdText, index=True)
    place_id: Mapped[str | None] = mapped_column(IdText)
    adult_id: Mapped[str | None] = mapped_column(IdText, index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    origin: Mapped[str] = mapped_column(String(10), default="board")  # board or hand
    fit: Mapped[int | None] = mapped_column(Integer)  # 0 to 100, as the board showed it to staff
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the first meeting that was held
    break_cause: Mapped[str] = mapped_column(String(20), default="")
    tell_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_on: Mapped[date | None] = mapped_column(Date)
    closing: Mapped[str] = mapped_column(String(10), default="")
    rematch: Mapped[str] = mapped_column(String(10), default="")
    version: Mapped[int] = mapped_column(Integer)

    programme = owned_link("Pairing", "programme_id", "Programme", viewonly=True)
    slot = owned_link("Pairing", "slot_id", "Slot", viewonly=True)
    place = owned_link("Pairing", "place_id", "Place", viewonly=True)
    adult = owned_link("Pairing", "adult_id", "StaffMember", viewonly=True)
    members: Mapped[list["PairingMember"]] = relationship(
        primaryjoin="and_(Pairing.id == foreign(PairingMember.pairing_id), "
        "Pairing.school_id == PairingMember.school_id)",
        viewonly=True,
        lazy="selectin",
        order_by="PairingMember.role.desc(), PairingMember.id",
    )
    slot_adults: Mapped[list[SlotAdult]] = relationship(
        primaryjoin="and_(Pairing.slot_id == foreign(SlotAdult.slot_id), Pairing.school_id == SlotAdult.school_id)",
        viewonly=True,
        lazy="selectin",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def here(self) -> list["PairingMember"]:
        """Return who is in it now: mentors first."""
        return [each for each in self.members if each.left_at is None]

    @property
    def adult_ids(self) -> frozenset[str]:
        """Return the staff whose own pairing it is: the adult named, and who is on duty or stands in at its time."""
        found = {each.staff_id for each in self.slot_adults}
        return frozenset(found | {self.adult_id} if self.adult_id else found)

    @property
    def student_ids(self) -> frozenset[str]:
        """Return the students who are in it now."""
        return frozenset(each.student_id for each in self.here)


class PairingMember(Owned, db.Model):
    """One student in a pairing, and what they said when they were asked.

    `opened_at`: when they first saw the question. `answer`: yes, no, or empty.
    """

    __tablename__ = "pairing_member"
    __table_args__ = (
        owned_key("pairing_id", "pairing"),
        owned_key("enrolment_id", "enrolment"),
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "pairing_id", "enrolment_id"),
        Index("ix_pairing_member_student", "school_id", "student_id"),
        Index("ix_pairing_member_enrolment", "school_id", "enrolment_id"),
    )

    pairing_id: Mapped[str] = mapped_column(IdText)
    enrolment_id: Mapped[str] = mapped_column(IdText)
    student_id: Mapped[str] = mapped_column(IdText)
    role: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(4), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    how: Mapped[str] = mapped_column(String(20), default="")
    recorded_by: Mapped[str | None] = mapped_column(IdText)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    pairing = owned_link("PairingMember", "pairing_id", "Pairing", viewonly=True)
    student = owned_link("PairingMember", "student_id", "Student", viewonly=True)
    enrolment = owned_link("PairingMember", "enrolment_id", "Enrolment", viewonly=True)

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.student_id


class PairingStep(Owned, db.Model):
    """One step of a pairing's life. Rows are never changed.

    `happening` is of rules.life, or "proposed", "put-together", "answered", "told", "left" or "changed". `code`: the
    cause of a break, the kind of closing, the answer. `words`: a reason that staff gave, for staff.
    """

    __tablename__ = "pairing_step"
    __table_args__ = (
        owned_key("pairing_id", "pairing"),
        UniqueConstraint("school_id", "pairing_id", "turn"),
    )

    pairing_id: Mapped[str] = mapped_column(IdText)
    turn: Mapped[int] = mapped_column(Integer)  # 1, 2, ...: two steps of one second have an order too
    happening: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))  # where it led
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(IdText)
    student_id: Mapped[str | None] = mapped_column(IdText)  # whose answer, pause or stop
    code: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(String(500), default="")
