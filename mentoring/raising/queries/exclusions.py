"""Whom a concern keeps out now: what the writer said always stands, what a surname did until a reader lets them in."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.raising.models import ConcernExclusion, ConcernStep
from mentoring.raising.rules import circles

RELEASED = "released"  # the kind of step by which a reader lets in whom a surname kept out


def kept_out(school_id: str, concern_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return for each of these concerns the ids of the staff whom it keeps out (2 queries)."""
    named = select(ConcernExclusion.concern_id, ConcernExclusion.staff_id, ConcernExclusion.cause).where(
        ConcernExclusion.school_id == school_id, ConcernExclusion.concern_id.in_(concern_ids)
    )
    let_in = select(ConcernStep.concern_id, ConcernStep.about_id).where(
        ConcernStep.school_id == school_id,
        ConcernStep.concern_id.in_(concern_ids),
        ConcernStep.kind == RELEASED,
    )
    exclusions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    released: dict[str, list[str | None]] = defaultdict(list)
    for concern_id, staff_id, cause in db.session.execute(named.order_by(ConcernExclusion.id)):
        exclusions[concern_id].append((staff_id, cause))
    for concern_id, about_id in db.session.execute(let_in.order_by(ConcernStep.id)):
        released[concern_id].append(about_id)
    return {each: circles.still_excluded(exclusions[each], released=released[each]) for each in concern_ids}
