"""Staff and who holds which role."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from mentoring.access.roles import Role
from mentoring.extensions import SCHOOL, Rows, db
from mentoring.people.models import Account, FamilyTie, ResetCode, StaffMember, StaffRole

WITH_ROLES = joinedload(StaffMember.all_roles)  # in the same query, for lists


def all_staff(school_id: str, *, also_left: bool = False) -> Sequence[StaffMember]:
    """Return the school's staff by last name."""
    wanted = _staff(also_left=also_left)
    return db.session.scalars(wanted, {"school_id": school_id}).unique().all()


@cache
def _staff(*, also_left: bool) -> Rows:
    return (
        select(StaffMember)
        .where(
            StaffMember.school_id == SCHOOL,
            *([] if also_left else [StaffMember.left_at.is_(None)]),
        )
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
        .options(WITH_ROLES)
    )


def staff_member(school_id: str, staff_id: str) -> StaffMember | None:
    """Return one of the school's staff, or None if there is no such person in this school."""
    return db.session.get(StaffMember, (school_id, staff_id))


def staff_of_account(account_id: str) -> Sequence[StaffMember]:
    """Return every staff membership of an account, which may serve several schools."""
    wanted = select(StaffMember).where(StaffMember.account_id == account_id, StaffMember.left_at.is_(None))
    return db.session.scalars(wanted.order_by(StaffMember.school_id)).all()


def member_with_account(school_id: str, account_id: str) -> StaffMember | None:
    """Return who an account is in a school, those who have left too, or None."""
    wanted = select(StaffMember).where(
        StaffMember.school_id == school_id, StaffMember.account_id == account_id
    )
    return db.session.scalar(wanted)


def roles_held(school_id: str) -> Sequence[tuple[Role, str, bool]]:
    """Return who holds each role now, in order of granting: the role, whose it is, and whether they are away."""
    return [(Role(role), *rest) for role, *rest in db.session.execute(_held(), {"school_id": school_id})]


def holders(school_id: str) -> dict[Role, list[StaffMember]]:
    """Return who holds each role now: every role is a key, each list in order of granting."""
    held: dict[Role, list[StaffMember]] = {role: [] for role in Role}
    for role, member in db.session.execute(_holders(), {"school_id": school_id}).unique():
        held[Role(role)].append(member)
    return held


@cache
def _holders() -> Rows:
    return _of_holders(StaffMember).options(WITH_ROLES)


@cache
def _held() -> Rows:
    return _of_holders(StaffMember.id, StaffMember.away)


def _of_holders(*what: Any) -> Rows:
    of_member = and_(StaffMember.school_id == StaffRole.school_id, StaffMember.id == StaffRole.staff_id)
    return (
        select(StaffRole.role, *what)
        .join(StaffMember, of_member)
        .where(StaffRole.school_id == SCHOOL, StaffRole.ended_at.is_(None), StaffMember.left_at.is_(None))
        .order_by(StaffRole.granted_at, StaffRole.id)
    )


def readers_without_way_in(school_id: str) -> Sequence[StaffMember]:
    """Return those who should read concerns and have not chosen a password yet, so cannot, by last name."""
    wanted = (
        select(StaffMember)
        .join(Account, Account.id == StaffMember.account_id)
        .where(
            StaffMember.school_id == school_id, StaffMember.left_at.is_(None), Account.secret_hash.is_(None)
        )
    )
    order = (StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    found = db.session.scalars(wanted.order_by(*order)).all()
    return [member for member in found if member.is_safeguarding]


def never_signed_in(school_id: str, now: datetime) -> Mapping[str, datetime | None]:
    """Return by id the staff who have never chosen a password: until when a code of theirs is good, or None."""
    usable = and_(ResetCode.account_id == Account.id, ResetCode.used_at.is_(None), ResetCode.expires_at > now)
    wanted = (
        select(StaffMember.id, func.max(ResetCode.expires_at, type_=ResetCode.expires_at.type))
        .join(Account, Account.id == StaffMember.account_id)
        .outerjoin(ResetCode, usable)
        .where(
            StaffMember.school_id == school_id, StaffMember.left_at.is_(None), Account.secret_hash.is_(None)
        )
        .group_by(StaffMember.id)
        .order_by(StaffMember.id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def relatives_among_staff(school_id: str, student_id: str) -> Sequence[str]:
    """Return the ids of staff who are relatives or carers of a student."""
    wanted = select(FamilyTie.staff_id).where(
        FamilyTie.school_id == school_id, FamilyTie.student_id == student_id, FamilyTie.ended_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(FamilyTie.id)).all()


class Tie(NamedTuple):
    """That a member of staff is a relative or carer of a student, and who noted it when."""

    student_id: str
    staff_id: str
    made_at: datetime
    made_by: str | None


def family_ties_of_school(school_id: str) -> dict[str, list[Tie]]:
    """Return who is a relative or carer, by student, of every student who has any among the staff (1 query)."""
    ties: dict[str, list[Tie]] = {}
    for row in db.session.execute(_ties(), {"school_id": school_id}):
        ties.setdefault(row.student_id, []).append(Tie(*row))
    return ties


@cache
def _ties() -> Rows:
    return (
        select(*(getattr(FamilyTie, name) for name in Tie._fields))
        .where(FamilyTie.school_id == SCHOOL, FamilyTie.ended_at.is_(None))
        .order_by(FamilyTie.id)
    )
