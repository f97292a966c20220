"""Making a pairing: the rows of it, from the board or by hand. Whether it may be is asked before, of the boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.life import note_step
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import State
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole


@dataclass(frozen=True)
class Where:
    """When and where a pairing meets each week, and the adult who is near."""

    slot_id: str
    place_id: str
    adult_id: str


def make_pairing(
    by: By,
    programme: Programme,
    members: Sequence[Enrolment],
    where: Where,
    *,
    origin: str,
    now: datetime,
    fit: int | None = None,
) -> Pairing:
    """Join these enrolments, mentors and mentees, in a pairing that nobody was asked about yet; return it.

    fit: 0 to 100, how well they fit as the board showed it; None for one put together by hand.
    """
    made = Pairing(
        school_id=programme.school_id,
        id=ids.new_id(),
        programme_id=programme.id,
        state=State.PROPOSED,
        state_at=now,
        slot_id=where.slot_id,
        place_id=where.place_id,
        adult_id=where.adult_id,
        made_at=now,
        made_by=by.person_id,
        origin=origin,
        fit=fit,
    )
    db.session.add(made)
    db.session.flush()
    for each in members:
        db.session.add(
            PairingMember(
                school_id=programme.school_id,
                id=ids.new_id(),
                pairing_id=made.id,
                enrolment_id=each.id,
                student_id=each.student_id,
                role=each.role,
            )
        )
    db.session.flush()
    note_step(by, made, "proposed", now=now)
    trail.record(
        events.PAIRING_MADE,
        now,
        school_id=programme.school_id,
        by=by,
        subject_id=made.id,
        programme=programme.id,
        origin=origin,
        mentors=sum(each.role == ProgrammeRole.MENTOR for each in members),
        mentees=sum(each.role == ProgrammeRole.MENTEE for each in members),
    )
    return made
