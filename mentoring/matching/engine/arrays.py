"""The facts as arrays: people sorted by id, so that the order in which they came decides nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from mentoring.matching.engine.codes import Need
from mentoring.matching.engine.facts import Pair, Person, Problem

Table = npt.NDArray[np.signedinteger[Any]]  # mentors down, mentees across
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

AT_ONCE = 4_000_000  # cells of a table that are made at once, so that a large school needs little memory


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

    def numbers(self, of: Callable[[Person], int]) -> tuple[Table, Table]:
        """Return a number of each mentor as a column, and of each mentee as a row."""
        return (
            np.array([of(person) for person in self.mentors], dtype=np.int32).reshape(-1, 1),
            np.array([of(person) for person in self.mentees], dtype=np.int32).reshape(1, -1),
        )

    @cached_property
    def years_ahead(self) -> Table:
        """Return how many school years each mentor is ahead of each mentee."""
        mentors, mentees = self.numbers(lambda person: person.year)
        return np.asarray(mentors - mentees)

    @cached_property
    def blocks(self) -> tuple["Arrays", ...]:
        """Return the same people in parts: some mentors and every mentee, so that no part's tables are large."""
        lines = max(1, AT_ONCE // max(1, len(self.mentees)))
        if lines >= len(self.mentors):
            return (self,)
        return tuple(
            Arrays(self.problem, self.mentors[start : start + lines], self.mentees)
            for start in range(0, len(self.mentors), lines)
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
        if len(self.blocks) > 1:
            return np.concatenate([block.usable_slots for block in self.blocks])
        slots = sorted(self.problem.slots, key=lambda slot: slot.id)
        if not any(person.needs for person in (*self.mentors, *self.mentees)):
            return self.common_slots
        counts = self.common_slots.copy()
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
    places = [(line, at[word]) for line, each in enumerate(held) for word in each if word in at]
    found = np.zeros((len(held), len(words)), dtype=np.float32)
    if places:
        lines, columns = zip(*places, strict=True)
        found[list(lines), list(columns)] = 1
    return found


def _in_common(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> Table:
    # Of all times of a large school few are any one's, so the product of sparse tables is the quick one.
    few = csr_array(one.astype(np.int16)) @ csr_array(other.T.astype(np.int16))
    return np.asarray(few.toarray())


def _groups(people: Sequence[Person]) -> dict[frozenset[Need], list[int]]:
    found: dict[frozenset[Need], list[int]] = {}
    for at, person in enumerate(people):
        found.setdefault(person.needs, []).append(at)
    return found
