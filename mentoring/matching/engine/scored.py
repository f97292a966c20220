"""What a criterion says: a score for each pair that is asked about, and for which mentees it means anything."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.arrays import Mask, Numbers

FULL = 1000  # a score of 1; whole numbers, so that sums are exact whatever their order


@dataclass(frozen=True)
class Scored:
    """One criterion: what it gives to some pairs, in thousandths, and for which mentees it means anything at all.

    of: the scores of pairs, by their rows and their columns. In a large school few pairs are allowed, and a table of
    every two for each criterion would be most of what a run needs of time and memory.
    """

    of: Callable[[Numbers, Numbers], Numbers]
    applies: Mask

    def at(self, row: int, column: int) -> int:
        """Return the score of two people."""
        return int(self.of(np.array([row]), np.array([column]))[0])
