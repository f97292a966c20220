"""Criteria beyond what the two named alike: what the mentor lived through, whom they met or knew, where they are.

Each gives a score to pairs that are named by their rows and columns, and says for which mentees it means anything.
"""

from collections.abc import Callable, Iterable

import numpy as np

from mentoring.matching.engine.arrays import Arrays, Numbers, incidence
from mentoring.matching.engine.facts import Pair, Person
from mentoring.matching.engine.scored import FULL, Scored


def of_lived(people: Arrays) -> Scored:
    """Score how much of what a mentee would like help with the mentor has been through.

    It applies where some mentors have been through some of it and others not: elsewhere it tells nobody apart, and it
    is no loss that nobody told.
    """
    words = sorted(frozenset[str]().union(*(each.lived for each in people.mentors)))
    lived = incidence([each.lived for each in people.mentors], words)
    told = lived.sum(axis=0)
    wanted = incidence([each.help for each in people.mentees], words)
    applies = np.asarray(wanted[:, (told > 0) & (told < len(people.mentors))].any(axis=1))
    if not applies.any():
        return Scored(_nothing, applies)
    asked = np.array([max(len(each.help), 1) for each in people.mentees], dtype=np.int64)

    def covered(rows: Numbers, columns: Numbers) -> Numbers:
        shared = np.einsum("ij,ij->i", lived[rows], wanted[columns]).astype(np.int64)
        return np.asarray(shared * FULL // asked[columns])

    return Scored(covered, applies)


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


def of_base(people: Arrays) -> Scored:
    """Score who have the same form base: all; or at least the same site: half.

    It applies to a mentee whom it tells one mentor from another, of those with whom there is a time and a place.
    """
    both = (*people.mentors, *people.mentees)
    sites = _numbered({each.site for each in both})
    bases = _numbered({_base_of(each) for each in both})
    site = people.numbers(lambda person: sites[person.site])
    base = people.numbers(lambda person: bases[_base_of(person)])
    if len(np.unique(site[0])) < 2 and not np.intersect1d(base[0][base[0] > 0], base[1]).size:
        return Scored(
            _nothing, np.zeros(people.shape[1], dtype=np.bool_)
        )  # mentors of one site, no base in common

    def of(rows: Numbers, columns: Numbers) -> Numbers:
        near, nearer = (
            (mine.ravel()[rows] == theirs.ravel()[columns]) & (mine.ravel()[rows] > 0)
            for mine, theirs in (site, base)
        )
        return np.asarray(np.where(nearer, FULL, np.where(near, FULL // 2, 0)), dtype=np.int64)

    could = people.usable_slots > 0
    near = (site[0] == site[1]) & (site[0] > 0)
    nearer = (base[0] == base[1]) & (base[0] > 0)
    kinds = [(could & kind).any(axis=0) for kind in (nearer, near & ~nearer, ~near & ~nearer)]
    return Scored(of, np.asarray(np.sum(kinds, axis=0) > 1))


def _base_of(person: Person) -> str:
    """Return where a person's form base is; two sites can call theirs the same."""
    return f"{person.site} {person.base}" if person.base else ""


def _numbered(words: Iterable[str]) -> dict[str, int]:
    """Return a number for each word, in order; 0 for nothing told."""
    return {"": 0} | {word: at for at, word in enumerate(sorted(set(words) - {""}), 1)}


def _nothing(rows: Numbers, _columns: Numbers) -> Numbers:
    # No table of every two is made for what applies to nobody.
    return np.zeros(len(rows), dtype=np.int64)


def _mentors(people: Arrays, has: Callable[[Person], bool]) -> Numbers:
    return np.array([has(mentor) for mentor in people.mentors], dtype=np.int64)


def _tells_apart(mentors: Numbers) -> bool:
    return len(mentors) > 0 and int(mentors.min()) != int(mentors.max())
