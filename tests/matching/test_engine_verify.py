"""The check catches every arrangement that breaks a boundary, loses a lock, or is not the best."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine import boundaries
from mentoring.matching.engine.answers import Answer, Certificate, Chosen, NotProved
from mentoring.matching.engine.arrays import Arrays, Mask, Table, arrays_of
from mentoring.matching.engine.assign import NOBODY, assign
from mentoring.matching.engine.boundaries import CATALOGUE, broken_boundaries, named
from mentoring.matching.engine.codes import Boundary, Need, Unproved
from mentoring.matching.engine.facts import Pair, Problem, Settings
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.solve import best_arrangement
from mentoring.matching.engine.verify import prove, verify
from tests.matching import plainly
from tests.matching.people import mentee, mentor, problem, problems

TWO = problem((mentor("one"), mentor("two")), (mentee("a"), mentee("b")))
TWO_AND_TWO = [Pair(mentor, mentee) for mentor in ("one", "two") for mentee in ("a", "b")]


def with_mentors(**facts: object) -> Problem:
    """Return the two and two with other facts about the mentors."""
    return replace(TWO, mentors=tuple(replace(each, **facts) for each in TWO.mentors))  # type: ignore[arg-type]


def with_mentees(**facts: object) -> Problem:
    """Return the two and two with other facts about the mentees."""
    return replace(TWO, mentees=tuple(replace(each, **facts) for each in TWO.mentees))  # type: ignore[arg-type]


# For each boundary problems in which it alone stands between all of the two and two, who could be paired without it.
BROKEN_ON_PURPOSE: dict[Boundary, dict[str, Problem]] = {
    Boundary.CANNOT_BE_PAIRED: {
        "cannot be paired": replace(TWO, cannot=frozenset(frozenset(pair) for pair in TWO_AND_TWO))
    },
    Boundary.GAP_TOO_SMALL: {"too small a gap": replace(TWO, settings=Settings(4, 5))},
    Boundary.GAP_TOO_LARGE: {"too large a gap": replace(TWO, settings=Settings(0, 2))},
    Boundary.GAP_MONTHS: {
        "too few months": replace(
            with_mentors(born=24000),
            mentees=with_mentees(born=24001).mentees,
            settings=Settings(gap_months=12),
        )
    },
    Boundary.NO_COMMON_SLOT: {
        "no common time": with_mentors(slots=frozenset({"wed"})),
        "a time that is gone": replace(TWO, slots=()),
    },
    Boundary.PLACE_NEEDS: {
        "no place that serves a mentee": with_mentees(needs=frozenset({Need.ADULT_PRESENT})),
        "no place that serves a mentor": with_mentors(needs=frozenset({Need.ADULT_PRESENT})),
    },
    Boundary.SAME_GENDER: {
        "a mentee's wish": with_mentees(same_gender=True, gender="girl"),
        "a mentor's wish": with_mentors(same_gender=True, gender="girl"),
    },
    Boundary.LANGUAGE_NEED: {
        "nobody speaks it": with_mentees(must_speak=frozenset({"polish"})),
        "a mentor who speaks another": replace(
            with_mentees(must_speak=frozenset({"polish", "urdu"})),
            mentors=tuple(replace(each, languages=frozenset({"welsh"})) for each in TWO.mentors),
        ),
    },
    Boundary.NO_SEAT: {"no seat": with_mentors(seats=0), "a mentee who is paired": with_mentees(seats=0)},
    Boundary.SAID_NO: {"said no before": replace(TWO, said_no=frozenset(TWO_AND_TWO))},
    Boundary.PUT_ASIDE: {"put aside": replace(TWO, put_aside=frozenset(TWO_AND_TWO))},
}
CASES = [(code, name) for code, cases in BROKEN_ON_PURPOSE.items() for name in cases]


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


def test_every_boundary_of_the_catalogue_is_broken_on_purpose_here() -> None:
    assert list(BROKEN_ON_PURPOSE) == [entry.code for entry in CATALOGUE]
    assert all(BROKEN_ON_PURPOSE.values())


@pytest.mark.parametrize("code,name", CASES)
def test_an_arrangement_that_breaks_one_boundary_is_caught(code: Boundary, name: str) -> None:
    answer, table = answered(TWO)
    assert isinstance(verify(TWO, answer, table), Certificate)
    asked = BROKEN_ON_PURPOSE[code][name]
    between = broken_boundaries(arrays_of(asked))
    assert {bits: named(bits) for bits in between.ravel().tolist()} == {
        1 << list(Boundary).index(code): [code]
    }
    why = Unproved.OVER_SEATS if name == "no seat" else Unproved.BOUNDARY
    assert refused(asked, answer, table) is why


@pytest.mark.parametrize("code,name", CASES)
def test_an_engine_that_forgot_a_boundary_is_caught(
    code: Boundary, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgets(people: Arrays) -> Mask:
        return np.zeros(people.shape, dtype=np.bool_)

    forgetful = tuple(replace(each, breaks=forgets) if each.code is code else each for each in CATALOGUE)
    monkeypatch.setattr(boundaries, "CATALOGUE", forgetful)
    asked = BROKEN_ON_PURPOSE[code][name]
    answer, table = answered(asked)
    if name == "no seat":
        assert answer.pairs == ()  # the arrangement itself counts seats: without one there is nobody to catch
        return
    assert len(answer.pairs) == 2
    assert refused(asked, answer, table) is Unproved.BOUNDARY


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


@given(problems(), st.data())
def test_an_answer_with_another_mentor_for_somebody_stands_only_if_it_is_as_good(
    asked: Problem, data: st.DataObject
) -> None:
    answer, table = answered(asked)
    free = [each for each in answer.pairs if not each.locked]
    if not free or not asked.mentors:
        return
    one, other = data.draw(st.sampled_from(free)), data.draw(st.sampled_from(asked.mentors))
    people = arrays_of(asked)
    moved = replace(one, mentor=other.id, score=int(table[people.row[other.id], people.column[one.mentee]]))
    changed = replace(answer, pairs=tuple(moved if each is one else each for each in answer.pairs))
    as_good = worth(asked, changed) == worth(asked, answer) and is_allowed(asked, changed)
    if as_good:
        verify(asked, changed, table)
    else:
        with pytest.raises(NotProved):
            verify(asked, changed, table)


def worth(asked: Problem, answer: Answer) -> tuple[int, int, int]:
    """Return what an answer reaches of each objective; the floor aside, which it only says."""
    free = [each for each in answer.pairs if not each.locked]
    lowest = min((each.score for each in free), default=0)
    kept = len(asked.kept & {each.pair for each in free})
    return kept, min(lowest, answer.objectives.floor or 0), sum(each.score for each in free)


def is_allowed(asked: Problem, answer: Answer) -> bool:
    """Say whether no boundary is broken, and no mentor has more than their places."""
    mentors = {each.id: each for each in asked.mentors}
    mentees = {each.id: each for each in asked.mentees}
    taken = Counter(each.mentor for each in answer.pairs)
    return all(taken[id] <= mentors[id].seats for id in taken) and not any(
        plainly.boundaries(asked, mentors[each.mentor], mentees[each.mentee]) for each in answer.pairs
    )
