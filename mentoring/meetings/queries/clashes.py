"""What else there is at a time: the other meetings of a place, of students and of adults, as the rules take it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import and_, func, or_, select

from mentoring.extensions import db
from mentoring.joining.models import Profile
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.models import Absence, Meeting
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.meetings.rules.planning import Needs, Other, Room, Time
from mentoring.programme.models import Place

TAKES_ROOM = (MeetingState.PLANNED, MeetingState.HELD)


@dataclass(frozen=True)
class There:
    """A meeting that takes room: whose it is, when, where, and who is near."""

    meeting_id: str
    pairing_id: str
    time: Time
    place_id: str | None
    near_id: str | None


def meetings_there(
    school_id: str,
    days: Collection[date],
    *,
    between: tuple[time, time] | None = None,
    place_ids: Collection[str] = (),
    pairing_ids: Collection[str] = (),
    adult_ids: Collection[str] = (),
    own_id: str | None = None,
) -> Sequence[There]:
    """Return the meetings on these days in one of the places, of one of the pairings or with one of the adults.

    Off ones are left out, for they take no room; but not those of the pairing `own_id`, which has one meeting at a
    time, whatever its state. between: only those that share a minute with these wall times.
    """
    near = func.coalesce(Meeting.stand_in_id, Meeting.adult_id)
    wanted = select(
        Meeting.id, Meeting.pairing_id, Meeting.day, Meeting.starts, Meeting.ends, Meeting.place_id, near
    ).where(
        Meeting.school_id == school_id,
        Meeting.day.in_(days),
        or_(
            Meeting.pairing_id == own_id,
            and_(
                Meeting.state.in_(TAKES_ROOM),
                or_(
                    Meeting.place_id.in_(place_ids),
                    Meeting.pairing_id.in_(pairing_ids),
                    near.in_(list(adult_ids)),
                ),
            ),
        ),
    )
    if between is not None:
        wanted = wanted.where(Meeting.starts < between[1], Meeting.ends > between[0])
    rows = db.session.execute(wanted.order_by(Meeting.day, Meeting.starts, Meeting.id))
    return [There(row[0], row[1], Time(row[2], row[3], row[4]), row[5], row[6]) for row in rows]


def other_pairings(pairings: Iterable[Pairing]) -> Mapping[str, frozenset[str]]:
    """Return the other running pairings that share a student with each of these, by pairing (1 query)."""
    held = list(pairings)
    if not held:
        return {}
    students = {each.id: each.student_ids for each in held}
    wanted = (
        select(PairingMember.student_id, PairingMember.pairing_id)
        .join(
            Pairing,
            and_(Pairing.school_id == PairingMember.school_id, Pairing.id == PairingMember.pairing_id),
        )
        .where(
            PairingMember.school_id == held[0].school_id,
            PairingMember.student_id.in_(frozenset().union(*students.values())),
            PairingMember.left_at.is_(None),
            Pairing.state.in_(RUNNING),
        )
    )
    of: dict[str, set[str]] = {}
    for student_id, pairing_id in db.session.execute(wanted.order_by(PairingMember.id)):
        of.setdefault(student_id, set()).add(pairing_id)
    return {
        key: frozenset(other for each in whose for other in of.get(each, ())) - {key}
        for key, whose in students.items()
    }


def others_of(
    there: Iterable[There], pairing_id: str, sharing: Collection[str], *, without: str = ""
) -> list[Other]:
    """Return these meetings as one pairing's rules take them. without: the meeting that is being moved."""
    return [
        Other(
            each.time,
            each.place_id,
            each.near_id,
            shares_student=each.pairing_id in sharing,
            is_own=each.pairing_id == pairing_id,
        )
        for each in there
        if each.meeting_id != without
    ]


def needs_by_pairing(pairings: Iterable[Pairing]) -> Mapping[str, Needs]:
    """Return what the students of these pairings need of a place, by pairing (1 query)."""
    held = list(pairings)
    if not held:
        return {}
    wanted = select(Profile.enrolment_id, Profile.step_free, Profile.quiet).where(
        Profile.school_id == held[0].school_id,
        Profile.enrolment_id.in_([member.enrolment_id for each in held for member in each.here]),
        or_(Profile.step_free, Profile.quiet),
    )
    rows = {row[0]: row for row in db.session.execute(wanted.order_by(Profile.enrolment_id))}
    return {
        each.id: Needs(
            step_free=any(
                rows[member.enrolment_id][1] for member in each.here if member.enrolment_id in rows
            ),
            quiet=any(rows[member.enrolment_id][2] for member in each.here if member.enrolment_id in rows),
        )
        for each in held
    }


def room_of(place: Place | None) -> Room | None:
    """Return a place as the rules take it."""
    if place is None:
        return None
    usable = place.approved and place.removed_at is None
    return Room(place.site_id, place.capacity, place.step_free, place.quiet, usable)


def absences(school_id: str, first: date, last: date | None = None) -> Mapping[tuple[str, date], Absence]:
    """Return who is away from `first` on (to `last`), by member of staff and day, the earliest first (1 query)."""
    wanted = select(Absence).where(Absence.school_id == school_id, Absence.day >= first)
    if last is not None:
        wanted = wanted.where(Absence.day <= last)
    rows = db.session.scalars(wanted.order_by(Absence.day, Absence.made_at, Absence.id))
    return {(each.staff_id, each.day): each for each in rows}
