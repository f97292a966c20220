"""Which students are one family: suggested by a roster, confirmed or declined by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mentoring.extensions import db
from mentoring.people.models import Student
from mentoring.roster.models import Family
from mentoring.roster.rules.families import FamilyState, pair_of

PAGE = 50


@dataclass(frozen=True)
class FamilyPage:
    """One page of the families in a state, and how many there are in each state."""

    families: Sequence[Family]
    counts: dict[str, int]
    page: int
    pages: int


def confirmed_pairs(school_id: str) -> frozenset[tuple[str, str]]:
    """Return every confirmed pair of the school, the smaller id first: what is never paired."""
    wanted = select(Family.one_id, Family.other_id).where(*_confirmed(school_id))
    return frozenset((row.one_id, row.other_id) for row in db.session.execute(wanted))


def known_pairs(school_id: str) -> frozenset[tuple[str, str]]:
    """Return every pair that was suggested before, whatever was decided: none is suggested twice."""
    wanted = select(Family.one_id, Family.other_id).where(Family.school_id == school_id)
    return frozenset((row.one_id, row.other_id) for row in db.session.execute(wanted))


def _confirmed(school_id: str) -> tuple[ColumnElement[bool], ...]:
    return Family.school_id == school_id, Family.state == FamilyState.CONFIRMED


def family(school_id: str, family_id: str) -> Family | None:
    """Return one pair, or None."""
    return db.session.get(Family, (school_id, family_id))


def _both_here(one: Any, other: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return how the two students of a pair are joined, neither of whom has left."""
    return (
        (one.school_id == Family.school_id) & (one.id == Family.one_id) & one.left_at.is_(None),
        (other.school_id == Family.school_id) & (other.id == Family.other_id) & other.left_at.is_(None),
    )


def family_page(school_id: str, state: str, page: int) -> FamilyPage:
    """Return a page of the pairs in a state, by the names of the first. Who has left is not shown."""
    one, other = aliased(Student), aliased(Student)
    here = _both_here(one, other)
    counted = select(Family.state, func.count()).join(one, here[0]).join(other, here[1])
    counted = counted.where(Family.school_id == school_id).group_by(Family.state).order_by(Family.state)
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    pages = max(1, -(-counts.get(state, 0) // PAGE))
    page = max(1, min(page, pages))
    wanted = (
        select(Family)
        .join(one, here[0])
        .join(other, here[1])
        .where(Family.school_id == school_id, Family.state == state)
        .options(joinedload(Family.one), joinedload(Family.other))
        .order_by(one.last_name, one.first_name, Family.id)
    )
    found = db.session.scalars(wanted.limit(PAGE).offset((page - 1) * PAGE)).all()
    return FamilyPage(found, counts, page, pages)


def students_called(school_id: str, typed: str) -> Sequence[Student]:
    """Return the student with this user name, else those with this first and last name, at most two; in any case."""
    wanted = " ".join(typed.split()).casefold()
    named = func.lower(Student.first_name + " " + Student.last_name) == wanted
    here = select(Student).where(
        Student.school_id == school_id,
        Student.left_at.is_(None),
        or_(Student.user_name == wanted, named),
    )
    found = db.session.scalars(here.order_by(Student.user_name != wanted, Student.id).limit(2)).all()
    return found[:1] if found and found[0].user_name == wanted else found


def pair(school_id: str, one_id: str, other_id: str) -> Family | None:
    """Return what is known of two students, or None."""
    first, second = pair_of(one_id, other_id)
    wanted = select(Family).where(
        Family.school_id == school_id, Family.one_id == first, Family.other_id == second
    )
    return db.session.scalar(wanted)


def waiting(school_id: str) -> tuple[int, datetime | None]:
    """Return how many pairs wait for a decision, and since when the first of them has."""
    one, other = aliased(Student), aliased(Student)
    here = _both_here(one, other)
    wanted = select(func.count(), func.min(Family.proposed_at)).join(one, here[0]).join(other, here[1])
    wanted = wanted.where(Family.school_id == school_id, Family.state == FamilyState.PROPOSED)
    row = db.session.execute(wanted).one()
    return row[0], row[1]


def families_of(school_id: str, student_id: str) -> Sequence[Family]:
    """Return every pair that a student is one of, whatever was decided."""
    theirs = or_(Family.one_id == student_id, Family.other_id == student_id)
    wanted = select(Family).where(Family.school_id == school_id, theirs)
    return db.session.scalars(wanted.order_by(Family.id)).all()
