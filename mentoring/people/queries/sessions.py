"""Sign-in sessions: the one behind a cookie, and those of an account."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from mentoring import ids
from mentoring.extensions import db
from mentoring.people.models import SignInSession

STAFF_IDLE = timedelta(minutes=30)
STUDENT_IDLE = timedelta(minutes=10)


def session_of_token(token: str) -> SignInSession | None:
    """Return the session whose token this is, ended and idle ones too."""
    return db.session.scalar(
        select(SignInSession).where(SignInSession.token_hash == ids.token_hash(token))
    )


def idle_time(session: SignInSession) -> timedelta:
    """Return how long this session may be idle."""
    return STUDENT_IDLE if session.is_student else STAFF_IDLE


def open_sessions(account_id: str) -> Sequence[SignInSession]:
    """Return an account's sessions that have not ended, the newest first."""
    wanted = select(SignInSession).where(
        SignInSession.account_id == account_id, SignInSession.ended_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(SignInSession.started_at.desc(), SignInSession.id)).all()


def last_before(session: SignInSession) -> SignInSession | None:
    """Return the same person's session before this one, for "Last here"."""
    wanted = select(SignInSession).where(
        SignInSession.account_id == session.account_id,
        SignInSession.school_id == session.school_id,
        SignInSession.started_at < session.started_at,
    )
    return db.session.scalar(wanted.order_by(SignInSession.started_at.desc()).limit(1))
