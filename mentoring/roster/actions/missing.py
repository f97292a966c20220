"""What happens to a student who is not in the newest roster: a person decides."""

from datetime import datetime

from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.people.actions.students import let_leave
from mentoring.people.models import Student
from mentoring.roster.models import RosterEntry


def note_has_left(actor: Actor, entry: RosterEntry, student: Student, *, now: datetime) -> None:
    """Note that a student has left: the card is off, the records stay."""
    entry.missing_since = None
    let_leave(actor.by, student, now=now)


def note_still_here(actor: Actor, entry: RosterEntry, *, now: datetime) -> None:
    """Note that a student is still here. A later roster without them asks again."""
    entry.missing_since = None
    trail.record(events.STILL_HERE, now, school_id=entry.school_id, by=actor.by, subject_id=entry.student_id)
