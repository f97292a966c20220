"""What a reader does about a concern. Each is one line that stays, and one event.

Every function takes a concern that the caller has locked (queries.desk.locked_concern), so that two readers who
press at once are one after the other, and the second finds what the first did.
"""

from datetime import datetime

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.audit.sealing import seal
from mentoring.extensions import db
from mentoring.raising.models import ConcernRoute, ConcernStep
from mentoring.raising.rules.circles import Circle
from mentoring.raising.rules.routing import RouteCause
from mentoring.safeguarding.actions.alerts import mail_readers
from mentoring.safeguarding.queries.desk import DeskConcern, HeldPerson, locked_concern
from mentoring.safeguarding.rules import (
    Outcome,
    Refusal,
    StepKind,
    refusal_to_answer,
    refusal_to_finish,
    refusal_to_reopen,
)


def see_concern(actor: Actor, concern: DeskConcern, *, now: datetime) -> None:
    """Note that somebody opened a concern. It is not acknowledged by that."""
    trail.record(events.CONCERN_SEEN, now, school_id=concern.school_id, by=actor.by, subject_id=concern.id)


def acknowledge(actor: Actor, concern: DeskConcern, *, now: datetime) -> None:
    """Note that this reader has it and will see to it. Once a person; several may, the first is shown first."""
    if any(step.by_id == actor.person_id for step in concern.known.acknowledgements):
        return
    _add(concern, StepKind.ACKNOWLEDGED, actor, now)
    trail.record(
        events.CONCERN_ACKNOWLEDGED, now, school_id=concern.school_id, by=actor.by, subject_id=concern.id
    )


def share_with_lead(actor: Actor, concern: DeskConcern, *, now: datetime) -> Refusal | None:
    """Let the lead's circle read a concern about an adult; those whom it excludes stay excluded."""
    if Circle.LEAD_TEAM in concern.known.circles:
        return None
    if not concern.known.could_read[Circle.LEAD_TEAM] - set(concern.known.reader_ids):
        return Refusal.NOBODY_TO_ADD
    route = ConcernRoute(
        school_id=concern.school_id,
        id=ids.new_id(),
        concern_id=concern.id,
        circle=Circle.LEAD_TEAM,
        cause=RouteCause.SHARED,
        at=now,
    )
    db.session.add(route)
    _add(concern, StepKind.SHARED, actor, now, code=Circle.LEAD_TEAM)
    trail.record(
        events.CONCERN_SHARED,
        now,
        school_id=concern.school_id,
        by=actor.by,
        subject_id=concern.id,
        route=Circle.LEAD_TEAM,
    )
    _mail_who_reads_now(concern, turn="shared", now=now)
    return None


def _mail_who_reads_now(before: DeskConcern, *, turn: str, now: datetime) -> None:
    """Mail those who read it after what was just done and did not before."""
    after = locked_concern(before.school_id, before.id)
    assert after is not None
    new = [person for person in after.known.reader_ids if person not in before.known.reader_ids]
    mail_readers(after, new, turn=turn, now=now)


def release(
    actor: Actor, concern: DeskConcern, staff_id: str, words: str, *, now: datetime
) -> Refusal | None:
    """Let somebody read who is in its circles and was kept out only because a surname like theirs is in the words.

    Whom the writer named or ruled out, and the child's relatives and carers, are never let in.
    """
    about = concern.known
    if staff_id in about.released:
        return None
    if staff_id not in about.releasable:
        return Refusal.NOT_TO_BE_RELEASED
    _add(concern, StepKind.RELEASED, actor, now, about_id=staff_id, words=words)
    trail.record(
        events.CONCERN_RELEASED,
        now,
        school_id=concern.school_id,
        by=actor.by,
        subject_id=concern.id,
        person=staff_id,
    )
    _mail_who_reads_now(concern, turn="released", now=now)
    return None


def answer(actor: Actor, concern: DeskConcern, words: str, *, token: str, now: datetime) -> Refusal | None:
    """Give the writer words back. `token` came with the form: the same form makes one answer."""
    if any(step.code == token for step in concern.known.of_kind(StepKind.ANSWERED)):
        return Refusal.SAID_ALREADY
    refusal = refusal_to_answer(concern.known.standing)
    if refusal is not None:
        return refusal
    _add(concern, StepKind.ANSWERED, actor, now, code=token, words=words)
    trail.record(
        events.CONCERN_ANSWERED, now, school_id=concern.school_id, by=actor.by, subject_id=concern.id
    )
    return None


def finish(
    actor: Actor, concern: DeskConcern, outcome: Outcome, reason: str, *, now: datetime
) -> Refusal | None:
    """Finish a concern for now, with how it ended and why."""
    refusal = refusal_to_finish(concern.known.standing)
    if refusal is not None:
        return refusal
    _add(concern, StepKind.FINISHED, actor, now, code=outcome, words=reason)
    trail.record(
        events.CONCERN_FINISHED,
        now,
        school_id=concern.school_id,
        by=actor.by,
        subject_id=concern.id,
        outcome=outcome,
    )
    return None


def reopen(actor: Actor, concern: DeskConcern, *, now: datetime) -> Refusal | None:
    """Open a finished concern again."""
    refusal = refusal_to_reopen(concern.known.standing)
    if refusal is not None:
        return refusal
    _add(concern, StepKind.REOPENED, actor, now)
    trail.record(
        events.CONCERN_REOPENED, now, school_id=concern.school_id, by=actor.by, subject_id=concern.id
    )
    return None


def end_hold(actor: Actor, held: HeldPerson, *, now: datetime) -> Refusal | None:
    """Let one person meet again. The others whom the same concern holds stay on hold."""
    if held.record.ended_at is not None:
        return Refusal.HOLD_ENDED_ALREADY
    held.record.ended_at, held.record.ended_by = now, actor.person_id
    db.session.flush()
    trail.record(
        events.HOLD_ENDED,
        now,
        school_id=held.school_id,
        by=actor.by,
        subject_id=held.concern_id,
        person=held.record.person_id,
    )
    return None


def _add(
    concern: DeskConcern,
    kind: StepKind,
    actor: Actor,
    now: datetime,
    *,
    about_id: str | None = None,
    code: str | None = None,
    words: str | None = None,
) -> None:
    step_id = ids.new_id()
    sealed = None
    if words is not None:
        sealed = seal(
            words, school_id=concern.school_id, table="concern_step", column="words", row_id=step_id
        )
    step = ConcernStep(
        school_id=concern.school_id,
        id=step_id,
        concern_id=concern.id,
        kind=kind,
        at=now,
        by_id=actor.person_id,
        about_id=about_id,
        code=code,
        words=sealed,
    )
    db.session.add(step)
    db.session.flush()
