"""What the engine says: who goes with whom, why, who waits and why, and the proof. Codes, ids and numbers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mentoring.matching.engine.codes import Boundary, Change, Criterion, Unproved
from mentoring.matching.engine.facts import Pair


class NotProved(Exception):
    """An arrangement did not stand up to its check. It is not shown."""

    def __init__(self, code: Unproved) -> None:
        """Keep what was wrong."""
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class Chosen:
    """One suggested pairing. score: thousandths. locked: somebody said that it stays."""

    mentor: str
    mentee: str
    score: int
    locked: bool = False

    @property
    def pair(self) -> Pair:
        """Return its two people."""
        return Pair(self.mentor, self.mentee)


@dataclass(frozen=True)
class Objectives:
    """What was aimed for, in this order, and what each cost in the total of scores.

    matched, of: mentees. kept, kept_of: pairings of the run before. floor: the weakest score of all that are not
    locked, as high as it can be; None where nobody is matched. total: of all scores.
    """

    matched: int
    of: int
    kept: int
    kept_of: int
    floor: int | None
    total: int
    price_of_kept: int = 0
    price_of_floor: int = 0


@dataclass(frozen=True)
class Answer:
    """One arrangement. witness: the most that can be matched when every score must be above the floor."""

    pairs: tuple[Chosen, ...]
    objectives: Objectives
    dropped_locks: tuple[Pair, ...] = ()
    witness: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """Why nothing better exists: a price for every mentor's seat and every mentee.

    No allowed pair is worth more than the prices of its two, so no arrangement is worth more than `bound`, the sum
    of all prices; and this one is worth exactly that. many_bound: the same for how many are matched.
    """

    value: int
    bound: int
    many: int
    many_bound: int
    mentor_prices: Mapping[str, int]
    mentee_prices: Mapping[str, int]


@dataclass(frozen=True)
class Why:
    """What two people have in common, and each criterion's score in thousandths.

    lived: what the mentor has been through of the help that the mentee would like.
    """

    score: int
    parts: Mapping[Criterion, int]
    interests: tuple[str, ...]
    help: tuple[str, ...]
    languages: tuple[str, ...]
    slots: tuple[str, ...]
    lived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A mentee without a mentor. could: how many mentors no boundary keeps from them. boundaries: mentors, by each."""

    mentee: str
    could: int
    boundaries: Mapping[Boundary, int]


@dataclass(frozen=True)
class Help:
    """A change that would match `more` children than the best arrangement does without it.

    children: who of those that wait could have a mentor by it, nobody else losing theirs. mentors_needed: how many
    mentors it takes. by_one: how many more one of them would match. gate: which is to be finished. slot: at which
    time. years: of which school years a new mentor could be; of a smaller gap, its one number. mentors: who of those
    who are here could come then; one is enough.
    """

    change: Change
    more: int
    children: tuple[str, ...]
    mentors_needed: int = 1
    by_one: int = 0
    gate: str = ""
    slot: str = ""
    years: tuple[int, ...] = ()
    mentors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """What an arrangement costs that must hold a pair, beside the best one that need not.

    now, then: what each reaches; the weakest of all pairings counts that are not locked, the forced one too. None where
    only the children were counted. fewer: children matched. waits: who has a mentor in the first and not in the other.
    changed: how many other pairings of the first are not in the other.
    """

    fewer: int
    waits: tuple[str, ...]
    changed: int = 0
    now: Objectives | None = None
    then: Objectives | None = None


@dataclass(frozen=True)
class Forced:
    """What is to be said of two people whom somebody points at.

    boundaries: what stands between them; then there is nothing else, no price and no reason. is_locked_out: a lock
    gives one of them to somebody else. is_suggested: the best arrangement has them together anyway.
    """

    boundaries: tuple[Boundary, ...]
    why: Why | None = None
    price: Price | None = None
    is_locked_out: bool = False
    is_suggested: bool = False


@dataclass(frozen=True)
class Run:
    """One run from end to end. excluded: how many pairs break each boundary; one pair may break several.

    helps: what would match more children, the best first.
    """

    answer: Answer
    whys: tuple[Why, ...]  # in the order of the answer's pairs
    waiting: tuple[Waiting, ...]
    excluded: Mapping[Boundary, int]
    certificate: Certificate | None  # None where people changed it by hand
    helps: tuple[Help, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)
