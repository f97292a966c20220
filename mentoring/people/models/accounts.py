"""Accounts: what a person signs in with. They belong to no school; one e-mail is one account."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.extensions import IdText, UtcDateTime, db


class Account(db.Model):
    """A way in. Staff: e-mail and password. Students: a card (the user name is the student's, in one school).

    `secret_hash` is argon2id of the password or passphrase; None means that there is no way in yet, or that
    the card was switched off.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # always in lower case
    secret_hash: Mapped[str | None] = mapped_column(String(200))
    secret_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)  # locked away, bound to this account
    totp_last_step: Mapped[int | None] = mapped_column(Integer)  # a code is taken once
    second_factor_wanted: Mapped[bool] = mapped_column(Boolean, default=False)
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Passkey(db.Model):
    """A passkey of an account: the public half only."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(db.Model):
    """A printed code that stands in once for a lost second factor."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ResetCode(db.Model):
    """A one-time code that lets a staff member choose a password: given in person, or sent by mail."""

    __tablename__ = "reset_code"

    id: Mapped[str] = mapped_column(IdText, primary_key=True)
    account_id: Mapped[str] = mapped_column(IdText, ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drops_second_factor: Mapped[bool] = mapped_column(Boolean, default=False)
