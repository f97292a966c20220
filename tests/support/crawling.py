"""Go wherever one person can go, and remember every answer: follow links, send forms that only search."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HOST = "localhost:8000"
# Posted forms that change nothing; every other posted form is a change, and no crawl sends those.
SEARCHES = frozenset({"/students/find"})
# Our pages escape ">" in values, so a tag ends at the first one. That they are well made is tested elsewhere.
TAG = re.compile(r"<(a|form|input|select|textarea)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
NOTHING_YET = frozenset({"checkbox", "radio", "submit", "button"})
# A setting is one record of many too, and so is a day of a calendar, which has no end.
RECORD_ID = re.compile(r"[0-9A-Z]{26}|(?<=/settings/)[a-z-]+|\b\d{4}-\d\d-\d\d\b")
OF_A_KIND = 2
FAR_TOO_MANY = 400  # addresses of one person: a crawl that finds more goes round in circles


@dataclass
class Form:
    """A form on a page, with what its fields hold. Boxes and buttons to pick hold nothing yet."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One answer, whole: what was asked, all that came back, and where a page leads."""

    who: str
    method: str
    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    text: str
    links: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.address} ({self.status})"

    @property
    def location(self) -> str:
        """Return where the answer sends the browser; empty if it is a page."""
        return dict(self.headers).get("Location", "")


def links_and_forms(page: str) -> tuple[tuple[str, ...], tuple[Form, ...]]:
    """Return the addresses that a page links to, and its forms."""
    links: list[str] = []
    forms: list[Form] = []
    for tag, written in TAG.findall(page):
        given = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(written)}
        if tag == "a" and "href" in given:
            links.append(given["href"])
        elif tag == "form":
            forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        elif forms and "name" in given and given.get("type") not in NOTHING_YET:
            forms[-1].fields[given["name"]] = given.get("value", "")
    return tuple(links), tuple(forms)


def local(base: str, link: str) -> str | None:
    """Return the path and query that `link` on the page `base` leads to; None if it leaves this site."""
    parts = urlsplit(urljoin(f"http://{HOST}{base}", link))
    if parts.scheme != "http" or parts.netloc != HOST or parts.path.startswith("/static/"):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


class Browser:
    """One person's browser. Every answer goes into `answers`."""

    def __init__(self, client: FlaskClient, who: str, answers: list[Answer] | None = None) -> None:
        self.client, self.who = client, who
        self.answers = [] if answers is None else answers

    def get(self, address: str, **more: Any) -> Answer:
        """Open an address."""
        return self._note("GET", address, self.client.get(address, checked=False, **more))

    def post(self, address: str, data: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Send a form, with its token unless `csrf=False`."""
        return self._note("POST", address, self.client.post(address, data=data, checked=False, **more))

    def ask(self, method: str, address: str, **more: Any) -> Answer:
        """Ask for an address by any method, without a form token."""
        return self._note(method, address, self.client.open(address, method=method, checked=False, **more))

    def post_json(self, address: str, sent: Any) -> TestResponse:
        """Send JSON, with the token; return the answer itself."""
        response = self.client.post(address, json=sent, checked=False)
        self._note("POST", address, response)
        return response

    def _note(self, method: str, address: str, response: TestResponse) -> Answer:
        text = response.get_data().decode("utf-8", "replace")  # fonts and pictures are not text
        links, forms = links_and_forms(text) if response.mimetype == "text/html" else ((), ())
        answer = Answer(
            who=self.who,
            method=method,
            address=address,
            status=response.status_code,
            headers=tuple(response.headers),
            text=text,
            links=links,
            forms=forms,
        )
        self.answers.append(answer)
        return answer

    def crawl(self, starts: Iterable[str], *, search: Mapping[str, str] | None = None) -> list[Answer]:
        """Open these addresses and all that can be reached from them; return the answers in that order.

        Forms that are sent with GET are sent as they stand, those of SEARCHES with what `search` holds. The same
        page with another way back (`next`) is opened once, and of pages that differ only in their record's id,
        made by the same view, two are opened beside those of `starts`. Where a page can be asked for by several
        choices (`?programme=…&show=…`), each choice is opened, and not each with each of the others.
        """
        first = len(self.answers)
        waiting = list(dict.fromkeys(starts))
        known, searched = {_without_way_back(each) for each in waiting}, set[str]()
        kinds: Counter[str] = Counter()
        chosen = set[tuple[str, str, str]]()
        while waiting:
            answer = self.get(waiting.pop(0))
            onward = _leads_to(answer)
            for form in answer.forms:
                action = local(answer.address, form.action) or answer.address
                if form.method == "post" and action in SEARCHES - searched:
                    searched.add(action)
                    onward += _leads_to(self.post(action, {**form.fields, **(search or {})}))
            for address in onward:
                if (page := _without_way_back(address)) not in known:
                    known.add(page)
                    kinds[kind := RECORD_ID.sub("*", page)] += 1
                    choices = _choices(kind)
                    if kinds[kind] <= OF_A_KIND and not (choices and choices <= chosen):
                        waiting.append(address)
                    chosen |= choices
            assert len(known) < FAR_TOO_MANY, f"{self.who} goes round in circles: {sorted(known)[-20:]}"
        return self.answers[first:]


def _leads_to(answer: Answer) -> list[str]:
    links = [*answer.links, answer.location] if answer.location else answer.links
    found = [local(answer.address, link) for link in links]
    for form in answer.forms:
        if form.method == "get":
            action = local(answer.address, form.action) or answer.address
            found.append(f"{urlsplit(action).path}?{urlencode(form.fields)}")
    return [each for each in found if each is not None]


def _without_way_back(address: str) -> str:
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "next"]
    return f"{parts.path}?{urlencode(kept)}"


def _choices(page: str) -> set[tuple[str, str, str]]:
    parts = urlsplit(page)
    return {(parts.path, name, value) for name, value in parse_qsl(parts.query)}


def code_of(page: Answer, question: str, words: str) -> str:
    """Return the code of the first answer to a question that reads as `words`, a pattern."""
    found = re.search(rf'<input[^>]*name="{question}"[^>]*value="([^"]*)"[^>]*>\s*{words}', page.text)
    assert found, f"{page}: {question} has no answer {words}"
    return html.unescape(found[1])
