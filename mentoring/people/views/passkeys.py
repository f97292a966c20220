"""What the browser asks while a passkey is made or used: options out, the device's answer in."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, request, session
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people import passkeys
from mentoring.people.actions import second_factor as actions
from mentoring.people.models import StaffMember
from mentoring.people.queries import accounts, second_factor
from mentoring.people.views.identity import own_staff
from mentoring.people.views.second_factor import (
    after_adding,
    after_removing,
    ask_again,
    must_ask_again,
    onward,
)
from mentoring.people.wording import sentence_for

bp = Blueprint("passkeys", __name__)

CHALLENGE = "passkey"  # its place in the cookie
CHALLENGE_LASTS = timedelta(minutes=5)
LONGEST_NAME = 60


def _give_challenge(purpose: str) -> str:
    challenge = passkeys.new_challenge()
    session[CHALLENGE] = [purpose, challenge, actor_here().session_id, int(clock.now().timestamp())]
    return challenge


def _take_challenge(purpose: str) -> str | None:
    """Return the challenge that was given for this, once; None if there is none, or it is too old.

    A cookie put aside could bring a challenge back: so none counts that is older than the last passing.
    """
    given = session.pop(CHALLENGE, None)
    actor = actor_here()
    if given is None or given[0] != purpose or given[2] != actor.session_id:
        return None
    passed = actor.second_factor_at.timestamp() if actor.second_factor_at else 0
    oldest = max(passed, (clock.now() - CHALLENGE_LASTS).timestamp())
    return str(given[1]) if given[3] >= oldest else None


def _refused(sentence: str, status: int = 422) -> Any:
    return {"message": sentence}, status


# Using one to pass


@bp.post("/sign-in/second/passkey/options")
@requires(Action.ACCOUNT_CHANGE, load=own_staff, late=True)
def use_options(me: StaffMember) -> Any:
    """Give the browser a challenge for the person's passkeys."""
    known = second_factor.passkeys(me.account_id)
    if not known:
        return _refused(_("There is no passkey here. Use a code."))
    return passkeys.as_json(passkeys.options_to_use(known, _give_challenge("use")))


@bp.post("/sign-in/second/passkey")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def use(me: StaffMember) -> Any:
    """Take the passkey's signature as the second factor."""
    challenge = _take_challenge("use")
    said = passkeys.as_answer(request.get_json(silent=True))
    passkey = second_factor.passkey_with_credential(me.account_id, str(said.get("id")))
    if challenge is None or passkey is None:
        return _refused(_("That took too long, or the passkey is not known here. Try again, or use a code."))
    try:
        count = passkeys.used(said, challenge, passkey)
    except passkeys.BadAnswer:
        return _refused(_("The passkey was not taken. Try again, or use a code."))
    actions.pass_with_passkey(actor_here(), passkey, count, now=clock.now())
    return {"next": onward()}


# Making one, and taking it off


@bp.post("/account/passkeys/options")
@requires(Action.ACCOUNT_CHANGE, load=own_staff, late=True)
def create_options(me: StaffMember) -> Any:
    """Give the browser what it needs to make a passkey."""
    if must_ask_again(me):
        return ask_again()
    account = accounts.account(me.account_id)
    assert account is not None
    known = second_factor.passkeys(me.account_id)
    challenge = _give_challenge("create")
    return passkeys.as_json(passkeys.options_to_create(account, known, challenge, school=me.school.name))


@bp.post("/account/passkeys")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def create(me: StaffMember) -> Any:
    """Keep the public half of the passkey that the browser made."""
    if must_ask_again(me):
        return ask_again()
    challenge = _take_challenge("create")
    if challenge is None:
        return _refused(_("That took too long. Try again."))
    said = passkeys.as_answer(request.get_json(silent=True))
    try:
        made = passkeys.made(said, challenge)
    except passkeys.BadAnswer:
        return _refused(_("The passkey could not be made. Try again, or use an authenticator app."))
    name = str(said.get("name") or "").strip()[:LONGEST_NAME] or _("Passkey")
    refusal = actions.add_passkey(actor_here(), made, name, now=clock.now())
    if refusal is not None:
        return _refused(sentence_for(refusal))
    return {"next": after_adding(me.account_id)}


@bp.post("/account/passkeys/remove")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def remove(me: StaffMember) -> Any:
    """Take one of the person's own passkeys off."""
    if must_ask_again(me):
        return ask_again()
    passkey = second_factor.passkey(me.account_id, request.form.get("passkey", ""))
    if passkey is None:
        abort(404)
    return after_removing(actions.remove_passkey(actor_here(), passkey, now=clock.now()))
