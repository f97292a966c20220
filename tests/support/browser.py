"""The browser of the journeys: the machine's own Chromium, else the one that Playwright has fetched.

Debian's headless shell comes first: it is the same engine, and takes less of the processor's time.
"""

import os
import shutil
from pathlib import Path
from typing import Any

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
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


def chromium_path() -> str | None:
    """Return the path of the machine's Chromium, or None where Playwright's own is to be used."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def launch_options() -> dict[str, Any]:
    """Return what `playwright.chromium.launch` is given here."""
    # Chromium refuses to run as root inside its sandbox; elsewhere the sandbox stays.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    options: dict[str, Any] = {"args": [*sandbox, *QUIET]}
    if path := chromium_path():
        options["executable_path"] = path
    return options


def is_present() -> bool:
    """Say whether there is a browser to launch: the machine's, or one that Playwright has fetched."""
    if chromium_path():
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":  # `make browser` asks
    raise SystemExit(0 if is_present() else 1)
