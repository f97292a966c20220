"""Browsers in which a member of staff has signed in before: a few tries stay theirs when strangers use up the rest."""

from flask import Response, current_app, request

from mentoring.audit.keys import keyed_hash
from mentoring.people.queries.accounts import WayIn

COOKIE = "known"
LASTS = 365 * 24 * 60 * 60  # seconds
MOST = 5  # accounts that one browser is remembered for; the oldest gives way
MARK = 32  # characters


def is_known(way: WayIn) -> bool:
    """Say whether this way in was used in this browser before, with the password that it has now."""
    return way.secret_hash is not None and _mark(way) in _marks()


def remember(answer: Response, way: WayIn) -> None:
    """Note in the browser that this way in was used here. The mark says nothing to whoever reads it."""
    marks = [_mark(way), *(mark for mark in _marks() if mark != _mark(way))][:MOST]
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(COOKIE, ".".join(marks), max_age=LASTS, secure=secure, httponly=True, samesite="Lax")


def _marks() -> list[str]:
    return [mark for mark in request.cookies.get(COOKIE, "").split(".") if len(mark) == MARK]


def _mark(way: WayIn) -> str:
    return keyed_hash("known browser", f"{way.account_id}:{way.secret_hash}")[:MARK]
