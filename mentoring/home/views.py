"""The first page: Today for staff, a home for young people, the way in for everybody else."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.guard import actor_here, public, requires
from mentoring.access.policy import Action, may_at_all
from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.home.margin import margin_of, week_here
from mentoring.home.queries import role_changes
from mentoring.home.unsafe import not_safe_yet
from mentoring.jobs.outbox import given_up
from mentoring.meetings.offers import home_of
from mentoring.people.models import School, Student
from mentoring.people.queries import schools, sessions, setup, students
from mentoring.people.rules import countries
from mentoring.people.views.identity import signed_in
from mentoring.people.views.setup.guide import cannot_sign_in_yet
from mentoring.people.wording import gap_sentence, role_name
from mentoring.safeguarding.offers import alerts_for
from mentoring.web import waiting
from mentoring.web.navigation import Entry, register
from mentoring.web.waiting import Row, Source

bp = Blueprint("home", __name__)

TOLD_FOR = timedelta(days=14)  # how long Today shows that the list of those who read concerns changed


def register_navigation(app: Flask) -> None:
    """Put Today on the rail, first."""
    register(app, Entry(10, _l("Today"), "home.today", Action.HOME_OPEN, "calendar-event"))


@bp.get("/")
@public("the way in; it shows nobody's data and sends those who are signed in to their own home")
def start() -> Any:
    """Send everybody where they belong."""
    if signed_in() is not None:
        return redirect(url_for("home.today"), 303)
    installation = schools.installation()
    if installation is not None and installation.claimed_at is None and schools.only_school() is None:
        return redirect(url_for("setup.unlock"), 303)
    return render_template("home/start.html")


@bp.get("/today")
@requires(Action.HOME_OPEN)
def today() -> Any:
    """Show what waits for this person."""
    here, actor = signed_in(), actor_here()
    assert here is not None  # the guard let nobody else in
    if isinstance(here.person, Student):
        pack = countries.country(here.school.country)
        return render_template(
            "home/student.html",
            student=here.person,
            last=sessions.last_before(here.session),
            mine=home_of(here.person, pack, here.school.zone),
        )
    now, school_id = clock.now(), actor.school_id
    return render_template(
        "home/today.html",
        day=clock.local(now, here.school.zone),
        gaps=_gaps(actor, here.school),
        alerts=alerts_for(actor),
        unsafe=not_safe_yet(now) if actor.holds(Role.ADMINISTRATOR) else [],
        given_up=given_up() if actor.holds(Role.ADMINISTRATOR) else 0,
        cannot_sign_in=cannot_sign_in_yet(here.school) if may_at_all(actor, Action.SETUP_SEE) else [],
        changes=role_changes(school_id, now - TOLD_FOR) if actor.holds(*SAFEGUARDING_ROLES) else [],
        role_name=lambda role: role_name(role, here.school.country),
        groups=waiting.groups_for(actor),
        margin=margin_of(actor),
        week=week_here(actor),
    )


def register_waiting(app: Flask) -> None:
    """Put reports of a used sign-in on *Today*: a young person says it, so it stands with what they ask."""
    waiting.register(
        app,
        Source(
            12,
            _l("Someone used a student's sign-in"),
            Action.SIGN_IN_REPORT_ANSWER,
            _reports,
            tone="wait",
            intro=_l("They were signed out everywhere. Talk with them, then print a new card."),
        ),
    )


def _reports(actor: Actor) -> list[Row]:
    return [
        Row(
            each.student.name,
            _("Says that somebody else used their card"),
            each.made_at,
            _("I have seen to it"),
            url_for("students.answer_report", report_id=each.id),
            hidden={},
            who_url=url_for("students.student", student_id=each.student_id),
        )
        for each in students.open_reports(actor.school_id)
    ]


def _gaps(actor: Actor, school: School) -> list[str]:
    """Return who is missing again of the people that worries go to, for those who can do something about it."""
    if school.setup_finished_at is None or not may_at_all(actor, Action.SETUP_SEE):
        return []
    return [gap_sentence(gap, school.country) for gap in setup.gaps(school.id)]
