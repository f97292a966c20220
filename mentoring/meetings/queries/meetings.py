"""Meetings: one, a day's, a pairing's, the next of many; always with their people, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.joining.rules.readiness import hold_as_read
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.holds import Held
from mentoring.meetings.models import Attendance, Meeting
from mentoring.meetings.queries.whose import meeting_is_own
from mentoring.meetings.rules.meetings import MeetingState, Off
from mentoring.people.models import StaffMember
from mentoring.programme.models import Place, Programme
from mentoring.raising.queries.holds import Holds

# Of pairings that are in hand already.
BESIDE = (
    joinedload(Meeting.place),
    joinedload(Meeting.adult).lazyload(StaffMember.all_roles),
    joinedload(Meeting.stand_in).lazyload(StaffMember.all_roles),
)
# With its people; nothing of a programme but its name, and nobody's roles.
LISTED = (
    *BESIDE,
    joinedload(Meeting.pairing).options(
        joinedload(Pairing.programme).options(lazyload(Programme.sites), lazyload(Programme.adults)),
        selectinload(Pairing.members).joinedload(PairingMember.student),
    ),
)
ORDER = (Meeting.day, Meeting.starts, Meeting.id)
TO_COME = (MeetingState.PLANNED, MeetingState.OFF)


def meeting(school_id: str, meeting_id: str) -> Meeting | None:
    """Return one of the school's meetings, or None."""
    return db.session.get(Meeting, (school_id, meeting_id), options=LISTED)


def meetings_by_id(school_id: str, meeting_ids: Collection[str]) -> Sequence[Meeting]:
    """Return those of the school's meetings that have these ids, in the order of time."""
    return _found(school_id, Meeting.id.in_(meeting_ids))


def meetings_on(
    school_id: str,
    day: date,
    *,
    own: str | None = None,
    programme_id: str | None = None,
    place_id: str | None = None,
    near: str | None = None,
) -> Sequence[Meeting]:
    """Return the meetings of a day, off and missed ones too, in the order of time; not those of pairings that ended.

    own: only those that are this member of staff's own. near: only those where this person is near on the day.
    """
    wanted = [Meeting.day == day, Meeting.why != Off.ENDED]
    if own is not None:
        wanted.append(meeting_is_own(school_id, own))
    if programme_id is not None:
        wanted.append(Meeting.programme_id == programme_id)
    if place_id is not None:
        wanted.append(Meeting.place_id == place_id)
    if near is not None:
        wanted.append(func.coalesce(Meeting.stand_in_id, Meeting.adult_id) == near)
    return _found(school_id, *wanted)


def meetings_of(pairing: Pairing) -> Sequence[Meeting]:
    """Return a pairing's meetings, the oldest first (1 query)."""
    return db.session.scalars(_of_pairing(), {"school_id": pairing.school_id, "id": pairing.id}).all()


def meetings_with_places(pairing: Pairing) -> Sequence[tuple[Meeting, str]]:
    """Return the same, each with where it is, or nothing (1 query). Who is near is not read: only by id."""
    found = db.session.execute(_with_places(), {"school_id": pairing.school_id, "id": pairing.id}).all()
    for each, _place in found:
        set_committed_value(each, "pairing", pairing)
    return [(each, place or "") for each, place in found]


@cache
def _with_places() -> Rows:
    """Build the statement once: building takes longer than asking."""
    wanted = select(Meeting, Place.name).outerjoin(
        Place, and_(Place.school_id == Meeting.school_id, Place.id == Meeting.place_id)
    )
    return wanted.where(Meeting.school_id == SCHOOL, Meeting.pairing_id == bindparam("id")).order_by(*ORDER)


@cache
def _of_pairing() -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    wanted = select(Meeting).where(Meeting.school_id == SCHOOL, Meeting.pairing_id == bindparam("id"))
    return wanted.options(*BESIDE).order_by(*ORDER)


def next_meetings(school_id: str, pairing_ids: Collection[str], today: date) -> Mapping[str, Meeting]:
    """Return the nearest meeting from today on of each of these pairings, by pairing; one that is off counts.

    Held and missed ones are left out. Whether it goes ahead is to be asked of `rules.meetings.goes_ahead`. The pairings
    are in hand already and not read again (1 query).
    """
    later = aliased(Meeting)
    nearest = (
        select(later.pairing_id, func.min(later.starts_at).label("at"))
        .where(
            later.school_id == school_id,
            later.pairing_id.in_(pairing_ids),
            later.day >= today,
            later.state.in_(TO_COME),
        )
        .group_by(later.pairing_id)
        .subquery()
    )
    wanted = (
        select(Meeting)
        .join(nearest, and_(nearest.c.pairing_id == Meeting.pairing_id, nearest.c.at == Meeting.starts_at))
        .where(
            Meeting.school_id == school_id, Meeting.pairing_id.in_(pairing_ids), Meeting.state.in_(TO_COME)
        )
    )
    return {each.pairing_id: each for each in db.session.scalars(wanted.order_by(*ORDER))}


def held_meetings(
    meetings: Sequence[Meeting], *, reader_id: str | None, holds: Holds | None = None
) -> Mapping[str, Held]:
    """Return those of these meetings that must not go ahead because of a hold, by id (2 queries).

    A student in it, the adult named, or whoever is near on the day must not meet.
    reader_id, holds: as in `held_pairings`.
    """
    if not meetings:
        return {}
    who = {each.id: _who(each) for each in meetings}
    found_on_hold = (holds or Holds(meetings[0].school_id)).of(frozenset().union(*who.values()))
    found = {}
    for each in meetings:
        outside = [kept_out for person in who[each.id] for kept_out in found_on_hold.get(person, ())]
        reads = hold_as_read(outside, reader_id)
        if reads is not None:
            adults = {person for person in _adults(each) if person in found_on_hold}
            found[each.id] = Held(reads, frozenset().union(*outside, adults))
    return found


def _who(meeting: Meeting) -> frozenset[str]:
    return meeting.pairing.student_ids | _adults(meeting)


def _adults(meeting: Meeting) -> frozenset[str]:
    named = (meeting.adult_id, meeting.stand_in_id, meeting.pairing.adult_id)
    return frozenset(each for each in named if each)


def attendance_of(meetings: Collection[Meeting]) -> Mapping[tuple[str, str], Attendance]:
    """Return what is known of who came to these meetings, by meeting and student (1 query)."""
    if not meetings:
        return {}
    (school_id,) = {each.school_id for each in meetings}
    wanted = select(Attendance).where(
        Attendance.school_id == school_id, Attendance.meeting_id.in_([each.id for each in meetings])
    )
    rows = db.session.scalars(wanted.order_by(Attendance.meeting_id, Attendance.id))
    return {(each.meeting_id, each.student_id): each for each in rows}


def counts_by_day(
    school_id: str, first: date, last: date, *, own: str | None = None, programme_id: str | None = None
) -> Mapping[date, int]:
    """Return how many meetings `meetings_on` has on each day; days without any are left out (1 query)."""
    wanted = (
        select(Meeting.day, func.count())
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .where(Meeting.school_id == school_id, Meeting.day.between(first, last), Meeting.why != Off.ENDED)
    )
    if own is not None:
        wanted = wanted.where(meeting_is_own(school_id, own))
    if programme_id is not None:
        wanted = wanted.where(Meeting.programme_id == programme_id)
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(Meeting.day).order_by(Meeting.day))}


def _found(school_id: str, *conditions: Any) -> Sequence[Meeting]:
    wanted = (
        select(Meeting)
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .where(Meeting.school_id == school_id, *conditions)
        .options(*LISTED)
    )
    return db.session.scalars(wanted.order_by(*ORDER)).unique().all()


def near_counts(school_id: str, day: date) -> Mapping[str, int]:
    """Return how many meetings each member of staff is near at on a day, off ones left out (1 query)."""
    near = func.coalesce(Meeting.stand_in_id, Meeting.adult_id)
    wanted = (
        select(near, func.count())
        .where(Meeting.school_id == school_id, Meeting.day == day, Meeting.state != MeetingState.OFF)
        .group_by(near)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.order_by(near)) if row[0]}
