"""Ending a sign-in, staying signed in, saying that somebody else used it, and words that were kept."""

from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, public, requires
from mentoring.access.policy import Action
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import csrf
from mentoring.people.actions import sessions as actions
from mentoring.people.queries import schools, sessions, staff
from mentoring.people.views.identity import room_here, signed_in
from mentoring.people.views.sign_in import begin_cookie
from mentoring.web.kept import give_back, page_to_send_again

bp = Blueprint("sessions", __name__)

REPORTED = "reported"  # in the cookie after a report: in which school, and whether by a student


@bp.post("/sign-out")
@csrf.exempt  # a child must always get out, from a page of whatever age; being signed out harms nobody
@public("signing out twice does no harm, and a child must never be told that it failed", in_a_room=True)
def sign_out() -> Any:
    """End this sign-in and go to the start; on a room's tablet, end a student's turn and go back to the room."""
    onward = url_for("room.overview" if room_here() else "home.start")
    _end_this("signed out")
    return redirect(onward, 303)


@bp.post("/leave")
@csrf.exempt  # as above
@public("whoever must leave a page quickly is not asked who they are", in_a_room=True)
def leave() -> Any:
    """End this sign-in, if there is one, and go to a page that says nothing about where one was."""
    _end_this("left quickly")
    return redirect(url_for("sessions.neutral"), 303)


def _end_this(why: str) -> None:
    room = room_here()
    if (here := signed_in()) is not None:
        now, by = clock.now(), By("person", here.session.person_id)
        actions.end_session(here.session, why=why, by=by, now=now)
        actions.forget_kept_forms(here.session.account_id)
    begin_cookie(room)  # which only its own pages close


@bp.get("/start")
@public("it is what is seen after leaving quickly", in_a_room=True)
def neutral() -> Any:
    """Show a page that could be any school's."""
    school = schools.only_school()
    today = clock.today(school.zone if school else "UTC")
    return render_template("people/neutral.html", today=today, school=school)


@bp.post("/session/extend")
@public("it answers a script, which is told when nobody is signed in any more", in_a_room=True)
def extend() -> Any:
    """Stay signed in: 204, or 401 when it was too late."""
    here = signed_in()
    if here is None and room_here() is None:
        return jsonify(message=_("You are signed out. Sign in again.")), 401
    if here is not None:
        actions.extend_session(here.session, clock.now())
    response = make_response("", 204)
    del response.headers["Content-Type"]  # there is no content
    return response


@bp.post("/session/not-me")
@requires(Action.SIGN_IN_REPORT)
def report() -> Any:
    """End every sign-in of this account, this one too, and tell what happens next."""
    actor = actor_here()
    actions.report_sign_in(actor, now=clock.now())
    begin_cookie()
    session[REPORTED] = {"school": actor.school_id, "student": actor.is_student}
    return redirect(url_for("sessions.reported"), 303)


@bp.get("/session/reported")
@public("whoever reported is signed out by it")
def reported() -> Any:
    """Tell somebody who reported what happens next, and who will come."""
    told = session.get(REPORTED)
    if told is None:
        return redirect(url_for("home.start"), 303)
    coordinators = staff.holders(told["school"])[Role.COORDINATOR] if told["student"] else []
    return render_template(
        "people/sign_in_reported.html", is_student=told["student"], coordinators=coordinators
    )


@bp.get("/session/kept/<kept_id>")
@requires(Action.KEPT_OPEN)
def kept(kept_id: str) -> Any:
    """Give back what was typed into a form that came too late, to the person who typed it."""
    account_id = actor_here().account_id
    found = sessions.kept_form(account_id, kept_id)
    words = give_back(found.sealed, account_id, clock.now()) if found else None
    # Somebody else signed in on this computer: they start at their own beginning, and are told nothing.
    return page_to_send_again(words) if words else redirect(url_for("home.start"), 303)
