"""What the tests about second factors share: people who have one, and sign-ins that lack it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.extensions import db
from mentoring.people import totp
from mentoring.people.actions import second_factor
from mentoring.people.models import Account, SignInSession, StaffMember
from mentoring.people.queries import sessions
from tests.support.client import StyleGuideClient
from tests.support.factories import World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Clock:
    """A clock that a test sets and moves on."""

    def __init__(self, start: datetime) -> None:
        self.time = start
        clock.set_source(lambda: self.time)

    def move(self, **by: float) -> datetime:
        """Let time pass; return what time it is then."""
        self.time += timedelta(**by)
        return self.time


def account_of(world: World, role: str) -> Account:
    """Return the account of one of the nine; inside a transaction."""
    person_id, _ = world.person(role)
    member = db.session.get(StaffMember, (world.school_id, person_id))
    assert member is not None
    account = db.session.get(Account, member.account_id)
    assert account is not None
    return account


def actor_of(world: World, role: str, session_id: str = "") -> Actor:
    """Return one of the nine as the guard would see them; inside a transaction."""
    person_id, _ = world.person(role)
    member = db.session.get(StaffMember, (world.school_id, person_id))
    assert member is not None
    return Actor(member.account_id, world.school_id, member.id, session_id, roles=member.roles)


def give_app(app: Flask, world: World, role: str) -> None:
    """Give somebody an authenticator app with SECRET."""
    with app.app_context(), transaction.unit():
        second_factor.keep_app_secret(account_of(world, role), SECRET)


def code_now() -> str:
    """Return what the app shows now."""
    return totp.code_at(SECRET, clock.now())


def without_second_factor(
    app: Flask, sign_in: Callable[..., StyleGuideClient], world: World, role: str
) -> StyleGuideClient:
    """Return a client who gave the password, but no second factor yet."""
    client = sign_in(world, role)
    set_passed_at(app, client, None)
    return client


def set_passed_at(app: Flask, client: StyleGuideClient, at: datetime | None) -> None:
    """Set when this client's second factor was passed."""
    with app.app_context(), transaction.unit():
        session_of(client).second_factor_at = at


def passed_at(app: Flask, client: StyleGuideClient) -> datetime | None:
    """Return when this client's second factor was passed."""
    with app.app_context(), transaction.unit(writes=False):
        return session_of(client).second_factor_at


def session_of(client: StyleGuideClient) -> SignInSession:
    """Return the sign-in behind a client's cookie; inside a transaction."""
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    session = sessions.session_of_token(token)
    assert session is not None
    return session
