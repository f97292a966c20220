"""The objectives in their order: most matched, most kept, the weakest as good as can be, the best total."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.answers import Answer, Chosen, Objectives
from mentoring.matching.engine.arrays import Arrays, Mask, Numbers, Table
from mentoring.matching.engine.assign import NOBODY, assign, most_matched
from mentoring.matching.engine.boundaries import Broken
from mentoring.matching.engine.facts import Pair
from mentoring.matching.engine.scores import FULL


@dataclass(frozen=True)
class Open:
    """What is left to decide when the locked pairs stand: cells, seats, scores, and what was there before."""

    allowed: Mask
    seats: Numbers
    scores: Table
    kept: Mask

    def above(self, floor: int) -> "Open":
        """Return the same with no score under the floor."""
        return Open(self.allowed & (self.scores >= floor), self.seats, self.scores, self.kept)


def best_arrangement(people: Arrays, broken: Broken, scores: Table) -> Answer:
    """Return the arrangement that is best by the objectives, each before the next.

    The order is a promise to children: nobody waits so that others fit better; nobody loses a pairing so that a
    total rises; and the weakest pairing is lifted before the sum is, since a child meets one mentor, not a sum.
    """
    locks, dropped = standing_locks(people, broken)
    left = left_open(people, broken == 0, scores, locks)
    first = assign(gains(left), left.seats)
    floor, witness = _highest_floor(left, first)
    final = first
    if floor is not None and floor > _lowest(left, first):
        above = left.above(floor)
        final = assign(gains(above), above.seats)
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


def gains(left: Open) -> Table:
    """Return one number for each allowed pair, in which being matched outweighs being kept, and that every score."""
    mentees = left.allowed.shape[1]
    for_kept = mentees * FULL + 1 if left.kept.any() else 0
    for_matched = mentees * (for_kept + FULL) + 1
    return np.where(left.allowed, for_matched + left.kept * for_kept + left.scores, 0)


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
    return Open(allowed, seats, scores, people.cells(people.problem.kept) & allowed)


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
    steps = np.flatnonzero(np.bincount(left.scores[left.allowed], minlength=FULL + 1))
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
    if not left.kept.any():
        return most_matched(left.allowed, left.seats)
    kept = left.kept & left.allowed
    return assign(np.where(left.allowed, left.allowed.shape[1] + 1 + kept, 0), left.seats)


def _reached(left: Open, found: Numbers) -> tuple[int, int]:
    cells = _taken(found)
    return len(cells[1]), int(np.count_nonzero(left.kept[cells]))


def _price_of_kept(left: Open, first: Numbers) -> int:
    if not left.kept.any():
        return 0
    free = Open(left.allowed, left.seats, left.scores, np.zeros_like(left.kept))
    return _total(left, assign(gains(free), free.seats)) - _total(left, first)


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
