"""What happens to sign-ins when a tablet is opened for a room, and when it is closed again."""

from datetime import datetime

from mentoring import ids
from mentoring.people.models import SignInSession
from mentoring.people.queries import sessions
from mentoring.people.rules.rooms import still_open_until


def turn_into_room(session: SignInSession, room_id: str, *, until: datetime) -> str:
    """Let an adult's sign-in open a room and nothing else; return the new token for the cookie.

    What the second factor opened is closed with it. The old token opens nothing any more, so that no copy of the
    cookie from before is a second tablet. The caller writes the event.
    """
    token = ids.new_token()
    session.token_hash = ids.token_hash(token)
    session.room_id, session.open_until = room_id, until
    session.second_factor_at = None
    return token


def use_room(session: SignInSession, *, midnight: datetime, now: datetime) -> None:
    """Note that a room's tablet is in use, so that it stays open for the next child."""
    session.last_seen_at = now
    if session.open_until is not None:
        session.open_until = still_open_until(session.open_until, now, midnight)


def end_room(room_id: str, *, now: datetime) -> None:
    """End every sign-in on a room's tablet: its own, and a student's whose turn it is. The caller writes the event."""
    for each in sessions.sessions_in_room(room_id):
        each.ended_at = now
