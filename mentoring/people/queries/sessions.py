"""Sign-in sessions: the one behind a cookie, those of an account or person, and forms kept for one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from mentoring import ids
from mentoring.extensions import db
from mentoring.people.models import KeptForm, SignInSession

STAFF_IDLE = timedelta(minutes=30)
STUDENT_IDLE = timedelta(minutes=10)


def session_of_token(token: str) -> SignInSession | None:
    """Return the session whose token this is, ended and idle ones too."""
    return db.session.scalar(select(SignInSession).where(SignInSession.token_hash == ids.token_hash(token)))


def idle_time(session: SignInSession) -> timedelta:
    """Return how long this session may be idle."""
    return STUDENT_IDLE if session.is_student else STAFF_IDLE


def session(school_id: str, session_id: str) -> SignInSession | None:
    """Return one of the school's sessions by id, or None."""
    found = db.session.get(SignInSession, session_id)
    return found if found is not None and found.school_id == school_id else None


def is_live(session: SignInSession, now: datetime) -> bool:
    """Say whether a session still counts: not ended, and not idle for too long."""
    return session.ended_at is None and now - session.last_seen_at < idle_time(session)


def live_sessions(school_id: str, person_id: str, now: datetime) -> Sequence[SignInSession]:
    """Return where a person is signed in now, the newest first, for their own list."""
    wanted = select(SignInSession).where(
        SignInSession.school_id == school_id,
        SignInSession.person_id == person_id,
        SignInSession.ended_at.is_(None),
        or_(
            SignInSession.is_student & (SignInSession.last_seen_at > now - STUDENT_IDLE),
            ~SignInSession.is_student & (SignInSession.last_seen_at > now - STAFF_IDLE),
        ),
    )
    return db.session.scalars(wanted.order_by(SignInSession.started_at.desc(), SignInSession.id)).all()


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


def kept_form(account_id: str, kept_id: str) -> KeptForm | None:
    """Return a form that was kept for this account, or None: another account's is nobody's."""
    found = db.session.get(KeptForm, kept_id)
    return found if found is not None and found.account_id == account_id else None
