"""What a write-up has outside the boundaries, and when the lead must know. A write-up is kept whatever is in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from mentoring.meetings.rules.write_ups import Outside
from mentoring.people.rules.school_time import SchoolTime, supervised_throughout

THIRD = 3  # notes of one mentor in a term, at which the lead is told
WITHOUT_TERM = timedelta(days=90)  # stands in for a term where none is entered


class Kind(StrEnum):
    """What a boundary note is about. Stored. The last six are those of `Outside`."""

    NOT_PLANNED = "not-planned"
    OUTSIDE_HOURS = "outside-hours"
    TOO_LONG = "too-long"
    IN_A_BREAK = "in-a-break"
    ONLINE = "online"
    MET_OUTSIDE = "met-outside"
    ALONE = "alone"
    LIFT = "lift"
    GIFT = "gift"
    SECRET = "secret"  # noqa: S105


class NoteAnswer(StrEnum):
    """What was done about a note, in one tap. Stored."""

    TALKED = "talked"
    NO_NEED = "no-need"
    PASSED_ON = "passed-on"


ALERTS = frozenset({Kind.SECRET, Kind.ONLINE, Kind.LIFT})


@dataclass(frozen=True)
class Met:
    """A meeting that was held: when, and how long in minutes; `longest` is the programme's."""

    day: date
    starts: time
    minutes: int
    longest: int
    was_planned: bool
    was_off: bool  # it was said not to go ahead, or the pairing had a break

    @property
    def ends(self) -> time:
        """Return when it ended, at the latest at the end of the day."""
        after = datetime.combine(self.day, self.starts) + timedelta(minutes=self.minutes)
        return after.time() if after.date() == self.day else time(23, 59)


def kinds_of(met: Met | None, ticked: Collection[Outside], school_time: SchoolTime) -> Sequence[Kind]:
    """Return what is outside the boundaries, in a fixed order; nothing where all is well.

    Supervised hours, length and plan are BBBS's and CAMP's; what is not part of the role is iMentor's rule.
    met: None where nobody met.
    """
    found = {Kind(each.value) for each in ticked}
    if met is not None:
        facts = {
            Kind.NOT_PLANNED: not met.was_planned,
            Kind.IN_A_BREAK: met.was_off,
            Kind.TOO_LONG: met.minutes > met.longest,
            Kind.OUTSIDE_HOURS: not supervised_throughout(school_time, met.day, met.starts, met.ends),
        }
        found |= {kind for kind, holds in facts.items() if holds}
    return [kind for kind in Kind if kind in found]


def alerts_lead(kinds: Collection[Kind], *, notes_before: int) -> bool:
    """Say whether the lead must know: a secret, online contact, a lift, or a third note in one term."""
    return bool(kinds) and (not ALERTS.isdisjoint(kinds) or notes_before + 1 >= THIRD)


def term_began(school_time: SchoolTime, today: date) -> date:
    """Return the first day of the term of `today`, or of the last one; 90 days ago where no term is known."""
    began = [term.first for term in school_time.terms if term.first <= today]
    return max(began, default=today - WITHOUT_TERM)


def answers_for(*, is_lead: bool) -> list[NoteAnswer]:
    """Return what can be said of a note. The lead and deputies pass on to nobody."""
    return [each for each in NoteAnswer if each is not NoteAnswer.PASSED_ON or not is_lead]
