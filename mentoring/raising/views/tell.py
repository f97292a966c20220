"""Tell an adult: from any page, signed in or out, with or without JavaScript, and never refused.

The form needs no session, so Flask-WTF's token cannot guard it. Instead, the browser itself says where the form
was (Sec-Fetch-Site or Origin), and the form carries a signed token without age. Where either is not right the
words are still here: shown again with a fresh button, or stored and marked.
"""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.guard import back_to_the_room, current_actor, is_in_a_room, public, somebody_here
from mentoring.extensions import csrf
from mentoring.people.models import School
from mentoring.people.queries import schools, staff
from mentoring.people.views import asking, identity
from mentoring.raising import wording
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.forms import FormToken, SchoolCodeForm, TellForm, sign_token, token_in
from mentoring.raising.models import Concern
from mentoring.raising.queries.concerns import concern_with_token, words_again
from mentoring.raising.views import pages
from mentoring.raising.views.slowing import slow_down
from mentoring.raising.views.typed import presses_come, texts, told
from mentoring.web import errors
from mentoring.web.kept import comes_from_here

bp = Blueprint("tell", __name__)
csrf.exempt(bp)

WHY = "a child must be able to tell an adult without signing in"
WHOLE = 1024 * 1024  # bytes of a form that is taken: a long text is never refused for its length
SIGN_IN_FIRST = "sign_in_first"  # idle.js: the writer pressed "Sign in again" and has not sent anything
# The same form sent again is a double click or a slow network; later it is somebody who went back to this page.
WORDS_SHOWN = timedelta(minutes=2)
TRIES = 3  # to store one telling while the same one, or the same three words, are being stored beside it


@bp.get("/tell/<school_code>")
@bp.get("/tell")
@public(WHY, in_a_room=True)
def form(school_code: str | None = None) -> Any:
    """Show the form of the writer's own school, or of the one whose code is in the address."""
    actor, school = somebody_here(), _school_for(school_code)
    if actor is not None and (school is None or actor.school_id != school.id):
        return redirect(url_for("tell.form"))
    if school is None:
        return _ask_which_school(school_code)
    if school.setup_finished_at is None:
        return pages.find_an_adult(school, actor)
    return pages.tell(school, actor, _empty_form(actor))


@bp.post("/tell/<school_code>")
@bp.post("/tell")
@public(WHY, late=True, in_a_room=True)
def send(school_code: str | None = None) -> Any:
    """Store what was told, once, and answer with who will read it. The answer is no redirect: a signed-out
    writer's three words must stand in no address and no cookie, and loading it again makes nothing new.
    """
    request.max_form_memory_size = WHOLE
    typed = TellForm()
    transaction.begin(writes=False)
    actor, school = somebody_here(), _school_for(school_code)
    if school is None:
        return _ask_which_school(school_code or request.form.get("school_code"))
    g.tell_country = school.country
    if actor is not None and actor.school_id != school.id:
        actor = None
    if actor is None and request.form.get(SIGN_IN_FIRST):
        return _sign_in_again(school, typed)
    if school.setup_finished_at is None:
        return pages.find_an_adult(school, actor, typed=texts())
    if (answer := _not_yet(school, actor, typed)) is not None:
        return answer
    school_id, token = school.id, token_in(typed.form_token.data)
    what = told(typed, school_id, token, actor)
    transaction.rollback()
    return _sent(school_id, actor, token, what)


def _sign_in_again(school: School, typed: TellForm) -> Any:
    """Ask whoever was idle for too long to sign in, and keep what they wrote for them."""
    session = identity.session_behind_cookie()
    if not is_in_a_room():
        return asking.for_sign_in(session)
    token = token_in(typed.form_token.data)
    if session is not None and token is not None and token.was_shown_to_person(session.person_id):
        return back_to_the_room()
    # Another child has had a turn since: nothing is kept for them that they did not write.
    return pages.tell(school, None, _again(typed, None), notice=wording.SEND_AGAIN, status=409)


def _school_for(school_code: str | None) -> School | None:
    """Return the school that the form was shown for: by its address, else by who is here."""
    if school_code:
        return schools.school_with_code(school_code)
    actor = current_actor()
    if actor is not None:
        return schools.school(actor.school_id)
    return schools.only_school()


def _ask_which_school(typed_code: str | None) -> Any:
    """Ask for the school's code, or go on to the school if this was the answer."""
    asked, carried = SchoolCodeForm(), TellForm()
    asked.school_code.data = typed_code
    found = schools.school_with_code(typed_code) if typed_code else None
    if found is not None and not carried.answered():
        return redirect(url_for("tell.form", school_code=found.code), 303)
    if found is not None:
        if carried.writer_name.data or carried.find_at.data:
            carried.asked.data = "1"  # so that the page shows these fields
        return pages.tell(found, None, _again(carried, None), notice=wording.SEND_AGAIN)
    if typed_code or request.method == "POST":
        asked.school_code.errors = [str(wording.NO_SUCH_SCHOOL)]
        return pages.which_school(asked, carried, status=404 if request.method == "GET" else 422)
    if not schools.all_schools():
        return pages.find_an_adult(None, None)
    return pages.which_school(asked, carried)


def _empty_form(actor: Actor | None) -> TellForm:
    made = TellForm(formdata=None)
    made.form_token.data = sign_token(actor)
    return made


def _again(typed: TellForm, actor: Actor | None) -> TellForm:
    """Return the form as it was typed, with a fresh token."""
    typed.came_with = token_in(typed.form_token.data)
    typed.form_token.data = sign_token(actor)
    return typed


def _not_yet(school: School, actor: Actor | None, typed: TellForm) -> Response | None:
    """Return the form once more if it cannot be taken like this, or None. Nothing typed is lost."""
    if not comes_from_here():
        return pages.tell(school, actor, _again(typed, actor), notice=wording.SEND_AGAIN, status=409)
    notice = None
    if not presses_come() and not typed.has_words():
        typed.text.errors = [str(wording.NOTHING_WRITTEN)]
    elif presses_come() and actor is None and not typed.can_be_found() and not typed.asked.data:
        typed.asked.data = "1"  # asked once; the next press is taken as it is
        notice = wording.WHERE_ARE_YOU
    else:
        return None
    if token_in(typed.form_token.data) is None:
        typed = _again(typed, actor)
    return pages.tell(school, actor, typed, notice=notice, status=422)


def _sent(school_id: str, actor: Actor | None, token: FormToken | None, what: Told) -> Response:
    what = replace(what, marked=slow_down().marked or what.marked)
    raiser = actor if token is None or token.was_shown_to(actor) else None
    concern, words = _stored_once(school_id, raiser, token, what)
    school = schools.school(school_id)
    assert school is not None
    return pages.sent(school, raiser, concern, words, name_left_out=_name_left_out(token, raiser))


def _name_left_out(token: FormToken | None, raiser: Actor | None) -> bool:
    return raiser is None and token is not None and bool(token.writer_mark)


def _stored_once(
    school_id: str, raiser: Actor | None, token: FormToken | None, what: Told
) -> tuple[Concern, tuple[str, ...]]:
    """Return the concern and the writer's words, storing it unless a double click has stored it already.

    The transaction stays open, so that the page is made before the commit: "sent" and "not saved" are both true.
    """
    for attempt in range(1, TRIES + 1):
        transaction.begin(writes=True)
        try:
            concern = concern_with_token(school_id, what.token)
            if concern is None:
                school = schools.school(school_id)
                assert school is not None
                whole = replace(what, family_ids=_family_of_reader(school_id, token))
                named = [what.named_id] if what.named_id else []
                concern = raise_concern(
                    school=school, raiser=raiser, typed=whole, done_by_people=named, now=clock.now()
                )
            fresh = clock.now() - concern.raised_at <= WORDS_SHOWN
            return concern, words_again(concern, what.secret) if fresh else ()
        except IntegrityError:  # the same one, or the same words, a moment ago in another request
            transaction.rollback()
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _family_of_reader(school_id: str, token: FormToken | None) -> frozenset[str]:
    """Return the relatives and carers of whoever the form was shown to, who may be signed out by now.

    The page has named the readers without them. Who it was is not kept.
    """
    if token is None or not token.writer_mark:
        return frozenset()
    ties = staff.family_ties_of_school(school_id)
    return frozenset(
        tie.staff_id
        for student_id, family in ties.items()
        if token.was_shown_to_person(student_id)
        for tie in family
    )


@bp.errorhandler(SQLAlchemyError)
def not_saved(error: SQLAlchemyError) -> Any:
    """Say that it was not saved, with every word to copy, the numbers, and an adult to find."""
    if transaction.is_open():
        transaction.rollback()
    written = texts() if request.method == "POST" else None
    status = (
        HTTPStatus.INSUFFICIENT_STORAGE if errors.is_disk_full(error) else HTTPStatus.INTERNAL_SERVER_ERROR
    )
    return pages.not_saved(g.get("tell_country"), written, errors.log(error), status=status)
