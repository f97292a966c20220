"""Who could lead which group when: every team of mentors at every time, and which mentees it could have.

One such team at one time is a *column*. A child is in at most one, a mentor leads at most one, and a kind of place has
room for so many. Whatever keeps two people apart is in the columns already, but for two mentees who cannot be together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.arrays import Arrays, Mask, Table
from mentoring.matching.engine.facts import Person, Problem, Slot

MOST_TEAMS = 20_000  # up to here every team is looked at; beyond, teams are grown from the promising ones
WIDTH = 3  # how many teams each mentor keeps at each time while teams are grown
FRIEND = 500  # what a wish that is met is worth beside scores of 0 to 1000


@dataclass(frozen=True)
class Session:
    """A time at places that meet the same needs. room: how many groups they take; None where that is not counted."""

    slot: str
    meets: frozenset[str]
    room: int | None

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the needs that its places meet, in order."""
        return tuple(sorted(self.meets))


@dataclass(frozen=True)
class Columns:
    """All columns. teams: rows of mentors, one line a column. can: which mentees each could have. worth: their scores.

    complete: every possible column is here. apart: two mentees who cannot be in one group. friends: who wishes whom.
    allowed, scores: of each mentor and mentee. leads, comes: which mentors and mentees can do which session.
    """

    sessions: tuple[Session, ...]
    teams: npt.NDArray[np.int64]
    session: npt.NDArray[np.int64]
    can: Mask
    worth: Table
    apart: tuple[tuple[int, int], ...]
    friends: tuple[tuple[int, int], ...]
    complete: bool
    allowed: Mask
    scores: Table
    leads: Mask
    comes: Mask

    def __len__(self) -> int:
        return len(self.session)

    def only(self, chosen: npt.NDArray[np.int64]) -> "Columns":
        """Return some of them, in their order."""
        return replace(
            self,
            teams=self.teams[chosen],
            session=self.session[chosen],
            can=self.can[chosen],
            worth=self.worth[chosen],
            complete=self.complete and len(chosen) == len(self),
        )


def sessions_of(problem: Problem) -> tuple[Session, ...]:
    """Return every time at every kind of place. Where room is not counted, a place that another outdoes is left out."""
    found = []
    for slot in sorted(problem.slots, key=lambda each: each.id):
        found += list(_kinds(slot))
    return tuple(found)


def _kinds(slot: Slot) -> Iterable[Session]:
    rooms = [frozenset(need.value for need in room) for room in slot.rooms]
    kinds = sorted(set(rooms), key=sorted)
    for kind in kinds:
        if slot.free is None:
            if not any(kind < other for other in kinds):
                yield Session(slot.id, kind, None)
        else:
            free = sum(max(number, 0) for room, number in zip(rooms, slot.free, strict=True) if room == kind)
            if free:
                yield Session(slot.id, kind, free)


def columns_of(people: Arrays, allowed: Mask, scores: Table) -> Columns:
    """Return the columns of a problem in which each has enough mentees to be a group."""
    problem, wanted = people.problem, people.problem.grouping
    sessions = sessions_of(problem)
    leads, comes = _can_come(people.mentors, sessions), _can_come(people.mentees, sessions)
    leads[[person.seats <= 0 for person in people.mentors]] = False
    near = ~_apart(people.mentors, problem)
    number = len(people.mentors)
    complete = comb(number, wanted.leaders) <= MOST_TEAMS
    if complete:
        teams = np.array(list(combinations(range(number), wanted.leaders)), dtype=np.int64)
        teams = teams.reshape(-1, wanted.leaders)
        for one, other in combinations(range(wanted.leaders), 2):
            teams = teams[near[teams[:, one], teams[:, other]]]
        at = [np.flatnonzero(leads[teams, here].all(axis=1)) for here in range(len(sessions))]
        session = np.repeat(np.arange(len(sessions)), [len(each) for each in at]).astype(np.int64)
        teams = teams[np.concatenate(at)] if at else teams[:0]
    else:
        teams, session = _grown(people, allowed, scores, near, leads, comes)
    can = allowed[teams].all(axis=1) & comes[:, session].T
    enough = np.flatnonzero(can.sum(axis=1) >= wanted.least)
    teams, session, can = teams[enough], session[enough], can[enough]
    apart = np.argwhere(np.triu(_apart(people.mentees, problem)))
    friends = sorted(
        (people.column[one], people.column[other])
        for one, other in wanted.friends
        if one in people.column and other in people.column and one != other
    )
    return Columns(
        sessions,
        teams,
        session,
        can,
        np.where(can, scores[teams].sum(axis=1), 0),
        tuple((int(one), int(other)) for one, other in apart),
        tuple(friends),
        complete,
        allowed,
        scores,
        leads,
        comes,
    )


def _can_come(people: Sequence[Person], sessions: Sequence[Session]) -> Mask:
    found = [
        [
            each.slot in person.slots and {need.value for need in person.needs} <= each.meets
            for each in sessions
        ]
        for person in people
    ]
    return np.array(found, dtype=np.bool_).reshape(len(people), len(sessions))


def _apart(people: Sequence[Person], problem: Problem) -> Mask:
    at = {person.id: place for place, person in enumerate(people)}
    found = np.zeros((len(people), len(people)), dtype=np.bool_)
    for pair in problem.cannot:
        for one in pair:
            for other in pair - {one}:
                if one in at and other in at:
                    found[at[one], at[other]] = True
    return found


def _grown(
    people: Arrays, allowed: Mask, scores: Table, near: Mask, leads: Mask, comes: Mask
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return promising teams, grown by one mentor at a time, where there are too many to look at all."""
    wanted = people.problem.grouping
    found: list[tuple[tuple[int, ...], int]] = [
        ((int(mentor),), int(session)) for mentor, session in np.argwhere(leads)
    ]
    for _more in range(1, wanted.leaders):
        larger = {
            (tuple(sorted((*team, other))), session)
            for team, session in found
            for other in np.flatnonzero(leads[:, session] & near[list(team)].all(axis=0)).tolist()
            if other not in team
        }
        kept: dict[tuple[int, int], list[tuple[int, tuple[int, ...]]]] = {}
        for team, session in sorted(larger):
            can = allowed[list(team)].all(axis=0) & comes[:, session]
            if can.sum() < wanted.least:
                continue
            best = np.sort(scores[list(team)].sum(axis=0)[can])[::-1][: wanted.most]
            for mentor in team:
                kept.setdefault((mentor, session), []).append((-int(best.sum()), team))
        found = sorted(
            {(team, here[1]) for here, best in kept.items() for _worth, team in sorted(best)[:WIDTH]}
        )
    teams = np.array([team for team, _session in found], dtype=np.int64).reshape(-1, wanted.leaders)
    return teams, np.array([session for _team, session in found], dtype=np.int64)
