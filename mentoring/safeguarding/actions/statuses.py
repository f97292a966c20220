"""What happens when somebody who told a worry asks how it is going."""

from datetime import datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.raising.models import Concern


def see_status(concern: Concern, by: By, *, now: datetime) -> None:
    """Note that the writer of a concern saw its state, so that its readers know that words back arrived."""
    trail.record(events.CONCERN_STATUS_SEEN, now, school_id=concern.school_id, by=by, subject_id=concern.id)
