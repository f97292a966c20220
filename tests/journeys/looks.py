"""What must hold for every page that is looked at: nothing that axe finds, nothing cut off, in light and in dark."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from axe_playwright_python.base import AxeResults
from playwright.sync_api import Page

Theme = Literal["light", "dark"]
THEMES: Sequence[Theme] = ("light", "dark")
Size = tuple[int, int]  # CSS pixels, wide and high

# For looking at the pages oneself: with this variable set, every page looked at is kept there as a picture.
PICTURES = os.environ.get("JOURNEY_PICTURES")

AXE_ADDRESS = "/axe.js"  # on the served place, beside the product's own pages
# The contrast of words takes four fifths of axe's time, and most words look as words did on another page. So what
# depends on colours is measured of each look once, and all else on every page at every width, in one of the themes: in
# the other only colours differ.
# Before its rules axe fetches what some need. Style sheets are for css-orientation-lock alone, which is experimental:
# it is not run unless asked for. What plays by itself is for no-autoplay-audio.
ALL_BUT_COLOURS = {
    "rules": {"color-contrast": {"enabled": False}, "link-in-text-block": {"enabled": False}},
    "preload": {"assets": ["media"]},
}
looks_that_passed: set[float] = set()


def _script(name: str) -> str:
    return Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8").strip().removesuffix(";")


LOOK = f"(asked) => ({_script('look')})({{ cutOff: {_script('cut_off')}, colours: {_script('colours')}, ...asked }})"


class Look(NamedTuple):
    """How a page is shown: in a window of this size, in light or dark."""

    size: Size
    theme: Theme


def is_well_made(page: Page, *, scripts: bool = True, rules: dict[str, Any] | None = ALL_BUT_COLOURS) -> str:
    """Fail if axe finds anything wrong with the page as it is now, or anything is cut off. Return what colour it has.

    scripts: without them axe cannot run, the rest is looked at all the same. rules: of axe, beside those of colours.
    """
    page.wait_for_load_state()
    asked = {"axe": AXE_ADDRESS, "rules": rules, "passed": list(looks_that_passed)} if scripts else {}
    seen = page.evaluate(LOOK, asked)
    looks_that_passed.update(seen.get("passed", ()))
    found = AxeResults({"violations": seen.get("violations", [])})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert not seen["cutOff"], f"{page.url} at {page.viewport_size}: {seen['cutOff']}"
    return str(seen["background"])


def look_over(page: Page, name: str, looks: Sequence[Look], now: Look, *, scripts: bool = True) -> Look:
    """Fail unless the page is well made in each of these looks. Return in which of them it is left.

    name: what its pictures are called. now: how it is shown; what is nearest to that is looked at first, and so on, for
    each change costs a new layout of the page.
    """
    waiting, backgrounds = list(looks), dict[Look, str]()
    while waiting:
        then = min(waiting, key=lambda look: (look.size != now.size, look.theme != now.theme))
        waiting.remove(then)
        if then.size != now.size:
            page.set_viewport_size({"width": then.size[0], "height": then.size[1]})
        if then.theme != now.theme:
            page.emulate_media(color_scheme=then.theme)
        now = then
        take_picture(page, f"{name}-{now.size[0]}-{now.theme}")
        is_first_of_size = all(look.size != now.size for look in backgrounds)
        rules = ALL_BUT_COLOURS if is_first_of_size else None
        backgrounds[now] = is_well_made(page, scripts=scripts, rules=rules)
    for size in {look.size for look in looks}:
        colours = {look.theme: colour for look, colour in backgrounds.items() if look.size == size}
        assert len(set(colours.values())) == len(colours), f"{page.url} does not become dark: {colours}"
    return now


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where pictures are wanted."""
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
