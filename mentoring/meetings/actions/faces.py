"""What happens when a mentee says how a meeting was, and when somebody has asked them after a "bad"."""

from datetime import datetime

from sqlalchemy import select

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.life import lock
from mentoring.meetings.models import Faces, Meeting
from mentoring.meetings.rules.faces import Face, Step, step_after


def give_face(
    by: By, meeting: Meeting, student_id: str, step: Step, face: Face | None, *, now: datetime
) -> Faces:
    """Keep one answer of a mentee, or that they skipped the question (None). A later answer takes its place.

    A "bad" stays noted though it is changed: somebody asks the child.
    """
    lock(meeting.pairing)
    found = _faces_at(meeting, student_id)
    if found is None:
        found = Faces(
            school_id=meeting.school_id, id=ids.new_id(), meeting_id=meeting.id, student_id=student_id, at=now
        )
        db.session.add(found)
    is_new_bad = step is Step.HOW and face is Face.BAD and found.how != Face.BAD
    setattr(found, step.value, face.value if face is not None else "")
    found.at = now
    found.is_finished = bool(found.is_finished) or step_after(step) is None
    if is_new_bad:
        found.bad_at, found.seen_at, found.seen_by = now, None, None
    db.session.flush()
    trail.record(events.FACES_GIVEN, now, school_id=meeting.school_id, by=by, subject_id=meeting.pairing_id)
    return found


def _faces_at(meeting: Meeting, student_id: str) -> Faces | None:
    wanted = select(Faces).where(
        Faces.school_id == meeting.school_id,
        Faces.meeting_id == meeting.id,
        Faces.student_id == student_id,
    )
    return db.session.scalar(wanted)


def note_asked(by: By, faces: Faces, *, now: datetime) -> bool:
    """Note that somebody has talked with the child after a "bad"; return whether that is new."""
    db.session.refresh(faces, ["bad_at", "seen_at", "version"])
    if faces.bad_at is None or faces.seen_at is not None:
        return False
    faces.seen_at, faces.seen_by = now, by.person_id
    db.session.flush()
    trail.record(events.FACES_SEEN_TO, now, school_id=faces.school_id, by=by, subject_id=faces.student_id)
    return True
