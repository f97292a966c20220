"""Where and when pairs may meet: the places of a site, and a programme's slots in the week."""

from datetime import datetime, time

from sqlalchemy import Boolean, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Place(Owned, db.Model):
    """A room or corner of a site. All programmes share them. `capacity` counts pairs; removed ones are kept."""

    __tablename__ = "place"
    __table_args__ = (owned_key("site_id", "site"),)

    site_id: Mapped[str] = mapped_column(IdText)
    name: Mapped[str] = mapped_column(String(80))
    capacity: Mapped[int] = mapped_column(Integer)
    step_free: Mapped[bool] = mapped_column(Boolean)
    quiet: Mapped[bool] = mapped_column(Boolean)
    approved: Mapped[bool] = mapped_column(Boolean)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    site = owned_link("Place", "site_id", "Site", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class Slot(Owned, db.Model):
    """A time in the week when pairs of a programme may meet. `years` are year codes joined by commas; none: all."""

    __tablename__ = "slot"
    __table_args__ = (owned_key("programme_id", "programme"), owned_key("site_id", "site"))

    programme_id: Mapped[str] = mapped_column(IdText, index=True)
    site_id: Mapped[str] = mapped_column(IdText)
    weekday: Mapped[int] = mapped_column(Integer)
    week: Mapped[str] = mapped_column(String(1), default="")
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    years: Mapped[str] = mapped_column(String(120), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    places: Mapped[list["SlotPlace"]] = relationship(
        primaryjoin="and_(Slot.id == foreign(SlotPlace.slot_id), Slot.school_id == SlotPlace.school_id)",
        viewonly=True,
        lazy="selectin",
        order_by="SlotPlace.id",
    )
    adults: Mapped[list["SlotAdult"]] = relationship(
        primaryjoin="and_(Slot.id == foreign(SlotAdult.slot_id), Slot.school_id == SlotAdult.school_id)",
        viewonly=True,
        lazy="selectin",
        order_by="SlotAdult.id",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def year_codes(self) -> list[str]:
        """Return the year groups that the slot suits; an empty list means every year."""
        return self.years.split(",") if self.years else []


class SlotPlace(Owned, db.Model):
    """A place that may be used in a slot."""

    __tablename__ = "slot_place"
    __table_args__ = (
        owned_key("slot_id", "slot"),
        owned_key("place_id", "place"),
        UniqueConstraint("school_id", "slot_id", "place_id"),
    )

    slot_id: Mapped[str] = mapped_column(IdText)
    place_id: Mapped[str] = mapped_column(IdText)

    place = owned_link("SlotPlace", "place_id", "Place", viewonly=True, lazy="joined")


class SlotAdult(Owned, db.Model):
    """An adult on duty in a slot, or who stands in when one of them is away."""

    __tablename__ = "slot_adult"
    __table_args__ = (
        owned_key("slot_id", "slot"),
        owned_key("staff_id", "staff_member"),
        UniqueConstraint("school_id", "slot_id", "staff_id"),
    )

    slot_id: Mapped[str] = mapped_column(IdText)
    staff_id: Mapped[str] = mapped_column(IdText, index=True)
    stands_in: Mapped[bool] = mapped_column(Boolean)

    staff = owned_link("SlotAdult", "staff_id", "StaffMember", viewonly=True)
