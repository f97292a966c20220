"""The suggested arrangement is the best of all, by the objectives in their order, and does not hang on chance."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.facts import Pair, Problem
from mentoring.matching.engine.run import between, mentors_for, suggest
from tests.matching.people import mentee, mentor, problem, problems
from tests.matching.plainly import Best, best_by_programming, best_by_trying, standing_locks


def reached(asked: Problem) -> Best:
    """Return what the engine's answer reaches of each objective, locked pairs aside, and the prices that it names."""
    answer = suggest(asked).answer
    free = [each for each in answer.pairs if not each.locked]
    assert {each.pair for each in answer.pairs if each.locked} == set(standing_locks(asked))
    assert set(answer.dropped_locks) == asked.locks - set(standing_locks(asked))
    aims = answer.objectives
    assert (aims.matched, aims.total) == (len(answer.pairs), sum(each.score for each in answer.pairs))
    return Best(
        len(free),
        len(asked.kept & {each.pair for each in free}),
        aims.floor,
        sum(each.score for each in free),
        aims.price_of_kept,
        aims.price_of_floor,
    )


@given(problems())
def test_no_arrangement_is_better_by_the_objectives_in_their_order(asked: Problem) -> None:
    assert reached(asked) == best_by_trying(asked)


@settings(max_examples=settings().max_examples // 3)
@given(problems(most=20))
def test_integer_programming_finds_nothing_better_among_more_people(asked: Problem) -> None:
    assert reached(asked) == best_by_programming(asked)


@given(problems())
def test_the_two_plain_ways_agree_with_each_other(asked: Problem) -> None:
    assert best_by_programming(asked) == best_by_trying(asked)


@given(problems())
def test_no_mentor_has_more_mentees_than_places_and_no_mentee_two_mentors(asked: Problem) -> None:
    pairs = suggest(asked).answer.pairs
    assert len({each.mentee for each in pairs}) == len(pairs)
    for one in asked.mentors:
        assert sum(each.mentor == one.id for each in pairs) <= one.seats


@given(problems(), st.randoms(use_true_random=False))
def test_the_same_people_in_another_order_are_paired_the_same(asked: Problem, chance: object) -> None:
    def shuffled(people: tuple[object, ...]) -> tuple[object, ...]:
        mixed = list(people)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        return tuple(mixed)

    mixed = replace(
        asked,
        mentors=shuffled(asked.mentors),  # type: ignore[arg-type]
        mentees=shuffled(asked.mentees),  # type: ignore[arg-type]
        slots=shuffled(asked.slots),  # type: ignore[arg-type]
    )
    assert suggest(mixed).answer == suggest(asked).answer


@given(problems())
def test_everybody_is_either_paired_or_told_why_not(asked: Problem) -> None:
    run = suggest(asked)
    matched = {each.mentee for each in run.answer.pairs}
    assert matched | {each.mentee for each in run.waiting} == {each.id for each in asked.mentees}
    assert not matched & {each.mentee for each in run.waiting}
    for each in run.waiting:
        between_them = mentors_for(asked, each.mentee)
        assert each.could == sum(not boundaries for boundaries, _why in between_them.values())
        behind = [boundaries for boundaries, _why in between_them.values()]
        alone = [[Boundary.NO_SEAT] if Boundary.NO_SEAT in some else some for some in behind]
        assert each.boundaries == Counter(code for some in alone for code in some)


def test_a_lock_stays_even_where_it_costs_another_child_their_mentor() -> None:
    asked = problem(
        (mentor("one"), mentor("two", year=8)),
        (mentee("a"), mentee("b", year=6)),
        locks=frozenset({Pair("one", "b")}),
    )
    run = suggest(asked)
    assert [(each.pair, each.locked) for each in run.answer.pairs] == [(Pair("one", "b"), True)]
    assert not run.answer.dropped_locks


def test_a_lock_is_dropped_and_named_when_a_boundary_came_between() -> None:
    lock = Pair("mentor", "mentee")
    run = suggest(problem(locks=frozenset({lock}), cannot=frozenset({frozenset(lock)})))
    assert run.answer.pairs == ()
    assert run.answer.dropped_locks == (lock,)


def test_pairings_of_the_run_before_are_kept_and_their_price_is_said() -> None:
    asked = problem(
        (mentor("one", help=frozenset({"friends"})), mentor("two")),
        (mentee("a", help=frozenset({"friends"})), mentee("b")),
        kept=frozenset({Pair("two", "a")}),
    )
    run = suggest(asked)
    assert {each.pair for each in run.answer.pairs} == {Pair("two", "a"), Pair("one", "b")}
    assert (run.answer.objectives.kept, run.answer.objectives.kept_of) == (1, 1)
    assert run.answer.objectives.price_of_kept > 0


def test_the_weakest_pairing_is_lifted_before_the_total() -> None:
    asked = problem(
        (mentor("one", help=frozenset({"friends", "tests"})), mentor("two", help=frozenset({"clubs"}))),
        (
            mentee("a", help=frozenset({"friends", "clubs"})),
            mentee("b", help=frozenset({"tests", "friends"})),
        ),
    )
    run = suggest(asked)
    assert {each.pair for each in run.answer.pairs} == {Pair("two", "a"), Pair("one", "b")}
    assert run.answer.objectives.floor == min(each.score for each in run.answer.pairs)


def test_a_mentor_with_three_seats_takes_three() -> None:
    asked = problem((mentor(seats=3),), tuple(mentee(f"m{at}") for at in range(4)))
    run = suggest(asked)
    assert len(run.answer.pairs) == 3
    (waits,) = run.waiting
    assert (waits.could, waits.boundaries) == (1, {})


def test_two_people_pointed_at_are_told_all_that_stands_between_them_and_what_they_share() -> None:
    asked = problem(
        (mentor(year=8, interests=frozenset({"art", "music"})), mentor("other")),
        (mentee(interests=frozenset({"art"}), needs=frozenset()),),
    )
    boundaries, why = between(asked, Pair("mentor", "mentee"))
    assert [str(code) for code in boundaries] == ["gap-too-small"]
    assert why.interests == ("art",)
    assert why.slots == ("mon", "tue")


def test_nobody_at_all_is_no_trouble() -> None:
    run = suggest(problem((), ()))
    assert (run.answer.pairs, run.answer.objectives.floor, run.excluded) == ((), None, {})
