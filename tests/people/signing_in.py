"""What the tests of signing in share: secrets for made-up people, and the forms that they send."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from werkzeug.test import TestResponse

from mentoring import clock, transaction
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.hashing import hash_secret
from mentoring.people.models import Account, SignInSession, StaffMember, Student
from mentoring.people.rules.passphrases import normalise
from tests.support.client import StyleGuideClient
from tests.support.factories import World

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
PASSWORD = "violet kettle on the pier"
WORDS = "tiger moon river"
PICTURES = ("sun", "cat", "boat", "key")


def set_time(moment: datetime) -> None:
    """Let it be this moment until it is set again (the app fixture gives the real clock back)."""
    clock.set_source(lambda: moment)


def after(**time: float) -> None:
    """Let so much time pass, counted from noon."""
    set_time(NOON + timedelta(**time))


def give_secret(app: Flask, world: World, account: str, secret: str | None = None) -> str:
    """Give one of the nine accounts its password or card; return the e-mail or user name to type."""
    person_id, is_student = world.person(account)
    with app.app_context(), transaction.unit():
        person = db.session.get(Student if is_student else StaffMember, (world.school_id, person_id))
        assert person is not None
        held = db.session.get(Account, person.account_id)
        assert held is not None
        held.secret_hash = hash_secret(normalise(secret or WORDS) if is_student else secret or PASSWORD)
        return person.user_name if is_student else held.email


def type_staff(client: StyleGuideClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the staff form."""
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def type_student(
    client: StyleGuideClient, world: World, name: str, words: str = WORDS, **more: str
) -> TestResponse:
    """Send the students' form."""
    data = {"school": world.code, "username": name, "passphrase": words, **more}
    return client.post("/sign-in/student", data=data)


def cookie_of(client: StyleGuideClient) -> str:
    """Return the value of the session cookie that the browser holds ("" if none)."""
    held = client.get_cookie("mentoring", domain="localhost")
    return held.value if held else ""


def put_cookie(client: StyleGuideClient, value: str) -> None:
    """Put a cookie into the browser that somebody has kept."""
    client.set_cookie("mentoring", value, domain="localhost")


def is_signed_in(client: StyleGuideClient) -> bool:
    """Say whether the browser is let into a page of its own."""
    return client.get("/account", checked=False).status_code == 200


def sessions_in(app: Flask) -> list[SignInSession]:
    """Return every session row, the oldest first."""
    with app.app_context(), transaction.unit(writes=False):
        rows = db.session.query(SignInSession).order_by(SignInSession.started_at, SignInSession.id).all()
        db.session.expunge_all()
        return rows


def events_in(app: Flask, chain: str) -> list[tuple[str, dict[str, object]]]:
    """Return the events of a chain with their facts, in order."""
    with app.app_context(), transaction.unit(writes=False):
        rows = db.session.query(TrailEntry).filter_by(chain=chain).order_by(TrailEntry.seq).all()
        return [(row.event, row.facts) for row in rows]
