"""Pages about one's own sign-in: where it is in use, the password, light or dark, and being away."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, public, requires, somebody_here
from mentoring.access.policy import Action
from mentoring.access.roles import STAFF_ROLES
from mentoring.people import hashing, throttling
from mentoring.people.actions import account as actions
from mentoring.people.actions import passwords
from mentoring.people.actions.sessions import end_all_sessions, end_session
from mentoring.people.deny_list import refusal_of_staff_password
from mentoring.people.forms.account import ChangePasswordForm
from mentoring.people.models import SignInSession, StaffMember
from mentoring.people.queries import accounts, resets, second_factor, sessions
from mentoring.people.views import identity
from mentoring.people.views.identity import THEME_COOKIE, own_staff
from mentoring.people.wording import role_name, sentence_for
from mentoring.web.addresses import local_path

bp = Blueprint("account", __name__)

YEAR = 365 * 24 * 3600  # seconds


@bp.get("/account")
@requires(Action.ACCOUNT_OPEN)
def overview() -> Any:
    """Show the person their own sign-in."""
    here = identity.signed_in()
    assert here is not None  # the guard let nobody else in
    now = clock.now()
    facts = {
        "last_here": sessions.last_before(here.session),
        "open_sessions": sessions.live_sessions(here.school.id, here.person.id, now),
        "this_session": here.session.id,
    }
    if not isinstance(here.person, StaffMember):
        return render_template("people/account_young.html", **facts)
    roles = [role_name(role, here.school.country) for role in STAFF_ROLES if role in here.person.roles]
    return render_template(
        "people/account.html",
        me=here.person,
        account=accounts.account(here.session.account_id),
        roles=roles,
        has=second_factor.second_factor(here.session.account_id),
        **facts,
    )


# Where one is signed in


@bp.post("/account/sessions/<session_id>/end")
@requires(Action.SESSION_END_OWN, load=sessions.session)
def end_one(session: SignInSession) -> Any:
    """End one of the person's own sign-ins."""
    end_session(session, why="owner", by=actor_here().by, now=clock.now())
    flash(_("That one is signed out."), "good")
    return redirect(url_for("account.overview"), 303)


@bp.post("/account/sessions/end-others")
@requires(Action.ACCOUNT_CHANGE)
def end_others() -> Any:
    """End every other sign-in of the account."""
    actor = actor_here()
    end_all_sessions(actor.account_id, except_id=actor.session_id, why="owner", by=actor.by, now=clock.now())
    flash(_("You are signed out everywhere else."), "good")
    return redirect(url_for("account.overview"), 303)


# The password


@bp.get("/account/password")
@requires(Action.ACCOUNT_CHANGE, load=own_staff)
def password(me: StaffMember) -> Any:
    """Ask for the present password and a new one."""
    return render_template("people/account_password.html", form=ChangePasswordForm())


@bp.post("/account/password")
@requires(Action.ACCOUNT_CHANGE, load=own_staff, late=True)
def change_password(me: StaffMember) -> Any:
    """Change the password; every other sign-in ends."""
    form, actor, now = ChangePasswordForm(), actor_here(), clock.now()
    account = accounts.account(me.account_id)
    assert account is not None
    held, personal = account.secret_hash, resets.personal_words(account)
    transaction.rollback()
    if not form.validate():
        return _password_page(form), 422
    present = throttling.ask_secret(
        actor.account_id, held, form.password.data or "", address=request.remote_addr or "", now=now
    )
    if present.wait is not None:
        form.password.errors = [_("Too many tries. Wait an hour, then try again.")]
        return _password_page(form), 429
    if not present.right:
        form.password.errors = [sentence_for(passwords.Refusal.WRONG_PASSWORD)]
        return _password_page(form), 422
    refusal = refusal_of_staff_password(form.chosen, personal=personal)
    if refusal is not None:
        form.new_password.errors = [sentence_for(refusal)]
        return _password_page(form), 422
    return _changed(form, held, hashing.hash_secret(form.chosen))


def _changed(form: ChangePasswordForm, held: str | None, new_hash: str) -> Any:
    transaction.begin(writes=True)
    refusal = passwords.change_password(actor_here(), checked_hash=held, new_hash=new_hash, now=clock.now())
    if refusal is not None:
        form.password.errors = [sentence_for(refusal)]
        return _password_page(form), 422
    flash(_("Your password is changed. You are signed out everywhere else."), "good")
    return redirect(url_for("account.overview"), 303)


def _password_page(form: ChangePasswordForm) -> str:
    return render_template("people/account_password.html", form=form)


# Light or dark


@bp.post("/theme")
@public("everybody chooses light or dark, also on the sign-in page", in_a_room=True)
def choose_theme() -> Any:
    """Keep the choice: with the account, or signed out in a cookie that says nothing else."""
    theme = request.form.get("theme", "")
    back = redirect(local_path(request.form.get("back")), 303)
    if theme not in actions.THEMES:
        return back
    actor = somebody_here()
    if actor is not None:
        actions.choose_theme(actor, theme, now=clock.now())
        return back
    settings = current_app.extensions["settings"]
    back.set_cookie(THEME_COOKIE, theme, max_age=YEAR, secure=settings.https, httponly=True, samesite="Lax")
    return back


# Being away


def _own_reader(school_id: str) -> StaffMember | None:
    """Return whoever asks, if they read concerns."""
    me = own_staff(school_id)
    return me if me is not None and me.is_safeguarding else None


@bp.post("/account/away")
@requires(Action.AWAY_SET, load=_own_reader)
def set_away(me: StaffMember) -> Any:
    """Note that the person is away, or back."""
    away = request.form.get("away") == "yes"
    actions.set_away(actor_here(), me, away, now=clock.now())
    said = _("You are marked as away. Say so here when you are back.") if away else _("You are back.")
    flash(said, "good")
    return redirect(url_for("account.overview"), 303)


@bp.post("/account/out-of-hours")
@requires(Action.AWAY_SET, load=_own_reader)
def set_out_of_hours(me: StaffMember) -> Any:
    """Note whether the person reads alerts outside school hours."""
    reads = request.form.get("reads") == "yes"
    actions.set_out_of_hours(actor_here(), me, reads, now=clock.now())
    flash(_("Saved."), "good")
    return redirect(url_for("account.overview"), 303)
