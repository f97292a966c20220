"""A meeting's states, why one is off or was missed, and whether one goes ahead. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from mentoring.joining.rules.readiness import Hold
from mentoring.matching.rules.life import State


class MeetingState(StrEnum):
    """Where a meeting stands, as it is stored. Whether a planned one goes ahead is asked of `goes_ahead`."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    OFF = "off"


class Off(StrEnum):
    """Why a meeting is off. Only staff read it; students read of a break, whatever it is."""

    ADULT_AWAY = "adult-away"
    ROOM_CLOSED = "room-closed"
    SCHOOL_EVENT = "school-event"
    STUDENT_AWAY = "student-away"
    OTHER = "other"
    BREAK = "break"  # it fell into a break of the pairing: excused
    ENDED = "ended"  # the pairing ended before it


class MissedBy(StrEnum):
    """Who did not come to a meeting that was missed. The last is nobody's: whoever did not come was not in school."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    BOTH = "both"
    STAFF = "staff"
    NOT_IN_SCHOOL = "absent"


class Came(StrEnum):
    """What a register says of one child."""

    CAME = "came"
    AWAY = "away"
    EXCUSED = "excused"  # not in school


class RegisterRefusal(StrEnum):
    """Why a register was not taken."""

    DAY_TO_COME = "register-day-to-come"
    OVER = "register-over"
    NOT_EVERYBODY = "register-not-everybody"
    NOBODY = "register-nobody"


class Source(StrEnum):
    """Who said whether a student came. An adult's register counts before a write-up."""

    REGISTER = "register"
    WRITE_UP = "write-up"


# Chosen by staff when they call a meeting off; the others follow from the pairing.
CHOSEN = (Off.ADULT_AWAY, Off.ROOM_CLOSED, Off.SCHOOL_EVENT, Off.STUDENT_AWAY, Off.OTHER)
MEETING = frozenset({State.READY, State.ACTIVE, State.ENDING})  # pairings whose meetings go ahead


def goes_ahead(state: str, pairing_state: str, *, is_held: bool) -> bool:
    """Say whether a planned meeting goes ahead: its pairing meets, and nobody who would be there is on hold."""
    return state == MeetingState.PLANNED and pairing_state in MEETING and not is_held


def outcome_of(came: Iterable[tuple[str, str]]) -> tuple[MeetingState, MissedBy | None]:
    """Return whether a meeting was held by what the register says, and else by whom it was missed.

    came: (role, code of Came) of every child in it. Held: a mentor and a mentee came at least. Whoever was not in
    school is not blamed: what counts as missed in a row leaves out such weeks (PRODUCT section 4).
    """
    told: Mapping[str, set[str]] = {"mentor": set(), "mentee": set()}
    for role, code in came:
        told[role].add(code)
    absent = [role for role, codes in told.items() if Came.CAME not in codes]
    if not absent:
        return MeetingState.HELD, None
    blamed = [role for role in absent if Came.AWAY in told[role]]
    if not blamed:
        return MeetingState.MISSED, MissedBy.NOT_IN_SCHOOL
    return MeetingState.MISSED, MissedBy.BOTH if len(blamed) > 1 else MissedBy(blamed[0])


def refusal_of_register(day: date, today: date, registered_on: date | None) -> RegisterRefusal | None:
    """Return why a register cannot be taken, or put right, today.

    Never for a day to come. What was taken is put right on the same day: later it is a record of what an adult saw.
    """
    if day > today:
        return RegisterRefusal.DAY_TO_COME
    if registered_on is not None and registered_on < today:
        return RegisterRefusal.OVER
    return None


class Shown(StrEnum):
    """How staff read of a meeting. A hold reads as a break to whom its concern keeps out."""

    PLANNED = "planned"
    MOVED = "moved"
    UNWRITTEN = "unwritten"  # it is over, and nobody has written anything
    HELD = "held"
    MISSED = "missed"
    OFF = "off"
    BREAK = "break"
    HOLD = "hold"


def shown(state: str, pairing_state: str, *, hold: Hold | None, is_over: bool, was_moved: bool) -> Shown:
    """Return how staff read of a meeting; `hold` is how this reader may know of a hold on it, if there is one."""
    if state != MeetingState.PLANNED:
        return Shown(state)
    if hold is not None:
        return Shown.HOLD if hold is Hold.HOLD else Shown.BREAK
    if pairing_state == State.ON_BREAK:
        return Shown.BREAK
    if is_over:
        return Shown.UNWRITTEN
    return Shown.MOVED if was_moved else Shown.PLANNED
