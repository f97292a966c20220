"""Suggesting groups from end to end: the groups, their check, and why."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mentoring.matching.engine.arrays import Arrays, Table, arrays_of
from mentoring.matching.engine.boundaries import Broken, broken_boundaries, counted, named
from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.facts import Pair, Person, Problem, Together
from mentoring.matching.engine.group_answers import Group, GroupRun, GroupWaiting, GroupWhy
from mentoring.matching.engine.group_columns import FRIEND, Columns, columns_of
from mentoring.matching.engine.group_locks import standing, without
from mentoring.matching.engine.groups import arrange
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.verify_groups import check_groups, verify_groups


def suggest_groups(problem: Problem) -> GroupRun:
    """Return groups with their reasons and bounds. Raise NotProved where they do not stand up to their check."""
    people = arrays_of(problem)
    broken = broken_boundaries(people)
    table = scores(people, parts_of(people))
    locked = standing(problem)
    left = without(problem, locked)
    rest = arrays_of(left)
    # What is rare is rare among all, so the scores come from the whole.
    cells = np.ix_(
        [people.row[each.id] for each in rest.mentors], [people.column[each.id] for each in rest.mentees]
    )
    columns = columns_of(rest, broken[cells] == 0, table[cells])
    answer = arrange(rest, columns)
    answer = replace(answer, by_prices=verify_groups(left, answer, table[cells]))
    kept = tuple(_scored(people, table, group) for group in locked)
    check_groups(problem, [*kept, *answer.groups])
    leading = {each for group in (*kept, *answer.groups) for each in group.leaders}
    return GroupRun(
        answer,
        tuple(_why(people, table, group) for group in answer.groups),
        _waiting(people, broken, rest, columns, [*kept, *answer.groups]),
        tuple(person.id for person in people.mentors if person.id not in leading and person.seats > 0),
        counted(broken),
        kept,
        tuple(_why(people, table, group) for group in kept),
        len(problem.together) - len(locked),
    )


def looked_at(problem: Problem, groups: Sequence[Together]) -> tuple[tuple[Group, ...], tuple[GroupWhy, ...]]:
    """Return what is to be said of groups that people made. Raise NotProved where one of them may not be."""
    check_groups(problem, groups)
    people = arrays_of(problem)
    asked = people.cells(
        Pair(one, other) for group in groups for one in group.leaders for other in group.mentees
    )
    table = scores(people, parts_of(people), asked)
    found = tuple(_scored(people, table, group) for group in groups)
    return found, tuple(_why(people, table, group) for group in found)


def _scored(people: Arrays, table: Table, group: Together) -> Group:
    rows = [people.row[each] for each in group.leaders]
    columns = [people.column[each] for each in group.mentees]
    score = int(table[np.ix_(rows, columns)].sum()) + FRIEND * _met(people, group.mentees)
    return Group(group.leaders, group.mentees, group.slot, group.room, score)


def _met(people: Arrays, mentees: Sequence[str]) -> int:
    """Return how many wishes to be with a friend are met among these."""
    wishes = people.problem.grouping.friends
    return sum(one != other and {one, other} <= set(mentees) for one, other in wishes)


def between_all(
    problem: Problem, mentors: Sequence[Person], mentees: Sequence[Person]
) -> dict[Pair, list[Boundary]]:
    """Return, of some mentors and mentees, every two that a boundary keeps apart, with which."""
    some = arrays_of(replace(problem, mentors=tuple(mentors), mentees=tuple(mentees)))
    broken = broken_boundaries(some)
    return {
        Pair(some.mentors[row].id, some.mentees[column].id): named(int(broken[row, column]))
        for row, column in np.argwhere(broken).tolist()
    }


def _why(people: Arrays, table: Table, group: Group) -> GroupWhy:
    leaders = [people.mentors[people.row[each]] for each in group.leaders]
    mentees = [people.mentees[people.column[each]] for each in group.mentees]
    everybody = (*people.mentors, *people.mentees)
    usual = frozenset.intersection(*(each.languages for each in everybody))

    def shared(of: Callable[[Person], frozenset[str]]) -> Mapping[str, int]:
        theirs = frozenset().union(*(of(each) for each in leaders))
        counts = Counter(word for each in mentees for word in of(each) & theirs)
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    words = {
        "interests": shared(lambda person: person.interests),
        "help": shared(lambda person: person.help),
        "languages": shared(lambda person: person.languages - usual),
    }
    been = frozenset[str]().union(*(each.lived for each in leaders))
    lived = Counter(word for each in mentees for word in each.help & been)
    alone = tuple(
        each.id
        for each in mentees
        if not each.interests & words["interests"].keys()
        and not each.help & (words["help"].keys() | been)
        and not each.languages & words["languages"].keys()
    )
    rows = [people.row[each] for each in group.leaders]
    columns = [people.column[each] for each in group.mentees]
    met = _met(people, group.mentees)
    fit = int(table[np.ix_(rows, columns)].sum()) // (len(rows) * len(columns))
    return GroupWhy(
        fit,
        words["interests"],
        words["help"],
        words["languages"],
        alone,
        met,
        dict(sorted(lived.items(), key=lambda each: (-each[1], each[0]))),
    )


def _waiting(
    people: Arrays, broken: Broken, rest: Arrays, columns: Columns, groups: Sequence[Group]
) -> tuple[GroupWaiting, ...]:
    placed = {each for group in groups for each in group.mentees}
    return tuple(
        GroupWaiting(
            person.id,
            int(np.count_nonzero(broken[:, at] == 0)),
            len(np.unique(columns.teams[columns.can[:, rest.column[person.id]]], axis=0)),
            counted(broken[:, at]),
        )
        for at, person in enumerate(people.mentees)
        if person.id not in placed
    )
