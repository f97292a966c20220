"""Suggesting groups from end to end: the groups, their check, and why."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mentoring.matching.engine.arrays import Arrays, Table, arrays_of
from mentoring.matching.engine.boundaries import Broken, broken_boundaries, counted, named
from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.facts import Pair, Person, Problem
from mentoring.matching.engine.group_answers import Group, GroupAnswer, GroupRun, GroupWaiting, GroupWhy
from mentoring.matching.engine.group_columns import Columns, columns_of
from mentoring.matching.engine.groups import arrange
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.verify_groups import verify_groups


def suggest_groups(problem: Problem) -> GroupRun:
    """Return groups with their reasons and bounds. Raise NotProved where they do not stand up to their check."""
    people = arrays_of(problem)
    broken = broken_boundaries(people)
    table = scores(people, parts_of(people))
    columns = columns_of(people, broken == 0, table)
    answer = arrange(people, columns)
    answer = replace(answer, by_prices=verify_groups(problem, answer, table))
    leading = {each for group in answer.groups for each in group.leaders}
    return GroupRun(
        answer,
        tuple(_why(people, table, group) for group in answer.groups),
        _waiting(people, broken, columns, answer),
        tuple(person.id for person in people.mentors if person.id not in leading and person.seats > 0),
        counted(broken),
    )


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
    wishes = people.problem.grouping.friends
    met = sum(one != other and {one, other} <= set(group.mentees) for one, other in wishes)
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
    people: Arrays, broken: Broken, columns: Columns, answer: GroupAnswer
) -> tuple[GroupWaiting, ...]:
    placed = {each for group in answer.groups for each in group.mentees}
    return tuple(
        GroupWaiting(
            person.id,
            int(np.count_nonzero(broken[:, at] == 0)),
            len(np.unique(columns.teams[columns.can[:, at]], axis=0)),
            counted(broken[:, at]),
        )
        for at, person in enumerate(people.mentees)
        if person.id not in placed
    )
