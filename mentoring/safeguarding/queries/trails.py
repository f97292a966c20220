"""The trail as people may see it: nothing about a concern but to its readers, and never a number that could gap."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from mentoring.audit.events import SECOND_FACTOR_PASSED, all_events
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.safeguarding.queries.desk import readable_ids

PAGE = 50


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail, the newest first, and how many pages there are for this reader."""

    entries: Sequence[TrailEntry]
    page: int
    pages: int


def trail_of_concern(school_id: str, concern_id: str) -> Sequence[TrailEntry]:
    """Return everything that was done about one concern, also who opened it and who was refused, oldest first."""
    wanted = select(TrailEntry).where(
        TrailEntry.chain == school_id,
        TrailEntry.subject_id == concern_id,
        TrailEntry.event.in_(_desk_only()),
    )
    return db.session.scalars(wanted.order_by(TrailEntry.seq)).all()


def school_trail(school_id: str, person_id: str, page: int) -> TrailPage:
    """Return a page of what was done in the school, as far as this person may know of it."""
    return _page(TrailEntry.chain == school_id, _visible(school_id, person_id), page)


def own_trail(school_id: str, person_id: str, page: int) -> TrailPage:
    """Return a page of what this person did, concerns that they may not read left out."""
    own = and_(TrailEntry.chain == school_id, TrailEntry.by_kind == "person", TrailEntry.by_id == person_id)
    return _page(own, _visible(school_id, person_id), page)


def _visible(school_id: str, person_id: str) -> ColumnElement[bool]:
    # A second step is asked for when a concern is opened. To others that it was passed would tell of one.
    hidden = [*_desk_only(), SECOND_FACTOR_PASSED.name]
    return or_(
        TrailEntry.event.not_in(hidden),
        and_(TrailEntry.event == SECOND_FACTOR_PASSED.name, TrailEntry.by_id == person_id),
        and_(
            TrailEntry.event.in_(_desk_only()),
            TrailEntry.subject_id.in_(readable_ids(school_id, person_id)),
        ),
    )


def _desk_only() -> Collection[str]:
    return sorted(event.name for event in all_events() if event.desk_only)


def _page(whose: ColumnElement[bool], visible: ColumnElement[bool], page: int) -> TrailPage:
    count = db.session.scalar(select(func.count()).select_from(TrailEntry).where(whose, visible)) or 0
    pages = max(1, -(-count // PAGE))
    page = max(1, min(page, pages))
    wanted = select(TrailEntry).where(whose, visible).order_by(TrailEntry.seq.desc())
    entries = db.session.scalars(wanted.limit(PAGE).offset((page - 1) * PAGE)).all()
    return TrailPage(entries, page, pages)
