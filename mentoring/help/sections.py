"""Which section of a guide goes with which page, for the word *Help* in its head."""

from dataclasses import dataclass

from mentoring.access.actor import Actor
from mentoring.help.guides import GUIDES


@dataclass(frozen=True)
class Section:
    """One section of one guide."""

    guide: str
    anchor: str


def _in(**anchors: str) -> tuple[Section, ...]:
    return tuple(Section(guide.replace("_", "-"), anchor) for guide, anchor in anchors.items())


# By endpoint, or by blueprint for all of its other pages. The first whose guide is the reader's own is theirs.
SECTIONS: dict[str, tuple[Section, ...]] = {
    "home.today": _in(
        coordinator="every-day",
        supervisor="every-day",
        lead_and_deputy="every-day",
        head_and_chair="first",
        administrator="every-day-each-week-each-term",
    ),
    "programmes": _in(
        coordinator="programmes",
        supervisor="first",
        lead_and_deputy="who-cannot-be-paired",
        head_and_chair="a-smaller-gap-in-school-years-head-and-stand-in",
    ),
    "enrolments": _in(coordinator="students-who-join", lead_and_deputy="who-cannot-be-paired"),
    "matching": _in(coordinator="finding-pairs"),
    **dict.fromkeys(
        (
            "matching.meets",
            "matching.plan_meet",
            "matching.meet",
            "matching.meet_guests",
            "matching.meet_cards",
            "matching.meet_key_in",
        ),
        _in(coordinator="a-meet-and-greet"),
    ),
    "pairings": _in(
        coordinator="asking-and-pairings",
        supervisor="when-something-goes-wrong",
        lead_and_deputy="pairings-and-holds",
    ),
    "meetings": _in(coordinator="meetings", supervisor="each-week"),
    "meetings.register": _in(supervisor="while-pairs-meet", coordinator="meetings"),
    "room": _in(supervisor="while-pairs-meet", coordinator="meetings"),
    "check_ins": _in(coordinator="check-ins", supervisor="each-week"),
    "asks": _in(coordinator="every-day", supervisor="every-day", lead_and_deputy="what-young-people-ask"),
    "asks.notes": _in(coordinator="every-day", supervisor="every-day", lead_and_deputy="boundary-notes"),
    "students": _in(coordinator="students", administrator="students"),
    "roster": _in(coordinator="students", administrator="students", lead_and_deputy="families"),
    "staff": _in(
        administrator="staff", lead_and_deputy="somebody-is-let-in-anew", head_and_chair="who-holds-the-roles"
    ),
    "school": _in(coordinator="school-time", administrator="the-school", supervisor="first"),
    "desk": _in(lead_and_deputy="a-concern-arrives", head_and_chair="when-something-waits"),
    "trail": _in(head_and_chair="the-trail-head-and-stand-in"),
    "own_trail": _in(coordinator="what-you-did"),
    "account": _in(
        coordinator="your-own-sign-in",
        head_and_chair="first",
        lead_and_deputy="the-clock",
        administrator="staff",
    ),
}


def section_for(actor: Actor, endpoint: str) -> Section | None:
    """Return the section for whoever is on this page, or None where no guide of theirs speaks of it."""
    found = SECTIONS.get(endpoint) or SECTIONS.get(endpoint.partition(".")[0], ())
    return next((each for each in found if actor.holds(*GUIDES[each.guide].roles)), None)
