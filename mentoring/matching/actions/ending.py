"""An ending: notice and a last day, or a closing that nobody planned; and what was decided about a new partner."""

from datetime import date, datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.apart import keep_apart
from mentoring.joining.queries.profiles import ApartKind
from mentoring.joining.queries.profiles import kept_apart as already_apart
from mentoring.matching.actions.life import lock, move_on
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import (
    Closing,
    Happening,
    PairingRefusal,
    Rematch,
    State,
    refusal_of_last_day,
    refusal_to_close,
    state_after,
)
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code


def give_notice(
    by: By, pairing: Pairing, ends_on: date | None, *, today: date, now: datetime
) -> PairingRefusal | None:
    """Give a pairing its last day, with the notice that the programme asks for; return why not, or None."""
    lock(pairing)
    weeks = settings_of(pairing.programme).number(Code.CLOSING_NOTICE)
    if (refusal := refusal_of_last_day(ends_on, today=today, weeks=weeks)) is not None:
        return refusal
    return _move_last_day(by, pairing, Happening.GIVE_NOTICE, ends_on, now=now)


def take_notice_back(by: By, pairing: Pairing, *, now: datetime) -> PairingRefusal | None:
    """Let a pairing go on that was given its last day; return why not, or None."""
    lock(pairing)
    return _move_last_day(by, pairing, Happening.TAKE_NOTICE_BACK, None, now=now)


def _move_last_day(
    by: By, pairing: Pairing, happening: Happening, ends_on: date | None, *, now: datetime
) -> PairingRefusal | None:
    if state_after(State(pairing.state), happening) is None:
        return PairingRefusal.NOT_FROM_HERE
    # First the day, then what happened: the meetings that follow it are planned until then, and no longer.
    pairing.ends_on, pairing.tell_since = ends_on, now
    move_on(by, pairing, happening, now=now)
    db.session.flush()
    return None


def close(
    by: By,
    pairing: Pairing,
    closing: Closing,
    rematch: Rematch,
    reason: str = "",
    *,
    today: date,
    now: datetime,
) -> PairingRefusal | None:
    """Close a pairing; return why not, or None.

    Where it was not planned, somebody tells the students in person first, the same day: until that is noted they
    read that their meetings have a break. After a closing for safety the two sides are never paired again.
    """
    lock(pairing)
    refusal = refusal_to_close(
        State(pairing.state), closing, ends_on=pairing.ends_on, today=today, reason=reason
    )
    if refusal is not None:
        return refusal
    move_on(by, pairing, Happening.CLOSE, now=now, code=closing, words=reason)
    pairing.closing, pairing.rematch, pairing.break_cause = closing, rematch, ""
    pairing.tell_since = None if closing is Closing.PLANNED else now
    db.session.flush()
    if closing is Closing.SAFETY:
        _never_again(by, pairing, now)
    return None


def _never_again(by: By, pairing: Pairing, now: datetime) -> None:
    held = already_apart(pairing.school_id, pairing.student_ids)
    mentors = [each.student_id for each in pairing.here if each.role == ProgrammeRole.MENTOR]
    mentees = [each.student_id for each in pairing.here if each.role == ProgrammeRole.MENTEE]
    for mentor_id in mentors:
        for mentee_id in mentees:
            if frozenset((mentor_id, mentee_id)) not in held:
                keep_apart(by, pairing.school_id, mentor_id, mentee_id, ApartKind.ENDED, now=now)


def decide_rematch(by: By, pairing: Pairing, rematch: Rematch, *, now: datetime) -> PairingRefusal | None:
    """Decide afterwards whether the students of a closed pairing may be paired again; return why not, or None."""
    lock(pairing)
    if pairing.state != State.CLOSED:
        return PairingRefusal.NOT_FROM_HERE
    if pairing.rematch != rematch:
        pairing.rematch = rematch
        db.session.flush()
        trail.record(
            events.PAIRING_CHANGED,
            now,
            school_id=pairing.school_id,
            by=by,
            subject_id=pairing.id,
            fields=["rematch"],
        )
    return None
