"""Who may need a member of staff, or is not ready yet, in all open programmes at once: for *Today* and its counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, and_, bindparam, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.models import ConsentEntry, Enrolment, Signature, Training, TutorView
from mentoring.joining.queries.readiness import Standing, Times, standings_in
from mentoring.joining.rules.consent import Said
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.suitability import View
from mentoring.joining.rules.training import months_later
from mentoring.people.models import Student
from mentoring.programme.models import Programme, RoleDescription, RoleDescriptionVersion
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.roles import EditKind
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.verdicts import ProgrammeSettings

# Asked of the room above: the ids of the enrolments of a school that are in a live pairing, as a query.
Paired = Callable[[Any], Select[str]]
MONTH_ENDS = timedelta(days=3)  # months are counted from the end of one to the end of another

_OF_SCHOOL = and_(
    Enrolment.school_id == SCHOOL, Enrolment.programme_id.in_(bindparam("programme_ids", expanding=True))
)


def register_paired(app: Flask, paired: Paired) -> None:
    """Let the room above say who has a partner (in create_app): they do not wait for one."""
    app.extensions["paired"] = paired


@dataclass(frozen=True)
class AtWork:
    """The students of one programme who have no partner, and those about whom staff may have a task."""

    unpaired: Sequence[Standing]
    everybody: Sequence[Standing]


def at_work(
    programmes: Sequence[Programme],
    *,
    today: date,
    reader_id: str | None,
    settings_by: Mapping[str, ProgrammeSettings] | None = None,
    times: Times | None = None,
) -> Mapping[str, AtWork]:
    """Return by programme how far everybody is who has no partner, or about whom staff may have a task.

    Whoever is paired and has nothing open is not even read, so that a large school costs what it has to do.
    """
    if not programmes:
        return {}
    school_id = programmes[0].school_id
    settings_by = settings_of_each(programmes) if settings_by is None else settings_by
    months = [settings_by[each.id].number(Code.TRAINING_VALID) for each in programmes]
    given = {
        "school_id": school_id,
        "programme_ids": [each.id for each in programmes],
        "old_training": months_later(today, -min(months)) + MONTH_ENDS,
    }
    paired: Paired | None = current_app.extensions.get("paired")
    rows = db.session.execute(_who_may_be_at_work(paired), given).all()
    has_partner = {row[0].id for row in rows if not row[1]}
    found: dict[str, list[Standing]] = {each.id: [] for each in programmes}
    enrolled = [row[0] for row in rows]
    for each in standings_in(programmes, enrolled, reader_id=reader_id, settings_by=settings_by, times=times):
        found[each.enrolment.programme_id].append(each)
    return {
        key: AtWork([each for each in some if each.enrolment.id not in has_partner], some)
        for key, some in found.items()
    }


@cache
def _who_may_be_at_work(paired: Paired | None) -> Rows:
    """Build the statement once: the students, each with whether they have no partner (1 or 0).

    First who it is about, each part found once for the school, and only then their records.
    """
    alone = select(Enrolment.id, literal(1).label("is_alone")).where(_OF_SCHOOL)
    if paired is not None:
        alone = alone.where(Enrolment.id.not_in(paired(SCHOOL)))
    others = [each.add_columns(literal(0).label("is_alone")) for each in _who_may_be_a_task()]
    every = union_all(alone, *others).subquery()
    found = select(every.c.id, func.max(every.c.is_alone).label("is_alone")).group_by(every.c.id).subquery()
    return (
        select(Enrolment, found.c.is_alone)
        .join(found, Enrolment.id == found.c.id)
        .join(Student, (Student.school_id == Enrolment.school_id) & (Student.id == Enrolment.student_id))
        .where(_OF_SCHOOL, Student.left_at.is_(None))
        .options(contains_eager(Enrolment.student))
        .order_by(Student.last_name, Student.first_name, Enrolment.id)
    )


def _who_may_be_a_task() -> list[Select[str]]:
    """Return queries for the enrolments about which staff may have a task; the rules decide about the rest."""
    consent = select(ConsentEntry.enrolment_id.label("id")).where(
        ConsentEntry.school_id == SCHOOL, ConsentEntry.said.in_((Said.REFUSED, Said.WITHDRAWN))
    )
    doubt = select(TutorView.enrolment_id.label("id")).where(
        TutorView.school_id == SCHOOL, TutorView.answer.not_in(("", View.YES))
    )
    old = select(Training.student_id).where(
        Training.school_id == SCHOOL, Training.day <= bindparam("old_training")
    )
    paused_or_old = select(Enrolment.id).where(
        _OF_SCHOOL, or_(Enrolment.state == State.PAUSED, Enrolment.student_id.in_(old))
    )
    return [consent, doubt, paused_or_old, _signed_before_a_change()]


def _signed_before_a_change() -> Select[str]:
    """Return a query for who has not signed a changed role description: asked from the few changes, not from all."""
    ever = exists().where(Signature.school_id == SCHOOL, Signature.enrolment_id == Enrolment.id)
    since = ever.where(Signature.number >= RoleDescriptionVersion.number)
    return (
        select(Enrolment.id)
        .join(
            RoleDescription,
            and_(
                RoleDescription.school_id == Enrolment.school_id,
                RoleDescription.programme_id == Enrolment.programme_id,
                RoleDescription.role == Enrolment.role,
            ),
        )
        .join(
            RoleDescriptionVersion,
            and_(
                RoleDescriptionVersion.school_id == RoleDescription.school_id,
                RoleDescriptionVersion.description_id == RoleDescription.id,
            ),
        )
        .where(_OF_SCHOOL, RoleDescriptionVersion.kind == EditKind.CHANGE, ever, ~since)
    )
