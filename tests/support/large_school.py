"""A made-up school with as many pairings as wanted, in rows, so that a thousand take seconds. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.demo.crowd import Crowd, Far, likes_of
from mentoring.demo.joining import HELP, INTERESTS
from mentoring.demo.pairs import MENTEE, MENTOR, Pair, Pairs, Somebody, Spot
from mentoring.demo.words import FACES, WRITTEN
from mentoring.extensions import db, insert_rows
from mentoring.matching.actions.boards import keep_run, locked_board
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.life import State
from mentoring.matching.work import solved
from mentoring.meetings.models import Ask, BoundaryNote, Faces, WriteUp
from mentoring.meetings.rules.meetings import Came, MeetingState
from mentoring.meetings.rules.planning import meeting_days
from mentoring.people.models import Account, School, Site, Student, SupervisedHour
from mentoring.people.queries.school_times import school_times
from mentoring.people.rules.school_time import SchoolTime
from mentoring.programme.actions import places, programmes, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries.programmes import programme as programme_of
from mentoring.programme.queries.slots import slots as slots_of
from mentoring.programme.queries.slots import time_of
from mentoring.programme.rules.dates import Dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.wording.first_texts import first_texts
from tests.support.factories import World, make_school, make_staff

WEEKDAYS = range(5)
STARTS, ENDS = time(12, 30), time(13, 10)
EACH = 200  # pairings in a programme
ROOMS = 3  # of each programme, with an adult in each
WEEK = timedelta(weeks=1)
COMING = (State.PROPOSED, State.ASKED_MENTOR, State.ASKED_MENTEE, State.AGREED, State.READY)


@dataclass
class Large:
    """The school, and the ids that pages are asked for."""

    world: World
    programmes: list[str] = field(default_factory=list)
    pairings: list[str] = field(default_factory=list)  # the first is that of the world's mentor and mentee
    meetings: int = 0
    todays: list[str] = field(default_factory=list)  # meetings
    place: str = ""  # where the first pairing meets, with some others
    to_match: str = ""  # a programme in which everybody is ready and nobody is paired

    def address(self, path: str) -> str:
        """Return where a page of MAIN_PAGES is."""
        return path.format(
            pairing=self.pairings[0], programme=self.programmes[0], place=self.place, to_match=self.to_match
        )


# The ten pages that are most used: whose, and where. Braces stand for ids of a large school.
MAIN_PAGES = {
    "Today, a coordinator": ("coordinator", "/today"),
    "pairings": ("coordinator", "/pairings"),
    "one pairing": ("coordinator", "/pairings/{pairing}"),
    "board": ("coordinator", "/programmes/{to_match}/matching"),
    "meetings of a week": ("coordinator", "/meetings"),
    "register": ("supervisor", "/meetings/register?place={place}"),
    "check-in round": ("coordinator", "/check-ins/round"),
    "who is ready": ("coordinator", "/programmes/{programme}/students"),
    "a mentor's home": ("mentor", "/today"),
    "a mentee's home": ("mentee", "/today"),
}


def make_large_school(pairings: int, *, held: int = 18, ahead: int = 7) -> Large:
    """Make a school with so many pairings: each with so many weekly meetings that are over, and so many ahead.

    The world's mentor and mentee are the first pairing, and they meet today where today is a school day.
    """
    world = make_school()
    made = Large(world)
    school = db.session.get_one(School, world.school_id)
    _add_hours(world)
    now = clock.now()
    coordinator = By("person", world.staff[Role.COORDINATOR])
    crowd, pairs = (
        Crowd(school, coordinator, keeps_trail=False),
        Pairs(school, coordinator, keeps_trail=False),
    )
    began = now - WEEK * (held + 3)
    times = school_times(world.school_id)[world.site_id]
    waiting = max(10, pairings // 10)  # pairs of students who have nobody yet
    people = iter(_add_students(world, 2 * (pairings + waiting)))
    extra: dict[Any, list[dict[str, Any]]] = {Ask: [], BoundaryNote: []}
    for start in range(0, pairings, EACH):
        programme, where = _programme(world, coordinator, start // EACH, now.date())
        made.programmes.append(programme.id)
        for number in range(start, min(start + EACH, pairings)):
            who = [
                _join(crowd, programme, next(people), role, number, began)
                for role in (ProgrammeRole.MENTOR, ProgrammeRole.MENTEE)
            ]
            spot = where[(number + now.weekday()) % len(where)]
            days = meeting_days(
                times,
                time_of(spot.slot),
                every=1,
                first=now.date() - WEEK * held,
                last=now.date() + WEEK * (ahead + 1),
            )[: held + ahead]
            pair = _tell(pairs, programme, who, spot, days, times, number)
            made.pairings.append(pair.id)
            made.place = made.place or spot.place_id
            made.meetings += len(pair.meetings)
            made.todays += [str(each["id"]) for each in pair.meetings if each["day"] == now.date()]
            _add_extras(extra, pairs, pair, who, number, now)
    to_match, _where = _programme(world, coordinator, len(made.programmes), now.date())
    made.to_match = to_match.id
    for number in range(waiting):
        for role in (ProgrammeRole.MENTOR, ProgrammeRole.MENTEE):
            _join(crowd, to_match, next(people), role, number, began)
    crowd.write()
    pairs.write()
    for model, rows in extra.items():
        insert_rows(model, rows)
    return made


def _add_hours(world: World) -> None:
    """Let there be lunch on every day, not on Tuesdays alone."""
    for weekday in set(WEEKDAYS) - {1}:
        db.session.add(
            SupervisedHour(
                school_id=world.school_id, id=ids.new_id(), site_id=world.site_id, weekday=weekday, week="",
                starts=time(12, 30), ends=time(13, 20), label="Lunch",
            )
        )  # fmt: skip
    db.session.flush()


def _add_students(world: World, count: int) -> list[Student]:
    """Return so many students, mentor and mentee in turn; the first two are the world's."""
    accounts, rows = [], []
    for number in range(count - 2):
        account = {
            "id": ids.new_id(),
            "created_at": clock.now(),
            "theme": "auto",
            "second_factor_wanted": False,
        }
        accounts.append(account)
        rows.append(
            {
                "school_id": world.school_id, "id": ids.new_id(), "account_id": account["id"],
                "site_id": world.site_id, "first_name": f"First{number % 97}", "last_name": f"Last{number}",
                "year": "7" if number % 2 else "10", "form": f"{number % 9}B", "user_name": f"student{number:05}",
                "version": 1,
            }
        )  # fmt: skip
    insert_rows(Account, accounts)
    insert_rows(Student, rows)
    wanted = db.select(Student).where(
        Student.school_id == world.school_id, Student.id.not_in((world.mentor, world.mentee))
    )
    first = [db.session.get_one(Student, (world.school_id, each)) for each in (world.mentor, world.mentee)]
    return [*first, *db.session.scalars(wanted.order_by(Student.user_name))]


def _programme(world: World, by: By, number: int, today: date) -> tuple[Programme, list[Spot]]:
    """Return an open programme, and when and where its pairs can meet: each day of the week in three rooms."""
    now, site = clock.now(), db.session.get_one(Site, (world.school_id, world.site_id))
    dates = Dates(today - WEEK * 22, today + WEEK * 30)
    details = Details(f"Programme {number}", dates, (world.site_id,), (world.staff[Role.COORDINATOR],))
    made = programmes.add_programme(
        by, world.school_id, Kind.ONE_TO_ONE, details, first_texts(Kind.ONE_TO_ONE), now=now
    )
    assert isinstance(made, Programme), made
    rooms = []
    for room in range(ROOMS):
        place = places.add_place(
            by, site, PlaceDetails(f"Room {number} {room}", 30, True, True, True), now=now
        )
        assert isinstance(place, Place), place
        first = number == 0 and room == 0
        adult = world.staff[Role.SUPERVISOR] if first else make_staff(
            world, Role.SUPERVISOR, first=f"Adult{room}", last=f"Near{number}"
        )  # fmt: skip
        rooms.append((place.id, adult))
    details_of_slot = SlotDetails(
        world.site_id, tuple(WEEKDAYS), "", STARTS, ENDS, (), tuple(place for place, _adult in rooms),
        on_duty_ids=tuple(adult for _place, adult in rooms),
    )  # fmt: skip
    wrong = slots.add_slots(by, made, details_of_slot, now=now)
    assert not wrong, wrong
    assert not programmes.set_status(by, made, Status.OPEN, today=today, now=now)
    in_week = slots_of(world.school_id, made.id)
    return made, [Spot(slot, place, adult) for place, adult in rooms for slot in in_week]


def _join(
    crowd: Crowd, programme: Programme, student: Student, role: ProgrammeRole, number: int, began: datetime
) -> Somebody:
    likes = {**likes_of(number, INTERESTS, HELP), "quiet": False, "step_free": False}
    joined = crowd.add(
        programme, student, role, Far(), likes=likes, joined=began, then=began + timedelta(days=2)
    )
    return Somebody(joined["id"], student.id, role)


def _tell(
    pairs: Pairs, programme: Programme, who: Sequence[Somebody], spot: Spot, days: Sequence[date],
    times: SchoolTime, number: int,
) -> Pair:  # fmt: skip
    """Tell one pairing: eight of ten meet each week, and the others stand somewhere before that."""
    now = clock.now()
    began = datetime.combine(days[0], time(9), tzinfo=now.tzinfo) - timedelta(days=5)
    state = {8: State.ASKED_MENTOR, 9: COMING[number // 10 % len(COMING)]}.get(number % 10, State.ACTIVE)
    pair = pairs.make(programme, who, spot, began, fit=60 + number % 40)
    steps = {State.PROPOSED: 0, State.ASKED_MENTOR: 1, State.ASKED_MENTEE: 2, State.AGREED: 3}.get(state, 4)
    if steps >= 1:
        pairs.ask(pair, began + timedelta(hours=1))
    if steps >= 2:
        pairs.say_yes(pair, MENTOR, began + timedelta(hours=2))
    if steps >= 3:
        pairs.say_yes(pair, MENTEE, began + timedelta(hours=3))
    if steps >= 4:
        pairs.confirm(
            pair,
            [day for day in days if state is State.ACTIVE or day > now.date()],
            times,
            began + timedelta(hours=4),
        )
    over = [each for each in pair.meetings if each["day"] < now.date()]
    for week, meeting in enumerate(over):
        _one_week(pairs, pair, who, meeting, number * 3 + week * 5)
    if over:
        _check_ins(pairs, pair, who, over, number)
    return pair


def _one_week(pairs: Pairs, pair: Pair, who: Sequence[Somebody], meeting: dict[str, Any], turn: int) -> None:
    mentor, mentee = who
    came = {mentor.student_id: Came.CAME, mentee.student_id: Came.AWAY if turn % 17 == 16 else Came.CAME}
    pairs.register(pair, meeting, came, meeting["starts_at"] + timedelta(minutes=5))
    if meeting["state"] != MeetingState.HELD:
        return
    if turn % 6:
        wrote = WRITTEN[turn % len(WRITTEN)]
        pairs.write_up(meeting, mentor.student_id, wrote, meeting["starts_at"] + timedelta(hours=3))
    if turn % 7:
        said = FACES[turn % len(FACES)]
        pairs.faces(pair, meeting, mentee.student_id, said, meeting["starts_at"] + timedelta(minutes=35))


def _check_ins(
    pairs: Pairs, pair: Pair, who: Sequence[Somebody], over: Sequence[dict[str, Any]], number: int
) -> None:
    """Check in with both each month; with one pairing in forty nobody has for months."""
    by, today = By("person", pair.spot.adult_id), clock.now().date()
    wanted = [over[0]["day"] + timedelta(days=10 + 28 * month) for month in range(6)]
    for day in wanted[: 1 if number % 40 == 7 else None]:
        for each in who:
            if day < today:
                at = datetime.combine(day, time(12), tzinfo=clock.now().tzinfo)
                pairs.check_in(pair, each.student_id, "fine", "", at, day, by)


def _add_extras(
    extra: dict[Any, list[dict[str, Any]]],
    pairs: Pairs,
    pair: Pair,
    who: Sequence[Somebody],
    number: int,
    now: datetime,
) -> None:
    """Let every fiftieth pairing have something that waits: an ask, a "bad", a boundary note."""
    mentor, mentee = who
    if number % 50 == 3:
        extra[Ask].append(
            {
                "school_id": pairs.school.id, "id": ids.new_id(), "student_id": mentee.student_id,
                "enrolment_id": mentee.enrolment_id, "pairing_id": pair.id, "kind": "day", "words": "Another day?",
                "token": ids.new_token(), "made_at": now - timedelta(days=1), "version": 1,
            }
        )  # fmt: skip
    if number % 50 == 4:
        for each in [face for face in pairs.rows[Faces] if face["student_id"] == mentee.student_id][-1:]:
            each |= {"how": "bad", "bad_at": each["at"]}
    if number % 50 == 5:
        write_ups = [each for each in pairs.rows[WriteUp] if each["student_id"] == mentor.student_id]
        for each in write_ups[-1:]:
            each["outside"] = ["gift"]
            extra[BoundaryNote].append(
                {
                    "school_id": pairs.school.id, "id": ids.new_id(), "write_up_id": each["id"],
                    "pairing_id": pair.id, "mentor_id": mentor.student_id, "kinds": ["gift"], "made_at": each["at"],
                    "is_alert": False, "version": 1,
                }
            )  # fmt: skip


def suggest_on_board(large: Large) -> None:
    """Have pairings suggested for those who have nobody yet."""
    world = large.world
    programme = programme_of(world.school_id, large.to_match)
    assert programme is not None
    scene = scene_of(programme, board_of(programme))
    run, board = solved(scene), locked_board(programme, seen=None)
    assert run is not None
    assert isinstance(board, Board)
    keep_run(By("person", world.staff[Role.COORDINATOR]), board, scene, run, now=clock.now())
