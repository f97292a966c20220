"""What happens when a group was taught."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock_students
from mentoring.joining.models import Enrolment, Training
from mentoring.joining.queries.training import trained_on
from mentoring.joining.rules.training import (
    MOST_A_DAY,
    TrainingRefusal,
    refusal_of_training,
)


@dataclass(frozen=True)
class Taught:
    """What a group was taught. `module`: the safety module, with its questions, was in it."""

    day: date
    minutes: int
    taught_by: str
    module: bool


@dataclass(frozen=True)
class Recorded:
    """For how many of a group a training was written down, and for how many it had been already."""

    new: int
    known: int


def record_training(
    by: By, enrolled: Sequence[Enrolment], taught: Taught, *, today: date, now: datetime
) -> TrainingRefusal | Recorded:
    """Write down who of a group was there, for how long; return for how many, or why not.

    The same training is written down once, however often it is sent.
    """
    refusal = refusal_of_training(
        [each.id for each in enrolled], taught.minutes, taught.taught_by, taught.day, today
    )
    if refusal is not None:
        return refusal
    school_id, people = enrolled[0].school_id, [each.student_id for each in enrolled]
    lock_students(school_id, people)
    that_day = trained_on(school_id, people, taught.day)
    same = [each for each in that_day if _is_same(each, taught)]
    known = {(each.student_id, each.role) for each in same if each.minutes == taught.minutes}
    with_module = {(each.student_id, each.role) for each in same if each.module}
    fresh = [each for each in enrolled if (each.student_id, each.role) not in known]
    # Where the tick for the module was forgotten: rows are never changed, so it is added without any more minutes.
    forgotten = [
        each for each in enrolled if each not in fresh and (each.student_id, each.role) not in with_module
    ]
    if _is_too_much([each.student_id for each in fresh], that_day, taught.minutes):
        return TrainingRefusal.DAY_FULL
    for each in fresh:
        add_training(by, each, taught, part="", now=now)
    if not taught.module:
        return Recorded(len(fresh), len(enrolled) - len(fresh))
    for each in forgotten:
        add_training(by, each, replace(taught, minutes=0), part="", now=now)
    return Recorded(len(fresh) + len(forgotten), len(enrolled) - len(fresh) - len(forgotten))


def _is_too_much(student_ids: Sequence[str], that_day: Sequence[Training], more: int) -> bool:
    minutes = Counter[str]()
    for each in that_day:
        minutes[each.student_id] += each.minutes
    return any(minutes[student_id] + more > MOST_A_DAY for student_id in student_ids)


def strike_training(by: By, training: Training, *, now: datetime) -> None:
    """Strike out what was written down by mistake: it stays to be seen, and counts no more."""
    lock_students(training.school_id, [training.student_id])
    if training not in trained_on(training.school_id, [training.student_id], training.day):
        return  # it was struck out before
    striking = Training(
        school_id=training.school_id,
        id=ids.new_id(),
        student_id=training.student_id,
        role=training.role,
        day=training.day,  # both are found by it
        minutes=0,
        module=False,
        at=now,
        recorded_by=by.person_id,
        strikes_id=training.id,
    )
    db.session.add(striking)
    db.session.flush()
    trail.record(
        events.TRAINING_STRUCK,
        now,
        school_id=training.school_id,
        by=by,
        subject_id=training.student_id,
        role=training.role,
        minutes=training.minutes,
        module=training.module,
    )


def _is_same(held: Training, taught: Taught) -> bool:
    return (
        not held.part and held.minutes in (taught.minutes, 0) and held.taught_by == taught.taught_by.strip()
    )


def add_training(by: By, enrolment: Enrolment, taught: Taught, *, part: str, now: datetime) -> None:
    """Write down what counts for one student. `part`: of the course, where they took it alone."""
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
