"""Today's sessions: who is where at what time, in columns, for as many meetings as a school has in a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache

from sqlalchemy import and_, bindparam, or_, select

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.matching.models import Pairing
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.frame import OWN, is_held
from mentoring.meetings.queries.whose import meeting_is_own
from mentoring.meetings.rules.meetings import MEETING, MeetingState, Off
from mentoring.programme.models import Place
from mentoring.raising.models import Hold


@dataclass(frozen=True)
class Session:
    """One time in one place with one adult near: how many pairs, and what is missing for them to meet."""

    starts: time
    place_id: str | None
    place: str
    adult_id: str | None
    stand_in_id: str | None
    pairs: int
    lacks_adult: bool
    lacks_place: bool  # there is none, or it was taken out of use since this was planned

    @property
    def near_id(self) -> str | None:
        """Return who is near: who stands in, or who is on duty."""
        return self.stand_in_id or self.adult_id


def sessions_to_see_to(school_id: str, day: date, *, own: str | None) -> Sequence[Session]:
    """Return a day's sessions that lack an adult or a place, then those whose register nobody has taken, by time.

    own: only those that are this member of staff's own. Whoever is on hold, and whoever would be near and is, meets
    nobody: their meetings are in neither (1 query).
    """
    given = {"school_id": school_id, "own": own, "day": day}
    counted: dict[tuple[bool, time, str | None, str | None], Session] = {}
    for row in db.session.execute(_unseen(is_own=own is not None), given):
        lacks_adult = row.state == MeetingState.OFF
        key = lacks_adult, row.starts, row.place_id, row.stand_in_id or row.adult_id
        before = counted[key].pairs if key in counted else 0
        counted[key] = Session(
            row.starts,
            row.place_id,
            row.name or "",
            row.adult_id,
            row.stand_in_id,
            before + 1,
            lacks_adult,
            not row.is_usable,
        )
    return sorted(counted.values(), key=lambda each: not (each.lacks_adult or each.lacks_place))


@cache
def _unseen(*, is_own: bool) -> Rows:
    held = select(Hold.person_id).where(Hold.school_id == SCHOOL, Hold.ended_at.is_(None))
    is_usable = and_(Place.id.is_not(None), Place.approved, Place.removed_at.is_(None))
    waits = and_(Meeting.state == MeetingState.PLANNED, Meeting.registered_at.is_(None))
    lacks = and_(Meeting.state == MeetingState.OFF, Meeting.why == Off.ADULT_AWAY)
    return (
        select(
            Meeting.starts, Meeting.place_id, Place.name, is_usable.label("is_usable"),
            Meeting.adult_id, Meeting.stand_in_id, Meeting.state,
        )
        .join(Pairing, and_(Pairing.school_id == Meeting.school_id, Pairing.id == Meeting.pairing_id))
        .outerjoin(Place, and_(Place.school_id == Meeting.school_id, Place.id == Meeting.place_id))
        .where(
            Meeting.school_id == SCHOOL,
            Meeting.day == bindparam("day"),
            Pairing.state.in_(MEETING),
            or_(waits, lacks),
            ~is_held(),
            *(
                or_(column.is_(None), column.not_in(held))
                for column in (Meeting.adult_id, Meeting.stand_in_id)
            ),
            *([meeting_is_own(SCHOOL, OWN)] if is_own else []),
        )
        .order_by(Meeting.day, Meeting.starts, Meeting.id)
    )  # fmt: skip
