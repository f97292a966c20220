"""Every route, asked by every account, about its own, another's, another school's and an absent record.

The table in table.py was written by hand from PRODUCT.md section 6; the policy table is not looked at here. On
SQLite only: who may is decided before any database is asked, and by the same code.
"""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask, Response

from mentoring import clock, transaction
from mentoring.access.guard import access_of
from mentoring.extensions import db
from mentoring.web import errors
from tests.access.table import (
    A_ROOM,
    A_TURN,
    ACCOUNTS,
    PUBLIC,
    PUBLIC_IN_A_ROOM,
    RECORDED,
    ROUTES,
    SIGNED_OUT,
    Records,
    Row,
    make_records,
)
from tests.conftest import Prepared
from tests.support.client import CSRF, StyleGuideClient
from tests.support.factories import make_school, make_session

ABSENT = "0" * 26
METHODS = ("GET", "POST")


class Snapshot:
    """The database as it was after the records were made, to go back to after each allowed change."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.file: Path = prepared.app.extensions["settings"].database_file
        self.copy = self.file.with_suffix(".walk")
        self._settle()
        shutil.copy(self.file, self.copy)

    def _settle(self) -> None:
        with self.prepared.app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA query_only=OFF")
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()

    def restore(self) -> None:
        with self.prepared.app.app_context():
            db.engine.dispose()
        for beside in ("-wal", "-shm"):
            Path(f"{self.file}{beside}").unlink(missing_ok=True)
        shutil.copy(self.copy, self.file)


@pytest.fixture(scope="module")
def walk(sqlite_app: Prepared) -> Iterator[tuple[Snapshot, Records]]:
    """The records of two schools, at a moment that stands still: on a slow machine a sign-in would end meanwhile."""
    sqlite_app.renew()
    _cookies.clear()
    now = clock.now()
    clock.set_source(lambda: now)
    with sqlite_app.app.app_context(), transaction.unit():
        here = make_school()
        there = make_school("birch", "Birchfield School", suffix="son")
        records = make_records(here, there)
        for account in ACCOUNTS:
            person, is_student = here.person(account)
            records.tokens[account] = make_session(here, person, is_student=is_student)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors, "_page", _refusal)
        yield Snapshot(sqlite_app), records
    clock.set_source(None)


# Where a room's tablet leads from every page that is not open there: nothing of that page is shown.
BACK = {A_ROOM: "/room", A_TURN: "/room/you"}


def _refusal(status: int, *_said: str) -> Response:
    """Stands in for the page of a refusal: it takes half of the walk's time, and here only its status is looked at."""
    if transaction.is_open():
        transaction.rollback()
    return Response("", status)


_cookies: dict[str, str] = {}  # by account: to sign a cookie takes as long as many an answer


def _client(app: Flask, records: Records, account: str) -> StyleGuideClient:
    client, token = app.test_client(), records.tokens.get(account)
    assert isinstance(client, StyleGuideClient)
    if account not in _cookies:
        with client.session_transaction() as session:
            session["csrf_token"] = CSRF
            if account in BACK:
                session["room"] = records.tokens[A_ROOM]
            if token is not None and account != A_ROOM:
                session["_user_id"], session["_fresh"] = token, True
        held = client.get_cookie("mentoring")
        assert held is not None
        _cookies[account] = held.value
    client.set_cookie("mentoring", _cookies[account])
    return client


@cache
def _form_token(app: Flask) -> str:
    client = app.test_client()
    assert isinstance(client, StyleGuideClient)
    return client.csrf_token()


def _all_routes(app: Flask) -> list[tuple[str, str]]:
    return [
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    ]


def test_every_route_has_a_row_or_is_pinned_as_public(sqlite_app: Prepared) -> None:
    app = sqlite_app.app
    known = set(ROUTES) | set(PUBLIC)
    assert {endpoint for endpoint, _method in _all_routes(app)} == known


def test_only_the_pinned_routes_are_public_and_each_says_why(sqlite_app: Prepared) -> None:
    app = sqlite_app.app
    public = {name: access_of(app, name).public for name in app.view_functions if access_of(app, name).public}
    assert set(public) == set(PUBLIC)
    assert all(len(why) > 10 for why in public.values())


def test_only_the_pinned_routes_record_their_reading(sqlite_app: Prepared) -> None:
    app = sqlite_app.app
    assert {name for name in app.view_functions if access_of(app, name).recorded} == set(RECORDED)


def test_only_the_pinned_public_pages_are_open_on_a_rooms_tablet(sqlite_app: Prepared) -> None:
    app = sqlite_app.app
    assert {name for name in app.view_functions if access_of(app, name).in_a_room} == set(PUBLIC_IN_A_ROOM)


def _ask(
    app: Flask, client: StyleGuideClient, endpoint: str, method: str, values: dict[str, str]
) -> tuple[int, str | None]:
    rule = next(rule for rule in app.url_map.iter_rules(endpoint) if method in (rule.methods or ()))
    here = {name: value for name, value in values.items() if name in rule.arguments}
    path = app.url_map.bind("localhost").build(endpoint, here, method)
    if method == "GET":
        answer = client.get(path, checked=False)
    else:
        answer = client.post(path, data={"csrf_token": _form_token(app)}, csrf=False, checked=False)
    return answer.status_code, answer.location


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_a_route_opens_for_those_in_the_table_and_nobody_else(
    walk: tuple[Snapshot, Records], endpoint: str
) -> None:
    snapshot, records = walk
    app, row = snapshot.prepared.app, ROUTES[endpoint]
    methods = [method for name, method in _all_routes(app) if name == endpoint]
    assert methods, f"{endpoint} is in the table and not in the house"
    for method in methods:
        for account in (*ACCOUNTS, SIGNED_OUT, *BACK):
            for whose, values, opens in _cases(row, records, account):
                client = _client(app, records, account)
                status, location = _ask(app, client, endpoint, method, values)
                wanted = f"{account} {method} {endpoint}, {whose}"
                if account == SIGNED_OUT:
                    assert status in (302, 303, 401, 409), f"{wanted}: {status}"
                elif opens:
                    assert status not in (401, 403, 404, 405, 500), f"{wanted} should open: {status}"
                    assert account not in BACK or location != BACK[account], f"{wanted} should open"
                    snapshot.restore()
                elif account in BACK:
                    assert (status, location) == (303, BACK[account]), f"{wanted} leads elsewhere: {status}"
                else:
                    assert status == 404, f"{wanted} should be a 404: {status}"


@pytest.mark.parametrize("endpoint", sorted(PUBLIC - PUBLIC_IN_A_ROOM))
def test_every_other_public_page_leads_back_to_the_room(
    walk: tuple[Snapshot, Records], endpoint: str
) -> None:
    snapshot, records = walk
    app, around = snapshot.prepared.app, {"school_code": "alder", "name": "none.css"}
    for method in [method for name, method in _all_routes(app) if name == endpoint]:
        for account, back in BACK.items():
            answer = _ask(app, _client(app, records, account), endpoint, method, around)
            assert answer == (303, back), f"{account} {method} {endpoint}: {answer}"


def _cases(row: Row, records: Records, account: str) -> Iterator[tuple[str, dict[str, str], bool]]:
    if row.records is None:
        yield "no record", dict(row.values), account in row.may
        return
    found = records.found[row.records]
    around = {
        "site_id": records.found["site"].own["the main site"],
        "span_id": records.found["span"].own["the main site"],
        "hour_id": records.found["hour"].own["the main site"],
        "slot_id": records.found["slot"].own["on Tuesday"],
        "mentor_id": records.found["board mentor"].own["a suggestion's"],
        "mentee_id": records.found["groups mentee" if row.records == "groups" else "board mentee"].own[
            "a suggestion's"
        ],
        "pairing_id": records.found["groups pairing" if row.records == "groups" else "board pairing"].own[
            "a suggestion's"
        ],
        "programme_id": records.found["met programme"].own["a meet-and-greet's"],
        **row.values,
    }
    for whose, record in found.own.items():
        yield f"{whose}'s", {**around, row.key: record}, account in row.may.get(whose, ())
    yield "another school's", {**around, row.key: found.other_school}, False
    yield "an absent one", {**around, row.key: ABSENT}, False
