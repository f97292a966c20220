"""Today's sessions: who is where at what time, in columns, for as many meetings as a school has in a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from mentoring.extensions import db
from mentoring.matching.models import Pairing, PairingMember
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import is_own
from mentoring.meetings.rules.meetings import MEETING, MeetingState, Off
from mentoring.programme.models import Place
from mentoring.raising.models import Hold


@dataclass(frozen=True)
class Session:
    """One time in one place with one adult near: how many pairs, and whether the adult is away without a stand-in."""

    starts: time
    place_id: str | None
    place: str
    adult_id: str | None
    stand_in_id: str | None
    pairs: int
    lacks_adult: bool

    @property
    def near_id(self) -> str | None:
        """Return who is near: who stands in, or who is on duty."""
        return self.stand_in_id or self.adult_id


def sessions_to_see_to(school_id: str, day: date, *, own: str | None) -> Sequence[Session]:
    """Return a day's sessions that lack an adult, then those whose register nobody has taken, each in time's order.

    own: only those that are this member of staff's own. Whoever is on hold, and whoever would be near and is, meets
    nobody: their meetings are in neither (1 query).
    """
    held = select(Hold.person_id).where(Hold.school_id == school_id, Hold.ended_at.is_(None))
    member = aliased(PairingMember)
    somebody_held = exists().where(
        member.school_id == school_id,
        member.pairing_id == Pairing.id,
        member.left_at.is_(None),
        member.student_id.in_(held),
    )
    waits = and_(Meeting.state == MeetingState.PLANNED, Meeting.registered_at.is_(None))
    lacks = and_(Meeting.state == MeetingState.OFF, Meeting.why == Off.ADULT_AWAY)
    wanted = (
        select(
            Meeting.starts, Meeting.place_id, Place.name, Meeting.adult_id, Meeting.stand_in_id,
            Pairing.adult_id.label("named_id"), Meeting.state,
        )
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .outerjoin(Place, and_(Place.school_id == Meeting.school_id, Place.id == Meeting.place_id))
        .where(
            Meeting.school_id == school_id,
            Meeting.day == day,
            Pairing.state.in_(MEETING),
            or_(waits, lacks),
            ~somebody_held,
            *(
                or_(column.is_(None), column.not_in(held))
                for column in (Meeting.adult_id, Meeting.stand_in_id, Pairing.adult_id)
            ),
            *([is_own(school_id, own)] if own is not None else []),
        )
        .order_by(Meeting.day, Meeting.starts, Meeting.id)
    )  # fmt: skip
    counted: dict[tuple[bool, time, str | None, str | None], Session] = {}
    for row in db.session.execute(wanted):
        lacks_adult = row.state == MeetingState.OFF
        key = lacks_adult, row.starts, row.place_id, row.stand_in_id or row.adult_id
        before = counted[key].pairs if key in counted else 0
        counted[key] = Session(
            row.starts, row.place_id, row.name or "", row.adult_id, row.stand_in_id, before + 1, lacks_adult
        )
    return sorted(counted.values(), key=lambda each: not each.lacks_adult)
