"""The objectives in their order: most matched, most kept, the weakest as good as can be, the best total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mentoring.matching.engine.answers import Answer, Chosen, Objectives
from mentoring.matching.engine.arrays import Arrays, Mask, Numbers, Table
from mentoring.matching.engine.assign import NOBODY, Cells, assign_cells, cells_of, most_of_cells
from mentoring.matching.engine.boundaries import Broken
from mentoring.matching.engine.facts import Pair
from mentoring.matching.engine.scored import FULL


@dataclass(frozen=True)
class Open:
    """What is left to decide when the locked pairs stand: who may be paired, seats, scores, what was there before.

    cells, fits: the allowed pairs and their scores; those above a floor, where there is one.
    """

    allowed: Mask
    cells: Cells
    fits: Numbers
    seats: Numbers
    scores: Table
    kept: Mask
    keeps: bool  # whether there is anything to keep

    def above(self, floor: int) -> "Open":
        """Return the same with no score under the floor."""
        those = self.fits >= floor
        return replace(self, cells=self.cells.only(those), fits=self.fits[those])

    def best(self) -> Numbers:
        """Return the arrangement with the most matched, then the most kept, then the best total."""
        return assign_cells(self.cells, gains(self), self.seats)


def best_arrangement(people: Arrays, broken: Broken, scores: Table) -> Answer:
    """Return the arrangement that is best by the objectives, each before the next.

    The order is a promise to children: nobody waits so that others fit better; nobody loses a pairing so that a
    total rises; and the weakest pairing is lifted before the sum is, since a child meets one mentor, not a sum.
    """
    locks, dropped = standing_locks(people, broken)
    left = left_open(people, broken == 0, scores, locks)
    first = left.best()
    floor, witness = _highest_floor(left, first)
    final = first
    if floor is not None and floor > _lowest(left, first):
        final = left.above(floor).best()
    chosen = _chosen(people, scores, final, locks)
    kept = people.cells(people.problem.kept)
    objectives = Objectives(
        matched=len(chosen),
        of=people.shape[1],
        kept=sum(bool(kept[people.row[each.mentor], people.column[each.mentee]]) for each in chosen),
        kept_of=len(people.problem.kept),
        floor=floor,
        total=sum(each.score for each in chosen),
        price_of_kept=_price_of_kept(left, first),
        price_of_floor=_total(left, first) - _total(left, final),
    )
    return Answer(chosen, objectives, tuple(dropped), tuple(_pairs(people, witness)))


def gains(left: Open) -> Numbers:
    """Return one number for each allowed pair, in which being matched outweighs being kept, and that every score."""
    mentees = left.cells.shape[1]
    for_kept = mentees * FULL + 1 if left.keeps else 0
    for_matched = mentees * (for_kept + FULL) + 1
    worth = left.fits + for_matched
    return worth + left.cells.of(left.kept) * for_kept if left.keeps else worth


def standing_locks(people: Arrays, broken: Broken) -> tuple[list[Pair], list[Pair]]:
    """Return the locks that stand, and those that no longer can: a boundary came, or a seat went."""
    seats = {person.id: person.seats for person in people.mentors}
    taken: set[str] = set()
    standing, dropped = [], []
    for lock in sorted(people.problem.locks):
        here = lock.mentor in people.row and lock.mentee in people.column
        if (
            here
            and not broken[people.row[lock.mentor], people.column[lock.mentee]]
            and seats[lock.mentor] > 0
            and lock.mentee not in taken
        ):
            seats[lock.mentor] -= 1
            taken.add(lock.mentee)
            standing.append(lock)
        else:
            dropped.append(lock)
    return standing, dropped


def left_open(people: Arrays, allowed: Mask, scores: Table, locks: Sequence[Pair]) -> Open:
    """Return what is left to decide beside locks that stand."""
    allowed, seats = allowed.copy(), np.array([person.seats for person in people.mentors], dtype=np.int64)
    for mentor, mentee in locks:
        seats[people.row[mentor]] -= 1
        allowed[:, people.column[mentee]] = False
    allowed[seats <= 0] = False
    kept = people.cells(people.problem.kept) & allowed
    cells = cells_of(allowed)
    fits = cells.of(scores).astype(np.int64)
    return Open(allowed, cells, fits, seats, scores, kept, bool(kept.any()))


def matched_at_most(people: Arrays, broken: Broken) -> set[str]:
    """Return who is matched in an arrangement with the most mentees, however well."""
    locks, _dropped = standing_locks(people, broken)
    left = left_open(people, broken == 0, np.zeros(people.shape, dtype=np.int64), locks)
    found = most_of_cells(left.cells, left.seats)
    columns = np.flatnonzero(found != NOBODY).tolist()
    return {people.mentees[column].id for column in columns} | {lock.mentee for lock in locks}


def _taken(found: Numbers) -> tuple[Numbers, Numbers]:
    columns = np.flatnonzero(found != NOBODY)
    return found[columns], columns


def _lowest(left: Open, found: Numbers) -> int:
    return int(left.scores[_taken(found)].min())


def _total(left: Open, found: Numbers) -> int:
    return int(left.scores[_taken(found)].sum())


def _highest_floor(left: Open, first: Numbers) -> tuple[int | None, Numbers]:
    """Return the highest score that every pairing can have with as many matched and kept, and its witness."""
    nobody = np.full_like(first, NOBODY)
    if not (first != NOBODY).any():
        return None, nobody
    goal = _reached(left, first)
    steps = np.unique(left.fits)
    steps = steps[steps >= _lowest(left, first)]
    good, bad, witness = 0, len(steps), nobody
    while bad - good > 1:
        middle = (good + bad) // 2
        tried = _most(left.above(int(steps[middle])))
        if _reached(left, tried) == goal:
            good = middle
        else:
            bad, witness = middle, tried
    return int(steps[good]), witness


def _most(left: Open) -> Numbers:
    if not left.keeps:
        return most_of_cells(left.cells, left.seats)
    return assign_cells(left.cells, left.cells.shape[1] + 1 + left.cells.of(left.kept), left.seats)


def _reached(left: Open, found: Numbers) -> tuple[int, int]:
    cells = _taken(found)
    return len(cells[1]), int(np.count_nonzero(left.kept[cells]))


def _price_of_kept(left: Open, first: Numbers) -> int:
    if not left.keeps:
        return 0
    return _total(left, replace(left, keeps=False).best()) - _total(left, first)


def _pairs(people: Arrays, found: Numbers) -> list[Pair]:
    rows, columns = _taken(found)
    return [
        Pair(people.mentors[row].id, people.mentees[column].id)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]


def _chosen(people: Arrays, scores: Table, found: Numbers, locks: Sequence[Pair]) -> tuple[Chosen, ...]:
    both = [(pair, False) for pair in _pairs(people, found)] + [(pair, True) for pair in locks]
    return tuple(
        Chosen(
            pair.mentor, pair.mentee, int(scores[people.row[pair.mentor], people.column[pair.mentee]]), locked
        )
        for pair, locked in sorted(both, key=lambda each: each[0].mentee)
    )
