"""The board's own terms: its states, what it refuses, fits in words, and what counts as one language or gender."""

import re
from collections.abc import Sequence
from enum import StrEnum

from mentoring.joining.rules.readiness import GATE_OF, Gate, Missing

WORDS_BETWEEN = re.compile(r"[,;/&+\n]|\band\b", re.IGNORECASE)
FULL = 1000  # the engine's scores are thousandths
MOST_AT_ONCE = (
    160_000  # pairs of a mentor and a mentee: up to here a browser waits, beyond the worker does it
)
PAGE = 100  # pairings on one page of the board


# What is to be done, by a student with staff. What somebody has to decide is not here: nobody is asked for a yes, a
# view, a verdict or a consent because a child waits. Nor is anything for the lead: a bar, a hold, a pause.
TO_FINISH = frozenset(
    {
        Missing.AGREEMENT,
        Missing.AGREEMENT_OVERDUE,
        Missing.TRAINING,
        Missing.TRAINING_SHORT,
        Missing.MODULE,
        Missing.TRAINING_EXPIRED,
    }
)


class BoardState(StrEnum):
    """Where a board stands."""

    EMPTY = "empty"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class BoardRefusal(StrEnum):
    """Why something was not done on the board."""

    STALE = "board-stale"
    LOCKED = "board-locked"
    WORKING = "board-working"
    NOT_ON_IT = "board-not-on-it"
    BOUNDARY = "board-boundary"
    NOBODY_TICKED = "board-nobody-ticked"
    NO_ROOM = "board-no-room"
    REASON_WANTED = "board-reason-wanted"
    WHY_WANTED = "board-why-wanted"
    OPENED = "board-opened"
    NOT_READY = "board-not-ready"
    ONE_AND_ONE = "board-one-and-one"
    TOO_MANY_MENTORS = "board-too-many-mentors"
    TOO_MANY_MENTEES = "board-too-many-mentees"
    WHEN_WANTED = "board-when-wanted"
    NOT_FREE_THEN = "board-not-free-then"
    FULL_THEN = "board-full-then"
    PLACE_NEEDS = "board-place-needs"
    SAME_PERSON = "board-same-person"
    TOO_FEW_LEFT = "board-too-few-left"


class Fit(StrEnum):
    """How well two people fit, in words."""

    STRONG = "strong"
    GOOD = "good"
    FAIR = "fair"
    LOOSE = "loose"


class Level(StrEnum):
    """How much of one criterion two people have, in words."""

    NOTHING = "nothing"
    A_LITTLE = "a-little"
    SOME = "some"
    MUCH = "much"
    ALL = "all"
    NOT_NAMED = "not-named"


class Order(StrEnum):
    """In which order the board lists its pairings."""

    WEAKEST = "weakest"
    STRONGEST = "strongest"
    MENTEE = "mentee"
    MENTOR = "mentor"


AT_LEAST: Sequence[tuple[int, Fit]] = ((700, Fit.STRONG), (450, Fit.GOOD), (200, Fit.FAIR), (0, Fit.LOOSE))


def fit_of(score: int) -> Fit:
    """Return a score in thousandths as a word. The steps are the product's own, to be read, not to rank children."""
    return next(fit for least, fit in AT_LEAST if score >= least)


def gate_to_finish(missing: Sequence[Missing]) -> Gate | None:
    """Return the gate that alone keeps somebody from being ready, if it is one that can simply be finished."""
    gates = {GATE_OF[code] for code in missing}
    return gates.pop() if len(gates) == 1 and TO_FINISH.issuperset(missing) else None


def level_of(part: int | None) -> Level:
    """Return one criterion's score in thousandths as a word; None where the mentee said nothing about it."""
    if part is None:
        return Level.NOT_NAMED
    steps = ((FULL, Level.ALL), (650, Level.MUCH), (350, Level.SOME), (1, Level.A_LITTLE), (0, Level.NOTHING))
    return next(level for least, level in steps if part >= least)


def languages_of(typed: str) -> frozenset[str]:
    """Return the languages in what somebody typed, each in small letters."""
    return frozenset(word for part in WORDS_BETWEEN.split(typed) if (word := part.strip(" .").casefold()))


def gender_of(gender: str, words: str) -> str:
    """Return one word for how somebody describes themselves, the same for those who say the same; "" if not told."""
    if gender == "own-words":
        said = " ".join(words.split()).casefold()
        return f"{gender}:{said}" if said else ""
    return gender


def refusal_of_sizes(mentors: int, mentees: int, *, most: tuple[int, int]) -> BoardRefusal | None:
    """Return why so many people are not one pairing, or None. most: mentors and mentees that the programme allows."""
    if mentors < 1 or mentees < 1:
        return BoardRefusal.NOBODY_TICKED
    if most == (1, 1) and (mentors, mentees) != most:
        return BoardRefusal.ONE_AND_ONE
    if mentors > most[0]:
        return BoardRefusal.TOO_MANY_MENTORS
    return BoardRefusal.TOO_MANY_MENTEES if mentees > most[1] else None
