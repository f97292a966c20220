"""Signatures, tutors' views, decisions and bars: the newest of each, for one student or for many at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from mentoring.extensions import db
from mentoring.ids import token_hash
from mentoring.joining.models import Enrolment, PairingBar, Signature, Suitability, TutorView


def signed_numbers(school_id: str, enrolment_ids: Collection[str]) -> dict[str, int]:
    """Return the newest version that each of these enrolments has signed (1 query)."""
    wanted = (
        select(Signature.enrolment_id, func.max(Signature.number))
        .where(Signature.school_id == school_id, Signature.enrolment_id.in_(enrolment_ids))
        .group_by(Signature.enrolment_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.order_by(Signature.enrolment_id))}


def signatures(enrolment: Enrolment) -> Sequence[Signature]:
    """Return every signature of an enrolment, the newest first."""
    return _of(Signature, enrolment, Signature.at.desc(), Signature.id.desc())


def views_of(enrolment: Enrolment) -> Sequence[TutorView]:
    """Return what tutors were asked and answered about an enrolment, the newest first."""
    return _of(TutorView, enrolment, TutorView.asked_at.desc(), TutorView.id.desc())


def decisions(enrolment: Enrolment) -> Sequence[Suitability]:
    """Return the decisions about an enrolment, the newest first."""
    return _of(Suitability, enrolment, Suitability.turn.desc())


def _of(model: Any, enrolment: Enrolment, *order: Any) -> Sequence[Any]:
    wanted = select(model).where(model.school_id == enrolment.school_id, model.enrolment_id == enrolment.id)
    return db.session.scalars(wanted.order_by(*order)).all()


def newest_views(school_id: str, enrolment_ids: Collection[str]) -> dict[str, TutorView]:
    """Return by enrolment the newest answer of a tutor; where there is none yet, what was asked (1 query)."""
    wanted = select(TutorView).where(
        TutorView.school_id == school_id, TutorView.enrolment_id.in_(enrolment_ids)
    )
    found: dict[str, TutorView] = {}
    for view in db.session.scalars(wanted.order_by(TutorView.answered_at, TutorView.asked_at, TutorView.id)):
        held = found.get(view.enrolment_id)
        if held is None or not held.answer or view.answer:
            found[view.enrolment_id] = view
    return found


def newest_decisions(school_id: str, enrolment_ids: Collection[str]) -> dict[str, Suitability]:
    """Return by enrolment the newest decision about suitability (1 query)."""
    wanted = select(Suitability).where(
        Suitability.school_id == school_id, Suitability.enrolment_id.in_(enrolment_ids)
    )
    found = db.session.scalars(wanted.order_by(Suitability.enrolment_id, Suitability.turn))
    return {each.enrolment_id: each for each in found}


def view_behind(token: str, now: datetime) -> TutorView | None:
    """Return what a tutor's link asks, in whichever school; None if it was answered, has ended, or never was."""
    wanted = (
        select(TutorView)
        .where(TutorView.token_hash == token_hash(token))
        .options(joinedload(TutorView.enrolment).joinedload(Enrolment.student))
    )
    found = db.session.scalar(wanted)
    if found is None or found.answer or found.ends_at is None or found.ends_at <= now:
        return None
    return found


def barred(school_id: str, student_ids: Collection[str]) -> set[str]:
    """Return those of these students who cannot be paired, without the cause."""
    wanted = select(PairingBar.student_id).where(
        PairingBar.school_id == school_id,
        PairingBar.student_id.in_(student_ids),
        PairingBar.ended_at.is_(None),
    )
    return set(db.session.scalars(wanted.distinct().order_by(PairingBar.student_id)))


def bars(school_id: str, student_id: str) -> Sequence[PairingBar]:
    """Return what keeps a student from being paired now, with its causes: for the lead and deputies alone."""
    wanted = select(PairingBar).where(
        PairingBar.school_id == school_id, PairingBar.student_id == student_id, PairingBar.ended_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(PairingBar.made_at, PairingBar.id)).all()


def bar(school_id: str, bar_id: str) -> PairingBar | None:
    """Return one of the school's bars that holds now, or None."""
    found = db.session.get(PairingBar, (school_id, bar_id))
    return found if found is not None and found.ended_at is None else None
