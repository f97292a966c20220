"""The catalogue of criteria: for every two a score between none and all, and what they make together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.arrays import Arrays, Mask, Numbers, Table, incidence
from mentoring.matching.engine.beyond import (
    of_base,
    of_continuity,
    of_experience,
    of_free_until,
    of_lived,
    of_meeting,
)
from mentoring.matching.engine.codes import Criterion, Weight
from mentoring.matching.engine.facts import Person
from mentoring.matching.engine.scored import FULL, Scored

ENOUGH_SLOTS = 3  # times in common, from which more do not count
RARITY = 100  # steps in which rarity is measured
AT_ONCE = 50_000  # pairs that are scored at once: so many stay near the processor

FACTORS: Mapping[Weight, int] = {Weight.NOT: 0, Weight.A_LITTLE: 1, Weight.A_LOT: 3}


@dataclass(frozen=True)
class Entry:
    """One criterion."""

    code: Criterion
    score: Callable[[Arrays], Scored]


def _of_interests(people: Arrays) -> Scored:
    return _covered(people, lambda person: person.interests, by_rarity=True)


def _of_help(people: Arrays) -> Scored:
    return _covered(people, lambda person: person.help, by_rarity=False)


def _of_languages(people: Arrays) -> Scored:
    return _covered(people, lambda person: person.languages, by_rarity=True)


def _of_slots(people: Arrays) -> Scored:
    def of(rows: Numbers, columns: Numbers) -> Numbers:
        shared = people.usable_slots[rows, columns].astype(np.int64)
        return np.minimum(shared, ENOUGH_SLOTS) * FULL // ENOUGH_SLOTS

    return Scored(of, np.ones(people.shape[1], dtype=np.bool_))


def _covered(people: Arrays, of: Callable[[Person], frozenset[str]], *, by_rarity: bool) -> Scored:
    """Score how much of what a mentee names the mentor names too, what few people name counting more."""
    mentors, mentees = [of(each) for each in people.mentors], [of(each) for each in people.mentees]
    words = sorted(set().union(*mentors, *mentees))
    mine, theirs = incidence(mentors, words), incidence(mentees, words)
    worth = rarity(np.vstack((mine, theirs))) if by_rarity else np.ones(len(words), dtype=np.float32)
    mine *= worth
    wanted = (theirs @ worth).astype(np.int64)

    def covered(rows: Numbers, columns: Numbers) -> Numbers:
        # Whole numbers, small enough for short floats to be exact.
        shared = np.einsum("ij,ij->i", mine[rows], theirs[columns]).astype(np.int64)
        return np.asarray(shared * FULL // np.maximum(wanted, 1)[columns])

    return Scored(covered, wanted > 0)


def rarity(held: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what each word is worth: 0 where everybody names it, more the fewer do. Whole numbers."""
    everybody = held.shape[0]
    counts = held.sum(axis=0)
    worth = [round(RARITY * log(everybody / count)) if count else 0 for count in counts.tolist()]
    return np.array(worth, dtype=np.float32)


CATALOGUE: Sequence[Entry] = (
    Entry(Criterion.HELP, _of_help),
    Entry(Criterion.LIVED, of_lived),
    Entry(Criterion.INTERESTS, _of_interests),
    Entry(Criterion.SLOTS, _of_slots),
    Entry(Criterion.LANGUAGES, _of_languages),
    Entry(Criterion.MEETING, of_meeting),
    Entry(Criterion.CONTINUITY, of_continuity),
    Entry(Criterion.EXPERIENCE, of_experience),
    Entry(Criterion.FREE_UNTIL, of_free_until),
    Entry(Criterion.BASE, of_base),
)


def parts_of(people: Arrays) -> dict[Criterion, Scored]:
    """Return every criterion's scores."""
    return {entry.code: entry.score(people) for entry in CATALOGUE}


def scores(people: Arrays, parts: Mapping[Criterion, Scored], allowed: Mask | None = None) -> Table:
    """Return how well every two fit, in thousandths; 0 where `allowed` is given and two may not be paired.

    What a mentee said nothing about is left out for that mentee, so that each counts alike, whether they said much
    or little.
    """
    found = np.zeros(people.shape, dtype=np.int32)
    rows, columns = np.nonzero(np.ones(people.shape, dtype=np.bool_) if allowed is None else allowed)
    for start in range(0, len(rows), AT_ONCE):
        row, column = rows[start : start + AT_ONCE], columns[start : start + AT_ONCE]
        found[row, column] = _together(people, parts, row, column)
    return found


def _together(people: Arrays, parts: Mapping[Criterion, Scored], row: Numbers, column: Numbers) -> Numbers:
    total, most = np.zeros(len(row), dtype=np.int64), np.zeros(people.shape[1], dtype=np.int64)
    for code, part in parts.items():
        factor = FACTORS[people.problem.settings.weights.get(code, Weight.NOT)]
        if factor and part.applies.any():
            counts = np.where(part.applies, factor, 0)
            total += part.of(row, column) * counts[column]
            most += counts
    return total // np.maximum(most, 1)[column]
