"""The worker's part of matching: questions that nobody answered are over."""

from datetime import date, datetime

from flask import Flask

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.matching.actions.asking import expire
from mentoring.matching.queries.lists import Waiting, schools_with_questions, waiting
from mentoring.matching.queries.pairings import pairing
from mentoring.matching.rules.asking import is_over
from mentoring.matching.rules.life import ASKED
from mentoring.people.models import School
from mentoring.people.queries import schools
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime, school_days_between
from mentoring.web import errors

DAY = 24 * 3600  # seconds


def register(app: Flask) -> None:
    """Tell the worker."""
    outbox.every(app, DAY, expire_unanswered, slow=True)


def expire_unanswered(now: datetime) -> None:
    """End every question that has waited too long (rules.asking says how long), each in a transaction of its own."""
    with transaction.unit(writes=False):
        over = [found for school_id in schools_with_questions() for found in _over_in(school_id, now)]
    for school_id, pairing_id in over:
        try:
            with transaction.unit():
                held = pairing(school_id, pairing_id)
                if held is not None and held.state in ASKED:
                    expire(held, now=now)
        except Exception as problem:  # noqa: BLE001  (logged with its place and kind; tried again the next day)
            errors.log(problem)


def _over_in(school_id: str, now: datetime) -> list[tuple[str, str]]:
    school = db.session.get_one(School, school_id)
    times, today = school_times(school_id), clock.local(now, school.zone).date()
    main = next(site.id for site in schools.sites(school_id) if site.is_main)
    return [
        (school_id, each.id)
        for each in waiting(school_id, ASKED)
        if is_over(days_waited(each, times, main, school.zone, today))
    ]


def days_waited(each: Waiting, times: dict[str, SchoolTime], main_site: str, zone: str, today: date) -> int:
    """Return how many school days a question has waited, at the site where the pairing would meet."""
    asked_on = clock.local(each.since, zone).date()
    return school_days_between(times[each.site_id or main_site], asked_on, today)
