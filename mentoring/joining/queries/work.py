"""Who may need a member of staff, or is not ready yet, in all open programmes at once: for *Today* and its counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mentoring.extensions import db
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
Paired = Callable[[str], Select[str]]
MONTH_ENDS = timedelta(days=3)  # months are counted from the end of one to the end of another


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
    paired = _is_paired(school_id)
    settings_by = settings_of_each(programmes) if settings_by is None else settings_by
    months = [settings_by[each.id].number(Code.TRAINING_VALID) for each in programmes]
    wanted = (
        select(Enrolment, paired)
        .join(Student, (Student.school_id == Enrolment.school_id) & (Student.id == Enrolment.student_id))
        .where(
            Enrolment.school_id == school_id,
            Enrolment.programme_id.in_([each.id for each in programmes]),
            Student.left_at.is_(None),
            or_(~paired, _may_be_a_task(school_id, months_later(today, -min(months)) + MONTH_ENDS)),
        )
        .options(joinedload(Enrolment.student))
        .order_by(Student.last_name, Student.first_name, Enrolment.id)
    )
    rows = db.session.execute(wanted).all()
    has_partner = {row[0].id for row in rows if row[1]}
    found: dict[str, list[Standing]] = {each.id: [] for each in programmes}
    enrolled = [row[0] for row in rows]
    for each in standings_in(programmes, enrolled, reader_id=reader_id, settings_by=settings_by, times=times):
        found[each.enrolment.programme_id].append(each)
    return {
        key: AtWork([each for each in some if each.enrolment.id not in has_partner], some)
        for key, some in found.items()
    }


def _is_paired(school_id: str) -> ColumnElement[bool]:
    paired: Paired | None = current_app.extensions.get("paired")
    return Enrolment.id.in_(paired(school_id)) if paired is not None else false()


def _may_be_a_task(school_id: str, old_training: date) -> ColumnElement[bool]:
    """Return a condition that leaves out those about whom staff have no task; the rules decide about the rest.

    Each part is found once for the school, and not asked again of each student.
    """
    consent = select(ConsentEntry.enrolment_id).where(
        ConsentEntry.school_id == school_id, ConsentEntry.said.in_((Said.REFUSED, Said.WITHDRAWN))
    )
    doubt = select(TutorView.enrolment_id).where(
        TutorView.school_id == school_id, TutorView.answer.not_in(("", View.YES))
    )
    old = select(Training.student_id).where(Training.school_id == school_id, Training.day <= old_training)
    signed = (
        select(Signature.enrolment_id, func.max(Signature.number).label("number"))
        .where(Signature.school_id == school_id)
        .group_by(Signature.enrolment_id)
        .subquery()
    )
    joined = aliased(Enrolment)
    changed = (
        select(signed.c.enrolment_id)
        .join(joined, and_(joined.school_id == school_id, joined.id == signed.c.enrolment_id))
        .join(
            RoleDescription,
            and_(
                RoleDescription.school_id == school_id,
                RoleDescription.programme_id == joined.programme_id,
                RoleDescription.role == joined.role,
            ),
        )
        .join(
            RoleDescriptionVersion,
            and_(
                RoleDescriptionVersion.school_id == school_id,
                RoleDescriptionVersion.description_id == RoleDescription.id,
                RoleDescriptionVersion.kind == EditKind.CHANGE,
                RoleDescriptionVersion.number > signed.c.number,
            ),
        )
    )
    return or_(
        Enrolment.state == State.PAUSED,
        Enrolment.id.in_(consent),
        Enrolment.id.in_(doubt),
        Enrolment.id.in_(changed),
        Enrolment.student_id.in_(old),
    )
