"""Criteria that stand on more than what the two said of themselves: whom they met, whom they knew, who will be here.

Each gives a score to pairs that are named by their rows and columns, and says for which mentees it means anything.
"""

from collections.abc import Callable

import numpy as np

from mentoring.matching.engine.arrays import Arrays, Numbers
from mentoring.matching.engine.facts import Pair, Person
from mentoring.matching.engine.scored import FULL, Scored


def of_meeting(people: Arrays) -> Scored:
    """Score who would like to meet again whom: all where both do, half where one does.

    A mentee who chose nobody is left out, so that it is no loss to have stayed away or to have named nobody.
    """
    applies = np.array([bool(each.chose) for each in people.mentees], dtype=np.bool_)
    if not applies.any():
        return Scored(_nothing, applies)
    mentors = people.cells(Pair(one.id, other) for one in people.mentors for other in one.chose)
    mentees = people.cells(Pair(other, one.id) for one in people.mentees for other in one.chose)
    return Scored(
        lambda rows, columns: (
            FULL // 2 * (mentors[rows, columns].astype(np.int64) + mentees[rows, columns].astype(np.int64))
        ),
        applies,
    )


def of_continuity(people: Arrays) -> Scored:
    """Score who were a pairing before that came to its planned end; it applies to whom such a mentor is here for."""
    if not people.problem.again:
        return Scored(_nothing, np.zeros(people.shape[1], dtype=np.bool_))
    again = people.cells(people.problem.again)
    return Scored(
        lambda rows, columns: FULL * again[rows, columns].astype(np.int64), np.asarray(again.any(axis=0))
    )


def of_experience(people: Arrays) -> Scored:
    """Score whether the mentor has done it before, for mentees of whom staff said that they need that."""
    known = _mentors(people, lambda mentor: mentor.experience)
    needed = np.array([each.experience for each in people.mentees], dtype=np.bool_)
    # Where none, or every one, has done it before, it tells no mentor from another.
    return Scored(lambda rows, columns: FULL * known[rows], needed & _tells_apart(known))


def of_free_until(people: Arrays) -> Scored:
    """Score whether the mentor is not of the oldest year at their site, for whom exams or leaving come first.

    Of no year is it known when it has exams, so the oldest year stands in for that.
    """
    free = _mentors(people, lambda mentor: not mentor.oldest)
    everybody = np.ones(people.shape[1], dtype=np.bool_)
    return Scored(lambda rows, columns: FULL * free[rows], everybody & _tells_apart(free))


def _nothing(rows: Numbers, _columns: Numbers) -> Numbers:
    # No table of every two is made for what applies to nobody.
    return np.zeros(len(rows), dtype=np.int64)


def _mentors(people: Arrays, has: Callable[[Person], bool]) -> Numbers:
    return np.array([has(mentor) for mentor in people.mentors], dtype=np.int64)


def _tells_apart(mentors: Numbers) -> bool:
    return len(mentors) > 0 and int(mentors.min()) != int(mentors.max())
