"""Accounts, by id or by what is typed: whose they are, and the schools that they open."""

from dataclasses import dataclass

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.people.models import Account, School, StaffMember, Student
from mentoring.people.queries import staff


@dataclass(frozen=True)
class Place:
    """One school that an account opens, and who the person is there."""

    school_id: str
    person_id: str


@dataclass(frozen=True)
class WayIn:
    """What a typed name leads to. Plain values, because the secret is compared when no transaction is open.

    key: what tries are counted against. secret_hash: None if there is no way in (unknown, switched off, left).
    """

    key: str
    account_id: str | None = None
    secret_hash: str | None = None
    places: tuple[Place, ...] = ()
    known_in: tuple[Place, ...] = ()


def account(account_id: str) -> Account | None:
    """Return an account by id."""
    return db.session.get(Account, account_id)


def account_to_change(account_id: str) -> Account:
    """Return an account that exists, as it is now, locked until the transaction ends."""
    found = db.session.get(Account, account_id, with_for_update=True, populate_existing=True)
    assert found is not None
    return found


def account_with_email(email: str) -> Account | None:
    """Return the account with this e-mail address, in any case and with spaces around it."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def way_in_for_email(email: str) -> WayIn:
    """Return where an e-mail address leads: every school where the person holds a role now."""
    found = account_with_email(email)
    return _way_in(found) if found is not None else WayIn(key=email.strip().lower())


def way_in_for_staff(account_id: str) -> WayIn:
    """Return where a staff account leads."""
    found = account(account_id)
    return _way_in(found) if found is not None else WayIn(key=account_id)


def _way_in(found: Account) -> WayIn:
    members = staff.staff_of_account(found.id)
    known_in = tuple(Place(member.school_id, member.id) for member in members)
    places = tuple(Place(member.school_id, member.id) for member in members if member.roles)
    return WayIn(found.id, found.id, found.secret_hash if places else None, places, known_in)


def way_in_for_student(school_id: str, user_name: str) -> WayIn:
    """Return where a user name leads in one school."""
    typed = user_name.strip().lower()
    wanted = select(Student).where(Student.school_id == school_id, Student.user_name == typed)
    found = db.session.scalar(wanted)
    if found is None:
        return WayIn(key=f"{school_id}/{typed}")
    here = (Place(school_id, found.id),)
    places = here if found.left_at is None else ()
    return WayIn(
        found.account_id, found.account_id, found.account.secret_hash if places else None, places, here
    )


def person_at(account_id: str, place: Place, *, is_student: bool) -> StaffMember | Student | None:
    """Return the person of that account in that school, or None if they may not sign in there (any more)."""
    person: StaffMember | Student | None
    if is_student:
        person = db.session.get(Student, (place.school_id, place.person_id))
    else:
        person = db.session.get(StaffMember, (place.school_id, place.person_id))
    if person is None or person.account_id != account_id or person.left_at is not None:
        return None
    return None if isinstance(person, StaffMember) and not person.roles else person


def places_of_staff(account_id: str) -> list[tuple[School, StaffMember]]:
    """Return the schools where a staff account holds a role now, by the school's name."""
    wanted = (
        select(School, StaffMember)
        .join(StaffMember, StaffMember.school_id == School.id)
        .where(StaffMember.account_id == account_id, StaffMember.left_at.is_(None))
        .order_by(School.name, School.id)
    )
    return [(school, member) for school, member in db.session.execute(wanted) if member.roles]
