"""What was set for a programme, every change of it, and what the head was asked."""

from datetime import datetime

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class ProgrammeSetting(Owned, db.Model):
    """A setting that somebody set, as text (see rules.settings). Those that have no row are at their default."""

    __tablename__ = "programme_setting"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        UniqueConstraint("school_id", "programme_id", "code"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    code: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class ProgrammeSettingChange(Owned, db.Model):
    """One change of one setting, and why where a reason was asked for. Rows are never changed."""

    __tablename__ = "programme_setting_change"
    __table_args__ = (owned_key("programme_id", "programme"),)

    programme_id: Mapped[str] = mapped_column(IdText, index=True)
    code: Mapped[str] = mapped_column(String(40))
    old: Mapped[str] = mapped_column(String(40))
    new: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)


class GapRequest(Owned, db.Model):
    """What a coordinator asks of the head: a smaller gap in school years than the kind of programme has."""

    __tablename__ = "gap_request"
    __table_args__ = (owned_key("programme_id", "programme"),)

    programme_id: Mapped[str] = mapped_column(IdText, index=True)
    years: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str | None] = mapped_column(IdText)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(IdText)
    words: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(Integer)

    programme = owned_link("GapRequest", "programme_id", "Programme", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
