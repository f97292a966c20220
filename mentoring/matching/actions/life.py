"""The one place where a pairing's state changes: asks the table, notes the step, tells the rooms above."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.telling import tell
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.rules.life import Happening, PairingRefusal, State, state_after


def lock(pairing: Pairing) -> None:
    """Lock the row, and read anew what was read of it before, its members too.

    The turn in the trail comes first: a pause or a stop has its entry before it comes to the pairing, and must not wait
    for somebody who waits for it. It would be a child's word that is lost.
    """
    trail.take_turn(pairing.school_id)
    wanted = select(Pairing.id).where(Pairing.school_id == pairing.school_id, Pairing.id == pairing.id)
    db.session.execute(wanted.with_for_update())
    db.session.refresh(pairing)
    members = select(PairingMember).where(
        PairingMember.school_id == pairing.school_id, PairingMember.pairing_id == pairing.id
    )
    db.session.scalars(members.execution_options(populate_existing=True)).all()


def move(
    by: By,
    pairing: Pairing,
    happening: Happening,
    *,
    now: datetime,
    student_id: str | None = None,
    code: str = "",
    words: str = "",
) -> PairingRefusal | None:
    """Let something happen to a locked pairing; return why it cannot, or None. One step and one event."""
    after = state_after(
        State(pairing.state),
        happening,
        has_met=pairing.met_at is not None,
        has_notice=pairing.ends_on is not None,
    )
    if after is None:
        return PairingRefusal.NOT_FROM_HERE
    pairing.state, pairing.state_at = after, now
    note_step(by, pairing, happening, now=now, student_id=student_id, code=code, words=words)
    trail.record(
        events.PAIRING_MOVED,
        now,
        school_id=pairing.school_id,
        by=by,
        subject_id=pairing.id,
        happening=happening.value,
        state=after.value,
    )
    tell(by, pairing, happening, now)
    return None


def move_on(by: By, pairing: Pairing, happening: Happening, *, now: datetime, **said: Any) -> None:
    """Let something happen to a locked pairing of which it was asked before that it can."""
    refusal = move(by, pairing, happening, now=now, **said)
    assert refusal is None, refusal


def note_step(
    by: By,
    pairing: Pairing,
    happening: str,
    *,
    now: datetime,
    student_id: str | None = None,
    code: str = "",
    words: str = "",
) -> None:
    """Add one line to the timeline of a pairing that is locked, or new."""
    db.session.add(
        PairingStep(
            school_id=pairing.school_id,
            id=ids.new_id(),
            pairing_id=pairing.id,
            turn=_last_turn(pairing) + 1,
            happening=happening,
            state=pairing.state,
            at=now,
            by_id=by.person_id,
            student_id=student_id,
            code=code,
            words=words.strip(),
        )
    )
    db.session.flush()


def _last_turn(pairing: Pairing) -> int:
    wanted = select(func.max(PairingStep.turn)).where(
        PairingStep.school_id == pairing.school_id, PairingStep.pairing_id == pairing.id
    )
    return db.session.scalar(wanted) or 0
