"""The assignment itself: from a table of gains to who goes with whom. Here scipy does the work."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from mentoring.matching.engine.arrays import Mask, Numbers, Table

NOBODY = -1
# Under this share of allowed cells a sparse method is the quicker one, in a table that is not small.
SPARSE_SHARE = 0.06
SPARSE_FROM = 1_000_000  # cells


def assign(gains: Table, seats: Numbers) -> Numbers:
    """Return for each mentee the mentor's row, or NOBODY: the arrangement with the largest sum of gains.

    gains: whole numbers, mentors down, mentees across; 0 where two may not be paired. seats: how many mentees each
    mentor can take. The sums must stay under 2**53, up to where floats count exactly.
    """
    rows = np.repeat(np.arange(len(seats)), np.clip(seats, 0, gains.shape[1]))
    found = np.full(gains.shape[1], NOBODY, dtype=np.int64)
    if not rows.size or not gains.any():
        return found
    table = gains if np.array_equal(rows, np.arange(len(gains))) else gains[rows]
    if table.size >= SPARSE_FROM and np.count_nonzero(table) < SPARSE_SHARE * table.size:
        seat, column = _sparse(table)
    else:
        seat, column = linear_sum_assignment(table, maximize=True)
    allowed = table[seat, column] > 0
    found[column[allowed]] = rows[seat[allowed]]
    return found


def _sparse(table: Table) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Solve a table with few allowed cells. Every mentee has an own seat for "nobody": a full answer exists."""
    seats, mentees = table.shape
    row, column = np.nonzero(table)
    gain = table[row, column]
    dear = int(gain.max()) + 1  # the cost of nobody; no cost is 0, which would be no cell at all
    graph = coo_array(
        (
            np.concatenate((dear - gain, np.full(mentees, dear))).astype(np.float64),
            (
                np.concatenate((row, seats + np.arange(mentees))),
                np.concatenate((column, np.arange(mentees))),
            ),
        ),
        shape=(seats + mentees, mentees),
    ).tocsr()
    found_row, found_column = min_weight_full_bipartite_matching(graph)
    real = found_row < seats
    return found_row[real], found_column[real]


def most_matched(allowed: Mask, seats: Numbers) -> Numbers:
    """Return for each mentee the mentor's row, or NOBODY: as many as can be matched, however well."""
    rows = np.repeat(np.arange(len(seats)), np.clip(seats, 0, allowed.shape[1]))
    found = np.full(allowed.shape[1], NOBODY, dtype=np.int64)
    cells = allowed if np.array_equal(rows, np.arange(len(allowed))) else allowed[rows]
    row, column = np.nonzero(cells)
    if not row.size:
        return found
    ends = np.concatenate(([0], np.cumsum(np.count_nonzero(cells, axis=1))))
    graph = csr_array((np.ones(row.size, dtype=np.int8), column, ends), shape=cells.shape)
    seat = np.asarray(maximum_bipartite_matching(graph, perm_type="row"))
    found[seat >= 0] = rows[seat[seat >= 0]]
    return found
