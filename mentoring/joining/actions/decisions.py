"""What happens when a role is signed, a tutor is asked and answers, and staff decide about a student."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.events import Event
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock
from mentoring.joining.actions.telling import Happened, tell
from mentoring.joining.models import Enrolment, PairingBar, Signature, Suitability, TutorView
from mentoring.joining.queries.decisions import decisions, signed_numbers
from mentoring.joining.queries.enrolments import enrolments_of
from mentoring.joining.rules.enrolment import How, State
from mentoring.joining.rules.suitability import (
    LINK_DAYS,
    BarKind,
    StaffRefusal,
    Verdict,
    View,
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


def ask_tutor(by: By, enrolment: Enrolment, who: str, *, now: datetime) -> str | StaffRefusal:
    """Make a personal link that asks a tutor or head of year; return its token, which is stored nowhere.

    A link that was made before ends with the new one.
    """
    if not who.strip():
        return StaffRefusal.WHO_ANSWERED
    lock(enrolment)
    for open_one in db.session.query(TutorView).filter_by(
        school_id=enrolment.school_id, enrolment_id=enrolment.id, answer=""
    ):
        open_one.ends_at = min(now, open_one.ends_at or now)
    token = ids.new_token()
    _add_view(
        by, enrolment, who, now, token_hash=ids.token_hash(token), ends_at=now + timedelta(days=LINK_DAYS)
    )
    _record(by, events.TUTOR_ASKED, enrolment, now)
    return token


def answer_view(
    by: By, view: TutorView, said: View, words: str, *, today: date, now: datetime
) -> StaffRefusal | None:
    """Keep a tutor's answer by link; the link is over then."""
    db.session.refresh(view, ["answer", "ends_at"])
    if view.answer or view.ends_at is None or view.ends_at <= now:
        return StaffRefusal.LINK_OVER
    view.answer, view.words = said, words.strip()
    view.answered_at, view.answered_on = now, today
    db.session.flush()
    _record(by, events.TUTOR_VIEW_GIVEN, view.enrolment, now, how="link")
    return None


def record_view(
    by: By, enrolment: Enrolment, who: str, said: View, words: str, *, day: date, now: datetime
) -> StaffRefusal | None:
    """Write down a tutor's answer from paper."""
    if not who.strip():
        return StaffRefusal.WHO_ANSWERED
    lock(enrolment)
    made = _add_view(by, enrolment, who, now, token_hash=None, ends_at=None)
    made.answer, made.words = said, words.strip()
    made.answered_at, made.answered_on = now, day
    db.session.flush()
    _record(by, events.TUTOR_VIEW_GIVEN, enrolment, now, how="paper")
    return None


def _add_view(
    by: By, enrolment: Enrolment, who: str, now: datetime, *, token_hash: str | None, ends_at: datetime | None
) -> TutorView:
    made = TutorView(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        enrolment_id=enrolment.id,
        who=who.strip(),
        token_hash=token_hash,
        asked_at=now,
        asked_by=by.person_id,
        ends_at=ends_at,
        answer="",
        words="",
    )
    db.session.add(made)
    db.session.flush()
    return made


def decide(
    by: By, enrolment: Enrolment, verdict: Verdict, reasons: str, *, now: datetime
) -> StaffRefusal | None:
    """Decide about a student's suitability, with reasons."""
    if (refusal := refusal_of_words(reasons)) is not None:
        return refusal
    lock(enrolment)
    held = decisions(enrolment)
    made = Suitability(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        enrolment_id=enrolment.id,
        turn=held[0].turn + 1 if held else 1,
        verdict=verdict,
        reasons=reasons.strip(),
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

    Never derived from a need, a plan, care status or a flag.
    """
    if (refusal := refusal_of_words(reason)) is not None:
        return refusal
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
