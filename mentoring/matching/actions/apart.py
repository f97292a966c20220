"""Two students who are never to be paired, by staff; and a pairing of theirs that is there already."""

from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock_students
from mentoring.joining.models import Apart
from mentoring.joining.queries.profiles import ApartKind, apart_from
from mentoring.matching.actions.breaking import hear_of_two
from mentoring.matching.rules.board import BoardRefusal
from mentoring.people.models import Student


def keep_apart(
    by: By, one: Student, other: Student, reason: str, *, kind: ApartKind, now: datetime
) -> BoardRefusal | None:
    """Keep two students apart, with a reason for the lead; return why not, or None.

    Where staff keep them apart already nothing is added and the answer is the same: nobody learns of it by trying.
    A pairing that the two are in takes a break, or is drawn back if they have not met, in the same transaction.
    """
    if one.id == other.id:
        return BoardRefusal.SAME_PERSON
    if not reason.strip():
        return BoardRefusal.REASON_WANTED
    lock_students(one.school_id, [one.id, other.id])
    known = [
        each for each in apart_from(one.school_id, one.id) if other.id in (each.student_id, each.other_id)
    ]
    if not any(each.kind == kind for each in known):
        db.session.add(
            Apart(
                school_id=one.school_id,
                id=ids.new_id(),
                student_id=one.id,
                other_id=other.id,
                kind=kind,
                reason=reason.strip(),
                made_at=now,
                made_by=by.person_id,
            )
        )
        db.session.flush()
    trail.record(events.KEPT_APART, now, school_id=one.school_id, by=by, subject_id=one.id, change="added")
    hear_of_two(one.school_id, one.id, other.id, now)
    return None
