"""What students are called to each other: first names, with an initial where two in the programme share one."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.profile import ANSWERED_IN, told_apart
from mentoring.people.models import Student


def first_names(school_id: str, programme_id: str, students: Collection[Student]) -> Mapping[str, str]:
    """Return what each of these students is called to the others in a programme (1 query)."""
    if not students:
        return {}
    wanted = (
        select(Student.id, Student.first_name, Student.last_name)
        .join(Enrolment, (Enrolment.school_id == Student.school_id) & (Enrolment.student_id == Student.id))
        .where(
            Student.school_id == school_id,
            Student.left_at.is_(None),
            Enrolment.programme_id == programme_id,
            Enrolment.state.in_(ANSWERED_IN),
            func.lower(Student.first_name).in_({each.first_name.lower() for each in students}),
        )
    )
    namesakes = {row.id: (row.first_name, row.last_name) for row in db.session.execute(wanted)}
    people = namesakes | {each.id: (each.first_name, each.last_name) for each in students}
    names = told_apart(people)
    return {each.id: names[each.id] for each in students}
