"""Keeping an enrolment until the transaction ends, so that two who write at once do so one after the other."""

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
    db.session.execute(wanted.with_for_update())
    db.session.refresh(enrolment)


def lock_student(student: Student) -> None:
    """Lock a student's row, where something about them holds in every programme."""
    wanted = select(Student.id).where(Student.school_id == student.school_id, Student.id == student.id)
    db.session.execute(wanted.with_for_update())
