"""What the tests of telling an adult share: a form, sent the way a browser sends it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.unsealing import unseal
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.people.models import School, StaffMember, StaffRole
from mentoring.raising.actions.concerns import ALERT
from mentoring.raising.models import Concern
from mentoring.safeguarding.queries.desk import concern_for
from tests.support.client import StyleGuideClient
from tests.support.factories import World

A_LESSON = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)  # a Tuesday in term, in school hours
DOOR = "/tell/alder"  # the address of the first school's form
AN_EVENING = datetime(2026, 11, 3, 19, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_school_hours() -> Iterator[None]:
    """It is a school morning, unless a test says otherwise."""
    clock.set_source(lambda: A_LESSON)
    yield
    clock.set_source(None)


@pytest.fixture(autouse=True)
def somebody_alerts(request: pytest.FixtureRequest) -> None:
    """The outbox takes alerts, also where the desk that does them is not loaded."""
    if "app" in request.fixturenames:
        app = request.getfixturevalue("app")
        if ALERT not in outbox.registry(app).kinds:
            outbox.register(app, ALERT, lambda facts, now: None)


def shown(page: str) -> str:
    """Return the words of a page's middle, as they are read."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).replace("&#39;", "'").split())


def read(client: StyleGuideClient, url: str = DOOR) -> str:
    return shown(client.get(url).get_data(as_text=True))


def form_token(page: str) -> str:
    """Return the token of the form on a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found, "no form on the page"
    return found[1]


def tell(client: StyleGuideClient, url: str, **typed: Any) -> TestResponse:
    """Open the form at `url` and send it, without a CSRF token."""
    token = form_token(client.get(url, follow_redirects=True).get_data(as_text=True))
    return client.post(url, data={"form_token": token, **typed}, csrf=False)


def words_on(page: str) -> list[str]:
    """Return the three words to keep that a page shows; none on a page without them."""
    box = re.search(r'<span class="code words">(.*?)</span>\s*<p', page, re.DOTALL)
    return re.findall(r"<span>(\w+)</span>", box[1]) if box else []


def change_school(app: Flask, school_id: str, **values: Any) -> None:
    """Change a school beneath the pages."""
    with app.app_context(), transaction.unit():
        school = db.session.get(School, school_id)
        for name, value in values.items():
            setattr(school, name, value)


def change_staff(app: Flask, world: World, staff_id: str, **values: Any) -> None:
    """Change a staff member beneath the pages."""
    with app.app_context(), transaction.unit():
        member = db.session.get(StaffMember, (world.school_id, staff_id))
        for name, value in values.items():
            setattr(member, name, value)


def end_role(app: Flask, world: World, role: Role) -> None:
    """Let nobody hold a role any more, beneath the pages."""
    with app.app_context(), transaction.unit():
        db.session.execute(
            update(StaffRole)
            .where(StaffRole.school_id == world.school_id, StaffRole.role == role)
            .values(ended_at=A_LESSON)
        )


def concerns(app: Flask) -> list[Concern]:
    """Return every concern that is stored, in the order of raising."""
    with app.app_context(), transaction.unit(writes=False):
        found = list(db.session.scalars(select(Concern).order_by(Concern.raised_at, Concern.id)))
        db.session.expunge_all()
        return found


def opened(app: Flask, concern: Concern, column: str = "text") -> str:
    """Return the words that a concern keeps sealed."""
    with app.app_context(), transaction.unit(writes=False):
        return unseal(
            getattr(concern, column),
            school_id=concern.school_id,
            table="concern",
            column=column,
            row_id=concern.id,
        )


def readers(app: Flask, concern: Concern) -> list[str]:
    """Return the ids of those who may read a concern."""
    with app.app_context(), transaction.unit(writes=False):
        found = concern_for(concern.school_id, concern.id)
        assert found is not None
        return list(found.known.reader_ids)
