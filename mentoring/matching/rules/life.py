"""A pairing's life: its states, and from where each thing that happens leads where. One pure table."""

from collections.abc import Mapping
from datetime import date, timedelta
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


class Rematch(StrEnum):
    """Whether the students of a pairing that ends may be paired again: decided at its closing."""

    YES = "yes"
    NO = "no"
    LATER = "later"


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
    ON_BREAK = "pairing-on-break"  # a hold, to somebody who may not know that it is one
    NOT_ASKED = "pairing-not-asked"
    NOBODY_TICKED = "pairing-nobody-ticked"
    TOO_FEW = "pairing-too-few"  # without this student there would be no pairing left
    WHERE_UNKNOWN = "pairing-where-unknown"
    ANSWER_WANTED = "pairing-answer-wanted"


MET_OR_WILL = (State.READY, State.ACTIVE)
ASKED = frozenset({State.ASKED_MENTOR, State.ASKED_MENTEE})
COMING = frozenset({State.PROPOSED, *ASKED, State.AGREED})
RUNNING = frozenset({*MET_OR_WILL, State.ON_BREAK, State.ENDING})
LIVE = COMING | RUNNING  # whoever is in one of these is not suggested for another beyond their capacity
OVER = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})

# Where each happening leads; what is not here cannot happen. Notice is not given in a break: its cause would be
# forgotten, and they would meet again by it.
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
    Happening.GIVE_NOTICE: {State.ACTIVE: State.ENDING},
    Happening.TAKE_NOTICE_BACK: {State.ENDING: State.ACTIVE},
    Happening.CLOSE: dict.fromkeys((*MET_OR_WILL, State.ON_BREAK, State.ENDING), State.CLOSED),
}


def state_after(
    state: State, happening: Happening, *, has_met: bool = True, has_notice: bool = False
) -> State | None:
    """Return where `happening` leads from `state`, or None where it cannot happen.

    A break ends where it began. has_met: a pairing that has not met yet comes back to READY, not to ACTIVE.
    has_notice: one that was told its last day comes back to ENDING.
    """
    after = MOVES[happening].get(state)
    if happening is Happening.RESUME and after is not None:
        if not has_met:
            return State.READY
        return State.ENDING if has_notice else after
    return after


def happenings_from(state: State) -> list[Happening]:
    """Return what can happen to a pairing in `state`, in the order of the list."""
    return [happening for happening in Happening if state in MOVES[happening]]


def refusal_of_last_day(ends_on: date | None, *, today: date, weeks: int) -> PairingRefusal | None:
    """Return why a last day is not taken, or None. weeks: the notice that the programme gives at least.

    An ending is a part of a relationship, not a surprise: EEPM 5 and CAMP ask for about two weeks.
    """
    if ends_on is None:
        return PairingRefusal.DAY_WANTED
    return PairingRefusal.NOTICE_TOO_SHORT if ends_on < today + timedelta(weeks=weeks) else None


def refusal_to_close(
    state: State, closing: Closing, *, ends_on: date | None, today: date, reason: str
) -> PairingRefusal | None:
    """Return why a pairing is not closed in this way, or None.

    As planned: only once its last day is there. Otherwise with a reason: somebody loses a person they counted on.
    """
    if state not in MOVES[Happening.CLOSE]:
        return PairingRefusal.NOT_FROM_HERE
    if closing is Closing.PLANNED:
        if state is not State.ENDING or ends_on is None:
            return PairingRefusal.NOT_FROM_HERE
        return PairingRefusal.NOTICE_TOO_SHORT if today < ends_on else None
    return None if reason.strip() else PairingRefusal.REASON_WANTED
