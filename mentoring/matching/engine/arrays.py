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
        mentors, mentees = self._held_slots
        return _in_common(mentors, mentees)

    @cached_property
    def usable_slots(self) -> Table:
        """Return how many times each two share at a place that meets what either of them needs."""
        if len(self.blocks) > 1:
            return np.concatenate([block.usable_slots for block in self.blocks])
        if not any(person.needs for person in (*self.mentors, *self.mentees)):
            return self.common_slots
        counts = self.common_slots.copy()
        mentors, mentees = self._held_slots
        for mine, rows in _groups(self.mentors).items():
            for theirs, columns in _groups(self.mentees).items():
                meets = [at for at, slot in enumerate(self.problem.slots) if slot.meets(mine | theirs)]
                if len(meets) < len(self.problem.slots):
                    counts[np.ix_(rows, columns)] = _in_common(
                        mentors[rows][:, meets], mentees[columns][:, meets]
                    )
        return counts

    @cached_property
    def _held_slots(self) -> tuple[csr_array, csr_array]:
        """Return who can do which times: of all times of a large school few are any one's."""
        slots = [slot.id for slot in self.problem.slots]
        return _few(self.mentors, slots), _few(self.mentees, slots)


def arrays_of(problem: Problem) -> Arrays:
    """Return the arrays of a problem."""
    return Arrays(
        problem,
        tuple(sorted(problem.mentors, key=lambda person: person.id)),
        tuple(sorted(problem.mentees, key=lambda person: person.id)),
    )


def incidence(held: Sequence[frozenset[str]], words: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return for each set which of the words are in it: 1 or 0. Float, since products of floats are fast."""
    found = np.zeros((len(held), len(words)), dtype=np.float32)
    found[_places(held, words)] = 1
    return found


def _places(held: Sequence[frozenset[str]], words: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the lines and the columns of all words that are held."""
    at = {word: place for place, word in enumerate(words)}
    places = [(line, at[word]) for line, each in enumerate(held) for word in each if word in at]
    return [line for line, _column in places], [column for _line, column in places]


def _few(people: Sequence[Person], slots: Sequence[str]) -> csr_array:
    lines, columns = _places([person.slots for person in people], slots)
    return csr_array((np.ones(len(lines), dtype=np.int16), (lines, columns)), shape=(len(people), len(slots)))


def _in_common(one: csr_array, other: csr_array) -> Table:
    return np.asarray((one @ other.T).toarray())


def _groups(people: Sequence[Person]) -> dict[frozenset[Need], list[int]]:
    found: dict[frozenset[Need], list[int]] = {}
    for at, person in enumerate(people):
        found.setdefault(person.needs, []).append(at)
    return found
