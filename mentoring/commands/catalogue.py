"""`catalogue`: keep the list of all sentences that are shown (messages.pot) as the code and templates say."""

import io
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po
from flask import Flask

from mentoring.config import ROOT

POT = ROOT / "mentoring" / "translations" / "messages.pot"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "_l": None,
    "lazy_gettext": None,
    "_n": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACES: dict[str, list[tuple[str, str]]] = {
    "mentoring": [("**.py", "python")],
    "templates": [("**.html", "jinja2")],
}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.i18n"}}

Sentences = dict[tuple[str | None, str], str | None]


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(group)


@click.group("catalogue")
def group() -> None:
    """Look after the catalogue of sentences that translators work from."""


@group.command("check")
def check() -> None:
    """Say which sentences are not in the catalogue, or only there. Ends with 1 if there are any."""
    shown, listed = _sentences(extracted()), _sentences(_present())
    for (_context, words), _plural in sorted((shown.items() - listed.items()), key=str):
        click.echo(f"not in the catalogue: {words}")
    for (_context, words), _plural in sorted((listed.items() - shown.items()), key=str):
        click.echo(f"no longer shown: {words}")
    if shown != listed:
        raise click.ClickException("The catalogue is not up to date. Do: flask --app app catalogue update")
    click.echo(f"{len(shown)} sentences, all in the catalogue.")


@group.command("update")
def update() -> None:
    """Write the catalogue anew from the code and the templates."""
    catalogue = extracted()
    text = io.BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, include_lineno=False)
    POT.parent.mkdir(parents=True, exist_ok=True)
    POT.write_bytes(text.getvalue())
    click.echo(f"{len(catalogue)} sentences written to {POT.relative_to(ROOT)}")


def extracted() -> Catalog:
    """Return every sentence that the code and the templates show."""
    catalogue = Catalog(
        project="mentoring", fuzzy=False, charset="utf-8", header_comment="# The sentences shown."
    )
    for folder, methods in PLACES.items():
        found = extract_from_dir(
            ROOT / folder, methods, OPTIONS, KEYWORDS, ("Translators:",), strip_comment_tags=True
        )
        for file, _line, words, comments, context in found:
            where = (Path(folder, file).as_posix(), 0)
            catalogue.add(words, locations=[where], auto_comments=comments, context=context)
    return catalogue


def _present() -> Catalog:
    if not POT.exists():
        return Catalog()
    with POT.open("rb") as file:
        return read_po(file)


def _sentences(catalogue: Catalog) -> Sentences:
    said: Sentences = {}
    for message in catalogue:
        if not message.id:
            continue  # the header, which holds dates
        single, plural = message.id if isinstance(message.id, tuple) else (message.id, None)
        said[message.context, str(single)] = plural
    return said
