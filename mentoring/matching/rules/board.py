"""The board's own terms: its states, what it refuses, fits in words, and what counts as one language or gender."""

import re
from collections.abc import Sequence
from enum import StrEnum

WORDS_BETWEEN = re.compile(r"[,;/&+\n]|\band\b", re.IGNORECASE)
FULL = 1000  # the engine's scores are thousandths
MOST_AT_ONCE = (
    160_000  # pairs of a mentor and a mentee: up to here a browser waits, beyond the worker does it
)
PAGE = 100  # pairings on one page of the board


class BoardState(StrEnum):
    """Where a board stands."""

    EMPTY = "empty"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class BoardRefusal(StrEnum):
    """Why something was not done on the board."""

    STALE = "board-stale"
    WORKING = "board-working"
    NOT_ON_IT = "board-not-on-it"
    BOUNDARY = "board-boundary"
    NOBODY_TICKED = "board-nobody-ticked"
    NO_ROOM = "board-no-room"
    REASON_WANTED = "board-reason-wanted"
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


class Fit(StrEnum):
    """How well two people fit, in words."""

    STRONG = "strong"
    GOOD = "good"
    FAIR = "fair"
    LOOSE = "loose"


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
