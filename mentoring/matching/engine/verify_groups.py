"""The check of groups, by other means than those that found them.

It shares no code with the solver. It looks at every group anew, from the facts: who may be with whom, sizes, a time for
all, a place for all, and what it is worth. The bound of the total it works out from prices, without any search.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.codes import Unproved
from mentoring.matching.engine.facts import Person, Problem, Together
from mentoring.matching.engine.group_answers import Group, GroupAnswer, session_key
from mentoring.matching.engine.verify import allowed_by_the_facts

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
WISH = 500  # what a wish to be with a friend is worth
THOUSANDTHS = 1000  # prices are in these
TEAMS_AT_MOST = 20_000  # beyond, teams are not looked at one by one
NEVER = -(2**40)


def verify_groups(problem: Problem, answer: GroupAnswer, scores: Ints) -> int:
    """Return the bound that the prices give for the total, or raise NotProved.

    scores: mentors down, mentees across, each sorted by id. The bound is for all arrangements that place as many in
    as many groups of the same sizes.
    """
    mentors = sorted(problem.mentors, key=lambda person: person.id)
    mentees = sorted(problem.mentees, key=lambda person: person.id)
    rows = {person.id: at for at, person in enumerate(mentors)}
    columns = {person.id: at for at, person in enumerate(mentees)}
    allowed = allowed_by_the_facts(problem, mentors, mentees)
    _check_groups(problem, answer.groups, rows, columns, allowed)
    if any(group.score != _worth(problem, group, rows, columns, scores) for group in answer.groups):
        raise NotProved(Unproved.SCORE)
    _check_measures(answer)
    _check_floor(answer, rows, columns, scores)
    if not answer.groups:
        return 0
    bound = _bound(problem, answer, mentors, mentees, allowed, scores)
    if not answer.total.value <= answer.total.bound <= bound:
        raise NotProved(Unproved.BOUND)
    return bound


def check_groups(problem: Problem, groups: Sequence[Group | Together]) -> None:
    """Look at groups that people made, or that stay, together; raise NotProved where they may not be."""
    mentors = sorted(problem.mentors, key=lambda person: person.id)
    mentees = sorted(problem.mentees, key=lambda person: person.id)
    _check_groups(
        problem,
        groups,
        {person.id: at for at, person in enumerate(mentors)},
        {person.id: at for at, person in enumerate(mentees)},
        allowed_by_the_facts(problem, mentors, mentees),
    )


def _check_groups(
    problem: Problem,
    groups: Sequence[Group | Together],
    rows: Mapping[str, int],
    columns: Mapping[str, int],
    allowed: Bools,
) -> None:
    _check_people(problem, groups, rows, columns)
    for group in groups:
        _check_group(problem, group, rows, columns, allowed)
    _check_rooms(problem, groups)


def _check_people(
    problem: Problem,
    groups: Sequence[Group | Together],
    rows: Mapping[str, int],
    columns: Mapping[str, int],
) -> None:
    wanted = problem.grouping
    leaders = Counter(each for group in groups for each in group.leaders)
    members = Counter(each for group in groups for each in group.mentees)
    if leaders.keys() - rows.keys() or members.keys() - columns.keys():
        raise NotProved(Unproved.STRANGER)
    if any(number > 1 for number in (*leaders.values(), *members.values())):
        raise NotProved(Unproved.TWICE)
    if any(person.seats < 1 for person in problem.mentors if person.id in leaders):
        raise NotProved(Unproved.OVER_SEATS)
    for group in groups:
        if len(group.leaders) != wanted.leaders or not wanted.least <= len(group.mentees) <= wanted.most:
            raise NotProved(Unproved.GROUP_SIZE)


def _check_group(
    problem: Problem,
    group: Group | Together,
    rows: Mapping[str, int],
    columns: Mapping[str, int],
    allowed: Bools,
) -> None:
    if any(not allowed[rows[one], columns[other]] for one in group.leaders for other in group.mentees):
        raise NotProved(Unproved.BOUNDARY)
    everybody = {*group.leaders, *group.mentees}
    if any(len(pair & everybody) > 1 for pair in problem.cannot):
        raise NotProved(Unproved.BOUNDARY)
    people = [each for each in (*problem.mentors, *problem.mentees) if each.id in everybody]
    if any(group.slot not in person.slots for person in people):
        raise NotProved(Unproved.NO_SLOT)
    needed = {need.value for person in people for need in person.needs}
    if not needed <= set(group.room) or _room(problem, group) is None:
        raise NotProved(Unproved.NO_SLOT)


def _room(problem: Problem, group: Group | Together) -> int | None:
    """Return for how many groups places of this kind have room at this time, or None where there is no such place."""
    for slot in problem.slots:
        if slot.id == group.slot:
            same = [sorted(room) == list(group.room) for room in slot.rooms]
            if any(same):
                counted = slot.free or [len(problem.mentors)] * len(same)
                return sum(max(free, 0) for free, is_so in zip(counted, same, strict=True) if is_so)
    return None


def _check_rooms(problem: Problem, groups: Collection[Group | Together]) -> None:
    taken = Counter(session_key(group.slot, group.room) for group in groups)
    for group in groups:
        if taken[session_key(group.slot, group.room)] > (_room(problem, group) or 0):
            raise NotProved(Unproved.ROOM_FULL)


def _worth(
    problem: Problem, group: Group, rows: Mapping[str, int], columns: Mapping[str, int], scores: Ints
) -> int:
    pairs = sum(int(scores[rows[one], columns[other]]) for one in group.leaders for other in group.mentees)
    met = sum(one != other and {one, other} <= set(group.mentees) for one, other in problem.grouping.friends)
    return pairs + WISH * met


def _check_measures(answer: GroupAnswer) -> None:
    """Look whether each aim says what was reached, and a bound that is not worse than that."""
    sizes = [len(group.mentees) for group in answer.groups]
    reached = (sum(sizes), len(sizes), max(sizes, default=0) - min(sizes, default=0))
    if (answer.placed.value, answer.count.value) != reached[:2] or answer.spread.value < reached[2]:
        raise NotProved(Unproved.MATCHED)
    if sizes and not (answer.sizes[0] <= min(sizes) and max(sizes) <= answer.sizes[1]):
        raise NotProved(Unproved.GROUP_SIZE)
    if answer.total.value != sum(group.score for group in answer.groups):
        raise NotProved(Unproved.SCORE)
    if (
        answer.placed.bound < answer.placed.value
        or answer.count.bound < answer.count.value
        or answer.spread.bound > answer.spread.value
    ):
        raise NotProved(Unproved.BOUND)


def _check_floor(
    answer: GroupAnswer, rows: Mapping[str, int], columns: Mapping[str, int], scores: Ints
) -> None:
    """Look whether the weakest group fits as well as is said. No wish to be with a friend makes up for a fit."""
    if answer.floor is None:
        return
    fits = []
    for group in answer.groups:
        pairs = [int(scores[rows[one], columns[other]]) for one in group.leaders for other in group.mentees]
        fits.append(sum(pairs) // len(pairs))
    if answer.floor.value != min(fits, default=0):
        raise NotProved(Unproved.SCORE)
    if answer.floor.bound < answer.floor.value:
        raise NotProved(Unproved.BOUND)


def _bound(
    problem: Problem,
    answer: GroupAnswer,
    mentors: Sequence[Person],
    mentees: Sequence[Person],
    allowed: Bools,
    scores: Ints,
) -> int:
    """Return what no arrangement is worth more than: all prices, and what the best teams are worth beyond theirs."""
    prices = answer.prices
    if any(
        price < 0 for side in (prices.mentees, prices.leaders, prices.sessions) for price in side.values()
    ):
        raise NotProved(Unproved.BOUND)
    child = np.array([prices.mentees.get(each.id, 0) for each in mentees], dtype=np.int64) + prices.placed
    leader = np.array([prices.leaders.get(each.id, 0) for each in mentors], dtype=np.int64)
    wishes = np.zeros((len(mentees), len(mentees)), dtype=np.int64)
    at = {each.id: place for place, each in enumerate(mentees)}
    for one, other in problem.grouping.friends:
        if one in at and other in at and one != other:
            wishes[at[one], at[other]] = WISH * THOUSANDTHS
    leaders, count = problem.grouping.leaders, len(answer.groups)
    together = sum(prices.mentees.get(each.id, 0) for each in mentees) + int(leader.sum())
    together += prices.placed * answer.placed.value
    one_by_one = comb(len(mentors), leaders) <= TEAMS_AT_MOST
    never = {
        (one, other)
        for (one, first), (other, second) in combinations(enumerate(mentors), 2)
        if frozenset((first.id, second.id)) in problem.cannot
    }
    beyond: dict[tuple[int, ...], int] = {}  # a team leads one group, so its best time counts
    alone = np.full(len(mentors), NEVER, dtype=np.int64)
    for key, can_lead, can_come, free in _sessions(problem, mentors, mentees):
        price = prices.sessions.get(key, 0) if free is not None else 0
        together += price * (free or 0)
        mine = [row for row in np.flatnonzero(can_lead).tolist() if mentors[row].seats > 0]
        if one_by_one:
            for team in combinations(mine, leaders):
                if not any(two in never for two in combinations(team, 2)):
                    rows = np.array(team, dtype=np.int64)
                    can = np.flatnonzero(allowed[rows].all(axis=0) & can_come)
                    values = scores[np.ix_(rows, can)].sum(axis=0) * THOUSANDTHS - child[can]
                    values = values + wishes[np.ix_(can, can)].sum(axis=1)
                    most = _most(values, answer.sizes)
                    if most is not None:
                        left = most - int(leader[rows].sum()) - price
                        beyond[team] = max(beyond.get(team, left), left)
        else:
            for row in mine:
                can = np.flatnonzero(allowed[row] & can_come)
                values = scores[row, can] * THOUSANDTHS * leaders - child[can]
                most = _most(values + wishes[can].sum(axis=1), answer.sizes)
                if most is not None:
                    alone[row] = max(alone[row], most - leaders * int(leader[row]) - price)
    if one_by_one:
        return (together + sum(sorted(beyond.values(), reverse=True)[:count])) // THOUSANDTHS
    best = int(np.sort(alone)[::-1][: count * leaders].sum())
    return (together - (-best // leaders)) // THOUSANDTHS


def _most(values: Ints, sizes: tuple[int, int]) -> int | None:
    """Return the largest sum of so few to so many of these values, or None where they are too few."""
    least, most = sizes
    if len(values) < least:
        return None
    best: list[int] = sorted(values.tolist(), reverse=True)[:most]
    return sum(best[:least]) + sum(value for value in best[least:] if value > 0)


def _sessions(
    problem: Problem, mentors: Sequence[Person], mentees: Sequence[Person]
) -> Iterator[tuple[str, Bools, Bools, int | None]]:
    """Yield every time at every kind of place: its name, who can lead, who can come, for how many groups it is."""
    for slot in problem.slots:
        for room in sorted({tuple(sorted(need.value for need in room)) for room in slot.rooms}):
            can = [
                np.array(
                    [
                        slot.id in each.slots and {need.value for need in each.needs} <= set(room)
                        for each in side
                    ],
                    dtype=np.bool_,
                )
                for side in (mentors, mentees)
            ]
            free = None
            if slot.free is not None:
                same = [tuple(sorted(each)) == room for each in slot.rooms]
                free = sum(max(number, 0) for number, is_so in zip(slot.free, same, strict=True) if is_so)
            if free != 0:
                yield session_key(slot.id, room), can[0], can[1], free
