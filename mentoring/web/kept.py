"""Words typed into a form survive an expired session: sealed to the account, given back after sign-in."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from werkzeug.exceptions import HTTPException

from mentoring.access.guard import access_of
from mentoring.access.policy import ONLY_BY_HAND, Action
from mentoring.audit.keys import KeyProblem, lock_away, take_out
from mentoring.web.addresses import local_path

PURPOSE = "kept words"
LASTS = timedelta(hours=12)  # a school day and the evening after it
# Never kept and never shown: tokens of the old session, and what opens a door.
NEVER_KEPT = re.compile(r"csrf_token|.*(password|passphrase|secret).*|(.*_)?code|again|pin|p[1-4]")
RECORD_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
LONG = 20  # characters; a shorter single word may as well be an answer's code


@dataclass(frozen=True)
class Kept:
    """A form in progress: where it was going (a path on this site) and what was typed, in order."""

    path: str
    fields: list[tuple[str, str]]
    page: str = "/"  # where the form was

    @property
    def words(self) -> list[str]:
        """Return what a person wrote, to show it; answers that were only picked are sent, not shown."""
        return [value for _, value in self.fields if _is_written(value)]

    @property
    def everything(self) -> list[str]:
        """Return all that was typed or picked, but for ids, to be read and copied."""
        return [value for _, value in self.fields if value.strip() and not RECORD_ID.fullmatch(value)]


def _is_written(value: str) -> bool:
    text = value.strip()
    if re.search(r"\s", text) or not text.isascii():
        return True
    return len(text) > LONG and not re.fullmatch(r"[\w.-]+", text)  # an id or a token is one such word


def keep(account_id: str, kept: Kept, now: datetime) -> bytes:
    """Return what was typed, sealed so that only `account_id` gets it back, and only for 12 hours."""
    content = {
        "path": kept.path,
        "fields": kept.fields,
        "page": kept.page,
        "until": (now + LASTS).isoformat(),
    }
    return lock_away(PURPOSE, json.dumps(content), account_id)


def give_back(sealed: bytes, account_id: str, now: datetime) -> Kept | None:
    """Return what `keep` sealed, or None if it is another account's, too old, or not ours."""
    try:
        content = json.loads(take_out(PURPOSE, sealed, account_id))
    except KeyProblem:
        return None
    if datetime.fromisoformat(content["until"]) <= now:
        return None
    return Kept(content["path"], [(name, value) for name, value in content["fields"]], content["page"])


def page_to_send_again(kept: Kept) -> str:
    """Return a page that shows what was typed, with one button that sends it where it was going.

    Or, where only a hand at the form itself may do what it does, with the way back to that form.
    """
    by_hand = _action_at(kept.path) in ONLY_BY_HAND
    return render_template("web/kept.html", kept=kept, sign_in_url=None, by_hand=by_hand)


def _action_at(path: str) -> Action | None:
    try:
        adapter = current_app.create_url_adapter(request)
        assert adapter is not None
        endpoint, _values = adapter.match(urlsplit(path).path, method="POST")
    except HTTPException:  # the page is gone since
        return None
    access = access_of(current_app, endpoint)
    return access.action if access else None


def page_to_copy(kept: Kept, sign_in_url: str) -> str:
    """Return a page that shows what was typed to somebody whose account is not known, to copy it."""
    return render_template("web/kept.html", kept=kept, sign_in_url=sign_in_url, by_hand=False)


def typed_in_this_request() -> Kept:
    """Return this request's own form, less what is never kept. Files are not kept either."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if not is_secret(name)]
    return Kept(this_address(), fields, page_before())


def is_secret(name: str) -> bool:
    """Say whether a field of this name is never kept."""
    return NEVER_KEPT.fullmatch(name) is not None


def holds_a_secret() -> bool:
    """Say whether this request's form asked for a secret: then it cannot be sent again without typing."""
    return any(is_secret(name) for name in request.form if name != "csrf_token")


def this_address() -> str:
    """Return the path of this request, with its query if it has one."""
    return local_path(request.full_path.removesuffix("?"))


def page_before(otherwise: str = "/") -> str:
    """Return the path of our own page that this request was sent from, as the browser says it."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # no address at all; no browser says that
        return otherwise
    if parts.netloc != request.host:
        return otherwise
    return local_path(f"{parts.path}?{parts.query}".removesuffix("?"), otherwise)


def asked_by_script() -> bool:
    """Say whether a script of ours asks and waits for data, not a person for a page."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return request.is_json or mode != "navigate" or "X-CSRFToken" in request.headers


def comes_from_here() -> bool:
    """Say whether the request was sent by one of our own pages, by what the browser itself says.

    Same-origin by Sec-Fetch-Site where there is one, else by Origin. No page elsewhere can forge either.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
