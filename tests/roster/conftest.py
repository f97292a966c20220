"""A coordinator who brings files, on both databases."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.people.models import Student
from mentoring.roster.models import RosterDraft
from tests.roster.files import Rows, csv_of
from tests.support.client import StyleGuideClient
from tests.support.factories import World

HEAD = ["Adno", "Forename", "Surname", "Year", "Form"]
ANA, BEN, CY = (
    ["1", "Ana", "Reed", "7", "7A"],
    ["2", "Ben", "Okoro", "8", "8B"],
    ["3", "Cy", "Poe", "9", "9C"],
)


class Office:
    """Somebody at the pages of the roster."""

    def __init__(self, app: Flask, client: StyleGuideClient, world: World) -> None:
        self.app, self.client, self.world = app, client, world
        self.draft = ""  # the address of the newest draft

    def bring(self, content: bytes | Rows, name: str = "students.csv", **more: Any) -> TestResponse:
        """Bring a file; all years and no birth dates unless told otherwise."""
        content = content if isinstance(content, bytes) else csv_of(content)
        typed = {"years": ["7", "8", "9", "10", "11"], "keep_birth": "nothing", **more}
        answer = self.client.post("/students/roster", data={"file": (io.BytesIO(content), name), **typed})
        if answer.status_code == 303:
            self.draft = answer.location
        return answer

    def page(self, address: str | None = None) -> str:
        """Return a page, the draft's if no other is named."""
        answer = self.client.get(address or self.draft)
        assert answer.status_code == 200, answer
        return answer.get_data(as_text=True)

    def says_columns(self, **more: str) -> TestResponse:
        """Send the guess about columns as it stands, or with other answers."""
        return self.client.post(f"{self.draft}/columns", data={**chosen_on(self.page()), **more})

    def looks(self, content: bytes | Rows, **more: Any) -> str:
        """Bring a file, take the guess about its columns, and return the page of what it would do."""
        assert self.bring(content, **more).status_code == 303
        if "Which column is which?" in self.page():
            assert self.says_columns().status_code == 303
        return self.page()

    def takes(self) -> TestResponse:
        """Press the button on the page of what it would do."""
        found = re.search(r'name="seen" value="(\w+)"', self.page())
        assert found
        return self.client.post(f"{self.draft}/take", data={"seen": found[1]})

    def imports(self, content: bytes | Rows, **more: Any) -> str:
        """Bring, look and take; return the page after it."""
        self.looks(content, **more)
        answer = self.takes()
        assert answer.location == "/students/roster/taken", answer.get_data(as_text=True)
        return self.page(answer.location)

    def stored(self, model: type = Student) -> list[Any]:
        """Return all rows of this school."""
        with self.app.app_context(), transaction.unit(writes=False):
            rows = db.session.query(model).filter_by(school_id=self.world.school_id).order_by(model.id).all()
            db.session.expunge_all()
            return rows

    def names(self) -> list[str]:
        """Return the names of the school's students."""
        return sorted(student.name for student in self.stored())

    def only_draft(self) -> RosterDraft:
        """Return the one draft there is."""
        (draft,) = self.stored(RosterDraft)
        return draft


def chosen_on(page: str) -> dict[str, str]:
    """Return what the lists on a page have chosen."""
    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found = re.search(r'<option selected value="([^"]*)"', options)
        chosen[name] = found[1] if found else ""
    return chosen


@pytest.fixture
def office(app: Flask, world: World, sign_in: Callable[..., StyleGuideClient]) -> Office:
    """The coordinator."""
    return Office(app, sign_in(world, "coordinator"), world)


@pytest.fixture
def later() -> Callable[..., None]:
    """Return a function that lets time pass."""

    def pass_time(**by: float) -> None:
        from datetime import timedelta

        then = clock.now() + timedelta(**by)
        clock.set_source(lambda: then)

    return pass_time
