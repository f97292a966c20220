"""What must hold for every page that is looked at: nothing that axe finds, nothing cut off, in light and in dark."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

Theme = Literal["light", "dark"]
THEMES: Sequence[Theme] = ("light", "dark")

# For looking at the pages oneself: with this variable set, every page looked at is kept there as a picture.
PICTURES = os.environ.get("JOURNEY_PICTURES")

WRONG = "async (rules) => (await axe.run({ resultTypes: ['violations'], ...rules })).violations"
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
# The contrast of words takes four fifths of axe's time, and most words look as words did on another page. So axe
# measures each look once, and all else on every page. In the second theme only colours differ.
EVERYTHING_ELSE = {"rules": {"color-contrast": {"enabled": False}}}
COLOURS_OF_LINKS = {"runOnly": ["link-in-text-block"]}
looks_that_passed: set[str] = set()
CUT_OFF = Path(__file__).with_name("cut_off.js").read_text(encoding="utf-8")


def is_accessible(page: Page, rules: dict[str, Any] = EVERYTHING_ELSE) -> None:
    """Fail if axe finds anything wrong with the page as it is now: by these rules, or with a contrast."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    contrast = page.evaluate(CONTRAST, list(looks_that_passed))
    looks_that_passed.update(contrast["passed"])
    found = AxeResults({"violations": page.evaluate(WRONG, rules) + contrast["violations"]})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def fits(page: Page) -> None:
    """Fail if the page is wider than the window, or any words are cut off."""
    wrong = page.evaluate(CUT_OFF)
    assert not wrong, f"{page.url} at {page.viewport_size}: {wrong}"


def background(page: Page) -> str:
    """Return the colour behind the page."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def look_over(page: Page, name: str, *, themes: Sequence[Theme] = THEMES, scripts: bool = True) -> None:
    """Fail unless the page is well made in these themes. It is left as it was, in light.

    name: what its picture is called. scripts: without them axe cannot run, the rest is looked at all the same.
    """
    page.wait_for_load_state()
    page.emulate_media(color_scheme="light")
    light = background(page)
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        if theme == "dark":
            assert background(page) != light, f"{page.url} does not become dark"
        take_picture(page, f"{name}-{theme}")
        if scripts:
            is_accessible(page, EVERYTHING_ELSE if theme == themes[0] else COLOURS_OF_LINKS)
        fits(page)
    page.emulate_media(color_scheme="light")


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where pictures are wanted."""
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
