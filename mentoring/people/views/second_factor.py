"""Pages that ask for a second factor, set one up, and change it later."""

import base64
import binascii
import json
from datetime import timedelta
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.audit.keys import KeyProblem, lock_away, take_out
from mentoring.people import throttling, totp
from mentoring.people.actions import second_factor as actions
from mentoring.people.forms.second_factor import CodeForm, NewAppForm, OnwardForm
from mentoring.people.models import StaffMember
from mentoring.people.queries import accounts, second_factor
from mentoring.people.views import asking, identity
from mentoring.people.views.identity import own_staff
from mentoring.people.wording import sentence_for
from mentoring.web.addresses import local_path

bp = Blueprint("second_factor", __name__)

PENDING = "second factor being set up"  # the purpose that a new app's secret is sealed for
PENDING_LASTS = timedelta(hours=1)


def onward() -> str:
    """Return where the person was going: a path on this site."""
    return local_path(request.values.get("next"), url_for("home.start"))


def must_ask_again(me: StaffMember) -> bool:
    """Say whether there is a second factor that was not passed in the last 15 minutes.

    Where there is none yet, the password alone is enough to set the first one up.
    """
    passed_at = actor_here().second_factor_at
    fresh = passed_at is not None and clock.now() - passed_at <= identity.FRESH
    return not fresh and second_factor.second_factor(me.account_id).exists


def ask_again() -> Any:
    """Answer somebody whose second factor is asked for again: nothing typed is lost."""
    return asking.for_second_factor(actor_here().account_id)


# Asking


@bp.get("/sign-in/second")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def ask(me: StaffMember) -> Any:
    """Ask for the second factor; who has none yet is led to set one up."""
    if not second_factor.second_factor(me.account_id).exists:
        return redirect(url_for("second_factor.overview", next=onward()))
    return _ask_page(me, CodeForm(data={"next": onward()}))


@bp.post("/sign-in/second")
@requires(Action.ACCOUNT_CHANGE, load=own_staff, late=True)
def answer(me: StaffMember) -> Any:
    """Take a code of the app or a recovery code, and go on to where the person was going."""
    actor, form, now = actor_here(), CodeForm(), clock.now()
    transaction.rollback()
    if not form.validate():
        return _ask_page(me, form), 422
    with transaction.aside():
        taken = throttling.take_a_try(
            actor.account_id, request.remote_addr or "", now=now, kind=throttling.CODE
        )
    if taken.wait is not None:
        form.code.errors = [too_many_codes(taken.wait)]
        return _ask_page(me, form), 429
    transaction.begin(writes=True)
    refusal = actions.pass_with_code(actor, form.code.data or "", now=now)
    if refusal is not None:
        form.code.errors = [sentence_for(refusal)]
        return _ask_page(me, form), 422
    throttling.take_back(taken)
    _warn_of_few_codes(actor.account_id)
    return redirect(onward(), 303)


def too_many_codes(wait: timedelta) -> str:
    """Return what is said after too many wrong codes."""
    return ngettext(
        "Too many wrong codes. Wait a minute, then try again.",
        "Too many wrong codes. Wait %(num)d minutes, then try again.",
        throttling.whole_minutes(wait),
    )


def _ask_page(me: StaffMember, form: CodeForm) -> str:
    has = second_factor.second_factor(me.account_id)
    return render_template("people/second_factor_ask.html", form=form, has=has, next=onward())


def _warn_of_few_codes(account_id: str) -> None:
    left = second_factor.second_factor(account_id).codes_left
    if left == 0:
        flash(_("You have no recovery codes left. Make new ones under your name, Second factor."), "wait")


# Setting up and changing


@bp.get("/account/second-factor")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def overview(me: StaffMember) -> Any:
    """Show what the person has, and what they can add or take off."""
    if must_ask_again(me):
        return ask_again()
    return overview_page(me)


def overview_page(me: StaffMember) -> str:
    """Return the page of the person's second factors; a first one is set up on it too."""
    has = second_factor.second_factor(me.account_id)
    required = second_factor.is_required(me.account_id)
    return render_template("people/second_factor.html", has=has, required=required, next=onward())


@bp.get("/account/second-factor/app")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def new_app(me: StaffMember) -> Any:
    """Show a new secret for an authenticator app, to scan or to type."""
    if must_ask_again(me):
        return ask_again()
    secret = totp.new_secret()
    return _app_page(me, NewAppForm(data={"next": onward(), "pending": _pending(secret)}), secret)


@bp.post("/account/second-factor/app")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def add_app(me: StaffMember) -> Any:
    """Take the first code of the new app."""
    if must_ask_again(me):
        return ask_again()
    form = NewAppForm()
    secret = _secret_in(form.pending.data or "")
    if secret is None:
        flash(_("That page was open for too long. Here is a new code for your app."), "wait")
        return redirect(url_for("second_factor.new_app", next=onward()), 303)
    if not form.validate():
        return _app_page(me, form, secret), 422
    refusal = actions.add_app(actor_here(), secret, form.code.data or "", now=clock.now())
    if refusal is not None:
        form.code.errors = [
            _("That is not the code that the app shows now. Look again, and write the new one.")
        ]
        return _app_page(me, form, secret), 422
    flash(_("Your authenticator app is set up."), "good")
    return redirect(after_adding(me.account_id), 303)


def after_adding(account_id: str) -> str:
    """Return where to go after something was added: to the recovery codes if there are none yet."""
    endpoint = "recovery_codes" if second_factor.codes_left(account_id) == 0 else "overview"
    return url_for(f"second_factor.{endpoint}", next=onward())


def _app_page(me: StaffMember, form: NewAppForm, secret: str) -> str:
    account = accounts.account(me.account_id)
    assert account is not None
    assert account.email is not None
    address = totp.address(secret, name=account.email, issuer=me.school.name)
    code = segno.make(address, error="m")
    picture = code.svg_inline(
        border=4, omitsize=True, light="#fff", dark="#000", title=_("QR code for your app")
    )
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return render_template(
        "people/second_factor_app.html",
        form=form,
        qr=Markup(picture),  # noqa: S704  (drawn by segno; the address is in it as squares, not as text)
        secret=" ".join(groups),
        name=account.email,
        next=onward(),
    )


def _pending(secret: str) -> str:
    # Until the app has shown a code nothing is stored: the secret waits in the page, sealed to this sign-in.
    content = json.dumps([secret, (clock.now() + PENDING_LASTS).timestamp()])
    return base64.urlsafe_b64encode(lock_away(PENDING, content, actor_here().session_id)).decode()


def _secret_in(pending: str) -> str | None:
    try:
        sealed = base64.urlsafe_b64decode(pending)
        secret, until = json.loads(take_out(PENDING, sealed, actor_here().session_id))
    except (KeyProblem, binascii.Error, ValueError):
        return None
    return str(secret) if clock.now().timestamp() < until else None


@bp.post("/account/second-factor/app/remove")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def remove_app(me: StaffMember) -> Any:
    """Take the authenticator app off."""
    if must_ask_again(me):
        return ask_again()
    return after_removing(actions.remove_app(actor_here(), now=clock.now()))


def after_removing(refusal: actions.Refusal | None) -> Any:
    """Answer a removal: back to the page, with what was done or why not."""
    if refusal is None:
        flash(_("It is taken off. Nobody can sign in with it any more."), "good")
    else:
        flash(sentence_for(refusal), "wait")
    return redirect(url_for("second_factor.overview"), 303)


@bp.get("/account/second-factor/codes")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def recovery_codes(me: StaffMember) -> Any:
    """Say what recovery codes are for, with the button that makes them."""
    if must_ask_again(me):
        return ask_again()
    has = second_factor.second_factor(me.account_id)
    if not has.exists:
        return redirect(url_for("second_factor.overview", next=onward()))
    form = OnwardForm(data={"next": onward()})
    return render_template("people/second_factor_codes.html", form=form, has=has)


@bp.post("/account/second-factor/codes")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def make_recovery_codes(me: StaffMember) -> Any:
    """Make ten new recovery codes and show them, this once."""
    if must_ask_again(me):
        return ask_again()
    if not second_factor.second_factor(me.account_id).exists:
        return redirect(url_for("second_factor.overview", next=onward()), 303)
    codes = actions.make_recovery_codes(actor_here(), now=clock.now())
    return render_template("people/recovery_codes.html", codes=codes, next=onward(), made=clock.now())
