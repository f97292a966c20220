"""Which adults were near a student's meetings lately, whoever the pairing names: somebody may have stood in."""

from datetime import datetime, timedelta

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.matching.models import PairingMember
from mentoring.meetings.models import Meeting
from mentoring.raising.queries.near import Near

LATELY = timedelta(days=28)  # about four meetings


def near_meetings(school_id: str, student_id: str, now: datetime) -> Near:
    """Return who was near a student's meetings of the last four weeks (1 query).

    Whether a meeting went ahead is not asked: a hold and a break then leave the same names.
    """
    wanted = (
        select(Meeting)
        .join(
            PairingMember,
            (PairingMember.school_id == Meeting.school_id) & (PairingMember.pairing_id == Meeting.pairing_id),
        )
        .where(
            Meeting.school_id == school_id,
            Meeting.starts_at <= now,
            Meeting.starts_at > now - LATELY,
            PairingMember.student_id == student_id,
            PairingMember.left_at.is_(None),
        )
        .order_by(Meeting.id)
    )
    found = (each.near_id for each in db.session.scalars(wanted))
    return Near(adults=frozenset(each for each in found if each))
