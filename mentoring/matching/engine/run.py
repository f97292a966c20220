"""One run from end to end: boundaries, scores, the best arrangement, its check, and why."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from mentoring.matching.engine.answers import Answer, Chosen, Objectives, Run, Why
from mentoring.matching.engine.arrays import Arrays, Table, arrays_of
from mentoring.matching.engine.boundaries import broken_boundaries, counted, named
from mentoring.matching.engine.codes import Boundary, Criterion
from mentoring.matching.engine.explain import waiting, whys
from mentoring.matching.engine.facts import Chances, Pair, Problem
from mentoring.matching.engine.helps import would_help
from mentoring.matching.engine.scored import Scored
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.solve import best_arrangement
from mentoring.matching.engine.verify import verify


def suggest(problem: Problem) -> Run:
    """Return the best allowed arrangement with its proof and its reasons. Raise NotProved where it has no proof."""
    people = arrays_of(problem)
    broken, parts = broken_boundaries(people), parts_of(people)
    table = scores(people, parts, broken == 0)
    answer = best_arrangement(people, broken, table)
    certificate = verify(problem, answer, table)
    return Run(
        answer,
        _whys(people, parts, table, answer),
        waiting(people, broken, answer),
        counted(broken),
        certificate,
    )


def with_helps(run: Run, problem: Problem, chances: Chances) -> Run:
    """Return a run with what would match more children than it does."""
    if not run.waiting:
        return run
    return replace(run, helps=would_help(problem, chances, [each.pair for each in run.answer.pairs]))


def mentors_for(problem: Problem, mentee_id: str) -> dict[str, tuple[list[Boundary], Why]]:
    """Return for every mentor which boundaries stand between them and one mentee, and what the two have in common."""
    one = replace(problem, mentees=tuple(each for each in problem.mentees if each.id == mentee_id))
    return {pair.mentor: found for pair, found in _between(problem, one).items()}


def between(problem: Problem, pair: Pair) -> tuple[list[Boundary], Why]:
    """Return which boundaries stand between two people, and what they have in common."""
    two = replace(
        problem,
        mentors=tuple(each for each in problem.mentors if each.id == pair.mentor),
        mentees=tuple(each for each in problem.mentees if each.id == pair.mentee),
    )
    return _between(problem, two)[pair]


def _between(problem: Problem, some: Problem) -> dict[Pair, tuple[list[Boundary], Why]]:
    # What is rare is rare among all, so the scores come from the whole.
    whole, part = arrays_of(problem), arrays_of(some)
    parts = parts_of(whole)
    asked = whole.cells(Pair(mentor.id, mentee.id) for mentor in part.mentors for mentee in part.mentees)
    table, broken = scores(whole, parts, asked), broken_boundaries(part)
    pairs = [Pair(mentor.id, mentee.id) for mentor in part.mentors for mentee in part.mentees]
    reasons = whys(whole, parts, table, [(whole.row[one], whole.column[other]) for one, other in pairs])
    return {
        pair: (named(int(broken[part.row[pair.mentor], part.column[pair.mentee]])), reason)
        for pair, reason in zip(pairs, reasons, strict=True)
    }


def review(problem: Problem, pairs: Collection[Pair]) -> Run:
    """Return what is to be said of an arrangement that people made. Pairs that a boundary keeps apart drop out.

    It carries no proof: nobody says that it is the best.
    """
    people = arrays_of(problem)
    broken, parts = broken_boundaries(people), parts_of(people)
    table = scores(people, parts, broken == 0)
    left = {person.id: person.seats for person in people.mentors}
    chosen: dict[str, Chosen] = {}
    for mentor, mentee in sorted(pairs, key=lambda pair: (pair not in problem.locks, pair)):
        if mentor not in people.row or mentee not in people.column or mentee in chosen or left[mentor] < 1:
            continue
        row, column = people.row[mentor], people.column[mentee]
        if not broken[row, column]:
            left[mentor] -= 1
            locked = Pair(mentor, mentee) in problem.locks
            chosen[mentee] = Chosen(mentor, mentee, int(table[row, column]), locked)
    found = tuple(chosen[mentee] for mentee in sorted(chosen))
    floor = min((each.score for each in found), default=None)
    total = sum(each.score for each in found)
    answer = Answer(found, Objectives(len(found), people.shape[1], 0, 0, floor, total))
    return Run(
        answer, _whys(people, parts, table, answer), waiting(people, broken, answer), counted(broken), None
    )


def _whys(people: Arrays, parts: Mapping[Criterion, Scored], table: Table, answer: Answer) -> tuple[Why, ...]:
    pairs = [(people.row[each.mentor], people.column[each.mentee]) for each in answer.pairs]
    return whys(people, parts, table, pairs)
