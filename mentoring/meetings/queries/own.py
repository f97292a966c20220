"""What students' own pages show of their pairings: with whom, when next, and whether there is a break."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mentoring.extensions import SCHOOL, db
from mentoring.joining.rules.profile import told_apart
from mentoring.joining.rules.readiness import Hold
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.holds import Held, adult_to_name, held_pairings, who_must_meet
from mentoring.matching.queries.pairings import WITH_PEOPLE, pairings_in
from mentoring.matching.rules.life import RUNNING, State
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import BESIDE, TO_COME
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.people.models import StaffMember, Student
from mentoring.raising.queries.holds import Holds, held_since

AHEAD = timedelta(weeks=10)  # longer than any holiday: who meets again later than that reads no day yet


@dataclass(frozen=True)
class Seen:
    """A pairing as its students see it now: a break, whatever its cause, or the next meeting (if it is planned)."""

    pairing: Pairing
    is_break: bool
    held: Held | None
    next_meeting: Meeting | None

    def adult(self, people: Mapping[str, StaffMember]) -> StaffMember | None:
        """Return the adult who will talk with them in a break, or None for "an adult"."""
        return adult_to_name(self.pairing, self.held, people)

    def adult_told(self, people: Mapping[str, StaffMember]) -> StaffMember | None:
        """Return the adult whom to name as the one who reads what is written: who is near, in a break another."""
        near = self.pairing.adult
        if self.is_break or near is None or near.left_at is not None:
            return self.adult(people)
        return near


def running_pairing_in(school_id: str, enrolment_id: str, now: datetime, today: date) -> Seen | None:
    """Return the running pairing of one enrolment, the newest, as its students see it; None where there is none."""
    found = pairings_in(school_id, enrolment_id, states=RUNNING)
    return as_students_see(found[:1], now, today)[0] if found else None


def as_students_see(
    pairings: Sequence[Pairing], now: datetime, today: date, *, holds: Holds | None = None
) -> Sequence[Seen]:
    """Return these pairings of one school as their students see them (2 queries; 4 where somebody is on hold).

    holds: what the page has read of holds already.
    """
    if not pairings:
        return []
    school_id = pairings[0].school_id
    holds = holds or Holds(school_id)
    nearest = _nearest(school_id, [each.id for each in pairings], now, today)
    near = {meeting.near_id for meeting in nearest.values() if meeting.near_id}
    holds.of(near.union(*(who_must_meet(each) for each in pairings)))  # of all of them at once
    held = dict(held_pairings(pairings, reader_id=None, holds=holds))
    held |= _held_by_who_is_near(
        [meeting for meeting in nearest.values() if meeting.pairing_id not in held], holds
    )
    found = []
    for each in pairings:
        first = nearest.get(each.id)
        is_off = first is not None and first.state == MeetingState.OFF
        is_break = each.state == State.ON_BREAK or each.id in held or is_off
        found.append(Seen(each, is_break, held.get(each.id), None if is_break else first))
    return found


def _held_by_who_is_near(meetings: Sequence[Meeting], holds: Holds) -> Mapping[str, Held]:
    """Return, by pairing, those whose next meeting has an adult near who must not meet for now."""
    adults = {each.pairing_id: each.near_id for each in meetings if each.near_id}
    found = holds.of(set(adults.values()))
    return {
        pairing_id: Held(Hold.BREAK, frozenset({adult_id}).union(*found[adult_id]))
        for pairing_id, adult_id in adults.items()
        if adult_id in found
    }


def _nearest(school_id: str, pairing_ids: Sequence[str], now: datetime, today: date) -> Mapping[str, Meeting]:
    """Return what comes next, by pairing. One that is off counts for the whole of its day."""
    values = {"school_id": school_id, "ids": list(pairing_ids), "today": today, "until": today + AHEAD}
    found: dict[str, Meeting] = {}
    for each in db.session.scalars(_of_today_and_the_next_day(), values):
        if each.state == MeetingState.OFF or end_of(each) > now:
            found.setdefault(each.pairing_id, each)
    return found


@cache
def _of_today_and_the_next_day() -> Select[Any]:
    """Build the statement once: building takes longer than asking. What is later is never the nearest."""
    later = aliased(Meeting)
    next_day = (
        select(func.min(later.day))
        .where(
            later.school_id == Meeting.school_id,
            later.pairing_id == Meeting.pairing_id,
            later.day > bindparam("today"),
            later.state.in_(TO_COME),
        )
        .scalar_subquery()
    )
    return (
        select(Meeting)
        .where(
            Meeting.school_id == SCHOOL,
            Meeting.pairing_id.in_(bindparam("ids", expanding=True)),
            Meeting.day.between(bindparam("today"), bindparam("until")),
            or_(Meeting.day == bindparam("today"), Meeting.day == next_day),
            Meeting.state.in_(TO_COME),
        )
        .options(*BESIDE)
        .order_by(Meeting.day, Meeting.starts, Meeting.id)
    )


def end_of(meeting: Meeting) -> datetime:
    """Return the moment at which a meeting ends as planned."""
    day = meeting.day
    length = datetime.combine(day, meeting.ends) - datetime.combine(day, meeting.starts)
    return meeting.starts_at + length


def minutes_of(meeting: Meeting) -> int:
    """Return how long a meeting is planned to be."""
    return int((end_of(meeting) - meeting.starts_at).total_seconds() // 60)


def own_meeting(school_id: str, meeting_id: str) -> Meeting | None:
    """Return one meeting with its pairing and people, or None. Who may have it is for the policy."""
    return db.session.get(
        Meeting,
        (school_id, meeting_id),
        options=[
            joinedload(Meeting.pairing).options(*WITH_PEOPLE),
            joinedload(Meeting.place),
            joinedload(Meeting.adult),
            joinedload(Meeting.stand_in),
        ],
    )


def meeting_ids() -> Select[str]:
    """Return the ids of a pairing's meetings as a query, to be found by their own index inside another.

    That other is given the pairing's `school_id` and `id`.
    """
    return select(Meeting.id).where(Meeting.school_id == SCHOOL, Meeting.pairing_id == bindparam("id"))


def begun_meetings(pairing: Pairing, now: datetime, *, most: int) -> Sequence[Meeting]:
    """Return the meetings of a pairing that have begun, the newest first."""
    wanted = (
        select(Meeting)
        .where(
            Meeting.school_id == pairing.school_id,
            Meeting.pairing_id == pairing.id,
            Meeting.starts_at <= now,
        )
        .options(joinedload(Meeting.place))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return db.session.scalars(wanted.limit(most)).all()


def meeting_at(pairing: Pairing, day: date, starts: object) -> Meeting | None:
    """Return the meeting of a pairing at that day and time, whatever became of it, or None."""
    wanted = select(Meeting).where(
        Meeting.school_id == pairing.school_id,
        Meeting.pairing_id == pairing.id,
        Meeting.day == day,
        Meeting.starts == starts,
    )
    return db.session.scalar(wanted)


def was_off(meeting: Meeting, held: Held | None) -> bool:
    """Say whether a meeting was not to go ahead: said so itself, or later than a break or a hold began."""
    pairing = meeting.pairing
    if meeting.state == MeetingState.OFF:
        return True
    since = [pairing.state_at] if pairing.state == State.ON_BREAK else []
    if held is not None:
        who = pairing.student_ids | ({pairing.adult_id} if pairing.adult_id else set())
        since += held_since(pairing.school_id, who)
    return any(meeting.starts_at >= began for began in since)


def partners(pairing: Pairing, student_id: str) -> Sequence[PairingMember]:
    """Return who is on the other side for one student: the mentees of a mentor, the mentors of a mentee."""
    mine = next((each.role for each in pairing.here if each.student_id == student_id), None)
    return [each for each in pairing.here if each.role != mine]


def first_names(students: Sequence[Student]) -> list[str]:
    """Return what these students are called to each other: the first name, with an initial where two share it."""
    return list(told_apart({each.id: (each.first_name, each.last_name) for each in students}).values())
