"""Meetings as planned and as they went, and adults who are away for a day."""

from datetime import date, datetime, time

from sqlalchemy import Boolean, Date, Index, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Meeting(Owned, db.Model):
    """One meeting of a pairing. What is planned is a local day and wall times; `starts_at` is that moment in UTC.

    `state`: planned, held, missed or off. `why`: by whom it was missed, or why it is off; only staff read it.
    `slot_id` is where it was planned from; empty for one that a mentor wrote up and nobody had planned.
    `planned_for`: the day that the pairing's time in the week gave. It stays when a meeting is moved, so that no
    plan ever gives that day twice.
    `stand_in_id`: who is near in place of the adult. `moved_at`: when its time or place was last changed.
    `registered_at`: when an adult took the register, which counts as the log.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        owned_key("pairing_id", "pairing"),
        owned_key("programme_id", "programme"),
        owned_key("site_id", "site"),
        owned_key("slot_id", "slot"),
        owned_key("place_id", "place"),
        owned_key("adult_id", "staff_member"),
        owned_key("stand_in_id", "staff_member"),
        UniqueConstraint("school_id", "pairing_id", "day", "starts"),
        UniqueConstraint("school_id", "pairing_id", "planned_for"),
        Index("ix_meeting_day", "school_id", "day", "starts"),
        Index("ix_meeting_of", "school_id", "pairing_id", "state", "day"),
        Index("ix_meeting_state", "school_id", "state", "day"),  # what was missed, what nobody wrote up
    )

    pairing_id: Mapped[str] = mapped_column(IdText)
    programme_id: Mapped[str] = mapped_column(IdText)
    site_id: Mapped[str] = mapped_column(IdText)
    slot_id: Mapped[str | None] = mapped_column(IdText)
    place_id: Mapped[str | None] = mapped_column(IdText)
    adult_id: Mapped[str | None] = mapped_column(IdText)
    stand_in_id: Mapped[str | None] = mapped_column(IdText)
    planned_for: Mapped[date | None] = mapped_column(Date)
    day: Mapped[date] = mapped_column(Date)
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(20), default="")
    is_planned: Mapped[bool] = mapped_column(Boolean, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registered_by: Mapped[str | None] = mapped_column(IdText)
    version: Mapped[int] = mapped_column(Integer)

    pairing = owned_link("Meeting", "pairing_id", "Pairing", viewonly=True)
    place = owned_link("Meeting", "place_id", "Place", viewonly=True)
    adult = owned_link("Meeting", "adult_id", "StaffMember", viewonly=True)
    stand_in = owned_link("Meeting", "stand_in_id", "StaffMember", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def near_id(self) -> str | None:
        """Return the id of the adult who is near on the day: who stands in, or who is on duty."""
        return self.stand_in_id or self.adult_id

    @property
    def adult_ids(self) -> frozenset[str]:
        """Return the staff whose own meeting it is: its pairing's, and who stands in."""
        return self.pairing.adult_ids | {each for each in (self.adult_id, self.stand_in_id) if each}


class Absence(Owned, db.Model):
    """A member of staff who is away on a day, and who stands in for all of their meetings."""

    __tablename__ = "absence"
    __table_args__ = (
        owned_key("staff_id", "staff_member"),
        owned_key("stand_in_id", "staff_member"),
        UniqueConstraint("school_id", "staff_id", "day"),
    )

    staff_id: Mapped[str] = mapped_column(IdText)
    day: Mapped[date] = mapped_column(Date)
    stand_in_id: Mapped[str | None] = mapped_column(IdText)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    version: Mapped[int] = mapped_column(Integer)

    staff = owned_link("Absence", "staff_id", "StaffMember", viewonly=True)
    stand_in = owned_link("Absence", "stand_in_id", "StaffMember", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
