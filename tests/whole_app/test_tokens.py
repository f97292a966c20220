"""No form is taken from elsewhere, and every answer carries the headers that keep a page to itself.

Each route's valid form (valid_forms.py) is sent without its token, with another browser's, and from another site.
On SQLite only: all of this is decided before the database is asked, or after it has answered.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from mentoring import create_app
from mentoring.home import views as home_views
from tests.conftest import Prepared
from tests.support.crawling import Answer, Browser
from tests.support.worlds import SIGNED_OUT, Snapshot, client_for, dump
from tests.whole_app.places import Place, address_of, place_on
from tests.whole_app.valid_forms import VALID, send

# The only routes that take a form without its token, and why.
WITHOUT_TOKEN = {
    "tell.send": "a child's words are never refused for an old page; where the form was is asked instead",
    "sessions.sign_out": "a child must always get out, and being signed out harms nobody",
    "sessions.leave": "as above, and more so",
}
# What the browser itself says about a form that was on another site, newer browsers first.
ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://evil.localhost:8000"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)
REFUSED = {
    303,  # to the form, opened anew: what is secret is typed again
    400,  # from elsewhere
    401,  # signed out, with the words to copy; or a script that is told
    409,  # the words, with a fresh button
}

# Every answer, to the letter.
POLICY = (
    "default-src 'self'; object-src 'none'; frame-src 'none'; worker-src 'none'; media-src 'none'; style-src 'self'; "
    "script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
    "Cache-Control": "no-store",
}
FOR_EVER = "public, max-age=31536000, immutable"  # style sheets and the like, whose name changes with them
MAY_COME_TOO = {"Content-Type", "Content-Length", "Location", "Set-Cookie", "Vary", "Allow", "Retry-After"}


# Where a form with a secret in it is opened anew.
FORMS = {
    "/account/password", "/reset", "/reset/use", "/set-up", "/set-up/code-and-zone", "/set-up/you",
    "/sign-in/pictures", "/sign-in/student", "/sign-in/second", "/tell/answer", "/tell/mine",
    "/account/second-factor/app", "/school/details",
}  # fmt: skip


@pytest.fixture(scope="module")
def place(sqlite_app: Prepared) -> Iterator[Place]:
    with place_on(sqlite_app) as made:
        yield made


@pytest.fixture(scope="module")
def start(place: Place) -> Snapshot:
    return Snapshot(place.app, "tokens")


def another_browsers_token(app: Flask) -> str:
    """Return a token that this installation gave to somebody else."""
    assert app.secret_key
    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("f" * 40))


class InVain:
    """Sends the form of one route again and again; on leaving, nothing in the database may be another than before."""

    def __init__(self, place: Place, endpoint: str) -> None:
        self.place, self.endpoint = place, endpoint
        self.dumps: list[Any] = []
        self.before = (
            VALID[endpoint].before is not None
        )  # what comes before the form may do something each time

    def __enter__(self) -> Self:
        self.dumps.append(dump(self.place.app))
        return self

    def send(self, more: dict[str, str], headers: dict[str, str]) -> Answer:
        """Send the form without its own token."""
        answer = send(
            self.place, self.endpoint, more, csrf=False, headers=headers, before_sending=self._look_again
        )
        self._check(self.before)
        return answer

    def _look_again(self) -> None:
        if self.before:
            self.dumps.append(dump(self.place.app))

    def _check(self, now: bool = True) -> None:
        assert not now or dump(self.place.app) == self.dumps[-1], (
            f"{self.endpoint} did something without its token"
        )

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._check(kind is None)


@pytest.mark.parametrize("endpoint", [each for each in VALID if each not in WITHOUT_TOKEN])
def test_a_form_without_its_own_token_does_nothing(place: Place, start: Snapshot, endpoint: str) -> None:
    start.restore()
    foreign = another_browsers_token(place.app)
    with InVain(place, endpoint) as in_vain:
        for more, headers in (
            ({}, {}),
            ({}, {"X-CSRFToken": foreign}),
            ({"csrf_token": foreign}, {}),
            ({"csrf_token": "made up"}, {}),
        ):
            answer = in_vain.send(more, headers)
            assert answer.status in REFUSED, answer
            if answer.status == 303:  # nothing was done, and the form is opened anew
                assert answer.location.partition("?")[0] in ("/", "/sign-in", "/room", *FORMS), answer
        for headers in ELSEWHERE:
            assert in_vain.send({"csrf_token": foreign}, headers).status == 400, headers


def test_a_worry_from_another_site_is_not_stored_and_no_word_of_it_is_lost(
    place: Place, start: Snapshot
) -> None:
    start.restore()
    with InVain(place, "tell.send") as in_vain:
        for headers in ELSEWHERE:
            answer = in_vain.send({}, headers)
            assert answer.status == 409
            assert "Something new." in answer.text and "Press Send once more." in answer.text


@pytest.mark.parametrize("endpoint", ["sessions.sign_out", "sessions.leave"])
def test_another_site_can_at_most_sign_somebody_out(place: Place, start: Snapshot, endpoint: str) -> None:
    for headers in ELSEWHERE:
        start.restore()
        before = dump(place.app)
        answer = send(place, endpoint, csrf=False, headers=headers)
        after = dump(place.app)
        assert answer.status == 303
        assert {table for table in before if before[table] != after[table]} == {"session", "trail"}
        assert len(after["trail"]) == len(before["trail"]) + 1  # and that it was done is written down


def test_another_sites_form_comes_without_the_cookie(place: Place, start: Snapshot) -> None:
    start.restore()
    answer = send(place, "sign_in.enter_staff")
    set_here = [value for name, value in answer.headers if name == "Set-Cookie"]
    (cookie,) = (value for value in set_here if value.startswith("mentoring="))
    assert cookie.startswith("mentoring=")
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=Lax"]
    answer = Browser(client_for(place.app), SIGNED_OUT).post("/theme", {"theme": "dark"})
    (cookie,) = (
        value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("theme=")
    )
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=31536000"} <= set(cookie.split("; "))


# Headers


def check_headers(answer: Answer, *, cached: str = "no-store") -> None:
    """Fail unless an answer has just the headers that it should."""
    given = [name for name, _ in answer.headers]
    wanted = {**HEADERS, "Cache-Control": cached}
    assert {name: value for name, value in answer.headers if name in wanted} == wanted, answer
    assert all(given.count(name) == 1 for name in wanted), answer
    may = MAY_COME_TOO | ({"Content-Encoding"} if cached == FOR_EVER else set())
    if ("Content-Type", "text/csv; charset=utf-8") in answer.headers:
        may |= {"Content-Disposition"}  # a table to keep is a file, and never opens in the page
    assert set(given) - set(wanted) <= may, answer


@pytest.mark.parametrize("account", [SIGNED_OUT, "lead"])
def test_every_answer_has_the_same_headers(place: Place, start: Snapshot, account: str) -> None:
    start.restore()
    for rule in place.app.url_map.iter_rules():
        for method in ("GET", "POST", "OPTIONS"):
            browser = place.browser(account)  # a new one, as some of these sign out
            check_headers(browser.ask(method, address_of(place, rule)))


def test_the_answer_to_a_form_has_them_too(place: Place, start: Snapshot) -> None:
    for endpoint in VALID:
        start.restore()
        check_headers(send(place, endpoint))


def test_so_has_the_answer_to_what_cannot_be_answered(
    place: Place, start: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    start.restore()
    browser = place.browser("lead")
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        check_headers(browser.ask(method, "/there/is/no/such/page"))
        check_headers(browser.ask(method, "/tell/mine"))
    check_headers(browser.ask("POST", "/theme", data="x" * (1024 * 1024 + 1)))
    check_headers(browser.ask("GET", "/today\x00"))
    monkeypatch.setitem(place.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(home_views, "render_template", 1)
    answer = browser.ask("GET", "/today")
    assert answer.status == 500
    check_headers(answer)


def test_only_what_is_nobodys_is_kept_by_the_browser(place: Place) -> None:
    for name in place.app.extensions["assets"].served:
        answer = Browser(place.app.test_client(), SIGNED_OUT).get(f"/static/{name}")
        assert answer.status == 200
        check_headers(answer, cached=FOR_EVER)


def test_over_https_the_cookies_stay_there_and_so_does_the_browser(
    sqlite_app: Prepared, tmp_path: Path
) -> None:
    shutil.copy(
        sqlite_app.app.extensions["settings"].database_file.with_name("fresh.db"), tmp_path / "mentoring.db"
    )
    app = create_app({"INSTANCE_PATH": str(tmp_path), "PUBLIC_URL": "https://mentoring.example.org"})
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://mentoring.example.org")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Secure" in page.headers["Set-Cookie"].split("; ")
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.get_data(as_text=True))
    assert token
    chosen = client.post(
        "/theme", base_url="https://mentoring.example.org", data={"theme": "dark", "csrf_token": token[1]}
    )
    cookies = chosen.headers.getlist("Set-Cookie")
    assert any(each.startswith("theme=dark") for each in cookies)
    assert all("Secure" in each.split("; ") for each in cookies)
