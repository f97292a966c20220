"""Twenty presses of the same button at the same time make one concern, and lose none of two."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from mentoring.raising.views import slowing
from tests.raising.conftest import concerns, form_token, opened, words_on
from tests.support.client import StyleGuideClient
from tests.support.factories import World

PRESSES = 20

pytestmark = pytest.mark.reliability


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowing, "sleep", lambda seconds: None)


def pressed_together(app: Flask, sendings: list[dict[str, str]]) -> list[str]:
    """Send all of these at the same time, each as a browser of its own; return the pages."""

    def press(typed: dict[str, str]) -> str:
        browser = app.test_client()
        assert isinstance(browser, StyleGuideClient)
        answer = browser.open("/tell/alder", method="POST", data=typed, checked=False)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    with ThreadPoolExecutor(PRESSES) as threads:
        return list(threads.map(press, sendings))


def test_twenty_presses_make_one_and_show_the_same_words(
    app: Flask, client: StyleGuideClient, world: World
) -> None:
    token = form_token(client.get("/tell/alder").get_data(as_text=True))
    pages = pressed_together(app, [{"form_token": token, "text": "He hit me"}] * PRESSES)
    assert len({tuple(words_on(page)) for page in pages}) == 1
    assert [opened(app, one) for one in concerns(app)] == ["He hit me"]


def test_twenty_presses_without_a_token_make_one(app: Flask, world: World) -> None:
    pressed_together(app, [{"text": "He hit me"}] * PRESSES)
    assert len(concerns(app)) == 1


def test_twenty_children_at_once_make_twenty(app: Flask, client: StyleGuideClient, world: World) -> None:
    tokens = [form_token(client.get("/tell/alder").get_data(as_text=True)) for _ in range(PRESSES)]
    pages = pressed_together(app, [{"form_token": token, "text": "Help"} for token in tokens])
    assert len(concerns(app)) == PRESSES
    assert len({tuple(words_on(page)) for page in pages}) == PRESSES
