"""What would help, and the price of forcing: each is what solving again by other means finds, and no cause is told."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine import helps
from mentoring.matching.engine.answers import Help, Run
from mentoring.matching.engine.arrays import arrays_of
from mentoring.matching.engine.boundaries import broken_boundaries
from mentoring.matching.engine.codes import Boundary, Change
from mentoring.matching.engine.facts import Chances, Pair, Person, Problem
from mentoring.matching.engine.forced import forced
from mentoring.matching.engine.helps import would_help
from mentoring.matching.engine.run import between, review, suggest, with_helps
from mentoring.matching.engine.scores import parts_of, scores
from mentoring.matching.engine.verify import allowed_by_the_facts
from tests.matching.people import SLOT_IDS, arrangements, made_up, mentee, mentor, problem, problems

Drawn = tuple[Problem, Chances]


def with_chances(seed: int) -> Drawn:
    """Return a small problem, and what could be otherwise in it."""
    asked, chance = made_up(seed), Random(seed)
    almost = [
        replace(each, id=f"c{at}", seats=chance.randint(1, 2))
        for at, each in enumerate(made_up(seed + 1).mentors)
    ]
    never = [frozenset({one.id, other.id}) for one in almost for other in asked.mentees]
    cut = chance.randint(0, len(almost))
    return (
        replace(asked, cannot=asked.cannot | set(chance.sample(never, min(2, len(never))))),
        Chances(
            {"training": almost[:cut], "agreement": almost[cut:]},
            {each.id: each.slots | {chance.choice(SLOT_IDS)} for each in asked.mentors},
            {slot: chance.sample([8, 9, 10, 11], 3) for slot in SLOT_IDS[:2]},
            chance.randint(1, 3),
            chance.random() < 0.7,
        ),
    )


def drawn() -> st.SearchStrategy[Drawn]:
    return st.integers(0, 10**9).map(with_chances)


def most(asked: Problem, locks: set[Pair], only: set[str] | None = None) -> int:
    """Return how many can be matched, locked ones aside, by the oldest method there is; `only`: of these mentees."""
    mentors, mentees = sorted(asked.mentors, key=lambda p: p.id), sorted(asked.mentees, key=lambda p: p.id)
    allowed = allowed_by_the_facts(asked, mentors, mentees)
    left = {each.id: each.seats - sum(lock.mentor == each.id for lock in locks) for each in mentors}
    locked = {lock.mentee for lock in locks}
    held: dict[str, list[int]] = {each.id: [] for each in mentors}

    def placed(column: int, seen: set[str]) -> bool:
        for row, one in enumerate(mentors):
            if not allowed[row, column] or one.id in seen:
                continue
            seen.add(one.id)
            if len(held[one.id]) < left[one.id]:
                held[one.id].append(column)
                return True
            for at, other in enumerate(held[one.id]):
                if placed(other, seen):
                    held[one.id][at] = column
                    return True
        return False

    return sum(
        placed(column, set())
        for column, each in enumerate(mentees)
        if each.id not in locked and (only is None or each.id in only)
    )


def changed(asked: Problem, chances: Chances) -> Iterator[tuple[tuple[Change, str, str], Problem]]:
    """Yield every change that there is, one by one: its kind, gate and slot; and the problem with it."""
    for gate, people in chances.almost.items():
        yield (Change.FINISH, gate, ""), replace(asked, mentors=(*asked.mentors, *people))
    for slot in SLOT_IDS:
        for each in asked.mentors:
            if slot in chances.times[each.id] - each.slots:
                more = replace(each, slots=each.slots | {slot})
                others = [one for one in asked.mentors if one.id != each.id]
                yield (Change.ANOTHER_TIME, "", slot), replace(asked, mentors=(*others, more))
        for year in chances.years.get(slot, ()):
            yield (Change.NEW_MENTOR, "", slot), with_new(asked, slot, year, len(asked.mentees))
    if chances.more_places:
        more_places = tuple(replace(each, seats=each.seats + 1) for each in asked.mentors)
        yield (Change.ONE_MORE_PLACE, "", ""), replace(asked, mentors=more_places)
    if least := asked.settings.gap_least:
        yield (
            (Change.SMALLER_GAP, "", ""),
            replace(asked, settings=replace(asked.settings, gap_least=least - 1)),
        )


def with_new(asked: Problem, slot: str, year: int, places: int) -> Problem:
    return replace(asked, mentors=(*asked.mentors, Person("new", year, frozenset({slot}), seats=places)))


def found_by(asked: Problem, chances: Chances) -> tuple[Run, set[Pair], list[Help]]:
    """Return a run, its locks, and every help of it, also those that are not among the best."""
    run = suggest(asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(helps, "MOST", 1000)
        patch.setattr(helps, "MOST_OF_A_KIND", 1000)
        found = list(would_help(asked, chances, [each.pair for each in run.answer.pairs]))
    return run, {each.pair for each in run.answer.pairs if each.locked}, found


def key(each: Help) -> tuple[Change, str, str]:
    return each.change, each.gate, each.slot


@given(drawn())
def test_every_change_matches_as_many_more_as_solving_again_does_and_none_is_forgotten(asked: Drawn) -> None:
    problem, chances = asked
    _run, locks, found = found_by(problem, chances)
    before = most(problem, locks)
    gains: dict[tuple[Change, str, str], int] = {}
    for name, then in changed(problem, chances):
        gains[name] = max(gains.get(name, 0), most(then, locks) - before)
    assert {key(each): each.more for each in found} == {name: more for name, more in gains.items() if more}
    assert len(found) == len({key(each) for each in found})


@given(drawn())
def test_a_new_mentor_and_one_who_is_here_do_what_is_said_of_them(asked: Drawn) -> None:
    problem, chances = asked
    _run, locks, found = found_by(problem, chances)
    before = most(problem, locks)
    for each in found:
        if each.change is Change.NEW_MENTOR:
            for year in each.years:
                for mentors, more in ((1, each.by_one), (each.mentors_needed, each.more)):
                    then = with_new(problem, each.slot, year, mentors * chances.places)
                    assert most(then, locks) - before == more
                if each.mentors_needed > 1:
                    fewer = with_new(problem, each.slot, year, (each.mentors_needed - 1) * chances.places)
                    assert most(fewer, locks) - before < each.more
        if each.change is Change.ANOTHER_TIME:
            assert each.mentors
            for one in problem.mentors:
                if one.id in each.mentors:
                    others = [other for other in problem.mentors if other is not one]
                    comes = replace(one, slots=one.slots | {each.slot})
                    then = replace(problem, mentors=(*others, comes))
                    assert most(then, locks) - before == each.more


@given(drawn())
def test_a_child_is_named_with_every_change_that_would_match_them_and_take_nobodys_mentor(
    asked: Drawn,
) -> None:
    problem, chances = asked
    run, locks, found = found_by(problem, chances)
    matched = {each.mentee for each in run.answer.pairs} - {lock.mentee for lock in locks}
    assert most(problem, locks) == len(matched)  # else it would not be known who waits
    could: dict[tuple[Change, str, str], set[str]] = {}
    best = {key(each): each.more for each in found}
    before = len(matched)
    for name, then in changed(problem, chances):
        if name in best and most(then, locks) - before == best[name]:
            could.setdefault(name, set()).update(
                waits.mentee
                for waits in run.waiting
                if most(then, locks, matched | {waits.mentee}) == len(matched) + 1
            )
    for each in found:
        assert set(each.children) <= could[key(each)]
        assert len(each.children) >= each.more
        if (
            each.change is not Change.NEW_MENTOR
        ):  # which names the years that are alike, not all that do as much
            assert set(each.children) == could[key(each)]


@given(drawn(), st.randoms(use_true_random=False))
def test_in_whatever_order_people_come_the_same_helps(asked: Drawn, chance: Random) -> None:
    def mixed(people: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(chance.sample(people, len(people)))

    problem, chances = asked
    other = replace(
        problem, mentors=mixed(problem.mentors), mentees=mixed(problem.mentees), slots=mixed(problem.slots)
    )
    almost = {gate: mixed(tuple(people)) for gate, people in reversed(chances.almost.items())}
    assert would_help(other, replace(chances, almost=almost)) == would_help(problem, chances)


@given(drawn())
def test_at_most_five_are_named_the_best_first_and_only_real_gains(asked: Drawn) -> None:
    problem, chances = asked
    run, _locks, every = found_by(problem, chances)
    named = with_helps(run, problem, chances).helps
    assert len(named) <= helps.MOST
    assert [each.more for each in named] == sorted((each.more for each in named), reverse=True)
    assert all(each.more > 0 for each in named)
    assert bool(named) == bool(every)
    if every:
        assert named[0].more == max(each.more for each in every)


@given(drawn())
def test_nothing_helps_where_nobody_waits(asked: Drawn) -> None:
    problem, chances = asked
    run = suggest(problem)
    matched = {each.mentee for each in run.answer.pairs}
    alone = replace(problem, mentees=tuple(each for each in problem.mentees if each.id in matched))
    assert would_help(alone, chances) == ()


def test_an_arrangement_that_people_made_is_measured_against_the_most_that_can_be() -> None:
    two = problem((mentor("one"), mentor("two")), (mentee("a"), mentee("b"), mentee("c")))
    chances = Chances(years={"mon": [10]})
    run = with_helps(review(two, [Pair("one", "a")]), two, chances)
    assert len(run.waiting) == 2
    assert [(each.change, each.more) for each in run.helps] == [(Change.NEW_MENTOR, 1)]


def test_nothing_helps_around_cannot_be_paired() -> None:
    """Whatever would have to lift it is no help: not a mentor here, not one in training, not a smaller gap."""
    here, young = mentor("here", slots=frozenset({"mon"}), seats=2), mentor("young", year=8)
    trained = mentor("trained")
    child, other = mentee("child", slots=frozenset({"tue"})), mentee("other", slots=frozenset({"mon"}))
    chances = Chances({"training": [trained]}, {"here": frozenset({"mon", "tue"})}, more_places=True)
    open_to_all = problem((here, young), (child, other))
    named = {each.change for each in would_help(open_to_all, chances)}
    assert {Change.FINISH, Change.ANOTHER_TIME, Change.SMALLER_GAP} <= named
    never = frozenset(frozenset({"child", each.id}) for each in (here, young, trained))
    assert would_help(replace(open_to_all, cannot=never), chances) == ()


def test_a_child_is_helped_by_moving_others_along() -> None:
    """A new mentor on Tuesday is no good to who can come on Monday alone; but who holds their place could go there."""
    art = frozenset({"art"})
    only = mentor("only", slots=frozenset({"mon"}), interests=art)
    held = mentee("held", slots=frozenset({"mon", "tue"}), interests=art)
    waits = mentee("waits", slots=frozenset({"mon"}), interests=frozenset({"sport"}))
    asked = problem((only,), (held, waits))
    run = with_helps(suggest(asked), asked, Chances(years={"tue": [10], "wed": [10]}))
    assert [each.pair for each in run.answer.pairs] == [Pair("only", "held")]
    assert [(each.slot, each.more, each.children) for each in run.helps] == [("tue", 1, ("waits",))]


def test_a_mentor_who_is_here_can_be_freed_by_moving_others_along() -> None:
    """The one who could come on Tuesday is full, and somebody else could take whom they have."""
    both = frozenset({"mon", "tue"})
    art = frozenset({"art"})
    asked = problem(
        (mentor("busy", slots=frozenset({"mon"}), interests=art), mentor("free", slots=frozenset({"mon"}))),
        (mentee("held", slots=frozenset({"mon"}), interests=art), mentee("waits", slots=frozenset({"tue"}))),
    )
    (found,) = with_helps(suggest(asked), asked, Chances(times={"busy": both})).helps
    assert (found.change, found.mentors, found.children) == (Change.ANOTHER_TIME, ("busy",), ("waits",))


# ---- the price of forcing


def every_pair(asked: Problem) -> list[Pair]:
    return [Pair(one.id, other.id) for one in asked.mentors for other in asked.mentees]


def best_with(asked: Problem, pair: Pair, locks: set[Pair]) -> tuple[int, int, int, int]:
    """Return the best of all arrangements beside a pair that stays: matched, kept, weakest of the others, total."""
    found = arrays_of(asked)
    table, broken = scores(found, parts_of(found)), broken_boundaries(found)
    score = {
        each: int(table[found.row[each.mentor], found.column[each.mentee]]) for each in every_pair(asked)
    }
    fixed = locks | {pair}
    seats = {one.id: one.seats - sum(lock.mentor == one.id for lock in fixed) for one in asked.mentors}
    free = [
        each
        for each in every_pair(asked)
        if not broken[found.row[each.mentor], found.column[each.mentee]]
        and each.mentee not in {lock.mentee for lock in fixed}
    ]

    def worth(some: list[Pair]) -> tuple[int, int, int, int]:
        lowest = min((score[each] for each in some), default=0)
        return len(some), len(asked.kept & set(some)), lowest, sum(score[each] for each in some)

    many, kept, _lowest, total = max(worth(some) for some in arrangements(free, seats))
    weakest = max(
        (worth(some)[2] for some in arrangements(free, seats) if some and worth(some)[:2] == (many, kept)),
        default=1000,
    )
    kept += len(asked.kept & fixed)
    return many + len(fixed), kept, min(weakest, score[pair]), total + sum(score[each] for each in fixed)


@given(problems(), st.data())
def test_the_price_of_a_pair_is_what_the_best_arrangement_that_holds_it_reaches(
    asked: Problem, data: st.DataObject
) -> None:
    if not (cells := every_pair(asked)):
        return
    pair = data.draw(st.sampled_from(cells))
    said, run = forced(asked, pair), suggest(asked)
    locks = {each.pair for each in run.answer.pairs if each.locked}
    broken, reason = between(asked, pair)
    if broken:
        alone = [Boundary.CANNOT_BE_PAIRED]
        assert list(said.boundaries) == (alone if alone[0] in broken else broken)
        assert said.price is None
        assert said.why is None
        return
    assert said.why == reason
    seats = next(each.seats for each in asked.mentors if each.id == pair.mentor)
    taken = [lock for lock in locks if lock.mentor == pair.mentor]
    conflict = pair not in locks and (len(taken) >= seats or pair.mentee in {lock.mentee for lock in locks})
    assert said.is_locked_out == conflict
    assert said.is_suggested == (pair in {each.pair for each in run.answer.pairs})
    if conflict or said.is_suggested:
        assert said.price is None
        return
    assert said.price is not None
    now, then = said.price.now, said.price.then
    assert now == run.answer.objectives
    assert then is not None
    floor = then.floor if then.floor is not None else 1000
    assert (then.matched, then.kept, floor, then.total) == best_with(asked, pair, locks)
    assert said.price.fewer == run.answer.objectives.matched - then.matched
    assert said.price.fewer >= 0
    assert len(said.price.waits) >= said.price.fewer
    counted = forced(asked, pair, only_count=True).price
    assert counted is not None
    assert counted.fewer == said.price.fewer


@pytest.mark.parametrize("also", ["no time", "years", "said no", "put aside", "nothing"])
def test_of_two_who_cannot_be_paired_nothing_else_is_said(also: str) -> None:
    one, other = mentor(), mentee(slots=frozenset() if also == "no time" else frozenset({"mon"}))
    pair = Pair("mentor", "mentee")
    asked = problem(
        (replace(one, year=7) if also == "years" else one,),
        (other,),
        cannot=frozenset({frozenset(pair)}),
        said_no=frozenset({pair} if also == "said no" else ()),
        put_aside=frozenset({pair} if also == "put aside" else ()),
    )
    plain = forced(problem(cannot=frozenset({frozenset(pair)})), pair)
    assert forced(asked, pair) == plain
    assert plain.boundaries == (Boundary.CANNOT_BE_PAIRED,)


def test_who_is_not_in_the_problem_is_no_pair() -> None:
    with pytest.raises(KeyError):
        forced(problem(), Pair("mentor", "stranger"))


def test_what_was_locked_before_is_not_the_weakest_and_whoever_is_forced_may_be() -> None:
    art, sport = frozenset({"art"}), frozenset({"sport"})
    asked = problem(
        (mentor("a", interests=art), mentor("b", interests=sport), mentor("c", slots=frozenset({"mon"}))),
        (
            mentee("1", interests=art),
            mentee("2", interests=sport),
            mentee("3", interests=frozenset({"music", "books"})),
        ),
        locks=frozenset({Pair("c", "3")}),
    )
    price = forced(asked, Pair("a", "2")).price
    assert price is not None
    assert price.now is not None
    assert price.then is not None
    assert (price.now.floor, price.then.floor) == (916, 166)  # the locked pair has 83
    assert price.fewer == 0
    assert price.changed == 1
