"""What the pages of meetings share: their blueprints, and where they stand."""

from flask import Blueprint, Flask
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here
from mentoring.matching.models import Pairing
from mentoring.meetings import models as models
from mentoring.meetings.queries.own import Seen, as_students_see
from mentoring.people.views.identity import school_here
from mentoring.programme.queries.programmes import people_by_id
from mentoring.web import navigation

staff_bp = Blueprint("meetings", __name__)
own_bp = Blueprint("my_meetings", __name__)
room_bp = Blueprint("room", __name__)
check_ins_bp = Blueprint("check_ins", __name__)
asks_bp = Blueprint("asks", __name__)


def register_navigation(app: Flask) -> None:
    """Let all of it stand under Pairings."""
    for blueprint in ("meetings", "asks", "check_ins", "room"):
        navigation.belongs(app, blueprint, "pairings")


def seen_now(pairing: Pairing) -> Seen:
    """Return a pairing as its students see it now: a break, or what comes next."""
    return as_students_see([pairing], clock.now(), clock.today(school_here().zone))[0]


def adult_told(seen: Seen) -> str:
    """Return who is named to a student as the one who reads what they write, or "An adult"."""
    adult = seen.adult_told(people_by_id(seen.pairing.school_id))
    return adult.name if adult else _("An adult")


def enrolment_id_in(pairing: Pairing) -> str:
    """Return the enrolment by which the student who asks is in a pairing."""
    return next(each.enrolment_id for each in pairing.here if each.student_id == actor_here().person_id)
