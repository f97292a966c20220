"""A write-up: who came, what was done, which kinds of help; and what it makes of the meeting."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from mentoring.meetings.rules.meetings import MeetingState, MissedBy, Off


class WhoCame(StrEnum):
    """Who came to a meeting, as its mentor says it in one tap."""

    BOTH = "both"
    MENTEE_AWAY = "mentee"
    MENTOR_AWAY = "mentor"
    CALLED_OFF = "off"


class Did(StrEnum):
    """What a pair did. Stored."""

    TALKED = "talked"
    SCHOOLWORK = "schoolwork"
    READ = "read"
    PLAYED = "played"
    MADE = "made"
    PLANNED = "planned"
    OUT_AND_ABOUT = "out"
    ELSE = "else"


class Helped(StrEnum):
    """Which kind of help was given (four kinds of social support). Stored."""

    EMOTIONAL = "emotional"
    INSTRUMENTAL = "instrumental"
    INFORMATIONAL = "informational"
    APPRAISAL = "appraisal"


class Outside(StrEnum):
    """What is not part of the role and can be ticked. Stored."""

    ONLINE = "online"
    MET_OUTSIDE = "met-outside"
    ALONE = "alone"
    LIFT = "lift"
    GIFT = "gift"
    SECRET = "secret"  # noqa: S105


class WriteUpRefusal(StrEnum):
    """What must be put right in the form before a write-up can be kept. No boundary is among them."""

    DAY_TO_COME = "write-up-day-to-come"
    LONG_AGO = "write-up-long-ago"


LONGEST_AGO = timedelta(days=366)


# What staff read of why a meeting was not held.
WHY: Mapping[WhoCame, str] = {
    WhoCame.MENTEE_AWAY: MissedBy.MENTEE,
    WhoCame.MENTOR_AWAY: MissedBy.MENTOR,
    WhoCame.CALLED_OFF: Off.OTHER,
}


def state_after(now: MeetingState, came: WhoCame, *, has_register: bool) -> MeetingState:
    """Return what a meeting is once a mentor has said who came.

    An adult's register counts before any write-up. And a meeting that one mentor wrote up as held stays so: of two
    who mentor together, one may not have been there.
    """
    if has_register or now is MeetingState.HELD:
        return now
    if came is WhoCame.BOTH:
        return MeetingState.HELD
    return MeetingState.OFF if came is WhoCame.CALLED_OFF else MeetingState.MISSED


def refusal_of_day(day: date, today: date, *, has_begun: bool) -> WriteUpRefusal | None:
    """Return why a day cannot be right, or None: it is still to come, or longer ago than a school year."""
    if day > today or not has_begun:
        return WriteUpRefusal.DAY_TO_COME
    return WriteUpRefusal.LONG_AGO if today - day > LONGEST_AGO else None
