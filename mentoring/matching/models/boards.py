"""The matching board of a programme: its newest suggestion, and what staff locked or put aside."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class Board(Owned, db.Model):
    """One programme's board. `version` goes up with each change, so that two coordinators do not overwrite each other.

    `state`: empty, working (the worker has it), done, or failed. `locked` are pairs that a new suggestion keeps,
    `put_aside` pairs that it leaves out this time: both as [mentor enrolment id, mentee enrolment id].
    `suggestion` is what the engine gave (see matching/engine), with its proof and what would help: ids and codes only.
    The one place with words is "put_together": why staff put a pair together, for as long as the pair is on the board.
    """

    __tablename__ = "board"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        UniqueConstraint("school_id", "programme_id"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    state: Mapped[str] = mapped_column(String(10))
    locked: Mapped[list[list[str]]] = mapped_column(JSON)
    put_aside: Mapped[list[list[str]]] = mapped_column(JSON)
    suggestion: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)
    version: Mapped[int] = mapped_column(Integer)

    programme = owned_link("Board", "programme_id", "Programme", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
