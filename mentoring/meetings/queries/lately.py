"""How meetings went: lately in each pairing, and in the whole school by week; and who is in a pairing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select, union_all

from mentoring.extensions import db
from mentoring.matching.models import Pairing, PairingMember
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.frame import Frame, past_of, was_held
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
    wanted = select(Meeting.pairing_id, Meeting.site_id, Meeting.day, Meeting.state, Meeting.why).where(
        Meeting.school_id == frame.school_id,
        Meeting.pairing_id.in_(pairing_ids),
        Meeting.day >= frame.today - LATELY,
        or_(Meeting.day < frame.today, and_(Meeting.day == frame.today, Meeting.state != "planned")),
        Meeting.state != "off",
    )
    found: dict[str, list[Past]] = {each: [] for each in pairing_ids}
    for row in db.session.execute(wanted.order_by(Meeting.day, Meeting.starts, Meeting.id)):
        found[row.pairing_id].append(past_of(frame, row))
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
        counted = counted.join(Pairing, of_pairing).where(pairing_is_own(frame.school_id, own))
    counted = counted.group_by(Meeting.day, Meeting.state)
    # Apart, because the index alone answers the first, which is most of them.
    over = counted.where(Meeting.state.in_((Outcome.HELD, Outcome.MISSED)), Meeting.day <= frame.today)
    unwritten = counted.where(
        Meeting.state == "planned", Meeting.day < frame.today, ~was_held(frame.school_id)
    )
    found: dict[date, Week] = {}
    for day, state, number in sorted(db.session.execute(union_all(over, unwritten)).all()):
        monday = monday_of(day)
        week = found.get(monday, Week(monday, 0, 0))
        held = week.held + (number if state == Outcome.HELD else 0)
        found[monday] = replace(week, held=held, planned=week.planned + number)
    return list(found.values())[-weeks:]
