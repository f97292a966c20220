"""Pages for staff who forgot their password, or were handed a one-time code."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import public
from mentoring.jobs import mail
from mentoring.people import hashing, throttling
from mentoring.people.actions import passwords
from mentoring.people.deny_list import refusal_of_staff_password
from mentoring.people.forms.account import ResetAskForm, ResetUseForm
from mentoring.people.queries import resets
from mentoring.people.typed_codes import code_hash
from mentoring.people.views.second_factor import too_many_codes
from mentoring.people.wording import sentence_for

bp = Blueprint("reset", __name__)

MAIL = "reset mail"  # the kind of try that asks for a mail


def _mail_is_set_up() -> bool:
    return mail.is_set_up(current_app.extensions["settings"])


@bp.get("/reset")
@public("who forgot a password is signed out")
def ask() -> Any:
    """Say how to get a new password; where there is mail, offer it."""
    return _ask_page(ResetAskForm())


@bp.post("/reset")
@public("who forgot a password is signed out", late=True)
def send() -> Any:
    """Mail a one-time code if the account may have one; the answer is the same for every address."""
    form, now = ResetAskForm(), clock.now()
    if not form.validate():
        return _ask_page(form), 422
    address = (form.email.data or "").strip().lower()
    with transaction.aside():
        taken = throttling.take_a_try(address, request.remote_addr or "", now=now, kind=MAIL)
    transaction.begin(writes=True)
    account = resets.staff_account(address)
    if account is not None and taken.wait is None and _mail_is_set_up():
        passwords.mail_reset_code(account, now=now)
    return redirect(url_for("reset.sent"), 303)


@bp.get("/reset/sent")
@public("who forgot a password is signed out")
def sent() -> Any:
    """Say what happens now: the same for an address that is known and for one that is not."""
    return render_template("people/reset_sent.html", by_mail=_mail_is_set_up())


def _ask_page(form: ResetAskForm) -> str:
    return render_template("people/reset_ask.html", form=form, by_mail=_mail_is_set_up())


@bp.get("/reset/use")
@public("who forgot a password is signed out")
def use() -> Any:
    """Ask for the one-time code and a new password."""
    return _use_page(ResetUseForm(data={"code": request.args.get("code", "")}))


@bp.post("/reset/use")
@public("who forgot a password is signed out", late=True)
def choose() -> Any:
    """Take the code and the new password; every sign-in of the account ends."""
    form, now = ResetUseForm(), clock.now()
    if not form.validate():
        return _use_page(form), 422
    hashed = code_hash(passwords.RESET, form.code.data or "")
    with transaction.aside():
        # Counted by the code itself: counted by the e-mail, anybody could keep its owner from using a code.
        taken = throttling.take_a_try(hashed, request.remote_addr or "", now=now, kind=throttling.CODE)
    if taken.wait is not None:
        form.code.errors = [too_many_codes(taken.wait)]
        return _use_page(form), 429
    with transaction.aside(writes=False):
        personal = resets.personal_words_behind(hashed, form.email.data or "", now)
    if personal is None:
        form.code.errors = [sentence_for(passwords.Refusal.WRONG_CODE)]
        return _use_page(form), 422
    with transaction.aside():
        throttling.take_back(taken)
    refusal = refusal_of_staff_password(form.chosen, personal=personal)
    if refusal is not None:
        form.new_password.errors = [sentence_for(refusal)]
        return _use_page(form), 422
    return _chosen(form, hashing.hash_secret(form.chosen))


def _chosen(form: ResetUseForm, new_hash: str) -> Any:
    transaction.begin(writes=True)
    refusal = passwords.use_reset_code(form.email.data or "", form.code.data or "", new_hash, now=clock.now())
    if refusal is not None:
        form.code.errors = [sentence_for(refusal)]
        return _use_page(form), 422
    flash(_("Your new password is set. Sign in with it."), "good")
    return redirect(url_for("sign_in.staff"), 303)


def _use_page(form: ResetUseForm) -> str:
    return render_template("people/reset_use.html", form=form)
