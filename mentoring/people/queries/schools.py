"""Schools, their sites and their calendar."""

from collections.abc import Sequence

from sqlalchemy import select

from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import CalendarSpan, Installation, School, Site, StaffMember, SupervisedHour


def installation() -> Installation | None:
    """Return the one row about this installation, or None before the first start."""
    return db.session.get(Installation, "installation")


def school(school_id: str) -> School | None:
    """Return a school by id."""
    return db.session.get(School, school_id)


def school_with_code(code: str) -> School | None:
    """Return a school by the code that people type, in any case and with spaces around it."""
    return db.session.scalar(select(School).where(School.code == code.strip().lower()))


def all_schools() -> Sequence[School]:
    """Return every school of the installation, by name."""
    return db.session.scalars(select(School).order_by(School.name, School.id)).all()


def only_school() -> School | None:
    """Return the school when the installation has just one, else None."""
    schools = db.session.scalars(select(School).limit(2)).all()
    return schools[0] if len(schools) == 1 else None


def sites(school_id: str) -> Sequence[Site]:
    """Return the school's sites, the main one first, then by name."""
    wanted = select(Site).where(Site.school_id == school_id)
    return db.session.scalars(wanted.order_by(Site.is_main.desc(), Site.name, Site.id)).all()


def main_site(school_id: str) -> Site | None:
    """Return the school's main site, or None before set-up."""
    return db.session.scalar(select(Site).where(Site.school_id == school_id, Site.is_main))


def hours(school_id: str, site_id: str) -> Sequence[SupervisedHour]:
    """Return a site's supervised hours in the order of the week."""
    wanted = select(SupervisedHour).where(
        SupervisedHour.school_id == school_id, SupervisedHour.site_id == site_id
    )
    order = (SupervisedHour.week, SupervisedHour.weekday, SupervisedHour.starts, SupervisedHour.id)
    return db.session.scalars(wanted.order_by(*order)).all()


def calendar(school_id: str, site_id: str) -> Sequence[CalendarSpan]:
    """Return a site's terms, holidays and exam weeks by their first day."""
    wanted = select(CalendarSpan).where(CalendarSpan.school_id == school_id, CalendarSpan.site_id == site_id)
    return db.session.scalars(wanted.order_by(CalendarSpan.first_day, CalendarSpan.id)).all()


def codes() -> frozenset[str]:
    """Return every school's code."""
    return frozenset(db.session.scalars(select(School.code).order_by(School.code)).all())


def site(school_id: str, site_id: str) -> Site | None:
    """Return one of the school's sites, or None if there is no such site in this school."""
    return db.session.get(Site, (school_id, site_id))


def supervised_hour(school_id: str, hour_id: str) -> SupervisedHour | None:
    """Return one of the school's supervised hours, or None."""
    return db.session.get(SupervisedHour, (school_id, hour_id))


def calendar_span(school_id: str, span_id: str) -> CalendarSpan | None:
    """Return one of the school's terms, holidays and exam weeks, or None."""
    return db.session.get(CalendarSpan, (school_id, span_id))


def last_to_change(school_id: str, subject_id: str) -> StaffMember | None:
    """Return the staff member who last changed a record of the school, by the trail; None if nobody did."""
    wanted = select(TrailEntry.by_id).where(
        TrailEntry.chain == school_id, TrailEntry.subject_id == subject_id, TrailEntry.by_kind == "person"
    )
    person_id = db.session.scalar(wanted.order_by(TrailEntry.seq.desc()).limit(1))
    return db.session.get(StaffMember, (school_id, person_id)) if person_id else None
