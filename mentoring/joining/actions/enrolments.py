"""What happens when a student joins a programme, is invited, answers, and is reminded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.locking import lock
from mentoring.joining.actions.telling import Happened, tell
from mentoring.joining.models import Enrolment, OwnAnswer
from mentoring.joining.queries.enrolments import enrolment_in, roles_for, roles_for_each, student_ids_in
from mentoring.joining.rules.enrolment import (
    Answer,
    Came,
    How,
    Refusal,
    State,
    refusal_to_answer,
    state_after,
)
from mentoring.people.models import Student
from mentoring.people.rules.countries import CountryPack
from mentoring.programme.actions.locking import hold_programme
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole, Status

TOLD = {Answer.PAUSE: Happened.PAUSED, Answer.STOP: Happened.STOPPED}


@dataclass(frozen=True)
class Referral:
    """Who thought of a student, and when: staff, or on paper a tutor or a carer."""

    came: Came
    who: str
    day: date


def join(
    by: By,
    programme: Programme,
    student: Student,
    role: ProgrammeRole,
    pack: CountryPack,
    *,
    today: date,
    now: datetime,
) -> Enrolment | Refusal:
    """Let a student join from their own home page: a mentor applies, a mentee asks. It is their own yes."""
    hold_programme(programme)
    if programme.status != Status.OPEN:
        return Refusal.NOT_OPEN
    if enrolment_in(programme, student.id) is not None:
        return Refusal.THERE_ALREADY
    if role not in roles_for(programme, student, pack):
        return Refusal.NOT_FOR_THEM
    made = _enrol(by, programme, student, role, Came.OWN, state=State.IN, now=now)
    _note_answer(by, made, Answer.YES, How.OWN_SIGN_IN, today, None, now)
    return made


def invite(
    by: By,
    programme: Programme,
    students: Sequence[Student],
    role: ProgrammeRole,
    referral: Referral,
    pack: CountryPack,
    *,
    today: date,
    now: datetime,
) -> tuple[list[Enrolment], list[Student]] | Refusal:
    """Invite students to a programme; return who was, and who could not be (not their site or year, or in it).

    They are not in it before they say yes themselves.
    """
    hold_programme(programme)
    if programme.status != Status.OPEN:
        return Refusal.NOT_OPEN
    if referral.came is not Came.STAFF and not referral.who.strip():
        return Refusal.WHO_WANTED
    if referral.day > today:
        return Refusal.DAY_TO_COME
    already, open_to = student_ids_in(programme), roles_for_each(programme, students, pack)
    made, left = [], []
    for student in students:
        if student.id not in already and role in open_to[student.id]:
            made.append(
                _enrol(by, programme, student, role, referral.came, state=State.WAITING, now=now, to=referral)
            )
        else:
            left.append(student)
    return made, left


def answer(
    by: By,
    enrolment: Enrolment,
    said: Answer,
    how: How,
    *,
    day: date,
    today: date,
    now: datetime,
) -> Refusal | None:
    """Note what a student said about taking part, themselves or in person to staff; return why not, or None."""
    lock(enrolment)
    if (refusal := refusal_to_answer(State(enrolment.state), said, how)) is not None:
        return refusal
    if day > today:
        return Refusal.DAY_TO_COME
    enrolment.state = state_after(State(enrolment.state), said)
    enrolment.state_at = now
    enrolment.reminded_at = enrolment.reminded_by = None
    enrolment.talked_at = enrolment.talked_by = None
    _note_answer(by, enrolment, said, how, day, by.person_id if how is How.IN_PERSON else None, now)
    if said in TOLD:
        tell(by, enrolment, TOLD[said], now)
    return None


def note_talk(by: By, enrolment: Enrolment, *, now: datetime) -> None:
    """Note that somebody talked with a student whose meetings have a break, or whose consent was taken back."""
    lock(enrolment)
    if enrolment.talked_at is not None:
        return
    enrolment.talked_at, enrolment.talked_by = now, by.person_id
    db.session.flush()
    trail.record(
        events.STUDENT_TALKED_WITH,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
    )


def say_partner(
    by: By,
    enrolment: Enrolment,
    *,
    experience: bool,
    language: str,
    friends: Collection[str] = (),
    now: datetime,
) -> None:
    """Note what a mentee needs of a mentor: that they have done it before is a wish; a language is a condition.

    friends: enrolments of those with whom they would like to be in a group; a wish.
    """
    lock(enrolment)
    said: dict[str, Any] = {
        "needs_experience": experience,
        "needs_language": " ".join(language.split()),
        "friends": sorted(friends),
    }
    changed = sorted(name for name, value in said.items() if getattr(enrolment, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(enrolment, name, said[name])
    db.session.flush()
    trail.record(
        events.PARTNER_DESCRIBED,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        fields=changed,
    )


def remind(by: By, enrolled: Sequence[Enrolment], *, now: datetime) -> int:
    """Put a friendly reminder on these students' homes; return how many. It stays until their next step is done."""
    for each in enrolled:
        each.reminded_at, each.reminded_by = now, by.person_id
    db.session.flush()
    for each in enrolled:
        trail.record(
            events.STUDENT_REMINDED,
            now,
            school_id=each.school_id,
            by=by,
            subject_id=each.student_id,
            enrolment=each.id,
        )
    return len(enrolled)


def _enrol(
    by: By,
    programme: Programme,
    student: Student,
    role: ProgrammeRole,
    came: Came,
    *,
    state: State,
    now: datetime,
    to: Referral | None = None,
) -> Enrolment:
    made = Enrolment(
        school_id=programme.school_id,
        id=ids.new_id(),
        programme_id=programme.id,
        student_id=student.id,
        role=role,
        state=state,
        came=came,
        referred_by=to.who.strip() if to else "",
        referred_on=to.day if to else None,
        made_at=now,
        made_by=by.person_id,
        state_at=now,
    )
    db.session.add(made)
    db.session.flush()
    trail.record(
        events.ENROLLED,
        now,
        school_id=made.school_id,
        by=by,
        subject_id=student.id,
        enrolment=made.id,
        programme=programme.id,
        role=role.value,
        came=came.value,
    )
    return made


def _note_answer(
    by: By, enrolment: Enrolment, said: Answer, how: How, day: date, staff_id: str | None, now: datetime
) -> None:
    db.session.add(
        OwnAnswer(
            school_id=enrolment.school_id,
            id=ids.new_id(),
            enrolment_id=enrolment.id,
            answer=said,
            how=how,
            said_on=day,
            at=now,
            recorded_by=staff_id,
        )
    )
    db.session.flush()
    trail.record(
        events.OWN_ANSWER_GIVEN,
        now,
        school_id=enrolment.school_id,
        by=by,
        subject_id=enrolment.student_id,
        enrolment=enrolment.id,
        answer=said.value,
        how=how.value,
    )
