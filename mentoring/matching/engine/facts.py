"""What the engine is told: people, slots, settings, and what is fixed. Ids, codes and numbers only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mentoring.matching.engine.codes import Criterion, Need, Weight

DEFAULT_WEIGHTS: Mapping[Criterion, Weight] = {
    Criterion.HELP: Weight.A_LOT,
    Criterion.LIVED: Weight.A_LITTLE,
    Criterion.INTERESTS: Weight.A_LOT,
    Criterion.SLOTS: Weight.A_LITTLE,
    Criterion.LANGUAGES: Weight.A_LITTLE,
    Criterion.MEETING: Weight.A_LOT,
    Criterion.CONTINUITY: Weight.A_LITTLE,
    Criterion.EXPERIENCE: Weight.A_LITTLE,
    Criterion.FREE_UNTIL: Weight.A_LITTLE,
    Criterion.BASE: Weight.NOT,
}


class Pair(NamedTuple):
    """A mentor and a mentee, by their students' ids."""

    mentor: str
    mentee: str


@dataclass(frozen=True)
class Person:
    """One mentor or mentee who is ready.

    year: the place of their year group on the country's scale. slots: the times that they can do, which are times of
    their own site. help: what a mentee would like help with, or a mentor can help with. gender: "" where it is not
    told. seats: how many more pairings they can have. born: years times 12 and months, where the school keeps it.
    chose: whom they would like to meet again after a meet-and-greet. experience: of a mentor, that a pairing of theirs
    came to its planned end; of a mentee, that staff think they need such a mentor. oldest: a mentor of the oldest year
    at their site. must_speak: the languages of which a mentor of this mentee must speak one; none where any will do.
    lived: of a mentor, what of the help that mentees can wish for they have been through themselves. site, base: where
    they are at school, and the form base there; "" where it is not told.
    """

    id: str
    year: int
    slots: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    help: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    needs: frozenset[Need] = frozenset()
    same_gender: bool = False
    gender: str = ""
    seats: int = 1
    born: int | None = None
    chose: frozenset[str] = frozenset()
    experience: bool = False
    oldest: bool = False
    must_speak: frozenset[str] = frozenset()
    lived: frozenset[str] = frozenset()
    site: str = ""
    base: str = ""


@dataclass(frozen=True)
class Slot:
    """A supervised time with an adult on duty. rooms: for each of its approved places, the needs that it meets.

    free: for each of these places, how many more groups it has room for; None where that is not counted.
    """

    id: str
    rooms: tuple[frozenset[Need], ...]
    free: tuple[int, ...] | None = None

    def meets(self, needs: frozenset[Need]) -> bool:
        """Say whether one of its places meets all of these needs together."""
        return any(needs <= room for room in self.rooms)


@dataclass(frozen=True)
class Settings:
    """The programme's limits in school years and in months of age (None: no such limit), and what matters here."""

    gap_least: int | None = None
    gap_most: int | None = None
    gap_months: int | None = None
    weights: Mapping[Criterion, Weight] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))


@dataclass(frozen=True)
class Grouping:
    """What a group is: how many mentors lead it, and how few and how many mentees it has.

    friends: who wishes to be in one group with whom, each as (who wishes, with whom).
    """

    leaders: int = 2
    least: int = 3
    most: int = 10
    friends: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, order=True)
class Together:
    """A group that stays as it is: who leads it, who is in it, when, and the needs that its place meets."""

    leaders: tuple[str, ...]
    mentees: tuple[str, ...]
    slot: str
    room: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """Everything that one run is about.

    cannot: two people, in either order, who are never paired; why is not said here. said_no: one of the two was asked
    about the other before and said no. put_aside: "not these two", this time. locks: pairs that stay. kept: pairs of
    the run before, which are kept where that matches no fewer. again: two who were a pairing before, which came to its
    planned end, and whom staff would pair again. grouping: where mentors and mentees meet in groups. together: groups
    that stay.
    """

    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]
    slots: tuple[Slot, ...]
    settings: Settings = field(default_factory=Settings)
    cannot: frozenset[frozenset[str]] = frozenset()
    said_no: frozenset[Pair] = frozenset()
    put_aside: frozenset[Pair] = frozenset()
    locks: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    again: frozenset[Pair] = frozenset()
    grouping: Grouping = field(default_factory=Grouping)
    together: tuple[Together, ...] = ()

    @property
    def full(self) -> int:
        """Return how many of the mentors have no place free."""
        return sum(each.seats < 1 for each in self.mentors)

    def holds(self, pair: Pair) -> bool:
        """Say whether both are here, the mentor as a mentor and the mentee as a mentee."""
        return any(each.id == pair.mentor for each in self.mentors) and any(
            each.id == pair.mentee for each in self.mentees
        )


@dataclass(frozen=True)
class Chances:
    """What could be otherwise in a programme, beside its problem.

    almost: mentors who lack one gate alone, by that gate, with every boundary that stands behind them in the problem.
    times: all times of a mentor's own site and year, by mentor. years: of which years mentors could come, by slot.
    places: how many mentees a new mentor takes. more_places: whether each mentor may take one more.
    """

    almost: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    times: Mapping[str, frozenset[str]] = field(default_factory=dict)
    years: Mapping[str, Sequence[int]] = field(default_factory=dict)
    places: int = 1
    more_places: bool = False
