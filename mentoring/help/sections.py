"""Which section of a guide goes with which page, for the word *Help* in its head."""

from dataclasses import dataclass

from mentoring.access.actor import Actor
from mentoring.help.guides import GUIDES


@dataclass(frozen=True)
class Section:
    """One section of one guide."""

    guide: str
    anchor: str


# By endpoint, or by blueprint for all of its other pages. The first whose guide is the reader's own is theirs.
SECTIONS: dict[str, tuple[Section, ...]] = {}


def section_for(actor: Actor, endpoint: str) -> Section | None:
    """Return the section for whoever is on this page, or None where no guide of theirs speaks of it."""
    found = SECTIONS.get(endpoint) or SECTIONS.get(endpoint.partition(".")[0], ())
    return next((each for each in found if actor.holds(*GUIDES[each.guide].roles)), None)
