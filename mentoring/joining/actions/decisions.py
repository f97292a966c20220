"""What happens when a role is signed, and when staff decide about a student."""

from collections.abc import Sequence
from datetime import datetime

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.events import Event
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock, lock_students
from mentoring.joining.actions.telling import Happened, tell
from mentoring.joining.models import Enrolment, PairingBar, Signature, Suitability
from mentoring.joining.queries.decisions import bars, decisions, signed_numbers, turn_that_counts
from mentoring.joining.queries.enrolments import enrolments_of
from mentoring.joining.rules.enrolment import How, State
from mentoring.joining.rules.suitability import (
    BarKind,
    StaffRefusal,
    Verdict,
    refusal_of_words,
    wrong_answers,
)
from mentoring.people.models import Student
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.kinds import ProgrammeRole


def sign(
    by: By, enrolment: Enrolment, given: Sequence[int | None], how: How, *, seen: int, now: datetime
) -> StaffRefusal | None:
    """Sign the newest version of one's role after its check questions; return why not, or None.

    given: the answers by place. seen: the version that was read.
    """
    lock(enrolment)
    if enrolment.state not in (State.IN, State.PAUSED):
        return StaffRefusal.NOT_IN
    newest = current_version(enrolment.programme, ProgrammeRole(enrolment.role))
    if newest.number != seen:
        return StaffRefusal.STALE
    if wrong_answers(list(given), [question.right for question in newest.text.questions]):
        return StaffRefusal.WRONG_ANSWERS
    if signed_numbers(enrolment.school_id, [enrolment.id]).get(enrolment.id, 0) >= newest.number:
        return None
    made = Signature(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        enrolment_id=enrolment.id,
        number=newest.number,
        how=how,
        at=now,
        recorded_by=by.person_id if how is How.IN_PERSON else None,
    )
    db.session.add(made)
    enrolment.reminded_at = enrolment.reminded_by = None
    db.session.flush()
    _record(by, events.AGREEMENT_SIGNED, enrolment, now, number=newest.number, how=how.value)
    return None


def decide(
    by: By,
    enrolment: Enrolment,
    verdict: Verdict,
    reasons: str,
    *,
    now: datetime,
    knew: int | None = None,
    after: int | None = None,
) -> StaffRefusal | None:
    """Decide about a student's suitability, with reasons; return why not, or None.

    knew: the turn of the tutor's view that the decider read, 0 for none. after: the turn of the newest decision that
    the decider saw, 0 for none. A view or a decision that came meanwhile is read first. None: everything was read.
    """
    if (refusal := refusal_of_words(reasons)) is not None:
        return refusal
    lock(enrolment)
    held, view = decisions(enrolment), turn_that_counts(enrolment)
    turn = held[0].turn if held else 0
    if after is not None and after != turn:
        return StaffRefusal.DECIDED_MEANWHILE
    if knew is not None and knew < view:
        return StaffRefusal.VIEW_MEANWHILE
    made = Suitability(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        enrolment_id=enrolment.id,
        turn=turn + 1,
        verdict=verdict,
        reasons=reasons.strip(),
        knew=view,
        at=now,
        decided_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    _record(by, events.SUITABILITY_DECIDED, enrolment, now, verdict=verdict.value)
    return None


def bar_from_pairing(
    by: By, student: Student, kind: BarKind, reason: str, *, now: datetime
) -> StaffRefusal | None:
    """Keep a student from being paired: specialist help instead, or a lead's "not now". It is always a decision.

    Never derived from a need, a plan, care status or a flag. Where it is so already nothing is added, and nobody is
    told: whoever may not read the causes must not learn of one by trying.
    """
    if (refusal := refusal_of_words(reason)) is not None:
        return refusal
    lock_students(student.school_id, [student.id])
    if any(held.kind == kind for held in bars(student.school_id, student.id)):
        return None
    made = PairingBar(
        school_id=student.school_id,
        id=ids.new_id(),
        student_id=student.id,
        kind=kind,
        reason=reason.strip(),
        made_at=now,
        made_by=by.person_id,
    )
    db.session.add(made)
    db.session.flush()
    _record_bar(by, student.school_id, student.id, "added", now)
    for each in enrolments_of(student.school_id, student.id):
        tell(by, each, Happened.CANNOT_BE_PAIRED, now)
    return None


def lift_bar(by: By, bar: PairingBar, reason: str, *, now: datetime) -> StaffRefusal | None:
    """Let a student be paired again, with a reason."""
    if (refusal := refusal_of_words(reason)) is not None:
        return refusal
    if bar.ended_at is None:
        bar.ended_at, bar.ended_by, bar.end_reason = now, by.person_id, reason.strip()
        db.session.flush()
        _record_bar(by, bar.school_id, bar.student_id, "ended", now)
    return None


def _record_bar(by: By, school_id: str, student_id: str, change: str, now: datetime) -> None:
    # Not which of the two: the trail is read by people who may not know.
    trail.record(
        events.PAIRING_BAR_CHANGED, now, school_id=school_id, by=by, subject_id=student_id, change=change
    )


def _record(by: By, event: Event, enrolment: Enrolment, now: datetime, **facts: object) -> None:
    trail.record(
        event,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        **facts,
    )
