"""The order of records about one enrolment: each has a turn, 1 first, because two of one second have an order too."""

from typing import Any

from sqlalchemy import func, select

from mentoring.extensions import db
from mentoring.joining.models import Enrolment


def last_turn(model: Any, enrolment: Enrolment) -> int:
    """Return the turn of the last record of this kind about an enrolment, 0 where there is none.

    Whoever writes the next one has locked the enrolment.
    """
    wanted = select(func.max(model.turn)).where(
        model.school_id == enrolment.school_id, model.enrolment_id == enrolment.id
    )
    return db.session.scalar(wanted) or 0
