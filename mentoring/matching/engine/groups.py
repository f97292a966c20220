"""Groups: which mentors lead together, when, and which mentees are with them. HiGHS does the work, by scipy.

The aims, each before the next: the most mentees placed; the most groups, so that no mentor waits and groups stay small;
sizes that differ as little as can be; the weakest group as good as can be, where every column can be searched; the best
total of scores. A limit of nodes, never of time: the same people give
the same groups on every machine. What is best by search alone has no short proof, so each aim carries its bound.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from mentoring.matching.engine.arrays import Arrays, Numbers
from mentoring.matching.engine.group_answers import Group, GroupAnswer, Measure, Prices, session_key
from mentoring.matching.engine.group_columns import FRIEND, Columns
from mentoring.matching.engine.scored import FULL

EXACT_CELLS = 1_500  # children in columns, up to which every column is searched
NODES_EXACT, NODES = 500, 3
NODES_FLOOR = 50  # for each step of the floor
FLOOR_CELLS = 300  # children in columns, up to which the weakest group is aimed for
KEPT = 2  # teams that each mentor keeps at each time, and each mentee, before prices ask for more
ROUNDS, NEXT = 6, 100  # how often prices choose other columns, and how many of the last ones stay
CLOSE = 0.002  # the share of the total within which prices are good enough
KEPT_MORE = 4  # how many of those that prices ask for each mentor keeps
ROUNDS_FIRST, ADDED = 12, 40  # how often columns are added while they are too few for the first two aims
SEARCH_CELLS = 20_000  # up to which all columns are searched where the promising ones do not reach an aim
FINE = 1000  # prices are whole numbers, in thousandths of a point
TINY = 1e-6
INFEASIBLE = 2  # what HiGHS says by scipy
NEVER = -(2**40)
Reals = npt.NDArray[np.float64]
Groups = tuple[tuple[int, tuple[int, ...]], ...]  # columns, each with its children


@dataclass(frozen=True)
class Aim:
    """How many are to be placed in how many groups, of which sizes."""

    placed: int
    count: int
    least: int
    most: int


@dataclass(frozen=True)
class Found:
    """A solved model: for each cell and each column how much of it is taken, and the bound."""

    cells: Reals
    columns: Reals
    value: float
    bound: float


@dataclass(frozen=True)
class Nothing:
    """No arrangement was found. is_sure: there is none; else the search was too short to tell."""

    is_sure: bool


class Model:
    """The columns as rows and variables: a cell for each child in each column, a column, and a wish in a column."""

    def __init__(
        self, columns: Columns, people: Arrays, least: int, most: int, *, tight: bool, floor: int = 0
    ) -> None:
        """Lay it out. tight: no child is in a column that is not taken, said for each child; slower, and closer.

        floor: how well the mentors and mentees of each group fit in the middle, at least; no wish makes up for it.
        """
        self.columns = columns
        self.mentors, self.mentees = people.shape
        self.of, self.child = np.nonzero(columns.can)
        self.cells, self.number = len(self.of), len(columns)
        self.wishes = list(self._wishes())
        self.width = self.cells + self.number + len(self.wishes)
        every, open_ = np.arange(self.cells), self.cells + np.arange(self.number)
        rooms = np.array([each.room is not None for each in columns.sessions], dtype=np.bool_)
        ones = np.ones(self.cells)
        blocks: list[tuple[csr_array, Reals]] = [
            (self._rows(self.child, every, ones, self.mentees), np.ones(self.mentees)),
            (
                self._rows(
                    columns.teams.ravel(),
                    np.repeat(open_, columns.teams.shape[1]),
                    np.ones(columns.teams.size),
                    self.mentors,
                ),
                np.ones(self.mentors),
            ),
            (
                self._rows(columns.session, open_, np.ones(self.number), len(columns.sessions)),
                np.array([each.room or 0 for each in columns.sessions]) + np.where(rooms, 0, self.number),
            ),
        ]
        both = np.concatenate((self.of, np.arange(self.number)))
        at = np.concatenate((every, open_))
        for sign, size in ((1.0, most), (-1.0, least)):
            sizes = np.concatenate((sign * ones, np.full(self.number, -sign * size)))
            blocks.append((self._rows(both, at, sizes, self.number), np.zeros(self.number)))
        if tight:
            pairs = np.concatenate((every, every))
            values = np.concatenate((ones, -ones))
            rows = self._rows(pairs, np.concatenate((every, open_[self.of])), values, self.cells)
            blocks.append((rows, np.zeros(self.cells)))
        if floor:
            lack = floor * columns.teams.shape[1] - columns.worth[self.of, self.child]
            blocks.append(
                (self._rows(self.of, every, lack.astype(np.float64), self.number), np.zeros(self.number))
            )
        blocks += self._together()
        self.rows = vstack([rows for rows, _most in blocks]).tocsr()
        self.most = np.concatenate([most for _rows, most in blocks])
        self.placed = np.concatenate((ones, np.zeros(self.width - self.cells)))
        self.count = np.zeros(self.width)
        self.count[open_] = 1
        self.worth = np.concatenate(
            (
                columns.worth[self.of, self.child].astype(np.float64),
                np.zeros(self.number),
                np.full(len(self.wishes), float(FRIEND)),
            )
        )

    def _rows(self, rows: Numbers, at: Numbers, values: Reals, number: int) -> csr_array:
        return csr_array((values, (rows, at)), shape=(number, self.width))

    def _cell(self) -> dict[tuple[int, int], int]:
        return {each: at for at, each in enumerate(zip(self.of.tolist(), self.child.tolist(), strict=True))}

    def _wishes(self) -> Iterator[tuple[int, int]]:
        if self.columns.friends:
            cell = self._cell()
            for column in range(len(self.columns)):
                for one, other in self.columns.friends:
                    if (column, one) in cell and (column, other) in cell:
                        yield cell[column, one], cell[column, other]

    def _together(self) -> Iterator[tuple[csr_array, Reals]]:
        """Yield what two children have to do with each other: who cannot be in one group, and who wishes to be."""
        if self.columns.apart:
            cell = self._cell()
            two = [
                (cell[column, one], cell[column, other], self.cells + column)
                for column in range(len(self.columns))
                for one, other in self.columns.apart
                if (column, one) in cell and (column, other) in cell
            ]
            if two:
                at = np.array(two, dtype=np.int64)
                rows = np.repeat(np.arange(len(two)), 3)
                yield (
                    self._rows(rows, at.ravel(), np.tile([1.0, 1.0, -1.0], len(two)), len(two)),
                    np.zeros(len(two)),
                )
        for side in (0, 1):
            if self.wishes:
                number = len(self.wishes)
                wish = self.cells + self.number + np.arange(number)
                at = np.concatenate((wish, np.array([each[side] for each in self.wishes], dtype=np.int64)))
                values = np.concatenate((np.ones(number), -np.ones(number)))
                yield self._rows(np.tile(np.arange(number), 2), at, values, number), np.zeros(number)

    def fixed(self, placed: int | None, count: int | None) -> tuple[csr_array, Reals]:
        """Return the rows that must come out exactly."""
        said = [(line, to) for line, to in ((self.placed, placed), (self.count, count)) if to is not None]
        rows = np.array([line for line, _to in said]).reshape(len(said), self.width)
        return csr_array(rows), np.array([to for _line, to in said], dtype=np.float64)

    def search(
        self, aim: Reals, *, placed: int | None, count: int | None, nodes: int, whole: bool = False
    ) -> Found | None:
        """Return the best that a search of so many nodes finds, or None where it finds nothing."""
        found = self.searched(aim, placed=placed, count=count, nodes=nodes, whole=whole)
        return found if isinstance(found, Found) else None

    def searched(
        self, aim: Reals, *, placed: int | None, count: int | None, nodes: int, whole: bool = False
    ) -> Found | Nothing:
        """Return the best that a search of so many nodes finds, or that it finds nothing.

        whole: children are asked to be whole. Once the columns are chosen they are so by themselves, unless two of
        them have to do with each other, so that the search is much quicker without asking.
        """
        kinds = np.ones(self.width)
        if not whole:
            kinds[: self.cells] = 0
        rules = [LinearConstraint(self.rows, -np.inf, self.most)]
        rows, to = self.fixed(placed, count)
        if len(to):
            rules.append(LinearConstraint(rows, to, to))
        answer = milp(
            -aim,
            constraints=rules,
            bounds=Bounds(0, 1),
            integrality=kinds,
            options={"node_limit": nodes, "mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return Nothing(answer.status == INFEASIBLE)
        bound = -answer.mip_dual_bound if answer.mip_dual_bound is not None else -answer.fun
        cells, taken = answer.x[: self.cells], answer.x[self.cells : self.cells + self.number]
        return Found(cells, taken, -answer.fun, bound)

    def relaxed(self, aim: Aim) -> tuple[float, Reals, Reals, Reals] | None:
        """Return the best with parts of groups allowed: its total, its columns, and the prices of rows and aim."""
        rows, to = self.fixed(aim.placed, aim.count)
        answer = linprog(-self.worth, self.rows, self.most, rows, to, bounds=(0, 1), method="highs-ds")
        if answer.x is None:
            return None
        taken = answer.x[self.cells : self.cells + self.number]
        return -answer.fun, taken, -answer.ineqlin.marginals, -answer.eqlin.marginals


@dataclass(frozen=True)
class Priced:
    """Whole prices, and the bound of the total that follows from them, in points."""

    mentees: Numbers
    leaders: Numbers
    sessions: Numbers
    placed: int
    bound: int
    left: Numbers  # what each column is worth beyond its prices


def arrange(people: Arrays, columns: Columns) -> GroupAnswer:
    """Return the groups."""
    ideal = ideal_of(columns, people)
    if not ideal.count:
        return _nobody(0)
    working = _enough(columns, _promising(columns, people), people, ideal)
    found = _best(columns, working, people, ideal)
    if found is None:
        return _step_by_step(columns, working, people, ideal)
    spread = ideal.most - ideal.least
    reached = (ideal.placed, ideal.count, spread)
    return _answer(people, columns, found, [Measure(each, each) for each in reached])


def _nobody(bound: int) -> GroupAnswer:
    nothing = Measure(0, 0)
    return GroupAnswer((), Measure(0, bound), nothing, nothing, nothing, Prices({}, {}, {}))


def ideal_of(columns: Columns, people: Arrays) -> Aim:
    """Return what would be best if any mentee could be with any mentors: a bound for the first three aims."""
    wanted = people.problem.grouping
    children = int(columns.can.any(axis=0).sum())
    most = len(np.unique(columns.teams)) // wanted.leaders
    used = [columns.sessions[each].room for each in np.unique(columns.session).tolist()]
    if None not in used:
        most = min(most, sum(each or 0 for each in used))
    for placed in range(min(children, most * wanted.most), 0, -1):
        count = min(most, placed // wanted.least)
        if count and placed <= count * wanted.most:
            return Aim(placed, count, placed // count, -(-placed // count))
    return Aim(0, 0, 0, 0)


def _promising(columns: Columns, people: Arrays) -> npt.NDArray[np.int64]:
    """Return the columns to begin with: all where they are few, else the best of each mentor at each time."""
    if columns.can.sum() <= EXACT_CELLS:
        return np.arange(len(columns))
    best = np.sort(columns.worth, axis=1)[:, ::-1][:, : people.problem.grouping.most].sum(axis=1)
    order = np.lexsort((np.arange(len(columns)), -best))
    chosen = set(_spread(columns, order, KEPT, by_session=True).tolist())
    wide = np.lexsort((np.arange(len(columns)), -columns.can.sum(axis=1)))
    for child in range(columns.can.shape[1]):
        chosen |= set(wide[columns.can[wide, child]][:KEPT].tolist())
    return np.array(sorted(chosen), dtype=np.int64)


def _enough(
    columns: Columns, working: npt.NDArray[np.int64], people: Arrays, aim: Aim
) -> npt.NDArray[np.int64]:
    """Return as many more columns as it takes to reach the first two aims, with parts of groups allowed."""
    for _turn in range(ROUNDS_FIRST):
        missing = np.setdiff1d(np.arange(len(columns)), working)
        if not len(missing):
            break
        model = Model(columns.only(working), people, aim.least, aim.most, tight=False)
        rows, to = model.fixed(aim.placed, aim.count)
        answer = linprog(
            -(model.placed + model.count),
            vstack([model.rows, rows]).tocsr(),
            np.concatenate((model.most, to)),
            bounds=(0, 1),
            method="highs-ds",
        )
        if -answer.fun > aim.placed + aim.count - TINY:
            break
        prices = np.maximum(-answer.ineqlin.marginals, 0)
        one = np.ones_like(columns.worth)
        left = _beyond(columns, people, aim, one, prices[: -len(to)], prices[-2]) + 1 - prices[-1]
        wanted = missing[left[missing] > TINY]
        if not len(wanted):
            break
        order = np.lexsort((wanted, -np.round(left[wanted], 6)))
        working = np.union1d(working, wanted[order][:ADDED])
    return working


def _spread(
    columns: Columns, order: npt.NDArray[np.int64], most: int, *, by_session: bool = False
) -> npt.NDArray[np.int64]:
    """Return the first columns in an order, without those whose mentors all have so many (at that time) before."""
    taken: dict[tuple[int, int], int] = {}
    chosen = []
    for at in order.tolist():
        here = int(columns.session[at]) if by_session else 0
        places = [(int(mentor), here) for mentor in columns.teams[at]]
        if any(taken.get(place, 0) < most for place in places):
            chosen.append(at)
            for place in places:
                taken[place] = taken.get(place, 0) + 1
    return np.array(chosen, dtype=np.int64)


@dataclass(frozen=True)
class Best:
    """The columns that were taken, each with its children, the bound of their total, and the prices."""

    groups: Groups
    bound: int
    priced: Priced
    sizes: tuple[int, int]
    floor: Measure | None = None  # None where it was not aimed for


def _best(columns: Columns, working: npt.NDArray[np.int64], people: Arrays, aim: Aim) -> Best | None:
    """Return the best total that is found for an aim, or None where nothing reaches it."""
    priced = None
    for _turn in range(ROUNDS):
        solved = Model(columns.only(working), people, aim.least, aim.most, tight=True).relaxed(aim)
        if solved is None:
            return None
        total, taken, of_rows, of_aim = solved
        tried = priced_by(columns, people, aim, of_rows, of_aim)
        priced = tried if priced is None or tried.bound < priced.bound else priced
        support = working[taken > TINY]
        order = np.lexsort((np.arange(len(columns)), -tried.left))
        dear = order[tried.left[order] > tried.left[support].max() + FINE]
        dear = dear[~np.isin(dear, working)]
        if not len(dear) or priced.bound - total < CLOSE * total:
            break
        near = order[np.isin(order, working)][:NEXT]
        working = np.union1d(np.union1d(support, near), _spread(columns, dear, KEPT_MORE))
    assert priced is not None
    if columns.can.sum() <= EXACT_CELLS:
        best = _searched(columns, np.arange(len(columns)), people, aim, priced, nodes=NODES_EXACT)
        is_few = columns.complete and columns.can.sum() <= FLOOR_CELLS
        return _raised(columns, people, aim, best) if best is not None and is_few else best
    return _searched(columns, support, people, aim, priced) or _searched(
        columns, _searchable(columns, working), people, aim, priced
    )


def _searched(
    columns: Columns,
    some: npt.NDArray[np.int64],
    people: Arrays,
    aim: Aim,
    priced: Priced,
    *,
    nodes: int = NODES,
) -> Best | None:
    """Return the best total that a search among some columns finds, or None where it finds nothing."""
    tied = bool(columns.apart or columns.friends)
    model = Model(columns.only(some), people, aim.least, aim.most, tight=True)
    bound = priced.bound
    for whole in dict.fromkeys((tied and nodes == NODES_EXACT, tied)):
        found = model.search(model.worth, placed=aim.placed, count=aim.count, nodes=nodes, whole=whole)
        groups = None if found is None else _whole(columns, some[found.columns > 0.5], people, aim)
        if found is not None and groups is not None:
            if columns.complete and len(some) == len(columns):
                bound = min(bound, int(np.floor(found.bound + 1e-3)))
            return Best(groups, bound, priced, (aim.least, aim.most))
    return None


def _raised(columns: Columns, people: Arrays, aim: Aim, best: Best) -> Best:
    """Return groups of which the weakest is as good as can be, found by halving from those with the best total.

    Each step is a search of its own, in which children are whole, so it is done where columns are few. A step that
    was too short to tell leaves the bound where it was.
    """
    first = good = _weakest(columns, best.groups)
    never, bound, groups = FULL + 1, FULL, best.groups
    while never - good > 1:
        floor = (good + never) // 2
        higher = _above(columns, people, aim, floor)
        if isinstance(higher, Nothing):
            never = floor
            bound = min(bound, floor - 1) if higher.is_sure else bound
        else:
            good, groups = _weakest(columns, higher), higher
    raised = replace(best, groups=groups, floor=Measure(good, max(good, bound)))
    return raised if good == first else _finest(columns, people, aim, raised, good)


def _above(columns: Columns, people: Arrays, aim: Aim, floor: int) -> Groups | Nothing:
    """Return any groups of which each reaches a floor, or that there are none."""
    model = Model(columns, people, aim.least, aim.most, tight=True, floor=floor)
    anything = np.zeros(model.width)
    rows, to = model.fixed(aim.placed, aim.count)
    parts = linprog(anything, model.rows, model.most, rows, to, bounds=(0, 1), method="highs-ds")
    if parts.status == INFEASIBLE:
        return Nothing(is_sure=True)  # not even with parts of groups
    found = model.searched(anything, placed=aim.placed, count=aim.count, nodes=NODES_FLOOR, whole=True)
    return found if isinstance(found, Nothing) else _groups(model, found)


def _finest(columns: Columns, people: Arrays, aim: Aim, raised: Best, floor: int) -> Best:
    """Return the best total of groups that each reach a floor."""
    model = Model(columns, people, aim.least, aim.most, tight=True, floor=floor)
    found = model.search(model.worth, placed=aim.placed, count=aim.count, nodes=NODES_EXACT, whole=True)
    if found is None:
        return raised
    bound = min(raised.priced.bound, int(np.floor(found.bound + 1e-3)))
    return replace(raised, groups=_groups(model, found), bound=bound)


def _groups(model: Model, found: Found) -> Groups:
    """Return the columns that are taken, each with its children."""
    return tuple(
        (int(at), tuple(model.child[(model.of == at) & (found.cells > 0.5)].tolist()))
        for at in np.flatnonzero(found.columns > 0.5)
    )


def _weakest(columns: Columns, groups: Groups) -> int:
    """Return how well the mentors and mentees of the weakest group fit in the middle."""
    leaders = int(columns.teams.shape[1])
    return min(
        int(columns.worth[column, list(children)].sum()) // (leaders * len(children))
        for column, children in groups
    )


def _searchable(columns: Columns, working: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.arange(len(columns)) if columns.can.sum() <= SEARCH_CELLS else working


def _whole(columns: Columns, chosen: npt.NDArray[np.int64], people: Arrays, aim: Aim) -> Groups | None:
    """Return the best children for columns that are chosen."""
    model = Model(columns.only(chosen), people, aim.least, aim.most, tight=False)
    found = model.search(model.worth, placed=aim.placed, count=aim.count, nodes=NODES_EXACT, whole=True)
    if found is None:
        return None
    return tuple(
        (int(column), tuple(model.child[(model.of == at) & (found.cells > 0.5)].tolist()))
        for at, column in enumerate(chosen)
    )


def _step_by_step(
    columns: Columns, working: npt.NDArray[np.int64], people: Arrays, ideal: Aim
) -> GroupAnswer:
    """Reach one aim after the other, where what would be ideal cannot be had."""
    wanted = people.problem.grouping
    working = _searchable(columns, working)
    is_all = columns.complete and len(working) == len(columns)
    model = Model(columns.only(working), people, wanted.least, wanted.most, tight=False)
    whole = bool(columns.apart)
    first = model.search(model.placed, placed=None, count=None, nodes=NODES_EXACT, whole=whole)
    placed = round(first.value) if first is not None else 0
    if first is None or not placed:
        return _nobody(min(ideal.placed, int(first.bound + TINY)) if first and is_all else ideal.placed)
    second = model.search(model.count, placed=placed, count=None, nodes=NODES_EXACT, whole=whole)
    held = second if second is not None else first
    count = round(float(held.columns.sum()))
    placed_bound, count_bound = ideal.placed, ideal_count(columns, people, placed)
    if is_all:
        placed_bound = min(placed_bound, int(first.bound + TINY))
        count_bound = min(count_bound, int(second.bound + TINY)) if second is not None else count_bound
    for spread, least in _sizes(placed, count, wanted.least, wanted.most):
        found = _best(columns, working, people, Aim(placed, count, least, least + spread))
        if found is not None:
            break
    else:
        spread = wanted.most - wanted.least
        found = _as_held(columns, working, people, Aim(placed, count, wanted.least, wanted.most), held)
    lowest = spread if columns.can.sum() <= EXACT_CELLS else int(placed % count > 0)
    measures = (Measure(placed, placed_bound), Measure(count, count_bound), Measure(spread, lowest))
    return _answer(people, columns, found, measures)


def _as_held(columns: Columns, working: npt.NDArray[np.int64], people: Arrays, aim: Aim, held: Found) -> Best:
    """Return the groups that reached the first aims, where no search reached more."""
    solved = Model(columns.only(working), people, aim.least, aim.most, tight=False).relaxed(aim)
    groups = _whole(columns, working[held.columns > 0.5], people, aim)
    assert solved is not None, "what was found once is found again"
    assert groups is not None, "what was found once is found again"
    priced = priced_by(columns, people, aim, *solved[2:])
    return Best(groups, priced.bound, priced, (aim.least, aim.most))


def ideal_count(columns: Columns, people: Arrays, placed: int) -> int:
    """Return the most groups that so many mentees could be in."""
    wanted = people.problem.grouping
    return min(len(np.unique(columns.teams)) // wanted.leaders, placed // wanted.least)


def _sizes(placed: int, count: int, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield how far sizes may differ and the smallest of them, the most even first."""
    for spread in range(most - least + 1):
        for smallest in range(
            max(least, -(-placed // count) - spread), min(placed // count, most - spread) + 1
        ):
            yield spread, smallest


def priced_by(columns: Columns, people: Arrays, aim: Aim, of_rows: Reals, of_aim: Reals) -> Priced:
    """Return whole prices near those of the relaxed model, and the bound that follows from them.

    Whatever the prices, no arrangement is worth more than all of them and what its columns are worth beyond them.
    """
    rooms = np.array([each.room or 0 for each in columns.sessions], dtype=np.int64)
    whole = np.rint(np.maximum(of_rows, 0) * FINE).astype(np.int64)
    child, leader, session = _parts(columns, people, whole)
    placed = round(float(of_aim[0]) * FINE)
    worth = columns.worth.copy()
    for one, other in columns.friends:
        worth[:, one] += FRIEND * (columns.can[:, one] & columns.can[:, other])
    left = _beyond(columns, people, aim, worth * FINE, whole, placed)
    together = int(child.sum()) + int(leader.sum()) + int((session * rooms).sum()) + placed * aim.placed
    if columns.complete:  # a team leads one group, whenever
        _teams, team = np.unique(columns.teams, axis=0, return_inverse=True)
        best = np.full(len(_teams), NEVER, dtype=np.int64)
        np.maximum.at(best, team.ravel(), left)
        beyond = int(np.sort(best)[::-1][: aim.count].sum())
    else:
        beyond = _beyond_by_mentor(columns, people, aim, whole, placed)
    return Priced(child, leader, session, placed, (together + beyond) // FINE, left)


def _parts(columns: Columns, people: Arrays, prices: Any) -> tuple[Any, Any, Any]:
    """Return the prices of children, mentors and sessions, which are the first rows of a model."""
    mentors, mentees = people.shape
    end = mentees + mentors
    counted = np.array([each.room is not None for each in columns.sessions], dtype=np.bool_)
    return prices[:mentees], prices[mentees:end], prices[end : end + len(columns.sessions)] * counted


def _beyond(columns: Columns, people: Arrays, aim: Aim, worth: Any, prices: Any, placed: Any) -> Any:
    """Return what each column is worth beyond the prices of all that it takes, with the children that suit it best."""
    child, leader, session = _parts(columns, people, prices)
    beyond = np.sort(np.where(columns.can, worth - child - placed, NEVER), axis=1)[:, ::-1][:, : aim.most]
    beyond[:, aim.least :] = np.maximum(beyond[:, aim.least :], 0)
    return beyond.sum(axis=1) - leader[columns.teams].sum(axis=1) - session[columns.session]


def _beyond_by_mentor(columns: Columns, people: Arrays, aim: Aim, prices: Any, placed: int) -> int:
    """Return the same for the best teams, whichever they are: each mentor alone, with a share of every price."""
    child, leader, session = _parts(columns, people, prices)
    leaders = people.problem.grouping.leaders
    worth = columns.scores * leaders * FINE - child - placed
    for one, _other in columns.friends:
        worth[:, one] += FRIEND * FINE
    best = np.full(len(worth), NEVER, dtype=np.int64)
    for at in range(len(columns.sessions)):
        can = columns.allowed & columns.comes[:, at] & columns.leads[:, at, None]
        beyond = np.sort(np.where(can, worth, NEVER), axis=1)[:, ::-1][:, : aim.most]
        beyond[:, aim.least :] = np.maximum(beyond[:, aim.least :], 0)
        best = np.maximum(best, beyond.sum(axis=1) - leaders * leader - session[at])
    return -(-int(np.sort(best)[::-1][: aim.count * leaders].sum()) // leaders)


def _answer(people: Arrays, columns: Columns, found: Best, measures: Sequence[Measure]) -> GroupAnswer:
    groups = sorted(
        (_group(people, columns, column, children) for column, children in found.groups),
        key=lambda group: group.leaders,
    )
    priced = found.priced
    keys = [session_key(each.slot, each.needs) for each in columns.sessions]
    prices = Prices(
        {person.id: int(price) for person, price in zip(people.mentees, priced.mentees, strict=True)},
        {person.id: int(price) for person, price in zip(people.mentors, priced.leaders, strict=True)},
        dict(zip(keys, priced.sessions.tolist(), strict=True)),
        priced.placed,
    )
    placed, count, spread = measures
    total = Measure(sum(group.score for group in groups), found.bound)
    return GroupAnswer(
        tuple(groups), placed, count, spread, total, prices, found.sizes, priced.bound, found.floor
    )


def _group(people: Arrays, columns: Columns, column: int, children: tuple[int, ...]) -> Group:
    session = columns.sessions[columns.session[column]]
    met = sum(one in children and other in children for one, other in columns.friends)
    return Group(
        tuple(people.mentors[at].id for at in columns.teams[column]),
        tuple(people.mentees[at].id for at in children),
        session.slot,
        session.needs,
        int(columns.worth[column, list(children)].sum()) + FRIEND * met,
    )
