"""Criteria that stand on more than what the two said of themselves: whom they met, whom they knew, who will be here.

Each gives a score to pairs that are named by their rows and columns, and says for which mentees it means anything.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.arrays import Arrays, Mask
from mentoring.matching.engine.facts import Pair, Person

FULL, HALF = 1000, 500  # a score of 1, and of a half

Places = npt.NDArray[np.int64]


class Given(NamedTuple):
    """What a criterion gives to pairs in thousandths, and to which mentees it applies."""

    of: Callable[[Places, Places], Places]
    applies: Mask


def of_meeting(people: Arrays) -> Given:
    """Score who would like to meet again whom: all where both do, half where one does.

    A mentee who chose nobody is left out, so that it is no loss to have stayed away or to have named nobody.
    """
    mentors = people.cells(Pair(one.id, other) for one in people.mentors for other in one.chose)
    mentees = people.cells(Pair(other, one.id) for one in people.mentees for other in one.chose)
    return Given(
        lambda rows, columns: (
            HALF * (mentors[rows, columns].astype(np.int64) + mentees[rows, columns].astype(np.int64))
        ),
        np.array([bool(each.chose) for each in people.mentees], dtype=np.bool_),
    )


def of_continuity(people: Arrays) -> Given:
    """Score who were a pairing before that came to its planned end; it applies to whom such a mentor is here for."""
    again = people.cells(people.problem.again)
    return Given(
        lambda rows, columns: FULL * again[rows, columns].astype(np.int64), np.asarray(again.any(axis=0))
    )


def of_experience(people: Arrays) -> Given:
    """Score whether the mentor has done it before, for mentees of whom staff said that they need that."""
    known = _mentors(people, lambda mentor: mentor.experience)
    needed = np.array([each.experience for each in people.mentees], dtype=np.bool_)
    # Where none, or every one, has done it before, it tells no mentor from another.
    return Given(lambda rows, columns: FULL * known[rows] + 0 * columns, needed & _tells_apart(known))


def of_free_until(people: Arrays) -> Given:
    """Score whether the mentor is not of the oldest year at their site, for whom exams or leaving come first.

    Of no year is it known when it has exams, so the oldest year stands in for that.
    """
    free = _mentors(people, lambda mentor: not mentor.oldest)
    everybody = np.ones(people.shape[1], dtype=np.bool_)
    return Given(lambda rows, columns: FULL * free[rows] + 0 * columns, everybody & _tells_apart(free))


def _mentors(people: Arrays, has: Callable[[Person], bool]) -> Places:
    return np.array([has(mentor) for mentor in people.mentors], dtype=np.int64)


def _tells_apart(mentors: Places) -> bool:
    return len(mentors) > 0 and int(mentors.min()) != int(mentors.max())
