"""A room's tablet: an adult's sign-in becomes the room's, and a student signs in beside it for one job.

The cookie holds the room's token under a key of its own, and the student's where Flask-Login looks for one. Each
change begins a new cookie: nothing of the person before is left in it, the form token included.
"""

from datetime import datetime

from flask import flash, request
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import login_user

from mentoring import clock, ids
from mentoring.audit.trail import By
from mentoring.people import throttling
from mentoring.people.actions import rooms
from mentoring.people.actions.sessions import end_session
from mentoring.people.actions.sign_in import How, Refusal, refuse_sign_in, start_session
from mentoring.people.device import device_name
from mentoring.people.queries import accounts, schools
from mentoring.people.queries.accounts import Place, WayIn
from mentoring.people.rules.throttling import STRANGERS_LIMIT
from mentoring.people.throttling import Answer
from mentoring.people.views.identity import (
    ROOM,
    RoomHere,
    SignedIn,
    room_here,
    session_behind_cookie,
    signed_in,
)
from mentoring.people.views.sign_in import begin_cookie


def become_room(room_id: str, *, until: datetime) -> None:
    """Make the sign-in of whoever asks that of a room's tablet, in a new cookie. The caller writes the event."""
    here = signed_in()
    assert here is not None  # the guard let nobody else in
    token = rooms.turn_into_room(here.session, room_id, until=until)
    begin_cookie()
    cookie[ROOM] = token


def ask_adult(way: WayIn, typed: str) -> Answer:
    """Say whether `typed` is the password of the adult who opened the room. No transaction may be open.

    Anybody in the room can type here, so the tries are a stranger's: the last few stay for the adult's own sign-in.
    """
    address = request.remote_addr or ""
    return throttling.ask_secret(
        way.key, way.secret_hash, typed, address=address, now=clock.now(), limit=STRANGERS_LIMIT
    )


def note_wrong(way: WayIn, school_id: str) -> None:
    """Write that a wrong secret was given on the tablet. Belongs in an aside() of its own."""
    refuse_sign_in(way, school_id=school_id, now=clock.now())


def sign_in_as_staff(way: WayIn, place: Place) -> bool:
    """Sign the adult in anew, in a new cookie that holds no room; False if the way in was closed in this very moment.

    It is a new sign-in: where a second factor is needed, it is asked for again.
    """
    assert way.account_id is not None
    token = ids.new_token()
    started = start_session(
        way.account_id,
        place,
        token=token,
        verified=way.secret_hash,
        how=How.PASSWORD,
        device=device_name(request.user_agent.string),
        replaces=None,
        now=clock.now(),
    )
    adult, school = (
        accounts.person_at(way.account_id, place, is_student=False),
        schools.school(place.school_id),
    )
    if isinstance(started, Refusal) or adult is None or school is None:
        return False
    begin_cookie()
    login_user(SignedIn(token, started, adult, school))
    return True


def begin_turn(room: RoomHere, way: WayIn, *, how: How, job_id: str) -> bool:
    """Sign a student in beside the room, for one job; False if the way in was closed in this very moment."""
    assert way.account_id is not None
    (place,) = way.places
    token, before = ids.new_token(), session_behind_cookie()
    started = start_session(
        way.account_id,
        place,
        token=token,
        verified=way.secret_hash,
        how=how,
        device=device_name(request.user_agent.string),
        replaces=before if before is not None and before.is_student else None,
        now=clock.now(),
        room_id=room.room_id,
        job_id=job_id,
    )
    student = accounts.person_at(way.account_id, place, is_student=True)
    if isinstance(started, Refusal) or student is None:
        return False
    begin_cookie(room)
    login_user(SignedIn(token, started, student, room.school))
    return True


def after_job(onward: str, room_page: str) -> str:
    """Return where a student goes on after their job is saved: `onward`, or on a room's tablet back to the room.

    There the turn is over: the student is signed out in the same transaction, and thanked by name.
    """
    here, room = signed_in(), room_here()
    if here is None or room is None:
        return onward
    end_session(here.session, why="turn over", by=By("person", here.session.person_id), now=clock.now())
    name = here.person.first_name
    begin_cookie(room)
    flash(_("Thank you, %(name)s.", name=name), "good")
    return room_page


def close_cookie() -> None:
    """Leave nothing of the room in this browser's cookie."""
    begin_cookie()
