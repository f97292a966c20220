"""The lead sets up a passkey and signs in with it, in a real browser with a virtual authenticator."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask_migrate import upgrade
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from mentoring import clock, create_app, transaction
from mentoring.extensions import db
from mentoring.people import hashing
from tests.people.second_factors import account_of
from tests.support.browser import launch_options
from tests.support.factories import make_school

pytestmark = pytest.mark.journey

EMAIL, PASSWORD = "tom.halewick@alder.example", "seven little teapots"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A school served at localhost, whose lead has a password and no second factor."""
    port = free_port()
    app = create_app({"INSTANCE_PATH": str(tmp_path_factory.mktemp("passkey")), "PORT": str(port)})
    with app.app_context():
        upgrade()
        with transaction.unit():
            account = account_of(make_school(), "lead")
            account.secret_hash, account.secret_at = hashing.hash_secret(PASSWORD), clock.now()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@dataclass
class Visit:
    """A browser with a device that holds passkeys."""

    page: Page
    devices: Any
    device_id: str

    def lose_keys(self) -> None:
        """The device forgets every passkey."""
        self.devices.send("WebAuthn.clearCredentials", {"authenticatorId": self.device_id})

    def sign_in(self, site: str) -> None:
        """Give e-mail and password, on the way to the account page."""
        self.page.goto(f"{site}/sign-in?next=/account")
        self.page.get_by_label("E-mail").fill(EMAIL)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def close_browser(self) -> None:
        """Forget the cookie, as a browser does that is closed."""
        self.page.context.clear_cookies()

    def is_accessible(self) -> None:
        """Fail if axe finds anything wrong with the page."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Somebody at a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page()
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield Visit(page, devices, made["authenticatorId"])
        browser.close()


def test_the_lead_sets_up_a_passkey_and_signs_in_with_it(site: str, visit: Visit) -> None:
    page = visit.page
    # Given a lead who has a password only
    visit.sign_in(site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    visit.is_accessible()
    # When they add a passkey and keep the codes
    page.get_by_label("A name for it").fill("School laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("button", name="Show my codes").click()
    codes = re.findall(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", page.locator("main").inner_text())
    assert len(codes) == 10
    visit.is_accessible()
    page.get_by_role("link", name="I have kept them").click()
    # Then they are in, and the passkey is theirs
    expect(page).to_have_url(f"{site}/account")
    expect(page.get_by_text("School laptop")).to_be_visible()
    visit.is_accessible()
    # And the next time the password alone opens nothing, but the passkey does
    visit.close_browser()
    visit.sign_in(site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    visit.is_accessible()
    page.goto(f"{site}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(f"{site}/account")
    # And when the device is lost, the page says so and a code on paper stands in, once
    visit.lose_keys()
    visit.close_browser()
    visit.sign_in(site)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("That did not work, or it was stopped.")).to_be_visible(timeout=70_000)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{site}/account")


def test_without_javascript_the_code_is_enough(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(java_script_enabled=False)
        # Given a lead who has a passkey, and a browser without scripts
        Visit(page, None, "").sign_in(site)
        expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
        # Then nothing is offered that would not work, and a code can be typed
        expect(page.get_by_role("button", name="Use your passkey")).to_be_hidden()
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("That is not the code.").first).to_be_visible()
        browser.close()
