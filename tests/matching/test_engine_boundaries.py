"""Each boundary keeps apart whom it should, and nobody else."""

import pytest
from hypothesis import given

from mentoring.matching.engine import arrays
from mentoring.matching.engine.arrays import arrays_of
from mentoring.matching.engine.boundaries import CATALOGUE, broken_boundaries, counted, named
from mentoring.matching.engine.codes import Boundary, Need
from mentoring.matching.engine.facts import Pair, Problem, Settings
from mentoring.matching.engine.verify import allowed_by_the_facts
from tests.matching import plainly
from tests.matching.people import mentee, mentor, problem, problems

QUIET, STEP_FREE, ADULT = (
    frozenset({Need.QUIET}),
    frozenset({Need.STEP_FREE}),
    frozenset({Need.ADULT_PRESENT}),
)
TABLE = [
    ("nothing stands between them", problem(), []),
    ("one year ahead where two are asked", problem((mentor(year=8),)), [Boundary.GAP_TOO_SMALL]),
    ("exactly two years ahead", problem((mentor(year=9),)), []),
    ("exactly five years ahead", problem((mentor(year=12),)), []),
    ("six years ahead where five are the most", problem((mentor(year=13),)), [Boundary.GAP_TOO_LARGE]),
    ("no limit of years", problem((mentor(year=7),), settings=Settings()), []),
    (
        "eleven months older where twelve are asked",
        problem((mentor(born=24001),), (mentee(born=24012),), settings=Settings(gap_months=12)),
        [Boundary.GAP_MONTHS],
    ),
    (
        "twelve months older",
        problem((mentor(born=24000),), (mentee(born=24012),), settings=Settings(gap_months=12)),
        [],
    ),
    (
        "a birth date that is not kept",
        problem((mentor(born=24011),), settings=Settings(gap_months=12)),
        [],
    ),
    ("no time in common", problem((mentor(slots=frozenset({"wed"})),)), [Boundary.NO_COMMON_SLOT]),
    (
        "a time that the programme has no more",
        problem((mentor(slots=frozenset({"gone"})),), (mentee(slots=frozenset({"gone"})),)),
        [Boundary.NO_COMMON_SLOT],
    ),
    ("a quiet place on Tuesday", problem(mentees=(mentee(needs=QUIET),)), []),
    (
        "no quiet place on Monday",
        problem(mentees=(mentee(needs=QUIET, slots=frozenset({"mon"})),)),
        [Boundary.PLACE_NEEDS],
    ),
    (
        "what the mentor needs counts too",
        problem((mentor(needs=QUIET, slots=frozenset({"mon"})),)),
        [Boundary.PLACE_NEEDS],
    ),
    (
        "the needs of both at one place",
        problem((mentor(needs=QUIET),), (mentee(needs=STEP_FREE),)),
        [],
    ),
    (
        "the needs of both, but at two places",
        problem((mentor(needs=QUIET, slots=frozenset({"wed"})),), (mentee(needs=ADULT, slots=frozenset({"wed"})),)),
        [Boundary.PLACE_NEEDS],
    ),
    (
        "a wish that is met",
        problem((mentor(gender="girl"),), (mentee(gender="girl", same_gender=True),)),
        [],
    ),
    (
        "a wish that is not",
        problem((mentor(gender="boy"),), (mentee(gender="girl", same_gender=True),)),
        [Boundary.SAME_GENDER],
    ),
    (
        "a mentor who did not tell",
        problem(mentees=(mentee(gender="girl", same_gender=True),)),
        [Boundary.SAME_GENDER],
    ),
    (
        "a mentor's wish",
        problem((mentor(gender="girl", same_gender=True),), (mentee(gender="boy"),)),
        [Boundary.SAME_GENDER],
    ),
    (
        "a language that is needed and spoken",
        problem((mentor(languages=frozenset({"urdu"})),), (mentee(must_speak=frozenset({"polish", "urdu"})),)),
        [],
    ),
    (
        "a language that is needed and not spoken",
        problem((mentor(languages=frozenset({"welsh"})),), (mentee(must_speak=frozenset({"polish"})),)),
        [Boundary.LANGUAGE_NEED],
    ),
    ("no seat left", problem((mentor(seats=0),)), [Boundary.NO_SEAT]),
    ("never to be paired", problem(cannot=frozenset({frozenset({"mentee", "mentor"})})), [Boundary.CANNOT_BE_PAIRED]),
    ("said no before", problem(said_no=frozenset({Pair("mentor", "mentee")})), [Boundary.SAID_NO]),
    ("put aside this time", problem(put_aside=frozenset({Pair("mentor", "mentee")})), [Boundary.PUT_ASIDE]),
    (
        "several at once, all named",
        problem((mentor(year=8, seats=0, slots=frozenset()),)),
        [Boundary.GAP_TOO_SMALL, Boundary.NO_COMMON_SLOT, Boundary.NO_SEAT],
    ),
]  # fmt: skip


@pytest.mark.parametrize("case,asked,expected", TABLE, ids=[row[0] for row in TABLE])
def test_every_boundary_keeps_apart_whom_it_should(
    case: str, asked: Problem, expected: list[Boundary]
) -> None:
    broken = broken_boundaries(arrays_of(asked))
    assert named(int(broken[0, 0])) == expected
    alone = [Boundary.NO_SEAT] if Boundary.NO_SEAT in expected else expected
    assert counted(broken) == dict.fromkeys(alone, 1)


def test_the_catalogue_has_each_boundary_once_in_the_order_of_the_reasons() -> None:
    assert [entry.code for entry in CATALOGUE] == list(Boundary)


@given(problems())
def test_who_may_be_paired_is_the_same_by_the_check_that_shares_no_code(asked: Problem) -> None:
    found = arrays_of(asked)
    mine = broken_boundaries(found) == 0
    assert (mine == allowed_by_the_facts(asked, found.mentors, found.mentees)).all()


@given(problems())
def test_what_stands_between_two_is_what_the_words_say_pair_by_pair(asked: Problem) -> None:
    people = arrays_of(asked)
    broken = broken_boundaries(people)
    for row, one in enumerate(people.mentors):
        for column, other in enumerate(people.mentees):
            assert named(int(broken[row, column])) == plainly.boundaries(asked, one, other)


@given(problems(most=12))
def test_a_large_school_is_worked_out_in_parts_to_the_same(asked: Problem) -> None:
    whole = broken_boundaries(arrays_of(asked))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "AT_ONCE", 20)
        people = arrays_of(asked)
        assert (broken_boundaries(people) == whole).all()
        assert (people.usable_slots == arrays_of(asked).usable_slots).all()
