"""Rosters that wait to be looked at, and how a school's own columns were read before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from mentoring.audit.keys import keyed_hash
from mentoring.extensions import db
from mentoring.roster.models import RosterDraft, RosterMapping
from mentoring.roster.rules.cells import same_letters
from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.drafts import KEPT_FOR, is_over


def draft(school_id: str, draft_id: str, now: datetime) -> RosterDraft | None:
    """Return one of the school's drafts, or None; one that is over is gone, whether or not it was deleted yet."""
    found = db.session.get(RosterDraft, (school_id, draft_id))
    return None if found is None or is_over(found.made_at, now) else found


def locked_draft(school_id: str, draft_id: str, now: datetime) -> RosterDraft | None:
    """Return a draft that nobody else changes or takes until this transaction ends; None if somebody has."""
    wanted = select(RosterDraft).where(RosterDraft.school_id == school_id, RosterDraft.id == draft_id)
    found = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    return None if found is None or is_over(found.made_at, now) else found


def waiting_drafts(school_id: str, now: datetime) -> Sequence[RosterDraft]:
    """Return the school's drafts that still count, the newest first, without what they hold."""
    wanted = select(RosterDraft).where(
        RosterDraft.school_id == school_id, RosterDraft.made_at > now - KEPT_FOR
    )
    wanted = wanted.options(defer(RosterDraft.content), defer(RosterDraft.reading))
    return db.session.scalars(wanted.order_by(RosterDraft.made_at.desc(), RosterDraft.id.desc())).all()


def headers_hash(headers: Sequence[str]) -> str:
    """Return what a set of headers is known by again. A file without headers shows names in their place."""
    return keyed_hash("roster headers", "\n".join(same_letters(header) for header in headers))


def mapping_for(school_id: str, headers: Sequence[str]) -> RosterMapping | None:
    """Return how a file with just these headers was read before, or None."""
    known = RosterMapping.headers_hash == headers_hash(headers)
    return db.session.scalar(select(RosterMapping).where(RosterMapping.school_id == school_id, known))


def remembered(school_id: str, headers: Sequence[str]) -> dict[str, Field] | None:
    """Return which header is which field, as a person said it before; None if nobody has."""
    known = mapping_for(school_id, headers)
    return None if known is None else {headers[at]: Field(field) for field, at in known.mapping.items()}
