"""Groups: as good as the best of all arrangements where these can be counted, and checked by other means."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.matching.engine import group_columns, groups
from mentoring.matching.engine import verify_groups as verify_module
from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.arrays import Table, arrays_of
from mentoring.matching.engine.boundaries import broken_boundaries
from mentoring.matching.engine.codes import Need, Unproved
from mentoring.matching.engine.facts import Grouping, Pair, Person, Problem, Settings, Slot, Together
from mentoring.matching.engine.group_answers import GroupAnswer, Measure
from mentoring.matching.engine.group_columns import columns_of, sessions_of
from mentoring.matching.engine.group_run import looked_at, suggest_groups
from mentoring.matching.engine.groups import arrange
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.verify_groups import check_groups, verify_groups
from tests.matching.people import SLOT_IDS, SLOTS, mentee, mentor, problem


def table_of(asked: Problem) -> Table:
    people = arrays_of(asked)
    return scores(people, parts_of(people))


def solved(asked: Problem) -> GroupAnswer:
    """Return the groups of a problem, checked."""
    people = arrays_of(asked)
    table = table_of(asked)
    answer = arrange(people, columns_of(people, broken_boundaries(people) == 0, table))
    verify_groups(asked, answer, table)
    return answer


@cache
def solved_fine() -> GroupAnswer:
    """Return the groups of FINE, checked; many tests begin with them."""
    return solved(FINE)


def reached(answer: GroupAnswer) -> tuple[int, int, int, int, int]:
    floor = answer.floor.value if answer.floor is not None else 0
    return answer.placed.value, answer.count.value, -answer.spread.value, floor, answer.total.value


def made_up(seed: int) -> Problem:
    """Return a problem small enough to try every arrangement."""
    chance = Random(seed)

    def some(words: list[str], least: int = 0) -> frozenset[str]:
        return frozenset(chance.sample(words, chance.randint(least, len(words))))

    def person(id: str, year: int) -> Person:
        needs = frozenset({Need.QUIET}) if chance.random() < 0.15 else frozenset()
        return Person(id, year, some(SLOT_IDS, 2), some(["art", "sport", "music"]), needs=needs)

    leaders = chance.choice([1, 2, 2, 2])
    number = chance.randint(0, 3) if leaders == 1 else chance.randint(2, 5)
    mentors = tuple(person(f"a{at}", chance.choice([9, 10, 10])) for at in range(number))
    mentees = tuple(person(f"b{at}", chance.choice([7, 7, 7, 8])) for at in range(chance.randint(0, 5)))
    ids = [each.id for each in (*mentors, *mentees)]
    pairs = list(combinations(ids, 2))
    free = [tuple(chance.choice([0, 1, 1, 1]) for _room in slot.rooms) for slot in SLOTS]
    counted = chance.random() < 0.5
    friends = [(one.id, other.id) for one in mentees for other in mentees if one is not other]
    return Problem(
        mentors,
        mentees,
        tuple(replace(slot, free=each) if counted else slot for slot, each in zip(SLOTS, free, strict=True)),
        Settings(chance.choice([None, 2]), chance.choice([None, None, 2])),
        frozenset(frozenset(each) for each in chance.sample(pairs, min(len(pairs), chance.randint(0, 3)))),
        put_aside=frozenset(Pair(one.id, other.id) for one in mentors[:1] for other in mentees[:1]),
        grouping=Grouping(
            leaders,
            chance.choice([1, 1, 2, 3]),
            chance.randint(3, 4),
            frozenset(chance.sample(friends, min(len(friends), chance.randint(0, 3)))),
        ),
    )


def arrangements(asked: Problem) -> Iterator[list[tuple[tuple[int, ...], int, list[int]]]]:
    """Yield every allowed way of making groups: mentors, session, mentees. Sizes of rooms are looked at too."""
    people, wanted = arrays_of(asked), asked.grouping
    allowed = broken_boundaries(people) == 0
    sessions = sessions_of(asked)

    def comes(person: Person, at: int) -> bool:
        return (
            sessions[at].slot in person.slots and {each.value for each in person.needs} <= sessions[at].meets
        )

    def apart(*members: Person) -> bool:
        ids = {each.id for each in members}
        return any(pair <= ids for pair in asked.cannot)

    teams = [
        (team, at)
        for team in combinations(range(len(people.mentors)), wanted.leaders)
        for at in range(len(sessions))
        if not apart(*(people.mentors[row] for row in team))
        and all(comes(people.mentors[row], at) for row in team)
    ]
    for number in range(len(people.mentors) // wanted.leaders + 1):
        for chosen in combinations(teams, number):
            rows = [row for team, _at in chosen for row in team]
            taken = Counter(at for _team, at in chosen)
            if len(set(rows)) < len(rows):
                continue
            if any(sessions[at].room is not None and most > sessions[at].room for at, most in taken.items()):
                continue
            for places in product(range(-1, number), repeat=len(people.mentees)):
                made = [
                    (team, at, [child for child, place in enumerate(places) if place == which])
                    for which, (team, at) in enumerate(chosen)
                ]
                if all(
                    wanted.least <= len(children) <= wanted.most
                    and all(allowed[row, child] for row in team for child in children)
                    and all(comes(people.mentees[child], at) for child in children)
                    and not apart(*(people.mentees[child] for child in children))
                    for team, at, children in made
                ):
                    yield made


def best(asked: Problem) -> tuple[int, int, int, int, int]:
    """Return what the best of all arrangements reaches of each aim."""
    people, table = arrays_of(asked), table_of(asked)
    found = (0, 0, 0, 0, 0)
    for made in arrangements(asked):
        sizes = [len(children) for _team, _at, children in made]
        names = [{people.mentees[child].id for child in children} for _team, _at, children in made]
        total = sum(
            int(table[row, child]) for team, _at, children in made for row in team for child in children
        )
        total += sum(500 for each in names for two in asked.grouping.friends if set(two) <= each)
        fits = [
            sum(int(table[row, child]) for row in team for child in children) // (len(team) * len(children))
            for team, _at, children in made
        ]
        even = min(sizes, default=0) - max(sizes, default=0)
        here = (sum(sizes), len(sizes), even, min(fits, default=0), total)
        found = max(found, here)
    return found


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_small_problems_are_solved_as_well_as_by_trying_everything(seed: int) -> None:
    asked = made_up(seed)
    answer = solved(asked)
    assert reached(answer) == best(asked)
    for each in (answer.placed, answer.count, answer.total, *([answer.floor] if answer.floor else [])):
        assert each.value <= each.bound


def test_of_equal_totals_the_one_whose_weakest_group_is_better_is_chosen() -> None:
    likes = {"a": "art", "b": "art", "c": "none", "d": "none"}
    mentors = tuple(mentor(name, interests=frozenset({word})) for name, word in likes.items())
    mentees = tuple(mentee(f"x{at}", interests=frozenset({"art"})) for at in range(4))
    answer = solved(problem(mentors, mentees, grouping=Grouping(2, 2, 2)))
    assert answer.floor is not None
    fits = [group.score // 4 for group in answer.groups]
    assert len(fits) == 2
    assert min(fits) == answer.floor.value == answer.floor.bound
    assert max(fits) - min(fits) < 100


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_the_order_in_which_people_come_decides_nothing(seed: int) -> None:
    asked = made_up(seed)
    turned = replace(asked, mentors=asked.mentors[::-1], mentees=asked.mentees[::-1], slots=asked.slots[::-1])
    assert solved(turned) == solved(asked) == solved(asked)


def school(leaders: int, children: int, seed: int = 1, *, grouping: Grouping | None = None) -> Problem:
    """Return a school of some size with four times of the week."""
    chance = Random(seed)
    slots = tuple(Slot(f"s{at}", (frozenset(), frozenset({Need.STEP_FREE})), (2, 2)) for at in range(4))

    def person(id: str, year: int) -> Person:
        words = [f"w{at}" for at in range(12)]
        times = frozenset(slot.id for slot in slots if chance.random() < 0.6) or frozenset({"s0"})
        return Person(id, year, times, frozenset(chance.sample(words, 3)))

    mentors = tuple(person(f"m{at:03}", 10) for at in range(leaders))
    mentees = tuple(person(f"c{at:03}", 7) for at in range(children))
    cannot = frozenset(
        frozenset(each.id for each in chance.sample(mentees, 2)) for _pair in range(children // 10)
    )
    return Problem(
        mentors, mentees, slots, Settings(2, 5), cannot, grouping=grouping or Grouping(leaders=2, least=3)
    )


def test_a_school_that_is_too_large_to_search_wholly_is_close_to_its_bound() -> None:
    asked = school(12, 60)
    answer = solved(asked)
    assert (answer.placed, answer.count, answer.spread) == (Measure(60, 60), Measure(6, 6), Measure(0, 0))
    assert answer.total.gap <= answer.total.bound * 0.05
    assert answer.total.bound <= answer.by_prices


def test_teams_of_three_that_are_too_many_to_look_at_are_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = school(9, 24, grouping=Grouping(leaders=3, least=3))
    whole = solved(asked)
    monkeypatch.setattr(group_columns, "MOST_TEAMS", 10)
    monkeypatch.setattr(verify_module, "TEAMS_AT_MOST", 10)
    grown = solved(asked)
    assert grown.placed.value >= 18
    assert whole.placed.value <= grown.placed.bound
    assert grown.total.value <= grown.total.bound


def test_where_the_search_is_short_the_bound_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = school(6, 24)
    exact = solved(asked)
    monkeypatch.setattr(groups, "EXACT_CELLS", 0)
    monkeypatch.setattr(groups, "KEPT", 1)
    short = solved(asked)
    assert reached(short)[:3] == reached(exact)[:3]
    assert short.total.value <= exact.total.value <= short.total.bound


def children(number: int, **facts: object) -> tuple[Person, ...]:
    return tuple(mentee(f"c{at}", **facts) for at in range(number))


TWO_LEADERS = (mentor("a"), mentor("b"))
FOUR = (*TWO_LEADERS, mentor("c"), mentor("d"))


def test_everybody_has_a_place_before_groups_are_many_even_or_good() -> None:
    answer = solved(problem(FOUR, children(13), grouping=Grouping(2, 3, 10)))
    assert reached(answer)[:3] == (13, 2, -1)
    few = solved(problem(FOUR, children(5), grouping=Grouping(2, 3, 10)))
    assert reached(few)[:3] == (5, 1, 0)
    full = solved(problem(TWO_LEADERS, children(13), grouping=Grouping(2, 3, 10)))
    assert reached(full)[:3] == (10, 1, 0)
    assert solved(problem(TWO_LEADERS, children(2), grouping=Grouping(2, 3, 10))).groups == ()


def test_a_room_that_takes_one_group_takes_one() -> None:
    room = (replace(SLOTS[1], free=(1,)),)
    answer = solved(problem(FOUR, children(13), slots=room, grouping=Grouping(2, 3, 10)))
    assert (answer.placed.value, answer.count.value) == (10, 1)


def test_friends_who_wish_so_are_together_where_it_costs_no_place() -> None:
    asked = problem(FOUR, children(6), grouping=Grouping(2, 2, 4))
    first, second = solved(asked).groups
    one, other = first.mentees[0], second.mentees[0]
    wishes = frozenset({(one, other), (one, one), (one, "nobody")})
    answer = solved(replace(asked, grouping=replace(asked.grouping, friends=wishes)))
    assert any({one, other} <= set(group.mentees) for group in answer.groups)
    assert answer.total == Measure(solved(asked).total.value + 500, solved(asked).total.value + 500)
    apart = frozenset({one, other})
    never = replace(asked, grouping=replace(asked.grouping, friends=wishes), cannot=frozenset({apart}))
    assert not any(apart <= set(group.mentees) for group in solved(never).groups)


def test_why_and_who_waits_are_said_in_codes() -> None:
    mentors = (mentor("a", interests=frozenset({"art"})), mentor("b", help=frozenset({"tests"})), mentor("c"))
    mentees = (
        mentee("one", interests=frozenset({"art"})),
        mentee("two", interests=frozenset({"art"}), help=frozenset({"tests"})),
        mentee("three"),
        mentee("older", year=9),
        mentee("away", slots=frozenset({"wed"})),
    )
    run = suggest_groups(problem(mentors, mentees, grouping=Grouping(2, 2, 3)))
    (group,), (why,) = run.answer.groups, run.whys
    assert group.leaders == ("a", "b")
    assert (why.interests, why.help, why.alone) == ({"art": 2}, {"tests": 1}, ("three",))
    assert run.spare == ("c",)
    waits = {each.mentee: (each.could, each.teams, dict(each.boundaries)) for each in run.waiting}
    assert waits == {"away": (0, 0, {"no-common-slot": 3}), "older": (0, 0, {"gap-too-small": 3})}


# ---- Broken on purpose ----------------------------------------------------------------------------

FINE = problem(FOUR, children(6), grouping=Grouping(2, 3, 4))


def refused(asked: Problem, answer: GroupAnswer) -> Unproved:
    with pytest.raises(NotProved) as caught:
        verify_groups(asked, answer, table_of(asked))
    return caught.value.code


def changed(side: str, **facts: object) -> Problem:
    return replace(FINE, **{side: tuple(replace(each, **facts) for each in getattr(FINE, side))})


BOUNDARIES_BROKEN = {
    "too small a gap": replace(FINE, settings=Settings(4, 5)),
    "too large a gap": replace(FINE, settings=Settings(0, 2)),
    "too few months": replace(
        FINE,
        mentors=tuple(replace(p, born=24000) for p in FINE.mentors),
        mentees=tuple(replace(p, born=24001) for p in FINE.mentees),
        settings=Settings(gap_months=12),
    ),
    "a wish for the same gender": changed("mentees", same_gender=True, gender="girl"),
    "cannot, mentor and mentee": replace(
        FINE, cannot=frozenset(frozenset((p.id, q.id)) for p in FINE.mentors for q in FINE.mentees)
    ),
    "cannot, two mentees": replace(
        FINE, cannot=frozenset(frozenset(two) for two in combinations([p.id for p in FINE.mentees], 2))
    ),
    "cannot, two mentors": replace(
        FINE, cannot=frozenset(frozenset(two) for two in combinations([p.id for p in FINE.mentors], 2))
    ),
    "said no before": replace(
        FINE, said_no=frozenset(Pair(p.id, q.id) for p in FINE.mentors for q in FINE.mentees)
    ),
    "put aside": replace(
        FINE, put_aside=frozenset(Pair(p.id, q.id) for p in FINE.mentors for q in FINE.mentees)
    ),
}


@pytest.mark.parametrize("name", BOUNDARIES_BROKEN)
def test_each_boundary_broken_on_purpose_is_caught_and_kept_by_the_solver(name: str) -> None:
    answer = solved_fine()
    assert len(answer.groups) == 2
    assert refused(BOUNDARIES_BROKEN[name], answer) is Unproved.BOUNDARY
    assert solved(BOUNDARIES_BROKEN[name]).groups == ()


def test_groups_of_the_wrong_size_are_caught() -> None:
    answer = solved_fine()
    for other in (Grouping(3, 3, 4), Grouping(1, 3, 4), Grouping(2, 4, 4), Grouping(2, 1, 2)):
        assert refused(replace(FINE, grouping=other), answer) is Unproved.GROUP_SIZE


def test_a_time_or_a_place_that_does_not_serve_all_is_caught() -> None:
    answer = solved_fine()
    late = tuple(replace(group, slot="wed", room=("quiet",)) for group in answer.groups)
    assert refused(FINE, replace(answer, groups=late)) is Unproved.NO_SLOT
    nowhere = tuple(replace(group, room=("adult-present",)) for group in answer.groups)
    assert refused(FINE, replace(answer, groups=nowhere)) is Unproved.NO_SLOT
    one = replace(FINE.mentees[0], needs=frozenset({Need.QUIET}))
    quiet = replace(FINE, mentees=(one, *FINE.mentees[1:]))
    plain = tuple(replace(group, slot="mon", room=("step-free",)) for group in answer.groups)
    assert refused(quiet, replace(answer, groups=plain)) is Unproved.NO_SLOT
    assert any("quiet" in group.room for group in solved(quiet).groups)


def test_a_full_place_is_caught() -> None:
    answer = solved_fine()
    same = tuple(replace(group, slot="tue", room=("quiet", "step-free")) for group in answer.groups)
    small = replace(FINE, slots=tuple(replace(slot, free=(1,) * len(slot.rooms)) for slot in FINE.slots))
    assert refused(small, replace(answer, groups=same)) is Unproved.ROOM_FULL


def test_somebody_twice_a_stranger_and_a_mentor_without_a_place_are_caught() -> None:
    answer = solved_fine()
    first, second = answer.groups
    twice = replace(second, mentees=(first.mentees[0], *second.mentees[1:]))
    assert refused(FINE, replace(answer, groups=(first, twice))) is Unproved.TWICE
    leads_twice = replace(second, leaders=first.leaders)
    assert refused(FINE, replace(answer, groups=(first, leads_twice))) is Unproved.TWICE
    stranger = replace(second, mentees=("nobody", *second.mentees[1:]))
    assert refused(FINE, replace(answer, groups=(first, stranger))) is Unproved.STRANGER
    assert refused(changed("mentors", seats=0), answer) is Unproved.OVER_SEATS


def test_figures_that_are_not_so_are_caught() -> None:
    answer = solved_fine()
    one = answer.total
    assert refused(FINE, replace(answer, placed=Measure(5, 6))) is Unproved.MATCHED
    assert refused(FINE, replace(answer, placed=Measure(6, 5))) is Unproved.BOUND
    assert refused(FINE, replace(answer, spread=Measure(0, 1))) is Unproved.BOUND
    assert refused(FINE, replace(answer, sizes=(4, 4))) is Unproved.GROUP_SIZE
    assert refused(FINE, replace(answer, total=Measure(one.value + 1, one.bound + 1))) is Unproved.SCORE
    assert refused(FINE, replace(answer, total=Measure(one.value, one.value - 1))) is Unproved.BOUND
    assert refused(FINE, replace(answer, total=Measure(one.value, one.bound + 10**6))) is Unproved.BOUND
    first, second = answer.groups
    assert refused(FINE, replace(answer, groups=(replace(first, score=first.score + 1), second))) is (
        Unproved.SCORE
    )


def test_prices_under_nothing_prove_nothing() -> None:
    answer = solved_fine()
    wrong = replace(answer.prices, leaders={each.id: -1 for each in FINE.mentors})
    assert refused(FINE, replace(answer, prices=wrong)) is Unproved.BOUND


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_whatever_the_prices_no_arrangement_of_those_sizes_is_worth_more(seed: int, other: int) -> None:
    asked, chance = made_up(seed), np.random.default_rng(other)
    answer = solved(asked)
    if not answer.groups:
        return

    def some(prices: object) -> dict[str, int]:
        return {each: int(chance.integers(0, 10**6)) for each in prices}  # type: ignore[attr-defined]

    prices = replace(
        answer.prices,
        mentees=some(answer.prices.mentees),
        leaders=some(answer.prices.leaders),
        sessions=some(answer.prices.sessions),
        placed=int(chance.integers(-(10**6), 10**6)),
    )
    bound = verify_groups(asked, replace(answer, prices=prices, total=replace(answer.total, bound=answer.total.value)),
                          table_of(asked))  # fmt: skip
    assert bound >= answer.total.value


# ---- Groups that stay -----------------------------------------------------------------------------


def stays(group) -> Together:
    return Together(group.leaders, group.mentees, group.slot, group.room)


def test_a_locked_group_stays_and_the_others_are_made_around_it() -> None:
    room = tuple(replace(slot, free=tuple(1 for _room in slot.rooms)) for slot in SLOTS)
    asked = problem(FOUR, children(8), slots=room, grouping=Grouping(2, 3, 5))
    first = suggest_groups(asked).answer.groups[0]
    other = Together(("a", "d"), ("c1", "c3", "c7"), first.slot, first.room)
    run = suggest_groups(replace(asked, together=(other,)))
    assert [stays(group) for group in run.locked] == [other]
    assert run.dropped == 0
    (made,) = run.answer.groups
    assert set(made.leaders) == {"b", "c"}
    assert set(made.mentees) == {"c0", "c2", "c4", "c5", "c6"}
    assert (made.slot, made.room) != (other.slot, other.room)  # one group a place
    assert run.answer.placed == Measure(5, 5)
    assert run.waiting == ()
    assert run.spare == ()


def test_a_locked_group_that_may_not_be_any_more_is_dropped_and_counted() -> None:
    two = Together(("a", "b"), ("c0", "c1", "c2"), "mon", ())
    for asked in (
        replace(FINE, cannot=frozenset({frozenset({"c0", "c1"})})),
        replace(FINE, mentees=FINE.mentees[1:]),
        replace(FINE, grouping=Grouping(2, 4, 6)),
        changed("mentors", slots=frozenset({"tue"})),
    ):
        run = suggest_groups(replace(asked, together=(two,)))
        assert (run.locked, run.dropped) == ((), 1)
    both = replace(FINE, together=(two, replace(two, leaders=("a", "c"))))
    run = suggest_groups(both)
    assert (len(run.locked), run.dropped) == (1, 1)


def test_locking_every_group_of_an_answer_changes_nothing() -> None:
    asked = school(6, 18)
    run = suggest_groups(asked)
    again = suggest_groups(replace(asked, together=tuple(stays(group) for group in run.answer.groups)))
    assert again.locked == run.answer.groups
    assert again.locked_whys == run.whys
    assert again.answer.groups == ()
    assert {each.mentee for each in again.waiting} == {each.mentee for each in run.waiting}


def test_groups_that_people_made_are_scored_and_refused_where_a_boundary_says_no() -> None:
    made = [
        Together(("a", "b"), ("c0", "c1", "c2"), "mon", ()),
        Together(("c", "d"), ("c3", "c4", "c5"), "mon", ()),
    ]
    found, whys = looked_at(FINE, made)
    assert [group.score for group in found] == [
        int(table_of(FINE)[np.ix_(rows, columns)].sum())
        for rows, columns in (([0, 1], [0, 1, 2]), ([2, 3], [3, 4, 5]))
    ]
    assert [why.fit for why in whys] == [group.score // 6 for group in found]
    for name, asked in BOUNDARIES_BROKEN.items():
        with pytest.raises(NotProved) as caught:
            looked_at(asked, made)
        assert caught.value.code is Unproved.BOUNDARY, name


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_whichever_groups_are_locked_all_together_stand_and_no_fewer_are_placed(seed: int) -> None:
    asked = made_up(seed)
    before = suggest_groups(asked).answer
    locks = tuple(stays(group) for group in before.groups[1:])
    run = suggest_groups(replace(asked, together=locks))
    assert {stays(group) for group in run.locked} == set(locks)
    check_groups(asked, [*run.locked, *run.answer.groups])
    placed = [each for group in (*run.locked, *run.answer.groups) for each in group.mentees]
    assert before.placed.value == len(placed) == len(set(placed))
    assert {each.mentee for each in run.waiting} == {each.id for each in asked.mentees} - set(placed)


def test_a_floor_that_is_not_what_the_weakest_group_has_is_caught() -> None:
    answer = solved_fine()
    assert answer.floor is not None
    value = answer.floor.value
    for floor, code in (
        (Measure(value + 1, value + 1), Unproved.SCORE),
        (Measure(value, value - 1), Unproved.BOUND),
    ):
        assert refused(FINE, replace(answer, floor=floor)) is code
