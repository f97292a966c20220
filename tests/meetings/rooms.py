"""A room full of children for tests: pairs who meet at 12:30 on the made-up Tuesday, each child with a card."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.test import TestResponse

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.models import Pairing
from mentoring.meetings.models import Meeting
from mentoring.people.hashing import hash_secret
from mentoring.people.models import Account, StaffMember, Student
from mentoring.people.rules.passphrases import normalise
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.making import ZONE
from tests.joining.rows import enrol, make_open_programme
from tests.people.signing_in import NOON, PASSWORD, PICTURES, WORDS, set_time
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_session, make_student
from tests.support.pairs import make_pair

MEETS = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)
NAMES = (("Amara", "Quist"), ("Leo", "Brandt"), ("Jonas", "Oduya"), ("Amara", "Vell"))


@dataclass
class Room:
    """The ids of a room: its place, its pairings, meetings, and children by first name and initial."""

    world: World
    place_id: str = ""
    programme_id: str = ""
    meetings: list[str] = field(default_factory=list)
    pairings: list[str] = field(default_factory=list)
    children: dict[str, str] = field(default_factory=dict)


def make_room(app: Flask, world: World, *, pairs: int = 2) -> Room:
    """Make a room at 12:30 on the made-up Tuesday, which it is from now on."""
    set_time(NOON)
    with app.app_context(), transaction.unit():
        room = fill_room(world, time(12, 30), pairs=pairs)
    set_time(MEETS)
    return room


def fill_room(world: World, starts: time, *, pairs: int = 2) -> Room:
    """Make pairs who meet today in one place, the supervisor near, and give everybody a secret. Commits nothing."""
    room = Room(world)
    programme = make_open_programme(world)
    secrets = hash_secret(normalise(WORDS)), hash_secret(normalise(" ".join(PICTURES)))
    for number in range(pairs):
        mentor, mentee = _two(world, number)
        joined = [
            enrol(world, programme, mentor, ProgrammeRole.MENTOR),
            enrol(world, programme, mentee, ProgrammeRole.MENTEE),
        ]
        pairing = make_pair(world, programme, *joined)
        room.pairings.append(pairing.id)
        room.meetings.append(make_meeting(pairing, starts).id)
        room.place_id = str(pairing.place_id)
        for student_id in (mentor, mentee):
            student = db.session.get_one(Student, (world.school_id, student_id))
            secret = secrets[student.year in ("2", "3", "4")]
            db.session.get_one(Account, student.account_id).secret_hash = secret
            room.children[f"{student.first_name} {student.last_name[0]}"] = student_id
    adult = db.session.get_one(StaffMember, (world.school_id, world.staff[Role.SUPERVISOR]))
    db.session.get_one(Account, adult.account_id).secret_hash = hash_secret(PASSWORD)
    return room


def _two(world: World, number: int) -> tuple[str, str]:
    if number == 0:
        return world.mentor, world.mentee
    if number == 1:
        older, younger = NAMES[2:]
    else:
        older, younger = (f"Older{number}", "Zed"), (f"Younger{number}", "Zed")
    return (
        make_student(world, first=older[0], last=older[1], year="11"),
        make_student(world, first=younger[0], last=younger[1], year="8"),
    )


def make_meeting(pairing: Pairing, starts: time = time(12, 30), ends: time | None = None) -> Meeting:
    """Plan one meeting of a pairing today; half an hour long, unless it says otherwise."""
    now, day = clock.now(), clock.today(ZONE)
    starts_at = datetime.combine(day, starts, ZoneInfo(ZONE)).astimezone(UTC)
    made = Meeting(
        school_id=pairing.school_id, id=ids.new_id(), pairing_id=pairing.id, programme_id=pairing.programme_id,
        site_id=pairing.slot.site_id, slot_id=pairing.slot_id, place_id=pairing.place_id, adult_id=pairing.adult_id,
        day=day, starts=starts, ends=ends or clock.local(starts_at + timedelta(minutes=30), ZONE).time(),
        starts_at=starts_at, state="planned", made_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def staff_at(
    app: Flask, world: World, role: Role = Role.SUPERVISOR, *, person_id: str = ""
) -> StyleGuideClient:
    """Return the browser of a member of staff who is signed in."""
    with app.app_context(), transaction.unit():
        token = make_session(world, person_id or world.staff[role], is_student=False)
    client = app.test_client()
    assert isinstance(client, StyleGuideClient)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def open_room(app: Flask, room: Room, role: Role = Role.SUPERVISOR) -> StyleGuideClient:
    """Return a tablet on which the room is open."""
    tablet = staff_at(app, room.world, role)
    answer = tablet.post("/room/open", data={"place": room.place_id})
    assert (answer.status_code, answer.location) == (303, "/room")
    return tablet


def take_turn(tablet: StyleGuideClient, student_id: str, words: str = WORDS, **more: str) -> TestResponse:
    """Tap a name and give the three words."""
    return tablet.post(f"/room/turn/{student_id}?card=words", data={"passphrase": words, **more})


def faces_of(room: Room, number: int = 0) -> str:
    """Return where the mentee of a pair says how it was."""
    return f"/my-meetings/{room.meetings[number]}/how/how"


def write_up_of(room: Room, number: int = 0) -> str:
    """Return where the mentor of a pair writes the meeting up."""
    return f"/my-meetings/{room.meetings[number]}/write-up"


def do_job(tablet: StyleGuideClient, job: str, **typed: str) -> TestResponse:
    """Do the job at this address to its end; return the last answer."""
    if job.endswith("/write-up"):
        return tablet.post(job, data={"came": "both", **typed})
    for step in ("how", "heard", "again"):
        answer = tablet.post(job.removesuffix("how") + step, data={"face": "good"})
    return answer


def text(answer: TestResponse) -> str:
    """Return a page's source."""
    return answer.get_data(as_text=True)
