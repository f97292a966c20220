"""Passkeys: what the browser is asked, and whether its answer is good. Nothing is stored here."""

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mentoring import ids
from mentoring.people.actions.second_factor import NewPasskey
from mentoring.people.models import Account, Passkey

CHALLENGE_BYTES = 32
LONGEST_CREDENTIAL = 400  # letters of base 64 that the table has room for; WebAuthn allows 1,364


class BadAnswer(ValueError):
    """What the browser sent does not prove what it should; the cause says why, for us alone."""


def new_challenge() -> str:
    """Return a new challenge, in the base 64 of addresses."""
    return bytes_to_base64url(ids.new_bytes(CHALLENGE_BYTES))


def options_to_create(account: Account, known: Sequence[Passkey], challenge: str, *, school: str) -> str:
    """Return, as JSON, what the browser needs to make a passkey for `account`."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=school,
        user_id=account.id.encode(),
        user_name=account.email or account.id,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,  # the e-mail comes first; keys have few places
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_named(known),
    )
    return webauthn.options_to_json(options)


def options_to_use(known: Sequence[Passkey], challenge: str) -> str:
    """Return, as JSON, what the browser needs to sign with one of the passkeys in `known`."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_named(known),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def _named(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in known]


def made(answer: dict[str, object], challenge: str) -> NewPasskey:
    """Return the new passkey in the browser's `answer`; BadAnswer unless it was made here for `challenge`."""
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    except (WebAuthnException, ValueError) as problem:
        raise BadAnswer("not a passkey made for this") from problem
    credential_id = bytes_to_base64url(verified.credential_id)
    if len(credential_id) > LONGEST_CREDENTIAL:
        raise BadAnswer("a credential id that is too long")
    return NewPasskey(credential_id, verified.credential_public_key, verified.sign_count)


def used(answer: dict[str, object], challenge: str, passkey: Passkey) -> int:
    """Return the new count of signatures; BadAnswer unless `passkey` signed `challenge` here, and no copy of it."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError) as problem:
        raise BadAnswer("not signed by that passkey for this") from problem
    return verified.new_sign_count


def as_answer(sent: object) -> dict[str, object]:
    """Return the JSON that the browser sent if it is an object, else an empty one that nothing takes."""
    return sent if isinstance(sent, dict) else {}


def as_json(options: str) -> dict[str, object]:
    """Return options as the object that Flask turns into an answer."""
    parsed: dict[str, object] = json.loads(options)
    return parsed


def _origin() -> str:
    # The browser leaves out the port that its scheme has anyway.
    parts = urlsplit(current_app.extensions["settings"].public_url)
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{_host()}{port}"


def _host() -> str:
    return urlsplit(current_app.extensions["settings"].public_url).hostname or ""
