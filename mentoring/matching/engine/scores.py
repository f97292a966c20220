"""The catalogue of criteria: for every two a score between none and all, and what they make together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.arrays import Arrays, Mask, Table, incidence
from mentoring.matching.engine.beyond import Given, of_continuity, of_experience, of_free_until, of_meeting
from mentoring.matching.engine.codes import Criterion, Weight
from mentoring.matching.engine.facts import Person

FULL = 1000  # a score of 1; whole numbers, so that sums are exact whatever their order
ENOUGH_SLOTS = 3  # times in common, from which more do not count
RARITY = 100  # steps in which rarity is measured
ROUNDING = 1e-6  # far under the smallest step between two scores, far over the error of a product

FACTORS: Mapping[Weight, int] = {Weight.NOT: 0, Weight.A_LITTLE: 1, Weight.A_LOT: 3}


@dataclass(frozen=True)
class Scored:
    """One criterion's scores in thousandths, and for which mentees it means anything at all."""

    table: Table
    applies: Mask

    def at(self, row: int, column: int) -> int:
        """Return the score of two people."""
        return int(self.table[row, column])


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
    enough = np.minimum(people.usable_slots, ENOUGH_SLOTS) * FULL // ENOUGH_SLOTS
    return Scored(enough, np.ones(people.shape[1], dtype=np.bool_))


def _covered(people: Arrays, of: Callable[[Person], frozenset[str]], *, by_rarity: bool) -> Scored:
    """Score how much of what a mentee names the mentor names too, what few people name counting more."""
    mentors, mentees = [of(each) for each in people.mentors], [of(each) for each in people.mentees]
    words = sorted(set().union(*mentors, *mentees))
    mine, theirs = incidence(mentors, words), incidence(mentees, words)
    worth = rarity(np.vstack((mine, theirs))) if by_rarity else np.ones(len(words), dtype=np.float32)
    # Whole numbers, small enough for short floats; the division is made in long ones, so that rounding down is exact.
    shared, wanted = ((mine * worth) @ theirs.T).astype(np.float64), (theirs @ worth).astype(np.float64)
    covered = np.floor(shared * (FULL / np.maximum(wanted, 1)) + ROUNDING)
    return Scored(covered.astype(np.int64), wanted > 0)


def rarity(held: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what each word is worth: 0 where everybody names it, more the fewer do. Whole numbers."""
    everybody = held.shape[0]
    counts = held.sum(axis=0)
    worth = [round(RARITY * log(everybody / count)) if count else 0 for count in counts.tolist()]
    return np.array(worth, dtype=np.float32)


def _beyond(gives: Callable[[Arrays], Given]) -> Callable[[Arrays], Scored]:
    def score(people: Arrays) -> Scored:
        given = gives(people)
        rows, columns = np.indices(people.shape)
        return Scored(given.of(rows, columns), given.applies)

    return score


CATALOGUE: Sequence[Entry] = (
    Entry(Criterion.HELP, _of_help),
    Entry(Criterion.INTERESTS, _of_interests),
    Entry(Criterion.SLOTS, _of_slots),
    Entry(Criterion.LANGUAGES, _of_languages),
    Entry(Criterion.MEETING, _beyond(of_meeting)),
    Entry(Criterion.CONTINUITY, _beyond(of_continuity)),
    Entry(Criterion.EXPERIENCE, _beyond(of_experience)),
    Entry(Criterion.FREE_UNTIL, _beyond(of_free_until)),
)


def parts_of(people: Arrays) -> dict[Criterion, Scored]:
    """Return every criterion's scores."""
    return {entry.code: entry.score(people) for entry in CATALOGUE}


def scores(people: Arrays, parts: Mapping[Criterion, Scored]) -> Table:
    """Return how well every two fit, in thousandths.

    What a mentee said nothing about is left out for that mentee, so that each counts alike, whether they said much
    or little.
    """
    total = np.zeros(people.shape, dtype=np.int64)
    most = np.zeros(people.shape[1], dtype=np.int64)
    for code, part in parts.items():
        factor = FACTORS[people.problem.settings.weights.get(code, Weight.NOT)]
        if factor and part.applies.any():
            total += part.table * np.where(part.applies, factor, 0)
            most += np.where(part.applies, factor, 0)
    return total // np.maximum(most, 1)
