"""What happens when students are added and changed, and when their cards are made or switched off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.access.roles import SAFEGUARDING_ROLES
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db, insert_rows
from mentoring.people import throttling
from mentoring.people.actions.news import News, tell_safeguarding
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.models import (
    Account,
    FamilyTie,
    KeptForm,
    School,
    SignInReport,
    SignInSession,
    StaffMember,
    Student,
)
from mentoring.people.queries import students
from mentoring.people.rules.passphrases import new_passphrase, new_pictures
from mentoring.people.rules.usernames import username_for, usernames_for


class Refusal(StrEnum):
    """Why a change to students was refused."""

    SETUP_NOT_FINISHED = "setup-not-finished"
    ALREADY_TIED = "already-tied"
    TIE_OF_A_READER = "tie-of-a-reader"
    OWN_TIE = "own-tie"


@dataclass(frozen=True)
class NewSecret:
    """What goes onto one card, and what is kept of it. The words themselves are never stored."""

    student_id: str
    words: tuple[str, ...]
    is_pictures: bool
    hashed: str


def add_student(
    by: By,
    school: School,
    *,
    site_id: str,
    first_name: str,
    last_name: str,
    year: str,
    form: str,
    now: datetime,
) -> Student | Refusal:
    """Add a student with a user name and no card yet; refused until somebody can receive a concern."""
    if school.setup_finished_at is None:
        return Refusal.SETUP_NOT_FINISHED
    account = Account(id=ids.new_id(), created_at=now, theme="auto", second_factor_wanted=False)
    db.session.add(account)
    db.session.flush()
    first, last = first_name.strip(), last_name.strip()
    student = Student(
        school_id=school.id,
        id=ids.new_id(),
        account_id=account.id,
        site_id=site_id,
        first_name=first,
        last_name=last,
        year=year,
        form=form.strip(),
        user_name=username_for(first, last, students.taken_user_names(school.id)),
    )
    db.session.add(student)
    db.session.flush()
    trail.record(events.STUDENT_ADDED, now, school_id=school.id, by=by, subject_id=student.id)
    return student


@dataclass(frozen=True)
class NewStudent:
    """A student to be added among many."""

    first_name: str
    last_name: str
    year: str
    form: str
    site_id: str


def add_students(by: By, school: School, new: Sequence[NewStudent], *, now: datetime) -> list[str] | Refusal:
    """Add many students as `add_student` adds one, in a few statements; return their ids in the same order."""
    if school.setup_finished_at is None:
        return Refusal.SETUP_NOT_FINISHED
    if not new:
        return []
    user_names = usernames_for(
        ((each.first_name, each.last_name) for each in new), students.taken_user_names(school.id)
    )
    accounts = [
        {"id": ids.new_id(), "created_at": now, "theme": "auto", "second_factor_wanted": False}
        for _each in new
    ]
    own = {"school_id": school.id, "version": 1}
    rows = [
        {**vars(each), **own, "id": ids.new_id(), "account_id": account["id"], "user_name": name}
        for each, account, name in zip(new, accounts, user_names, strict=True)
    ]
    insert_rows(Account, accounts)
    insert_rows(Student, rows)
    made = [str(row["id"]) for row in rows]
    trail.record_for_each(events.STUDENT_ADDED, now, made, school_id=school.id, by=by)
    return made


def change_student(by: By, student: Student, wanted: dict[str, str], *, now: datetime) -> None:
    """Change a student's names, year, form or site. The user name on the card stays."""
    changed = [name for name, value in wanted.items() if getattr(student, name) != value.strip()]
    for name in changed:
        setattr(student, name, wanted[name].strip())
    if changed:
        _record_change(by, student, changed, now)


def change_students(
    by: By, school_id: str, wanted: Sequence[tuple[Student, dict[str, str]]], *, now: datetime
) -> None:
    """Change many students as `change_student` changes one; the trail is written once for each kind of change."""
    by_fields: dict[tuple[str, ...], list[str]] = {}
    for student, values in wanted:
        changed = tuple(name for name, value in values.items() if getattr(student, name) != value)
        for name in changed:
            setattr(student, name, values[name])
        if changed:
            by_fields.setdefault(changed, []).append(student.id)
    db.session.flush()
    for fields, student_ids in by_fields.items():
        trail.record_for_each(
            events.STUDENT_CHANGED, now, student_ids, school_id=school_id, by=by, fields=list(fields)
        )


def _record_change(by: By, student: Student, fields: list[str], now: datetime) -> None:
    trail.record(
        events.STUDENT_CHANGED,
        now,
        school_id=student.school_id,
        by=by,
        subject_id=student.id,
        fields=fields,
    )


def let_leave(by: By, student: Student, *, now: datetime) -> None:
    """Note that a student has left: the card is off, the records stay."""
    student.left_at = now
    switch_off_card(by, student, now=now)
    _record_change(by, student, ["left"], now)


def let_return(by: By, student: Student, *, now: datetime) -> None:
    """Undo `let_leave`: the student is here again and needs a new card."""
    student.left_at = None
    _record_change(by, student, ["back"], now)


def delete_student(by: By, student: Student, *, now: datetime) -> None:
    """Delete a student who was added by mistake: the account, sign-ins, card, ties and the record itself.

    Whoever calls this has asked people.bonds first and deleted what rooms above keep. The trail keeps the id.
    """
    school_id, account_id = student.school_id, student.account_id
    mine = {"school_id": school_id, "student_id": student.id}
    for model in (FamilyTie, SignInReport):
        db.session.execute(delete(model).filter_by(**mine))
    student_id = student.id
    db.session.delete(student)
    db.session.flush()
    for kept in (SignInSession, KeptForm):
        db.session.execute(delete(kept).where(kept.account_id == account_id))
    db.session.execute(delete(Account).where(Account.id == account_id))
    trail.record(
        events.STUDENT_DELETED,
        now,
        school_id=school_id,
        by=by,
        subject_id=student_id,
        what="added by mistake",
    )


def words_for_card(is_pictures: bool) -> tuple[str, ...]:
    """Return a new secret for a card: three words, or the names of four pictures."""
    return new_pictures(ids.choose) if is_pictures else new_passphrase(ids.choose)


def put_on_card(by: By, student: Student, secret: NewSecret, *, now: datetime) -> None:
    """Make `secret` the student's own and end every sign-in with the old one."""
    account = db.session.get(Account, student.account_id)
    assert account is not None
    account.secret_hash, account.secret_at = secret.hashed, now
    end_all_sessions(account.id, why="new card", by=by, now=now)
    throttling.forget_tries(account.id)  # whoever mistyped the old words does not wait with the new ones
    kind = "pictures" if secret.is_pictures else "words"
    trail.record(events.CARD_MADE, now, school_id=student.school_id, by=by, subject_id=student.id, kind=kind)


def switch_off_card(by: By, student: Student, *, now: datetime) -> None:
    """Take away the student's way in until a new card is printed."""
    account = db.session.get(Account, student.account_id)
    assert account is not None
    account.secret_hash, account.secret_at = None, now
    end_all_sessions(account.id, why="card off", by=by, now=now)
    trail.record(events.CARD_SWITCHED_OFF, now, school_id=student.school_id, by=by, subject_id=student.id)


def tie_family(actor: Actor, student: Student, member: StaffMember, *, now: datetime) -> FamilyTie | Refusal:
    """Note that a staff member is a relative or carer, who so never reads a concern about that child.

    About somebody who reads concerns only another of them may. A tie that an adult notes after a concern was told
    that keeps them out does nothing to that concern (the desk sees to it): else they could take it from its readers.
    """
    if member.is_safeguarding and not actor.holds(*SAFEGUARDING_ROLES):
        return Refusal.TIE_OF_A_READER
    if any(tie.staff_id == member.id for tie in students.family_ties(student.school_id, student.id)):
        return Refusal.ALREADY_TIED
    tie = FamilyTie(
        school_id=student.school_id,
        id=ids.new_id(),
        student_id=student.id,
        staff_id=member.id,
        made_at=now,
        made_by=actor.person_id,
    )
    db.session.add(tie)
    trail.record(
        events.FAMILY_TIE_ADDED,
        now,
        school_id=student.school_id,
        by=actor.by,
        subject_id=student.id,
        staff=member.id,
    )
    if member.is_safeguarding:
        tell_safeguarding(student.school_id, News.FAMILY, now=now)
    return tie


def untie_family(actor: Actor, tie: FamilyTie, *, now: datetime) -> Refusal | None:
    """Note that a tie was a mistake or is over; nobody lets themselves read what it keeps from them."""
    if tie.staff_id == actor.person_id:
        return Refusal.OWN_TIE
    if tie.staff.is_safeguarding and not actor.holds(*SAFEGUARDING_ROLES):
        return Refusal.TIE_OF_A_READER
    tie.ended_at = now
    trail.record(
        events.FAMILY_TIE_ENDED,
        now,
        school_id=tie.school_id,
        by=actor.by,
        subject_id=tie.student_id,
        staff=tie.staff_id,
    )
    if tie.staff.is_safeguarding:
        tell_safeguarding(tie.school_id, News.FAMILY, now=now)
    return None


def answer_report(actor: Actor, report: SignInReport, *, now: datetime) -> None:
    """Note that a coordinator has seen to a report that somebody used a student's sign-in."""
    if report.seen_at is None:
        report.seen_at, report.seen_by = now, actor.person_id
        trail.record(
            events.SIGN_IN_REPORT_SEEN, now, school_id=report.school_id, by=actor.by, subject_id=report.id
        )
