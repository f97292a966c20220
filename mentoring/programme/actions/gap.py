"""What happens when the head is asked for a smaller gap in school years, and when the head decides."""

from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.programme.actions.locking import hold_programme
from mentoring.programme.actions.settings import write_setting
from mentoring.programme.models import GapRequest, Programme
from mentoring.programme.queries.settings import allowed_among, gap_requests, settings_of
from mentoring.programme.rules.gap import GapRefusal, GapState, refusal_to_ask, refusal_to_decide
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import Code


def ask_for_smaller_gap(
    by: By, programme: Programme, years: int, reason: str, *, now: datetime
) -> GapRequest | GapRefusal:
    """Ask the head to allow a gap of `years` in this programme."""
    hold_programme(programme)
    held = gap_requests(programme)
    refusal = refusal_to_ask(
        Kind(programme.kind),
        years,
        reason,
        waiting=any(each.state == GapState.WAITING for each in held),
        allowed=allowed_among(held),
    )
    if refusal is not None:
        return refusal
    request = GapRequest(
        school_id=programme.school_id,
        id=ids.new_id(),
        programme_id=programme.id,
        years=years,
        reason=reason.strip(),
        state=GapState.WAITING,
        asked_at=now,
        asked_by=by.person_id,
    )
    db.session.add(request)
    db.session.flush()
    _record(by, request, now)
    return request


def withdraw_gap_request(by: By, request: GapRequest, *, now: datetime) -> GapRefusal | None:
    """Take a request back before it is decided."""
    db.session.refresh(request, with_for_update=True)
    if request.state != GapState.WAITING:
        return GapRefusal.DECIDED_ALREADY
    request.state = GapState.WITHDRAWN
    db.session.flush()
    _record(by, request, now)
    return None


def decide_gap(by: By, request: GapRequest, words: str, *, allowed: bool, now: datetime) -> GapRefusal | None:
    """Allow or decline a smaller gap, with a reason. What is allowed is set at once, and only for this programme."""
    db.session.refresh(request, with_for_update=True)
    refusal = refusal_to_decide(
        GapState(request.state), asked_by=request.asked_by or "", decider=by.person_id or "", words=words
    )
    if refusal is not None:
        return refusal
    request.state = GapState.ALLOWED if allowed else GapState.DECLINED
    request.decided_at, request.decided_by, request.words = now, by.person_id, words.strip()
    db.session.flush()
    if allowed:
        held = settings_of(request.programme)
        old = held.value(Code.GAP_LEAST)
        write_setting(
            by, request.programme, Code.GAP_LEAST, old, request.years, reason=request.words, now=now
        )
    _record(by, request, now)
    return None


def _record(by: By, request: GapRequest, now: datetime) -> None:
    trail.record(
        events.GAP_REQUEST_MOVED,
        now,
        school_id=request.school_id,
        by=by,
        subject_id=request.programme_id,
        request=request.id,
        years=request.years,
        state=str(request.state),
    )
