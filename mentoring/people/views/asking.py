"""What is answered to somebody who must sign in first, or prove a second time who they are: never a lost word."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import SAFE_METHODS
from mentoring.people.actions.sessions import keep_form
from mentoring.people.models import SignInSession
from mentoring.people.queries import schools
from mentoring.web.kept import (
    Kept,
    asked_by_script,
    keep,
    page_before,
    page_to_copy,
    this_address,
    typed_in_this_request,
)

# On a room's tablet these lead to the room without a word.
WAYS_HOME = frozenset({"home.start", "home.today"})


def for_sign_in(session: SignInSession | None) -> Any:
    """Answer somebody who is not signed in: the sign-in page of their kind, with the way back.

    session: the one behind the cookie, which has ended or idled away. A form that was sent with it is kept for
        its account; where the account is not known, what was typed is shown at once, to be copied.
    """
    account_id = session.account_id if session else None
    page, school = _sign_in_page(session)
    if asked_by_script():
        message = _("You are signed out. Sign in again.")
        return jsonify(message=message, sign_in=url_for(page, school=school)), 401
    typed = _typed()
    if typed is not None and typed.fields and account_id is None:
        return page_to_copy(typed, url_for(page, school=school, next=page_before())), 401
    if session is not None and session.room_id and (session.is_room or typed is None or not typed.fields):
        # The room is over: an adult opens it anew. What a student was typing is kept for them, as elsewhere.
        return redirect(url_for("sign_in.staff", next=url_for("room.choose")), 303)
    return redirect(url_for(page, school=school, next=_way_back(account_id, typed)), 303)


def for_second_factor(account_id: str) -> Any:
    """Answer somebody whose second factor is missing or too old: the page that asks for it, with the way back."""
    if asked_by_script():
        message = _("Show first that it is you.")
        return jsonify(message=message, second_factor=url_for("second_factor.ask")), 401
    return redirect(url_for("second_factor.ask", next=_way_back(account_id, _typed())), 303)


def for_the_room(has_turn: bool, session: SignInSession | None) -> Any:
    """Answer on a room's tablet somebody who asks for what is not open there: the way back, and never content.

    has_turn: a student is signed in. session: the one behind the cookie. If it was the turn of a student who has been
    idle for too long, what they typed is kept for them alone, and they are asked for their secret again.
    """
    if asked_by_script():
        return jsonify(message=_("This tablet is open for the room.")), 401
    if has_turn:
        return redirect(url_for("room.turn_here"), 303)
    typed = _typed()
    if session is not None and session.is_student and typed is not None and typed.fields:
        onward = _way_back(session.account_id, typed)
        return redirect(url_for("room.turn", student_id=session.person_id, next=onward), 303)
    if session is not None and session.is_student:
        flash(_("That turn is over. Tap your name to go on."), "wait")
    elif request.endpoint not in WAYS_HOME:
        flash(_("This tablet is open for the room. Close the room first to go on as staff."), "wait")
    return redirect(url_for("room.overview"), 303)


def _sign_in_page(session: SignInSession | None) -> tuple[str, str | None]:
    if session is None or not session.is_student:
        return "sign_in.staff", None
    school = schools.school(session.school_id)
    return "sign_in.student", school.code if school else None


def _typed() -> Kept | None:
    return None if request.method in SAFE_METHODS else typed_in_this_request()


def _way_back(account_id: str | None, typed: Kept | None) -> str:
    """Return where to go on: this page; the page with the kept words; for a mere button, the page it was on."""
    if typed is None:
        return this_address()
    if account_id is None or not typed.fields:
        return page_before()
    now = clock.now()
    sealed = keep(account_id, typed, now)
    if transaction.is_open():
        transaction.rollback()  # what the request began, and did nothing in
    with transaction.aside():
        kept_id = keep_form(account_id, sealed, now=now)
    return url_for("sessions.kept", kept_id=kept_id)
