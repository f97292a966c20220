"""The test client is the style guide: every answer it sees is checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, event
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from mentoring.access.guard import access_of

CSRF = "0" * 40
# Written without an event of their own: throttle counts, last-seen, the outbox, answers about a file that waits, and
# what hangs on an entry.
WITHOUT_EVENT = {
    "throttle", "session", "kept_form", "job", "trail", "record_key", "installation", "roster_draft",
}  # fmt: skip
# What two pages may differ in and still be built alike: words without a mark-up sign, where things lead and what they
# hold, and the ids of records (each is kept apart from the others, so that none stands twice).
WORDS = re.compile(r"(?<=>)[^<>&]*[^<>&\s][^<>&]*(?=<)")
HELD = re.compile(r'(?<= )(href|value|content|action|datetime)="[^"<>&]+"')
RECORD_ID = re.compile(r"\b[0-9A-Z]{26}\b")
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
BARE = '<!doctype html><html lang="en"><head><title>x</title></head><body>{}</body></html>'
WRITE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


class Changes:
    """Counts what each request writes, by watching the engine."""

    def __init__(self) -> None:
        self.tables: list[str] = []

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if match := WRITE.match(statement):
            self.tables.append(match[2].lower())


class StyleGuideClient(FlaskClient):
    """A client that fails a test whose page is not well made. `checked=False` for answers that are not pages."""

    application: Flask

    def open(self, *args: Any, checked: bool = True, **kwargs: Any) -> TestResponse:
        changes: Changes = self.application.extensions["changes"]
        changes.tables.clear()
        response = super().open(*args, **kwargs)
        if checked:
            self._check_changes(response, changes.tables)
            if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
                check_page(response.get_data(as_text=True))
        return response

    def post(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Post a form, with its CSRF token unless `csrf=False`."""
        if csrf and "json" not in kwargs:
            kwargs["data"] = {"csrf_token": self.csrf_token(), **(kwargs.get("data") or {})}
        elif csrf:
            kwargs["headers"] = {"X-CSRFToken": self.csrf_token(), **(kwargs.get("headers") or {})}
        return super().post(*args, **kwargs)

    def csrf_token(self) -> str:
        """Return a token that the session behind this client takes."""
        with self.session_transaction() as session:
            session.setdefault("csrf_token", CSRF)
            raw = session["csrf_token"]
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def _check_changes(self, response: TestResponse, tables: list[str]) -> None:
        endpoint = self.application.url_map.bind("localhost").match
        request = response.request
        try:
            name = endpoint(request.path, method=request.method)[0]
        except HTTPException:  # no such route: nothing can have been written by it
            return
        access = access_of(self.application, name)
        told = [table for table in tables if table not in WITHOUT_EVENT]
        if request.method == "GET" and not (access and access.recorded):
            assert not told and "trail" not in tables, f"GET {request.path} wrote to {tables}"
        if told and response.status_code < 400:
            assert "trail" in tables, f"{request.method} {request.path} wrote to {told} and left no event"


@dataclass(frozen=True)
class Built:
    """What a part of a page that is well made has: how many h1, and which ids."""

    headings: int
    ids: Sequence[str]


built_well: dict[str, Built] = {}  # what passed already: to look a page over takes as long as to make it


def check_page(page: str) -> None:
    """Fail unless the page is well-formed, has one h1 that starts its title, labels, and nothing inline."""
    title, heading = _words_in("title", page), _words_in("h1", page)
    assert title.startswith(heading), f"the title {title!r} does not start with the heading {heading!r}"
    ids: dict[str, str] = {}
    built = HELD.sub(r'\1="x"', WORDS.sub("x", page))
    built = RECORD_ID.sub(lambda found: ids.setdefault(found[0], f"id{len(ids)}"), built)
    for part in _parts(built):
        if part not in built_well:
            built_well[part] = _check_build(part)
    parts = [built_well[part] for part in _parts(built)]
    headings = sum(part.headings for part in parts)
    assert headings == 1, f"{headings} h1 on the page"
    named = [each for part in parts for each in part.ids]
    assert len(named) == len(set(named)), f"ids given twice: {sorted(i for i in named if named.count(i) > 1)}"


def _parts(page: str) -> Sequence[str]:
    """Return the page without what is in its main, and that in a bare page: many pages have the same frame."""
    main = MAIN.search(page)
    if main is None:
        return [page]
    return [page.replace(main[0], "<main></main>"), BARE.format(main[0])]


def _words_in(tag: str, page: str) -> str:
    found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
    assert found, f"no {tag} on the page"
    return " ".join(re.sub("<[^>]*>", "", found[1]).split())


def _check_build(page: str) -> Built:
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(page)
    problems = [str(error) for error in parser.errors]
    assert not problems, f"not well-formed: {problems[:3]}"
    named = [element.get("id") for element in tree.iter() if element.get("id")]
    _check_labels(tree, set(named))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert not element.get("style"), f"inline style on {element.tag}"
        assert not [name for name in element.keys() if name.startswith("on")], (
            f"inline script on {element.tag}"
        )
        assert element.tag != "style", "inline style sheet"
        assert element.tag != "script" or element.get("src"), "inline script"
    return Built(len(list(tree.iter("h1"))), named)


def _check_labels(tree: Any, named: set[str]) -> None:
    labelled = {label.get("for") for label in tree.iter("label")}
    wrapped = {id(child) for label in tree.iter("label") for child in label.iter()}
    for kind in ("input", "select", "textarea"):
        for element in tree.iter(kind):
            if element.get("type") in ("hidden", "submit", "button"):
                continue
            has_label = element.get("id") in labelled or id(element) in wrapped or element.get("aria-label")
            assert has_label or element.get("aria-labelledby") in named, f"{element.get('name')} has no label"
