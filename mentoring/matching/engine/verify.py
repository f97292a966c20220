"""The check of an arrangement, by other means than those that found it.

It shares no code with the solver: it works out anew, from the facts, who may be paired, and proves by prices that
nothing better exists. What fails is refused, not shown.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.answers import Answer, Certificate, NotProved
from mentoring.matching.engine.codes import Need, Unproved
from mentoring.matching.engine.facts import Pair, Person, Problem

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def verify(problem: Problem, answer: Answer, scores: Ints) -> Certificate:
    """Return the proof of an answer, or raise NotProved. scores: mentors down, mentees across, each sorted by id."""
    mentors = sorted(problem.mentors, key=lambda person: person.id)
    mentees = sorted(problem.mentees, key=lambda person: person.id)
    rows = {person.id: at for at, person in enumerate(mentors)}
    columns = {person.id: at for at, person in enumerate(mentees)}
    pairs = [each.pair for each in answer.pairs]
    _check_people(pairs, rows, columns, mentors)
    allowed = allowed_by_the_facts(problem, mentors, mentees)
    if not all(allowed[rows[one], columns[other]] for one, other in pairs):
        raise NotProved(Unproved.BOUNDARY)
    if any(each.score != scores[rows[each.mentor], columns[each.mentee]] for each in answer.pairs):
        raise NotProved(Unproved.SCORE)
    locked = {each.pair for each in answer.pairs if each.locked}
    _check_locks(problem, answer, locked, allowed, rows, columns)

    seats = np.array([max(person.seats, 0) for person in mentors], dtype=np.int64)
    for mentor, mentee in locked:
        seats[rows[mentor]] -= 1
        allowed[:, columns[mentee]] = False
    held = _places([pair for pair in pairs if pair not in locked], rows, columns)
    may = _may_be(allowed)
    many = _many(problem, may, rows, columns)
    many_value = _prove(may, many, seats, held, Unproved.MATCHED)[0]
    fits = scores[may.rows, may.columns].astype(np.int64)
    witness = _places(answer.witness, rows, columns)
    floor = _check_floor(answer, may, many, fits, seats, held, witness, many_value)
    sure = len(mentees) * int(fits.max(initial=0)) + 1
    those = fits >= floor
    value, bound, mentor_prices, mentee_prices = _prove(
        may.only(those), (many * sure + fits)[those], seats, held, Unproved.TOTAL
    )
    return Certificate(
        value,
        bound,
        many_value,
        many_value,
        dict(zip(rows, mentor_prices.tolist(), strict=True)),
        dict(zip(columns, mentee_prices.tolist(), strict=True)),
    )


def _many(problem: Problem, may: "_May", rows: dict[str, int], columns: dict[str, int]) -> Ints:
    """Return what a pair is worth when only how many are matched, and then kept, counts."""
    kept = np.zeros(may.shape, dtype=np.bool_)
    for mentor, mentee in problem.kept:
        if mentor in rows and mentee in columns:
            kept[rows[mentor], columns[mentee]] = True
    return len(columns) + 1 + kept[may.rows, may.columns].astype(np.int64)


def _check_people(
    pairs: Sequence[Pair], rows: dict[str, int], columns: dict[str, int], mentors: Sequence[Person]
) -> None:
    if any(mentor not in rows or mentee not in columns for mentor, mentee in pairs):
        raise NotProved(Unproved.STRANGER)
    if len({mentee for _mentor, mentee in pairs}) < len(pairs):
        raise NotProved(Unproved.TWICE)
    taken = Counter(mentor for mentor, _mentee in pairs)
    if any(taken[person.id] > max(person.seats, 0) for person in mentors):
        raise NotProved(Unproved.OVER_SEATS)


def _check_locks(
    problem: Problem,
    answer: Answer,
    locked: Collection[Pair],
    allowed: Bools,
    rows: dict[str, int],
    columns: dict[str, int],
) -> None:
    """Every lock stands, or is named as dropped because it cannot stand."""
    dropped = set(answer.dropped_locks)
    if set(locked) | dropped != set(problem.locks) or set(locked) & dropped:
        raise NotProved(Unproved.LOCK_LOST)
    seats = {person.id: person.seats for person in problem.mentors}
    for mentor, mentee in dropped:
        could = mentor in rows and mentee in columns and allowed[rows[mentor], columns[mentee]]
        used = sum(lock.mentor == mentor for lock in locked)
        twice = any(lock.mentee == mentee for lock in locked)
        if could and used < seats[mentor] and not twice:
            raise NotProved(Unproved.LOCK_LOST)


def _check_floor(
    answer: Answer,
    may: "_May",
    many: Ints,
    fits: Ints,
    seats: Ints,
    held: Ints,
    witness: Ints,
    many_value: int,
) -> int:
    """Return the floor, proved: nothing lies under it, and with a higher one fewer would be matched or kept."""
    floor = answer.objectives.floor
    if floor is None:
        if (held >= 0).any():
            raise NotProved(Unproved.FLOOR)
        return 0
    at = may.places(held)
    if not at.size or int(fits[at].min()) < floor:
        raise NotProved(Unproved.FLOOR)
    higher = fits > floor
    if _prove(may.only(higher), many[higher], seats, witness, Unproved.FLOOR)[0] >= many_value:
        raise NotProved(Unproved.FLOOR)
    return floor


def _places(pairs: Collection[Pair], rows: dict[str, int], columns: dict[str, int]) -> Ints:
    held = np.full(len(columns), -1, dtype=np.int64)
    for mentor, mentee in pairs:
        held[columns[mentee]] = rows[mentor]
    return held


@dataclass(frozen=True)
class _May:
    """The pairs that may be, one after another: by mentee, and for each mentee by mentor."""

    rows: Ints
    columns: Ints
    shape: tuple[int, int]

    def only(self, those: Bools) -> "_May":
        """Return some of them."""
        return _May(self.rows[those], self.columns[those], self.shape)

    def places(self, held: Ints) -> Ints:
        """Return where the pairs of an arrangement stand here, in the order of mentees; fewer if one may not be."""
        return np.flatnonzero(held[self.columns] == self.rows)


def _may_be(allowed: Bools) -> _May:
    rows, columns = np.nonzero(allowed)
    short = columns.astype(
        np.min_scalar_type(allowed.shape[1])
    )  # short numbers are sorted by digits: quickly
    by_mentee = np.argsort(short, kind="stable")
    rows, columns = rows[by_mentee], columns[by_mentee]
    return _May(rows, columns, allowed.shape)


def prove(worth: Ints, seats: Ints, held: Ints, code: Unproved) -> tuple[int, int, Ints, Ints]:
    """Return what an arrangement is worth, the bound, and the prices that prove that nothing is worth more.

    worth: 0 where two may not be paired. held: each column's row, -1 for none. Raise NotProved(code) where no such
    prices exist, which is so exactly when something is worth more.
    """
    if worth.size and int(worth.min()) < 0:
        raise NotProved(code)
    may = _may_be(worth > 0)
    return _prove(may, worth[may.rows, may.columns], seats, held, code)


def _prove(may: _May, worth: Ints, seats: Ints, held: Ints, code: Unproved) -> tuple[int, int, Ints, Ints]:
    """Return the same, from what each pair that may be is worth: more than nothing."""
    at = may.places(held)
    taken = np.bincount(may.rows[at], minlength=len(seats))
    if len(at) < np.count_nonzero(held >= 0) or (taken > seats).any():
        raise NotProved(code)
    row_price, column_price = _prices(may, worth, at, code)
    value, bound = int(worth[at].sum()), int((seats * row_price).sum() + column_price.sum())
    fair = bool((worth <= row_price[may.rows] + column_price[may.columns]).all())
    if (
        not fair
        or int(row_price.min(initial=0)) < 0
        or int(column_price.min(initial=0)) < 0
        or value != bound
    ):
        raise NotProved(code)
    return value, bound, row_price, column_price


def _prices(may: _May, worth: Ints, at: Ints, code: Unproved) -> tuple[Ints, Ints]:
    """Return the lowest prices of rows under which no column would rather be elsewhere, and the columns' own.

    at: where the arrangement's pairs stand. Each round raises a row's price to what any column would give for it
    beyond its own; a column pays what it is worth where it is. When nothing rises any more, these are the prices;
    when they never stop, there are none.
    """
    row_price = np.zeros(may.shape[0], dtype=np.int64)
    column_price = np.zeros(may.shape[1], dtype=np.int64)
    column_price[may.columns[at]] = worth[at]
    begins = np.searchsorted(may.columns, np.arange(may.shape[1] + 1))
    looked_at = np.arange(len(worth))
    for _round in range(may.shape[0] + 2):  # each row is raised along a path, and none twice on one
        if not looked_at.size:
            return row_price, column_price
        before = row_price.copy()
        offered = worth[looked_at] - column_price[may.columns[looked_at]]
        np.maximum.at(row_price, may.rows[looked_at], offered)
        moved = at[row_price[may.rows[at]] > before[may.rows[at]]]
        column_price[may.columns[moved]] = worth[moved] - row_price[may.rows[moved]]
        if moved.size and int(column_price[may.columns[moved]].min()) < 0:
            break
        looked_at = _all_of(may.columns[moved], begins)
    raise NotProved(code)


def _all_of(columns: Ints, begins: Ints) -> Ints:
    """Return where the pairs of these mentees stand."""
    lengths = begins[columns + 1] - begins[columns]
    before = np.cumsum(lengths) - lengths
    found: Ints = np.arange(int(lengths.sum())) + np.repeat(begins[columns] - before, lengths)
    return found


def allowed_by_the_facts(problem: Problem, mentors: Sequence[Person], mentees: Sequence[Person]) -> Bools:
    """Return who may be paired, worked out from the facts: first who can meet, then what else stands between these."""
    fine = _can_meet(problem, mentors, mentees)
    rows, columns = np.nonzero(fine)
    good = _ints(p.seats > 0 for p in mentors)[rows] & _ints(p.seats > 0 for p in mentees)[columns] > 0
    limits = problem.settings
    ahead = _ints(p.year for p in mentors)[rows] - _ints(p.year for p in mentees)[columns]
    if limits.gap_least is not None:
        good &= ahead >= limits.gap_least
    if limits.gap_most is not None:
        good &= ahead <= limits.gap_most
    if limits.gap_months is not None:
        one, other = _ints(p.born or 0 for p in mentors)[rows], _ints(p.born or 0 for p in mentees)[columns]
        good &= (one == 0) | (other == 0) | (one + limits.gap_months <= other)
    wishes = _ints(p.same_gender for p in mentors)[rows] | _ints(p.same_gender for p in mentees)[columns]
    words = {p.gender: at for at, p in enumerate((*mentors, *mentees))} | {"": -1}
    gender = _ints(words[p.gender] for p in mentors)[rows]
    good &= (wishes == 0) | ((gender == _ints(words[p.gender] for p in mentees)[columns]) & (gender >= 0))
    for at, person in enumerate(mentees):
        if person.must_speak:
            fluent = _ints(any(word in p.languages for word in person.must_speak) for p in mentors)
            good &= (columns != at) | (fluent[rows] > 0)
    fine[rows[~good], columns[~good]] = False
    mentor_at = {p.id: at for at, p in enumerate(mentors)}
    mentee_at = {p.id: at for at, p in enumerate(mentees)}
    never = [tuple(pair) for pair in problem.cannot if len(pair) == 2]
    for first, second in [*never, *(pair[::-1] for pair in never), *problem.said_no, *problem.put_aside]:
        if first in mentor_at and second in mentee_at:
            fine[mentor_at[first], mentee_at[second]] = False
    return fine


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _can_meet(problem: Problem, mentors: Sequence[Person], mentees: Sequence[Person]) -> Bools:
    """Say who share a time at a place that has all that either of them needs: one time after another."""
    fine = np.zeros((len(mentors), len(mentees)), dtype=np.bool_)
    there, here = _by_slot(mentors), _by_slot(mentees)
    for slot in problem.slots:
        for mine, rows in there.get(slot.id, {}).items():
            for theirs, columns in here.get(slot.id, {}).items():
                if any(room >= mine | theirs for room in slot.rooms):
                    fine[np.ix_(rows, columns)] = True
    return fine


def _by_slot(people: Sequence[Person]) -> dict[str, dict[frozenset[Need], list[int]]]:
    """Return who can do each time, by what they need."""
    found: dict[str, dict[frozenset[Need], list[int]]] = {}
    for at, person in enumerate(people):
        for slot in person.slots:
            found.setdefault(slot, {}).setdefault(person.needs, []).append(at)
    return found
