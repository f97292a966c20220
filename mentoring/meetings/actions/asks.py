"""What happens when a young person asks staff for something, and when staff answer."""

from datetime import datetime

from sqlalchemy import select

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.enrolments import note_talk
from mentoring.joining.actions.locking import lock
from mentoring.joining.actions.telling import Happened
from mentoring.joining.models import Enrolment
from mentoring.matching.queries.pairings import pairings_in
from mentoring.matching.rules.life import RUNNING
from mentoring.meetings.models import Ask
from mentoring.meetings.queries.asks import ask_with_token
from mentoring.meetings.rules.asks import LEAVING, AskAnswer, AskKind, AskRefusal, refusal_to_answer

KIND_OF = {Happened.PAUSED: AskKind.BREAK, Happened.STOPPED: AskKind.STOP}


def ask_staff(by: By, enrolment: Enrolment, kind: AskKind, words: str, *, token: str, now: datetime) -> Ask:
    """Keep what a student asks for; the same form twice is one. Their partner never reads it."""
    lock(enrolment)
    single = ids.token_hash(f"{by.person_id}:{token or ids.new_token()}")
    found = ask_with_token(enrolment.school_id, single)
    return found if found is not None else _ask(by, enrolment, kind, words, single, now)


def note_leaving(by: By, enrolment: Enrolment, what: Happened, now: datetime) -> None:
    """Let a student's own pause or stop be an ask too: a member of staff talks with them (a listener of joining)."""
    kind = KIND_OF.get(what)
    if kind is not None and by.person_id == enrolment.student_id:
        _ask(by, enrolment, kind, "", ids.token_hash(ids.new_token()), now)


def _ask(by: By, enrolment: Enrolment, kind: AskKind, words: str, token: str, now: datetime) -> Ask:
    running = pairings_in(enrolment.school_id, enrolment.id, states=RUNNING)
    made = Ask(
        school_id=enrolment.school_id,
        id=ids.new_id(),
        student_id=enrolment.student_id,
        enrolment_id=enrolment.id,
        pairing_id=running[0].id if running else None,
        kind=kind,
        words=words.strip(),
        token=token,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()
    trail.record(
        events.ASKED,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        kind=kind.value,
    )
    return made


def answer_ask(by: By, ask: Ask, answer: AskAnswer, words: str, *, now: datetime) -> AskRefusal | None:
    """Answer what a student asked for; they read it. Return why it was not taken, or None.

    Whoever has talked with somebody who wants a break or to stop has done the talk that joining waits for too.
    """
    wanted = select(Ask.id).where(Ask.school_id == ask.school_id, Ask.id == ask.id)
    db.session.execute(wanted.with_for_update())
    db.session.refresh(ask, ["answered_at", "version"])
    refusal = refusal_to_answer(is_answered=ask.answered_at is not None, answer=answer, words=words)
    if refusal is not None:
        return refusal
    ask.answered_at, ask.answered_by, ask.answer = now, by.person_id, answer
    ask.answer_words = words.strip()
    db.session.flush()
    trail.record(
        events.ASK_ANSWERED,
        now,
        school_id=ask.school_id,
        by=by,
        subject_id=ask.student_id,
        answer=answer.value,
    )
    if ask.kind in LEAVING and answer is AskAnswer.TALKED:
        note_talk(by, ask.enrolment, now=now)
    return None
