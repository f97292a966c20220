"""What happens when a second factor is passed, added, removed, or replaced by a printed code."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, keys, trail
from mentoring.extensions import db
from mentoring.people import totp, typed_codes
from mentoring.people.models import Account, Passkey, RecoveryCode, SignInSession
from mentoring.people.queries import accounts, second_factor

RECOVERY_CODES = 10
RECOVERY_LETTERS = 12  # 59 bits, and at most 10 tries an hour
RECOVERY = "recovery code"  # the purpose that its hash is made for
SECRET = "second factor"  # noqa: S105  (the purpose that the app's secret is locked away for)
MOST_PASSKEYS = 10


class Refusal(StrEnum):
    """Why something about a second factor was refused."""

    WRONG_CODE = "wrong-second-code"
    USED_CODE = "used-second-code"
    LAST_ONE = "last-second-factor"
    TOO_MANY = "too-many-passkeys"
    KNOWN_PASSKEY = "passkey-known"


@dataclass(frozen=True)
class NewPasskey:
    """The public half of a passkey, as the browser's answer was found to be good."""

    credential_id: str
    public_key: bytes
    sign_count: int


def pass_with_code(actor: Actor, typed: str, *, now: datetime) -> Refusal | None:
    """Pass with a code of the authenticator app or with a recovery code; each is taken once."""
    account = accounts.account_to_change(actor.account_id)
    plain = typed_codes.plain(typed)
    if len(plain) == totp.DIGITS and plain.isdecimal():
        return _pass_with_app(actor, account, plain, now=now)
    wanted = select(RecoveryCode).where(
        RecoveryCode.account_id == account.id, RecoveryCode.code_hash == _recovery_hash(account.id, plain)
    )
    code = db.session.scalar(wanted)
    if code is None:
        return Refusal.WRONG_CODE
    if code.used_at is not None:
        return Refusal.USED_CODE
    code.used_at = now
    _pass(actor, "recovery-code", now=now)
    return None


def _pass_with_app(actor: Actor, account: Account, code: str, *, now: datetime) -> Refusal | None:
    secret = app_secret(account)
    if secret is None:
        return Refusal.WRONG_CODE
    step = totp.step_of(secret, code, now, last_step=account.totp_last_step)
    if step is None:
        used = totp.step_of(secret, code, now, last_step=None) is not None
        return Refusal.USED_CODE if used else Refusal.WRONG_CODE
    account.totp_last_step = step
    _pass(actor, "app", now=now)
    return None


def pass_with_passkey(actor: Actor, passkey: Passkey, sign_count: int, *, now: datetime) -> None:
    """Pass with a passkey whose signature was found to be good."""
    passkey.sign_count, passkey.last_used_at = sign_count, now
    _pass(actor, "passkey", now=now)


def _pass(actor: Actor, kind: str, *, now: datetime) -> None:
    _mark_passed(actor, now)
    trail.record(
        events.SECOND_FACTOR_PASSED,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        kind=kind,
    )


def _mark_passed(actor: Actor, now: datetime) -> None:
    session = db.session.get(SignInSession, actor.session_id)
    assert session is not None
    session.second_factor_at = now


def add_app(actor: Actor, secret: str, typed: str, *, now: datetime) -> Refusal | None:
    """Tie an authenticator app to the account, once it has shown a code of `secret`; an older one ends."""
    step = totp.step_of(secret, typed_codes.plain(typed), now, last_step=None)
    if step is None:
        return Refusal.WRONG_CODE
    account = accounts.account_to_change(actor.account_id)
    keep_app_secret(account, secret)
    account.totp_last_step = step
    _added(actor, account, "app", now=now)
    return None


def keep_app_secret(account: Account, secret: str) -> None:
    """Store an authenticator app's secret, locked away for this account alone."""
    account.totp_secret = keys.lock_away(SECRET, secret, account.id)
    account.totp_last_step = None


def app_secret(account: Account) -> str | None:
    """Return the authenticator app's secret, or None if the account has no app."""
    if account.totp_secret is None:
        return None
    return keys.take_out(SECRET, account.totp_secret, account.id)


def add_passkey(actor: Actor, new: NewPasskey, name: str, *, now: datetime) -> Refusal | None:
    """Add a passkey under a name that its owner will know it by."""
    account = accounts.account_to_change(actor.account_id)
    if len(second_factor.passkeys(account.id)) >= MOST_PASSKEYS:
        return Refusal.TOO_MANY
    known = select(Passkey.id).where(Passkey.credential_id == new.credential_id)
    if db.session.scalar(known) is not None:
        return Refusal.KNOWN_PASSKEY
    db.session.add(
        Passkey(
            id=ids.new_id(),
            account_id=account.id,
            credential_id=new.credential_id,
            public_key=new.public_key,
            sign_count=new.sign_count,
            name=name,
            created_at=now,
        )
    )
    _added(actor, account, "passkey", now=now)
    return None


def _added(actor: Actor, account: Account, kind: str, *, now: datetime) -> None:
    # Who sets one up wants to be asked for it, also where no role demands it.
    account.second_factor_wanted = True
    _mark_passed(actor, now)
    trail.record(
        events.SECOND_FACTOR_ADDED,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        kind=kind,
    )


def remove_app(actor: Actor, *, now: datetime) -> Refusal | None:
    """Take the authenticator app off the account, unless it is the last way of somebody who needs one."""
    account = accounts.account_to_change(actor.account_id)
    if account.totp_secret is None:
        return None
    if _is_last_needed(account):
        return Refusal.LAST_ONE
    account.totp_secret = account.totp_last_step = None
    _removed(actor, account, "app", now=now)
    return None


def remove_passkey(actor: Actor, passkey: Passkey, *, now: datetime) -> Refusal | None:
    """Take a passkey off the account, unless it is the last way of somebody who needs one."""
    account = accounts.account_to_change(actor.account_id)
    if _is_last_needed(account):
        return Refusal.LAST_ONE
    db.session.delete(passkey)
    _removed(actor, account, "passkey", now=now)
    return None


def _is_last_needed(account: Account) -> bool:
    return second_factor.second_factor(account.id).ways <= 1 and second_factor.is_required(account.id)


def _removed(actor: Actor, account: Account, kind: str, *, now: datetime) -> None:
    db.session.flush()
    if not second_factor.second_factor(account.id).exists:
        account.second_factor_wanted = False
        _remove_recovery_codes(account.id)
    trail.record(
        events.SECOND_FACTOR_REMOVED,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        kind=kind,
        how="owner",
    )


def make_recovery_codes(actor: Actor, *, now: datetime) -> list[str]:
    """Make ten new recovery codes and end the old ones; return them, for they cannot be read again."""
    _remove_recovery_codes(actor.account_id)
    codes = [typed_codes.new_code(RECOVERY_LETTERS) for _ in range(RECOVERY_CODES)]
    for code in codes:
        hashed = _recovery_hash(actor.account_id, code)
        db.session.add(RecoveryCode(id=ids.new_id(), account_id=actor.account_id, code_hash=hashed))
    trail.record(
        events.RECOVERY_CODES_MADE,
        now,
        school_id=actor.school_id,
        by=actor.by,
        subject_id=actor.person_id,
        count=len(codes),
    )
    return codes


def drop_all(account: Account) -> None:
    """Take everything off the account that was lost with a device; the caller writes the event."""
    account.totp_secret = account.totp_last_step = None
    db.session.execute(delete(Passkey).where(Passkey.account_id == account.id))
    _remove_recovery_codes(account.id)


def _remove_recovery_codes(account_id: str) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _recovery_hash(account_id: str, typed: str) -> str:
    return typed_codes.code_hash(RECOVERY, f"{account_id} {typed}")
