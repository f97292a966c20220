"""What happens when a sign-in ends: by its owner, by a new secret, by a lead, or because somebody else used it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.models import KeptForm, SignInReport, SignInSession
from mentoring.people.queries import sessions

ENDED_KEPT_FOR = timedelta(days=30)
FORM_KEPT_FOR = timedelta(hours=12)  # a school day and the evening after it
FORMS_KEPT = 5  # of one account at a time; more than one browser tab at most


def extend_session(session: SignInSession, now: datetime) -> None:
    """Note that somebody is still here, so that the idle time starts anew."""
    session.last_seen_at = now


def end_session(session: SignInSession, *, why: str, by: By, now: datetime) -> None:
    """End one sign-in. A cookie that still holds its token opens nothing any more."""
    if session.ended_at is not None:
        return
    session.ended_at = now
    trail.record(
        events.SIGNED_OUT,
        now,
        school_id=session.school_id,
        by=by,
        subject_id=session.person_id,
        session=session.id,
        why=why,
    )


def end_all_sessions(
    account_id: str,
    *,
    why: str,
    by: By,
    now: datetime,
    except_id: str | None = None,
    school_id: str | None = None,
) -> int:
    """End every sign-in of an account but for one; return how many ended.

    school_id: only those in this school, because one school's staff may not sign anybody out of another.
    """
    ended = _end_all(account_id, now, except_id, school_id)
    places = {session.school_id: session.person_id for session in ended}
    for school_id, person_id in sorted(places.items()):
        count = sum(session.school_id == school_id for session in ended)
        trail.record(
            events.SIGNED_OUT, now, school_id=school_id, by=by, subject_id=person_id, why=why, count=count
        )
    return len(ended)


def _end_all(
    account_id: str, now: datetime, except_id: str | None = None, school_id: str | None = None
) -> Sequence[SignInSession]:
    ended = [
        each
        for each in sessions.open_sessions(account_id)
        if each.id != except_id and school_id in (None, each.school_id)
    ]
    for session in ended:
        session.ended_at = now
    return ended


def report_sign_in(actor: Actor, *, now: datetime) -> None:
    """End every sign-in of somebody who says that another person used it; a student's waits for a coordinator.

    The card is not switched off: without one a child could not get in to ask for help until it has a new one.
    """
    ended = _end_all(actor.account_id, now)
    if actor.is_student:
        report = SignInReport(
            school_id=actor.school_id, id=ids.new_id(), student_id=actor.person_id, made_at=now
        )
        db.session.add(report)
    trail.record(
        events.SIGN_IN_REPORTED,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        sessions=len(ended),
    )


def keep_form(account_id: str, sealed: bytes, *, now: datetime) -> str:
    """Keep a form that came after its session had run out; return its id. The oldest give way to it."""
    mine = select(KeptForm.id).where(KeptForm.account_id == account_id)
    newest = db.session.scalars(
        mine.where(KeptForm.made_at > now - FORM_KEPT_FOR)
        .order_by(KeptForm.made_at.desc(), KeptForm.id.desc())
        .limit(FORMS_KEPT - 1)
    ).all()
    db.session.execute(delete(KeptForm).where(KeptForm.account_id == account_id, KeptForm.id.not_in(newest)))
    kept = KeptForm(id=ids.new_id(), account_id=account_id, made_at=now, sealed=sealed)
    db.session.add(kept)
    return kept.id


def forget_kept_forms(account_id: str) -> None:
    """Delete what was kept for an account whose owner signs out: they had it back, or do not want it."""
    db.session.execute(delete(KeptForm).where(KeptForm.account_id == account_id))


def forget_old_kept_forms(now: datetime) -> None:
    """Delete the forms that nobody came back for. The worker does this."""
    db.session.execute(delete(KeptForm).where(KeptForm.made_at <= now - FORM_KEPT_FOR))


def forget_old_sessions(now: datetime) -> None:
    """Delete sessions that were last used 30 days ago, ended or not. The worker does this."""
    db.session.execute(delete(SignInSession).where(SignInSession.last_seen_at <= now - ENDED_KEPT_FOR))
