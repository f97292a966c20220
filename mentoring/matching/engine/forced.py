"""Two people whom somebody points at: what stands between them, or what it would cost to put them together."""

from collections import Counter
from dataclasses import replace

from mentoring.matching.engine.answers import Answer, Forced, Price
from mentoring.matching.engine.arrays import Arrays, arrays_of
from mentoring.matching.engine.boundaries import Broken, broken_boundaries, named
from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.explain import why
from mentoring.matching.engine.facts import Pair, Problem
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.solve import best_arrangement, matched_at_most, standing_locks


def forced(problem: Problem, pair: Pair, *, only_count: bool = False) -> Forced:
    """Return what stands between two people of a problem; or why they fit, and the price of putting them together.

    The price is the best arrangement that holds the two beside the best of all, objective by objective. Where a
    boundary stands between them nothing is solved: there is no price for what is not allowed. Of two who cannot be
    paired nothing else is said, not even another boundary. only_count: say of the price only who is matched.
    """
    people = arrays_of(problem)
    broken = broken_boundaries(people)
    row, column = people.row[pair.mentor], people.column[pair.mentee]
    if codes := named(int(broken[row, column])):
        alone = Boundary.CANNOT_BE_PAIRED
        return Forced((alone,) if alone in codes else tuple(codes))
    parts = parts_of(people)
    table = scores(people, parts, broken == 0)
    reason = why(people, parts, table, row, column)
    if _is_locked_out(people, broken, pair):
        return Forced((), reason, is_locked_out=True)
    if only_count:
        return Forced((), reason, _count(people, broken, pair))
    now = best_arrangement(people, broken, table)
    if pair in {each.pair for each in now.pairs}:
        return Forced((), reason, is_suggested=True)
    then = best_arrangement(_with_lock(people, pair), broken, table)
    return Forced((), reason, _price(people, pair, now, then))


def _with_lock(people: Arrays, pair: Pair) -> Arrays:
    return replace(people, problem=replace(people.problem, locks=people.problem.locks | {pair}))


def is_locked_out(problem: Problem, pair: Pair) -> bool:
    """Say whether a lock that stands gives one of two people to somebody else."""
    people = arrays_of(problem)
    return _is_locked_out(people, broken_boundaries(people), pair)


def _is_locked_out(people: Arrays, broken: Broken, pair: Pair) -> bool:
    standing, _dropped = standing_locks(people, broken)
    if pair in standing:
        return False
    taken = Counter(lock.mentor for lock in standing)[pair.mentor]
    seats = people.mentors[people.row[pair.mentor]].seats
    return taken >= seats or any(lock.mentee == pair.mentee for lock in standing)


def _price(people: Arrays, pair: Pair, now: Answer, then: Answer) -> Price:
    before, after = {each.pair for each in now.pairs}, {each.pair for each in then.pairs}
    gone = before - after
    return Price(
        len(before) - len(after),
        tuple(sorted({each.mentee for each in before} - {each.mentee for each in after})),
        sum(each.mentee != pair.mentee for each in gone),
        now.objectives,
        replace(then.objectives, floor=_weakest(people, then)),
    )


def _weakest(people: Arrays, answer: Answer) -> int | None:
    """Return the weakest score of all that were not locked before. The forced pair counts too: a child is in it."""
    locked = people.problem.locks
    return min((each.score for each in answer.pairs if each.pair not in locked), default=None)


def _count(people: Arrays, broken: Broken, pair: Pair) -> Price:
    now, then = matched_at_most(people, broken), matched_at_most(_with_lock(people, pair), broken)
    return Price(len(now) - len(then), tuple(sorted(now - then)))
