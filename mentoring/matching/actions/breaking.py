"""A break: by staff, or at once by what a student, a carer or a rule says. Only staff end one."""

from datetime import datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import SYSTEM, By
from mentoring.extensions import db
from mentoring.joining.actions.telling import Happened
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.asking import go_on, goes_on_without
from mentoring.matching.actions.life import lock, move, move_on, note_step
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.gates import STOPS, Lack, lacks
from mentoring.matching.queries.pairings import pairings_in, pairings_of_both
from mentoring.matching.rules.life import COMING, LIVE, RUNNING, Cause, Happening, PairingRefusal, State

CAUSES = {
    Happened.PAUSED: Cause.STUDENT_PAUSED,
    Happened.STOPPED: Cause.STUDENT_STOPPED,
    Happened.CONSENT_WITHDRAWN: Cause.CONSENT,
    Happened.CANNOT_BE_PAIRED: Cause.CANNOT_BE_PAIRED,
}
TOLD, LEFT = "told", "left"  # steps that are no happening of the table


def take_break(by: By, pairing: Pairing, reason: str, *, now: datetime) -> PairingRefusal | None:
    """Let a pairing have a break, with a reason that only staff read; return why not, or None."""
    if not reason.strip():
        return PairingRefusal.REASON_WANTED
    lock(pairing)
    return _break(by, pairing, Cause.STAFF, now, words=reason)


def resume(by: By, pairing: Pairing, *, now: datetime) -> PairingRefusal | list[Lack] | None:
    """Let a pairing go on after a break; return why not, or what is still in the way, or None.

    Whoever paused has to have come back themselves, and a consent that was taken back has to be there again.
    """
    lock(pairing)
    in_the_way = lacks([pairing], reader_id=by.person_id, only=STOPS)[pairing.id]
    if in_the_way:
        return list(in_the_way)
    refusal = move(by, pairing, Happening.RESUME, now=now)
    if refusal is None:
        pairing.break_cause, pairing.tell_since = "", None
        db.session.flush()
    return refusal


def note_told(by: By, pairing: Pairing, *, now: datetime) -> None:
    """Note that somebody told both in person about a break, a hold or an end."""
    lock(pairing)
    pairing.tell_since = None
    note_step(by, pairing, TOLD, now=now)
    trail.record(events.PAIRING_TOLD, now, school_id=pairing.school_id, by=by, subject_id=pairing.id)


def let_go(by: By, member: PairingMember, *, now: datetime) -> PairingRefusal | None:
    """Let a group go on without one of its students; return why not, or None."""
    pairing = member.pairing
    lock(pairing)
    if member.left_at is not None or pairing.state not in LIVE:
        return PairingRefusal.NOT_FROM_HERE
    if not goes_on_without(pairing, member):
        return PairingRefusal.TOO_FEW
    _take_out(by, pairing, member, now)
    return None


def hear_of_student(by: By, enrolment: Enrolment, what: Happened, now: datetime) -> None:
    """Stop every pairing of an enrolment in the same write: the student, a carer or a rule has said so.

    That a student cannot be paired is written down as the system's doing: who decided it is for the lead alone.
    """
    cause = CAUSES[what]
    for each in sorted(pairings_in(enrolment.school_id, enrolment.id, states=LIVE), key=lambda each: each.id):
        lock(each)
        if cause is Cause.CANNOT_BE_PAIRED:
            _stop(SYSTEM, each, cause, now, student_id=enrolment.student_id)
        else:
            _stop(by, each, cause, now, student_id=enrolment.student_id)


def hear_of_two(school_id: str, one_id: str, other_id: str, now: datetime) -> None:
    """Stop every pairing of two students who are never paired from now on. By whose wish is nowhere written."""
    for each in pairings_of_both(school_id, one_id, other_id):
        lock(each)
        _stop(SYSTEM, each, Cause.CANNOT_BE_PAIRED, now)


def _stop(by: By, pairing: Pairing, cause: Cause, now: datetime, *, student_id: str | None = None) -> None:
    """Let a locked pairing have a break; one that has not begun goes on without the student, or is drawn back.

    A group that runs has a break as a whole, whatever the cause, so that no cause can be told from another by it;
    staff then let it go on without the student.
    """
    named = None if cause is Cause.CANNOT_BE_PAIRED else student_id
    if pairing.state in RUNNING:
        refusal = _break(by, pairing, cause, now, student_id=named)
        assert refusal is None, refusal
        return
    if pairing.state not in COMING:
        return
    member = next((each for each in pairing.here if each.student_id == student_id), None)
    if member is not None and goes_on_without(pairing, member):
        _take_out(by, pairing, member, now, code=cause)
        return
    move_on(by, pairing, Happening.WITHDRAW, now=now, student_id=named, code=cause)


def _break(
    by: By, pairing: Pairing, cause: Cause, now: datetime, *, student_id: str | None = None, words: str = ""
) -> PairingRefusal | None:
    if pairing.state == State.ON_BREAK:
        if cause is Cause.STAFF:
            return PairingRefusal.NOT_FROM_HERE
        # Another cause in a break: they are told of it too, and it has to be gone before they go on.
        note_step(by, pairing, Happening.BREAK, now=now, student_id=student_id, code=cause)
        _record_change(by, pairing, "break", now)
    else:
        refusal = move(by, pairing, Happening.BREAK, now=now, student_id=student_id, code=cause, words=words)
        if refusal is not None:
            return refusal
    pairing.break_cause, pairing.tell_since = cause, pairing.tell_since or now
    db.session.flush()
    return None


def _take_out(by: By, pairing: Pairing, member: PairingMember, now: datetime, code: str = "") -> None:
    member.left_at = now
    db.session.flush()
    note_step(by, pairing, LEFT, now=now, student_id=member.student_id, code=code)
    _record_change(by, pairing, "members", now)
    if pairing.state in COMING:
        go_on(by, pairing, now=now)


def _record_change(by: By, pairing: Pairing, field: str, now: datetime) -> None:
    trail.record(
        events.PAIRING_CHANGED, now, school_id=pairing.school_id, by=by, subject_id=pairing.id, fields=[field]
    )
