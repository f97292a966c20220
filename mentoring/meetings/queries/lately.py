"""How meetings went: lately in each pairing, and in the whole school by week; and who is in a pairing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, and_, bindparam, func, or_, select, union_all

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.matching.models import Pairing, PairingMember
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.frame import OWN, Frame, past_of, was_held
from mentoring.meetings.queries.whose import pairing_is_own
from mentoring.meetings.rules.due import (
    DAY,
    Outcome,
    Past,
    monday_of,
)
from mentoring.people.models import Student

LATELY = timedelta(days=42)  # what is shown as "lately"


def lately(frame: Frame, pairing_ids: Collection[str]) -> Mapping[str, Sequence[Past]]:
    """Return the meetings of the last six weeks of these pairings that are over, oldest first (1 query)."""
    given = {
        "school_id": frame.school_id, "pairing_ids": list(pairing_ids), "today": frame.today,
        "since": frame.today - LATELY,
    }  # fmt: skip
    found: dict[str, list[Past]] = {each: [] for each in pairing_ids}
    for row in db.session.execute(_lately(), given):
        found[row.pairing_id].append(past_of(frame, row))
    return found


@cache
def _lately() -> Rows:
    today = bindparam("today", type_=Date)
    return (
        select(Meeting.pairing_id, Meeting.site_id, Meeting.day, Meeting.state, Meeting.why)
        .where(
            Meeting.school_id == SCHOOL,
            Meeting.pairing_id.in_(bindparam("pairing_ids", expanding=True)),
            Meeting.day >= bindparam("since"),
            or_(Meeting.day < today, and_(Meeting.day == today, Meeting.state != "planned")),
            Meeting.state != "off",
        )
        .order_by(Meeting.pairing_id, Meeting.day, Meeting.starts)
    )


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
    given = {"school_id": school_id, "pairing_ids": list(set(pairing_ids))}
    found: dict[str, list[Person]] = {}
    for row in db.session.execute(_people(), given):
        found.setdefault(row.pairing_id, []).append(
            Person(row.id, row.student_id, row.role, row.first_name, row.last_name, row.year)
        )
    return found


@cache
def _people() -> Rows:
    return (
        select(
            PairingMember.id, PairingMember.pairing_id, PairingMember.student_id, PairingMember.role,
            Student.first_name, Student.last_name, Student.year,
        )
        .join(Student, and_(Student.school_id == PairingMember.school_id, Student.id == PairingMember.student_id))
        .where(
            PairingMember.school_id == SCHOOL,
            PairingMember.pairing_id.in_(bindparam("pairing_ids", expanding=True)),
            PairingMember.left_at.is_(None),
        )
        .order_by(PairingMember.role.desc(), PairingMember.id)
    )  # fmt: skip


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
    given = {"school_id": frame.school_id, "own": own, "first": first, "today": frame.today}
    found: dict[date, Week] = {}
    for day, state, number in sorted(db.session.execute(_by_day(is_own=own is not None), given).all()):
        monday = monday_of(day)
        week = found.get(monday, Week(monday, 0, 0))
        held = week.held + (number if state == Outcome.HELD else 0)
        found[monday] = replace(week, held=held, planned=week.planned + number)
    return list(found.values())[-weeks:]


@cache
def _by_day(*, is_own: bool) -> CompoundSelect[Any]:
    today = bindparam("today", type_=Date)
    counted = select(Meeting.day, Meeting.state, func.count()).where(
        Meeting.school_id == SCHOOL, Meeting.day >= bindparam("first")
    )
    if is_own:
        of_pairing = and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id)
        counted = counted.join(Pairing, of_pairing).where(pairing_is_own(SCHOOL, OWN))
    counted = counted.group_by(Meeting.day, Meeting.state)
    # Apart, because the index alone answers the first, which is most of them.
    over = counted.where(Meeting.state.in_((Outcome.HELD, Outcome.MISSED)), Meeting.day <= today)
    unwritten = counted.where(Meeting.state == "planned", Meeting.day < today, ~was_held())
    return union_all(over, unwritten)
