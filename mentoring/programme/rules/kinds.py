"""The kinds of programme, the two roles in one, and a programme's own life."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of scheme a programme is. It decides the defaults of its settings."""

    ONE_TO_ONE = "one-to-one"
    GROUP = "group"
    TUTORING = "tutoring"
    TRANSITION = "transition"
    CIRCLE = "circle"
    DROP_IN = "drop-in"


class ProgrammeRole(StrEnum):
    """What a student is in a programme."""

    MENTOR = "mentor"
    MENTEE = "mentee"


class Status(StrEnum):
    """Draft: being set up, no student sees it. Open: students join. Closed: nothing new begins."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Missing(StrEnum):
    """What a programme must have before it opens."""

    NO_SITE = "no-site"
    NO_SLOT = "no-slot"
    NO_SAFE_SLOT = "no-safe-slot"
    NOBODY_IN_CHARGE = "nobody-in-charge"
    OVER_ALREADY = "over-already"


class DetailsRefusal(StrEnum):
    """Why what is said about a programme was not taken."""

    NAME_TAKEN = "programme-name-taken"
    SITE_UNKNOWN = "programme-site-unknown"
    SITE_HAS_SLOTS = "programme-site-has-slots"
    NOT_A_COORDINATOR = "programme-not-a-coordinator"
    STALE = "stale"


class StatusRefusal(StrEnum):
    """Why a programme was not opened or closed, besides what is missing."""

    NOT_FROM_HERE = "not-from-here"


# Every move is there and back, so that each can be undone; a draft that was a mistake is closed, not deleted.
MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.OPEN, Status.CLOSED}),
    Status.OPEN: frozenset({Status.DRAFT, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN, Status.DRAFT}),
}


@dataclass(frozen=True)
class ProgrammeFacts:
    """What opening asks about. `safe_slots` have an approved place, an adult on duty and supervised hours."""

    sites: int
    slots: int
    safe_slots: int
    in_charge: Collection[str]
    ends: date


def missing_before_opening(facts: ProgrammeFacts, today: date) -> Sequence[Missing]:
    """Return what a programme still lacks, nothing when it may open.

    Pairs may meet only at a supervised time, in an approved place, with an adult on duty (BBBS): a programme
    without one such time could pair nobody.
    """
    lacks = {
        Missing.NO_SITE: facts.sites == 0,
        Missing.NOBODY_IN_CHARGE: not facts.in_charge,
        Missing.NO_SLOT: facts.slots == 0,
        Missing.NO_SAFE_SLOT: facts.slots > 0 and facts.safe_slots == 0,
        Missing.OVER_ALREADY: facts.ends < today,
    }
    return [code for code, is_missing in lacks.items() if is_missing]


def refusals_to_move(
    now: Status, wanted: Status, facts: ProgrammeFacts, today: date
) -> Sequence[Missing | StatusRefusal]:
    """Return why a programme may not take on the status `wanted`; nothing when it may."""
    if wanted not in MOVES[now]:
        return [StatusRefusal.NOT_FROM_HERE]
    return missing_before_opening(facts, today) if wanted is Status.OPEN else []
