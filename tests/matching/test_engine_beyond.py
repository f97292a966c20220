"""What was before counts as its sentence says, and for nobody where nothing is known; choices are told of no pair."""

import pytest

from mentoring.matching.engine.arrays import arrays_of
from mentoring.matching.engine.codes import UNSAID, Criterion, Weight
from mentoring.matching.engine.facts import DEFAULT_WEIGHTS, Pair, Problem
from mentoring.matching.engine.run import suggest
from mentoring.matching.engine.scored import FULL
from mentoring.matching.engine.scores import parts_of, scores
from tests.matching.people import mentee, mentor, problem

NEW = (Criterion.MEETING, Criterion.CONTINUITY, Criterion.EXPERIENCE, Criterion.FREE_UNTIL)
NEWEST = (Criterion.LIVED, Criterion.BASE)


def shown(asked: Problem, code: Criterion) -> tuple[list[list[int]], list[bool]]:
    """Return one criterion's table, and to which mentees it applies."""
    people = arrays_of(asked)
    part = parts_of(people)[code]
    table = [[part.at(row, column) for column in range(people.shape[1])] for row in range(people.shape[0])]
    return table, part.applies.tolist()


def test_two_who_chose_each_other_count_all_and_one_who_did_counts_half() -> None:
    asked = problem(
        (mentor("a", chose=frozenset({"x"})), mentor("b", chose=frozenset({"y"})), mentor("c")),
        (mentee("x", chose=frozenset({"a", "c"})), mentee("y")),
    )
    table, applies = shown(asked, Criterion.MEETING)
    assert [row[0] for row in table] == [FULL, 0, FULL // 2]
    assert applies == [True, False]


def test_a_mentee_who_chose_nobody_loses_nothing_by_it() -> None:
    week = frozenset({"mon", "tue", "wed"})
    asked = problem((mentor("a", slots=week), mentor("b", slots=week)), (mentee("x", slots=week),))
    people = arrays_of(asked)
    assert scores(people, parts_of(people)).tolist() == [[FULL], [FULL]]


def test_whoever_is_chosen_and_is_not_here_counts_for_nobody() -> None:
    asked = problem((mentor("a"),), (mentee("x", chose=frozenset({"gone"})),))
    assert shown(asked, Criterion.MEETING) == ([[0]], [True])


def test_two_who_were_a_pairing_before_count_and_only_where_that_mentor_is_here() -> None:
    asked = problem(
        (mentor("a"), mentor("b")),
        (mentee("x"), mentee("y")),
        again=frozenset({Pair("b", "x"), Pair("gone", "y")}),
    )
    assert shown(asked, Criterion.CONTINUITY) == ([[0, 0], [FULL, 0]], [True, False])


def test_an_experienced_mentor_counts_for_whom_staff_said_so_alone() -> None:
    asked = problem((mentor("a", experience=True), mentor("b")), (mentee("x", experience=True), mentee("y")))
    table, applies = shown(asked, Criterion.EXPERIENCE)
    assert ([row[0] for row in table], applies) == ([FULL, 0], [True, False])


@pytest.mark.parametrize("everybody", [True, False])
def test_what_tells_no_mentor_from_another_applies_to_nobody(everybody: bool) -> None:
    mentors = tuple(mentor(name, experience=everybody, oldest=everybody) for name in "ab")
    asked = problem(mentors, (mentee("x", experience=True),))
    assert shown(asked, Criterion.EXPERIENCE)[1] == [False]
    assert shown(asked, Criterion.FREE_UNTIL)[1] == [False]


def test_the_oldest_year_counts_less_where_there_are_others() -> None:
    asked = problem((mentor("a", oldest=True), mentor("b")), (mentee("x"),))
    assert shown(asked, Criterion.FREE_UNTIL) == ([[0], [FULL]], [True])


@pytest.mark.parametrize("code", [*NEW, *NEWEST])
def test_where_nothing_is_known_a_criterion_applies_to_nobody(code: Criterion) -> None:
    assert not any(shown(problem((mentor("a"), mentor("b")), (mentee("x"),)), code)[1])


def test_what_a_mentor_has_been_through_counts_by_how_much_of_what_is_wanted_it_is() -> None:
    asked = problem(
        (
            mentor("a", lived=frozenset({"tests", "clubs"})),
            mentor("b", lived=frozenset({"friends"})),
            mentor("c"),
        ),
        (
            mentee("x", help=frozenset({"tests", "friends"})),
            mentee("y", help=frozenset({"homework"})),
            mentee("z"),
        ),
    )
    table, applies = shown(asked, Criterion.LIVED)
    assert ([row[0] for row in table], applies) == ([FULL // 2, FULL // 2, 0], [True, False, False])
    (why,) = {each.mentor: why.lived for each, why in zip(suggest(asked).answer.pairs, suggest(asked).whys, strict=True)
              if each.mentee == "x"}.values()  # fmt: skip
    assert why in (("tests",), ("friends",))


def test_what_a_mentee_has_been_through_counts_for_nobody() -> None:
    asked = problem(
        (mentor("a"), mentor("b")), (mentee("x", help=frozenset({"tests"}), lived=frozenset({"tests"})),)
    )
    assert shown(asked, Criterion.LIVED) == ([[0], [0]], [False])


def test_what_every_mentor_has_been_through_tells_none_from_another() -> None:
    both = tuple(mentor(name, lived=frozenset({"tests"})) for name in "ab")
    assert shown(problem(both, (mentee("x", help=frozenset({"tests"})),)), Criterion.LIVED)[1] == [False]


def test_without_anybody_who_told_scores_are_what_they_were() -> None:
    asked = problem(
        (mentor("a", help=frozenset({"tests"}), interests=frozenset({"art"})), mentor("b")),
        (mentee("x", help=frozenset({"tests"}), interests=frozenset({"art"})), mentee("y")),
    )
    people = arrays_of(asked)
    parts = parts_of(people)
    older = {code: part for code, part in parts.items() if code not in NEWEST}
    assert (scores(people, parts) == scores(people, older)).all()


def test_the_same_form_base_counts_all_and_the_same_site_half() -> None:
    here, there = {"site": "park", "base": "oak"}, {"site": "hill", "base": "oak"}
    asked = problem(
        (mentor("a", **here), mentor("b", **{**here, "base": "ash"}), mentor("c", **there), mentor("d")),
        (mentee("x", **here), mentee("y", site="park"), mentee("z")),
    )
    table, applies = shown(asked, Criterion.BASE)
    assert [row[0] for row in table] == [FULL, FULL // 2, 0, 0]
    assert [row[1] for row in table] == [FULL // 2, FULL // 2, 0, 0]
    assert applies == [True, True, False]


def test_a_site_tells_nobody_apart_where_all_who_could_are_at_it() -> None:
    far = {"site": "hill", "slots": frozenset({"wed"})}
    asked = problem(
        (mentor("a", site="park"), mentor("b", site="park"), mentor("c", **far)), (mentee("x", site="park"),)
    )
    assert shown(asked, Criterion.BASE)[1] == [False]
    one_site = problem(
        (mentor("a", site="park", base="10b"), mentor("b", site="park")),
        (mentee("x", site="park", base="7b"),),
    )
    assert shown(one_site, Criterion.BASE)[1] == [False]


def test_a_base_whose_site_is_not_told_tells_nobody_apart_where_all_have_it() -> None:
    asked = problem((mentor("a", base="oak"), mentor("b", base="oak")), (mentee("x", base="oak"),))
    assert shown(asked, Criterion.BASE) == ([[FULL], [FULL]], [False])


def test_with_nobody_there_nothing_breaks() -> None:
    for asked in (problem((), ()), problem((), (mentee("x", experience=True),)), problem((mentor("a"),), ())):
        people = arrays_of(asked)
        assert scores(people, parts_of(people)).shape == people.shape


def test_who_chose_each_other_are_suggested_and_the_suggestion_tells_nobody_so() -> None:
    asked = problem(
        (mentor("a", chose=frozenset({"y"})), mentor("b", chose=frozenset({"x"}))),
        (mentee("x", chose=frozenset({"b"})), mentee("y", chose=frozenset({"a"}))),
    )
    run = suggest(asked)
    assert {(each.mentor, each.mentee) for each in run.answer.pairs} == {("b", "x"), ("a", "y")}
    assert {Criterion.MEETING} == UNSAID
    assert not any(Criterion.MEETING in why.parts for why in run.whys)


def test_the_meet_and_greet_matters_a_lot_and_the_others_a_little() -> None:
    assert DEFAULT_WEIGHTS[Criterion.MEETING] is Weight.A_LOT
    assert {DEFAULT_WEIGHTS[code] for code in (*NEW[1:], Criterion.LIVED)} == {Weight.A_LITTLE}
    assert DEFAULT_WEIGHTS[Criterion.BASE] is Weight.NOT
