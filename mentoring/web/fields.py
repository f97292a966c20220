"""What every form's fields share."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, abort, request
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

NUL = "\x00"  # PostgreSQL takes it in no text, and no keyboard types it


def init_app(app: Flask) -> None:
    """Refuse a NUL in an address or a form with one answer for all rooms.

    Except in what is told to an adult: those words are sealed as bytes, and are never refused.
    """

    @app.before_request
    def _refuse_nul() -> None:
        if NUL in request.path:
            abort(404)
        values = [value for _, value in request.args.items(multi=True)]
        if request.endpoint != "tell.send":
            values += [value for _, value in request.form.items(multi=True)]
        if any(NUL in value for value in values):
            abort(400)


def choices_of(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return choices for a field from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


def trimmed(value: str | None) -> str | None:
    """Return what was typed in one line: no spaces around it, single ones inside, no control characters."""
    if not value:
        return value
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def small_letters(value: str | None) -> str | None:
    """Return a code as it is kept: trimmed, in small letters."""
    typed = trimmed(value)
    return typed.lower() if typed else typed
