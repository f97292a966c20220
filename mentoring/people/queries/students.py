"""Students, their cards and their family among the staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from mentoring.extensions import db
from mentoring.people.models import Account, FamilyTie, School, SignInReport, Student

PAGE = 50


@dataclass(frozen=True)
class StudentPage:
    """One page of the list: the students on it, how many there are in all, and the page's number."""

    students: Sequence[Student]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class NameOnCard:
    """What a card's square fills in: the school's code and the user name."""

    code: str
    user_name: str


def name_on_card(student_id: str) -> NameOnCard | None:
    """Return what the card of a student fills in, in whichever school, or None."""
    wanted = select(School.code, Student.user_name).join(School, School.id == Student.school_id)
    found = db.session.execute(wanted.where(Student.id == student_id, Student.left_at.is_(None))).first()
    return NameOnCard(found.code, found.user_name) if found else None


def student(school_id: str, student_id: str) -> Student | None:
    """Return one of the school's students, or None."""
    return db.session.get(Student, (school_id, student_id))


def all_ids(school_id: str) -> Sequence[str]:
    """Return the ids of everybody who is or was a student of the school (1 query)."""
    return db.session.scalars(
        select(Student.id).where(Student.school_id == school_id).order_by(Student.id)
    ).all()


def students_by_ids(school_id: str, student_ids: Sequence[str]) -> Sequence[Student]:
    """Return those of the named students who are the school's, by name."""
    wanted = _here(school_id).where(Student.id.in_(student_ids)).options(joinedload(Student.account))
    return db.session.scalars(_ordered(wanted)).all()


def student_page(
    school_id: str, *, page: int = 1, year: str = "", site_id: str = "", name: str = ""
) -> StudentPage:
    """Return one page of the school's students by last name.

    Narrowed by year, by site, and by words that each are part of a name or a whole form.
    """
    wanted = _here(school_id)
    if year:
        wanted = wanted.where(Student.year == year)
    if site_id:
        wanted = wanted.where(Student.site_id == site_id)
    for part in name.split():
        wanted = wanted.where(
            or_(
                Student.first_name.icontains(part, autoescape=True),
                Student.last_name.icontains(part, autoescape=True),
                Student.user_name.icontains(part, autoescape=True),
                func.lower(Student.form) == part.lower(),
            )
        )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = max(1, min(page, -(-total // PAGE)))
    shown = _ordered(wanted).limit(PAGE).offset((page - 1) * PAGE).options(joinedload(Student.account))
    found = db.session.scalars(shown).all()
    return StudentPage(found, total, page)


def with_card(school_id: str) -> Sequence[Student]:
    """Return the school's students who have a card that works, by name."""
    wanted = _here(school_id).join(Account, Account.id == Student.account_id)
    return db.session.scalars(_ordered(wanted.where(Account.secret_hash.is_not(None)))).all()


def years_in_use(school_id: str) -> Sequence[str]:
    """Return the codes of the years that the school's students are in."""
    wanted = select(Student.year).where(Student.school_id == school_id, Student.left_at.is_(None))
    return db.session.scalars(wanted.distinct().order_by(Student.year)).all()


def taken_user_names(school_id: str) -> frozenset[str]:
    """Return every user name of the school, also of students who have left."""
    return frozenset(db.session.scalars(select(Student.user_name).where(Student.school_id == school_id)))


def family_ties(school_id: str, student_id: str) -> Sequence[FamilyTie]:
    """Return the ties between a student and staff that hold now, oldest first."""
    wanted = select(FamilyTie).where(
        FamilyTie.school_id == school_id, FamilyTie.student_id == student_id, FamilyTie.ended_at.is_(None)
    )
    wanted = wanted.options(joinedload(FamilyTie.staff))
    return db.session.scalars(wanted.order_by(FamilyTie.made_at, FamilyTie.id)).all()


def family_tie(school_id: str, tie_id: str) -> FamilyTie | None:
    """Return one tie that holds now, or None."""
    tie = db.session.get(FamilyTie, (school_id, tie_id))
    return tie if tie is not None and tie.ended_at is None else None


def open_reports(school_id: str) -> Sequence[SignInReport]:
    """Return the reports "Someone used my sign-in" that no coordinator has answered, oldest first."""
    wanted = select(SignInReport).where(SignInReport.school_id == school_id, SignInReport.seen_at.is_(None))
    wanted = wanted.options(joinedload(SignInReport.student))
    return db.session.scalars(wanted.order_by(SignInReport.made_at, SignInReport.id)).all()


def report(school_id: str, report_id: str) -> SignInReport | None:
    """Return one such report, or None."""
    return db.session.get(SignInReport, (school_id, report_id))


def _here(school_id: str) -> Select[Student]:
    return select(Student).where(Student.school_id == school_id, Student.left_at.is_(None))


def _ordered(wanted: Select[Student]) -> Select[Student]:
    return wanted.order_by(Student.last_name, Student.first_name, Student.id)
