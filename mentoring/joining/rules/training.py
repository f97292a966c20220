"""Training of mentors and preparation of mentees: how much, how old, and what still blocks."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mentoring.programme.rules.kinds import ProgrammeRole

LEAST_PREPARATION = 30  # minutes; under that nobody is paired, whatever a programme says (EEPM 5)
MOST_A_DAY = 480  # minutes of training in one day for one student: eight hours, more than any school day has
BEFORE_THE_NEXT_TRY = timedelta(minutes=1)  # after a wrong answer, to read once more


class TrainingStanding(StrEnum):
    """Where a student's training or preparation stands."""

    DONE = "done"
    PART = "part"  # preparation of the youngest, begun and to be finished
    NOT_BEGUN = "not-begun"
    SHORT = "short"
    NO_MODULE = "no-module"
    UNDER_HALF_AN_HOUR = "under-half-an-hour"
    EXPIRED = "expired"


class TrainingRefusal(StrEnum):
    """Why a training was not written down."""

    NOBODY_TICKED = "training-nobody-ticked"
    DAY_TO_COME = "training-day-to-come"
    WHO_TAUGHT = "training-who-taught"
    LENGTH = "training-length"
    DAY_FULL = "training-day-full"
    PART_UNKNOWN = "training-part-unknown"
    NOT_STARTED = "training-not-started"
    NO_ANSWER = "training-no-answer"
    WRONG_ANSWERS = "training-wrong-answers"
    TOO_SOON = "training-too-soon"
    DONE_ALREADY = "training-done-already"


@dataclass(frozen=True)
class Session:
    """One training that a student took part in. `module`: the safety module and its questions were in it."""

    day: date
    minutes: int
    module: bool


@dataclass(frozen=True)
class Wanted:
    """What a programme asks for, in minutes, and for how many months it holds."""

    training: int
    preparation: int
    may_split: bool
    valid_months: int


@dataclass(frozen=True)
class TrainingFacts:
    """Where a student stands, with how many minutes that still count, of how many; and until when."""

    standing: TrainingStanding
    minutes: int
    wanted: int
    until: date | None


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def still_counts(day: date, valid_months: int, today: date) -> bool:
    """Say whether a training of that day counts today."""
    return months_later(day, valid_months) > today


def training_facts(
    role: ProgrammeRole, sessions: Sequence[Session], wanted: Wanted, today: date, *, is_youngest: bool
) -> TrainingFacts:
    """Return where a student's training (mentor) or preparation (mentee) stands today.

    What is older than the programme's months does not count. `is_youngest`: a child whose preparation may be split.
    """
    ends = [months_later(session.day, wanted.valid_months) for session in sessions]
    counting = [session for session, end in zip(sessions, ends, strict=True) if end > today]
    minutes = sum(session.minutes for session in counting)
    needed = wanted.training if role is ProgrammeRole.MENTOR else wanted.preparation
    until = min((end for end in ends if end > today), default=None)
    had_enough = sum(session.minutes for session in sessions) >= needed
    if len(counting) < len(sessions) and had_enough and minutes < needed:
        standing = TrainingStanding.EXPIRED
    elif role is ProgrammeRole.MENTOR:
        standing = _mentor(counting, minutes, needed)
    else:
        standing = _mentee(minutes, needed, may_split=wanted.may_split and is_youngest)
    return TrainingFacts(standing, minutes, needed, until)


def _mentor(counting: Sequence[Session], minutes: int, needed: int) -> TrainingStanding:
    if not counting:
        return TrainingStanding.NOT_BEGUN
    if not any(session.module for session in counting):
        return TrainingStanding.NO_MODULE
    return TrainingStanding.DONE if minutes >= needed else TrainingStanding.SHORT


def _mentee(minutes: int, needed: int, *, may_split: bool) -> TrainingStanding:
    if minutes == 0:
        return TrainingStanding.NOT_BEGUN
    if minutes < LEAST_PREPARATION:
        return TrainingStanding.UNDER_HALF_AN_HOUR
    if minutes < needed:
        return TrainingStanding.PART if may_split else TrainingStanding.SHORT
    return TrainingStanding.DONE


def minutes_taken(nominal: int, elapsed: int) -> int:
    """Return what a part counts that somebody took alone: the time it took them, and never more than it is made for.

    So clicking through does not become two hours of training.
    """
    return max(1, min(nominal, elapsed))


def minutes_left(nominal: int, counted: int) -> int:
    """Return how many minutes of a part can still be counted, of those that it is made for.

    None are left of a part that was taken in full; all of them once it was too long ago.
    """
    return max(0, nominal - counted)


def has_to_wait(wrong_at: datetime | None, now: datetime) -> bool:
    """Say whether a wrong answer was just now, so that guessing is not quicker than to read once more."""
    return wrong_at is not None and now < wrong_at + BEFORE_THE_NEXT_TRY


def refusal_to_finish(
    *, finished: bool, given: int | None, right: int, wrong_at: datetime | None, now: datetime
) -> TrainingRefusal | None:
    """Return why a part of the course that was begun is not finished now, or None."""
    found = {
        TrainingRefusal.DONE_ALREADY: finished,
        TrainingRefusal.NO_ANSWER: given is None,
        TrainingRefusal.TOO_SOON: has_to_wait(wrong_at, now),
        TrainingRefusal.WRONG_ANSWERS: given != right,
    }
    return next((code for code, is_wrong in found.items() if is_wrong), None)


def refusal_of_training(
    ids: Collection[str], minutes: int, taught_by: str, day: date, today: date
) -> TrainingRefusal | None:
    """Return why a training of a group is not written down, or None."""
    found = {
        TrainingRefusal.NOBODY_TICKED: not ids,
        TrainingRefusal.LENGTH: not 5 <= minutes <= MOST_A_DAY,
        TrainingRefusal.WHO_TAUGHT: not taught_by.strip(),
        TrainingRefusal.DAY_TO_COME: day > today,
    }
    return next((code for code, is_wrong in found.items() if is_wrong), None)
