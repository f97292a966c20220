"""Rooms of today: which an adult may open, which meetings are in one, and each child's turn there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentoring.extensions import db
from mentoring.joining.rules.profile import told_apart
from mentoring.matching.models import MeetAndGreet
from mentoring.matching.queries.meet_and_greet import Coming, coming, ends_at, meets_on, starts_at
from mentoring.meetings.models import Meeting, RoomSession
from mentoring.meetings.queries.jobs import StudentsJob, jobs_at
from mentoring.meetings.queries.meetings import attendance_of, held_meetings, meetings_on
from mentoring.meetings.rules.jobs import Job, Turn
from mentoring.meetings.rules.meetings import MEETING, MeetingState
from mentoring.people.models import Student
from mentoring.programme.models import Place
from mentoring.raising.queries.holds import on_hold


@dataclass(frozen=True)
class Child:
    """One child of the room as everybody in it may see them: a name, and whose turn it is."""

    student: Student
    name: str
    turn: Turn
    job: StudentsJob | None  # where it is their turn

    @property
    def school_id(self) -> str:
        """Return the school that the child belongs to."""
        return self.student.school_id


@dataclass(frozen=True)
class RegisterTime:
    """The children of one time in the room, by name, and what is known of who came. Who meets whom is not in it."""

    starts: time
    ends: time
    names: Mapping[str, str]
    said: Mapping[str, str]
    taken_at: datetime | None  # when all of it was taken
    is_locked: bool  # an adult has taken some of it: a change needs the password
    meetings: Sequence[Meeting]

    @property
    def key(self) -> str:
        """Return the code of this time in a form."""
        return f"{self.starts:%H%M}"


@dataclass(frozen=True)
class PlaceToday:
    """A place with meetings today that somebody may open as a room."""

    place: Place
    times: Sequence[tuple[time, time]]
    children: int
    last_end: datetime


def room(school_id: str, room_id: str) -> RoomSession | None:
    """Return one of the school's rooms, or None."""
    return db.session.get(RoomSession, (school_id, room_id))


def places_today(school_id: str, staff_id: str, day: date, *, sees_all: bool) -> Sequence[PlaceToday]:
    """Return the places that this adult may open today, the earliest first.

    Those where they are near at a meeting that goes ahead, or on duty at a meet-and-greet; all of them for whoever
    sees all pairings.
    """
    by_place: dict[str, list[Meeting]] = {}
    for each in _going_ahead(school_id, staff_id, day, sees_all=sees_all):
        if each.place_id is not None:
            by_place.setdefault(each.place_id, []).append(each)
    mine = {
        place_id: there
        for place_id, there in by_place.items()
        if sees_all or any(each.near_id == staff_id for each in there)
    }
    meets: dict[str, list[MeetAndGreet]] = {}
    for meet in meets_on(school_id, day, own=None if sees_all else staff_id):
        meets.setdefault(meet.place_id, []).append(meet)
    found = [
        _place_today(mine.get(place_id, []), meets.get(place_id, []))
        for place_id in mine.keys() | meets.keys()
    ]
    return sorted(found, key=lambda each: (each.times, each.place.name, each.place.id))


def _place_today(there: Sequence[Meeting], meets: Sequence[MeetAndGreet]) -> PlaceToday:
    children = {student_id for each in there for student_id in each.pairing.student_ids}
    children |= {each.guest.student_id for meet in meets for each in coming(meet).values()}
    times = [(each.starts, each.ends) for each in there] + [
        (meet.slot.starts, meet.slot.ends) for meet in meets
    ]
    return PlaceToday(
        place=there[0].place if there else meets[0].place,
        times=sorted(set(times)),
        children=len(children),
        last_end=max([end_of(each) for each in there] + [ends_at(meet) for meet in meets]),
    )


def meetings_in(opened: RoomSession, *, sees_all: bool) -> Sequence[Meeting]:
    """Return the meetings of a room that go ahead today or did, the earliest first (6 queries)."""
    if opened.place_id is None:
        return []
    return _going_ahead(
        opened.school_id, opened.staff_id, opened.day, sees_all=sees_all, place_id=opened.place_id
    )


def _going_ahead(
    school_id: str, staff_id: str, day: date, *, sees_all: bool, place_id: str | None = None
) -> Sequence[Meeting]:
    # On hold, on a break, called off: none of them is in a room, and the room does not say which it was.
    if on_hold(school_id, {staff_id}):
        return []
    own = None if sees_all else staff_id
    found = [
        each
        for each in meetings_on(school_id, day, own=own, place_id=place_id)
        if each.state != MeetingState.OFF and each.pairing.state in MEETING
    ]
    held = held_meetings(found, reader_id=None)
    return [each for each in found if each.id not in held]


def end_of(meeting: Meeting) -> datetime:
    """Return when a meeting ends, in UTC."""
    starts, ends = (timedelta(hours=at.hour, minutes=at.minute) for at in (meeting.starts, meeting.ends))
    return meeting.starts_at + (ends - starts)


def meets_in(opened: RoomSession, *, sees_all: bool) -> Sequence[MeetAndGreet]:
    """Return the meet-and-greets of a room today, the earliest first (1 query where there is none)."""
    if opened.place_id is None:
        return []
    own = None if sees_all else opened.staff_id
    return meets_on(opened.school_id, opened.day, own=own, place_id=opened.place_id)


def children_in(
    meetings: Sequence[Meeting], now: datetime, meets: Sequence[MeetAndGreet] = ()
) -> Sequence[Child]:
    """Return the children of these meetings and meet-and-greets in the order of their names, each once.

    A child with two meetings has the first turn first. Roles and partners cannot be told from the list.
    """
    students = _students(meetings)
    found = list(jobs_at(meetings, now))
    for meet in meets:
        begins = starts_at(meet)
        for each in coming(meet).values():
            students.setdefault(each.guest.student_id, each.guest.student)
            found.append(_choosing(each, begins, now))
    jobs: dict[str, list[StudentsJob]] = {student_id: [] for student_id in students}
    for job in found:
        jobs[job.student_id].append(job)
    return [
        _child(students[student_id], name, jobs[student_id])
        for student_id, name in _by_name(students).items()
    ]


def _choosing(who: Coming, begins: datetime, now: datetime) -> StudentsJob:
    guest = who.guest
    over = guest.chosen_at is not None or not who.meets  # nobody is there whom they could choose
    turn = Turn.DONE if over else Turn.LATER if now < begins else Turn.NOW
    return StudentsJob(guest.student_id, guest.id, Job.CHOOSE, turn)


def _child(student: Student, name: str, jobs: Sequence[StudentsJob]) -> Child:
    waiting = next((each for each in jobs if each.turn is Turn.NOW), None)
    if waiting is not None:
        return Child(student, name, Turn.NOW, waiting)
    later = any(each.turn is Turn.LATER for each in jobs)
    return Child(student, name, Turn.LATER if later else Turn.DONE, None)


def _students(meetings: Sequence[Meeting]) -> dict[str, Student]:
    return {member.student_id: member.student for each in meetings for member in each.pairing.here}


def _by_name(students: Mapping[str, Student]) -> dict[str, str]:
    names = told_apart({key: (each.first_name, each.last_name) for key, each in students.items()})
    return dict(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0])))


def registers_of(meetings: Sequence[Meeting]) -> Sequence[RegisterTime]:
    """Return the registers of a room, one for each time that children meet there, the earliest first (1 query)."""
    names, known = _by_name(_students(meetings)), attendance_of(meetings)
    said = {key: row.came for key, row in known.items() if row.source == "register"}
    by_time: dict[time, list[Meeting]] = {}
    for each in meetings:
        by_time.setdefault(each.starts, []).append(each)
    return [_register(starts, there, names, said) for starts, there in sorted(by_time.items())]


def _register(
    starts: time,
    there: Sequence[Meeting],
    names: Mapping[str, str],
    said: Mapping[tuple[str, str], str],
) -> RegisterTime:
    present = {student_id for each in there for student_id in each.pairing.student_ids}
    taken = [each.registered_at for each in there if each.registered_at is not None]
    return RegisterTime(
        starts=starts,
        ends=max(each.ends for each in there),
        names={student_id: name for student_id, name in names.items() if student_id in present},
        said={
            student_id: came
            for (meeting_id, student_id), came in said.items()
            if meeting_id in {m.id for m in there}
        },
        taken_at=max(taken) if len(taken) == len(there) else None,
        is_locked=bool(taken),
        meetings=there,
    )
