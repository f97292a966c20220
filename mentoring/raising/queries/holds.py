"""On hold: a fact about a person, without its cause; and from whom that fact is kept too."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, func, select

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.raising.models import Hold
from mentoring.raising.queries.exclusions import kept_out


def on_hold(school_id: str, person_ids: Collection[str]) -> Mapping[str, Sequence[frozenset[str]]]:
    """Return those of these people who must not meet for now; for each hold of theirs, whom its concern keeps out.

    Why is for a concern's readers alone. Staff kept out of every hold of a person read "break", as students do, and
    nobody who is kept out of one is the adult that is named to that person.
    """
    held = db.session.execute(_of_people(), {"school_id": school_id, "people": list(person_ids)}).all()
    outside = kept_out(school_id, {concern_id for _person, concern_id in held}) if held else {}
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for person_id, concern_id in held:
        found[person_id].append(outside[concern_id])
    return found


@cache
def _of_people() -> Rows:
    """Build the statement once: building takes longer than asking."""
    return (
        select(Hold.person_id, Hold.concern_id)
        .where(
            Hold.school_id == SCHOOL,
            Hold.person_id.in_(bindparam("people", expanding=True)),
            Hold.ended_at.is_(None),
        )
        .order_by(Hold.person_id, Hold.id)
    )


class Holds:
    """What `on_hold` says of a school's people, asked once of each: for one page, and never kept longer."""

    def __init__(self, school_id: str) -> None:
        self.school_id = school_id
        self._asked: set[str] = set()
        self._found: dict[str, Sequence[frozenset[str]]] = {}

    def of(self, person_ids: Collection[str]) -> Mapping[str, Sequence[frozenset[str]]]:
        """Return the same as `on_hold` (1 query for those who were not asked about yet, if there are any)."""
        if unknown := set(person_ids) - self._asked:
            self._found.update(on_hold(self.school_id, unknown))
            self._asked |= unknown
        return {each: self._found[each] for each in person_ids if each in self._found}


def held_since(school_id: str, person_ids: Collection[str]) -> Sequence[datetime]:
    """Return when each hold began that any of these people has now, the oldest first."""
    wanted = select(Hold.started_at).where(
        Hold.school_id == school_id, Hold.person_id.in_(person_ids), Hold.ended_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(Hold.started_at, Hold.id)).all()


def holds_since(school_id: str) -> Mapping[str, datetime]:
    """Return everybody in the school who must not meet for now, and since when, by the newest hold (1 query)."""
    wanted = (
        select(Hold.person_id, func.max(Hold.started_at))
        .where(Hold.school_id == school_id, Hold.ended_at.is_(None))
        .group_by(Hold.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.order_by(Hold.person_id))}


def ever_on_hold(school_id: str, person_id: str) -> bool:
    """Say whether a person was ever on hold, so that their record is not deleted."""
    wanted = select(Hold.id).where(Hold.school_id == school_id, Hold.person_id == person_id)
    return db.session.scalar(wanted.limit(1)) is not None
