"""An adult who is away for a day: who stands in for all of their meetings, or that these are off; and back again."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.meetings.actions.locking import lock_meetings, lock_staff
from mentoring.meetings.models import Absence, Meeting
from mentoring.meetings.queries.absences import absence_of, away_on, covered_by
from mentoring.meetings.queries.clashes import meetings_there
from mentoring.meetings.rules.absences import AbsenceRefusal, Away, StandIn, near_after, refusal_of_stand_in
from mentoring.meetings.rules.meetings import MeetingState, Off
from mentoring.meetings.rules.planning import Other, Time
from mentoring.people.models import StaffMember
from mentoring.programme.queries.slots import who_can_be_on_duty


def set_absence(
    by: By, staff: StaffMember, day: date, stand_in_id: str | None, *, today: date, now: datetime
) -> AbsenceRefusal | None:
    """Note that somebody is away on a day, with one person who stands in for all of their meetings; return why not.

    Without anybody their meetings are off, and students read of a break. Saying it again changes who stands in.
    """
    if day < today:
        return AbsenceRefusal.DAY_GONE
    mine, before = _lock(staff.school_id, {staff.id, stand_in_id or staff.id}, staff.id, day)
    held = absence_of(staff.school_id, staff.id, day)
    if stand_in_id is not None:
        facts = _stand_in_facts(staff, day, stand_in_id, mine)
        if (refusal := refusal_of_stand_in(facts)) is not None:
            return refusal
    if held is None:
        held = Absence(school_id=staff.school_id, id=ids.new_id(), staff_id=staff.id, day=day)
        db.session.add(held)
    held.stand_in_id, held.made_at, held.made_by = stand_in_id, now, by.person_id
    _settle(mine, {**before, staff.id: stand_in_id})
    _record(by, held, mine, now, stand_in_id)
    return None


def _lock(
    school_id: str, staff_ids: Collection[str], absent_id: str, day: date
) -> tuple[Sequence[Meeting], Away]:
    """Lock whom an absence is about, and return its meetings and who is away; pairings first, as everybody does."""
    lock_meetings(covered_by(school_id, absent_id, day, away_on(school_id, day)))
    lock_staff(school_id, staff_ids)
    away = away_on(school_id, day)
    mine = covered_by(school_id, absent_id, day, away)
    lock_meetings(mine)  # whatever was planned a moment ago too
    return [each for each in mine if each.state == MeetingState.PLANNED or each.why == Off.ADULT_AWAY], away


def _stand_in_facts(staff: StaffMember, day: date, stand_in_id: str, mine: Sequence[Meeting]) -> StandIn:
    school_id = staff.school_id
    there = meetings_there(school_id, [day], adult_ids=[stand_in_id]) if mine else []
    covered = {each.id for each in mine}  # also those that they stand in for already
    return StandIn(
        staff_id=stand_in_id,
        absent_id=staff.id,
        can_be_near={each.id for each in who_can_be_on_duty(school_id)},
        away=away_on(school_id, day),
        meetings=[Other(_time(each), each.place_id, None) for each in mine],
        others=[
            Other(each.time, each.place_id, each.near_id) for each in there if each.meeting_id not in covered
        ],
    )


def _time(meeting: Meeting) -> Time:
    return Time(meeting.day, meeting.starts, meeting.ends)


def _settle(meetings: Sequence[Meeting], away: Away) -> None:
    """Let each meeting have whoever is near on the day, or be off where nobody is."""
    for each in meetings:
        own = each.adult_id or each.stand_in_id
        near = near_after(own, away) if own else None
        each.stand_in_id = near if near != each.adult_id else None
        if near is None:
            each.state, each.why = MeetingState.OFF, Off.ADULT_AWAY
        elif each.state == MeetingState.OFF:
            each.state, each.why = MeetingState.PLANNED, ""
    db.session.flush()


def undo_absence(by: By, absence: Absence, *, now: datetime) -> None:
    """Take an absence back: their meetings are theirs again, and what was off because of it goes ahead.

    Where they stood in for somebody else who is away, they do so again.
    """
    mine, before = _lock(absence.school_id, {absence.staff_id}, absence.staff_id, absence.day)
    db.session.delete(absence)
    _settle(mine, {who: near for who, near in before.items() if who != absence.staff_id})
    _record(by, absence, mine, now, "back")


def _record(by: By, absence: Absence, mine: Collection[Meeting], now: datetime, stand_in: str | None) -> None:
    trail.record(
        events.STAND_IN_SET,
        now,
        school_id=absence.school_id,
        by=by,
        subject_id=absence.staff_id,
        meetings=len(mine),
        stand_in=stand_in,
    )
