"""A room that is open on a tablet, beneath the pages, for the tests of every route."""

from datetime import timedelta

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.meetings.models import Meeting, RoomSession
from mentoring.people.queries.sessions import session_of_token
from mentoring.programme.models import Place
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.making import today
from tests.joining.rows import enrol, make_open_programme
from tests.support.factories import World, make_session, make_student
from tests.support.pairs import make_pair


def make_child_with_meeting(world: World) -> str:
    """Make a pair of their own whose meeting has just begun, the supervisor near; return the mentee's id."""
    programme = make_open_programme(world, "In the room")
    mentor = make_student(world, first="Rory", last="Room", year="11")
    mentee = make_student(world, first="Rina", last="Room", year="8")
    pairing = make_pair(
        world,
        programme,
        enrol(world, programme, mentor, ProgrammeRole.MENTOR),
        enrol(world, programme, mentee, ProgrammeRole.MENTEE),
    )
    starts_at = clock.now() - timedelta(minutes=5)
    starts = clock.local(starts_at, "Europe/London").time().replace(second=0)
    meeting = Meeting(
        school_id=world.school_id, id=ids.new_id(), pairing_id=pairing.id, programme_id=programme.id,
        site_id=world.site_id, slot_id=pairing.slot_id, place_id=pairing.place_id, adult_id=pairing.adult_id,
        day=today(), starts=starts, ends=starts, starts_at=starts_at, state="planned", made_at=starts_at,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    return mentee


def make_open_room(world: World, child_id: str) -> tuple[str, str]:
    """Open the room of that child on a tablet; return its token, and that of the child whose turn it is."""
    now, staff_id = clock.now(), world.staff[Role.SUPERVISOR]
    meeting = db.session.query(Meeting).filter_by(school_id=world.school_id, place_id=_place_of(world)).one()
    room_token = make_session(world, staff_id, is_student=False)
    turn_token = make_session(world, child_id, is_student=True)
    db.session.flush()
    room, turn = session_of_token(room_token), session_of_token(turn_token)
    assert room is not None
    assert turn is not None
    opened = RoomSession(
        school_id=world.school_id, id=ids.new_id(), session_id=room.id, staff_id=staff_id,
        place_id=meeting.place_id, day=today(), opened_at=now,
    )  # fmt: skip
    db.session.add(opened)
    room.room_id, room.open_until, room.second_factor_at = opened.id, now + timedelta(hours=1), None
    turn.room_id, turn.job_id = opened.id, meeting.id
    db.session.flush()
    return room_token, turn_token


def _place_of(world: World) -> str:
    return db.session.query(Place).filter_by(school_id=world.school_id, name="Library In the room").one().id
