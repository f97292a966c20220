"""Made-up schools for tests: each with the nine accounts, always two of them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from mentoring import clock, ids
from mentoring.access.roles import STAFF_ROLES, Role
from mentoring.extensions import db, insert_rows
from mentoring.people.models import (
    Account,
    CalendarSpan,
    School,
    SignInSession,
    Site,
    StaffMember,
    StaffRole,
    Student,
    SupervisedHour,
)

SURNAMES = {
    Role.COORDINATOR: ("Ms", "Ruth", "Okafor"),
    Role.SUPERVISOR: ("Mr", "Dev", "Panjwani"),
    Role.LEAD: ("Mr", "Tom", "Halewick"),
    Role.DEPUTY: ("Mrs", "Sana", "Iqbalia"),
    Role.HEAD: ("Dr", "Joan", "Merriden"),
    Role.STAND_IN: ("Mr", "Owen", "Tallis"),
    Role.CHAIR: ("Mrs", "Edith", "Varley"),
    Role.ADMINISTRATOR: ("Mx", "Sam", "Quillon"),
}


# Not the hash of anything: staff of tests have a password that nobody knows, and are signed in directly.
NO_PASSWORD = "no password opens this"


@dataclass
class World:
    """One school's records, by what they are. Ids only, so that they outlive a session."""

    school_id: str
    code: str
    site_id: str
    staff: dict[Role, str] = field(default_factory=dict)
    mentor: str = ""
    mentee: str = ""

    def person(self, account: str) -> tuple[str, bool]:
        """Return the person id of one of the nine accounts by its name, and whether it is a student's."""
        if account in ("mentor", "mentee"):
            return getattr(self, account), True
        return self.staff[Role(account)], False


def make_school(code: str = "alder", name: str = "Alderbrook School", suffix: str = "") -> World:
    """Make a school with one site, a year's calendar and one holder of each role. Commits nothing."""
    now = clock.now()
    school = School(
        id=ids.new_id(), name=name, code=code, country="england", zone="Europe/London", created_at=now,
        setup_finished_at=now, is_demo=False,
    )  # fmt: skip
    site = Site(
        school_id=school.id, id=ids.new_id(), name="Main site", is_main=True, day_starts=time(8, 45),
        day_ends=time(15, 15), weekdays="01234", cycle_weeks=1,
    )  # fmt: skip
    db.session.add_all([school, site])
    db.session.flush()
    db.session.add(
        CalendarSpan(
            school_id=school.id, id=ids.new_id(), site_id=site.id, kind="term", name="The year",
            first_day=date(now.year - 1, 9, 1), last_day=date(now.year + 1, 7, 20),
        )
    )  # fmt: skip
    db.session.add(
        SupervisedHour(
            school_id=school.id, id=ids.new_id(), site_id=site.id, weekday=1, week="", starts=time(12, 30),
            ends=time(13, 20), label="Lunch",
        )
    )  # fmt: skip
    world = World(school.id, code, site.id)
    for role in STAFF_ROLES:
        title, first, last = SURNAMES[role]
        world.staff[role] = make_staff(world, role, title=title, first=first, last=last + suffix)
    world.mentor = make_student(world, first="Amara", last="Quist" + suffix, year="10")
    world.mentee = make_student(world, first="Leo", last="Brandt" + suffix, year="7")
    db.session.flush()
    return world


@dataclass(frozen=True)
class Kept:
    """Two schools as they were made once: who is in them, when, and every row."""

    worlds: tuple[World, World]
    made_at: datetime
    rows: dict[Any, list[dict[str, Any]]]


MODELS = (School, Site, CalendarSpan, SupervisedHour, Account, StaffMember, StaffRole, Student)
_kept: dict[date, Kept] = {}  # by the moment, where the clock stands still, else by the day


def two_schools() -> tuple[World, World]:
    """Make two schools in an empty database. Commits nothing.

    To make them takes longer than most tests, so their rows are kept, and the next time written again.
    """
    now, stands_still = clock.now(), clock._source is not clock._system_time
    moment = now if stands_still else now.date()
    if moment in _kept:
        for model, rows in _kept[moment].rows.items():
            insert_rows(
                model, [{k: now if v == _kept[moment].made_at else v for k, v in row.items()} for row in rows]
            )
    else:
        worlds = (make_school(), make_school("birch", "Birchfield School", suffix="son"))
        tables = {model: db.session.execute(db.select(model.__table__)).mappings() for model in MODELS}
        _kept[moment] = Kept(
            worlds, now, {model: [dict(row) for row in rows] for model, rows in tables.items()}
        )
    here, there = (replace(world, staff=dict(world.staff)) for world in _kept[moment].worlds)
    return here, there


def make_staff(world: World, *roles: Role, title: str = "Ms", first: str = "Ann", last: str = "Other") -> str:
    """Add a staff member holding `roles`; return the person id."""
    now = clock.now()
    email = f"{first}.{last}@{world.code}.example".lower()
    account = Account(
        id=ids.new_id(), email=email, created_at=now, theme="auto", second_factor_wanted=False,
        secret_hash=NO_PASSWORD, secret_at=now,
    )  # fmt: skip
    member = StaffMember(
        school_id=world.school_id, id=ids.new_id(), account_id=account.id, title=title, first_name=first,
        last_name=last, away=False, reads_out_of_hours=False,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    db.session.add(member)
    db.session.flush()
    for role in roles:
        db.session.add(
            StaffRole(
                school_id=world.school_id, id=ids.new_id(), staff_id=member.id, role=role, granted_at=now
            )
        )
    db.session.flush()
    return member.id


def make_student(world: World, *, first: str, last: str, year: str = "7", form: str = "") -> str:
    """Add a student without a card; return the person id."""
    account = Account(id=ids.new_id(), created_at=clock.now(), theme="auto", second_factor_wanted=False)
    db.session.add(account)
    db.session.flush()
    student = Student(
        school_id=world.school_id, id=ids.new_id(), account_id=account.id, site_id=world.site_id,
        first_name=first, last_name=last, year=year, form=form, user_name=f"{first}.{last}".lower(),
    )  # fmt: skip
    db.session.add(student)
    db.session.flush()
    return student.id


def make_session(world: World, person_id: str, *, is_student: bool) -> str:
    """Sign somebody in, second factor passed just now; return the token for the cookie."""
    token = ids.new_token()
    kind = Student if is_student else StaffMember
    person = db.session.get(kind, (world.school_id, person_id))
    assert person is not None
    now = clock.now()
    db.session.add(
        SignInSession(
            id=ids.new_id(), token_hash=ids.token_hash(token), account_id=person.account_id,
            school_id=world.school_id, person_id=person_id, is_student=is_student, device="Chrome on Linux",
            started_at=now, last_seen_at=now, second_factor_at=None if is_student else now,
        )
    )  # fmt: skip
    return token
