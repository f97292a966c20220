"""The outbox: what is to be done after the transaction that asked for it, mail and long work alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, UtcDateTime, db


class Job(db.Model):
    """One thing to do. `facts` holds ids and codes only; `once` makes asking twice ask once."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_waiting", "done_at", "due_at"),)

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    school_id: Mapped[str | None] = mapped_column(IdText, index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    last_problem: Mapped[str | None] = mapped_column(String(60))  # an error's type, never its text
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gave_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
