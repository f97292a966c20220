"""The facts as arrays: people sorted by id, so that the order in which they came decides nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.codes import Need
from mentoring.matching.engine.facts import Pair, Person, Problem

Table = npt.NDArray[np.int64]  # mentors down, mentees across
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

NEEDS = tuple(Need)


@dataclass(frozen=True)
class Arrays:
    """One problem, ready to be worked with."""

    problem: Problem
    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many mentors and mentees there are."""
        return len(self.mentors), len(self.mentees)

    @cached_property
    def row(self) -> dict[str, int]:
        """Return each mentor's row."""
        return {person.id: at for at, person in enumerate(self.mentors)}

    @cached_property
    def column(self) -> dict[str, int]:
        """Return each mentee's column."""
        return {person.id: at for at, person in enumerate(self.mentees)}

    def numbers(self, of: Callable[[Person], int]) -> tuple[Numbers, Numbers]:
        """Return a number of each mentor as a column, and of each mentee as a row."""
        return (
            np.array([of(person) for person in self.mentors], dtype=np.int64).reshape(-1, 1),
            np.array([of(person) for person in self.mentees], dtype=np.int64).reshape(1, -1),
        )

    def cells(self, pairs: Iterable[Pair]) -> Mask:
        """Return where these pairs stand; those of people who are not here are left out."""
        found = np.zeros(self.shape, dtype=np.bool_)
        for mentor, mentee in pairs:
            if mentor in self.row and mentee in self.column:
                found[self.row[mentor], self.column[mentee]] = True
        return found

    @cached_property
    def common_slots(self) -> Table:
        """Return how many times each two share, wherever they are."""
        slots = sorted(slot.id for slot in self.problem.slots)
        return _in_common(*self._slots(slots))

    @cached_property
    def usable_slots(self) -> Table:
        """Return how many times each two share at a place that meets what either of them needs."""
        counts = self.common_slots.copy()
        slots = sorted(self.problem.slots, key=lambda slot: slot.id)
        mentor_slots, mentee_slots = self._slots([slot.id for slot in slots])
        mentor_needs, mentee_needs = _groups(self.mentors), _groups(self.mentees)
        for mine, rows in mentor_needs.items():
            for theirs, columns in mentee_needs.items():
                meets = np.array([slot.meets(mine | theirs) for slot in slots], dtype=np.float32)
                if not meets.all():
                    counts[np.ix_(rows, columns)] = _in_common(
                        mentor_slots[rows] * meets, mentee_slots[columns]
                    )
        return counts

    def _slots(self, slots: Sequence[str]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        return (
            incidence([person.slots for person in self.mentors], slots),
            incidence([person.slots for person in self.mentees], slots),
        )


def arrays_of(problem: Problem) -> Arrays:
    """Return the arrays of a problem."""
    return Arrays(
        problem,
        tuple(sorted(problem.mentors, key=lambda person: person.id)),
        tuple(sorted(problem.mentees, key=lambda person: person.id)),
    )


def incidence(held: Sequence[frozenset[str]], words: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return for each set which of the words are in it: 1 or 0. Float, since products of floats are fast."""
    at = {word: place for place, word in enumerate(words)}
    found = np.zeros((len(held), len(words)), dtype=np.float32)
    for line, each in enumerate(held):
        for word in each:
            if word in at:
                found[line, at[word]] = 1
    return found


def _in_common(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> Table:
    # Sums of a few ones are exact in any order.
    return np.asarray(np.rint(one @ other.T), dtype=np.int64)


def _groups(people: Sequence[Person]) -> dict[frozenset[Need], list[int]]:
    found: dict[frozenset[Need], list[int]] = {}
    for at, person in enumerate(people):
        found.setdefault(person.needs, []).append(at)
    return found
