"""Accounts that are about to be reset, their one-time codes, and what others are told of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select

from mentoring.audit import events, trail
from mentoring.audit.models import TrailEntry
from mentoring.extensions import Rows, db
from mentoring.people.models import Account, ResetCode
from mentoring.people.queries import accounts, staff

FIRST_CODE = "first code"  # how a code was made for somebody who never had a password: nobody is let in anew


def staff_account(email: str) -> Account | None:
    """Return the account that signs in with this e-mail, in any case, if it is of staff who have not left."""
    found = accounts.account_with_email(email)
    return found if found is not None and staff.staff_of_account(found.id) else None


def reads_concerns(account_id: str) -> bool:
    """Say whether the account holds a safeguarding role in any school."""
    return any(member.is_safeguarding for member in staff.staff_of_account(account_id))


def usable_reset_code(code_hash: str, now: datetime, *, to_use: bool) -> ResetCode | None:
    """Return the one-time code with this hash if it is unused and in time.

    to_use: it is about to be used, so it is locked until the transaction ends.
    """
    wanted = select(ResetCode).where(
        ResetCode.code_hash == code_hash, ResetCode.used_at.is_(None), ResetCode.expires_at > now
    )
    return db.session.scalar(wanted.with_for_update() if to_use else wanted)


def personal_words_behind(code_hash: str, email: str, now: datetime) -> list[str] | None:
    """Return what must not be in the password of whoever may use this code with this e-mail; None if nobody may."""
    code = usable_reset_code(code_hash, now, to_use=False)
    account = staff_account(email)
    if code is None or account is None or code.account_id != account.id:
        return None
    return personal_words(account)


def personal_words(account: Account) -> list[str]:
    """Return what others know of an account's owner: e-mail, names, and the names of their schools."""
    words = [account.email or ""]
    for member in staff.staff_of_account(account.id):
        words += [member.first_name, member.last_name, member.school.name]
    return words


def safeguarding_resets(school_id: str, since: datetime, *, not_by: str) -> Sequence[TrailEntry]:
    """Return when others than `not_by` reset how a reader of concerns signs in, since then, the newest first."""
    found = db.session.scalars(_resets(), {"chain": school_id, "since": since}).all()
    held = {member.id for member in staff.all_staff(school_id) if member.is_safeguarding} if found else set()
    return [
        entry
        for entry in found
        if entry.by_id != not_by and entry.subject_id in held and entry.facts.get("how") != FIRST_CODE
    ]


@cache
def _resets() -> Rows:
    """Build the statement once: every page of a reader of concerns asks it."""
    return (
        select(TrailEntry)
        .where(
            TrailEntry.chain == bindparam("chain"),
            TrailEntry.event.in_([events.RESET_MADE.name, events.RECOVERED.name]),
            TrailEntry.by_kind != trail.VISITOR.kind,  # a mail to an account that was promoted since
            TrailEntry.at >= bindparam("since"),
        )
        .order_by(TrailEntry.seq.desc())
    )
