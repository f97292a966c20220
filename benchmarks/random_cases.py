"""Random small cases: the engine beside every arrangement tried, one by one. Prints each disagreement; there are none.

    .venv/bin/python benchmarks/random_cases.py [cases] [first]

Each case is a made-up programme of up to five mentors with up to three places, up to five mentees, boundaries, locks
and pairings to keep. Boundaries and scores are worked out again in plain Python, pair by pair, and every arrangement is
tried (tests/matching/plainly.py). Each of the engine's answers has been through its check, or it is a disagreement.
Every twentieth case is larger, and is solved again by integer programming.

The cases are the numbers from `first` on, so that a case can be looked at alone. Ends with 1 if anything disagrees.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mentoring.matching.engine.answers import Answer, NotProved  # noqa: E402
from mentoring.matching.engine.arrays import arrays_of  # noqa: E402
from mentoring.matching.engine.boundaries import broken_boundaries, named  # noqa: E402
from mentoring.matching.engine.facts import Problem  # noqa: E402
from mentoring.matching.engine.run import suggest  # noqa: E402
from mentoring.matching.engine.scores import parts_of, scores  # noqa: E402
from tests.matching.people import made_up  # noqa: E402
from tests.matching.plainly import Best, Scorer, best_by_programming, best_by_trying, boundaries  # noqa: E402
from tests.matching.plainly import standing_locks as plain_locks  # noqa: E402

CASES = 10_000
matched: Counter[str] = Counter()
LARGER_EACH, LARGER = 20, 16  # every so many cases one with up to so many people on each side


def reached(asked: Problem, answer: Answer) -> Best:
    """Return what the engine's answer reaches, beside the locked pairs."""
    free = [each for each in answer.pairs if not each.locked]
    aims = answer.objectives
    return Best(
        len(free),
        len(asked.kept & {each.pair for each in free}),
        aims.floor,
        sum(each.score for each in free),
        aims.price_of_kept,
        aims.price_of_floor,
    )


def disagreements(asked: Problem, *, larger: bool) -> list[str]:
    """Return what the engine says otherwise than the plain way."""
    found = []
    people, scorer = arrays_of(asked), Scorer(asked)
    broken, table = broken_boundaries(people), scores(people, parts_of(people))
    for row, mentor in enumerate(people.mentors):
        for column, mentee in enumerate(people.mentees):
            if named(int(broken[row, column])) != boundaries(asked, mentor, mentee):
                found.append(f"boundaries between {mentor.id} and {mentee.id}")
            if table[row, column] != scorer.score(mentor, mentee):
                found.append(f"score of {mentor.id} and {mentee.id}")
    expected = best_by_programming(asked) if larger else best_by_trying(asked)
    try:
        answer = suggest(asked).answer
    except NotProved as problem:
        return [*found, f"the check refused it: {problem}"]
    if (best := reached(asked, answer)) != expected:
        found.append(f"{best} and not {expected}")
    if {each.pair for each in answer.pairs if each.locked} != set(plain_locks(asked)):
        found.append("locks")
    matched.update(matched=len(answer.pairs), of=len(asked.mentees))
    return found


def smallest(asked: Problem, *, larger: bool) -> Problem:
    """Return the same with everybody and everything left out that the disagreement does not need."""
    for name in ("mentors", "mentees", "slots", "cannot", "said_no", "put_aside", "locks", "kept"):
        for each in getattr(asked, name):
            held = getattr(asked, name)
            less = replace(asked, **{name: type(held)(other for other in held if other != each)})
            if disagreements(less, larger=larger):
                asked = less
    return asked


def main(cases: int, first: int) -> int:
    """Print what disagrees; return 1 if anything does."""
    began, wrong, larger_ones = time.perf_counter(), 0, 0
    for number in range(first, first + cases):
        larger = number % LARGER_EACH == 0
        larger_ones += larger
        asked = made_up(number, LARGER) if larger else made_up(number)
        if found := disagreements(asked, larger=larger):
            wrong += 1
            print(f"case {number}: {'; '.join(found)}\n    {smallest(asked, larger=larger)}")
    print(
        f"{cases} cases, {larger_ones} of them larger, {matched['matched']} of {matched['of']} mentees matched:"
        f" {wrong} disagreements in {time.perf_counter() - began:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    asked_for = argparse.ArgumentParser(
        description="Compare the engine with every arrangement, on random cases."
    )
    asked_for.add_argument("cases", type=int, nargs="?", default=CASES)
    asked_for.add_argument("first", type=int, nargs="?", default=0)
    given = asked_for.parse_args()
    sys.exit(main(given.cases, given.first))
