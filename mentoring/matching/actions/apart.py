"""Two students who are never to be paired, by staff; and a pairing of theirs that is there already."""

from datetime import datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.joining.actions import apart as joining
from mentoring.joining.actions.locking import lock_students
from mentoring.joining.queries.profiles import ApartKind, apart_from
from mentoring.matching.rules.board import BoardRefusal
from mentoring.people.models import Student


def keep_apart(
    by: By, one: Student, other: Student, reason: str, *, kind: ApartKind, now: datetime
) -> BoardRefusal | None:
    """Keep two students apart, with a reason for the lead; return why not, or None.

    Where they are kept apart already the answer is the same: nobody learns of it by trying. Another reason is added.
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
    if not any((each.kind, each.reason) == (kind, reason.strip()) for each in known):
        joining.keep_apart(by, one.school_id, one.id, other.id, kind, reason=reason, now=now)
    trail.record(events.KEPT_APART, now, school_id=one.school_id, by=by, subject_id=one.id, change="added")
    return None
