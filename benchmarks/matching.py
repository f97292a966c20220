"""How long a suggestion takes beside the bare solver and others, and that all find the same. Prints; asserts nothing.

    .venv/bin/python benchmarks/matching.py [mentees ...]

The peers are the extra `peers` in pyproject.toml. Those that are not installed are left out, aloud.

*bare* is what anybody would write with numpy and scipy alone: the same boundaries and criteria as plain arrays, and one
call of scipy for each objective (the most matched, the weakest as good as can be, the best total). *suggest* is all of
the product's: boundaries, scores, the arrangement and its proof; what it says of each pair and of who waits is measured
beside it. Both run in turn, and the quickest of each counts, in seconds of one core; each part is given as a share of
*bare* too. A *dense* school has one site, a *sparse* one many, whose students can only meet at their own.

The peers solve the table that *suggest* solved last: OR-Tools as a flow of least cost, networkx as a matching of most
weight, `matching` as a stable matching, which is another aim, so its total is less. Each size has a process of its own,
whose greatest memory is printed.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from math import log
from pathlib import Path
from random import Random

# One core, so that figures can be compared; what is set later than numpy comes counts no more.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # in place of this folder, where this file itself would be found as `matching`

import numpy as np  # noqa: E402
from scipy.optimize import linear_sum_assignment  # noqa: E402
from scipy.sparse import csr_array, hstack  # noqa: E402
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching  # noqa: E402

from mentoring.matching.engine.answers import Answer  # noqa: E402
from mentoring.matching.engine.arrays import arrays_of  # noqa: E402
from mentoring.matching.engine.boundaries import broken_boundaries, counted  # noqa: E402
from mentoring.matching.engine.codes import Need  # noqa: E402
from mentoring.matching.engine.explain import waiting, whys  # noqa: E402
from mentoring.matching.engine.facts import Person, Problem, Settings, Slot  # noqa: E402
from mentoring.matching.engine.scores import parts_of, scores  # noqa: E402
from mentoring.matching.engine.solve import best_arrangement  # noqa: E402
from mentoring.matching.engine.verify import verify  # noqa: E402

SIZES = (60, 100, 300, 1000, 5000)
KINDS = ("dense", "sparse")
INTERESTS, HELP = [f"i{at:02}" for at in range(16)], [f"h{at:02}" for at in range(10)]
AT_A_SITE = 10  # times of the week
AIMS = {("dense", 60): 0.1, ("dense", 300): 0.3, ("dense", 1000): 1.0, ("sparse", 5000): 3.0}  # seconds
PARTS = ("table", "solve", "proof", "reasons")
# Beyond these sizes a peer takes long (networkx), or much memory of calls within calls (matching).
PEERS = {"ortools": 5000, "matching": 300, "networkx": 100}


def school(kind: str, mentees: int) -> Problem:
    """Return a made-up school, or a trust of many: as many mentors as mentees."""
    chance = Random(mentees)
    sites = max(5, mentees // 200) if kind == "sparse" else 1
    slots = tuple(
        Slot(f"s{at:03}", (frozenset({Need.QUIET}) if at % 3 == 0 else frozenset(),))
        for at in range(sites * AT_A_SITE)
    )

    def person(at: int, name: str, year: int) -> Person:
        begin = at % sites * AT_A_SITE
        own = [slot.id for slot in slots[begin : begin + AT_A_SITE]]
        return Person(
            f"{name}{chance.randrange(10**9):09}{at:05}",  # ids in no order
            year,
            frozenset(chance.sample(own, chance.randint(1, 5))),
            frozenset(chance.sample(INTERESTS, chance.randint(0, 5))),
            frozenset(chance.sample(HELP, chance.randint(0, 3))),
            frozenset(chance.sample(["polish", "urdu", "welsh"], chance.choice([0, 0, 1]))),
        )

    mentors = tuple(person(at, "a", chance.choice([9, 10, 11])) for at in range(mentees))
    young = tuple(person(at, "b", chance.choice([7, 8])) for at in range(mentees))
    cannot = frozenset(
        frozenset((chance.choice(mentors).id, chance.choice(young).id)) for _each in range(mentees // 5)
    )
    return Problem(mentors, young, slots, Settings(2, 5), cannot)


def bare(asked: Problem, kind: str) -> int:
    """Return the best total, by plain numpy and scipy. kind: whether the table is dense, or few pairs may be."""
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

    def best(mask: np.ndarray) -> int:
        gains = np.where(mask, len(mentees) * 1000 + 1 + score, 0)
        if kind == "dense":
            at = linear_sum_assignment(gains, maximize=True)
        else:  # with a place for "nobody" beside each mentor, so that there is a whole answer
            costs = csr_array(np.where(mask, gains.max() + 1 - gains, 0))
            nobody = csr_array(np.diag(np.full(len(mentors), gains.max() + 1)))
            at = min_weight_full_bipartite_matching(hstack((costs, nobody)).tocsr())
            at = (at[0][at[1] < len(mentees)], at[1][at[1] < len(mentees)])
        return int(score[at][mask[at]].sum())

    goal, steps = matched(allowed), np.unique(score[allowed])
    good, bad = 0, len(steps)
    while bad - good > 1:
        middle = (good + bad) // 2
        if matched(allowed & (score >= steps[middle])) == goal:
            good = middle
        else:
            bad = middle
    best(allowed)  # for the price of the floor
    return best(allowed & (score >= steps[good]))


class Suggested:
    """One suggestion, made part by part; seconds of the processor for each."""

    def __init__(self, asked: Problem) -> None:
        self.took: dict[str, float] = {}
        self._last = time.process_time()
        people = arrays_of(asked)
        broken, parts = broken_boundaries(people), parts_of(people)
        self.allowed = broken == 0
        self.scores = scores(people, parts, self.allowed)
        self._lap("table")
        self.answer: Answer = best_arrangement(people, broken, self.scores)
        self._lap("solve")
        verify(asked, self.answer, self.scores)
        self._lap("proof")
        pairs = [(people.row[each.mentor], people.column[each.mentee]) for each in self.answer.pairs]
        whys(people, parts, self.scores, pairs)
        waiting(people, broken, self.answer)
        counted(broken)
        self._lap("reasons")

    def _lap(self, name: str) -> None:
        now = time.process_time()
        self.took[name], self._last = now - self._last, now

    @property
    def suggest(self) -> float:
        """Return how long all but the reasons took."""
        return sum(self.took[name] for name in ("table", "solve", "proof"))


def seconds(work: Callable[[], object]) -> float:
    """Return how many seconds of the processor `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def memory() -> int:
    """Return the greatest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def one(kind: str, size: int) -> None:
    """Measure one school and print its lines."""
    asked, before = school(kind, size), memory()
    runs, alone = [Suggested(asked)], []
    peak = memory()
    for _time in range(7 if size <= 300 else 3 if size <= 1000 else 1):
        alone.append(seconds(lambda: bare(asked, kind)))
        runs.append(Suggested(asked))
    best, plain = min(runs, key=lambda each: each.suggest), min(alone)
    aims, total = best.answer.objectives, bare(asked, kind) if size <= 1000 else None
    aim = AIMS.get((kind, size))
    print(
        f"{kind:6} {size:5}  {best.allowed.mean():4.0%} allowed  suggest {best.suggest:7.3f} s  bare {plain:7.3f} s"
        f"  {best.suggest / plain:4.2f}x  ("
        + ", ".join(f"{name} {best.took[name]:.3f} s {best.took[name] / plain:.2f}x" for name in PARTS)
        + f")  memory {peak} MB, {before} before"
        + (f"  aim {aim} s: {'met' if best.suggest <= aim else 'MISSED'}" if aim else "")
        + ("" if total in (None, aims.total) else f"  BARE FINDS ANOTHER TOTAL: {total}"),
        flush=True,
    )
    floor = aims.floor or 0
    table = np.where(best.allowed & (best.scores >= floor), best.scores.astype(np.int64) + size * 1000 + 1, 0)
    for name, solve in (("ortools", by_flow), ("matching", by_stability), ("networkx", by_weight)):
        if find_spec(name) is None:
            print(f"    {name}: SKIPPED, it is not installed")
        elif size > PEERS[name]:
            print(f"    {name}: left out beyond {PEERS[name]} mentees, to keep the run short")
        else:
            began = time.process_time()
            pairs = solve(table)
            took = time.process_time() - began
            found = sum(int(table[cell]) % (size * 1000 + 1) for cell in pairs)
            same = "the same" if (len(pairs), found) == (aims.matched, aims.total) else "ANOTHER ANSWER"
            if name == "matching" and (len(pairs), found) < (aims.matched, aims.total):
                same = "less, as a stable matching may be"
            print(
                f"    {name}: {took:.3f} s for the arrangement alone, {took / best.took['solve']:.1f}x of solve;"
                f" {len(pairs)} pairs, total {found}: {same}",
                flush=True,
            )


def by_flow(table: np.ndarray) -> list[tuple[int, int]]:
    """Return the best arrangement as a flow of least cost."""
    from ortools.graph.python import min_cost_flow

    mentors, mentees = table.shape
    rows, columns = np.nonzero(table)
    source, sink = mentors + mentees, mentors + mentees + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    at = flow.add_arcs_with_capacity_and_unit_cost(
        rows, mentors + columns, np.ones(len(rows), dtype=int), -table[rows, columns]
    )
    ones = np.ones(mentors, dtype=int)
    flow.add_arcs_with_capacity_and_unit_cost(np.full(mentors, source), np.arange(mentors), ones, 0 * ones)
    ones = np.ones(mentees, dtype=int)
    flow.add_arcs_with_capacity_and_unit_cost(
        mentors + np.arange(mentees), np.full(mentees, sink), ones, 0 * ones
    )
    flow.add_arc_with_capacity_and_unit_cost(source, sink, mentees, 0)  # nobody
    flow.set_nodes_supplies(np.array([source, sink]), np.array([mentees, -mentees]))
    assert flow.solve() == flow.OPTIMAL
    taken = flow.flows(at) > 0
    return list(zip(rows[taken].tolist(), columns[taken].tolist(), strict=True))


def by_stability(table: np.ndarray) -> list[tuple[int, int]]:
    """Return a stable matching, in which both sides like best whom they score best."""
    from matching.games import HospitalResident

    def liked(scores: np.ndarray) -> list[int]:
        order = np.argsort(-scores, kind="stable")
        return [int(each) for each in order if scores[each] > 0]

    sys.setrecursionlimit(1_000_000)  # it copies its players deep, each through all whom they like
    mentees = {column: liked(table[:, column]) for column in range(table.shape[1]) if table[:, column].any()}
    mentors = {row: liked(table[row]) for row in range(table.shape[0]) if table[row].any()}
    game = HospitalResident.create_from_dictionaries(mentees, mentors, dict.fromkeys(mentors, 1))
    return [(mentor.name, mentee.name) for mentor, those in game.solve().items() for mentee in those]


def by_weight(table: np.ndarray) -> list[tuple[int, int]]:
    """Return the matching of most weight."""
    import networkx

    graph = networkx.Graph()
    graph.add_weighted_edges_from(
        (("mentor", row), ("mentee", column), int(table[row, column]))
        for row, column in np.argwhere(table).tolist()
    )
    pairs = (dict(two) for two in networkx.max_weight_matching(graph))
    return [(each["mentor"], each["mentee"]) for each in pairs]


def main(sizes: list[int]) -> None:
    """Measure each size in a process of its own."""
    for size in sizes:
        for kind in KINDS:
            subprocess.run([sys.executable, __file__, "--one", kind, str(size)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(each) for each in sys.argv[1:]] or list(SIZES))
