"""What every form's fields share."""

from flask import Flask, abort, request

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


def trimmed(value: str | None) -> str | None:
    """Return what was typed without spaces around it, and each run of spaces inside as one."""
    return " ".join(value.split()) if value else value
