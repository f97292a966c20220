"""The browser of the journeys: the machine's own Chromium, else the one that Playwright has fetched.

Where Debian's headless shell is there too, most journeys run in that: the same engine, for less of the processor. It
keeps no pages for Back, as people's browsers do, so what is about that runs in the whole browser.
"""

import os
import shutil
from pathlib import Path
from typing import Any

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # All that is opened is this one site, so its pages can share one process.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
)


def chromium_path(*names: str) -> str | None:
    """Return the path of the first of these browsers that the machine has, or None: Playwright's own is to be used."""
    return next((found for name in names if (found := shutil.which(name))), None)


def launch_options(*, whole: bool = False) -> dict[str, Any]:
    """Return what `playwright.chromium.launch` is given here. whole: a browser as people have it."""
    # Chromium refuses to run as root inside its sandbox; elsewhere the sandbox stays.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    options: dict[str, Any] = {"args": [*sandbox, *QUIET]}
    if path := chromium_path(*WHOLE) if whole else chromium_path(SHELL, *WHOLE):
        options["executable_path"] = path
    return options


def is_present() -> bool:
    """Say whether there is a browser to launch: the machine's, or one that Playwright has fetched."""
    if chromium_path(*WHOLE):
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":  # `make browser` asks
    raise SystemExit(0 if is_present() else 1)
