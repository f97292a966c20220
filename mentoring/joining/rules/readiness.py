"""Who is ready to be paired: the gates, what is still missing, and whose move it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentoring.joining.rules.enrolment import State


class Gate(StrEnum):
    """What must be green before pairing, in the order of the list."""

    OWN_YES = "own-yes"
    PROFILE = "profile"


class Missing(StrEnum):
    """What is still missing at a gate."""

    OWN_YES = "missing-own-yes"
    SAID_NO = "missing-said-no"
    PAUSED = "missing-paused"
    STOPPED = "missing-stopped"
    PROFILE = "missing-profile"


class Move(StrEnum):
    """Whose move it is."""

    STUDENT = "student"
    COORDINATOR = "coordinator"
    NOBODY = "nobody"


GATE_OF: Mapping[Missing, Gate] = {
    Missing.OWN_YES: Gate.OWN_YES,
    Missing.SAID_NO: Gate.OWN_YES,
    Missing.PAUSED: Gate.OWN_YES,
    Missing.STOPPED: Gate.OWN_YES,
    Missing.PROFILE: Gate.PROFILE,
}
MOVE_OF: Mapping[Missing, Move] = {
    Missing.OWN_YES: Move.STUDENT,
    Missing.SAID_NO: Move.NOBODY,
    Missing.PAUSED: Move.COORDINATOR,
    Missing.STOPPED: Move.NOBODY,
    Missing.PROFILE: Move.STUDENT,
}
OWN_YES_MISSING: Mapping[State, Missing] = {
    State.WAITING: Missing.OWN_YES,
    State.DECLINED: Missing.SAID_NO,
    State.PAUSED: Missing.PAUSED,
    State.STOPPED: Missing.STOPPED,
}


@dataclass(frozen=True)
class Facts:
    """What is known of one student in one programme."""

    state: State
    profile_finished: bool


def missing_before_pairing(facts: Facts) -> Sequence[Missing]:
    """Return what a student still lacks before being paired, in the order of the gates; nothing when all is green.

    The hard gates of the Elements of Effective Practice for Mentoring, 4th edition: nobody meets before them.
    """
    lacks = [OWN_YES_MISSING.get(facts.state), None if facts.profile_finished else Missing.PROFILE]
    return [code for code in lacks if code is not None]
