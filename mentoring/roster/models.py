"""What is stored of rosters: each student's entry, a file that waits, how its columns were read, and families."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, Owned, UtcDateTime, db, owned_key, owned_link


class RosterEntry(Owned, db.Model):
    """What a roster says of one student beside the student's own record. `roster_id` is None without ids.

    year_given: the year group as the file writes it. born: "2013-05" or "2013-05-04", "" if it is not kept.
    missing_since: when a roster first did not hold the student any more, until somebody decides or they are back.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (
        owned_key("student_id", "student"),
        UniqueConstraint("school_id", "student_id"),
        UniqueConstraint("school_id", "roster_id"),
        Index("ix_roster_entry_missing", "school_id", "missing_since"),
    )

    student_id: Mapped[str] = mapped_column(IdText)
    roster_id: Mapped[str | None] = mapped_column(String(80))
    year_given: Mapped[str] = mapped_column(String(40), default="")
    born: Mapped[str] = mapped_column(String(10), default="")
    missing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    student = owned_link("RosterEntry", "student_id", "Student", viewonly=True)


class RosterDraft(Owned, db.Model):
    """A roster that somebody brought and nobody has taken yet: sealed, and for a day at most.

    content: the file itself, from when it came until it is read (see rules.drafts for the states). reading: what was
    read of it, or why it was refused. chosen: what staff chose; codes, numbers and headers only.
    """

    __tablename__ = "roster_draft"

    by_id: Mapped[str] = mapped_column(IdText)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12))
    rows_read: Mapped[int] = mapped_column(Integer, default=0)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_name: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    reading: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class RosterMapping(Owned, db.Model):
    """Which column of the school's own file is which, remembered for the next file with the same headers."""

    __tablename__ = "roster_mapping"
    __table_args__ = (UniqueConstraint("school_id", "headers_hash"),)

    headers_hash: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, int]] = mapped_column(JSON)


class Family(Owned, db.Model):
    """Two students who may be one family, and what a person decided. A confirmed one is never paired.

    one_id is the smaller of the two ids, so that each pair is here once. why: what suggested it.
    """

    __tablename__ = "family"
    __table_args__ = (
        owned_key("one_id", "student"),
        owned_key("other_id", "student"),
        UniqueConstraint("school_id", "one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="each_pair_once"),
        Index("ix_family_of_other", "school_id", "other_id"),
    )

    one_id: Mapped[str] = mapped_column(IdText)
    other_id: Mapped[str] = mapped_column(IdText)
    why: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))  # proposed, confirmed, declined
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(IdText)

    one = owned_link("Family", "one_id", "Student", viewonly=True)
    other = owned_link("Family", "other_id", "Student", viewonly=True)
