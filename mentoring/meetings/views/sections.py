"""What stands on the page of a pairing of its write-ups, of how its meetings were, and of what was asked."""

from typing import Any

from flask import Flask

from mentoring.access.guard import actor_here
from mentoring.access.policy import Action, may
from mentoring.matching.models import Pairing
from mentoring.matching.views import pages
from mentoring.matching.views.pages import Section
from mentoring.meetings.queries.asks import asks_in
from mentoring.meetings.queries.faces import faces_of
from mentoring.meetings.queries.write_ups import notes_of, write_ups_of
from mentoring.meetings.wording import staff as words

SHOWN = 20  # of each, the newest


def register_young_sections(app: Flask) -> None:
    """Put them on the page of a pairing."""
    for makes in (write_ups_section, faces_section, asks_section):
        pages.register_section(app, makes)


def write_ups_section(pairing: Pairing) -> Section | None:
    """Return the section of a pairing's write-ups, or None for whoever may not read them."""
    if not may(actor_here(), Action.MEETING_SEE, pairing):
        return None
    found = write_ups_of(pairing, most=SHOWN)
    notes = notes_of(found) if may(actor_here(), Action.NOTE_SEE, pairing) else {}
    return _section("write_ups", write_ups=found, notes=notes)


def faces_section(pairing: Pairing) -> Section | None:
    """Return the section of how the meetings were for the mentees, or None for whoever may not read it."""
    if not may(actor_here(), Action.FACES_SEE, pairing):
        return None
    return _section("faces", faces=faces_of(pairing, most=SHOWN))


def asks_section(pairing: Pairing) -> Section | None:
    """Return the section of what the students asked, or None for whoever may not read it."""
    if not may(actor_here(), Action.ASK_SEE, pairing):
        return None
    return _section("asks", asks=asks_in(pairing, most=SHOWN))


def _section(name: str, **context: Any) -> Section:
    return Section(str(words.SECTIONS[name]), f"meetings/_pairing_{name}.html", {**context, "words": words})
