"""On hold: a fact about a person, without its cause."""

from collections.abc import Collection

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.raising.models import Hold


def on_hold(school_id: str, person_ids: Collection[str]) -> set[str]:
    """Return those of these people who must not meet for now. Why is for a concern's readers alone."""
    wanted = select(Hold.person_id).where(
        Hold.school_id == school_id, Hold.person_id.in_(person_ids), Hold.ended_at.is_(None)
    )
    return set(db.session.scalars(wanted.distinct().order_by(Hold.person_id)))


def ever_on_hold(school_id: str, person_id: str) -> bool:
    """Say whether a person was ever on hold, so that their record is not deleted."""
    wanted = select(Hold.id).where(Hold.school_id == school_id, Hold.person_id == person_id)
    return db.session.scalar(wanted.limit(1)) is not None
