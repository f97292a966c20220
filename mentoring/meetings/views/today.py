"""What meetings put on *Today*: today's sessions, each with its room, who is near, and the one thing to do."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentoring.access.actor import Actor
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.meetings.models import Absence, Meeting
from mentoring.meetings.queries.absences import absences_from
from mentoring.meetings.queries.meetings import held_meetings, meetings_on
from mentoring.meetings.rules.meetings import MEETING, MeetingState, Off, goes_ahead
from mentoring.meetings.views.pages import near_words, today_here
from mentoring.people.views.school.pages import clock_words
from mentoring.web import waiting
from mentoring.web.waiting import Row, Source

ORDER = 15


def register_today(app: Flask) -> None:
    """Put today's sessions on *Today*."""
    waiting.register(app, Source(ORDER, _l("Today's sessions"), Action.MEETING_REGISTER, _rows))


def _rows(actor: Actor) -> list[Row]:
    """Return a row for each place, time and adult near, until its register is taken; first what lacks an adult."""
    own = None if actor.holds(Role.COORDINATOR) else actor.person_id
    today = today_here()
    found = meetings_on(actor.school_id, today, own=own)
    held = held_meetings(found, reader_id=None)
    alone = [each for each in found if _lacks_adult(each) and each.id not in held]
    away = (
        {each.staff_id: each for each in absences_from(actor.school_id, today, until=today)} if alone else {}
    )
    rows = [_without_adult(some, today, away) for some in _sessions(alone)]
    on = [each for each in found if _waits_for_register(each, is_held=each.id in held)]
    return rows + [_session(some, today) for some in _sessions(on)]


def _lacks_adult(meeting: Meeting) -> bool:
    off = meeting.state == MeetingState.OFF and meeting.why == Off.ADULT_AWAY
    return off and meeting.pairing.state in MEETING


def _waits_for_register(meeting: Meeting, *, is_held: bool) -> bool:
    return goes_ahead(meeting.state, meeting.pairing.state, is_held=is_held) and meeting.registered_at is None


def _sessions(meetings: Sequence[Meeting]) -> list[list[Meeting]]:
    found: dict[Any, list[Meeting]] = {}
    for each in meetings:
        found.setdefault((each.starts, each.place_id, each.near_id), []).append(each)
    return list(found.values())


def _session(meetings: Sequence[Meeting], today: date) -> Row:
    first = meetings[0]
    return Row(
        _where(first),
        _("%(pairs)s. Near: %(adult)s", pairs=_pairs(meetings), adult=near_words(first)),
        today,
        _("Take the register"),
        url_for("meetings.register", day=today.isoformat(), place=first.place_id),
    )


def _without_adult(meetings: Sequence[Meeting], today: date, away: dict[str, Absence]) -> Row:
    first = meetings[0]
    adult = first.adult.name if first.adult else _("The adult")
    words = _("%(adult)s is away and nobody stands in. %(pairs)s.", adult=adult, pairs=_pairs(meetings))
    if first.adult_id in away:
        url = url_for("meetings.away", staff_id=first.adult_id, day=today.isoformat())
    else:
        url = url_for("meetings.overview", day=today.isoformat())
    return Row(_where(first), words, today, _("Find a stand-in"), url)


def _where(meeting: Meeting) -> str:
    place = meeting.place.name if meeting.place else _("no place")
    return _("%(place)s, %(time)s", place=place, time=clock_words(meeting.starts))


def _pairs(meetings: Sequence[Meeting]) -> str:
    return ngettext("%(num)d pair", "%(num)d pairs", len(meetings))
