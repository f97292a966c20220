"""Codes of an authenticator app: 30 seconds each, one step early or late is taken, none is taken twice."""

import base64
from datetime import datetime
from hmac import compare_digest

import pyotp

from mentoring import ids

SECRET_BYTES = 20  # 160 bits, as RFC 4226 asks for
DIGITS = 6
DRIFT = 1  # steps of 30 seconds; a phone's clock may be that wrong (RFC 6238, section 5.2)


def new_secret() -> str:
    """Return a new secret in base 32, as authenticator apps take it."""
    return base64.b32encode(ids.new_bytes(SECRET_BYTES)).decode()


def address(secret: str, *, name: str, issuer: str) -> str:
    """Return the otpauth: address that a QR code carries. `name` and `issuer` are what the app shows."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that an app shows at `moment` (the demo's accounts, tests)."""
    return pyotp.TOTP(secret).at(moment)


def step_of(secret: str, typed: str, now: datetime, *, last_step: int | None) -> int | None:
    """Return the step that `typed` is the code of, or None if it is wrong or its step was used before."""
    app = pyotp.TOTP(secret)
    this_step = app.timecode(now)
    found = None
    for step in range(this_step - DRIFT, this_step + DRIFT + 1):
        is_it = compare_digest(app.generate_otp(step).encode(), typed.encode())
        if is_it and (last_step is None or step > last_step):
            found = step
    return found
