"""The lead sets up a passkey and signs in with it, in a real browser with a virtual authenticator."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from mentoring import clock, transaction
from mentoring.people import hashing
from tests.journeys.conftest import Visit
from tests.journeys.live import Live, served
from tests.journeys.visitor import Visitor
from tests.people.second_factors import account_of
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


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A school whose lead has a password and no second factor."""

    def give_lead_a_password() -> None:
        with transaction.unit():
            account = account_of(make_school(), "lead")
            account.secret_hash, account.secret_at = hashing.hash_secret(PASSWORD), clock.now()

    with served(tmp_path_factory.mktemp("passkey"), give_lead_a_password) as live:
        yield live


@dataclass
class Device:
    """What holds the passkeys of a visitor's browser."""

    devices: Any
    number: str

    def loses_keys(self) -> None:
        """Forget every passkey."""
        self.devices.send("WebAuthn.clearCredentials", {"authenticatorId": self.number})


def given_a_device(visitor: Visitor) -> Device:
    devices: Any = visitor.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return Device(devices, made["authenticatorId"])


def gives_password(lead: Visitor) -> None:
    """Give e-mail and password in a browser that knows nobody, on the way to the account page."""
    lead.context.clear_cookies()
    lead.goes_to("/sign-in?next=/account")
    lead.writes("E-mail", EMAIL)
    lead.writes("Password", PASSWORD)
    lead.presses("Sign in")


def test_the_lead_sets_up_a_passkey_and_signs_in_with_it(school: Live, visit: Visit) -> None:
    # Given a lead who has a password only
    lead = visit(school, "lead")
    device = given_a_device(lead)
    gives_password(lead)
    lead.is_at("Set up a second factor")
    lead.looks_over("passkey-new")
    # When they add a passkey and keep the codes
    lead.writes("A name for it", "School laptop")
    lead.presses("Add a passkey")
    lead.is_at("Recovery codes")
    lead.presses("Show my codes")
    codes = re.findall(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", lead.text())
    assert len(codes) == 10
    lead.looks_over("recovery-codes")
    lead.presses("I have kept them")
    # Then they are in, and the passkey is theirs
    expect(lead.page).to_have_url(f"{school.address}/account")
    lead.reads("School laptop")
    lead.looks_over("account")
    # And the next time the password alone opens nothing, but the passkey does
    gives_password(lead)
    lead.is_at("Show that it is you")
    lead.looks_over("second-factor")
    lead.goes_to("/account")
    lead.is_at("Show that it is you")
    lead.presses("Use your passkey")
    expect(lead.page).to_have_url(f"{school.address}/account")
    # And when the device is lost, the page says so and a code on paper stands in, once
    device.loses_keys()
    gives_password(lead)
    lead.presses("Use your passkey")
    expect(lead.page.get_by_text("That did not work, or it was stopped.")).to_be_visible(timeout=70_000)
    lead.writes("Code", codes[0])
    lead.presses("Go on")
    expect(lead.page).to_have_url(f"{school.address}/account")
    gives_password(lead)
    lead.writes("Code", codes[0])
    lead.presses("Go on")
    lead.reads("That code was used already.")


def test_without_scripts_the_code_is_enough(school: Live, visit: Visit) -> None:
    # Given a lead who has a passkey, and a browser without scripts
    lead = visit(school, "lead", scripts=False)
    gives_password(lead)
    lead.is_at("Show that it is you")
    # Then nothing is offered that would not work, and a code can be typed
    expect(lead.page.get_by_role("button", name="Use your passkey")).to_be_hidden()
    lead.writes("Code", "000000")
    lead.presses("Go on")
    lead.reads("That is not the code.")
