"""On which days a pairing meets, and why a meeting cannot be at a time and place. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from mentoring.people.rules.school_time import (
    SchoolTime,
    cycle_week,
    is_exam_week,
    is_school_day,
    supervised_throughout,
)
from mentoring.programme.rules.slots import SlotTime

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


class MeetingRefusal(StrEnum):
    """Why a meeting cannot be then, or there, or was not changed."""

    ENDS_BEFORE_IT_STARTS = "meeting-ends-before-it-starts"
    IN_THE_PAST = "meeting-in-the-past"
    AFTER_THE_END = "meeting-after-the-end"
    NOT_A_SCHOOL_DAY = "meeting-not-a-school-day"
    EXAM_WEEK = "meeting-exam-week"
    OUTSIDE_SUPERVISED_HOURS = "meeting-outside-supervised-hours"
    THERE_ALREADY = "meeting-there-already"
    STUDENT_ELSEWHERE = "meeting-student-elsewhere"
    PLACE_GONE = "meeting-place-gone"
    PLACE_ELSEWHERE = "meeting-place-elsewhere"
    PLACE_NOT_STEP_FREE = "meeting-place-not-step-free"
    PLACE_NOT_QUIET = "meeting-place-not-quiet"
    PLACE_FULL = "meeting-place-full"
    NO_ADULT = "meeting-no-adult"
    ADULT_AWAY = "meeting-adult-away"
    ADULT_ELSEWHERE = "meeting-adult-elsewhere"
    NOT_RUNNING = "meeting-not-running"
    OVER = "meeting-over"
    NOTHING_TICKED = "meeting-nothing-ticked"
    STALE = "stale"


@dataclass(frozen=True)
class Time:
    """When a meeting is: a local day and wall times."""

    day: date
    starts: time
    ends: time

    def overlaps(self, other: "Time") -> bool:
        """Say whether the two share a minute."""
        return self.day == other.day and self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Wanted:
    """When and where a meeting is wanted, and the adult who would be near."""

    time: Time
    place_id: str
    adult_id: str


@dataclass(frozen=True)
class Room:
    """A place as the rules take it. `usable`: approved, and not removed. `capacity` counts pairs."""

    site_id: str
    capacity: int
    step_free: bool
    quiet: bool
    usable: bool


@dataclass(frozen=True)
class Needs:
    """What the students of a pairing said that a place must have."""

    step_free: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Other:
    """Another meeting, of this pairing or of another: when, where, who is near, and whose it is.

    `shares_student`: one of the students is in it. `is_own`: it is one of the same pairing, off ones too.
    """

    time: Time
    place_id: str | None
    near_id: str | None
    shares_student: bool = False
    is_own: bool = False


def meeting_days(
    times: SchoolTime, slot: SlotTime, *, every: int, first: date, last: date, after: date | None = None
) -> list[date]:
    """Return the days from `first` to `last` on which a pairing of this slot meets, the earliest first.

    every: weeks from one meeting to the next at least (the programme's setting). after: the meeting before. Holidays
    and exam weeks are left out: they are excused (PRODUCT section 4); so is a day on which no adult is on duty all
    through.
    """
    found = []
    day = first + ONE_DAY * ((slot.weekday - first.weekday()) % 7)
    while day <= last:
        if (after is None or day - after >= ONE_WEEK * every) and is_meeting_day(times, slot, day):
            found.append(day)
            after = day
        day += ONE_WEEK
    return found


def is_meeting_day(times: SchoolTime, slot: SlotTime, day: date) -> bool:
    """Say whether pairs of a slot can meet on `day`."""
    if day.weekday() != slot.weekday or refusals_of_day(times, Time(day, slot.starts, slot.ends)):
        return False
    return not slot.week or cycle_week(times, day) == slot.week


def refusals_of_day(times: SchoolTime, when: Time) -> list[MeetingRefusal]:
    """Return why pairs cannot meet at a time on a day of a site; an empty list when they can."""
    if when.ends <= when.starts:
        return [MeetingRefusal.ENDS_BEFORE_IT_STARTS]
    if not is_school_day(times, when.day):
        return [MeetingRefusal.NOT_A_SCHOOL_DAY]
    if is_exam_week(times, when.day):
        return [MeetingRefusal.EXAM_WEEK]
    if not supervised_throughout(times, when.day, when.starts, when.ends):
        return [MeetingRefusal.OUTSIDE_SUPERVISED_HOURS]
    return []


def refusals_of_place(
    wanted: Wanted, room: Room | None, needs: Needs, others: Sequence[Other]
) -> list[MeetingRefusal]:
    """Return why the students of a pairing cannot be at a place then; an empty list when they can.

    A place takes so many pairs at a time, whatever programme they are of.
    """
    if room is None or not room.usable:
        return [MeetingRefusal.PLACE_GONE]
    found = {
        MeetingRefusal.PLACE_NOT_STEP_FREE: needs.step_free and not room.step_free,
        MeetingRefusal.PLACE_NOT_QUIET: needs.quiet and not room.quiet,
        MeetingRefusal.PLACE_FULL: most_at_once(wanted, others) >= room.capacity,
    }
    return [code for code, is_wrong in found.items() if is_wrong]


def most_at_once(wanted: Wanted, others: Sequence[Other]) -> int:
    """Return how many other pairs are in the place at the fullest moment of a meeting."""
    there = [
        each.time
        for each in others
        if each.place_id == wanted.place_id and not each.is_own and each.time.overlaps(wanted.time)
    ]
    moments = {wanted.time.starts} | {each.starts for each in there if each.starts > wanted.time.starts}
    return max(sum(each.starts <= moment < each.ends for each in there) for moment in moments)


def refusals_of_students(when: Time, others: Sequence[Other]) -> list[MeetingRefusal]:
    """Return why the students cannot meet then: they have met or will meet then already, in this or another pairing."""
    if any(
        each.is_own
        and (each.time.overlaps(when) or (each.time.day, each.time.starts) == (when.day, when.starts))
        for each in others
    ):
        return [MeetingRefusal.THERE_ALREADY]
    if any(each.shares_student and each.time.overlaps(when) for each in others):
        return [MeetingRefusal.STUDENT_ELSEWHERE]
    return []


def refusals_of_adult(
    wanted: Wanted, others: Sequence[Other], *, can_be_near: Collection[str], away: Collection[str]
) -> list[MeetingRefusal]:
    """Return why an adult cannot be near then: nobody is in two rooms at once.

    can_be_near: who may be on duty at all. away: who is away on that day.
    """
    if wanted.adult_id not in can_be_near:
        return [MeetingRefusal.NO_ADULT]
    if wanted.adult_id in away:
        return [MeetingRefusal.ADULT_AWAY]
    if is_elsewhere(wanted.adult_id, wanted.time, wanted.place_id, others):
        return [MeetingRefusal.ADULT_ELSEWHERE]
    return []


def is_elsewhere(adult_id: str, when: Time, place_id: str | None, others: Sequence[Other]) -> bool:
    """Say whether an adult is near in another place at that time."""
    return any(
        each.near_id == adult_id
        and each.place_id != place_id
        and not each.is_own
        and each.time.overlaps(when)
        for each in others
    )


def refusals_of_move(
    wanted: Wanted, *, times: SchoolTime, site_id: str, room: Room | None, last: date
) -> list[MeetingRefusal]:
    """Return why a meeting cannot be moved there, of what no other meeting decides."""
    if wanted.time.ends <= wanted.time.starts:
        return [MeetingRefusal.ENDS_BEFORE_IT_STARTS]
    if wanted.time.day > last:
        return [MeetingRefusal.AFTER_THE_END]
    if room is not None and room.site_id != site_id:
        return [MeetingRefusal.PLACE_ELSEWHERE]
    return refusals_of_day(times, wanted.time)
