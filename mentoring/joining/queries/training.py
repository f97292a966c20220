"""Training and preparation: what counts for a student, and how far they are with the course."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.models import CoursePart, Training
from mentoring.joining.rules.training import Session, Wanted
from mentoring.programme.models import Programme
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code

MINUTES = 60  # in an hour


def wanted_in(programme: Programme) -> Wanted:
    """Return what a programme asks for."""
    settings = settings_of(programme)
    return Wanted(
        training=settings.number(Code.TRAINING_FIRST) * MINUTES,
        preparation=settings.number(Code.PREPARATION),
        may_split=settings.says_yes(Code.PREPARATION_SPLIT),
        valid_months=settings.number(Code.TRAINING_VALID),
    )


def sessions_of(school_id: str, student_ids: Collection[str]) -> dict[tuple[str, str], list[Session]]:
    """Return by student and role what each took part in, oldest first (1 query)."""
    wanted = select(Training).where(Training.school_id == school_id, Training.student_id.in_(student_ids))
    found: dict[tuple[str, str], list[Session]] = {}
    for each in db.session.scalars(wanted.order_by(Training.day, Training.id)):
        held = found.setdefault((each.student_id, each.role), [])
        held.append(Session(each.day, each.minutes, each.module))
    return found


def trainings(school_id: str, student_id: str, role: ProgrammeRole) -> Sequence[Training]:
    """Return what a student took part in, the newest first."""
    wanted = select(Training).where(
        Training.school_id == school_id, Training.student_id == student_id, Training.role == role
    )
    return db.session.scalars(wanted.order_by(Training.day.desc(), Training.id.desc())).all()


def parts_of(school_id: str, student_id: str, role: ProgrammeRole) -> dict[str, CoursePart]:
    """Return how far a student is with each part of the course, by part."""
    wanted = select(CoursePart).where(
        CoursePart.school_id == school_id, CoursePart.student_id == student_id, CoursePart.role == role
    )
    return {
        each.part: each for each in db.session.scalars(wanted.order_by(CoursePart.started_at, CoursePart.id))
    }
