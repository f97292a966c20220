"""Enrolments: one, a programme's, a student's; and which programmes a student may join."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, select, union_all
from sqlalchemy.orm import joinedload

from mentoring.extensions import SCHOOL, db
from mentoring.joining.models import Enrolment, OwnAnswer
from mentoring.joining.rules.enrolment import Offer, roles_open_to
from mentoring.joining.rules.profile import ANSWERED_IN
from mentoring.people.models import Student
from mentoring.people.rules.countries import CountryPack
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.programmes import WHOLE, open_programmes
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.rules.settings import IN_GROUPS, Code
from mentoring.programme.rules.verdicts import ProgrammeSettings


def enrolment(school_id: str, enrolment_id: str) -> Enrolment | None:
    """Return one of the school's enrolments, or None."""
    return db.session.get(
        Enrolment,
        (school_id, enrolment_id),
        options=[joinedload(Enrolment.student), joinedload(Enrolment.programme).options(*WHOLE)],
    )


def enrolments(
    programme: Programme, *, role: ProgrammeRole | None = None, ids: Collection[str] | None = None
) -> Sequence[Enrolment]:
    """Return the enrolments of a programme with their students, by last name; those who left the school left out."""
    wanted = (
        select(Enrolment)
        .join(Student, (Student.school_id == Enrolment.school_id) & (Student.id == Enrolment.student_id))
        .where(
            Enrolment.school_id == programme.school_id,
            Enrolment.programme_id == programme.id,
            Student.left_at.is_(None),
        )
        .options(joinedload(Enrolment.student))
    )
    if role is not None:
        wanted = wanted.where(Enrolment.role == role)
    if ids is not None:
        wanted = wanted.where(Enrolment.id.in_(ids))
    return db.session.scalars(wanted.order_by(Student.last_name, Student.first_name, Enrolment.id)).all()


def could_be_friends(enrolment: Enrolment) -> Sequence[Enrolment]:
    """Return the other mentees of a programme with groups: with whom a child could wish to be in one (1 query)."""
    programme = enrolment.programme
    if enrolment.role != ProgrammeRole.MENTEE or Kind(programme.kind) not in IN_GROUPS:
        return []
    others = enrolments(programme, role=ProgrammeRole.MENTEE)
    return [each for each in others if each.id != enrolment.id and each.state in ANSWERED_IN]


def enrolments_of(
    school_id: str, student_id: str, *, held: Sequence[Programme] | None = None
) -> Sequence[Enrolment]:
    """Return a student's enrolments with their programmes, the newest first (1 query).

    held: the school's programmes, where they are in hand already and need not be read again.
    """
    values = {"school_id": school_id, "student_id": student_id}
    found = db.session.scalars(_enrolments_of_one(with_programmes=held is None), values)
    return found.unique().all()


@cache
def _enrolments_of_one(*, with_programmes: bool) -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    wanted = (
        select(Enrolment)
        .where(Enrolment.school_id == SCHOOL, Enrolment.student_id == bindparam("student_id"))
        .order_by(Enrolment.made_at.desc(), Enrolment.id.desc())
    )
    return wanted.options(joinedload(Enrolment.programme).options(*WHOLE)) if with_programmes else wanted


def enrolment_in(programme: Programme, student_id: str) -> Enrolment | None:
    """Return a student's enrolment in a programme, or None."""
    wanted = select(Enrolment).where(
        Enrolment.school_id == programme.school_id,
        Enrolment.programme_id == programme.id,
        Enrolment.student_id == student_id,
    )
    return db.session.scalar(wanted)


def student_ids_in(programme: Programme) -> set[str]:
    """Return who is or was in a programme."""
    wanted = select(Enrolment.student_id).where(
        Enrolment.school_id == programme.school_id, Enrolment.programme_id == programme.id
    )
    return set(db.session.scalars(wanted.order_by(Enrolment.student_id)))


def has_enrolment(school_id: str, student_id: str) -> bool:
    """Say whether a student is or was in any programme: then nobody may delete them as an import's mistake."""
    wanted = select(Enrolment.id).where(Enrolment.school_id == school_id, Enrolment.student_id == student_id)
    return db.session.scalar(wanted.limit(1)) is not None


def own_answers(enrolment: Enrolment) -> Sequence[OwnAnswer]:
    """Return what a student said about taking part, the newest first."""
    wanted = select(OwnAnswer).where(
        OwnAnswer.school_id == enrolment.school_id, OwnAnswer.enrolment_id == enrolment.id
    )
    return db.session.scalars(wanted.order_by(OwnAnswer.at.desc(), OwnAnswer.id.desc())).all()


@dataclass(frozen=True)
class Joinable:
    """A programme that a student may join, in these roles."""

    programme: Programme
    roles: Sequence[ProgrammeRole]


def joinable(
    student: Student,
    pack: CountryPack,
    *,
    held: Sequence[Programme] | None = None,
    already: Iterable[Enrolment] | None = None,
    settings_by: Mapping[str, ProgrammeSettings] | None = None,
) -> list[Joinable]:
    """Return the open programmes that a student is not in and may join, the newest first.

    held, already, settings_by: the school's open programmes, the student's enrolments, and the programmes' settings,
    where they are known already.
    """
    held = open_programmes(student.school_id) if held is None else held
    already = enrolments_of(student.school_id, student.id) if already is None else already
    joined = {each.programme_id for each in already}
    others = [each for each in held if each.id not in joined and student.site_id in each.site_ids]
    offers = _offers_of(others, pack, settings_by)
    offered = [(each, _roles(offers[each.id], student, pack)) for each in others]
    return [Joinable(programme, roles) for programme, roles in offered if roles]


def roles_for(programme: Programme, student: Student, pack: CountryPack) -> Sequence[ProgrammeRole]:
    """Return the roles that a student can have in a programme: none where it is not for them, or not open."""
    return roles_for_each(programme, [student], pack)[student.id]


def roles_for_each(
    programme: Programme, students: Iterable[Student], pack: CountryPack
) -> Mapping[str, Sequence[ProgrammeRole]]:
    """Return by student id the roles that each of these students can have in a programme (2 queries)."""
    if programme.status != Status.OPEN:
        return {each.id: [] for each in students}
    offer = _offers_of([programme], pack)[programme.id]
    return {each.id: _roles(offer, each, pack) for each in students}


def _roles(offer: Offer, student: Student, pack: CountryPack) -> Sequence[ProgrammeRole]:
    year = pack.year(student.year)
    return roles_open_to(offer, site_id=student.site_id, year=year.ordinal if year else None)


def _offers_of(
    programmes: Sequence[Programme],
    pack: CountryPack,
    settings_by: Mapping[str, ProgrammeSettings] | None = None,
) -> Mapping[str, Offer]:
    """Return programmes of one school as somebody sees them who might join, by id: the years that their times suit
    and their sites have (2 queries, less what is known already).
    """
    if not programmes:
        return {}
    ordinals = {year.code: year.ordinal for year in pack.years}
    years_of = _years_of(programmes)
    settings = settings_of_each(programmes) if settings_by is None else settings_by
    found = {}
    for each in programmes:
        named = years_of.get(each.id, [])
        every = any(not codes for codes in named)
        years = set(ordinals) if every else {code for codes in named for code in codes.split(",")}
        years &= {code for site_id in each.site_ids for code in years_of.get(site_id, ())} & set(ordinals)
        limits = settings[each.id]
        gap = limits.limit(Code.GAP_LEAST) if limits.has(Code.GAP_LEAST) else None
        found[each.id] = Offer(frozenset(each.site_ids), {ordinals[code] for code in years}, gap)
    return found


def years_at_sites(school_id: str) -> Mapping[str, set[str]]:
    """Return the years of the students at each site (1 query)."""
    wanted = select(Student.site_id, Student.year).where(
        Student.school_id == school_id, Student.left_at.is_(None)
    )
    found: dict[str, set[str]] = {}
    for site_id, year in db.session.execute(wanted.distinct()):
        found.setdefault(site_id, set()).add(year)
    return found


def _years_of(programmes: Sequence[Programme]) -> Mapping[str, list[str]]:
    """Return by programme the years that each of its times is for, as they are kept, where nothing means every year;
    and by site the years of its students (1 query).
    """
    values = {"school_id": programmes[0].school_id, "ids": [each.id for each in programmes]}
    found: dict[str, list[str]] = {}
    for whose, years in db.session.execute(_years(), values):
        found.setdefault(whose, []).append(years)
    return found


@cache
def _years() -> CompoundSelect[Any]:
    """Build the statement once: building takes longer than asking."""
    of_times = select(Slot.programme_id, Slot.years).where(
        Slot.school_id == SCHOOL,
        Slot.programme_id.in_(bindparam("ids", expanding=True)),
        Slot.removed_at.is_(None),
    )
    of_students = select(Student.site_id, Student.year).where(
        Student.school_id == SCHOOL, Student.left_at.is_(None)
    )
    return union_all(of_times.distinct(), of_students.distinct())
