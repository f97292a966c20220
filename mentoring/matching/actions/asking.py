"""Being asked: the mentors first, the mentees only after every mentor's yes; then confirmed, or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.audit import events, trail
from mentoring.audit.trail import SYSTEM, By
from mentoring.extensions import db
from mentoring.joining.rules.enrolment import How
from mentoring.joining.rules.readiness import Hold
from mentoring.matching.actions.life import lock, move, move_on, note_step
from mentoring.matching.actions.telling import plan
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.queries.gates import Lack, lacks
from mentoring.matching.queries.holds import held_pairings
from mentoring.matching.rules.asking import (
    Said,
    Voice,
    enough_remain,
    follows,
    is_asked,
    refusal_to_say,
)
from mentoring.matching.rules.life import Happening, PairingRefusal, State
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from mentoring.programme.rules.settings import Code

ANSWERED = "answered"  # a step that is no happening of the table: others are still asked


def ask(by: By, pairing: Pairing, *, now: datetime) -> PairingRefusal | None:
    """Put the question on the home of every mentor of a pairing; return why not, or None."""
    lock(pairing)
    if pairing.programme.status != Status.OPEN:
        return PairingRefusal.NOT_RUNNING
    return refusal_of_hold(by, pairing) or move(by, pairing, Happening.ASK, now=now)


def refusal_of_hold(by: By, pairing: Pairing) -> PairingRefusal | None:
    """Return why nothing goes on with a pairing that is on hold, as this person may know it, or None."""
    held = held_pairings([pairing], reader_id=by.person_id).get(pairing.id)
    if held is None:
        return None
    return PairingRefusal.ON_HOLD if held.reads is Hold.HOLD else PairingRefusal.ON_BREAK


def open_question(by: By, member: PairingMember, *, now: datetime) -> PairingRefusal | None:
    """Note that a student opens the question, from when the approval is not taken back without a word."""
    lock(member.pairing)
    refusal = refusal_to_say(State(member.pairing.state), voice_of(member), Said.YES, in_person=False)
    if refusal is None and (member.left_at is not None or _is_held(member.pairing)):
        refusal = PairingRefusal.NOT_ASKED
    if refusal is None and member.opened_at is None:
        member.opened_at = now
        db.session.flush()
        trail.record(
            events.PAIRING_OPENED,
            now,
            school_id=member.school_id,
            by=by,
            subject_id=member.student_id,
            pairing=member.pairing_id,
        )
    return refusal


def answer(by: By, member: PairingMember, said: Said, how: How, *, now: datetime) -> PairingRefusal | None:
    """Take a student's own answer, on their page or in person to staff; return why not, or None.

    A no of a mentor ends it. A no of a mentee in a group takes that mentee out, and the others go on.
    """
    pairing, in_person = member.pairing, how is How.IN_PERSON
    lock(pairing)
    if member.left_at is not None:
        return PairingRefusal.ANSWERED
    refusal = refusal_to_say(State(pairing.state), voice_of(member), said, in_person=in_person)
    if refusal is not None:
        return refusal
    if (refusal := _refusal_while_held(by, pairing, in_person=in_person)) is not None:
        return refusal
    member.answer, member.answered_at, member.how = said, now, how
    member.recorded_by = by.person_id if in_person else None
    db.session.flush()
    trail.record(
        events.PAIRING_ANSWERED,
        now,
        school_id=member.school_id,
        by=by,
        subject_id=member.student_id,
        pairing=pairing.id,
        answer=said.value,
        how=how.value,
    )
    if said is Said.NO and member.role == ProgrammeRole.MENTEE and goes_on_without(pairing, member):
        member.left_at = now
        db.session.flush()
    go_on(by, pairing, now=now, said_by=member)
    return None


def _is_held(pairing: Pairing) -> bool:
    return bool(held_pairings([pairing], reader_id=None))


def _refusal_while_held(by: By, pairing: Pairing, *, in_person: bool) -> PairingRefusal | None:
    if in_person:
        return refusal_of_hold(by, pairing)
    return PairingRefusal.NOT_ASKED if _is_held(pairing) else None


def voice_of(member: PairingMember) -> Voice:
    """Return what the rules ask about one student in a pairing."""
    return Voice(ProgrammeRole(member.role), member.answer)


def goes_on_without(pairing: Pairing, member: PairingMember) -> bool:
    """Say whether enough remain when this student is out."""
    settings = settings_of(pairing.programme)
    least = settings.number(Code.GROUP_MENTORS) if settings.has(Code.GROUP_MENTORS) else 1
    held = sum(each.role == ProgrammeRole.MENTOR for each in pairing.here)
    if member.role != ProgrammeRole.MENTOR:  # nobody is taken out because mentors were too few before
        least = min(least, held)
    return enough_remain([each.role for each in pairing.here if each.id != member.id], least_mentors=least)


def go_on(by: By, pairing: Pairing, *, now: datetime, said_by: PairingMember | None = None) -> None:
    """Let happen what the answers so far lead to. said_by: who answered just now, for the timeline."""
    happening = follows(State(pairing.state), [voice_of(each) for each in pairing.here])
    said = {"student_id": said_by.student_id, "code": said_by.answer} if said_by is not None else {}
    tells_all = happening is Happening.NO or said.get("code") == Said.YES
    if said and not (happening is not None and tells_all):
        note_step(by, pairing, ANSWERED, now=now, **said)
        said = {}
    if happening is not None:
        move_on(by, pairing, happening, now=now, **said)


def record_yes(by: By, pairing: Pairing, *, now: datetime) -> PairingRefusal | None:
    """Write down the yes, said in person, of everybody who is being asked in a pairing now; return why not, or None."""
    lock(pairing)
    state = State(pairing.state)
    asked = [each for each in pairing.here if is_asked(state, voice_of(each))]
    if not asked:
        return PairingRefusal.NOT_ASKED
    for each in asked:
        if (refusal := answer(by, each, Said.YES, How.IN_PERSON, now=now)) is not None:
            return refusal
    return None


@dataclass(frozen=True)
class NotConfirmed:
    """A pairing that was not confirmed: why, and what is in the way."""

    pairing: Pairing
    refusal: PairingRefusal
    lacks: Sequence[Lack] = ()


def confirm(by: By, pairings: Sequence[Pairing], *, now: datetime) -> list[NotConfirmed]:
    """Confirm those of these pairings whose gates are all still green, with their first meetings; return the others.

    A yes may be weeks old, so every gate is asked again in the same write.
    """
    ordered = sorted(pairings, key=lambda each: each.id)
    for each in ordered:
        lock(each)
    left = [
        NotConfirmed(each, PairingRefusal.NOT_FROM_HERE) for each in ordered if each.state != State.AGREED
    ]
    agreed = [each for each in ordered if each.state == State.AGREED]
    in_the_way = lacks(agreed, reader_id=by.person_id)
    green = []
    for each in agreed:
        if in_the_way[each.id]:
            left.append(NotConfirmed(each, PairingRefusal.NOT_ALL_GREEN, in_the_way[each.id]))
        elif each.programme.status != Status.OPEN:
            left.append(NotConfirmed(each, PairingRefusal.NOT_RUNNING))
        else:
            green.append(each)
    without_meeting = plan(by, green, now)
    for each in green:
        if each.id in without_meeting:
            left.append(NotConfirmed(each, without_meeting[each.id]))
        else:
            move_on(by, each, Happening.CONFIRM, now=now)
    return left


def withdraw(by: By, pairing: Pairing, reason: str, *, now: datetime) -> PairingRefusal | None:
    """Draw a pairing back that has not met; the others read that we are still looking. Return why not, or None."""
    if not reason.strip():
        return PairingRefusal.REASON_WANTED
    lock(pairing)
    return move(by, pairing, Happening.WITHDRAW, now=now, words=reason)


def back_out(by: By, pairing: Pairing, *, now: datetime) -> PairingRefusal | None:
    """Undo an approval that no mentor has seen yet: no reason is asked, and nobody knew. Return why not, or None."""
    lock(pairing)
    if pairing.state not in (State.PROPOSED, State.ASKED_MENTOR):
        return PairingRefusal.NOT_FROM_HERE
    if any(each.opened_at is not None or each.answer for each in pairing.here):
        return PairingRefusal.OPENED
    return move(by, pairing, Happening.WITHDRAW, now=now)


def expire(pairing: Pairing, *, now: datetime) -> PairingRefusal | None:
    """End a question that nobody answered. Whether it has waited long enough is asked before."""
    lock(pairing)
    return move(SYSTEM, pairing, Happening.EXPIRE, now=now)
