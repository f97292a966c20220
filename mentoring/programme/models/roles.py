"""What a role is and is not, in versions that are never changed once they are there."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key
from mentoring.programme.rules.roles import Block, EditKind, Question, RoleText


class RoleDescription(Owned, db.Model):
    """The description of one role in one programme. `newest` is the number of its newest version."""

    __tablename__ = "role_description"
    __table_args__ = (
        owned_key("programme_id", "programme"),
        UniqueConstraint("school_id", "programme_id", "role"),
    )

    programme_id: Mapped[str] = mapped_column(IdText)
    role: Mapped[str] = mapped_column(String(10))
    newest: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class RoleDescriptionVersion(Owned, db.Model):
    """One version: its words, its check questions, and what kind of edit made it. Never changed."""

    __tablename__ = "role_description_version"
    __table_args__ = (
        owned_key("description_id", "role_description"),
        UniqueConstraint("school_id", "description_id", "number"),
    )

    description_id: Mapped[str] = mapped_column(IdText)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    blocks: Mapped[dict[str, str]] = mapped_column(JSON)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(IdText)

    @property
    def edit(self) -> EditKind:
        """Return what kind of edit made it."""
        return EditKind(self.kind)

    @property
    def text(self) -> RoleText:
        """Return its words as the rules take them."""
        return RoleText(
            {Block(code): words for code, words in self.blocks.items()},
            tuple(
                Question(each["asks"], tuple(each["answers"]), each["right"], each["why"])
                for each in self.questions
            ),
        )
