"""What would help whoever waits: the smallest changes with which more children have a mentor, found by solving again.

Only how many are matched is asked here, which is quick. No change lifts a boundary that a person stands behind: who
cannot be paired stays so, whatever else is tried.

Behind it is one fact about arrangements with the most matched. A mentee who waits can be matched only along a path:
they take a place, whoever had it takes another, and so on to a place that is free. So what mentors are *short of* is
all in the part that such paths can reach, which is small where few wait, and a change counts only if it ends one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mentoring.matching.engine.answers import Help
from mentoring.matching.engine.arrays import Arrays, Mask, Numbers, arrays_of
from mentoring.matching.engine.assign import NOBODY, most_matched
from mentoring.matching.engine.boundaries import broken_boundaries
from mentoring.matching.engine.codes import Change
from mentoring.matching.engine.facts import Chances, Pair, Person, Problem
from mentoring.matching.engine.solve import left_open, standing_locks

MOST = 5  # changes that are named
MOST_OF_A_KIND = 2  # so that one kind does not hide the others
MOST_TRIED = (
    10  # mentors with several places who are each tried at one time; the others count as one more child
)


@dataclass(frozen=True)
class Ground:
    """Who may be paired beside the locks, each mentor's places, and one arrangement with the most matched."""

    people: Arrays
    allowed: Mask
    seats: Numbers
    held: Numbers
    waiting: Numbers  # the columns of who waits

    @property
    def matched(self) -> int:
        """Return how many have a mentor, locked ones aside."""
        return int(np.count_nonzero(self.held != NOBODY))

    @property
    def spare(self) -> Numbers:
        """Return how many places of each mentor are free."""
        return self.seats - np.bincount(self.held[self.held != NOBODY], minlength=len(self.seats))


def would_help(problem: Problem, chances: Chances, pairs: Collection[Pair] = ()) -> tuple[Help, ...]:
    """Return the changes that would match more children than can be now, the best first.

    pairs: the arrangement that is shown, which says who waits. One that people made may match fewer than can be; then
    it counts what the most is without it.
    """
    ground = _ground(problem, pairs)
    if not ground.waiting.size:
        return ()
    short = Short.of(ground)
    found = (
        _finish(short, chances),
        _another_time(ground, short, chances),
        _new_mentor(short, chances),
        _one_more_place(ground, short, chances),
        _smaller_gap(ground),
    )
    named = [each for kind in found for each in sorted(kind, key=_order)[:MOST_OF_A_KIND] if each.more]
    return tuple(sorted(named, key=_order)[:MOST])


def _order(each: Help) -> tuple[int, int, int, str, str]:
    kinds = list(Change)
    return -each.more, each.mentors_needed, kinds.index(each.change), each.gate, each.slot


def _ground(problem: Problem, pairs: Collection[Pair] = ()) -> Ground:
    people = arrays_of(problem)
    broken = broken_boundaries(people)
    locks, _dropped = standing_locks(people, broken)
    left = left_open(people, broken == 0, np.zeros(people.shape, dtype=np.int64), locks)
    held = most_matched(left.allowed, left.seats)
    if set(locks) <= set(pairs) and len(pairs) == len(locks) + np.count_nonzero(held != NOBODY):
        held = _places(people, set(pairs) - set(locks))
    waits = held == NOBODY
    waits[[people.column[lock.mentee] for lock in locks]] = False
    fixed = replace(problem, locks=frozenset(locks))
    return Ground(replace(people, problem=fixed), left.allowed, left.seats, held, np.flatnonzero(waits))


def _places(people: Arrays, pairs: Iterable[Pair]) -> Numbers:
    held = np.full(people.shape[1], NOBODY, dtype=np.int64)
    for mentor, mentee in pairs:
        held[people.column[mentee]] = people.row[mentor]
    return held


def _short_columns(ground: Ground) -> Mask:
    """Return the mentees whom somebody who waits could push out of their place, or who wait."""
    reached = np.zeros(len(ground.held), dtype=np.bool_)
    rows = np.zeros(len(ground.seats), dtype=np.bool_)
    new = ground.waiting
    while new.size:
        reached[new] = True
        fresh = ground.allowed[:, new].any(axis=1) & ~rows
        rows |= fresh
        new = np.flatnonzero(np.isin(ground.held, np.flatnonzero(fresh)) & ~reached)
    return reached


def _can_reach(allowed: Mask, held: Numbers, spare: Numbers) -> tuple[Mask, Mask]:
    """Return who has a free place, or could be given one by moving others along; and which mentees these could take."""
    rows = spare > 0
    columns = np.zeros(len(held), dtype=np.bool_)
    new = np.flatnonzero(rows)
    while new.size:
        fresh = allowed[new].any(axis=0) & ~columns
        columns |= fresh
        moved = np.unique(held[np.flatnonzero(fresh & (held != NOBODY))])
        new = moved[~rows[moved]]
        rows[new] = True
    return rows, columns


@dataclass(frozen=True)
class Short:
    """The part of a problem where mentors are short: whom paths of who waits reach. Every mentor in it is full."""

    problem: Problem  # its mentees alone, no locks: those are outside
    mentees: tuple[Person, ...]
    allowed: Mask
    seats: Numbers
    held: Numbers
    full: frozenset[str]  # its mentors

    @classmethod
    def of(cls, ground: Ground) -> "Short":
        """Return the short part of a ground."""
        columns = np.flatnonzero(_short_columns(ground))
        rows = np.flatnonzero(ground.allowed[:, columns].any(axis=1))
        place = np.full(len(ground.seats) + 1, NOBODY, dtype=np.int64)  # the last is for NOBODY
        place[rows] = np.arange(len(rows))
        mentees = tuple(ground.people.mentees[at] for at in columns)
        return cls(
            replace(ground.people.problem, mentees=mentees, locks=frozenset()),
            mentees,
            ground.allowed[np.ix_(rows, columns)],
            ground.seats[rows],
            place[ground.held[columns]],
            frozenset(ground.people.mentors[at].id for at in rows),
        )

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return int(np.count_nonzero(self.held == NOBODY))

    def whom(self, mentors: Iterable[Person]) -> Mask:
        """Return whom of its mentees each of these mentors could take; they come sorted by id."""
        some = replace(self.problem, mentors=tuple(mentors))
        return np.asarray(broken_boundaries(arrays_of(some)) == 0)

    def more(self, rows: Mask, seats: Numbers, own: int = 0) -> int:
        """Return how many more are matched with these mentors beside; own: places more of each of its mentors."""
        found = most_matched(np.vstack((self.allowed, rows)), np.concatenate((self.seats + own, seats)))
        return int(np.count_nonzero(found != NOBODY)) - (len(self.held) - self.waiting)

    def children(self, rows: Mask, own: int = 0) -> tuple[str, ...]:
        """Return who of those that wait could have a mentor then, while nobody loses theirs."""
        spare = np.concatenate((np.full(len(self.seats), own), np.ones(len(rows), dtype=np.int64)))
        _rows, columns = _can_reach(np.vstack((self.allowed, rows)), self.held, spare)
        return tuple(self.mentees[at].id for at in np.flatnonzero(columns & (self.held == NOBODY)))


def _seats(people: Iterable[Person]) -> Numbers:
    return np.array([max(person.seats, 0) for person in people], dtype=np.int64)


def _by_id(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda person: person.id)


def _finish(short: Short, chances: Chances) -> list[Help]:
    found = []
    for gate, people in sorted(chances.almost.items()):
        almost = _by_id(people)
        rows = short.whom(almost)
        more = short.more(rows, _seats(almost))
        found.append(Help(Change.FINISH, more, short.children(rows), len(almost), gate=gate))
    return found


def _another_time(ground: Ground, short: Short, chances: Chances) -> list[Help]:
    """Return for each time which mentor could match more by coming then: one with a place, or who can be given one."""
    rows, _columns = _can_reach(ground.allowed, ground.held, ground.spare)
    free = [ground.people.mentors[at] for at in np.flatnonzero(rows)]
    found = []
    for slot in sorted(each.id for each in ground.people.problem.slots):
        could = [each for each in free if slot in chances.times.get(each.id, ()) and slot not in each.slots]
        then = short.whom(replace(each, slots=frozenset({slot})) for each in could)
        useful = np.flatnonzero(then.any(axis=1))
        if not useful.size:
            continue
        more = _each_alone(ground, short, [could[at] for at in useful], then[useful], slot)
        best = max(more)
        chosen = [at for at, count in zip(useful, more, strict=True) if count == best]
        found.append(
            Help(
                Change.ANOTHER_TIME,
                best,
                short.children(then[chosen]),
                slot=slot,
                mentors=tuple(could[at].id for at in chosen),
            )
        )
    return found


def _each_alone(ground: Ground, short: Short, mentors: Sequence[Person], whom: Mask, slot: str) -> list[int]:
    """Return how many more each of these mentors would match by coming at one more time, each without the others."""
    most = [
        min(each.seats, int(np.count_nonzero(row)), short.waiting)
        for each, row in zip(mentors, whom, strict=True)
    ]
    more, tried = [1] * len(mentors), 0
    for at in sorted(range(len(mentors)), key=lambda at: (-most[at], at)):
        if most[at] > 1 and tried < MOST_TRIED:
            tried += 1
            more[at] = _with_mentors(ground, [replace(mentors[at], slots=mentors[at].slots | {slot})])
    return more


def _with_mentors(ground: Ground, changed: Sequence[Person]) -> int:
    """Return how many more are matched where these mentors are as they are here."""
    by_id = {each.id: each for each in (*ground.people.mentors, *changed)}
    then = _ground(replace(ground.people.problem, mentors=tuple(by_id.values())))
    return then.matched - ground.matched


def _new_mentor(short: Short, chances: Chances) -> list[Help]:
    """Return at which times new mentors would match more, of which years, and how many it takes."""
    tried = sorted(_new_mentors(short, chances), key=lambda each: (-each.most, each.slot, each.years))
    best: dict[str, Help] = {}
    for each in tried:
        if sum(found.more >= each.most for found in best.values()) >= MOST_OF_A_KIND:
            break  # no later one can be better
        more = short.more(each.whom, np.array([each.most], dtype=np.int64))
        if each.slot not in best or more > best[each.slot].more:
            best[each.slot] = Help(
                Change.NEW_MENTOR,
                more,
                short.children(each.whom),
                # Places that are alike are worth one child each until they are worth nothing.
                -(-more // chances.places),
                min(more, chances.places),
                slot=each.slot,
                years=each.years,
            )
    return list(best.values())


@dataclass(frozen=True)
class _New:
    """New mentors at one time, of years that make no difference. most: how many they could match at the very most."""

    slot: str
    years: tuple[int, ...]
    whom: Mask
    most: int


def _new_mentors(short: Short, chances: Chances) -> Iterable[_New]:
    for slot in sorted(each.id for each in short.problem.slots):
        years = sorted(set(chances.years.get(slot, ())))
        if not years:
            continue
        # Ids that sort as the years do, and that nobody has.
        new = [Person(f"+{at:03}", year, frozenset({slot})) for at, year in enumerate(years)]
        alike: dict[bytes, list[int]] = {}
        whom = short.whom(new)
        for at, row in enumerate(whom):
            if row.any():
                alike.setdefault(row.tobytes(), []).append(at)
        for same in alike.values():
            row = whom[same[:1]]
            most = min(int(np.count_nonzero(row)), short.waiting)
            yield _New(slot, tuple(years[at] for at in same), row, most)


def _one_more_place(ground: Ground, short: Short, chances: Chances) -> list[Help]:
    """Return what one more place for each mentor would do. It matters for those in the short part, and for the full."""
    if not chances.more_places:
        return []
    full = [
        replace(each, seats=1)
        for each, seats in zip(ground.people.mentors, ground.seats.tolist(), strict=True)
        if seats <= 0 and each.id not in short.full
    ]
    rows = short.whom(full)
    more = short.more(rows, _seats(full), own=1)
    return [Help(Change.ONE_MORE_PLACE, more, short.children(rows, own=1), 0)]


def _smaller_gap(ground: Ground) -> list[Help]:
    """Return what one school year less between the two would do. Here new paths can lead anywhere."""
    problem = ground.people.problem
    least = problem.settings.gap_least
    if not least:
        return []
    smaller = replace(problem, settings=replace(problem.settings, gap_least=least - 1))
    then = _ground(smaller)
    more = then.matched - ground.matched
    if more <= 0:
        return []
    _rows, columns = _can_reach(then.allowed, ground.held, ground.spare)
    children = tuple(ground.people.mentees[at].id for at in ground.waiting if columns[at])
    return [Help(Change.SMALLER_GAP, more, children, 0, years=(least - 1,))]
