"""The check of an arrangement, by other means than those that found it.

It shares no code with the solver: it works out anew, from the facts, who may be paired, and proves by prices that
nothing better exists. What fails is refused, not shown.
"""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.answers import Answer, Certificate, NotProved
from mentoring.matching.engine.codes import Need, Unproved
from mentoring.matching.engine.facts import Pair, Person, Problem

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
WORD = 62  # slots in one machine word


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
    kept = np.zeros(allowed.shape, dtype=np.int64)
    for mentor, mentee in problem.kept:
        if mentor in rows and mentee in columns:
            kept[rows[mentor], columns[mentee]] = 1

    many = np.where(allowed, len(mentees) + 1 + kept, 0)
    many_value = prove(many, seats, held, Unproved.MATCHED)[0]
    floor = _check_floor(
        answer, many, scores, seats, held, _places(answer.witness, rows, columns), many_value
    )
    sure = len(mentees) * int(scores.max(initial=0)) + 1
    whole = np.where(allowed & (scores >= floor), many * sure + scores, 0)
    value, bound, mentor_prices, mentee_prices = prove(whole, seats, held, Unproved.TOTAL)
    return Certificate(
        value,
        bound,
        many_value,
        many_value,
        dict(zip(rows, mentor_prices.tolist(), strict=True)),
        dict(zip(columns, mentee_prices.tolist(), strict=True)),
    )


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
    answer: Answer, many: Ints, scores: Ints, seats: Ints, held: Ints, witness: Ints, many_value: int
) -> int:
    """Return the floor, proved: nothing lies under it, and with a higher one fewer would be matched or kept."""
    floor = answer.objectives.floor
    at = np.flatnonzero(held >= 0)
    if floor is None:
        if at.size:
            raise NotProved(Unproved.FLOOR)
        return 0
    if not at.size or int(scores[held[at], at].min()) < floor:
        raise NotProved(Unproved.FLOOR)
    higher = np.where(scores > floor, many, 0)
    if prove(higher, seats, witness, Unproved.FLOOR)[0] >= many_value:
        raise NotProved(Unproved.FLOOR)
    return floor


def _places(pairs: Collection[Pair], rows: dict[str, int], columns: dict[str, int]) -> Ints:
    held = np.full(len(columns), -1, dtype=np.int64)
    for mentor, mentee in pairs:
        held[columns[mentee]] = rows[mentor]
    return held


def prove(worth: Ints, seats: Ints, held: Ints, code: Unproved) -> tuple[int, int, Ints, Ints]:
    """Return what an arrangement is worth, the bound, and the prices that prove that nothing is worth more.

    worth: 0 where two may not be paired. held: each column's row, -1 for none. Raise NotProved(code) where no such
    prices exist, which is so exactly when something is worth more.
    """
    at = np.flatnonzero(held >= 0)
    own = worth[held[at], at]
    if at.size and (int(own.min()) <= 0 or (np.bincount(held[at], minlength=len(seats)) > seats).any()):
        raise NotProved(code)
    row_price, column_price = _prices(worth, held, at, own, code)
    value, bound = int(own.sum()), int((seats * row_price).sum() + column_price.sum())
    fair = bool((worth <= row_price[:, None] + column_price[None, :]).all()) if worth.size else True
    if (
        not fair
        or int(row_price.min(initial=0)) < 0
        or int(column_price.min(initial=0)) < 0
        or value != bound
    ):
        raise NotProved(code)
    return value, bound, row_price, column_price


def _prices(worth: Ints, held: Ints, at: Ints, own: Ints, code: Unproved) -> tuple[Ints, Ints]:
    """Return the lowest prices of rows under which no column would rather be elsewhere, and the columns' own.

    Each round raises a row's price to what any column would give for it beyond its own; a column pays what it is
    worth where it is. When nothing rises any more, these are the prices; when they never stop, there are none.
    """
    row_price = np.zeros(worth.shape[0], dtype=np.int64)
    column_price = np.zeros(worth.shape[1], dtype=np.int64)
    column_price[at] = own
    looked_at = np.arange(worth.shape[1])
    for _round in range(worth.shape[0] + 2):  # each row is raised along a path, and none twice on one
        if not looked_at.size or not worth.size:
            return row_price, column_price
        offered = (worth[:, looked_at] - column_price[looked_at]).max(axis=1)
        risen = offered > row_price
        row_price = np.maximum(row_price, offered)
        moved = risen[held[at]]
        looked_at = at[moved]
        column_price[looked_at] = own[moved] - row_price[held[looked_at]]
        if looked_at.size and int(column_price[looked_at].min()) < 0:
            break
    raise NotProved(code)


def allowed_by_the_facts(problem: Problem, mentors: Sequence[Person], mentees: Sequence[Person]) -> Bools:
    """Return who may be paired, worked out from the facts by means of bits and outer differences."""
    limits = problem.settings
    ahead = np.subtract.outer(_ints(p.year for p in mentors), _ints(p.year for p in mentees))
    fine = np.logical_and.outer(
        _ints(p.seats for p in mentors) > 0, _ints(p.seats for p in mentees) > 0
    ) & _can_meet(problem, mentors, mentees)
    if limits.gap_least is not None:
        fine &= ahead >= limits.gap_least
    if limits.gap_most is not None:
        fine &= ahead <= limits.gap_most
    if limits.gap_months is not None:
        older = np.subtract.outer(
            _ints(-(p.born or 10**6) for p in mentors), _ints(-(p.born or -(10**6)) for p in mentees)
        )
        unknown = np.logical_or.outer(
            _ints(bool(p.born) for p in mentors) == 0, _ints(bool(p.born) for p in mentees) == 0
        )
        fine &= unknown | (older >= limits.gap_months)
    mentor_gender, mentee_gender = (
        np.array([p.gender for p in side], dtype=np.str_) for side in (mentors, mentees)
    )
    alike = (mentor_gender[:, None] == mentee_gender[None, :]) & (mentor_gender != "")[:, None]
    wished = np.logical_or.outer(_ints(p.same_gender for p in mentors), _ints(p.same_gender for p in mentees))
    fine &= alike | ~wished
    mentor_at = {p.id: at for at, p in enumerate(mentors)}
    mentee_at = {p.id: at for at, p in enumerate(mentees)}
    never = [tuple(pair) for pair in problem.cannot if len(pair) == 2]
    for one, other in [*never, *(pair[::-1] for pair in never), *problem.said_no, *problem.put_aside]:
        if one in mentor_at and other in mentee_at:
            fine[mentor_at[one], mentee_at[other]] = False
    return fine


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]


def _can_meet(problem: Problem, mentors: Sequence[Person], mentees: Sequence[Person]) -> Bools:
    """Say who share a time at a place that has all that either of them needs."""
    bit = {need: 1 << at for at, need in enumerate(Need)}
    mentor_needs = _ints(sum(bit[need] for need in p.needs) for p in mentors)
    mentee_needs = _ints(sum(bit[need] for need in p.needs) for p in mentees)
    both = np.bitwise_or.outer(mentor_needs, mentee_needs)
    fine = np.zeros(both.shape, dtype=np.bool_)
    for wanted in np.unique(both).tolist():
        suits = [
            slot.id
            for slot in problem.slots
            if any(sum(bit[need] for need in room) & wanted == wanted for room in slot.rooms)
        ]
        share = np.zeros(both.shape, dtype=np.bool_)
        for start in range(0, len(suits), WORD):
            place = {slot: 1 << at for at, slot in enumerate(suits[start : start + WORD])}
            mine = _ints(sum(place.get(slot, 0) for slot in p.slots) for p in mentors)
            theirs = _ints(sum(place.get(slot, 0) for slot in p.slots) for p in mentees)
            share |= np.bitwise_and.outer(mine, theirs) != 0
        fine |= share & (both == wanted)
    return fine
