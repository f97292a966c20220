"""What every question about what is due in pairings needs: a school's frame, and which pairings meet.

A pairing on a break has nothing due, and one on hold reads the same: neither is here, for nobody. Columns are read,
not records, and only of what may be due, so that a page costs as much in a large school as what it shows. Statements
are built once: building one of these takes many times as long as asking it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from mentoring import clock
from mentoring.extensions import SCHOOL, IdText, db
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import State
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.whose import pairing_is_own
from mentoring.meetings.rules.due import (
    Outcome,
    Past,
    Standards,
    outcome,
)
from mentoring.people.models import School
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime, is_exam_week
from mentoring.programme.models import Programme
from mentoring.programme.queries.programmes import programmes
from mentoring.programme.queries.settings import settings_of_each
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.verdicts import ProgrammeSettings
from mentoring.raising.models import Hold

MEET = (State.ACTIVE, State.ENDING)  # who has met and goes on meeting


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
    """Return what every question here needs of a school (3 queries, less what is known already)."""
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


# Which pairings: conditions of statements that are built once, and are given SCHOOL and OWN each time they are asked

OWN: BindParameter[str] = bindparam(
    "own", type_=IdText
)  # the member of staff whose own pairings are asked for


def is_held() -> ColumnElement[bool]:
    """Return the condition for pairings of which a student, or the adult named, is on hold now."""
    held = select(Hold.person_id).where(Hold.school_id == SCHOOL, Hold.ended_at.is_(None))
    member = aliased(PairingMember)
    in_it = select(member.pairing_id).where(
        member.school_id == SCHOOL, member.left_at.is_(None), member.student_id.in_(held)
    )
    return or_(and_(Pairing.adult_id.is_not(None), Pairing.adult_id.in_(held)), Pairing.id.in_(in_it))


def was_held() -> ColumnElement[bool]:
    """Return the condition for meetings that fell into a hold of a student in them, or of the adult named.

    There are few holds, so it is asked the other way round: of which pairings, from when until when.
    """
    of_student = (
        select(PairingMember.pairing_id, Hold.started_at, Hold.ended_at)
        .join(
            Hold, and_(Hold.school_id == PairingMember.school_id, Hold.person_id == PairingMember.student_id)
        )
        .where(PairingMember.school_id == SCHOOL, PairingMember.left_at.is_(None))
    )
    named = aliased(Pairing)
    of_adult = (
        select(named.id, Hold.started_at, Hold.ended_at)
        .join(Hold, and_(Hold.school_id == named.school_id, Hold.person_id == named.adult_id))
        .where(named.school_id == SCHOOL)
    )
    held = union_all(of_student, of_adult).subquery("held")
    return exists().where(
        held.c.pairing_id == Meeting.pairing_id,
        held.c.started_at <= Meeting.starts_at,
        or_(held.c.ended_at.is_(None), held.c.ended_at >= Meeting.starts_at),
    )


def that_meet(*, is_own: bool) -> list[ColumnElement[bool]]:
    """Return the conditions for pairings that meet; is_own: only those of the member of staff given as OWN."""
    found: list[ColumnElement[bool]] = [
        Pairing.school_id == SCHOOL,
        Pairing.state.in_(MEET),
        Pairing.met_at.is_not(None),
        ~is_held(),
    ]
    return [*found, pairing_is_own(SCHOOL, OWN)] if is_own else found


def any_time(frame: Frame) -> SchoolTime:
    """Return the school time of one of the sites: they share a zone."""
    return next(iter(frame.times.values()))


def past_of(frame: Frame, row: Any) -> Past:
    """Return how a meeting that is over counts. row: its day, site, state and why."""
    times = frame.times.get(row.site_id)
    is_excused_week = times is not None and is_exam_week(times, row.day)
    counts = outcome(row.state, row.why, is_excused_week=is_excused_week)
    return Past(row.day, counts or Outcome.EXCUSED, row.why)
