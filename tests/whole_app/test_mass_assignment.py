"""A form changes what it asks for, and nothing else, whatever is sent beside it.

Every route that changes something is sent its valid form, and then, from the same beginning and with the same
chance, the same form with the name of every column, relationship and property of every model in it, those that
matter most also as nested names and in the address, and every field of its own a second time with another value.
The database must be the same to the last value, and so must the answer's status, where it leads, and the cookie.

On SQLite: which fields a form takes is decided above the database. A few routes are asked on PostgreSQL too.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from mentoring.extensions import db
from tests.conftest import Prepared
from tests.support.crawling import Answer
from tests.support.worlds import Snapshot, chance_repeats, dump
from tests.whole_app.places import Place, place_on
from tests.whole_app.valid_forms import SAME, VALID, send

# What would do most harm, and the forms in which frameworks elsewhere take nested fields.
WORST = (
    "id", "school_id", "account_id", "person_id", "site_id", "role", "roles", "is_demo", "is_main", "is_student",
    "secret_hash", "totp_secret", "second_factor_at", "setup_finished_at", "left_at", "version", "email", "marked",
    "reader_ids", "raiser_id",
)  # fmt: skip
NESTINGS = (
    "{owner}[{name}]",
    "{owner}.{name}",
    "{owner}-{name}",
    "{owner}-0-{name}",
    "{name}[]",
    "__{name}__",
)
OWNERS = ("student", "account")
# Days and times are read from all that was sent under their name, so a second value is refused, and nothing done.
REFUSED_TWICE = {
    "day_starts", "day_ends", "cycle_anchor", "starts", "ends", "first_day", "last_day", "day", "view-day", "until",
    "up_to",
}  # fmt: skip


def every_name() -> list[str]:
    """Return the name of every column, relationship and property of every model."""
    names: set[str] = set()
    for mapper in db.Model.registry.mappers:
        names |= {attribute.key for attribute in mapper.attrs}
        names |= {column.name for column in mapper.local_table.columns}  # type: ignore[attr-defined]
        names |= {name for name, value in vars(mapper.class_).items() if isinstance(value, property)}
    return sorted(names)


def telling(place: Place, name: str) -> str:
    """Return a value that would show if it were taken."""
    last = name.rsplit("_", 1)[-1]
    if name == "school_id":
        return place.ids["there"]
    if last in ("id", "ids", "by"):
        return place.ids["student_elsewhere"]
    if last == "at":
        return "2001-01-01T00:00:00"
    return {"role": "head", "roles": "head", "email": "mine@evil.example"}.get(name, "1")


def beside(place: Place, endpoint: str) -> dict[str, Any]:
    """Return everything that is sent beside the form of a route, by name."""
    own = VALID[endpoint].form
    more: dict[str, Any] = {name: telling(place, name) for name in every_name()}
    for nesting in NESTINGS:
        more |= {
            nesting.format(owner=owner, name=name): telling(place, name) for owner in OWNERS for name in WORST
        }
    more = {
        name: value
        for name, value in more.items()
        if name not in own and name not in BEFORE.get(endpoint, ())
    }
    if not VALID[endpoint].is_json:
        once = {name for name, value in own.items() if isinstance(value, list)} | REFUSED_TWICE
        more |= {name: [SAME, "another"] for name in own if name not in once}
    return more


# Fields that are filled from what came before the form (see valid_forms).
BEFORE: Mapping[str, frozenset[str]] = {
    "passkeys.create": frozenset({"id", "rawId", "type", "response"}),
    "passkeys.use": frozenset({"id", "rawId", "type", "response"}),
    "second_factor.add_app": frozenset({"pending", "code"}),
    "roster.bring": frozenset({"file"}),
    "roster.take": frozenset({"seen"}),
}


@pytest.fixture(scope="module")
def place(sqlite_app: Prepared) -> Iterator[Place]:
    with place_on(sqlite_app) as made, pytest.MonkeyPatch.context() as patch:
        # Every name of every model at once is more than a form with a file may have.
        patch.setitem(made.app.config, "MAX_FORM_PARTS", 5000)
        yield made


@pytest.fixture(scope="module")
def start(place: Place) -> Snapshot:
    return Snapshot(place.app, "forms")


@pytest.fixture(scope="module")
def before(start: Snapshot) -> dict[str, list[str]]:
    start.restore()
    return dump(start.app)


Result = tuple[int, str, str, dict[str, list[str]]]


def result_of(place: Place, answer: Answer) -> Result:
    """Return what an answer did: its status, where it leads, what the cookie holds, and the whole database."""
    return answer.status, answer.location, _cookie(place.app, answer), dump(place.app)


def _cookie(app: Flask, answer: Answer) -> str:
    serializer = app.session_interface.get_signing_serializer(app)
    values = [
        value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("mentoring=")
    ]
    if not values or serializer is None:
        return ""
    content = values[0].split("=", 1)[1].split(";", 1)[0]
    return (
        repr({name: value for name, value in serializer.loads(content).items() if name != "csrf_token"})
        if content
        else "gone"
    )


def test_every_route_that_changes_something_has_a_valid_form(place: Place) -> None:
    rules = place.app.url_map.iter_rules()
    assert {rule.endpoint for rule in rules if "POST" in (rule.methods or ())} == set(VALID)


@pytest.mark.parametrize("endpoint", VALID)
def test_what_is_sent_beside_a_form_changes_nothing(
    place: Place,
    start: Snapshot,
    before: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    endpoint: str,
) -> None:
    def sent(more: dict[str, Any], **request: Any) -> Result:
        start.restore()
        with chance_repeats(monkeypatch, 2):
            return result_of(place, send(place, endpoint, more, **request))

    wanted = sent({})
    assert wanted[0] in (200, 204, 303), f"the form of {endpoint} is not taken: {wanted[0]}"
    assert (wanted[3] != before) == VALID[endpoint].changes, f"{endpoint} should change something, or nothing"
    more = beside(place, endpoint)
    in_address = {name: telling(place, name) for name in WORST}
    if sent(more, query_string=in_address) == wanted:
        return
    culprits = [name for name, value in more.items() if sent({name: value}) != wanted]
    culprits += [
        f"{name} in the address"
        for name, value in in_address.items()
        if sent({}, query_string={name: value}) != wanted
    ]
    raise AssertionError(f"{endpoint} takes what it does not ask for: {culprits or 'several together'}")


def test_on_postgresql_too_what_is_sent_beside_a_form_changes_nothing(
    postgresql_app: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent(more: Callable[[Place, str], dict[str, Any]]) -> Any:
        with place_on(postgresql_app) as place, chance_repeats(monkeypatch, 2):
            for endpoint in ("students.edit", "staff.add", "school.details", "tell.send"):
                assert send(place, endpoint, more(place, endpoint)).status in (200, 303)
            return dump(place.app)

    assert sent(lambda place, endpoint: {}) == sent(beside)
