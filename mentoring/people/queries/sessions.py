"""Sign-in sessions: the one behind a cookie, those of an account or person, and forms kept for one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from mentoring import ids
from mentoring.extensions import SCHOOL, db
from mentoring.people.models import KeptForm, SignInSession, StaffMember
from mentoring.people.rules.rooms import TURN_IDLE

STAFF_IDLE = timedelta(minutes=30)
STUDENT_IDLE = timedelta(minutes=10)

WITH_PERSON = (
    joinedload(SignInSession.account),
    joinedload(SignInSession.school),
    joinedload(SignInSession.staff).joinedload(StaffMember.all_roles),
    joinedload(SignInSession.student),
)


def session_of_token(token: str) -> SignInSession | None:
    """Return the session whose token this is, ended and idle ones too, with whose it is and where: 1 query."""
    return db.session.scalars(_of_token(), {"hash": ids.token_hash(token)}).unique().one_or_none()


@cache
def _of_token() -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    return select(SignInSession).where(SignInSession.token_hash == bindparam("hash")).options(*WITH_PERSON)


def idle_time(session: SignInSession) -> timedelta:
    """Return how long this session may be idle. That of a room goes by its own time (`is_live`)."""
    if session.is_student:
        return TURN_IDLE if session.room_id else STUDENT_IDLE
    return STAFF_IDLE


def session(school_id: str, session_id: str) -> SignInSession | None:
    """Return one of the school's sessions by id, or None."""
    found = db.session.get(SignInSession, session_id)
    return found if found is not None and found.school_id == school_id else None


def is_live(session: SignInSession, now: datetime) -> bool:
    """Say whether a session still counts: not ended, and not idle for too long; a room's, not over."""
    if session.is_room:
        return session.ended_at is None and session.open_until is not None and now < session.open_until
    return session.ended_at is None and now - session.last_seen_at < idle_time(session)


def live_sessions(school_id: str, person_id: str, now: datetime) -> Sequence[SignInSession]:
    """Return where a person is signed in now, the newest first, for their own list."""
    wanted = select(SignInSession).where(
        SignInSession.school_id == school_id,
        SignInSession.person_id == person_id,
        SignInSession.ended_at.is_(None),
        or_(SignInSession.last_seen_at > now - STAFF_IDLE, SignInSession.open_until > now),
    )
    found = db.session.scalars(wanted.order_by(SignInSession.started_at.desc(), SignInSession.id))
    return [each for each in found if is_live(each, now)]


def open_sessions(account_id: str) -> Sequence[SignInSession]:
    """Return an account's sessions that have not ended, the newest first."""
    wanted = select(SignInSession).where(
        SignInSession.account_id == account_id, SignInSession.ended_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(SignInSession.started_at.desc(), SignInSession.id)).all()


def sessions_in_room(room_id: str) -> Sequence[SignInSession]:
    """Return the sign-ins on a room's tablet that have not ended: the room's own, and a student's turn."""
    wanted = select(SignInSession).where(SignInSession.room_id == room_id, SignInSession.ended_at.is_(None))
    return db.session.scalars(wanted.order_by(SignInSession.started_at, SignInSession.id)).all()


def last_before(session: SignInSession) -> SignInSession | None:
    """Return the same person's session before this one, for "Last here"."""
    values = {"account": session.account_id, "school_id": session.school_id, "began": session.started_at}
    return db.session.scalar(_before(), values)


@cache
def _before() -> Select[Any]:
    """Build the statement once: building takes longer than asking."""
    return (
        select(SignInSession)
        .where(
            SignInSession.account_id == bindparam("account"),
            SignInSession.school_id == SCHOOL,
            SignInSession.started_at < bindparam("began"),
        )
        .order_by(SignInSession.started_at.desc())
        .limit(1)
    )


def kept_form(account_id: str, kept_id: str) -> KeptForm | None:
    """Return a form that was kept for this account, or None: another account's is nobody's."""
    found = db.session.get(KeptForm, kept_id)
    return found if found is not None and found.account_id == account_id else None
