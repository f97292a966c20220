"""What an account has to prove a second time who it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from mentoring.extensions import db
from mentoring.people.models import Account, Passkey, RecoveryCode, School
from mentoring.people.queries import staff


@dataclass(frozen=True)
class SecondFactor:
    """What an account has: an authenticator app or not, its passkeys, and how many recovery codes are left."""

    has_app: bool
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def ways(self) -> int:
        """Return how many ways there are, recovery codes not counted: they only stand in."""
        return int(self.has_app) + len(self.passkeys)

    @property
    def exists(self) -> bool:
        """Say whether there is anything to ask for."""
        return self.ways > 0


def second_factor(account_id: str) -> SecondFactor:
    """Return what the account has."""
    has_app = db.session.scalar(select(Account.totp_secret.is_not(None)).where(Account.id == account_id))
    return SecondFactor(bool(has_app), passkeys(account_id), codes_left(account_id))


def passkeys(account_id: str) -> Sequence[Passkey]:
    """Return the account's passkeys, the oldest first."""
    wanted = select(Passkey).where(Passkey.account_id == account_id)
    return db.session.scalars(wanted.order_by(Passkey.created_at, Passkey.id)).all()


def passkey(account_id: str, passkey_id: str) -> Passkey | None:
    """Return one of the account's passkeys, or None."""
    found = db.session.get(Passkey, passkey_id)
    return found if found is not None and found.account_id == account_id else None


def passkey_with_credential(account_id: str, credential_id: str) -> Passkey | None:
    """Return the account's passkey that a browser names, locked until the transaction ends, or None."""
    wanted = select(Passkey).where(Passkey.account_id == account_id, Passkey.credential_id == credential_id)
    return db.session.scalar(wanted.with_for_update())


def codes_left(account_id: str) -> int:
    """Return how many recovery codes have not been used."""
    wanted = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(wanted) or 0


def is_required(account_id: str) -> bool:
    """Say whether a role or a school demands a second factor of this account, in any school it serves."""
    memberships = staff.staff_of_account(account_id)
    if any(member.is_safeguarding for member in memberships):
        return True
    wanted = select(School.id).where(
        School.id.in_([member.school_id for member in memberships]), School.second_factor_for_all_staff
    )
    return db.session.scalar(wanted.order_by(School.id).limit(1)) is not None
