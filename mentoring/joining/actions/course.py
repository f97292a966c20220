"""What happens when a student takes a part of the course: begun, answered wrongly, finished."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.events import Event
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock_students
from mentoring.joining.actions.training import Taught, add_training
from mentoring.joining.models import CoursePart, Enrolment
from mentoring.joining.queries.training import course_parts, course_taken
from mentoring.joining.rules.training import (
    TrainingRefusal,
    minutes_left,
    minutes_taken,
    refusal_to_finish,
)

SECONDS = 60  # in a minute


def start_part(
    by: By, enrolment: Enrolment, part: str, *, nominal: int, today: date, now: datetime
) -> TrainingRefusal | None:
    """Note that a student begins a part of the course, from when its minutes count; return why not, or None.

    What was taken in full can be begun anew when it no longer counts. nominal: the minutes that it is made for.
    """
    lock_students(enrolment.school_id, [enrolment.student_id])
    held = course_parts(enrolment.school_id, enrolment.student_id)
    mine = _one(held, enrolment, part)
    if mine is not None and mine.finished_at is None:
        return None
    if not minutes_left(nominal, _counted(enrolment, today).get(part, 0)):
        return TrainingRefusal.DONE_ALREADY
    if mine is None:
        mine = CoursePart(
            school_id=enrolment.school_id,
            id=ids.new_id(),
            student_id=enrolment.student_id,
            role=enrolment.role,
            part=part,
            started_at=now,
        )
        db.session.add(mine)
    mine.started_at, mine.finished_at = now, None
    _count_anew(held, now)
    db.session.flush()
    _record_part(events.COURSE_PART_BEGUN, by, enrolment, part, now)
    return None


def finish_part(
    by: By,
    enrolment: Enrolment,
    part: str,
    *,
    given: int | None,
    right: int,
    nominals: Mapping[str, int],
    today: date,
    now: datetime,
) -> TrainingRefusal | None:
    """Finish a part with its question right; return why not, or None. The last part finishes the module.

    A wrong answer is kept, and the next one has to wait. nominals: the minutes that each part is made for, by part.
    """
    lock_students(enrolment.school_id, [enrolment.student_id])
    held = course_parts(enrolment.school_id, enrolment.student_id)
    mine = _one(held, enrolment, part)
    if mine is None:
        return TrainingRefusal.NOT_STARTED
    refusal = refusal_to_finish(
        finished=mine.finished_at is not None,
        given=given,
        right=right,
        wrong_at=mine.wrong_at,
        now=now,
    )
    if refusal is TrainingRefusal.WRONG_ANSWERS:
        mine.wrong_at = now
        db.session.flush()
        _record_part(events.COURSE_PART_WRONG, by, enrolment, part, now)
    if refusal is not None:
        return refusal
    counted = _counted(enrolment, today)
    elapsed = int((now - mine.started_at).total_seconds()) // SECONDS
    minutes = minutes_taken(minutes_left(nominals[part], counted.get(part, 0)), elapsed)
    mine.finished_at, mine.wrong_at = now, None
    _count_anew(held, now)
    db.session.flush()
    done = {name for name, count in counted.items() if count} | {part}
    add_training(by, enrolment, Taught(today, minutes, "", set(nominals) <= done), part=part, now=now)
    return None


def _one(held: Sequence[CoursePart], enrolment: Enrolment, part: str) -> CoursePart | None:
    return next((each for each in held if (each.role, each.part) == (enrolment.role, part)), None)


def _counted(enrolment: Enrolment, today: date) -> Mapping[str, int]:
    return {name: each.counted for name, each in course_taken(enrolment, today).parts.items()}


def _count_anew(held: Sequence[CoursePart], now: datetime) -> None:
    # So that no minute is counted for two parts, be they open beside each other or of two roles.
    for each in held:
        if each.finished_at is None:
            each.started_at = now


def _record_part(event: Event, by: By, enrolment: Enrolment, part: str, now: datetime) -> None:
    trail.record(event, now, school_id=enrolment.school_id, by=by, subject_id=enrolment.student_id, part=part)
