"""The clock of a worry that nobody has taken yet, what its writer may know, and why a step is refused.

The times are the product's promise to a child, so they hold at any hour, in holidays and on both clock-change
nights: durations are counted in UTC, and only the end of the school day is a wall time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.people.rules.school_time import (
    SchoolTime,
    moment_of,
    school_day_span,
    wall_time_of,
)
from mentoring.raising.rules.circles import Circle

AGAIN_AFTER, WIDER_AFTER = timedelta(minutes=10), timedelta(minutes=20)
AGAIN_IF_SAFE, WIDER_IF_SAFE = timedelta(hours=1), timedelta(hours=2)
BEFORE_SCHOOL_ENDS = timedelta(minutes=30)  # time to find the child before the way home


class StepCode(StrEnum):
    """The alerts of the first hours. Those of later days are called by their date: "day-2026-11-04"."""

    AT_ONCE = "at-once"
    AGAIN = "again"
    WIDER = "wider"


@dataclass(frozen=True)
class ConcernClock:
    """What the clock needs to know of one concern. `steps_done` are codes of alerts that were given."""

    raised_at: datetime
    answered_safe: bool
    circles: frozenset[Circle]
    acknowledged: bool = False
    steps_done: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One alert: when it is due, its code, and the circle that it adds, if any."""

    at: datetime
    code: str
    adds: Circle | None = None


def due_steps(facts: ConcernClock, now: datetime, school_time: SchoolTime) -> list[Step]:
    """Return the alerts that are due at `now` and were not given yet, the earliest first.

    There are none once somebody has acknowledged. After the first three the clock does not fall silent: it alerts again
    every day at the hour when school starts, school day or not, until somebody acknowledges. Days that were
    missed (the machine was off) are not made up for: the last one stands for them.
    """
    if facts.acknowledged:
        return []
    steps = [*first_steps(facts, school_time), *_daily(facts, now, school_time)]
    return [step for step in steps if step.at <= now and step.code not in facts.steps_done]


def next_step(facts: ConcernClock, now: datetime, school_time: SchoolTime) -> Step | None:
    """Return the next of the first three alerts that is still to come, or None."""
    if facts.acknowledged:
        return None
    coming = (step for step in first_steps(facts, school_time) if step.at > now)
    return next((step for step in coming if step.code not in facts.steps_done), None)


def first_steps(facts: ConcernClock, school_time: SchoolTime) -> list[Step]:
    """Return the three alerts of the first hours, in order.

    The head's circle (the head and the stand-in, so that a head who is away does not leave a hole) joins at the
    third, unless the concern was routed to head or chair: then the clock adds nobody.
    """
    again, wider = _waits(facts, school_time)
    adds = Circle.HEAD_TEAM if facts.circles == {Circle.LEAD_TEAM} else None
    return [
        Step(facts.raised_at, StepCode.AT_ONCE),
        Step(again, StepCode.AGAIN),
        Step(wider, StepCode.WIDER, adds),
    ]


def _waits(facts: ConcernClock, school_time: SchoolTime) -> tuple[datetime, datetime]:
    # "Safe" gives time, but never beyond half an hour before school ends, even where that is sooner than ten minutes.
    plain = facts.raised_at + AGAIN_AFTER, facts.raised_at + WIDER_AFTER
    if not facts.answered_safe:
        return plain
    span = school_day_span(school_time, wall_time_of(school_time, facts.raised_at).date())
    latest = span[1] - BEFORE_SCHOOL_ENDS if span else None
    if latest is None or facts.raised_at >= latest:
        return plain
    return min(facts.raised_at + AGAIN_IF_SAFE, latest), min(facts.raised_at + WIDER_IF_SAFE, latest)


def _daily(facts: ConcernClock, now: datetime, school_time: SchoolTime) -> list[Step]:
    today = wall_time_of(school_time, now).date()
    morning = moment_of(school_time, today, school_time.day_starts)
    if morning <= _waits(facts, school_time)[1]:
        return []
    return [Step(morning, f"day-{today.isoformat()}")]


class StepKind(StrEnum):
    """What is told with a concern or done about it; each is a line that is kept."""

    NAMED = "named"  # with the telling itself: whom an answer names
    ALERTED = "alerted"
    ACKNOWLEDGED = "acknowledged"
    SHARED = "shared"
    RELEASED = "released"
    ANSWERED = "answered"
    FINISHED = "finished"
    REOPENED = "reopened"


class Standing(StrEnum):
    """The three states that the writer of a worry may see, and by which the desk is sorted."""

    SENT = "sent"
    READ = "read"
    FINISHED = "finished"


def standing(kinds: Iterable[str]) -> Standing:
    """Return the state after the steps of these kinds, in whatever order they are given.

    "An adult has read it" needs an adult who says so: opening a page is no promise to a child, acknowledging is.
    Finishing and reopening take turns (the refusals below see to it), so counting them is enough, and two steps
    within one second cannot be taken in the wrong order.
    """
    counts = Counter(kinds)
    if not counts[StepKind.ACKNOWLEDGED]:
        return Standing.SENT
    return Standing.FINISHED if counts[StepKind.FINISHED] > counts[StepKind.REOPENED] else Standing.READ


class Outcome(StrEnum):
    """How a concern ended, for now."""

    HANDLED_HERE = "handled-here"
    PASSED_OUTSIDE = "passed-outside"
    NOTHING_FOUND = "nothing-found"
    NO_WORRY = "no-worry"


class Refusal(StrEnum):
    """Why a step was refused."""

    NOT_ACKNOWLEDGED = "not-acknowledged"
    FINISHED_ALREADY = "finished-already"
    NOT_FINISHED = "not-finished"
    SAID_ALREADY = "said-already"
    NOBODY_TO_ADD = "nobody-to-add"
    NOT_TO_BE_RELEASED = "not-to-be-released"
    HOLD_ENDED_ALREADY = "hold-ended-already"


def refusal_to_answer(state: Standing) -> Refusal | None:
    """Return why the writer cannot be answered yet: words from an adult who has not said "I have this" mislead."""
    return Refusal.NOT_ACKNOWLEDGED if state is Standing.SENT else None


def refusal_to_finish(state: Standing) -> Refusal | None:
    """Return why a concern cannot be finished: nobody took it, or it is finished already."""
    if state is Standing.SENT:
        return Refusal.NOT_ACKNOWLEDGED
    return Refusal.FINISHED_ALREADY if state is Standing.FINISHED else None


def refusal_to_reopen(state: Standing) -> Refusal | None:
    """Return why a concern cannot be opened again: it is not finished."""
    return None if state is Standing.FINISHED else Refusal.NOT_FINISHED
