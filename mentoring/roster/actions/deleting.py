"""What happens when somebody is deleted who was added by mistake."""

from datetime import datetime

from sqlalchemy import delete, or_

from mentoring.access.actor import Actor
from mentoring.extensions import db
from mentoring.people import bonds
from mentoring.people.actions.students import delete_student
from mentoring.people.models import Student
from mentoring.roster.models import Family, RosterEntry
from mentoring.roster.rules.problems import Refusal


def delete_for_good(actor: Actor, student: Student, *, now: datetime) -> Refusal | None:
    """Delete a student on whom nothing hangs, with all that rosters brought of them."""
    if bonds.is_bound(student.school_id, student.id):
        return Refusal.BOUND
    theirs = or_(Family.one_id == student.id, Family.other_id == student.id)
    db.session.execute(delete(Family).where(Family.school_id == student.school_id, theirs))
    db.session.execute(
        delete(RosterEntry).where(
            RosterEntry.school_id == student.school_id, RosterEntry.student_id == student.id
        )
    )
    delete_student(actor.by, student, now=now)
    return None
