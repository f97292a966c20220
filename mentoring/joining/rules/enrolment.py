"""A student in a programme: how they came, their own yes, pausing, stopping, and which roles are open to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentoring.programme.rules.kinds import ProgrammeRole


class State(StrEnum):
    """Where a student stands. Only the student's own answers move it."""

    WAITING = "waiting"  # asked, and has not answered yet
    IN = "in"
    DECLINED = "declined"
    PAUSED = "paused"
    STOPPED = "stopped"


class Came(StrEnum):
    """How a student came to a programme."""

    OWN = "own"
    STAFF = "staff"
    TUTOR = "tutor"
    CARER = "carer"


class Answer(StrEnum):
    """What a student says about taking part. It never needs a reason."""

    YES = "yes"
    NO = "no"
    PAUSE = "pause"
    STOP = "stop"
    BACK = "back"


class How(StrEnum):
    """How a student said it: behind their own sign-in, or in person to a member of staff who wrote it down."""

    OWN_SIGN_IN = "own-sign-in"
    IN_PERSON = "in-person"


class Refusal(StrEnum):
    """Why something about an enrolment was not done."""

    NOT_OPEN = "enrolment-not-open"
    NOT_FOR_THEM = "enrolment-not-for-them"
    THERE_ALREADY = "enrolment-there-already"
    NOT_NOW = "enrolment-not-now"
    STAFF_ALONE = "enrolment-staff-alone"
    WHO_WANTED = "enrolment-who-wanted"
    DAY_TO_COME = "enrolment-day-to-come"


# From where each answer leads where. A "no" can always become a "yes".
MOVES: Mapping[Answer, Mapping[State, State]] = {
    Answer.YES: {State.WAITING: State.IN, State.DECLINED: State.IN},
    Answer.NO: {State.WAITING: State.DECLINED},
    Answer.PAUSE: {State.IN: State.PAUSED},
    Answer.STOP: {State.WAITING: State.STOPPED, State.IN: State.STOPPED, State.PAUSED: State.STOPPED},
    Answer.BACK: {State.PAUSED: State.IN, State.STOPPED: State.IN},
}


def refusal_to_answer(state: State, answer: Answer, how: How) -> Refusal | None:
    """Return why an answer cannot be taken, or None.

    Going on after a pause or a stop is arranged by a member of staff, who has spoken with the student: a press of a
    button must not bring meetings back that somebody else counts on.
    """
    if state not in MOVES[answer]:
        return Refusal.NOT_NOW
    if answer is Answer.BACK and how is How.OWN_SIGN_IN:
        return Refusal.STAFF_ALONE
    return None


def state_after(state: State, answer: Answer) -> State:
    """Return where an answer leads. Raise KeyError where it cannot be given."""
    return MOVES[answer][state]


def answers_open(state: State, how: How) -> list[Answer]:
    """Return what can be answered now, in the order in which it is offered."""
    return [answer for answer in Answer if refusal_to_answer(state, answer, how) is None]


@dataclass(frozen=True)
class Offer:
    """What a programme says of itself to somebody who might join: its sites, and the years that its times suit.

    `years` are the ordinals of the year groups that take part. `gap` is how many years a mentor must be ahead.
    """

    site_ids: Collection[str]
    years: Collection[int]
    gap: int | None


def roles_open_to(offer: Offer, *, site_id: str, year: int | None) -> Sequence[ProgrammeRole]:
    """Return the roles that a student of that site and year can have: none where the programme is not for them.

    A mentor needs somebody young enough, and a mentee somebody old enough: else they would wait in vain.
    """
    if site_id not in offer.site_ids or year is None or year not in offer.years:
        return []
    if offer.gap is None:
        return list(ProgrammeRole)
    found = []
    if any(other <= year - offer.gap for other in offer.years):
        found.append(ProgrammeRole.MENTOR)
    if any(other >= year + offer.gap for other in offer.years):
        found.append(ProgrammeRole.MENTEE)
    return found
