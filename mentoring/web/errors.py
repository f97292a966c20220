"""Error pages in the product's own look, and an error log without a word of anybody's."""

import json
import traceback
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from mentoring import clock, ids, transaction
from mentoring.access import guard
from mentoring.web.kept import (
    asked_by_script,
    comes_from_here,
    holds_a_secret,
    page_before,
    page_to_send_again,
    this_address,
    typed_in_this_request,
)
from mentoring.web.shell import Frame
from mentoring.web.wording import words_for

LONGEST_LOG = 1_000_000  # bytes, some 1,500 errors
DISK_FULL = "53100"  # PostgreSQL's code; SQLite says it in words


def init_app(app: Flask) -> None:
    """Answer every error in the same manner."""
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _unforeseen)


def _page(status: int, code: str, number: str | None = None) -> Any:
    if transaction.is_open():
        transaction.rollback()
    g.pop("frame", None)
    typed = typed_in_this_request().words if _has_form() else []
    values = {"code": status, "number": number, "typed": typed, **words_for(code)}
    try:
        page = render_template("errors/error.html", **values)
    except DBAPIError as problem:  # the database cannot even say who is here: the words must not be lost too
        log(problem)
        g.frame = Frame()
        page = render_template("errors/error.html", **values)
    return make_response(page, status)


def _has_form() -> bool:
    # A body that was refused for its size must not be read again to show it.
    return request.method == "POST" and "form" in request.__dict__


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    status = error.code or 500
    known = {404: "missing", 405: "missing", 413: "too-large", 429: "slow-down", 400: "bad-request"}
    answer = _page(status, known.get(status, "missing" if status < 500 else "broken"))
    for name in ("Allow", "Retry-After"):
        if value := dict(error.get_headers(request.environ)).get(name):
            answer.headers[name] = value
    return answer


def _expired_form(error: CSRFError) -> Any:
    """A form older than its token, or from before a new sign-in: show what was typed, with a fresh button."""
    if request.method != "POST" or not comes_from_here():
        return _page(400, "old-form")
    if guard.is_in_a_room():  # the words on an old page may be those of the child before
        flash("{title}. {sentence}".format(**words_for("old-form")), "wait")
        return redirect(url_for("room.overview"), 303)
    access = guard.access_of(current_app, request.endpoint or "")
    if access is not None and access.action is not None and guard.current_actor() is None:
        return guard.ask_to_sign_in()
    if asked_by_script():
        return jsonify(message=str(words_for("old-form")["what_to_do"])), 401
    typed = typed_in_this_request()
    if holds_a_secret() and (page := _page_of_the_form()):
        flash(str(words_for("old-secret")["sentence"]), "wait")
        return redirect(page, 303)
    if typed.fields:
        return make_response(page_to_send_again(typed), 409)
    return _page(400, "old-form")


def _page_of_the_form() -> str | None:
    """Return where the form of this request can be opened anew: a secret is typed again, never sent again."""
    try:
        current_app.create_url_adapter(request).match(request.path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return page_before("") or None
    return this_address()


def is_disk_full(error: BaseException) -> bool:
    """Say whether a database error means that the disk takes no more."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlstate", None) == DISK_FULL or "disk is full" in str(cause)


def _database_error(error: DBAPIError) -> Any:
    number = log(error)
    if is_disk_full(error):
        return _page(HTTPStatus.INSUFFICIENT_STORAGE, "disk-full", number)
    return _page(500, "broken", number)


def _unforeseen(error: Exception) -> Any:
    if current_app.debug or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return _page(500, "broken", log(error))


def earlier(log: Path) -> Path:
    """Return where the errors before those in `log` are: together they never grow beyond twice LONGEST_LOG."""
    return log.with_suffix(".earlier.log")


def log(error: BaseException) -> str:
    """Write where and what kind, never what was said or typed; return the number that finds it again."""
    number = ids.number_code(8)
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    line = {
        "number": number,
        "at": clock.now().isoformat(),
        "kind": type(error).__name__,
        "cause": type(getattr(error, "orig", None)).__name__,
        "route": request.endpoint if request else None,
        "frames": frames,
    }
    path: Path = current_app.extensions["settings"].error_log
    try:
        if path.exists() and path.stat().st_size > LONGEST_LOG:
            path.replace(
                earlier(path)
            )  # at once, so that another process writes into the old file or the new
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    except OSError:  # the disk is full: the page still has to be answered, and says so itself
        current_app.logger.error("error %s could not be logged: the disk does not take it", number)
    return number
