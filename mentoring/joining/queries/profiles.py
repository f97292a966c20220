"""Profiles, the times that can be ticked off, and with whom somebody would rather not be."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from mentoring.extensions import db
from mentoring.joining.models import Apart, Enrolment, Profile
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.rules.profile import ANSWERED_IN, told_apart
from mentoring.programme.models import Slot
from mentoring.programme.queries.slots import slots


class ApartKind(StrEnum):
    """Whose wish it is that two students are not paired."""

    RATHER_NOT = "rather-not"
    KEEP_APART = "keep-apart"
    NOT_THESE_TWO = "not-these-two"  # staff's, on the matching board, for always
    ENDED = "ended"  # their pairing was closed for safety


def profile(enrolment: Enrolment) -> Profile | None:
    """Return the profile of an enrolment, or None before its first answer."""
    wanted = select(Profile).where(
        Profile.school_id == enrolment.school_id, Profile.enrolment_id == enrolment.id
    )
    return db.session.scalar(wanted)


def profiles(school_id: str, enrolment_ids: Collection[str]) -> dict[str, Profile]:
    """Return the profiles of these enrolments, by enrolment (1 query)."""
    wanted = select(Profile).where(Profile.school_id == school_id, Profile.enrolment_id.in_(enrolment_ids))
    return {each.enrolment_id: each for each in db.session.scalars(wanted.order_by(Profile.id))}


def slots_for(enrolment: Enrolment) -> Sequence[Slot]:
    """Return the times of the week that are for this student: at their site and for their year."""
    student = enrolment.student
    return [
        slot
        for slot in slots(enrolment.school_id, enrolment.programme_id)
        if slot.site_id == student.site_id and (not slot.year_codes or student.year in slot.year_codes)
    ]


def first_names_beside(enrolment: Enrolment) -> dict[str, str]:
    """Return the first names of all others who take part, by student id and in the order of the alphabet.

    Mentors and mentees in one list, so that it does not tell who is which. Who was only invited, said no or stopped
    is not named: that they were asked is for nobody to know.
    """
    others = [
        each.student
        for each in enrolments(enrolment.programme)
        if each.id != enrolment.id and each.state in ANSWERED_IN
    ]
    names = told_apart({student.id: (student.first_name, student.last_name) for student in others})
    return dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def rather_not(enrolment: Enrolment) -> Sequence[Apart]:
    """Return a student's own wishes about whom they would rather not be with, oldest first."""
    wanted = select(Apart).where(
        Apart.school_id == enrolment.school_id,
        Apart.student_id == enrolment.student_id,
        Apart.kind == ApartKind.RATHER_NOT,
        Apart.ended_at.is_(None),
    )
    return db.session.scalars(wanted.order_by(Apart.made_at, Apart.id)).all()


def apart_from(school_id: str, student_id: str) -> Sequence[Apart]:
    """Return every "rather not" and keeping apart that a student is one side of, with both students."""
    wanted = (
        select(Apart)
        .where(
            Apart.school_id == school_id,
            or_(Apart.student_id == student_id, Apart.other_id == student_id),
            Apart.ended_at.is_(None),
        )
        .options(joinedload(Apart.student), joinedload(Apart.other))
    )
    return db.session.scalars(wanted.order_by(Apart.made_at, Apart.id)).all()


def kept_apart(school_id: str, student_ids: Collection[str]) -> set[frozenset[str]]:
    """Return the pairs among these students who are never paired, without whose wish it is."""
    wanted = select(Apart.student_id, Apart.other_id).where(
        Apart.school_id == school_id,
        Apart.student_id.in_(student_ids),
        Apart.other_id.in_(student_ids),
        Apart.ended_at.is_(None),
    )
    return {frozenset((one, other)) for one, other in db.session.execute(wanted.order_by(Apart.id))}
