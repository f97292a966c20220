"""What is due for a pairing: check-ins, a child to be told of missed meetings, a mentor who fell silent.

Pure: the facts, the programme's numbers and today are arguments. Days are local days at the school.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mentoring.joining.rules.training import months_later
from mentoring.people.rules.school_time import (
    SchoolTime,
    is_exam_week,
    is_school_day,
    school_days_between,
)

DAY = timedelta(days=1)
NEVER_OVER = 3  # months between two check-ins, whatever a programme says (BBBS, EEPM 5)
FIRST_YEAR = 12  # months from the first meeting in which check-ins are monthly (BBBS, EEPM 5)
LOOK_AGAIN_AFTER = 7  # days after "look again" until somebody looks again (practice)
LEAST_A_MONTH = 2  # meetings held; fewer are a warning (CAMP, BBBS)
MONTH = 30  # days that such a month has
WEEKS_OF_SCHOOL = 10  # school days without exams that it must have, else few meetings say nothing
COMING = 14  # days ahead in which what is due is shown as coming


@dataclass(frozen=True)
class Standards:
    """A programme's numbers. None: there is no such rule in this kind of programme.

    Days from the first meeting (BBBS): `first_from`, `first_by`. Months (BBBS, EEPM 5): `first_year`, `later`.
    Meetings in a row (practice): `missed_tell`, `missed_review`. School days (public trackers): `remind`, `staff`,
    `decide`.
    """

    first_from: int = 8
    first_by: int = 14
    first_year: int = 1
    later: int = 3
    missed_tell: int | None = 2
    missed_review: int | None = 3
    remind: int | None = 7
    staff: int | None = 14
    decide: int | None = 28


# Check-ins


class Why(StrEnum):
    """Why a check-in is due."""

    FIRST = "first"
    LATER = "later"
    LOOK_AGAIN = "look-again"


class Stage(StrEnum):
    """Where something due stands today."""

    LATER = "later"
    COMING = "coming"
    DUE = "due"
    OVERDUE = "overdue"


class How(StrEnum):
    """How a check-in was. The values are stored."""

    FINE = "fine"
    LOOK_AGAIN = "look-again"
    PASS_ON = "pass-on"  # noqa: S105  # no password


class CheckInRefusal(StrEnum):
    """Why a check-in was not recorded."""

    IN_THE_FUTURE = "check-in-in-the-future"
    BEFORE_THEY_MET = "check-in-before-they-met"
    HOW_WANTED = "check-in-how-wanted"
    NOT_IN_IT = "check-in-not-in-it"


@dataclass(frozen=True)
class Due:
    """A check-in: why, the school day that it is planned on, and the last day on which it is in time."""

    why: Why
    plan: date
    by: date

    def stage(self, today: date) -> Stage:
        """Return where it stands: overdue from the day after `by`."""
        if today > self.by:
            return Stage.OVERDUE
        if today >= self.plan:
            return Stage.DUE
        return Stage.COMING if self.plan - today <= DAY * COMING else Stage.LATER


def days_for_first(times: SchoolTime | None, met_on: date, standards: Standards) -> list[date]:
    """Return the school days over which first check-ins are spread, days 8 to 14 after the first meeting (BBBS).

    Where none of them is a school day: the nearest one before, after the meeting; and else the last day itself.
    """
    last = met_on + DAY * standards.first_by
    window = [met_on + DAY * number for number in range(standards.first_from, standards.first_by + 1)]
    if times is None:
        return window or [last]
    if found := [day for day in window if is_school_day(times, day)]:
        return found
    before = (met_on + DAY * number for number in range(standards.first_from - 1, 0, -1))
    return [next((day for day in before if is_school_day(times, day)), last)]


def first_check_in(times: SchoolTime | None, met_on: date, turn: int, standards: Standards) -> Due:
    """Return the first check-in of a pairing that met on that day, the `turn`-th (from 0) of all that met then.

    Pairings take the school days in turn, so each day has an even share; one that is added later moves no other.
    """
    days = days_for_first(times, met_on, standards)
    return Due(Why.FIRST, days[turn % len(days)], met_on + DAY * standards.first_by)


def next_check_in(
    times: SchoolTime | None,
    met_on: date,
    turn: int,
    last: tuple[date, How] | None,
    standards: Standards,
) -> Due:
    """Return the next check-in with one side. `last`: the newest one, its day and how it was.

    Monthly in the first year, then quarterly, and never over three months (BBBS, EEPM 5). One that asked to look
    again is looked at again after a week (practice).
    """
    if last is None or last[0] < met_on:
        return first_check_in(times, met_on, turn, standards)
    day, how = last
    is_first_year = day < months_later(met_on, FIRST_YEAR)
    months = min(standards.first_year if is_first_year else standards.later, NEVER_OVER)
    by = months_later(day, months)
    again = day + DAY * LOOK_AGAIN_AFTER
    if how is How.LOOK_AGAIN and again <= by:
        return Due(Why.LOOK_AGAIN, again, again)
    return Due(Why.LATER, _school_day_until(times, by, after=day), by)


def _school_day_until(times: SchoolTime | None, by: date, *, after: date) -> date:
    """Return the last school day up to `by` that is later than `after`, or `by` where there is none."""
    if times is None:
        return by
    days = (by - DAY * number for number in range((by - after).days))
    return next((day for day in days if is_school_day(times, day)), by)


# How meetings went


class Outcome(StrEnum):
    """How a meeting counts."""

    HELD = "held"
    MISSED = "missed"
    EXCUSED = "excused"  # somebody was not in school, or it was an excused week: neither held nor missed
    UNKNOWN = "unknown"  # it is over and nobody has written anything


NOT_IN_SCHOOL, BY_MENTEE = (
    "absent",
    "mentee",
)  # by whom a meeting was missed, as it is stored: two that matter here


@dataclass(frozen=True)
class Past:
    """A meeting that is over: its day, how it counts, and by whom it was missed."""

    day: date
    outcome: Outcome
    missed_by: str = ""


def outcome(state: str, missed_by: str, *, is_excused_week: bool) -> Outcome | None:
    """Return how a meeting that is over counts; None for one that did not go ahead.

    A missed meeting is excused in an exam week, or where who did not come was not in school (practice).
    """
    if state == "off":
        return None
    if state == "held":
        return Outcome.HELD
    if is_excused_week or (state == "missed" and missed_by == NOT_IN_SCHOOL):
        return Outcome.EXCUSED
    return Outcome.MISSED if state == "missed" else Outcome.UNKNOWN


def missed_in_a_row(meetings: Sequence[Past]) -> list[Past]:
    """Return the missed meetings since the last one that was held. `meetings`: oldest first.

    What is excused, and what nobody wrote up, is skipped: it neither counts nor ends the row (practice).
    """
    row: list[Past] = []
    for each in meetings:
        if each.outcome is Outcome.HELD:
            row = []
        elif each.outcome is Outcome.MISSED:
            row.append(each)
    return row


def waits(row: Sequence[Past]) -> str:
    """Return the role of whoever waited in the newest missed meeting, whom a person tells: the mentee, if in doubt."""
    return "mentor" if row and row[-1].missed_by == BY_MENTEE else "mentee"


class Ask(StrEnum):
    """What missed meetings ask of a person. The values are stored."""

    TELL = "told"
    REVIEW = "reviewed"


def asked_by_missed(row: Sequence[Past], seen_to: Mapping[str, date], standards: Standards) -> list[Ask]:
    """Return what a row of missed meetings asks: after 2 to tell the child that day, after 3 to review (practice).

    seen_to: by what was done, the day of the newest meeting that it was about. A child is told once a row; a review is
    asked for again after each further one.
    """
    asked = []
    if standards.missed_tell is not None and len(row) >= standards.missed_tell:
        told = seen_to.get(Ask.TELL)
        if told is None or told < row[standards.missed_tell - 1].day:
            asked.append(Ask.TELL)
    if standards.missed_review is not None and len(row) >= standards.missed_review:
        reviewed = seen_to.get(Ask.REVIEW)
        if reviewed is None or reviewed < row[-1].day:
            asked.append(Ask.REVIEW)
    return asked


class Silence(StrEnum):
    """What a mentor's silence asks for."""

    REMIND = "remind"  # the mentor's own page reminds
    STAFF = "staff"  # a member of staff asks the mentor
    DECIDE = "decide"  # the coordinator decides about the pairing


def silent_since(meetings: Sequence[Past]) -> date | None:
    """Return the day of the first meeting that nobody wrote up after the last that somebody did, or None.

    `meetings`: oldest first. A register counts as the log (practice).
    """
    since = None
    for each in meetings:
        if each.outcome is Outcome.UNKNOWN:
            since = since or each.day
        elif each.outcome in (Outcome.HELD, Outcome.MISSED):
            since = None
    return since


def silence(
    times: SchoolTime | None, since: date | None, today: date, standards: Standards
) -> Silence | None:
    """Return what is asked for: after 7 school days a reminder, after 14 staff, after 28 a decision (trackers)."""
    if since is None or standards.remind is None:
        return None
    passed = (today - since).days if times is None else school_days_between(times, since, today)
    if standards.decide is not None and passed >= standards.decide:
        return Silence.DECIDE
    if standards.staff is not None and passed >= standards.staff:
        return Silence.STAFF
    return Silence.REMIND if passed >= standards.remind else None


def school_days_ago(times: SchoolTime | None, today: date, count: int) -> date:
    """Return the newest day from which at least `count` school days have passed until today."""
    day = today
    if times is None:
        return today - DAY * count
    while count > 0 and day > today - DAY * 400:
        count -= is_school_day(times, day)
        day -= DAY
    return day


def too_few(times: SchoolTime | None, meetings: Sequence[Past], met_on: date, today: date) -> bool:
    """Say whether fewer than 2 meetings were held in the last 30 days (CAMP, BBBS).

    Not in the first 30 days, and not where holidays and exams left less than two weeks of school.
    """
    start = today - DAY * MONTH
    if met_on > start:
        return False
    if sum(each.outcome is Outcome.HELD and start < each.day <= today for each in meetings) >= LEAST_A_MONTH:
        return False
    days = (start + DAY * number for number in range(1, MONTH + 1))
    school = sum(
        times is None or (is_school_day(times, day) and not is_exam_week(times, day)) for day in days
    )
    return school >= WEEKS_OF_SCHOOL


def refusal_to_record(
    day: date, today: date, how: How | None, *, met_on: date | None, is_in_it: bool
) -> CheckInRefusal | None:
    """Return why a check-in is not recorded, or None. It is about how it goes: not tomorrow, nor before they met."""
    if not is_in_it:
        return CheckInRefusal.NOT_IN_IT
    if how is None:
        return CheckInRefusal.HOW_WANTED
    if day > today:
        return CheckInRefusal.IN_THE_FUTURE
    return CheckInRefusal.BEFORE_THEY_MET if met_on is None or day < met_on else None


def weeks_done(times: SchoolTime | None, starts: date, ends: date, today: date) -> tuple[int, int]:
    """Return (which week of school it is, of how many) between two days; holidays are no weeks."""
    mondays = []
    monday = starts - DAY * starts.weekday()
    while monday <= ends:
        days = [monday + DAY * number for number in range(7)]
        if any(starts <= day <= ends and (times is None or is_school_day(times, day)) for day in days):
            mondays.append(monday)
        monday += DAY * 7
    return sum(monday <= today for monday in mondays), len(mondays)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - DAY * day.weekday()
