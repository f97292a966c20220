"""A tablet in the room: an adult's sign-in that shows the room and nothing else until the password is given again."""

from datetime import date, datetime

from sqlalchemy import Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key


class RoomSession(Owned, db.Model):
    """One device in one room on one day. `session_id` is the adult's sign-in that opened it."""

    __tablename__ = "room_session"
    __table_args__ = (
        owned_key("staff_id", "staff_member"),
        owned_key("place_id", "place"),
        Index("ix_room_session_of", "school_id", "session_id"),
    )

    session_id: Mapped[str] = mapped_column(IdText)
    staff_id: Mapped[str] = mapped_column(IdText)
    place_id: Mapped[str | None] = mapped_column(IdText)
    day: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
