"""Sentences: the page's language is looked up once a page, and not again for each of its sentences."""

from typing import Any

from flask import Flask, g
from flask_babel import Domain


class PageDomain(Domain):
    """The catalogue of one page, kept while it is made. A page has one language from its first word to its last."""

    def get_translations(self) -> Any:
        """Return the catalogue in the page's language."""
        try:
            return g.catalogue
        except AttributeError:
            g.catalogue = super().get_translations()
            return g.catalogue


def init_app(app: Flask) -> None:
    """Let code and templates ask the catalogue in hand."""
    domain = PageDomain()
    app.extensions["babel"].instance.domain_instance = domain
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: domain.get_translations().ugettext(text),
        ngettext=lambda one, many, number: domain.get_translations().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: domain.get_translations().upgettext(context, text),
        npgettext=lambda context, one, many, number: domain.get_translations().unpgettext(
            context, one, many, number
        ),
    )
