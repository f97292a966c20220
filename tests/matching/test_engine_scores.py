"""What two people have in common is worth more the rarer it is, and nobody counts less for having said less."""

import numpy as np
from hypothesis import given

from mentoring.matching.engine.arrays import Arrays, arrays_of
from mentoring.matching.engine.boundaries import broken_boundaries
from mentoring.matching.engine.codes import Criterion, Need, Weight
from mentoring.matching.engine.facts import Problem, Settings
from mentoring.matching.engine.scored import FULL, Scored
from mentoring.matching.engine.scores import parts_of, scores
from tests.matching.people import mentee, mentor, problem, problems
from tests.matching.plainly import Scorer


def part(asked: Problem, code: Criterion) -> list[list[int]]:
    """Return one criterion's table."""
    people = arrays_of(asked)
    return table_of(people, parts_of(people)[code]).tolist()  # type: ignore[no-any-return]


def table_of(people: Arrays, scored: Scored) -> np.ndarray:
    """Return what a criterion gives to every two."""
    rows, columns = np.indices(people.shape)
    return scored.of(rows.ravel(), columns.ravel()).reshape(people.shape)


def test_a_rare_interest_in_common_counts_more_than_a_frequent_one() -> None:
    likes = frozenset({"sport", "bikes"})
    asked = problem(
        (mentor("a", interests=frozenset({"sport"})), mentor("b", interests=frozenset({"bikes"})),
         mentor("c", interests=frozenset({"sport"}))),
        (mentee(interests=likes),),
    )  # fmt: skip
    (with_sport,), (with_bikes,), _other = part(asked, Criterion.INTERESTS)
    assert 0 < with_sport < with_bikes < FULL


def test_a_language_that_everybody_speaks_is_no_reason() -> None:
    speaks = frozenset({"english"})
    asked = problem((mentor(languages=speaks),), (mentee(languages=speaks),))
    assert part(asked, Criterion.LANGUAGES) == [[0]]


def test_help_counts_by_how_much_of_what_is_wanted_can_be_given() -> None:
    asked = problem(
        (mentor(help=frozenset({"friends", "tests"})),),
        (mentee("a", help=frozenset({"friends", "clubs"})), mentee("b", help=frozenset({"friends"}))),
    )
    assert part(asked, Criterion.HELP) == [[FULL // 2, FULL]]


def test_times_in_common_count_up_to_three_and_only_at_places_that_serve() -> None:
    week = frozenset({"mon", "tue", "wed"})
    quiet = mentee("b", slots=week, needs=frozenset({Need.QUIET}))
    asked = problem((mentor(slots=week),), (mentee("a", slots=week), quiet))
    assert part(asked, Criterion.SLOTS) == [[FULL, FULL * 2 // 3]]


def test_what_a_mentee_said_nothing_about_is_not_held_against_them() -> None:
    week = frozenset({"mon", "tue", "wed"})
    asked = problem((mentor(slots=week, help=frozenset({"friends"})),), (mentee(slots=week),))
    people = arrays_of(asked)
    assert scores(people, parts_of(people)).tolist() == [[FULL]]


def test_what_does_not_matter_here_does_not_count() -> None:
    only_help = {Criterion.HELP: Weight.A_LITTLE}
    asked = problem(
        (mentor(help=frozenset({"friends"})),), (mentee(help=frozenset({"friends"})),),
        settings=Settings(weights=only_help),
    )  # fmt: skip
    people = arrays_of(asked)
    assert scores(people, parts_of(people)).tolist() == [[FULL]]


def test_whoever_likes_all_that_a_mentee_likes_has_the_full_score_in_a_school_of_any_size() -> None:
    likes = [frozenset({"art", "sport", "music"}), frozenset({"art", "books"}), frozenset({"bikes"})]
    for size in range(1, 200, 7):
        mentors = tuple(mentor(f"a{at:03}", interests=likes[at % 3]) for at in range(size))
        asked = problem((*mentors, mentor("z", interests=likes[0])), (mentee(interests=likes[0]),))
        assert part(asked, Criterion.INTERESTS)[-1][0] in (FULL, 0)  # 0 where everybody likes the same


@given(problems())
def test_every_score_is_between_none_and_all(asked: Problem) -> None:
    people = arrays_of(asked)
    parts = parts_of(people)
    for table in [scores(people, parts), *(table_of(people, each) for each in parts.values())]:
        assert ((table >= 0) & (table <= FULL)).all()


@given(problems())
def test_every_score_is_what_the_words_say_pair_by_pair(asked: Problem) -> None:
    people, scorer = arrays_of(asked), Scorer(asked)
    table = scores(people, parts_of(people))
    for row, one in enumerate(people.mentors):
        for column, other in enumerate(people.mentees):
            assert table[row, column] == scorer.score(one, other)


@given(problems())
def test_only_those_who_may_be_paired_are_scored_where_it_is_said_who_may(asked: Problem) -> None:
    people = arrays_of(asked)
    parts, allowed = parts_of(people), broken_boundaries(people) == 0
    assert (scores(people, parts, allowed) == np.where(allowed, scores(people, parts), 0)).all()
