"""Training and preparation: what counts for a student, and how far they are with the course."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import bindparam, select

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.models import CoursePart, Enrolment, Training
from mentoring.joining.rules.training import Session, Wanted, still_counts
from mentoring.programme.models import Programme
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.verdicts import ProgrammeSettings

Struck = TypeVar("Struck", Training, Any)  # a record, or the columns of one

MINUTES = 60  # in an hour


def wanted_in(programme: Programme) -> Wanted:
    """Return what a programme asks for."""
    return wanted_from(settings_of(programme))


def wanted_from(settings: ProgrammeSettings) -> Wanted:
    """Return the same from its settings."""
    return Wanted(
        training=settings.number(Code.TRAINING_FIRST) * MINUTES,
        preparation=settings.number(Code.PREPARATION),
        may_split=settings.says_yes(Code.PREPARATION_SPLIT),
        valid_months=settings.number(Code.TRAINING_VALID),
    )


@cache
def what_was_taken() -> Rows:
    """Build the statement for what some students took part in."""
    columns = (Training.id, Training.strikes_id, Training.student_id, Training.role, Training.day)
    return select(*columns, Training.minutes, Training.module).where(
        Training.school_id == SCHOOL,
        Training.student_id.in_(bindparam("student_ids", expanding=True)),
    )


def sessions_of(rows: Sequence[Any]) -> Mapping[tuple[str, str], Sequence[Session]]:
    """Return by student and role what counts of their rows of `what_was_taken`, oldest first."""
    found: dict[tuple[str, str], list[Session]] = {}
    for each in sorted(holding(rows), key=attrgetter("day", "id")):
        held = found.setdefault((each.student_id, each.role), [])
        held.append(Session(each.day, each.minutes, each.module))
    return found


def trainings(school_id: str, student_id: str, role: ProgrammeRole) -> Sequence[Training]:
    """Return every row about what a student took part in, the newest first."""
    wanted = select(Training).where(
        Training.school_id == school_id, Training.student_id == student_id, Training.role == role
    )
    return db.session.scalars(wanted.order_by(Training.day.desc(), Training.id.desc())).all()


def training(school_id: str, training_id: str) -> Training | None:
    """Return one of the school's records of training, or None."""
    return db.session.get(Training, (school_id, training_id))


def trained_on(school_id: str, student_ids: Collection[str], day: date) -> Sequence[Training]:
    """Return what these students took part in on one day, in either role, as it is in the database now."""
    wanted = select(Training).where(
        Training.school_id == school_id, Training.student_id.in_(student_ids), Training.day == day
    )
    ordered = wanted.order_by(Training.id).execution_options(populate_existing=True)
    return holding(db.session.scalars(ordered).all())


def holding(rows: Sequence[Struck]) -> list[Struck]:
    """Return those of the rows that still hold: not struck out, and striking nothing out."""
    struck = {each.strikes_id for each in rows}
    return [each for each in rows if each.strikes_id is None and each.id not in struck]


def course_parts(school_id: str, student_id: str) -> Sequence[CoursePart]:
    """Return every part that a student ever began, in either role, as it is in the database now."""
    wanted = select(CoursePart).where(CoursePart.school_id == school_id, CoursePart.student_id == student_id)
    ordered = wanted.order_by(CoursePart.role, CoursePart.part).execution_options(populate_existing=True)
    return db.session.scalars(ordered).all()


@dataclass(frozen=True)
class PartTaken:
    """How far a student is with one part: whether it runs, what counts of it, and when it was last done."""

    is_begun: bool = False
    wrong_at: datetime | None = None
    counted: int = 0  # minutes that still count
    day: date | None = None


@dataclass(frozen=True)
class CourseTaken:
    """How far a student is with the course: each part that they began, and the newest day taught that still counts."""

    parts: Mapping[str, PartTaken]
    taught_on: date | None


def course_taken(enrolment: Enrolment, today: date) -> CourseTaken:
    """Return how far a student is with the course of their role, in the terms of their programme."""
    months = wanted_in(enrolment.programme).valid_months
    role = ProgrammeRole(enrolment.role)
    everything = trainings(enrolment.school_id, enrolment.student_id, role)
    held = holding(everything)
    counting = [each for each in held if still_counts(each.day, months, today)]
    begun = {
        each.part: each
        for each in course_parts(enrolment.school_id, enrolment.student_id)
        if each.role == role
    }
    parts = {
        part: PartTaken(
            part in begun and begun[part].finished_at is None,
            begun[part].wrong_at if part in begun else None,
            sum(each.minutes for each in counting if each.part == part),
            max((each.day for each in held if each.part == part), default=None),
        )
        for part in {*begun, *(each.part for each in held if each.part)}
    }
    # A mentor has done the whole course with a group only where the safety module was in it.
    taught = [
        each.day for each in counting if not each.part and (each.module or role is ProgrammeRole.MENTEE)
    ]
    return CourseTaken(parts, max(taught, default=None))
