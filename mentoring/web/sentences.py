"""Sentences of templates: the page's language is looked up once a page, and not again for each of its sentences."""

from typing import Any

from flask import Flask, g
from flask_babel import get_translations


def init_app(app: Flask) -> None:
    """Let templates ask the catalogue in hand. A page has one language from its first word to its last."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: _catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, number: _catalogue().unpgettext(context, one, many, number),
    )


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue
