"""Keeping what is written to until the transaction ends, so that two who write at once do so one after the other."""

from collections.abc import Collection

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.people.models import Student


def lock(enrolment: Enrolment) -> None:
    """Lock the row, and read anew what was read of it before."""
    # Not by refresh(with_for_update=True): it would join what was loaded beside it, which PostgreSQL does not lock.
    wanted = select(Enrolment.id).where(
        Enrolment.school_id == enrolment.school_id, Enrolment.id == enrolment.id
    )
    # Nobody changes its key, so rows that point at it may be written meanwhile.
    db.session.execute(wanted.with_for_update(key_share=True))
    db.session.refresh(enrolment)


def lock_students(school_id: str, student_ids: Collection[str]) -> None:
    """Lock these students' rows, always in one order. What is counted by student may come from two programmes."""
    wanted = select(Student.id).where(Student.school_id == school_id, Student.id.in_(student_ids))
    db.session.execute(wanted.order_by(Student.id).with_for_update(key_share=True))
