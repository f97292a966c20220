"""What happens when a school and its sites are made and changed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.actions.news import News, tell_safeguarding
from mentoring.people.models import School, Site
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.countries import country
from mentoring.people.rules.school_code import is_school_code
from mentoring.people.rules.school_time import refusals_of_school_time


class Refusal(StrEnum):
    """Why a school or a site was not made or changed."""

    CODE_TAKEN = "code-taken"
    CODE_UNUSABLE = "code-unusable"
    ZONE_ELSEWHERE = "zone-elsewhere"
    SITE_NAME_TAKEN = "site-name-taken"
    STALE = "stale"


@dataclass(frozen=True)
class SchoolFacts:
    """What the school's own page asks for."""

    name: str
    code: str
    country: str
    zone: str
    outside_name: str | None = None
    outside_number: str | None = None
    second_factor_for_all_staff: bool = False


# Whom the head calls about an adult who works here: a wrong number there must not go unnoticed.
OUTSIDE_FIELDS = frozenset({"outside_name", "outside_number"})


@dataclass(frozen=True)
class SiteDay:
    """What a site's own page asks for: its name, its day, its weekdays (digits, 0 is Monday) and its cycle."""

    name: str
    day_starts: time
    day_ends: time
    weekdays: str = "01234"
    cycle_weeks: int = 1
    cycle_anchor: date | None = None


def create_school(
    by: By, facts: SchoolFacts, main_site: SiteDay, *, now: datetime, is_demo: bool = False
) -> School | Refusal:
    """Make a school with its main site."""
    if (code := _refusal_of_facts(facts)) is not None:
        return code
    school = School(id=ids.new_id(), created_at=now, is_demo=is_demo)
    if not _saved(school, asdict(facts)):
        return Refusal.CODE_TAKEN
    db.session.add(_site(school.id, main_site, is_main=True))
    db.session.flush()
    trail.record(
        events.SCHOOL_CREATED,
        now,
        school_id=school.id,
        by=by,
        subject_id=school.id,
        country=school.country,
        demo=is_demo,
    )
    return school


def change_school(by: By, school: School, facts: SchoolFacts, *, seen: int, now: datetime) -> Refusal | None:
    """Change what the school says about itself, unless somebody else did since version `seen` was shown."""
    db.session.refresh(school, with_for_update=True)
    if school.version != seen:
        return Refusal.STALE
    if (code := _refusal_of_facts(facts)) is not None:
        return code
    changed = _differences(school, asdict(facts))
    if not changed:
        return None
    if not _saved(school, changed):
        return Refusal.CODE_TAKEN
    trail.record(
        events.SCHOOL_CHANGED,
        now,
        school_id=school.id,
        by=by,
        subject_id=school.id,
        fields=sorted(changed),
    )
    if not OUTSIDE_FIELDS.isdisjoint(changed):
        tell_safeguarding(school.id, News.OUTSIDE, now=now)
    return None


def add_site(by: By, school_id: str, day: SiteDay, *, now: datetime) -> Site | list[str]:
    """Add a site, such as a feeder primary; return it, or the codes of what is wrong with it."""
    site = _site(school_id, day, is_main=False)
    if wrong := tried(site, lambda: db.session.add(site)):
        return wrong
    trail.record(events.SITE_ADDED, now, school_id=school_id, by=by, subject_id=site.id)
    return site


def change_site(by: By, site: Site, day: SiteDay, *, seen: int, now: datetime) -> list[str]:
    """Change a site's name, day or cycle; return the codes of what is wrong, none when it was done."""
    lock_site(site)
    if site.version != seen:
        return [Refusal.STALE]
    changed = _differences(site, asdict(day))
    if wrong := tried(site, lambda: _set(site, changed)):
        return wrong
    if changed:
        trail.record(
            events.SITE_CHANGED,
            now,
            school_id=site.school_id,
            by=by,
            subject_id=site.id,
            fields=sorted(changed),
        )
    return []


def lock_site(site: Site) -> None:
    """Keep the site until the transaction ends: its day, hours and dates are judged together.

    What was read before is read anew, because somebody else may have changed it while this one waited.
    """
    db.session.refresh(site, with_for_update=True)
    db.session.expire_all()


def tried(site: Site, change: Callable[[], None]) -> list[str]:
    """Make a change to a site, judge the site as it is then, and undo it again if anything is wrong.

    Return the codes of what is wrong; an empty list means that the change stands.
    """
    school_id, site_id = site.school_id, site.id
    attempt = db.session.begin_nested()
    change()
    db.session.flush()
    wrong: list[str] = [Refusal.SITE_NAME_TAKEN] if _name_is_taken(site) else []
    wrong += refusals_of_school_time(school_time(school_id, site_id))
    if wrong:
        attempt.rollback()
    else:
        attempt.commit()
    return wrong


def _site(school_id: str, day: SiteDay, *, is_main: bool) -> Site:
    return Site(school_id=school_id, id=ids.new_id(), is_main=is_main, **asdict(day))


def _differences(record: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(record, name) != value}


def _refusal_of_facts(facts: SchoolFacts) -> Refusal | None:
    if not is_school_code(facts.code):
        return Refusal.CODE_UNUSABLE
    if facts.zone not in country(facts.country).zones:
        return Refusal.ZONE_ELSEWHERE
    return None


def _saved(school: School, changes: dict[str, Any]) -> bool:
    """Write the school; False if another one has the code. The database itself decides, so no two can win."""
    try:
        with db.session.begin_nested():
            _set(school, changes)
            db.session.add(school)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _set(record: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def _name_is_taken(site: Site) -> bool:
    same_name = select(Site.id).where(
        Site.school_id == site.school_id, Site.name == site.name, Site.id != site.id
    )
    return db.session.scalar(same_name) is not None
