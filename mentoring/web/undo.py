"""Say what was done and offer to undo it, in place of asking "are you sure" before."""

from collections.abc import Mapping

from flask import flash
from flask_babel import gettext as _


def flash_with_undo(sentence: str, *, url: str, hidden: Mapping[str, str]) -> None:
    """Show `sentence` on the next page with an Undo button that posts `hidden` to `url`."""
    flash({"text": sentence, "label": _("Undo"), "url": url, "hidden": dict(hidden)}, "good")  # type: ignore[arg-type]
