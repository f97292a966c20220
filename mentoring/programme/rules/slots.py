"""When and where pairs may meet: a slot of the week against the site's supervised hours, places and adults."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from mentoring.people.rules.school_time import CycleWeek, SchoolTime, SupervisedHours

CAPACITY_MOST = 60  # pairs in one room


@dataclass(frozen=True)
class SlotTime:
    """A time in the week. `weekday` 0 is Monday; `week` is A, B, or empty for every week."""

    weekday: int
    week: str
    starts: time
    ends: time


class SlotRefusal(StrEnum):
    """Why a slot was not taken."""

    ENDS_BEFORE_IT_STARTS = "slot-ends-before-it-starts"
    NOT_A_SCHOOL_DAY = "slot-not-a-school-day"
    WEEK_WITHOUT_A_CYCLE = "slot-week-without-a-cycle"
    OUTSIDE_SUPERVISED_HOURS = "slot-outside-supervised-hours"
    SHORTER_THAN_A_MEETING = "slot-shorter-than-a-meeting"
    SITE_NOT_IN_PROGRAMME = "slot-site-not-in-programme"
    PLACE_ELSEWHERE = "slot-place-elsewhere"
    PLACE_NOT_APPROVED = "slot-place-not-approved"
    ADULT_TWICE = "slot-adult-twice"
    ADULT_UNKNOWN = "slot-adult-unknown"
    THERE_ALREADY = "slot-there-already"
    STALE = "stale"


class SlotProblem(StrEnum):
    """What keeps a slot from being used, though it is there. Each can come later: hours, people and rooms change."""

    OUTSIDE_SUPERVISED_HOURS = "outside-supervised-hours"
    NO_PLACE = "no-place"
    NO_ADULT = "no-adult"


class PlaceRefusal(StrEnum):
    """Why a place was not taken."""

    NAME_TAKEN = "place-name-taken"
    CAPACITY = "place-capacity"
    STALE = "stale"


def refusals_of_time(times: SchoolTime, slot: SlotTime, *, shortest: int) -> list[SlotRefusal]:
    """Return what is wrong with a slot's time at a site; an empty list when it may be used.

    shortest: minutes of the programme's shortest meeting. Pairs meet only while an adult is on duty (BBBS), so a
    slot lies within supervised hours from end to end, in week A and in week B where it is in both.
    """
    if slot.ends <= slot.starts:
        return [SlotRefusal.ENDS_BEFORE_IT_STARTS]
    if slot.weekday not in times.school_weekdays:
        return [SlotRefusal.NOT_A_SCHOOL_DAY]
    if slot.week and times.cycle_weeks == 1:
        return [SlotRefusal.WEEK_WITHOUT_A_CYCLE]
    if not within_supervised_hours(times, slot):
        return [SlotRefusal.OUTSIDE_SUPERVISED_HOURS]
    return [SlotRefusal.SHORTER_THAN_A_MEETING] if minutes(slot) < shortest else []


def minutes(slot: SlotTime) -> int:
    """Return how long a slot is."""
    day = date(2000, 1, 1)  # any day: only the difference counts
    return int((datetime.combine(day, slot.ends) - datetime.combine(day, slot.starts)).total_seconds()) // 60


def within_supervised_hours(times: SchoolTime, slot: SlotTime) -> bool:
    """Say whether an adult is on duty all through the slot, in every week that it is in."""
    weeks: Sequence[str] = (slot.week,) if slot.week or times.cycle_weeks == 1 else ("A", "B")
    return all(_covered(hours_of(times, slot.weekday, week), slot) for week in weeks)


def hours_of(times: SchoolTime, weekday: int, week: str) -> list[SupervisedHours]:
    """Return the supervised hours of a weekday in week A, B or (empty) any, the earliest first."""
    wanted: tuple[CycleWeek | None, ...] = (
        (None, "A") if week == "A" else (None, "B") if week == "B" else (None,)
    )
    held = [each for each in times.hours if each.weekday == weekday and each.week in wanted]
    return sorted(held, key=lambda each: (each.starts, each.ends))


def _covered(hours: Sequence[SupervisedHours], slot: SlotTime) -> bool:
    covered_to = slot.starts
    for each in hours:
        if each.starts <= covered_to < each.ends:
            covered_to = each.ends
    return slot.starts < slot.ends <= covered_to


def same_time(one: SlotTime, other: SlotTime) -> bool:
    """Say whether two slots share a minute of some week."""
    same_week = "" in (one.week, other.week) or one.week == other.week
    return one.weekday == other.weekday and same_week and one.starts < other.ends and other.starts < one.ends


def problems_of_slot(
    times: SchoolTime, slot: SlotTime, *, approved_places: Collection[str], adults: Collection[str]
) -> list[SlotProblem]:
    """Return what keeps a slot from being used; an empty list when pairs may meet in it."""
    found = {
        SlotProblem.OUTSIDE_SUPERVISED_HOURS: bool(slot.week and times.cycle_weeks == 1)
        or slot.weekday not in times.school_weekdays
        or not within_supervised_hours(times, slot),
        SlotProblem.NO_PLACE: not approved_places,
        SlotProblem.NO_ADULT: not adults,
    }
    return [code for code, is_wrong in found.items() if is_wrong]
