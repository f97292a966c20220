"""A real browser, the demo school to visit, and a picture of every page that a story failed on."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.journeys.live import Demo, Live, served_demo
from tests.journeys.visitor import PC, Visitor
from tests.support.browser import launch_options

FAILED = pytest.StashKey[bool]()
RESULTS = Path(__file__).parents[2] / "test-results"
PATIENCE = 20_000  # ms that a page may take, on a machine with much else to do


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


class Visit(Protocol):
    """Opens a browser window for somebody."""

    def __call__(self, live: Live, who: str, *, size: tuple[int, int] = PC, touches: bool = False,
                 scripts: bool = True, browser: Browser | None = None) -> Visitor: ...  # fmt: skip


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(**launch_options())
    yield launched
    launched.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Visit]:
    """Return a function: somebody at a browser of their own. Afterwards nobody may have anything to complain of."""
    usual, visitors = browser, []

    def opened(live: Live, who: str, *, size: tuple[int, int] = PC, touches: bool = False,
               scripts: bool = True, browser: Browser | None = None) -> Visitor:  # fmt: skip
        context = (browser or usual).new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=touches,
            java_script_enabled=scripts,
            color_scheme="light",
            reduced_motion="reduce",  # or colours would still be changing while they are looked at
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor(live, who, context, context.new_page(), touches, scripts))
        return visitors[-1]

    yield opened
    failed = request.node.stash.get(FAILED, True)
    if failed:
        _keep_pictures(request.node.name, visitors)
    for visitor in visitors:
        visitor.context.close()
    if not failed:
        for visitor in visitors:
            visitor.leaves_nothing_to_complain()


def _keep_pictures(test: str, visitors: list[Visitor]) -> None:
    RESULTS.mkdir(exist_ok=True)
    for number, visitor in enumerate(visitors, 1):
        name = re.sub(r"\W+", "-", f"{test}-{number}-{visitor.who}")
        visitor.page.screenshot(path=RESULTS / f"{name}.png", full_page=True)
        print(visitor.who, visitor.page.url, visitor.complaints, visitor.live.errors())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo school at 10:55 on a Tuesday in term, new for each module."""
    with served_demo(tmp_path_factory.mktemp("demo")) as live:
        yield live


@pytest.fixture
def still(demo: Demo) -> Iterator[None]:
    """No time passes in this story but what it says: it compares pages, and some say how many minutes ago."""
    with demo.clock.standing_still():
        yield
