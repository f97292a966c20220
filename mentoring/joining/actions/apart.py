"""Keeping two students apart for always: whoever wishes it, they are never paired from then on."""

from datetime import datetime

from mentoring import ids
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.telling import tell_apart
from mentoring.joining.models import Apart
from mentoring.joining.queries.profiles import ApartKind


def keep_apart(
    by: By,
    school_id: str,
    student_id: str,
    other_id: str,
    kind: ApartKind,
    *,
    now: datetime,
    reason: str = "",
) -> Apart:
    """Keep two students apart, and tell the rooms above at once; return the row. The caller writes the event.

    reason: staff's, which the lead alone reads. Where the two are paired, the pairing has a break from this write on.
    """
    made = Apart(
        school_id=school_id,
        id=ids.new_id(),
        student_id=student_id,
        other_id=other_id,
        kind=kind,
        reason=reason.strip(),
        made_at=now,
        made_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    tell_apart(school_id, student_id, other_id, now)
    return made
