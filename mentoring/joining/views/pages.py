"""What the pages of joining share: their blueprints, what is loaded, the country's years, the way back."""

from collections.abc import Sequence

from flask import Blueprint, Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.guard import actor_here
from mentoring.access.policy import Action
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolment
from mentoring.joining.queries.readiness import adult_named, standing_of
from mentoring.joining.wording import state_name, state_tone
from mentoring.people.models import Student
from mentoring.people.queries import students
from mentoring.people.rules import countries
from mentoring.people.rules.countries import CountryPack
from mentoring.people.views.identity import school_here
from mentoring.programme.models import Programme
from mentoring.programme.queries.programmes import people_by_id
from mentoring.web import navigation, offering

own_bp = Blueprint("joining", __name__)
staff_bp = Blueprint("enrolments", __name__)


def register_navigation(app: Flask) -> None:
    """Let the pages for staff stand under Programmes, and offer to invite ticked students."""
    navigation.belongs(app, "enrolments", "programmes")
    offering.register(
        app,
        "students",
        offering.Offer(_l("Invite to a programme"), "enrolments.choose", Action.ENROLMENT_ADD),
    )
    app.jinja_env.globals.update(enrolment_state=state_name, enrolment_tone=state_tone)


def enrolment_of(school_id: str, enrolment_id: str, **_below: str) -> Enrolment | None:
    """Load the enrolment of a page that is about something in it."""
    return enrolment(school_id, enrolment_id)


def me() -> Student:
    """Return the student who asks, on a page that only students have."""
    actor = actor_here()
    found = students.student(actor.school_id, actor.person_id)
    assert found is not None
    return found


def pack_here() -> CountryPack:
    """Return the country of the school of whoever asks."""
    return countries.country(school_here().country)


def year_labels() -> dict[str, str]:
    """Return what each year group is called here."""
    return {year.code: year.label for year in pack_here().years}


def adult_of(enrolment: Enrolment) -> str:
    """Return who is named to a student as the one who will talk with them."""
    standing = standing_of(enrolment, reader_id=None)
    return adult_named(standing, people_by_id(enrolment.school_id)) or _("An adult")


def crumbs(programme: Programme, *more: tuple[str, str]) -> Sequence[tuple[str, str]]:
    """Return where a page about a programme's students lies."""
    return [
        (_("Programmes"), url_for("programmes.overview")),
        (programme.name, url_for("programmes.programme", programme_id=programme.id)),
        *more,
    ]


def students_crumb(programme: Programme) -> tuple[str, str]:
    """Return the crumb of a programme's list of students."""
    return _("Students"), url_for("enrolments.readiness", programme_id=programme.id)
