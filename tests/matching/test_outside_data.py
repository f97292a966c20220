"""Published assignment problems are solved to their published values, with the proof. Skipped, aloud, where absent."""

import csv

import numpy as np
import pytest

from mentoring.matching.engine.arrays import Table
from mentoring.matching.engine.assign import NOBODY, assign
from mentoring.matching.engine.codes import Unproved
from mentoring.matching.engine.verify import prove
from tests.roster.outside import outside


def solved(worth: Table) -> tuple[int, int]:
    """Return how many pairs, and the sum of what is behind the number that puts the most pairs first."""
    seats = np.ones(worth.shape[0], dtype=np.int64)
    first = int(worth.max()) * worth.shape[1] + 1
    gains = np.where(worth > 0, first + worth, 0)
    found = assign(gains, seats)
    value, bound, _mentors, _mentees = prove(gains, seats, found, Unproved.TOTAL)
    at = np.flatnonzero(found != NOBODY)
    assert value == bound
    return len(at), int(worth[found[at], at].sum())


@pytest.mark.parametrize("name,expected", [("score_small.csv", (35, 750)), ("score_large.csv", (484, 11480))])
def test_score_tables_of_a_public_matcher_have_the_most_pairs_and_then_the_best_total(
    name: str, expected: tuple[int, int]
) -> None:
    with outside("matching", name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert (
        solved(np.array([[int(cell or 0) for cell in row[1:]] for row in rows], dtype=np.int64)) == expected
    )


def test_the_assignment_problem_of_a_hundred_costs_what_was_published() -> None:
    numbers = [int(word) for word in outside("matching", "orlib_assign100.txt").read_text("utf-8").split()]
    size, costs = numbers[0], np.array(numbers[1:], dtype=np.int64).reshape(numbers[0], numbers[0])
    dear = int(costs.max()) + 1
    pairs, worth = solved(dear - costs)
    assert (pairs, dear * size - worth) == (size, 305)
