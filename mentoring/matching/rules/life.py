"""A pairing's life: its states, and from where each thing that happens leads where. One pure table."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a pairing stands."""

    PROPOSED = "proposed"  # approved by staff, nobody was asked yet
    ASKED_MENTOR = "asked-mentor"
    ASKED_MENTEE = "asked-mentee"  # every mentor said yes
    AGREED = "agreed"  # everybody said yes
    READY = "ready"  # all gates still green, and the first meeting is planned
    ACTIVE = "active"  # they have met
    ON_BREAK = "on-break"
    ENDING = "ending"  # notice was given
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by staff, or because somebody cannot be paired any more
    EXPIRED = "expired"  # nobody answered


class Happening(StrEnum):
    """What can happen to a pairing."""

    ASK = "ask"
    MENTORS_YES = "mentors-yes"
    MENTEES_YES = "mentees-yes"
    NO = "no"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    CONFIRM = "confirm"
    MEET = "meet"  # the first meeting that was held
    BREAK = "break"
    RESUME = "resume"
    GIVE_NOTICE = "give-notice"
    TAKE_NOTICE_BACK = "take-notice-back"
    CLOSE = "close"


class Closing(StrEnum):
    """How a pairing ended. Only lead and deputies choose safety, and only they read it: others read "closed"."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    SAFETY = "safety"


class Cause(StrEnum):
    """Why a pairing has a break or was drawn back. Students never read it."""

    STAFF = "staff"
    STUDENT_PAUSED = "student-paused"
    STUDENT_STOPPED = "student-stopped"
    CONSENT = "consent"
    CANNOT_BE_PAIRED = "cannot-be-paired"


class PairingRefusal(StrEnum):
    """Why something about a pairing was not done."""

    NOT_FROM_HERE = "pairing-not-from-here"
    STALE = "stale"
    REASON_WANTED = "pairing-reason-wanted"
    NOT_ALL_GREEN = "pairing-not-all-green"
    NO_MEETING = "pairing-no-meeting"
    ON_HOLD = "pairing-on-hold"
    ANSWERED = "pairing-answered"
    OPENED = "pairing-opened"  # a mentor has seen the question already
    NOTICE_TOO_SHORT = "pairing-notice-too-short"
    DAY_WANTED = "pairing-day-wanted"
    NOT_RUNNING = "pairing-not-running"


MET_OR_WILL = (State.READY, State.ACTIVE)
ASKED = frozenset({State.ASKED_MENTOR, State.ASKED_MENTEE})
COMING = frozenset({State.PROPOSED, *ASKED, State.AGREED})
RUNNING = frozenset({*MET_OR_WILL, State.ON_BREAK, State.ENDING})
LIVE = COMING | RUNNING  # whoever is in one of these is not suggested for another beyond their capacity
OVER = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})

# Where each happening leads. What is not here cannot happen: a break from READY comes back to READY (`resumes_to`).
MOVES: Mapping[Happening, Mapping[State, State]] = {
    Happening.ASK: {State.PROPOSED: State.ASKED_MENTOR},
    Happening.MENTORS_YES: {State.ASKED_MENTOR: State.ASKED_MENTEE},
    Happening.MENTEES_YES: {State.ASKED_MENTEE: State.AGREED},
    Happening.NO: dict.fromkeys((*ASKED, State.AGREED), State.DECLINED),
    Happening.WITHDRAW: dict.fromkeys((*COMING, State.READY), State.WITHDRAWN),
    Happening.EXPIRE: dict.fromkeys(ASKED, State.EXPIRED),
    Happening.CONFIRM: {State.AGREED: State.READY},
    Happening.MEET: {State.READY: State.ACTIVE},
    Happening.BREAK: dict.fromkeys((*MET_OR_WILL, State.ENDING), State.ON_BREAK),
    Happening.RESUME: {State.ON_BREAK: State.ACTIVE},
    Happening.GIVE_NOTICE: {State.ACTIVE: State.ENDING, State.ON_BREAK: State.ENDING},
    Happening.TAKE_NOTICE_BACK: {State.ENDING: State.ACTIVE},
    Happening.CLOSE: dict.fromkeys((*MET_OR_WILL, State.ON_BREAK, State.ENDING), State.CLOSED),
}


def state_after(state: State, happening: Happening, *, has_met: bool = True) -> State | None:
    """Return where `happening` leads from `state`, or None where it cannot happen.

    has_met: a pairing that has not met yet comes back from a break to READY, not to ACTIVE.
    """
    after = MOVES[happening].get(state)
    if happening is Happening.RESUME and after is not None and not has_met:
        return State.READY
    return after


def happenings_from(state: State) -> list[Happening]:
    """Return what can happen to a pairing in `state`, in the order of the list."""
    return [happening for happening in Happening if state in MOVES[happening]]
