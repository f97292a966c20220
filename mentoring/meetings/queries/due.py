"""What is due in a school's pairings: the facts for rules.due, each for all pairings at once.

A pairing on a break has nothing due, and one on hold reads the same: neither is here, for nobody. Columns are read,
not records, and only of what may be due, so that a page costs as much in a large school as what it shows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from mentoring import clock
from mentoring.extensions import db
from mentoring.joining.rules.training import months_later
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import State
from mentoring.meetings.models import CheckIn, Meeting, SeenTo
from mentoring.meetings.rules.due import (
    COMING,
    DAY,
    FIRST_YEAR,
    LOOK_AGAIN_AFTER,
    NEVER_OVER,
    NOT_IN_SCHOOL,
    Ask,
    Due,
    How,
    Outcome,
    Past,
    Silence,
    Stage,
    Standards,
    asked_by_missed,
    missed_in_a_row,
    monday_of,
    next_check_in,
    outcome,
    school_days_ago,
    silence,
    silent_since,
    waits,
)
from mentoring.people.models import School, Student
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime, is_exam_week, moment_of
from mentoring.programme.models import Programme, SlotAdult
from mentoring.programme.queries.programmes import programmes
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.raising.models import Hold

MEET = (State.ACTIVE, State.ENDING)  # who has met and goes on meeting
LOOKED_BACK = timedelta(
    days=190
)  # missed meetings: half a year holds the longest row a programme can ask for
SHORTEST = 28  # days: the shortest month; nothing but "look again" is due sooner after a check-in
LONGEST_MONTH = 31  # days
LATELY = timedelta(days=42)  # what is shown as "lately"


@dataclass(frozen=True)
class Frame:
    """What every question here needs of a school: today, its sites' times, its programmes and their numbers."""

    school_id: str
    today: date
    zone: str
    times: Mapping[str, SchoolTime]
    programmes: Mapping[str, Programme]
    standards: Mapping[str, Standards]

    def day_of(self, at: datetime) -> date:
        """Return the day at the school of a moment."""
        return clock.local(at, self.zone).date()


def frame_of(
    school_id: str,
    *,
    held: Sequence[Programme] | None = None,
    settings: Mapping[str, ProgrammeSettings] | None = None,
    times: Mapping[str, SchoolTime] | None = None,
) -> Frame:
    """Return what every question here needs of a school (4 queries, less what is known already)."""
    zone = db.session.get_one(School, school_id).zone
    held = programmes(school_id) if held is None else held
    settings = settings_of_each(held) if settings is None else settings
    numbers = {each.id: standards_of(settings[each.id]) for each in held}
    times = school_times(school_id) if times is None else times
    return Frame(school_id, clock.today(zone), zone, times, {each.id: each for each in held}, numbers)


def standards_of(settings: ProgrammeSettings) -> Standards:
    """Return a programme's numbers as the rules take them."""

    def limit(code: Code) -> int | None:
        return settings.limit(code) if settings.has(code) else None

    return Standards(
        first_from=settings.number(Code.CHECK_IN_FROM),
        first_by=settings.number(Code.CHECK_IN_BY),
        first_year=settings.number(Code.CHECK_IN_FIRST_YEAR),
        later=settings.number(Code.CHECK_IN_LATER),
        missed_tell=limit(Code.MISSED_TELL),
        missed_review=limit(Code.MISSED_REVIEW),
        remind=limit(Code.SILENT_REMIND),
        staff=limit(Code.SILENT_STAFF),
        decide=limit(Code.SILENT_DECIDE),
    )


# Which pairings


def is_own(school_id: str, staff_id: str) -> ColumnElement[bool]:
    """Return the condition for a member of staff's own pairings, the same as Pairing.adult_ids."""
    on_duty = select(SlotAdult.slot_id).where(
        SlotAdult.school_id == school_id, SlotAdult.staff_id == staff_id
    )
    return or_(Pairing.adult_id == staff_id, Pairing.slot_id.in_(on_duty))


def _held(school_id: str) -> ColumnElement[bool]:
    """Return the condition for pairings of which a student, or the adult named, is on hold now."""
    held = select(Hold.person_id).where(Hold.school_id == school_id, Hold.ended_at.is_(None))
    member = aliased(PairingMember)
    in_it = select(member.pairing_id).where(
        member.school_id == school_id, member.left_at.is_(None), member.student_id.in_(held)
    )
    return or_(and_(Pairing.adult_id.is_not(None), Pairing.adult_id.in_(held)), Pairing.id.in_(in_it))


def _was_held(school_id: str) -> ColumnElement[bool]:
    """Return the condition for meetings that fell into a hold of a student in them, or of the adult named.

    There are few holds, so it is asked the other way round: of which pairings, from when until when.
    """
    of_student = (
        select(PairingMember.pairing_id, Hold.started_at, Hold.ended_at)
        .join(
            Hold, and_(Hold.school_id == PairingMember.school_id, Hold.person_id == PairingMember.student_id)
        )
        .where(PairingMember.school_id == school_id, PairingMember.left_at.is_(None))
    )
    named = aliased(Pairing)
    of_adult = (
        select(named.id, Hold.started_at, Hold.ended_at)
        .join(Hold, and_(Hold.school_id == named.school_id, Hold.person_id == named.adult_id))
        .where(named.school_id == school_id)
    )
    held = union_all(of_student, of_adult).subquery("held")
    return exists().where(
        held.c.pairing_id == Meeting.pairing_id,
        held.c.started_at <= Meeting.starts_at,
        or_(held.c.ended_at.is_(None), held.c.ended_at >= Meeting.starts_at),
    )


def _running(school_id: str, own: str | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Pairing.school_id == school_id,
        Pairing.state.in_(MEET),
        Pairing.met_at.is_not(None),
        ~_held(school_id),
    ]
    return [*found, is_own(school_id, own)] if own is not None else found


# Check-ins


@dataclass(frozen=True)
class Side:
    """One side of a pairing: the student, the newest check-in, and the next."""

    member_id: str
    pairing_id: str
    programme_id: str
    student_id: str
    role: str
    first_name: str
    last_name: str
    year: str
    form: str
    last: tuple[date, How] | None
    due: Due
    stage: Stage

    @property
    def name(self) -> str:
        """Return first and last name, for staff."""
        return f"{self.first_name} {self.last_name}"


def sides(
    frame: Frame,
    *,
    own: str | None = None,
    only: Sequence[ColumnElement[bool]] = (),
    within: int | None = COMING,
    is_urgent: bool = False,
    is_any: bool = False,
) -> list[Side]:
    """Return the next check-in with each side of the pairings that meet, what is due longest first (2 queries).

    own: only this member of staff's own pairings. within: only what is planned in so many days; None for all.
    is_urgent: only what may be overdue, or is to be looked at again; the rest is not even read. is_any: also in a
    break, for words that were typed before it began.
    """
    met = [Pairing.school_id == frame.school_id, Pairing.met_at.is_not(None)]
    running = met if is_any else _running(frame.school_id, own)
    newest = (
        select(CheckIn.id)
        .where(
            CheckIn.school_id == frame.school_id,
            CheckIn.pairing_id == PairingMember.pairing_id,
            CheckIn.student_id == PairingMember.student_id,
        )
        .order_by(CheckIn.on_day.desc(), CheckIn.id.desc())
        .limit(1)
        .correlate(PairingMember)
        .scalar_subquery()
    )
    wanted = (
        select(
            PairingMember.id, PairingMember.pairing_id, PairingMember.student_id, PairingMember.role,
            Pairing.programme_id, Pairing.met_at, Student.first_name, Student.last_name, Student.year,
            Student.form, Student.site_id, CheckIn.on_day, CheckIn.how,
        )
        .join(Pairing, and_(Pairing.school_id == PairingMember.school_id, Pairing.id == PairingMember.pairing_id))
        .join(Student, and_(Student.school_id == PairingMember.school_id, Student.id == PairingMember.student_id))
        .outerjoin(CheckIn, and_(CheckIn.school_id == PairingMember.school_id, CheckIn.id == newest))
        .where(
            *running, PairingMember.left_at.is_(None), Student.left_at.is_(None), *only
        )
    )  # fmt: skip
    last_day = frame.today + DAY * within if within is not None else date.max
    if is_urgent:
        wanted = wanted.where(_may_be_urgent(frame))
    elif within is not None:
        wanted = wanted.where(_may_be_due(frame, last_day))
    rows = db.session.execute(wanted.order_by(Pairing.met_at, Pairing.id, PairingMember.id)).all()
    turns = _turns(frame)
    found = [_side(frame, row, turns.get(row.pairing_id, 0)) for row in rows]
    return sorted(
        (each for each in found if each.due.plan <= last_day), key=lambda each: (each.due.by, each.due.plan)
    )


def _may_be_urgent(frame: Frame) -> ColumnElement[bool]:
    """Return a condition that leaves out what cannot be overdue today; the rule decides about the rest."""
    soonest = min((each.first_by for each in frame.standards.values()), default=1)
    first_by = moment_of(_any_time(frame), frame.today - DAY * (soonest - 1), time())
    return or_(
        and_(CheckIn.id.is_(None), Pairing.met_at < first_by),
        CheckIn.on_day <= frame.today - DAY * SHORTEST,
        and_(CheckIn.how != How.FINE, CheckIn.on_day <= frame.today - DAY * LOOK_AGAIN_AFTER),
    )


def _may_be_due(frame: Frame, last_day: date) -> ColumnElement[bool]:
    """Return a condition that leaves out what is not planned until that day; the rule decides about the rest."""
    return or_(
        CheckIn.id.is_(None),
        CheckIn.on_day <= _newest_before(frame, last_day),
        and_(CheckIn.how != How.FINE, CheckIn.on_day <= last_day - DAY * LOOK_AGAIN_AFTER),
    )


def _newest_before(frame: Frame, last_day: date) -> date:
    """Return the newest day of a check-in after which the next is planned until `last_day`, anywhere in the school."""

    def is_planned(day: date) -> bool:
        long_ago = months_later(day, -2 * FIRST_YEAR)  # the pairing is in its first year, or is not
        return any(
            next_check_in(times, met_on, 0, (day, How.FINE), standards).plan <= last_day
            for times in frame.times.values()
            for standards in frame.standards.values()
            for met_on in (day, long_ago)
        )

    days = (frame.today - DAY * number for number in range(NEVER_OVER * LONGEST_MONTH))
    return next((day for day in days if is_planned(day)), frame.today - DAY * NEVER_OVER * LONGEST_MONTH)


def _turns(frame: Frame) -> Mapping[str, int]:
    """Return for each pairing that met lately the how manieth it was, of its programme, on that day (1 query)."""
    since = moment_of(_any_time(frame), frame.today - DAY * 16, time())
    wanted = select(Pairing.id, Pairing.programme_id, Pairing.met_at).where(
        Pairing.school_id == frame.school_id, Pairing.met_at >= since
    )
    counted: dict[tuple[str, date], int] = {}
    found = {}
    for row in db.session.execute(wanted.order_by(Pairing.met_at, Pairing.id)):
        key = row.programme_id, frame.day_of(row.met_at)
        found[row.id] = counted.get(key, 0)
        counted[key] = found[row.id] + 1
    return found


def _any_time(frame: Frame) -> SchoolTime:
    return next(iter(frame.times.values()))


def _side(frame: Frame, row: Any, turn: int) -> Side:
    last = (row.on_day, read_how(row.how)) if row.on_day is not None else None
    met_on = frame.day_of(row.met_at)
    due = next_check_in(frame.times.get(row.site_id), met_on, turn, last, frame.standards[row.programme_id])
    return Side(
        row.id, row.pairing_id, row.programme_id, row.student_id, row.role, row.first_name, row.last_name,
        row.year, row.form, last, due, due.stage(frame.today),
    )  # fmt: skip


def read_how(how: str) -> How:
    """Return how a check-in was as all may read it: that something was passed on only its writer knows."""
    return How.FINE if how == How.FINE else How.LOOK_AGAIN


def overdue(frame: Frame, *, own: str | None = None) -> list[Side]:
    """Return what Today shows of check-ins: what is overdue, and who is to be looked at again (2 queries)."""
    found = sides(frame, own=own, within=0, is_urgent=True)
    return [each for each in found if each.stage is Stage.OVERDUE or _looks_again(each)]


def _looks_again(side: Side) -> bool:
    return side.due.why.value == How.LOOK_AGAIN and side.stage is Stage.DUE


# Missed meetings and silence


@dataclass(frozen=True)
class Missed:
    """A pairing whose meetings were missed in a row, what that asks for, and who waited."""

    pairing_id: str
    programme_id: str
    row: Sequence[Past]
    asks: Sequence[Ask]
    waits: str  # a role

    @property
    def up_to(self) -> date:
        """Return the day of the newest of them."""
        return self.row[-1].day


def missed(frame: Frame, *, own: str | None = None, pairing_id: str | None = None) -> list[Missed]:
    """Return the pairings whose missed meetings ask for something, the longest ago first (2 queries)."""
    held = aliased(Meeting)
    held_later = exists().where(
        held.school_id == frame.school_id,
        held.pairing_id == Meeting.pairing_id,
        held.day > Meeting.day,
        held.state == Outcome.HELD,
    )
    wanted = (
        select(Meeting.pairing_id, Meeting.programme_id, Meeting.site_id, Meeting.day, Meeting.state, Meeting.why)
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .where(
            *_running(frame.school_id, own),
            *([Meeting.pairing_id == pairing_id] if pairing_id else []),
            Meeting.school_id == frame.school_id,
            Meeting.state == Outcome.MISSED,
            Meeting.why != NOT_IN_SCHOOL,
            Meeting.day >= frame.today - LOOKED_BACK,
            ~held_later,
        )
        .order_by(Meeting.day, Meeting.starts, Meeting.id)
    )  # fmt: skip
    rows: dict[tuple[str, str], list[Past]] = {}
    for row in db.session.execute(wanted):
        rows.setdefault((row.pairing_id, row.programme_id), []).append(_past(frame, row))
    seen_to = _seen_to(frame.school_id, [one for one, _programme in rows])
    found = []
    for (one, programme_id), pasts in rows.items():
        run = missed_in_a_row(pasts)
        if asks := asked_by_missed(run, seen_to.get(one, {}), frame.standards[programme_id]):
            found.append(Missed(one, programme_id, run, asks, waits(run)))
    return sorted(found, key=lambda each: (each.up_to, each.pairing_id))


def missed_in(frame: Frame, pairing: Pairing) -> Missed | None:
    """Return what one pairing's missed meetings ask for, or None."""
    return next(iter(missed(frame, pairing_id=pairing.id)), None)


def _past(frame: Frame, row: Any) -> Past:
    times = frame.times.get(row.site_id)
    is_excused_week = times is not None and is_exam_week(times, row.day)
    counts = outcome(row.state, row.why, is_excused_week=is_excused_week)
    return Past(row.day, counts or Outcome.EXCUSED, row.why)


def _seen_to(school_id: str, pairing_ids: Collection[str]) -> Mapping[str, Mapping[str, date]]:
    wanted = (
        select(SeenTo.pairing_id, SeenTo.what, func.max(SeenTo.up_to))
        .where(SeenTo.school_id == school_id, SeenTo.pairing_id.in_(pairing_ids))
        .group_by(SeenTo.pairing_id, SeenTo.what)
    )
    found: dict[str, dict[str, date]] = {}
    for pairing_id, what, up_to in db.session.execute(wanted.order_by(SeenTo.pairing_id, SeenTo.what)):
        found.setdefault(pairing_id, {})[what] = up_to
    return found


@dataclass(frozen=True)
class Silent:
    """A pairing of which nobody wrote up a meeting for long: since which, and what that asks for."""

    pairing_id: str
    since: date
    asks: Silence


def silent(
    frame: Frame,
    *,
    own: str | None = None,
    only: Sequence[ColumnElement[bool]] = (),
    least: Silence = Silence.STAFF,
) -> list[Silent]:
    """Return the pairings whose mentor fell silent, the longest first (1 query). A register counts as the log.

    least: REMIND for the mentor's own home, STAFF for what staff see to.
    """
    later = aliased(Meeting)
    written_later = exists().where(
        later.school_id == frame.school_id,
        later.pairing_id == Meeting.pairing_id,
        later.day > Meeting.day,
        later.state.in_((Outcome.HELD, Outcome.MISSED)),
    )
    wanted = (
        select(Meeting.pairing_id, Meeting.programme_id, Meeting.site_id, Meeting.day, Meeting.state, Meeting.why)
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .where(
            *_running(frame.school_id, own),
            *only,
            Meeting.school_id == frame.school_id,
            Meeting.state == "planned",
            Meeting.day <= _newest_silent_day(frame, least),
            ~written_later,
            ~_was_held(frame.school_id),
        )
        .order_by(Meeting.day, Meeting.starts, Meeting.id)
    )  # fmt: skip
    rows: dict[str, list[Any]] = {}
    for row in db.session.execute(wanted):
        rows.setdefault(row.pairing_id, []).append(row)
    wanted_asks = [each for each in Silence if list(Silence).index(each) >= list(Silence).index(least)]
    found = []
    for pairing_id, held in rows.items():
        since = silent_since([_past(frame, row) for row in held])
        asks = silence(
            frame.times.get(held[0].site_id), since, frame.today, frame.standards[held[0].programme_id]
        )
        if asks in wanted_asks and since is not None:
            found.append(Silent(pairing_id, since, asks))
    return sorted(found, key=lambda each: (each.since, each.pairing_id))


def reminders_of(frame: Frame, pairing_ids: Collection[str]) -> list[Silent]:
    """Return those of a mentor's pairings in which they are to be reminded, on their own home, to write up meetings.

    Nothing in a break or a hold, which read the same. From 7 school days after a meeting that nobody wrote up.
    """
    return silent(frame, only=[Meeting.pairing_id.in_(pairing_ids)], least=Silence.REMIND)


def _newest_silent_day(frame: Frame, least: Silence) -> date:
    """Return the newest day on which a meeting can lie that is silent by now, in any programme at any site."""
    held = frame.standards.values()
    counts = [each.remind if least is Silence.REMIND else each.staff for each in held]
    count = min((each for each in counts if each is not None), default=None)
    if count is None:
        return date.min
    return max(
        (school_days_ago(times, frame.today, count) for times in frame.times.values()), default=date.min
    )


# What a list says of each pairing


def lately(frame: Frame, pairing_ids: Collection[str]) -> Mapping[str, Sequence[Past]]:
    """Return the meetings of the last six weeks of these pairings that are over, oldest first (1 query)."""
    wanted = select(Meeting.pairing_id, Meeting.site_id, Meeting.day, Meeting.state, Meeting.why).where(
        Meeting.school_id == frame.school_id,
        Meeting.pairing_id.in_(pairing_ids),
        Meeting.day >= frame.today - LATELY,
        or_(Meeting.day < frame.today, and_(Meeting.day == frame.today, Meeting.state != "planned")),
        Meeting.state != "off",
    )
    found: dict[str, list[Past]] = {each: [] for each in pairing_ids}
    for row in db.session.execute(wanted.order_by(Meeting.day, Meeting.starts, Meeting.id)):
        found[row.pairing_id].append(_past(frame, row))
    return found


@dataclass(frozen=True)
class Person:
    """Somebody in a pairing, as a list for staff names them."""

    member_id: str
    student_id: str
    role: str
    first_name: str
    last_name: str
    year: str

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"


def people_of(school_id: str, pairing_ids: Iterable[str]) -> Mapping[str, Sequence[Person]]:
    """Return who is in each of these pairings now, mentors first (1 query)."""
    wanted = (
        select(
            PairingMember.id, PairingMember.pairing_id, PairingMember.student_id, PairingMember.role,
            Student.first_name, Student.last_name, Student.year,
        )
        .join(Student, and_(Student.school_id == PairingMember.school_id, Student.id == PairingMember.student_id))
        .where(
            PairingMember.school_id == school_id,
            PairingMember.pairing_id.in_(set(pairing_ids)),
            PairingMember.left_at.is_(None),
        )
        .order_by(PairingMember.role.desc(), PairingMember.id)
    )  # fmt: skip
    found: dict[str, list[Person]] = {}
    for row in db.session.execute(wanted):
        found.setdefault(row.pairing_id, []).append(
            Person(row.id, row.student_id, row.role, row.first_name, row.last_name, row.year)
        )
    return found


# How many meetings were held


@dataclass(frozen=True)
class Week:
    """How many meetings were held of those planned in a week."""

    monday: date
    held: int
    planned: int


def meetings_by_week(frame: Frame, *, own: str | None = None, weeks: int = 8) -> list[Week]:
    """Return the last weeks with a meeting, the newest last: how many were held of those planned (1 query).

    What was off counts as neither, whatever the cause; so does what fell into a hold and nobody wrote up.
    """
    first = monday_of(frame.today) - DAY * 7 * (weeks * 2)  # so that a holiday does not leave the chart empty
    counted = select(Meeting.day, Meeting.state, func.count()).where(
        Meeting.school_id == frame.school_id, Meeting.day >= first
    )
    if own is not None:
        of_pairing = and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id)
        counted = counted.join(Pairing, of_pairing).where(is_own(frame.school_id, own))
    counted = counted.group_by(Meeting.day, Meeting.state)
    # Apart, because the index alone answers the first, which is most of them.
    over = counted.where(Meeting.state.in_((Outcome.HELD, Outcome.MISSED)), Meeting.day <= frame.today)
    unwritten = counted.where(
        Meeting.state == "planned", Meeting.day < frame.today, ~_was_held(frame.school_id)
    )
    found: dict[date, Week] = {}
    for day, state, number in sorted(db.session.execute(union_all(over, unwritten)).all()):
        monday = monday_of(day)
        week = found.get(monday, Week(monday, 0, 0))
        held = week.held + (number if state == Outcome.HELD else 0)
        found[monday] = replace(week, held=held, planned=week.planned + number)
    return list(found.values())[-weeks:]
