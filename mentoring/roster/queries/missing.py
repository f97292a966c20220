"""Who is not in the newest roster any more, until a person decides; and what the last roster did."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from mentoring.audit.events import ROSTER_TAKEN
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import Account, Student
from mentoring.roster.models import RosterEntry

PAGE = 50


def missing_page(school_id: str, page: int) -> tuple[Sequence[RosterEntry], int, int]:
    """Return a page of those who are missing, by name, with the page's number and how many there are in all."""
    total = missing_count(school_id)
    page = max(1, min(page, -(-total // PAGE)))
    wanted = _missing(school_id).options(joinedload(RosterEntry.student).joinedload(Student.site))
    found = db.session.scalars(
        wanted.order_by(Student.last_name, Student.first_name, Student.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return found, page, total


def missing_count(school_id: str) -> int:
    """Return how many students wait for the decision whether they have left."""
    return waiting(school_id)[0]


def waiting(school_id: str) -> tuple[int, datetime | None]:
    """Return how many students wait for that decision, and since when the first of them has."""
    found = _missing(school_id).subquery()
    row = db.session.execute(select(func.count(), func.min(found.c.missing_since)).select_from(found)).one()
    return row[0], row[1]


def _missing(school_id: str) -> Select[RosterEntry]:
    return (
        select(RosterEntry)
        .join(Student, (Student.school_id == RosterEntry.school_id) & (Student.id == RosterEntry.student_id))
        .where(
            RosterEntry.school_id == school_id,
            RosterEntry.missing_since.is_not(None),
            Student.left_at.is_(None),
        )
    )


def entry_of(school_id: str, student_id: str) -> RosterEntry | None:
    """Return what rosters say of a student, or None."""
    wanted = select(RosterEntry).where(
        RosterEntry.school_id == school_id, RosterEntry.student_id == student_id
    )
    return db.session.scalar(wanted)


def missing_entry(school_id: str, student_id: str) -> RosterEntry | None:
    """Return the entry of a student who is missing and not decided about, or None."""
    found = entry_of(school_id, student_id)
    return found if found is not None and found.missing_since is not None else None


def last_taken(school_id: str) -> TrailEntry | None:
    """Return what the trail says of the newest roster that was taken, or None."""
    wanted = select(TrailEntry).where(TrailEntry.chain == school_id, TrailEntry.event == ROSTER_TAKEN.name)
    return db.session.scalar(wanted.order_by(TrailEntry.seq.desc()).limit(1))


def without_card(school_id: str) -> int:
    """Return how many students of the school have no card that works."""
    wanted = (
        select(func.count(Student.id))
        .join(Account, Account.id == Student.account_id)
        .where(Student.school_id == school_id, Student.left_at.is_(None), Account.secret_hash.is_(None))
    )
    return db.session.scalar(wanted) or 0
