"""Load the demo school, and take it out whole."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete, func, select

from mentoring import ids
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.audit.models import Purge, TrailEntry
from mentoring.audit.trail import MACHINE, By
from mentoring.demo import accounts, cast
from mentoring.demo.calendar import COUNTRY, ZONE, Calendar, calendar_of
from mentoring.demo.joining import fill_programmes
from mentoring.demo.programmes import BUDDIES, MATHS, make_programmes
from mentoring.demo.turns import tell_history
from mentoring.demo.waiting import let_them_wait
from mentoring.demo.worries import as_actor, report_sign_in_of, tell_worries
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people import hashing
from mentoring.people.actions.calendar_dates import add_example_dates
from mentoring.people.actions.schools import SchoolFacts, SiteDay, add_site, create_school
from mentoring.people.actions.second_factor import keep_app_secret, make_recovery_codes
from mentoring.people.actions.staff import add_staff, grant_role
from mentoring.people.actions.supervised_hours import add_example_hours
from mentoring.people.models import (
    Account,
    School,
    Site,
    StaffMember,
    Student,
)
from mentoring.people.queries import schools
from mentoring.people.rules.example_terms import DAY_ENDS, DAY_STARTS
from mentoring.people.rules.passphrases import normalise
from mentoring.people.rules.usernames import usernames_for


@dataclass(frozen=True)
class Secrets:
    """The hashes of everything that the demo signs in with. Slow to make, so made before the transaction."""

    adults: dict[str, str]
    children: dict[str, str]


def hash_secrets() -> Secrets:
    """Return the hashes for the listed accounts (about 50 ms each, on every core of the machine at once)."""
    adults = {adult.email: accounts.password_of(adult) for adult in cast.ADULTS}
    children = {child.first_name: normalise(accounts.words_of(child)) for child in cast.LISTED}
    with ThreadPoolExecutor() as cores:
        return Secrets(
            dict(zip(adults, cores.map(hashing.hash_secret, adults.values()), strict=True)),
            dict(zip(children, cores.map(hashing.hash_secret, children.values()), strict=True)),
        )


def load_demo(secrets: Secrets, *, now: datetime) -> School | None:
    """Make the demo school in the open transaction; None if it is there already."""
    if schools.school_with_code(cast.SCHOOL_CODE) is not None:
        return None
    calendar = calendar_of(now)
    opened = calendar.opened
    school, site_ids = _make_school(calendar)
    staff = _add_adults(school, secrets, now=opened)
    school.setup_finished_at = opened
    trail.record(events.SETUP_FINISHED, opened, school_id=school.id, by=MACHINE, subject_id=school.id)
    students = _add_children(school, site_ids, secrets, now=opened)
    programmes = make_programmes(school, site_ids, staff, calendar)
    ready = fill_programmes(school, programmes, staff, calendar)
    tell_history(school, programmes, By("person", staff[Role.COORDINATOR].id), ready, calendar)
    let_them_wait(school, programmes[BUDDIES], programmes[MATHS], staff, calendar)
    tell_worries(school, staff, students, now=now)
    report_sign_in_of(school, students["Leo"], now=calendar.at(calendar.ago(1), time(16, 40)))
    # Nothing of the demo is ever mailed.
    db.session.execute(delete(Job).where(Job.school_id == school.id))
    trail.record(events.DEMO_LOADED, now, school_id=None, by=MACHINE, school=school.id)
    return school


def _make_school(calendar: Calendar) -> tuple[School, dict[bool, str]]:
    """Make the school with this year's examples; return it, and its sites' ids by whether it is the feeder."""
    now = calendar.opened
    facts = SchoolFacts(
        name=cast.SCHOOL_NAME,
        code=cast.SCHOOL_CODE,
        country=COUNTRY,
        zone=ZONE,
        outside_name="Alder Vale LADO (invented)",
        outside_number="01632 960 123",  # from the numbers kept free for fiction
    )
    main_day = SiteDay(cast.MAIN_SITE, DAY_STARTS, DAY_ENDS, cycle_weeks=2)
    school = create_school(MACHINE, facts, main_day, now=now, is_demo=True)
    assert isinstance(school, School)
    feeder = add_site(MACHINE, school.id, SiteDay(cast.FEEDER_SITE, DAY_STARTS, DAY_ENDS), now=now)
    assert isinstance(feeder, Site)
    sites = schools.sites(school.id)
    for site in sites:
        add_example_hours(MACHINE, site, now=now)
        for year in calendar.years:
            add_example_dates(MACHINE, site, country=COUNTRY, year=year, now=now)
    return school, {not site.is_main: site.id for site in sites}


def _add_adults(school: School, secrets: Secrets, *, now: datetime) -> dict[Role, StaffMember]:
    made: dict[Role, StaffMember] = {}
    for adult in cast.ADULTS:
        member = add_staff(
            MACHINE,
            school.id,
            title=adult.title,
            first_name=adult.first_name,
            last_name=adult.last_name,
            email=adult.email,
            now=now,
        )
        assert isinstance(member, StaffMember)
        account = db.session.get(Account, member.account_id)
        assert account is not None
        account.secret_hash, account.secret_at = secrets.adults[adult.email], now
        if secret := accounts.totp_secret_of(adult):
            keep_app_secret(account, secret)
        for role in adult.roles:
            grant_role(MACHINE, member, role, how="first set-up", now=now)
            made.setdefault(role, member)
        if account.totp_secret:  # nobody is to know these codes; with none, every page would ask to make some
            make_recovery_codes(as_actor(member.account_id, school, member.id, adult.roles[0]), now=now)
    return made


def _add_children(
    school: School, site_ids: dict[bool, str], secrets: Secrets, *, now: datetime
) -> dict[str, Student]:
    children, made = cast.children(), []
    user_names = usernames_for([(each.first_name, each.last_name) for each in children], set())
    for child, user_name in zip(children, user_names, strict=True):
        account = Account(id=ids.new_id(), created_at=now, theme="auto", second_factor_wanted=False)
        if child.account:
            account.secret_hash, account.secret_at = secrets.children[child.first_name], now
        student = Student(
            school_id=school.id,
            id=ids.new_id(),
            account_id=account.id,
            site_id=site_ids[child.at_feeder],
            first_name=child.first_name,
            last_name=child.last_name,
            year=child.year,
            form=child.form,
            user_name=user_name,
        )
        made.append((account, student))
    db.session.add_all([account for account, _student in made])
    db.session.flush()
    db.session.add_all([student for _account, student in made])
    db.session.flush()
    everybody = [student.id for _account, student in made]
    trail.record_for_each(events.STUDENT_ADDED, now, everybody, school_id=school.id, by=MACHINE)
    return {student.first_name: student for _account, student in made[: len(cast.LISTED)]}


def remove_demo(*, now: datetime) -> bool:
    """Take the demo out whole, as a purge declared beforehand; False if there is none.

    Its chain goes with it; the installation's chain keeps that it was declared, with how many entries there were.
    """
    school = schools.school_with_code(cast.SCHOOL_CODE)
    if school is None or not school.is_demo:
        return False
    school_id = school.id
    declare_purge(school_id, basis="demo", now=now)
    _delete_everything_of(school_id)
    return True


def declare_purge(school_id: str, *, basis: str, now: datetime) -> None:
    """Say beforehand that a school's records will be purged, and on what basis; what lets the triggers pass."""
    entries = db.session.scalar(select(func.count()).where(TrailEntry.chain == school_id)) or 0
    newest = select(TrailEntry.mac).where(TrailEntry.chain == school_id).order_by(TrailEntry.seq.desc())
    purge = Purge(
        id=ids.new_id(),
        school_id=school_id,
        at=now,
        basis=basis,
        entries=entries,
        last_mac=db.session.scalar(newest.limit(1)) or trail.FIRST,
    )
    db.session.add(purge)
    db.session.flush()
    trail.record(
        events.PURGE_DECLARED,
        now,
        school_id=None,
        by=MACHINE,
        subject_id=purge.id,
        school=school_id,
        basis=basis,
        entries=entries,
    )


def _delete_everything_of(school_id: str) -> None:
    account_ids = _accounts_of_nobody_else(school_id)
    db.session.expunge_all()
    for table in reversed(db.metadata.sorted_tables):
        if table.name == "trail":
            db.session.execute(delete(table).where(table.c.chain == school_id))
        elif "school_id" in table.c and table.name != "purge":
            db.session.execute(delete(table).where(table.c.school_id == school_id))
    db.session.execute(delete(School).where(School.id == school_id))
    for table in reversed(db.metadata.sorted_tables):
        if "account_id" in table.c and "school_id" not in table.c:
            db.session.execute(delete(table).where(table.c.account_id.in_(account_ids)))
    db.session.execute(delete(Account).where(Account.id.in_(account_ids)))


def _accounts_of_nobody_else(school_id: str) -> list[str]:
    elsewhere = select(StaffMember.account_id).where(StaffMember.school_id != school_id)
    adults = select(StaffMember.account_id).where(
        StaffMember.school_id == school_id, StaffMember.account_id.not_in(elsewhere)
    )
    children = select(Student.account_id).where(Student.school_id == school_id)
    return [*db.session.scalars(adults), *db.session.scalars(children)]
