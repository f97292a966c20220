"""What the engine says of groups: who is in which and when, who waits and why, and how far it is from the best."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mentoring.matching.engine.codes import Boundary


@dataclass(frozen=True)
class Group:
    """One suggested group. room: the needs that its place meets. score: of all its mentors and mentees, and wishes."""

    leaders: tuple[str, ...]
    mentees: tuple[str, ...]
    slot: str
    room: tuple[str, ...]
    score: int


@dataclass(frozen=True)
class Measure:
    """What was reached of one aim, and beyond which nothing is possible. Where the two are equal, it is the best."""

    value: int
    bound: int

    @property
    def gap(self) -> int:
        """Return how far it may be from the best."""
        return abs(self.bound - self.value)


@dataclass(frozen=True)
class Prices:
    """From what the bound of the total can be worked out anew: a price for each mentee, mentor, and kind of place.

    placed: what every placed mentee pays besides. sessions: by slot and needs, as `session_key` writes them.
    """

    mentees: Mapping[str, int]
    leaders: Mapping[str, int]
    sessions: Mapping[str, int]
    placed: int = 0


@dataclass(frozen=True)
class GroupAnswer:
    """The groups, and each aim in its order: mentees placed, groups, how much their sizes differ, total of scores.

    floor: how well the weakest group fits, which comes before the total; None where it was not aimed for.

    Each bound holds for those that have reached what stands before it. `by_prices`: the bound of the total that the
    prices alone give; `total.bound` is the same or tighter, since the solver also searched. sizes: the smallest and
    the largest that a group may have once sizes are as even as can be.
    """

    groups: tuple[Group, ...]
    placed: Measure
    count: Measure
    spread: Measure
    total: Measure
    prices: Prices
    sizes: tuple[int, int] = (0, 0)
    by_prices: int = 0
    floor: Measure | None = None


@dataclass(frozen=True)
class GroupWhy:
    """What a group has in common: by word how many of its mentees share it with one of its mentors.

    alone: who shares none of it. lived: what one of its mentors has been through, by how many of its mentees would like
    help with it.
    """

    fit: int  # in thousandths, of a mentor and a mentee of the group at the middle
    interests: Mapping[str, int]
    help: Mapping[str, int]
    languages: Mapping[str, int]
    alone: tuple[str, ...]
    friends: int = 0
    lived: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupWaiting:
    """A mentee without a group. could: mentors whom no boundary keeps from them. teams: teams that could take them."""

    mentee: str
    could: int
    teams: int
    boundaries: Mapping[Boundary, int]


@dataclass(frozen=True)
class GroupRun:
    """One run from end to end, checked.

    locked: groups that stayed as they were; the answer and its bounds are of all others. dropped: how many could not.
    """

    answer: GroupAnswer
    whys: tuple[GroupWhy, ...]  # in the order of the groups
    waiting: tuple[GroupWaiting, ...]
    spare: tuple[str, ...]  # mentors without a group
    excluded: Mapping[Boundary, int]
    locked: tuple[Group, ...] = ()
    locked_whys: tuple[GroupWhy, ...] = ()
    dropped: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)


def session_key(slot: str, room: tuple[str, ...]) -> str:
    """Return the name of a time at a kind of place."""
    return "+".join((slot, *room))
