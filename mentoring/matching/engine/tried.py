"""What other settings would do: both arrangements found afresh, and what is different. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from mentoring.matching.engine.answers import Answer, Objectives
from mentoring.matching.engine.arrays import arrays_of
from mentoring.matching.engine.boundaries import broken_boundaries
from mentoring.matching.engine.facts import Problem
from mentoring.matching.engine.run import suggest
from mentoring.matching.engine.solve import matched_at_most


@dataclass(frozen=True)
class Tried:
    """The same school with its settings and with others. Mentees are named by their enrolment.

    now, then: what each reaches; None where only the children were counted. gained, lost: who would have a mentor, and
    who would have none any more. others: how many pairings of now would not be.
    """

    matched: tuple[int, int]
    now: Objectives | None = None
    then: Objectives | None = None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    others: int = 0


def tried(problem: Problem, other: Problem) -> Tried:
    """Return what another problem of the same people reaches beside this one. Raise NotProved as a suggestion does."""
    now, then = suggest(problem).answer, suggest(other).answer
    before, after = _by_mentee(now), _by_mentee(then)
    return Tried(
        (now.objectives.matched, then.objectives.matched),
        now.objectives,
        then.objectives,
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        sum(after.get(mentee) not in (None, mentor) for mentee, mentor in before.items()),
    )


def counted_only(problem: Problem, other: Problem) -> Tried:
    """Return only how many children each of the two matches, which is quick for a large school too."""
    return Tried((_most(problem), _most(other)))


def _by_mentee(answer: Answer) -> Mapping[str, str]:
    return {each.mentee: each.mentor for each in answer.pairs}


def _most(problem: Problem) -> int:
    people = arrays_of(problem)
    return len(matched_at_most(people, broken_boundaries(people)))
