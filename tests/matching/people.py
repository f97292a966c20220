"""Small made-up problems, and every arrangement of them one by one."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from mentoring.matching.engine.codes import Criterion, Need, Weight
from mentoring.matching.engine.facts import DEFAULT_WEIGHTS, Pair, Person, Problem, Settings, Slot

SLOTS = (
    Slot("mon", (frozenset(), frozenset({Need.STEP_FREE}))),
    Slot("tue", (frozenset({Need.STEP_FREE, Need.QUIET}),)),
    Slot("wed", (frozenset({Need.QUIET}), frozenset({Need.ADULT_PRESENT}))),
)
SLOT_IDS = [slot.id for slot in SLOTS]


def mentor(id: str = "mentor", **facts: object) -> Person:
    """Return a mentor of Year 10 who can come on Monday and Tuesday."""
    return Person(**{"id": id, "year": 10, "slots": frozenset({"mon", "tue"}), **facts})  # type: ignore[arg-type]


def mentee(id: str = "mentee", **facts: object) -> Person:
    """Return a mentee of Year 7 who can come on Monday and Tuesday."""
    return Person(**{"id": id, "year": 7, "slots": frozenset({"mon", "tue"}), **facts})  # type: ignore[arg-type]


def problem(
    mentors: tuple[Person, ...] = (mentor(),), mentees: tuple[Person, ...] = (mentee(),), **more: object
) -> Problem:
    """Return a problem with the three slots and a gap of 2 to 5 years."""
    return Problem(**{
        "mentors": mentors, "mentees": mentees, "slots": SLOTS, "settings": Settings(2, 5), **more,
    })  # type: ignore[arg-type]  # fmt: skip


def made_up(seed: int, most: int = 5) -> Problem:
    """Return a problem with up to `most` mentors and mentees; with five, every arrangement can be tried."""
    chance = Random(seed)
    strict = chance.random() < 0.4  # else few boundaries stand between people, and more are matched

    def some(words: list[str], most: int = 3) -> frozenset[str]:
        return frozenset(chance.sample(words, chance.randint(0, min(most, len(words)))))

    def person(id: str, years: tuple[int, int], seats: int) -> Person:
        return Person(
            id,
            chance.randint(*years),
            some(SLOT_IDS) if strict else frozenset(chance.sample(SLOT_IDS, chance.choice([2, 3]))),
            some(["art", "sport", "music", "books"]),
            some(["friends", "tests", "clubs"]),
            some(["polish", "urdu"]),
            frozenset(Need(need) for need in some(list(Need), 2))
            if chance.random() < (0.3 if strict else 0.1)
            else frozenset(),
            chance.random() < (0.15 if strict else 0.03),
            chance.choice(["", "girl", "boy"]),
            seats,
            chance.choice([None, 24100, 24110, 24130]),
            lived=some(["friends", "tests", "clubs"], 2) if chance.random() < 0.4 else frozenset(),
            site=chance.choice(["", "park", "park", "hill"]),
            base=chance.choice(["", "oak", "ash"]),
        )

    mentors = tuple(person(f"a{at}", (8, 11), chance.randint(0, 3)) for at in range(chance.randint(0, most)))
    mentees = tuple(person(f"b{at}", (7, 9), 1) for at in range(chance.randint(0, most)))
    mentees = tuple(
        replace(each, must_speak=some(["polish", "urdu"])) if chance.random() < 0.1 else each
        for each in mentees
    )
    cells = [Pair(one.id, other.id) for one in mentors for other in mentees]

    def pairs() -> frozenset[Pair]:
        return frozenset(chance.sample(cells, chance.randint(0, min(most - 2, len(cells)))))

    weights = {code: chance.choice([Weight.NOT, Weight.A_LITTLE, Weight.A_LOT]) for code in Criterion}
    return Problem(
        mentors,
        mentees,
        SLOTS,
        Settings(
            chance.choice([None, 1, 2]) if strict else None,
            chance.choice([None, 3]),
            chance.choice([None, None, 12]),
            chance.choice([dict(DEFAULT_WEIGHTS), weights]),
        ),
        frozenset(frozenset(pair) for pair in pairs()),
        frozenset(sorted(pairs())[:1]),
        pairs(),
        pairs(),
        pairs(),
    )


def problems(most: int = 5) -> st.SearchStrategy[Problem]:
    """Return made-up problems: by a seed, since drawing each fact by itself takes most of a test's time."""
    return st.integers(0, 10**9).map(lambda seed: made_up(seed, most))


def arrangements(cells: list[Pair], seats: dict[str, int]) -> Iterator[list[Pair]]:
    """Yield every way of taking some of these cells, each mentee once and no mentor over their seats."""
    by_mentee: dict[str, list[str]] = {}
    for cell in cells:
        by_mentee.setdefault(cell.mentee, []).append(cell.mentor)
    mentees = sorted(by_mentee)

    def go(at: int, left: dict[str, int]) -> Iterator[list[Pair]]:
        if at == len(mentees):
            yield []
            return
        yield from go(at + 1, left)
        for one in by_mentee[mentees[at]]:
            if left[one] > 0:
                for rest in go(at + 1, {**left, one: left[one] - 1}):
                    yield [Pair(one, mentees[at]), *rest]

    yield from go(0, seats)
