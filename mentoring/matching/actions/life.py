"""The one place where a pairing's state changes: asks the table, notes the step, tells the rooms above."""

from datetime import datetime

from sqlalchemy import select

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.telling import tell
from mentoring.matching.models import Pairing, PairingStep
from mentoring.matching.rules.life import Happening, PairingRefusal, State, state_after


def lock(pairing: Pairing) -> None:
    """Lock the row, and read anew what was read of it before."""
    wanted = select(Pairing.id).where(Pairing.school_id == pairing.school_id, Pairing.id == pairing.id)
    db.session.execute(wanted.with_for_update())
    db.session.refresh(pairing)


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
    after = state_after(State(pairing.state), happening, has_met=pairing.met_at is not None)
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
    """Add one line to a pairing's timeline."""
    db.session.add(
        PairingStep(
            school_id=pairing.school_id,
            id=ids.new_id(),
            pairing_id=pairing.id,
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
