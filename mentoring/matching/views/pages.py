"""What the pages of matching share: their blueprints, where they stand, and what rooms above put on them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring.access.guard import actor_here
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.joining.rules.readiness import Hold
from mentoring.matching import models as models
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.holds import Held, held_pairings
from mentoring.matching.rules.life import COMING, RUNNING
from mentoring.matching.wording.pairings import state_words
from mentoring.people.models import StaffMember
from mentoring.people.views.school.pages import clock_words
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.programmes import people_by_id
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.programme.views.grid import day_name
from mentoring.raising.queries.holds import Holds
from mentoring.web import navigation
from mentoring.web.navigation import Entry, register
from mentoring.web.waiting import once

board_bp = Blueprint("matching", __name__)
staff_bp = Blueprint("pairings", __name__)
own_bp = Blueprint("partner", __name__)


@dataclass(frozen=True)
class Section:
    """What a room above shows on the page of a pairing: its heading, its template, and what the template needs.

    next_meeting: in words, where this is the section that knows. No meeting shows as going ahead in a hold.
    """

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    next_meeting: str = ""


MakesSection = Callable[[Pairing], Section | None]
NextMeetings = Callable[[str, Collection[str]], Mapping[str, str]]  # school id, pairings; words by pairing


def register_navigation(app: Flask) -> None:
    """Put Pairings on the rail, and let the board stand under Programmes."""
    navigation.belongs(app, "matching", "programmes")
    under = ("meetings", "check_ins", "asks")
    register(
        app, Entry(27, _l("Pairings"), "pairings.overview", Action.PAIRING_LIST, "link-45deg", also=under)
    )
    app.jinja_env.globals.update(pairing_who=who, pairing_state=state_here)


def register_section(app: Flask, makes: MakesSection) -> None:
    """Let a room above put a section on the page of a pairing (in create_app)."""
    app.extensions.setdefault("pairing_sections", []).append(makes)


def sections_of(pairing: Pairing) -> list[Section]:
    """Return the sections of the rooms above, in the order in which they were registered."""
    made = (makes(pairing) for makes in current_app.extensions.get("pairing_sections", []))
    return [each for each in made if each is not None]


def register_next_meetings(app: Flask, finds: NextMeetings) -> None:
    """Let the room of meetings say when each of these pairings meets next (in create_app)."""
    app.extensions["next_meetings"] = finds


def next_meetings(
    school_id: str, pairings: Collection[Pairing], held: Mapping[str, Held]
) -> Mapping[str, str]:
    """Return in words when each of these pairings meets next; no meeting shows as going ahead in a hold."""
    finds: NextMeetings | None = current_app.extensions.get("next_meetings")
    ids = [each.id for each in pairings if each.state in RUNNING and each.id not in held]
    return finds(school_id, ids) if finds is not None and ids else {}


def own_only() -> str | None:
    """Return the id of whoever asks where they see only their own pairings, else None."""
    actor = actor_here()
    return None if actor.holds(Role.COORDINATOR, Role.LEAD, Role.DEPUTY) else actor.person_id


def who(pairing: Pairing) -> str:
    """Return the people of a pairing by their names, mentors first: for staff."""
    people = pairing.here or pairing.members
    sides = [
        [each.student.name for each in people if each.role == role]
        for role in (ProgrammeRole.MENTOR, ProgrammeRole.MENTEE)
    ]
    return _(" with ").join(_side(names) for names in sides if names)


def _side(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    return _("%(names)s and %(more)s more", names=", ".join(names[:2]), more=len(names) - 2)


MOST_NAMED = 3  # names of one side that are all written


def slot_words(slot: Slot | None) -> str:
    """Return a time in the week in words: "Tuesday, 12:30 – 13:00"."""
    if slot is None:
        return ""
    week = {"A": _("only in week A"), "B": _("only in week B")}.get(slot.week, "")
    words = f"{day_name(slot.weekday)}, {clock_words(slot.starts)} – {clock_words(slot.ends)}"
    return f"{words} ({week})" if week else words


def held_here(pairings: Sequence[Pairing]) -> Mapping[str, Held]:
    """Return which of these pairings are on hold, as whoever asks may know it."""
    return held_pairings(pairings, reader_id=actor_here().person_id, holds=holds_here())


def holds_here() -> Holds:
    """Return what this page has read of holds, so that everybody on it is asked about once. Actions read their own."""
    return once("holds", lambda: Holds(actor_here().school_id))


def people_here() -> dict[str, StaffMember]:
    """Return the school's staff by id, read once a page."""
    return once("staff", lambda: people_by_id(actor_here().school_id))


def settings_of_one(programme: Programme) -> Mapping[str, ProgrammeSettings]:
    """Return the settings of one programme by its id, read once a page."""
    return once(f"settings of {programme.id}", lambda: settings_of_each([programme]))


def state_here(pairing: Pairing, held: Mapping[str, Held]) -> tuple[str, str]:
    """Return where a pairing stands in words, with its tone, as whoever asks reads it."""
    return state_words(pairing.state, reads(pairing, held))


def reads(pairing: Pairing, held: Mapping[str, Held]) -> Hold | None:
    """Return how the reader may know of a hold, or None where it changes nothing of what stands there.

    One that has not begun has no break: whoever may not know of the hold reads of it when it is to be confirmed.
    """
    found = held[pairing.id].reads if pairing.id in held else None
    if pairing.state in RUNNING or (found is Hold.HOLD and pairing.state in COMING):
        return found
    return None


def pairing_of(member: PairingMember) -> Pairing:
    """Return the pairing of one student's place in it."""
    found: Pairing = member.pairing
    return found
