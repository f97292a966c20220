"""A programme, the sites where it runs, and the adults in charge of it."""

from datetime import date, datetime

from sqlalchemy import Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link
from mentoring.programme.models.places import SlotAdult


class Programme(Owned, db.Model):
    """One scheme over a term or a year. `short_because` is why it has fewer weeks than usual, if it has."""

    __tablename__ = "programme"
    __table_args__ = (owned_key("copied_from_id", "programme"),)

    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))
    short_because: Mapped[str] = mapped_column(String(500), default="")
    copied_from_id: Mapped[str | None] = mapped_column(IdText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    sites: Mapped[list["ProgrammeSite"]] = relationship(
        primaryjoin="and_(Programme.id == foreign(ProgrammeSite.programme_id), "
        "Programme.school_id == ProgrammeSite.school_id)",
        viewonly=True,
        lazy="selectin",
        order_by="ProgrammeSite.id",
    )
    adults: Mapped[list["ProgrammeAdult"]] = relationship(
        primaryjoin="and_(Programme.id == foreign(ProgrammeAdult.programme_id), "
        "Programme.school_id == ProgrammeAdult.school_id)",
        viewonly=True,
        lazy="selectin",
        order_by="ProgrammeAdult.id",
    )
    duties: Mapped[list[SlotAdult]] = relationship(
        secondary="slot",
        primaryjoin="and_(Programme.id == Slot.programme_id, Programme.school_id == Slot.school_id, "
        "Slot.removed_at.is_(None))",
        secondaryjoin="and_(Slot.id == foreign(SlotAdult.slot_id), Slot.school_id == SlotAdult.school_id)",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def site_ids(self) -> list[str]:
        """Return the ids of the sites where it runs."""
        return [each.site_id for each in self.sites]

    @property
    def in_charge_ids(self) -> list[str]:
        """Return the ids of the adults in charge of it."""
        return [each.staff_id for each in self.adults]

    @property
    def duty_ids(self) -> frozenset[str]:
        """Return the ids of everybody who is on duty, or stands in, at one of its times."""
        return frozenset(each.staff_id for each in self.duties)


class ProgrammeSite(Owned, db.Model):
    """A site where a programme runs."""

    __tablename__ = "programme_site"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        owned_key("site_id", "site"),
        UniqueConstraint("school_id", "programme_id", "site_id"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    site_id: Mapped[str] = mapped_column(IdText)

    site = owned_link("ProgrammeSite", "site_id", "Site", viewonly=True)


class ProgrammeAdult(Owned, db.Model):
    """An adult in charge of a programme: whom students, staff and carers ask about it."""

    __tablename__ = "programme_adult"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        owned_key("staff_id", "staff_member"),
        UniqueConstraint("school_id", "programme_id", "staff_id"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    staff_id: Mapped[str] = mapped_column(IdText)
