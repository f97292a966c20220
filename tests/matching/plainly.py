"""The same questions answered plainly: one pair after another, from the words of docs/matching.md, without arrays.

Slow, and shares no code with the engine: what both say is more likely to be so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from mentoring.matching.engine.codes import Boundary, Criterion, Weight
from mentoring.matching.engine.facts import Pair, Person, Problem
from tests.matching.people import arrangements

FACTOR = {Weight.NOT: 0, Weight.A_LITTLE: 1, Weight.A_LOT: 3}


@dataclass(frozen=True)
class Best:
    """What the best arrangement reaches beside the locks that stand, and what each objective cost of the total."""

    matched: int
    kept: int
    floor: int | None
    total: int
    price_of_kept: int
    price_of_floor: int


def boundaries(asked: Problem, mentor: Person, mentee: Person) -> list[Boundary]:
    """Return what stands between two people."""
    limits, ahead = asked.settings, mentor.year - mentee.year
    common = [slot for slot in asked.slots if slot.id in mentor.slots and slot.id in mentee.slots]
    two = Pair(mentor.id, mentee.id)
    unlike = mentor.gender != mentee.gender or not mentor.gender
    stands = {
        Boundary.CANNOT_BE_PAIRED: frozenset(two) in asked.cannot,
        Boundary.GAP_TOO_SMALL: limits.gap_least is not None and ahead < limits.gap_least,
        Boundary.GAP_TOO_LARGE: limits.gap_most is not None and ahead > limits.gap_most,
        Boundary.GAP_MONTHS: bool(
            limits.gap_months is not None
            and mentor.born
            and mentee.born
            and mentee.born - mentor.born < limits.gap_months
        ),
        Boundary.NO_COMMON_SLOT: not common,
        Boundary.PLACE_NEEDS: bool(common) and not usable(asked, mentor, mentee),
        Boundary.SAME_GENDER: (mentor.same_gender or mentee.same_gender) and unlike,
        Boundary.LANGUAGE_NEED: bool(mentee.must_speak) and not mentee.must_speak & mentor.languages,
        Boundary.NO_SEAT: mentor.seats < 1 or mentee.seats < 1,
        Boundary.SAID_NO: two in asked.said_no,
        Boundary.PUT_ASIDE: two in asked.put_aside,
    }
    return [code for code in Boundary if stands[code]]


def usable(asked: Problem, mentor: Person, mentee: Person) -> list[str]:
    """Return the times that both can do at a place that has all that either of them needs."""
    needs = mentor.needs | mentee.needs
    return [
        slot.id
        for slot in asked.slots
        if slot.id in mentor.slots & mentee.slots and any(not needs - room for room in slot.rooms)
    ]


class Scorer:
    """Scores the pairs of one problem."""

    def __init__(self, asked: Problem) -> None:
        self._asked = asked
        self._people = [*asked.mentors, *asked.mentees]
        self._interests = Counter(word for person in self._people for word in person.interests)
        self._languages = Counter(word for person in self._people for word in person.languages)

    def score(self, mentor: Person, mentee: Person) -> int:
        """Return how well two people fit, in thousandths."""
        total = most = 0
        for code, (got, of) in self._parts(mentor, mentee).items():
            factor = FACTOR[self._asked.settings.weights.get(code, Weight.NOT)]
            if of:  # the mentee said something about it
                total, most = total + factor * (1000 * got // of), most + factor
        return total // max(most, 1)

    def _lived(self, mentor: Person, mentee: Person) -> tuple[int, int]:
        mentors = self._asked.mentors
        tells = any(0 < sum(word in one.lived for one in mentors) < len(mentors) for word in mentee.help)
        return len(mentor.lived & mentee.help), len(mentee.help) if tells else 0

    def _near(self, mentor: Person, mentee: Person) -> int:
        if mentor.base and (mentor.site, mentor.base) == (mentee.site, mentee.base):
            return 2
        return int(mentor.site != "" and mentor.site == mentee.site)

    def _base(self, mentor: Person, mentee: Person) -> tuple[int, int]:
        asked = self._asked
        found = {self._near(one, mentee) for one in asked.mentors if usable(asked, one, mentee)}
        return self._near(mentor, mentee), 2 if len(found) > 1 else 0

    def _parts(self, mentor: Person, mentee: Person) -> dict[Criterion, tuple[int, int]]:
        shared_help = len(mentor.help & mentee.help)
        return {
            Criterion.HELP: (shared_help, len(mentee.help)),
            Criterion.LIVED: self._lived(mentor, mentee),
            Criterion.BASE: self._base(mentor, mentee),
            Criterion.INTERESTS: self._covered(mentor.interests, mentee.interests, self._interests),
            Criterion.LANGUAGES: self._covered(mentor.languages, mentee.languages, self._languages),
            Criterion.SLOTS: (min(len(usable(self._asked, mentor, mentee)), 3), 3),
        }

    def _covered(self, mine: frozenset[str], theirs: frozenset[str], named: Counter[str]) -> tuple[int, int]:
        worth = {word: round(100 * log(len(self._people) / named[word])) for word in theirs}
        return sum(worth[word] for word in theirs & mine), sum(worth.values())


def standing_locks(asked: Problem) -> list[Pair]:
    """Return the locks that can stand: in their order, each where no boundary is and a place is left."""
    mentors = {person.id: person for person in asked.mentors}
    mentees = {person.id: person for person in asked.mentees}
    stand: list[Pair] = []
    for lock in sorted(asked.locks):
        if lock.mentor not in mentors or lock.mentee not in mentees:
            continue
        taken = sum(other.mentor == lock.mentor for other in stand)
        if (
            not boundaries(asked, mentors[lock.mentor], mentees[lock.mentee])
            and taken < mentors[lock.mentor].seats
            and all(other.mentee != lock.mentee for other in stand)
        ):
            stand.append(lock)
    return stand


def left_open(asked: Problem) -> tuple[dict[Pair, int], dict[str, int]]:
    """Return the pairs beside the locks that may be, with their scores, and the places that mentors have left."""
    locks, scorer = standing_locks(asked), Scorer(asked)
    seats = {
        person.id: person.seats - sum(lock.mentor == person.id for lock in locks) for person in asked.mentors
    }
    fixed = {lock.mentee for lock in locks}
    free = {
        Pair(one.id, other.id): scorer.score(one, other)
        for one in asked.mentors
        for other in asked.mentees
        if other.id not in fixed and seats[one.id] > 0 and not boundaries(asked, one, other)
    }
    return free, seats


def best_by_trying(asked: Problem) -> Best:
    """Return the best of all arrangements, having tried every one."""
    score, seats = left_open(asked)
    every = [
        (len(pairs), len(asked.kept & set(pairs)), [score[pair] for pair in pairs])
        for pairs in arrangements(list(score), seats)
    ]
    matched = max(each[0] for each in every)
    most = [each for each in every if each[0] == matched]
    kept = max(each[1] for each in most)
    keeping = [each for each in most if each[1] == kept]
    floor = max(min(each[2], default=-1) for each in keeping)
    total = max(sum(each[2]) for each in keeping if min(each[2], default=-1) == floor)
    any_floor = max(sum(each[2]) for each in keeping)
    anyhow = max(sum(each[2]) for each in most)
    return Best(
        matched, kept, floor if matched else None, total, anyhow - any_floor, any_floor - total
    )  # fmt: skip


def best_by_programming(asked: Problem) -> Best:
    """Return the same by integer programming: one objective after the other, each fixed before the next."""
    score, seats = left_open(asked)
    if not score:
        return Best(0, 0, None, 0, 0, 0)
    cells = sorted(score)
    worth, kept = [score[cell] for cell in cells], [int(cell in asked.kept) for cell in cells]
    room = _room(cells, seats)

    def most(of: Sequence[int], fixed: list[tuple[Sequence[int], int]], above: int = 0) -> int | None:
        limits = [LinearConstraint(*room)]
        limits += [LinearConstraint(np.array([row]), value, np.inf) for row, value in fixed]
        may = np.array([each >= above for each in worth], dtype=float)
        done = milp(-np.array(of, dtype=float), constraints=limits, integrality=1, bounds=Bounds(0, may))
        return None if done.x is None else round(-done.fun)

    ones = [1] * len(cells)
    matched = most(ones, [])
    assert matched is not None
    if not matched:
        return Best(0, 0, None, 0, 0, 0)
    keeps = most(kept, [(ones, matched)])
    assert keeps is not None
    fixed: list[tuple[Sequence[int], int]] = [(ones, matched), (kept, keeps)]
    steps = sorted(set(worth))
    good, bad = 0, len(steps)
    while bad - good > 1:
        middle = (good + bad) // 2
        if most(ones, fixed, steps[middle]) is None:
            bad = middle
        else:
            good = middle
    total, any_floor = most(worth, fixed, steps[good]), most(worth, fixed)
    anyhow = most(worth, [(ones, matched)])
    assert total is not None and any_floor is not None and anyhow is not None
    return Best(matched, keeps, steps[good], total, anyhow - any_floor, any_floor - total)


def _room(cells: Sequence[Pair], seats: dict[str, int]) -> tuple[np.ndarray, float, np.ndarray]:
    """Return that each mentor has their places and each mentee one."""
    mentors, mentees = sorted({cell.mentor for cell in cells}), sorted({cell.mentee for cell in cells})
    table = np.array(
        [[cell.mentor == each for cell in cells] for each in mentors]
        + [[cell.mentee == each for cell in cells] for each in mentees],
        dtype=float,
    )
    return table, -np.inf, np.array([seats[each] for each in mentors] + [1] * len(mentees), dtype=float)
