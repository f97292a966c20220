"""A contrast that is too small is found on every page, whatever words passed before."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.looks import is_well_made

pytestmark = pytest.mark.journey

PAGE = """<!doctype html><html lang="en-GB"><title>A page</title>
<style>body { background: white; color: #222 } %s</style>
<main><h1>A page</h1><div class="card"><p>Some words to be read.</p></div></main>"""
TOO_LITTLE = {
    "letters of another colour": "p { color: #aaa }",
    "the same letters on another card": ".card { background: #333 }",
    "on another page": "body { background: #333 } h1 { color: white }",
    "seen through a veil": ".card { opacity: 0.4 }",
    "lying over something else": "main { background: #333; padding-bottom: 9em } h1 { color: white } "
    ".card { position: fixed; top: 4em }",
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose words have passed."""
    page = browser.new_page()
    page.evaluate(AXE_SCRIPT)  # nothing is served here from which it could be read
    for _twice in range(2):
        page.set_content(PAGE % "")
        is_well_made(page)
    yield page
    page.close()


@pytest.mark.parametrize("style", TOO_LITTLE.values(), ids=TOO_LITTLE)
def test_words_that_passed_elsewhere_are_found_where_they_cannot_be_read(page: Page, style: str) -> None:
    page.set_content(PAGE % style)
    with pytest.raises(AssertionError, match="contrast"):
        is_well_made(page)


def test_letters_that_need_to_be_large_are_found_where_they_are_small(page: Page) -> None:
    page.set_content(PAGE % "p { color: #888; font-size: 40px }")
    is_well_made(page)
    page.set_content(PAGE % "p { color: #888 }")
    with pytest.raises(AssertionError, match="contrast"):
        is_well_made(page)
