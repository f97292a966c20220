"""The assignment itself: from a table of gains to who goes with whom. Here scipy does the work."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from mentoring.matching.engine.arrays import Mask, Numbers, Table

NOBODY = -1
# Under this share of allowed cells a sparse method is the quicker one, in a table that is not small.
SPARSE_SHARE = 0.06
SPARSE_FROM = 1_000_000  # cells


@dataclass(frozen=True)
class Cells:
    """The pairs that may be, in the order of mentors and then of mentees: few of all, in a large school."""

    rows: Numbers
    columns: Numbers
    shape: tuple[int, int]

    def only(self, those: Mask) -> "Cells":
        """Return some of them."""
        return Cells(self.rows[those], self.columns[those], self.shape)

    def of(self, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return what a table says of each of them."""
        return np.asarray(table[self.rows, self.columns])


def cells_of(allowed: Mask) -> Cells:
    """Return the pairs of a table that may be."""
    rows, columns = np.nonzero(allowed)
    return Cells(rows, columns, allowed.shape)


def assign(gains: Table, seats: Numbers) -> Numbers:
    """Return for each mentee the mentor's row, or NOBODY: the arrangement with the largest sum of gains.

    gains: whole numbers, mentors down, mentees across; 0 where two may not be paired. seats: how many mentees each
    mentor can take. The sums must stay under 2**53, up to where floats count exactly.
    """
    cells = cells_of(gains != 0)
    return assign_cells(cells, cells.of(gains), seats)


def assign_cells(cells: Cells, gains: Numbers, seats: Numbers) -> Numbers:
    """Return the same, from the gain of each pair that may be."""
    seated, gains, mentors = _by_seat(cells, gains, seats)
    found = np.full(cells.shape[1], NOBODY, dtype=np.int64)
    size = seated.shape[0] * seated.shape[1]
    if not gains.size:
        return found
    if size >= SPARSE_FROM and gains.size < SPARSE_SHARE * size:
        seat, column = _sparse(seated, gains)
    else:
        table = np.zeros(seated.shape, dtype=np.float64)
        table[seated.rows, seated.columns] = gains
        seat, column = linear_sum_assignment(table, maximize=True)
        paired = table[seat, column] > 0
        seat, column = seat[paired], column[paired]
    found[column] = mentors[seat]
    return found


def _by_seat(cells: Cells, gains: Numbers, seats: Numbers) -> tuple[Cells, Numbers, Numbers]:
    """Return a row for each seat in place of one for each mentor, and whose seat each is."""
    seats = np.clip(seats, 0, cells.shape[1])
    mentors = np.repeat(np.arange(len(seats)), seats)
    shape = (len(mentors), cells.shape[1])
    if (seats == 1).all():
        return Cells(cells.rows, cells.columns, shape), gains, mentors
    ends = np.searchsorted(cells.rows, np.arange(len(seats) + 1))
    each = [np.arange(ends[mentor], ends[mentor + 1]) for mentor in mentors.tolist()]
    lengths = [len(those) for those in each]
    at = np.concatenate([*each, np.zeros(0, dtype=np.int64)])
    return Cells(np.repeat(np.arange(len(each)), lengths), cells.columns[at], shape), gains[at], mentors


def _sparse(cells: Cells, gains: Numbers) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Solve a table with few allowed cells. Every mentee has an own seat for "nobody": a full answer exists."""
    seats, mentees = cells.shape
    dear = int(gains.max()) + 1  # the cost of nobody; no cost is 0, which would be no cell at all
    nobody = np.arange(mentees)
    costs = np.concatenate((dear - gains, np.full(mentees, dear))).astype(np.float64)
    places = np.concatenate((cells.columns, nobody)), np.concatenate((cells.rows, seats + nobody))
    graph = csr_array((costs, places), shape=(mentees, seats + mentees))
    column, seat = min_weight_full_bipartite_matching(graph)
    real = seat < seats
    return seat[real], column[real]


def most_matched(allowed: Mask, seats: Numbers) -> Numbers:
    """Return for each mentee the mentor's row, or NOBODY: as many as can be matched, however well."""
    return most_of_cells(cells_of(allowed), seats)


def most_of_cells(cells: Cells, seats: Numbers) -> Numbers:
    """Return the same, from the pairs that may be."""
    seated, _ones, mentors = _by_seat(cells, cells.rows, seats)
    found = np.full(cells.shape[1], NOBODY, dtype=np.int64)
    if not seated.rows.size:
        return found
    ends = np.searchsorted(seated.rows, np.arange(seated.shape[0] + 1))
    ones = np.ones(seated.rows.size, dtype=np.int8)
    seat = np.asarray(
        maximum_bipartite_matching(
            csr_array((ones, seated.columns, ends), shape=seated.shape), perm_type="row"
        )
    )
    found[seat >= 0] = mentors[seat[seat >= 0]]
    return found
