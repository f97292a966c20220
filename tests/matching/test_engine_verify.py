"""The check catches every arrangement that breaks a boundary, loses a lock, or is not the best."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine.answers import Answer, Certificate, Chosen, NotProved
from mentoring.matching.engine.arrays import Table, arrays_of
from mentoring.matching.engine.assign import NOBODY, assign
from mentoring.matching.engine.boundaries import broken_boundaries
from mentoring.matching.engine.codes import Need, Unproved
from mentoring.matching.engine.facts import Pair, Problem, Settings
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.solve import best_arrangement
from mentoring.matching.engine.verify import prove, verify
from tests.matching.people import mentee, mentor, problem, problems

TWO = problem((mentor("one"), mentor("two")), (mentee("a"), mentee("b")))
BROKEN_ON_PURPOSE = {
    "too small a gap": replace(TWO, settings=Settings(4, 5)),
    "too large a gap": replace(TWO, settings=Settings(0, 2)),
    "too few months": replace(
        TWO,
        mentors=tuple(replace(p, born=24000) for p in TWO.mentors),
        mentees=tuple(replace(p, born=24001) for p in TWO.mentees),
        settings=Settings(gap_months=12),
    ),
    "no common time": replace(TWO, mentors=tuple(replace(p, slots=frozenset({"wed"})) for p in TWO.mentors)),
    "no place that serves": replace(
        TWO, mentees=tuple(replace(p, needs=frozenset({Need.ADULT_PRESENT})) for p in TWO.mentees)
    ),
    "a wish for the same gender": replace(
        TWO, mentees=tuple(replace(p, same_gender=True, gender="girl") for p in TWO.mentees)
    ),
    "a mentor's wish": replace(
        TWO, mentors=tuple(replace(p, same_gender=True, gender="girl") for p in TWO.mentors)
    ),
    "cannot be paired": replace(
        TWO, cannot=frozenset(frozenset((p.id, q.id)) for p in TWO.mentors for q in TWO.mentees)
    ),
    "said no before": replace(
        TWO, said_no=frozenset(Pair(p.id, q.id) for p in TWO.mentors for q in TWO.mentees)
    ),
    "put aside": replace(
        TWO, put_aside=frozenset(Pair(p.id, q.id) for p in TWO.mentors for q in TWO.mentees)
    ),
}


def answered(asked: Problem) -> tuple[Answer, Table]:
    """Return the engine's own answer, and its table."""
    people = arrays_of(asked)
    table = scores(people, parts_of(people))
    return best_arrangement(people, broken_boundaries(people), table), table


def refused(asked: Problem, answer: Answer, table: Table) -> Unproved:
    """Return why an answer is refused."""
    with pytest.raises(NotProved) as caught:
        verify(asked, answer, table)
    return caught.value.code


@pytest.mark.parametrize("name", BROKEN_ON_PURPOSE)
def test_each_boundary_broken_on_purpose_is_caught(name: str) -> None:
    answer, table = answered(TWO)
    assert isinstance(verify(TWO, answer, table), Certificate)
    assert refused(BROKEN_ON_PURPOSE[name], answer, table) is Unproved.BOUNDARY


def test_more_mentees_than_seats_are_caught() -> None:
    answer, table = answered(TWO)
    crowded = tuple(Chosen("one", each.mentee, each.score) for each in answer.pairs)
    assert refused(TWO, replace(answer, pairs=crowded), table) is Unproved.OVER_SEATS


def test_a_mentee_twice_and_a_stranger_are_caught() -> None:
    answer, table = answered(TWO)
    first, second = answer.pairs
    twice = (first, replace(second, mentee=first.mentee))
    assert refused(TWO, replace(answer, pairs=twice), table) is Unproved.TWICE
    stranger = (first, replace(second, mentee="nobody"))
    assert refused(TWO, replace(answer, pairs=stranger), table) is Unproved.STRANGER


def test_a_lock_that_was_lost_is_caught() -> None:
    answer, table = answered(TWO)
    assert refused(replace(TWO, locks=frozenset({Pair("one", "b")})), answer, table) is Unproved.LOCK_LOST
    (first, second) = answer.pairs
    locked = replace(TWO, locks=frozenset({first.pair}))
    dropped = replace(answer, pairs=(second,), dropped_locks=(first.pair,))
    assert refused(locked, dropped, table) is Unproved.LOCK_LOST


def test_a_score_that_is_not_the_tables_is_caught() -> None:
    answer, table = answered(TWO)
    assert refused(TWO, answer, table + 1) is Unproved.SCORE


@given(problems())
def test_every_answer_of_the_engine_stands(asked: Problem) -> None:
    answer, table = answered(asked)
    found = verify(asked, answer, table)
    assert (found.value, found.many) == (found.bound, found.many_bound)


@given(problems(), st.data())
def test_an_answer_with_one_pairing_less_is_caught(asked: Problem, data: st.DataObject) -> None:
    answer, table = answered(asked)
    free = [each for each in answer.pairs if not each.locked]
    if not free:
        return
    gone = data.draw(st.sampled_from(free))
    less = replace(answer, pairs=tuple(each for each in answer.pairs if each is not gone))
    assert refused(asked, less, table) in (Unproved.MATCHED, Unproved.FLOOR)


tables = st.integers(1, 5).flatmap(
    lambda rows: st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@given(tables, tables)
def test_prices_exist_exactly_when_nothing_is_worth_more(
    cells: list[list[int]], other: list[list[int]]
) -> None:
    worth = np.array(cells, dtype=np.int64)
    seats = np.ones(len(cells), dtype=np.int64)
    best = assign(worth, seats)
    value, bound, _mentors, _mentees = prove(worth, seats, best, Unproved.TOTAL)
    assert value == bound
    # Any other arrangement of the same table: it is proved only if it is worth as much.
    tried = assign(np.resize(np.array(other, dtype=np.int64), worth.shape), seats)
    tried = np.where(worth[tried, np.arange(len(tried))] > 0, tried, NOBODY)
    at = np.flatnonzero(tried != NOBODY)
    if int(worth[tried[at], at].sum()) == value:
        assert prove(worth, seats, tried, Unproved.TOTAL)[0] == value
    else:
        with pytest.raises(NotProved):
            prove(worth, seats, tried, Unproved.TOTAL)
