"""What the page of a pairing shows of its meetings, and when each of many pairings meets next."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from mentoring.access.guard import actor_here
from mentoring.matching.models import Pairing
from mentoring.matching.views.pages import Section, register_next_meetings, register_section
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import held_meetings, meetings_of, next_meetings
from mentoring.meetings.rules.meetings import MeetingState, goes_ahead
from mentoring.meetings.views.pages import near_words, state_words, time_words, today_here
from mentoring.people.views.school.pages import clock_words
from mentoring.web.dates import day as day_words

MOST_COMING, MOST_PAST = 3, 12  # meetings that are listed


def register_meetings_section(app: Flask) -> None:
    """Put the meetings on the page of a pairing, and the next one into the list of pairings."""
    register_section(app, pairing_section)
    register_next_meetings(app, next_meeting_words)


def pairing_section(pairing: Pairing) -> Section | None:
    """Return the meetings of a pairing for its page: the next ones, and the last so far; None where there is none."""
    found = meetings_of(pairing)
    if not found:
        return None
    today = today_here()
    held = held_meetings(found, reader_id=actor_here().person_id)
    coming = [each for each in found if each.day >= today and each.state in COMING]
    past = [each for each in reversed(found) if each not in coming]
    counted = [each for each in found if each.state == MeetingState.HELD]
    return Section(
        _("Meetings"),
        "meetings/_pairing_section.html",
        {
            "coming": [_line(each, held) for each in coming[:MOST_COMING]],
            "more": max(len(coming) - MOST_COMING, 0),
            "past": [_line(each, held) for each in past[:MOST_PAST]],
            "held": len(counted),
        },
    )


COMING = (MeetingState.PLANNED, MeetingState.OFF)


def _line(meeting: Meeting, held: Any) -> tuple[Meeting, str, str, str, str, str]:
    where = meeting.place.name if meeting.place else ""
    return (meeting, time_words(meeting), where, near_words(meeting), *state_words(meeting, held))


def next_meeting_words(school_id: str, pairing_ids: Collection[str]) -> Mapping[str, str]:
    """Return in words when each of these pairings meets next, for staff; those that do not meet are left out.

    Whoever is on hold or has a break is left out too: no meeting of theirs shows as going ahead.
    """
    found = next_meetings(school_id, pairing_ids, today_here())
    holds = held_meetings(list(found.values()), reader_id=None)
    return {
        key: _words(each)
        for key, each in found.items()
        if each.state == MeetingState.OFF
        or goes_ahead(each.state, each.pairing.state, is_held=each.id in holds)
    }


def _words(meeting: Meeting) -> str:
    when = f"{day_words(meeting.day)}, {clock_words(meeting.starts)}"
    return _("%(when)s (off)", when=when) if meeting.state == MeetingState.OFF else when
