"""The people of a school: staff with their roles, students, and family ties between them."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class StaffMember(Owned, db.Model):
    """An adult who works for the school, or governs it."""

    __tablename__ = "staff_member"
    __table_args__ = (UniqueConstraint("school_id", "account_id"),)

    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    title: Mapped[str] = mapped_column(String(20), default="")
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    away: Mapped[bool] = mapped_column(Boolean, default=False)
    reads_out_of_hours: Mapped[bool] = mapped_column(Boolean, default=False)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    all_roles: Mapped[list["StaffRole"]] = relationship(
        primaryjoin="and_(StaffMember.id == foreign(StaffRole.staff_id), "
        "StaffMember.school_id == StaffRole.school_id)",
        viewonly=True,
        lazy="selectin",
        order_by="StaffRole.granted_at, StaffRole.id",
    )

    account = relationship("Account", foreign_keys=[account_id], viewonly=True)
    school = relationship("School", primaryjoin="foreign(StaffMember.school_id) == School.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.id

    @property
    def name(self) -> str:
        """Return the name as students say it: "Mr Hale", or the full name without a title."""
        return f"{self.title} {self.last_name}" if self.title else self.full_name

    @property
    def full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held now; none after leaving."""
        if self.left_at is not None:
            return frozenset()
        return frozenset(Role(held.role) for held in self.all_roles if held.ended_at is None)

    @property
    def is_safeguarding(self) -> bool:
        """Say whether this person reads concerns, and so is reset only by another who does."""
        return not self.roles.isdisjoint(SAFEGUARDING_ROLES)


class StaffRole(Owned, db.Model):
    """A role that a staff member was granted, and when it ended. Rows are kept."""

    __tablename__ = "staff_role"
    __table_args__ = (owned_key("staff_id", "staff_member"),)

    staff_id: Mapped[str] = mapped_column(IdText, index=True)
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[str | None] = mapped_column(IdText)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(IdText)


class Student(Owned, db.Model):
    """A young person: the least that pairing and signing in need."""

    __tablename__ = "student"
    __table_args__ = (
        owned_key("site_id", "site"),
        UniqueConstraint("school_id", "user_name"),
        UniqueConstraint("school_id", "account_id"),
    )

    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    site_id: Mapped[str] = mapped_column(IdText)
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    year: Mapped[str] = mapped_column(String(10))  # a code of the country's year scale
    form: Mapped[str] = mapped_column(String(20), default="")
    user_name: Mapped[str] = mapped_column(String(40))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    account = relationship("Account", foreign_keys=[account_id], viewonly=True)
    site = owned_link("Student", "site_id", "Site", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def person_id(self) -> str:
        """Return the id that the policy compares."""
        return self.id

    @property
    def is_safeguarding(self) -> bool:
        """Return False: a student reads nobody's concern."""
        return False

    @property
    def name(self) -> str:
        """Return first and last name, for staff."""
        return f"{self.first_name} {self.last_name}"


class FamilyTie(Owned, db.Model):
    """A staff member who is a relative or carer of a student: never a reader of that child's concerns."""

    __tablename__ = "family_tie"
    __table_args__ = (owned_key("student_id", "student"), owned_key("staff_id", "staff_member"))

    student_id: Mapped[str] = mapped_column(IdText, index=True)
    staff_id: Mapped[str] = mapped_column(IdText)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    staff = owned_link("FamilyTie", "staff_id", "StaffMember", viewonly=True)
