"""What happens when a group was taught, and when a student takes a part of the course alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock
from mentoring.joining.models import CoursePart, Enrolment, Training
from mentoring.joining.queries.training import parts_of
from mentoring.joining.rules.training import TrainingRefusal, minutes_taken, refusal_of_training
from mentoring.programme.rules.kinds import ProgrammeRole

SECONDS = 60  # in a minute


@dataclass(frozen=True)
class Taught:
    """What a group was taught. `module`: the safety module, with its questions, was in it."""

    day: date
    minutes: int
    taught_by: str
    module: bool


def record_training(
    by: By, enrolled: Sequence[Enrolment], taught: Taught, *, today: date, now: datetime
) -> TrainingRefusal | None:
    """Write down who of a group was there, for how long; return why not, or None."""
    refusal = refusal_of_training(
        [each.id for each in enrolled], taught.minutes, taught.taught_by, taught.day, today
    )
    if refusal is not None:
        return refusal
    for each in enrolled:
        _add(by, each, taught, part="", now=now)
    return None


def start_part(by: By, enrolment: Enrolment, part: str, *, now: datetime) -> None:
    """Note that a student begins a part of the course: from now on the minutes count."""
    lock(enrolment)
    held = parts_of(enrolment.school_id, enrolment.student_id, ProgrammeRole(enrolment.role)).get(part)
    if held is not None and held.finished_at is not None:
        return
    if held is None:
        held = CoursePart(
            school_id=enrolment.school_id,
            id=ids.new_id(),
            student_id=enrolment.student_id,
            role=enrolment.role,
            part=part,
            started_at=now,
        )
        db.session.add(held)
    held.started_at = now
    db.session.flush()
    _record_part(by, enrolment, part, "begun", now)


def finish_part(
    by: By,
    enrolment: Enrolment,
    part: str,
    *,
    given: int | None,
    right: int,
    nominal: int,
    nominals: Mapping[str, int],
    today: date,
    now: datetime,
) -> TrainingRefusal | None:
    """Finish a part with its question right; return why not, or None. The last part finishes the module.

    nominals: the minutes that each part is made for, by part.
    """
    lock(enrolment)
    held = parts_of(enrolment.school_id, enrolment.student_id, ProgrammeRole(enrolment.role))
    mine = held.get(part)
    if mine is None:
        return TrainingRefusal.NOT_STARTED
    if given != right:
        return TrainingRefusal.WRONG_ANSWERS
    if mine.finished_at is not None:
        return None
    mine.finished_at = now
    db.session.flush()
    done = {name for name, each in held.items() if each.finished_at is not None}
    minutes = minutes_taken(nominal, int((now - mine.started_at).total_seconds()) // SECONDS)
    _add(by, enrolment, Taught(today, minutes, "", set(nominals) <= done), part=part, now=now)
    return None


def _add(by: By, enrolment: Enrolment, taught: Taught, *, part: str, now: datetime) -> None:
    made = Training(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        student_id=enrolment.student_id,
        role=enrolment.role,
        day=taught.day,
        minutes=taught.minutes,
        module=taught.module,
        taught_by=taught.taught_by.strip(),
        part=part,
        at=now,
        recorded_by=None if part else by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    trail.record(
        events.TRAINING_RECORDED,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        role=enrolment.role,
        minutes=taught.minutes,
        module=taught.module,
    )


def _record_part(by: By, enrolment: Enrolment, part: str, change: str, now: datetime) -> None:
    trail.record(
        events.COURSE_PART_CHANGED,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        part=part,
        change=change,
    )
