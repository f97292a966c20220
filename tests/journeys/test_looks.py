"""What is wrong is found on every page, whatever passed before, and in each look what is wrong in that alone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.looks import THEMES, Look, is_well_made, look_over
from tests.journeys.visitor import PC, PHONE

pytestmark = pytest.mark.journey

PAGE = """<!doctype html><html lang="en-GB"><title>A page</title>
<style>body { background: white; color: #222 } a { color: #036 } %s</style>
<main><h1>A page</h1><div class="card"><p>Some words to be read.</p></div>
<div>In a text <a href="/">there is a link</a> to go on.</div>
<label for="name">Name</label><input id="name" style="color: black; background: white"></main>"""
DARK = "@media (prefers-color-scheme: dark) { body { background: black; color: #eee } a { color: #9cf } }"
WRONG_THERE = {
    "letters in the dark": ("@media (prefers-color-scheme: dark) { p { color: #333 } }", "color-contrast"),
    "letters on a phone": ("@media (width < 600px) { p { color: #888 } }", "color-contrast"),
    "a link in the dark": (
        "@media (prefers-color-scheme: dark) { a { color: #ccc; text-decoration: none } }",
        "link-in-text-block",
    ),
    "a name on a phone": ("@media (width < 600px) { label { display: none } }", "label"),
    "a name on a PC": ("@media (width > 600px) { label { display: none } }", "label"),
    "the width of a phone": ("h1 { width: 700px }", "the page is"),
    "words in the dark": (
        "@media (prefers-color-scheme: dark) { p { width: 3em; white-space: nowrap; overflow: hidden } }",
        "cut off by",
    ),
    "the dark": ("@media (prefers-color-scheme: dark) { body { background: white; color: #222 } a { color: #036 } }",
                 "does not become dark"),
}  # fmt: skip
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
    page = browser.new_page(viewport={"width": PC[0], "height": PC[1]}, color_scheme="light")
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


def test_a_link_that_cannot_be_told_from_the_text_is_found_whatever_links_passed(page: Page) -> None:
    page.set_content(PAGE % "a { text-decoration: none; color: #225 }")
    with pytest.raises(AssertionError, match="link-in-text-block"):
        is_well_made(page)


@pytest.mark.parametrize("style, found", WRONG_THERE.values(), ids=WRONG_THERE)
def test_what_is_wrong_in_one_look_alone_is_found(page: Page, style: str, found: str) -> None:
    looks = [Look(size, theme) for size in (PC, PHONE) for theme in THEMES]
    page.set_content(PAGE % DARK)
    now = look_over(page, "well", looks, Look(PC, "light"))
    page.set_content(PAGE % (DARK + style))
    with pytest.raises(AssertionError, match=found):
        look_over(page, "wrong", looks, now)
