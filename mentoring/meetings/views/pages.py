"""What the pages of meetings share: their blueprints, where they stand, and how a meeting is said in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from flask import Blueprint, Flask, current_app, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here
from mentoring.access.roles import Role
from mentoring.matching.models import Pairing
from mentoring.matching.queries.holds import Held
from mentoring.meetings import models as models
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import held_meetings
from mentoring.meetings.queries.own import Seen, as_students_see
from mentoring.meetings.rules.meetings import Shown, shown
from mentoring.meetings.wording.meetings import meeting_words
from mentoring.people.models import StaffMember
from mentoring.people.views.identity import school_here
from mentoring.people.views.school.pages import clock_words
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


def own_here() -> str | None:
    """Return the id of whoever asks where they see only their own meetings, else None."""
    actor = actor_here()
    return None if actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY) else actor.person_id


def today_here() -> date:
    """Return what day it is at the school of whoever asks."""
    return clock.today(school_here().zone)


def day_asked() -> date:
    """Return the day that the address names, else today."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today_here()


def time_words(meeting: Meeting) -> str:
    """Return when a meeting is on its day: "12:30 to 13:00"."""
    return _("%(starts)s to %(ends)s", starts=clock_words(meeting.starts), ends=clock_words(meeting.ends))


def near_words(meeting: Meeting) -> str:
    """Return who is near, and for whom they stand in."""
    return names_of_near(meeting.adult, meeting.stand_in)


def names_of_near(adult: StaffMember | None, stand_in: StaffMember | None) -> str:
    """Return the same of the adult on duty and who stands in, either of whom may be nobody."""
    near = stand_in or adult
    if near is None:
        return _("nobody yet")
    if stand_in is None or adult is None:
        return near.name
    return _("%(name)s, for %(other)s", name=near.name, other=adult.name)


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Say whether a meeting's time has gone by."""
    first = datetime.combine(meeting.day, meeting.starts)
    length: timedelta = datetime.combine(meeting.day, meeting.ends) - first
    return bool(meeting.starts_at + length <= now)


def shown_here(meeting: Meeting, held: Mapping[str, Held]) -> Shown:
    """Return how whoever asks reads of a meeting. held: of `held_here`."""
    hold = held[meeting.id].reads if meeting.id in held else None
    return shown(
        meeting.state,
        meeting.pairing.state,
        hold=hold,
        is_over=is_over(meeting, clock.now()),
        was_moved=meeting.moved_at is not None,
    )


def held_here(meetings: Sequence[Meeting]) -> Mapping[str, Held]:
    """Return which of these meetings must not go ahead because of a hold, as whoever asks may know it."""
    return held_meetings(meetings, reader_id=actor_here().person_id)


def state_words(meeting: Meeting, held: Mapping[str, Held]) -> tuple[str, str]:
    """Return how a meeting stands in words, with its tone, as whoever asks reads it."""
    return meeting_words(shown_here(meeting, held), meeting.why)


def pairing_url(pairing: Pairing) -> str | None:
    """Return the address of a pairing's page."""
    there = "pairings.pairing" in current_app.view_functions
    return url_for("pairings.pairing", pairing_id=pairing.id) if there else None


def week_crumb(day: date) -> tuple[str, str]:
    """Return the crumb of the page of a day."""
    return _("Meetings"), url_for("meetings.overview", day=day.isoformat())


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
