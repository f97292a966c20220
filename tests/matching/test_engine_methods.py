"""Two methods agree: what is solved as a full table and as a sparse graph is worth the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine import assign as assigning
from mentoring.matching.engine.assign import NOBODY, assign, most_matched


def table_of(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a table of gains with holes, and each mentor's seats."""
    chance = np.random.default_rng(seed)
    mentors, mentees = chance.integers(1, 40, size=2)
    gains = chance.integers(1, 50, size=(mentors, mentees))
    gains[chance.random((mentors, mentees)) < chance.random()] = 0
    return gains, chance.integers(0, 4, size=mentors)


def value(gains: np.ndarray, found: np.ndarray) -> int:
    """Return the sum of gains, having looked that nothing forbidden is in it."""
    at = np.flatnonzero(found != NOBODY)
    if not at.size:
        return 0
    assert (gains[found[at], at] > 0).all()
    return int(gains[found[at], at].sum())


@given(st.integers(0, 10**9))
def test_a_sparse_graph_is_solved_to_the_same_value_as_the_full_table(seed: int) -> None:
    gains, seats = table_of(seed)
    dense = value(gains, assign(gains, seats))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assigning, "SPARSE_FROM", 1)
        patch.setattr(assigning, "SPARSE_SHARE", 2.0)
        sparse = assign(gains, seats)
    assert value(gains, sparse) == dense
    assert (np.bincount(sparse[sparse != NOBODY], minlength=len(seats)) <= seats).all()


@given(st.integers(0, 10**9))
def test_the_most_that_can_be_matched_is_what_the_assignment_of_ones_matches(seed: int) -> None:
    gains, seats = table_of(seed)
    most = most_matched(gains > 0, seats)
    assert value(gains, most) >= 0
    assert np.count_nonzero(most != NOBODY) == value(
        (gains > 0).astype(np.int64), assign((gains > 0).astype(np.int64), seats)
    )
