"""How long a suggestion takes beside the bare solver, and that both find the same. Prints; asserts nothing else.

    .venv/bin/python benchmarks/matching.py [mentees ...]

*bare* is what anybody would write with numpy and scipy alone: the same boundaries and criteria as plain arrays, and one
call of scipy for each objective (the most matched, the weakest as good as can be, the best total). *suggest* is all of
the product's: boundaries, scores, the arrangement and its proof. Both run in turn, and the quickest of each counts.
"""

import resource
import sys
import time
from collections.abc import Callable
from math import log
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from scipy.optimize import linear_sum_assignment  # noqa: E402
from scipy.sparse import csr_array  # noqa: E402
from scipy.sparse.csgraph import maximum_bipartite_matching  # noqa: E402

from mentoring.matching.engine.arrays import arrays_of  # noqa: E402
from mentoring.matching.engine.boundaries import broken_boundaries  # noqa: E402
from mentoring.matching.engine.codes import Need  # noqa: E402
from mentoring.matching.engine.facts import Person, Problem, Settings, Slot  # noqa: E402
from mentoring.matching.engine.run import suggest  # noqa: E402
from mentoring.matching.engine.scores import parts_of, scores  # noqa: E402
from mentoring.matching.engine.solve import best_arrangement  # noqa: E402
from mentoring.matching.engine.verify import verify  # noqa: E402

SIZES = (60, 300, 1000)
TIMES = 5
INTERESTS, HELP = [f"i{at:02}" for at in range(16)], [f"h{at:02}" for at in range(10)]
AIMS = {60: 0.1, 300: 0.3, 1000: 1.0}  # seconds


def school(mentees: int) -> Problem:
    """Return a made-up school: as many mentors as mentees, ten times a week."""
    chance = Random(mentees)
    slots = tuple(
        Slot(f"s{at}", (frozenset({Need.QUIET}) if at % 3 == 0 else frozenset(),)) for at in range(10)
    )

    def person(name: str, year: int) -> Person:
        return Person(
            name,
            year,
            frozenset(chance.sample([slot.id for slot in slots], chance.randint(1, 5))),
            frozenset(chance.sample(INTERESTS, chance.randint(0, 5))),
            frozenset(chance.sample(HELP, chance.randint(0, 3))),
            frozenset(chance.sample(["polish", "urdu", "welsh"], chance.choice([0, 0, 1]))),
        )

    mentors = tuple(person(f"a{at:05}", chance.choice([9, 10, 11])) for at in range(mentees))
    young = tuple(person(f"b{at:05}", chance.choice([7, 8])) for at in range(mentees))
    cannot = frozenset(
        frozenset((chance.choice(mentors).id, chance.choice(young).id)) for _each in range(mentees // 5)
    )
    return Problem(mentors, young, slots, Settings(2, 5), cannot)


def bare(asked: Problem) -> int:
    """Return the best total, by plain numpy and scipy."""
    mentors, mentees = asked.mentors, asked.mentees

    def table(of: Callable[[Person], frozenset[str]], words: list[str]) -> tuple[np.ndarray, np.ndarray]:
        at = {word: place for place, word in enumerate(words)}
        found = []
        for side in (mentors, mentees):
            lines = np.zeros((len(side), len(words)), dtype=np.float32)
            for line, each in enumerate(side):
                lines[line, [at[word] for word in of(each)]] = 1
            found.append(lines)
        return found[0], found[1]

    a, b = table(lambda each: each.slots, [slot.id for slot in asked.slots])
    common = a @ b.T
    ahead = np.subtract.outer([each.year for each in mentors], [each.year for each in mentees])
    allowed = (common > 0) & (ahead >= 2) & (ahead <= 5)
    row, column = ({each.id: at for at, each in enumerate(side)} for side in (mentors, mentees))
    for pair in asked.cannot:
        one, other = sorted(pair)
        allowed[row[one], column[other]] = False
    total, most = np.minimum(common, 3) * 1000 // 3, np.ones(len(mentees))
    for of, words, weight, rare in (
        (lambda each: each.interests, INTERESTS, 3, True),
        (lambda each: each.help, HELP, 3, False),
        (lambda each: each.languages, ["polish", "urdu", "welsh"], 1, True),
    ):
        a, b = table(of, words)
        counts = np.vstack((a, b)).sum(axis=0)
        everybody = len(a) + len(b)
        worth = np.array([round(100 * log(everybody / each)) if rare and each else 1 for each in counts])
        wanted = b @ worth
        total = total + weight * np.floor((a * worth) @ b.T * (1000 / np.maximum(wanted, 1)) + 1e-6)
        most = most + weight * (wanted > 0)
    score = (total // most).astype(np.int64)

    def matched(mask: np.ndarray) -> int:
        return int((maximum_bipartite_matching(csr_array(mask), perm_type="column") >= 0).sum())

    goal, steps = matched(allowed), np.unique(score[allowed])
    good, bad = 0, len(steps)
    while bad - good > 1:
        middle = (good + bad) // 2
        if matched(allowed & (score >= steps[middle])) == goal:
            good = middle
        else:
            bad = middle
    final = allowed & (score >= steps[good])
    first = len(mentees) * 1000 + 1
    at = linear_sum_assignment(
        np.where(allowed, first + score, 0), maximize=True
    )  # for the price of the floor
    at = linear_sum_assignment(np.where(final, first + score, 0), maximize=True)
    return int(score[at][final[at]].sum())


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def stages(asked: Problem) -> dict[str, float]:
    """Return how long each part of a suggestion takes."""
    moments = [time.perf_counter()]

    def lap() -> float:
        moments.append(time.perf_counter())
        return moments[-1] - moments[-2]

    people = arrays_of(asked)
    broken = broken_boundaries(people)
    found = {"boundaries": lap()}
    parts = parts_of(people)
    table = scores(people, parts, broken == 0)
    found["scores"] = lap()
    answer = best_arrangement(people, broken, table)
    found["solve"] = lap()
    verify(asked, answer, table)
    found["proof"] = lap()
    return found


def main(sizes: list[int]) -> None:
    """Print one line for each size."""
    print(
        "mentees  suggest  processor  bare     ratio  aim     explained  boundaries  scores"
        "  solve   proof   matched  memory"
    )
    for size in sizes:
        asked = school(size)
        whole, alone, parts, explained, processor = [], [], [], [], []
        for _time in range(TIMES if size <= 300 else 2):
            alone.append(seconds(lambda asked=asked: bare(asked)))
            began = time.process_time()
            parts.append(stages(asked))
            processor.append(time.process_time() - began)
            whole.append(sum(parts[-1].values()))
            explained.append(seconds(lambda asked=asked: suggest(asked)))
        best = min(parts, key=lambda each: sum(each.values()))
        objectives = suggest(asked).answer.objectives
        same = objectives.total == bare(asked)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{size:7}  {min(whole):6.3f}s  {min(processor):8.3f}s  {min(alone):6.3f}s  {min(whole) / min(alone):4.2f}x"
            f"  {AIMS.get(size, 0) or '':>5}s  {min(explained):8.3f}s"
            + "".join(f"  {best[name]:6.3f}" for name in ("boundaries", "scores", "solve", "proof"))
            + f"  {objectives.matched:7}  {memory} MB" + ("" if same else "  DIFFERENT TOTAL")
        )  # fmt: skip


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
