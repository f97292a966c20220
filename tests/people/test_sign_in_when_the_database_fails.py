"""A full disk or a lost database: the page still comes, and nobody loses what they typed."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from mentoring.people.views import identity
from mentoring.web.shell import Frame
from tests.people.signing_in import NOON, after, give_secret, set_time, type_student
from tests.support.client import StyleGuideClient
from tests.support.factories import World


def _fail(*_: object) -> None:
    raise OperationalError("UPDATE session", {}, Exception("database or disk is full"))


def test_a_page_is_shown_even_when_last_seen_cannot_be_written(
    app: Flask, world: World, client: StyleGuideClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_time(NOON)
    type_student(client, world, give_secret(app, world, "mentee"))
    after(minutes=5)
    monkeypatch.setattr(identity, "_touch", _fail)
    assert client.get("/account").status_code == 200


def test_an_error_page_comes_even_when_nobody_can_say_who_is_here(
    app: Flask, client: StyleGuideClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> Frame:
        _fail()
        return Frame()

    monkeypatch.setitem(app.extensions, "frame", nobody)
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "We can't find that page" in answer.get_data(as_text=True).replace("&#39;", "'")
