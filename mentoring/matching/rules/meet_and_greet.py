"""The meet-and-greet's own terms: when it can be, how many are chosen, what was keyed in from a card. Pure."""

import re
from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

MOST = 3  # whom each may name: enough to be honest, few enough to mean something
NOBODY = "0"  # what is keyed in for a card whose boxes are empty


class MeetRefusal(StrEnum):
    """Why something was not done at a meet-and-greet."""

    WHERE_UNKNOWN = "meet-where-unknown"
    DAY_PAST = "meet-day-past"
    NOT_ON_THAT_DAY = "meet-not-on-that-day"
    NO_SCHOOL = "meet-no-school"
    OUTSIDE_PROGRAMME = "meet-outside-programme"
    NOBODY_COMES = "meet-nobody-comes"
    STALE = "meet-stale"
    TOO_MANY = "meet-too-many"
    NOT_ON_CARD = "meet-not-on-card"
    NO_NUMBER = "meet-no-number"
    NOT_YET = "meet-not-yet"
    CHOSEN = "meet-chosen"


class HowChosen(StrEnum):
    """How somebody chose: on a room's tablet, on a page of their own, or on a card that staff keyed in."""

    ROOM = "room"
    SIGN_IN = "sign-in"
    CARD = "card"


def refusal_of_day(
    day: date,
    *,
    weekday: int,
    week: str,
    week_of_day: str,
    is_school_day: bool,
    today: date,
    runs: tuple[date, date],
) -> MeetRefusal | None:
    """Return why a meet-and-greet cannot be on that day, or None.

    weekday, week: of the time in the week; week is A, B or empty for both. week_of_day: that of the day, or empty.
    runs: the programme's first and last day.
    """
    if day < today:
        return MeetRefusal.DAY_PAST
    if not runs[0] <= day <= runs[1]:
        return MeetRefusal.OUTSIDE_PROGRAMME
    if day.weekday() != weekday or (week and week_of_day and week != week_of_day):
        return MeetRefusal.NOT_ON_THAT_DAY
    return None if is_school_day else MeetRefusal.NO_SCHOOL


def refusal_to_choose(
    chosen: Collection[str], possible: Collection[str], *, starts_at: datetime, now: datetime
) -> MeetRefusal | None:
    """Return why a choice is not taken, or None. possible: whom they can have met there."""
    if now < starts_at:
        return MeetRefusal.NOT_YET
    if not set(chosen) <= set(possible):
        return MeetRefusal.NOT_ON_CARD
    return MeetRefusal.TOO_MANY if len(set(chosen)) > MOST else None


def numbers_on(typed: str) -> list[int] | MeetRefusal:
    """Return the numbers that were keyed in from one card, each once; none for "0", which says nobody."""
    parts = [part for part in re.split(r"[\s,;.]+", typed) if part]
    if not all(part.isascii() and part.isdigit() for part in parts):
        return MeetRefusal.NO_NUMBER
    if parts == [NOBODY]:
        return []
    return list(dict.fromkeys(int(part) for part in parts))
