"""Check-ins that are due: the next with each side of the pairings that meet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.rules.training import months_later
from mentoring.matching.models import Pairing, PairingMember
from mentoring.meetings.models import CheckIn
from mentoring.meetings.queries.frame import Frame, any_time, that_meet
from mentoring.meetings.rules.due import (
    COMING,
    DAY,
    FIRST_YEAR,
    LOOK_AGAIN_AFTER,
    NEVER_OVER,
    Due,
    How,
    Stage,
    next_check_in,
)
from mentoring.people.models import Student
from mentoring.people.rules.school_time import moment_of

SHORTEST = 28  # days: the shortest month; nothing but "look again" is due sooner after a check-in
LONGEST_MONTH = 31  # days


@dataclass(frozen=True)
class Side:
    """One side of a pairing: the student, the day on which the pair first met, the newest check-in, and the next."""

    member_id: str
    pairing_id: str
    programme_id: str
    student_id: str
    role: str
    first_name: str
    last_name: str
    year: str
    form: str
    met_on: date
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
    pairing_id: str | None = None,
    member_ids: Collection[str] | None = None,
    within: int | None = COMING,
    is_urgent: bool = False,
    is_any: bool = False,
) -> list[Side]:
    """Return the next check-in with each side of the pairings that meet, what is due longest first (at most 2 queries).

    own: only this member of staff's own pairings. pairing_id, member_ids: only of this pairing, of these sides.
    within: only what is planned in so many days; None for all. is_urgent: only what may be overdue, or is to be looked
    at again; the rest is not even read. is_any: also in a break, for words that were typed before it began.
    """
    last_day = frame.today + DAY * within if within is not None else date.max
    days: dict[str, date | datetime] = {}
    if is_urgent:
        days = _urgent_days(frame)
    elif within is not None:
        days = _due_days(frame, last_day)
    wanted = _sides(
        frozenset(days),
        is_own=own is not None,
        is_one=pairing_id is not None,
        is_some=member_ids is not None,
        is_any=is_any,
    )
    given = {"school_id": frame.school_id, "own": own, "pairing_id": pairing_id, "member_ids": member_ids}
    rows = db.session.execute(wanted, {**given, **days}).all()
    turns = _turns(frame) if any(_is_first(frame, row) for row in rows) else {}
    found = [_side(frame, row, turns.get(row.pairing_id, 0)) for row in rows]
    return sorted(
        (each for each in found if each.due.plan <= last_day), key=lambda each: (each.due.by, each.due.plan)
    )


@cache
def _sides(days: frozenset[str], *, is_own: bool, is_one: bool, is_some: bool, is_any: bool) -> Rows:
    """Build the statement once. days: the names of those that narrow it, as _urgent_days or _due_days give them."""
    met = [Pairing.school_id == SCHOOL, Pairing.met_at.is_not(None)]
    newest = (
        select(CheckIn.id)
        .where(
            CheckIn.school_id == SCHOOL,
            CheckIn.pairing_id == PairingMember.pairing_id,
            CheckIn.student_id == PairingMember.student_id,
        )
        .order_by(CheckIn.on_day.desc(), CheckIn.id.desc())
        .limit(1)
        .correlate(PairingMember)
        .scalar_subquery()
    )
    return (
        select(
            PairingMember.id, PairingMember.pairing_id, PairingMember.student_id, PairingMember.role,
            Pairing.programme_id, Pairing.met_at, Student.first_name, Student.last_name, Student.year,
            Student.form, Student.site_id, CheckIn.on_day, CheckIn.how,
        )
        .join(Pairing, and_(Pairing.school_id == PairingMember.school_id, Pairing.id == PairingMember.pairing_id))
        .join(Student, and_(Student.school_id == PairingMember.school_id, Student.id == PairingMember.student_id))
        .outerjoin(CheckIn, and_(CheckIn.school_id == PairingMember.school_id, CheckIn.id == newest))
        .where(
            *(met if is_any else that_meet(is_own=is_own)),
            PairingMember.left_at.is_(None),
            Student.left_at.is_(None),
            *([Pairing.id == bindparam("pairing_id")] if is_one else []),
            *([PairingMember.id.in_(bindparam("member_ids", expanding=True))] if is_some else []),
            *([_may_be_due(days)] if days else []),
        )
        .order_by(Pairing.met_at, Pairing.id, PairingMember.id)
    )  # fmt: skip


def _may_be_due(days: frozenset[str]) -> ColumnElement[bool]:
    """Return a condition that leaves out what cannot be due; the rule decides about the rest.

    First whoever had a check-in so lately that none can be due: the index alone knows that, and it is most.
    """
    lately = aliased(CheckIn)
    had_one = exists().where(
        lately.school_id == SCHOOL,
        lately.pairing_id == PairingMember.pairing_id,
        lately.student_id == PairingMember.student_id,
        lately.on_day > bindparam("newest_by"),
    )
    met_before = [Pairing.met_at < bindparam("first_met_before")] if "first_met_before" in days else []
    newest_asks = or_(
        and_(CheckIn.id.is_(None), *met_before),
        CheckIn.on_day <= bindparam("last_by"),
        and_(CheckIn.how != How.FINE, CheckIn.on_day <= bindparam("again_by")),
    )
    return and_(~had_one, newest_asks)


def _urgent_days(frame: Frame) -> dict[str, date | datetime]:
    """Return until when a pairing must have met, and the last check-in been, for the next to be overdue today."""
    soonest = min((each.first_by for each in frame.standards.values()), default=1)
    first = moment_of(any_time(frame), frame.today - DAY * (soonest - 1), time())
    return {"first_met_before": first, **_last_days(frame.today - DAY * SHORTEST, frame.today)}


def _due_days(frame: Frame, last_day: date) -> dict[str, date | datetime]:
    """Return until when the last check-in must have been for the next to be planned until that day."""
    return _last_days(_newest_before(frame, last_day), last_day)


def _last_days(last_by: date, last_day: date) -> dict[str, date | datetime]:
    again_by = last_day - DAY * LOOK_AGAIN_AFTER
    return {"last_by": last_by, "again_by": again_by, "newest_by": max(last_by, again_by)}


def _newest_before(frame: Frame, last_day: date) -> date:
    """Return the newest day of a check-in after which the next is planned until `last_day`, anywhere in the school."""
    kinds = set(frame.standards.values())  # most programmes have the same numbers

    def is_planned(day: date) -> bool:
        long_ago = months_later(day, -2 * FIRST_YEAR)  # the pairing is in its first year, or is not
        return any(
            next_check_in(times, met_on, 0, (day, How.FINE), standards).plan <= last_day
            for times in frame.times.values()
            for standards in kinds
            for met_on in (day, long_ago)
        )

    days = (frame.today - DAY * number for number in range(NEVER_OVER * LONGEST_MONTH))
    return next((day for day in days if is_planned(day)), frame.today - DAY * NEVER_OVER * LONGEST_MONTH)


def _turns(frame: Frame) -> Mapping[str, int]:
    """Return for each pairing that met lately the how manieth it was, of its programme, on that day (1 query)."""
    since = moment_of(any_time(frame), frame.today - DAY * 16, time())
    given = {"school_id": frame.school_id, "since": since}
    counted: dict[tuple[str, date], int] = {}
    found = {}
    for row in db.session.execute(_met_since(), given):
        key = row.programme_id, frame.day_of(row.met_at)
        found[row.id] = counted.get(key, 0)
        counted[key] = found[row.id] + 1
    return found


@cache
def _met_since() -> Rows:
    return (
        select(Pairing.id, Pairing.programme_id, Pairing.met_at)
        .where(Pairing.school_id == SCHOOL, Pairing.met_at >= bindparam("since"))
        .order_by(Pairing.met_at, Pairing.id)
    )


def _is_first(frame: Frame, row: Any) -> bool:
    """Say whether the next check-in is the first: only then its day goes by how many met on the same day."""
    return row.on_day is None or row.on_day < frame.day_of(row.met_at)


def _side(frame: Frame, row: Any, turn: int) -> Side:
    last = (row.on_day, read_how(row.how)) if row.on_day is not None else None
    met_on = frame.day_of(row.met_at)
    due = next_check_in(frame.times.get(row.site_id), met_on, turn, last, frame.standards[row.programme_id])
    return Side(
        row.id, row.pairing_id, row.programme_id, row.student_id, row.role, row.first_name, row.last_name,
        row.year, row.form, met_on, last, due, due.stage(frame.today),
    )  # fmt: skip


def read_how(how: str) -> How:
    """Return how a check-in was as all may read it: that something was passed on only its writer knows."""
    return How.FINE if how == How.FINE else How.LOOK_AGAIN


def overdue(frame: Frame, *, own: str | None = None) -> list[Side]:
    """Return what Today shows of check-ins: what is overdue, and who is to be looked at again (at most 2 queries)."""
    found = sides(frame, own=own, within=0, is_urgent=True)
    return [each for each in found if each.stage is Stage.OVERDUE or _looks_again(each)]


def _looks_again(side: Side) -> bool:
    return side.due.why.value == How.LOOK_AGAIN and side.stage is Stage.DUE
