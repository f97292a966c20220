"""Words typed into a form survive an expired session: sealed to the account, given back after sign-in."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from mentoring.audit.keys import KeyProblem, lock_away, take_out

PURPOSE = "kept words"
LASTS = timedelta(hours=12)  # a school day and the evening after it
NEVER_KEPT = frozenset({"csrf_token", "kept", "password", "new_password", "again", "passphrase", "code"})


@dataclass(frozen=True)
class Kept:
    """A form in progress: where it was going and what was typed."""

    path: str
    fields: list[tuple[str, str]]


def keep(account_id: str, path: str, typed: MultiDict[str, str], now: datetime) -> str:
    """Return what was typed, sealed so that only `account_id` gets it back, and only for 12 hours."""
    fields = [(name, value) for name, value in typed.items(multi=True) if name not in NEVER_KEPT]
    content = json.dumps({"path": path, "fields": fields, "until": (now + LASTS).isoformat()})
    return base64.urlsafe_b64encode(lock_away(PURPOSE, content, account_id)).decode()


def give_back(sealed: str, account_id: str, now: datetime) -> Kept | None:
    """Return what `keep` sealed, or None if it is another account's, too old, or not ours."""
    try:
        content = json.loads(take_out(PURPOSE, base64.urlsafe_b64decode(sealed), account_id))
    except (KeyProblem, binascii.Error, ValueError):
        return None
    if datetime.fromisoformat(content["until"]) < now:
        return None
    return Kept(content["path"], [(name, value) for name, value in content["fields"]])


def page_to_send_again(kept: Kept) -> str:
    """Return a page that shows what was typed, with one button that sends it where it was going."""
    words = [value for name, value in kept.fields if len(value.strip()) > 20 or "\n" in value]
    return render_template("web/kept.html", kept=kept, words=words)


def typed_in_this_request() -> Kept:
    """Return this request's own form, less what is never kept."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    return Kept(request.path, fields)


def comes_from_here() -> bool:
    """Say whether the request was sent by one of our own pages, by what the browser itself says.

    Same-origin by Sec-Fetch-Site where there is one, else by Origin. No page elsewhere can forge either.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
