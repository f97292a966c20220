"""What happens when a password is changed, or chosen anew with a one-time code."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may
from mentoring.audit import events, keys, trail
from mentoring.audit.trail import MACHINE, VISITOR, By
from mentoring.extensions import db
from mentoring.jobs.mail import ask_mail
from mentoring.people import throttling, typed_codes
from mentoring.people.actions import second_factor
from mentoring.people.actions.news import tell_safeguarding
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.actions.staff import end_reset_codes
from mentoring.people.models import Account, ResetCode, StaffMember
from mentoring.people.queries import accounts, resets, staff

RESET = "reset code"  # the purpose that its hash is made for
RESET_LETTERS = 12  # 59 bits
RESET_LASTS = timedelta(hours=24)
FIRST_LASTS = timedelta(
    days=7
)  # the first code of all: handed over at set-up, used when the person is next in
MAILED = "mailed reset code"  # the purpose that a code is locked away for until its mail is sent


class Refusal(StrEnum):
    """Why a password was not changed, or a code not made."""

    WRONG_PASSWORD = "wrong-password"  # noqa: S105  (a code, not a password)
    WRONG_CODE = "wrong-reset-code"
    OTHER_SCHOOL = "reset-in-other-school"


def change_password(
    actor: Actor, *, checked_hash: str | None, new_hash: str, now: datetime
) -> Refusal | None:
    """Give the account a new password and end its other sign-ins.

    checked_hash: what the typed present password was compared with; refused if it changed meanwhile.
    """
    account = accounts.account_to_change(actor.account_id)
    if account.secret_hash != checked_hash:
        return Refusal.WRONG_PASSWORD
    account.secret_hash, account.secret_at = new_hash, now
    end_all_sessions(account.id, except_id=actor.session_id, why="new password", by=actor.by, now=now)
    trail.record(
        events.PASSWORD_CHANGED,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        how="owner",
    )
    ask_mail(account.id, "password-changed", now=now)
    return None


def make_reset_code(
    actor: Actor, member: StaffMember, *, now: datetime, drops_second_factor: bool = False
) -> str | Refusal:
    """Make the one-time code that `actor` hands to `member` in person; who may is the policy's answer.

    One account may serve several schools, and its password opens all of them: so the code is refused
    unless `actor` may reset the person in each. Everyone who reads concerns is told when it is one of them.
    """
    memberships = staff.staff_of_account(member.account_id)
    resetters = {m.school_id: _as_in(actor, m.school_id) for m in memberships}
    for other in memberships:
        if other.school_id != member.school_id and not may(
            resetters[other.school_id], Action.STAFF_RESET, other
        ):
            return Refusal.OTHER_SCHOOL
    end_reset_codes(member.account_id, now)
    is_first = member.account.secret_hash is None
    code = _new_reset_code(
        member.account_id,
        drops_second_factor=drops_second_factor,
        now=now,
        lasts=FIRST_LASTS if is_first else RESET_LASTS,
    )
    for each in memberships:
        by = (resetters[each.school_id] or actor).by
        _reset_made(each, by, how=resets.FIRST_CODE if is_first else "in person", now=now)
    return code


def _as_in(actor: Actor, school_id: str) -> Actor | None:
    """Return the same person as staff of another school, or None if they are not."""
    if school_id == actor.school_id:
        return actor
    for own in staff.staff_of_account(actor.account_id):
        if own.school_id == school_id:
            return replace(actor, school_id=school_id, person_id=own.id, roles=own.roles)
    return None


def _reset_made(member: StaffMember, by: By, *, how: str, now: datetime) -> None:
    trail.record(events.RESET_MADE, now, school_id=member.school_id, by=by, subject_id=member.id, how=how)
    if member.is_safeguarding and how != resets.FIRST_CODE:
        tell_safeguarding(member.school_id, now=now)


def mail_reset_code(account: Account, *, now: datetime) -> None:
    """Ask the outbox to mail a one-time code to the account's own address; never for a safeguarding role.

    Codes made before stay good: anybody can ask for this mail, and must not spoil a code given in person.
    """
    if resets.reads_concerns(account.id):
        return
    code = _new_reset_code(account.id, drops_second_factor=False, now=now)
    for member in staff.staff_of_account(account.id):
        _reset_made(member, VISITOR, how="mail", now=now)
    locked = keys.lock_away(MAILED, code, account.id)
    ask_mail(account.id, "password-reset", now=now, code=base64.b64encode(locked).decode())


def mailed_code(facts: dict[str, str]) -> str:
    """Return the code that `mail_reset_code` locked away in a mail's facts."""
    return keys.take_out(MAILED, base64.b64decode(facts["code"]), facts["account"])


def recover(account: Account, *, now: datetime) -> str:
    """Make a one-time code at the machine, which also takes off a lost second factor; every school records it."""
    end_reset_codes(account.id, now)
    code = _new_reset_code(account.id, drops_second_factor=True, now=now)
    for member in staff.staff_of_account(account.id):
        trail.record(
            events.RECOVERED,
            now,
            school_id=member.school_id,
            by=MACHINE,
            subject_id=member.id,
            role=sorted(role.value for role in member.roles),
            what="password and second factor",
        )
        tell_safeguarding(member.school_id, now=now)
    return code


def _new_reset_code(
    account_id: str, *, drops_second_factor: bool, now: datetime, lasts: timedelta = RESET_LASTS
) -> str:
    code = typed_codes.new_code(RESET_LETTERS)
    db.session.add(
        ResetCode(
            id=ids.new_id(),
            account_id=account_id,
            code_hash=typed_codes.code_hash(RESET, code),
            made_at=now,
            expires_at=now + lasts,
            drops_second_factor=drops_second_factor,
        )
    )
    return code


def use_reset_code(email: str, typed: str, new_hash: str, *, now: datetime) -> Refusal | None:
    """Let the holder of a one-time code choose a password; it ends every sign-in and every other code."""
    code = resets.usable_reset_code(typed_codes.code_hash(RESET, typed), now, to_use=True)
    if code is None:
        return Refusal.WRONG_CODE
    account = accounts.account_to_change(code.account_id)
    memberships = staff.staff_of_account(account.id)
    if account.email != email.strip().lower() or not memberships:
        return Refusal.WRONG_CODE
    account.secret_hash, account.secret_at = new_hash, now
    code.used_at = now
    db.session.flush()
    end_reset_codes(account.id, now)
    if code.drops_second_factor:
        second_factor.drop_all(account)
    _chosen_anew(account, memberships, dropped=code.drops_second_factor, now=now)
    return None


def _chosen_anew(
    account: Account, memberships: Sequence[StaffMember], *, dropped: bool, now: datetime
) -> None:
    end_all_sessions(account.id, why="new password", by=By("person", memberships[0].id), now=now)
    throttling.forget_tries(account.id)
    throttling.forget_tries(account.id, kind=throttling.CODE)
    for member in memberships:
        by = By("person", member.id)
        trail.record(
            events.PASSWORD_CHANGED, now, school_id=member.school_id, by=by, subject_id=member.id, how="code"
        )
        if dropped:
            trail.record(
                events.SECOND_FACTOR_REMOVED,
                now,
                school_id=member.school_id,
                by=by,
                subject_id=member.id,
                kind="all",
                how="code",
            )
    ask_mail(account.id, "password-changed", now=now)
