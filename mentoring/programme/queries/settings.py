"""A programme's settings, their history, and what the head was asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from mentoring.extensions import SCHOOL, Rows, db
from mentoring.programme.models import GapRequest, Programme, ProgrammeSetting, ProgrammeSettingChange
from mentoring.programme.rules.gap import GapState
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import CATALOGUE, Code, read_value
from mentoring.programme.rules.verdicts import ProgrammeSettings

MOST_SETTLED = 20  # decisions listed


def settings_of(programme: Programme) -> ProgrammeSettings:
    """Return all settings of a programme: what was set, and its kind's defaults for the rest."""
    return settings_of_each([programme])[programme.id]


def settings_of_each(programmes: Sequence[Programme]) -> Mapping[str, ProgrammeSettings]:
    """Return all settings of each of these programmes of one school, by its id (1 query)."""
    if not programmes:
        return {}
    given = {"school_id": programmes[0].school_id, "programme_ids": [each.id for each in programmes]}
    stored: dict[str, dict[Code, Any]] = {each.id: {} for each in programmes}
    for row in db.session.execute(_stored(), given):
        if row.code in _CODES:
            stored[row.programme_id][Code(row.code)] = row.value
    return {each.id: _settings(Kind(each.kind), stored[each.id]) for each in programmes}


_CODES = frozenset(Code)


@cache
def _stored() -> Rows:
    return (
        select(ProgrammeSetting.programme_id, ProgrammeSetting.code, ProgrammeSetting.value)
        .where(
            ProgrammeSetting.school_id == SCHOOL,
            ProgrammeSetting.programme_id.in_(bindparam("programme_ids", expanding=True)),
        )
        .order_by(ProgrammeSetting.programme_id, ProgrammeSetting.code)
    )


def _settings(kind: Kind, stored: Mapping[Code, Any]) -> ProgrammeSettings:
    return ProgrammeSettings(
        kind,
        {
            code: read_value(CATALOGUE[code], value)
            for code, value in stored.items()
            if kind in CATALOGUE[code].defaults
        },
    )


def stored_setting(programme: Programme, code: Code) -> ProgrammeSetting | None:
    """Return the row of a setting that somebody set, or None."""
    wanted = select(ProgrammeSetting).where(
        ProgrammeSetting.school_id == programme.school_id,
        ProgrammeSetting.programme_id == programme.id,
        ProgrammeSetting.code == code,
    )
    return db.session.scalar(wanted)


def changes(programme: Programme, code: Code | None = None) -> Sequence[ProgrammeSettingChange]:
    """Return the changes of one setting, or of all, the newest first."""
    wanted = select(ProgrammeSettingChange).where(
        ProgrammeSettingChange.school_id == programme.school_id,
        ProgrammeSettingChange.programme_id == programme.id,
    )
    if code is not None:
        wanted = wanted.where(ProgrammeSettingChange.code == code)
    order = (ProgrammeSettingChange.made_at.desc(), ProgrammeSettingChange.id.desc())
    return db.session.scalars(wanted.order_by(*order)).all()


def gap_request(school_id: str, request_id: str) -> GapRequest | None:
    """Return one request for a smaller gap, or None."""
    return db.session.get(GapRequest, (school_id, request_id))


def gap_requests(programme: Programme) -> Sequence[GapRequest]:
    """Return what the head was asked about a programme, the newest first."""
    wanted = select(GapRequest).where(
        GapRequest.school_id == programme.school_id, GapRequest.programme_id == programme.id
    )
    return db.session.scalars(wanted.order_by(GapRequest.asked_at.desc(), GapRequest.id.desc())).all()


def count_gap_requests(school_id: str) -> int:
    """Return how many requests wait for the head (1 query): every page of theirs says it."""
    return db.session.scalar(_waiting_count(), {"school_id": school_id}) or 0


@cache
def _waiting_count() -> Rows:
    return select(func.count()).where(GapRequest.school_id == SCHOOL, GapRequest.state == GapState.WAITING)


def waiting_gap_requests(school_id: str) -> Sequence[GapRequest]:
    """Return what waits for the head, the oldest first, each with its programme."""
    wanted = select(GapRequest).where(GapRequest.school_id == school_id, GapRequest.state == GapState.WAITING)
    found = wanted.options(selectinload(GapRequest.programme)).order_by(GapRequest.asked_at, GapRequest.id)
    return db.session.scalars(found).all()


def settled_gap_requests(school_id: str) -> Sequence[GapRequest]:
    """Return the last requests that the head decided, the newest first, each with its programme."""
    wanted = select(GapRequest).where(GapRequest.school_id == school_id, GapRequest.decided_at.is_not(None))
    found = wanted.options(selectinload(GapRequest.programme))
    order = (GapRequest.decided_at.desc(), GapRequest.id.desc())
    return db.session.scalars(found.order_by(*order).limit(MOST_SETTLED)).all()


def decided_gap_requests(school_id: str, asked_by: str, since: datetime) -> Sequence[GapRequest]:
    """Return what the head decided of this person's requests after `since`, the newest first."""
    wanted = select(GapRequest).where(
        GapRequest.school_id == school_id, GapRequest.asked_by == asked_by, GapRequest.decided_at > since
    )
    found = wanted.options(selectinload(GapRequest.programme))
    return db.session.scalars(found.order_by(GapRequest.decided_at.desc(), GapRequest.id.desc())).all()


def allowed_gap(programme: Programme) -> int | None:
    """Return the gap that the head allowed for this programme, or None."""
    return allowed_among(gap_requests(programme))


def allowed_among(requests: Sequence[GapRequest]) -> int | None:
    """Return the gap that the head allowed in one of these requests, or None."""
    return next((each.years for each in requests if each.state == GapState.ALLOWED), None)
