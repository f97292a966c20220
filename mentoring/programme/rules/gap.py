"""How far a mentor is ahead of a mentee, and who decides when it is less."""

from enum import StrEnum

from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import CATALOGUE, Code
from mentoring.programme.rules.verdicts import is_smaller_gap, smallest_gap


class GapState(StrEnum):
    """What became of a request for a smaller gap."""

    WAITING = "waiting"
    ALLOWED = "allowed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class GapRefusal(StrEnum):
    """Why a request was not taken, or a decision not kept."""

    NOT_SMALLER = "gap-not-smaller"
    ASKED_ALREADY = "gap-asked-already"
    ALLOWED_ALREADY = "gap-allowed-already"
    REASON_WANTED = "gap-reason-wanted"
    DECIDED_ALREADY = "gap-decided-already"
    OWN_REQUEST = "gap-own-request"


def refusal_to_ask(
    kind: Kind, years: int, reason: str, *, waiting: bool, allowed: int | None
) -> GapRefusal | None:
    """Return why the head may not be asked for a gap of `years`, or None.

    waiting: a request is open. allowed: what the head allowed before. The head decides once for a programme.
    """
    least = CATALOGUE[Code.GAP_LEAST].least or 0
    if waiting:
        return GapRefusal.ASKED_ALREADY
    if allowed is not None:
        return GapRefusal.ALLOWED_ALREADY
    if years < least or not is_smaller_gap(years, smallest_gap(kind, None)):
        return GapRefusal.NOT_SMALLER
    return None if reason.strip() else GapRefusal.REASON_WANTED


def refusal_to_decide(state: GapState, *, asked_by: str, decider: str, words: str) -> GapRefusal | None:
    """Return why a decision is not kept, or None. Nobody decides about their own request."""
    if state is not GapState.WAITING:
        return GapRefusal.DECIDED_ALREADY
    if asked_by == decider:
        return GapRefusal.OWN_REQUEST
    return None if words.strip() else GapRefusal.REASON_WANTED
