"""Go wherever one person can go, and remember every answer: follow links, send forms that only search."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HOST = "localhost:8000"
# Posted forms that change nothing; every other posted form is a change, and no crawl sends those.
SEARCHES = frozenset({"/students/find"})
FAR_TOO_MANY = 400  # addresses of one person: a crawl that finds more goes round in circles


@dataclass(frozen=True)
class Answer:
    """One answer, whole: what was asked, and all that came back."""

    who: str
    method: str
    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    text: str
    links: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.address} ({self.status})"


@dataclass
class Form:
    """A form on a page, with what its fields hold."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        elif self.forms and "name" in given and tag in ("input", "select", "textarea"):
            if given.get("type") not in ("checkbox", "radio", "submit", "button"):
                self.forms[-1].fields[given["name"]] = given.get("value", "")


def local(base: str, link: str) -> str | None:
    """Return the path and query that `link` on the page `base` leads to; None if it leaves this site."""
    parts = urlsplit(urljoin(f"http://{HOST}{base}", html.unescape(link)))
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

    def post_json(self, address: str, sent: Any) -> TestResponse:
        """Send JSON, with the token; return the answer itself."""
        response = self.client.post(address, json=sent, checked=False)
        self._note("POST", address, response)
        return response

    def _note(self, method: str, address: str, response: TestResponse) -> Answer:
        text = response.get_data(as_text=True)
        found = Page(text).links if response.mimetype == "text/html" else []
        answer = Answer(
            self.who, method, address, response.status_code, tuple(response.headers), text, tuple(found)
        )
        self.answers.append(answer)
        return answer

    def crawl(self, starts: Iterable[str], *, search: Mapping[str, str] | None = None) -> list[Answer]:
        """Open these addresses and all that can be reached from them; return the answers in that order.

        Forms that are sent with GET are sent as they stand. Those of SEARCHES are sent with what `search` holds.
        """
        first = len(self.answers)
        waiting, known = list(dict.fromkeys(starts)), set(starts)
        posted: set[str] = set()
        while waiting:
            answer = self.get(address := waiting.pop(0))
            onward = [local(address, link) for link in (*answer.links, *_location(answer))]
            for form in Page(answer.text).forms:
                action = local(address, form.action or address)
                if form.method == "get":
                    onward.append(action and f"{urlsplit(action).path}?{urlencode(form.fields)}")
                elif action in SEARCHES and action not in posted:
                    posted.add(action)
                    onward += [
                        local(action, link)
                        for link in self.post(action, {**form.fields, **(search or {})}).links
                    ]
            new = [each for each in dict.fromkeys(onward) if each is not None and each not in known]
            known.update(new)
            waiting.extend(new)
            assert len(known) < FAR_TOO_MANY, f"{self.who} goes round in circles: {sorted(known)[-20:]}"
        return self.answers[first:]


def _location(answer: Answer) -> list[str]:
    return [value for name, value in answer.headers if name == "Location"]
