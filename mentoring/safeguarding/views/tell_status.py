"""How is it going? For whoever told a worry: one of three states and an adult's words, after a proof each time.

Nothing of it is kept in the browser: it is shown in answer to the proof, and reloading asks for the proof again.
"""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.guard import actor_here, current_actor, public, requires
from mentoring.access.policy import Action
from mentoring.audit.trail import VISITOR, By
from mentoring.people import throttling
from mentoring.people.models import School, Student
from mentoring.people.queries import accounts, schools, students
from mentoring.people.rules.passphrases import uses_pictures
from mentoring.people.rules.throttling import WORDS_LIMIT
from mentoring.people.views import identity
from mentoring.raising.models import Concern
from mentoring.raising.queries.concerns import concern_with_words
from mentoring.raising.views.pages import layout_for
from mentoring.raising.wording import numbers_to_call
from mentoring.safeguarding.actions.statuses import see_status
from mentoring.safeguarding.forms import PasswordProof, PicturesProof, Proof, ThreeWordsForm, WordsProof
from mentoring.safeguarding.queries.statuses import (
    OwnWorries,
    own_concerns,
    secret_made_for,
    shown_to_holder_of,
    statuses,
)
from mentoring.safeguarding.wording import NO_SUCH_WORDS, STATES

bp = Blueprint("tell_status", __name__)

WORDS = "tell-words"  # the kind of try that counts against guessing three words
WHY = "whoever told a worry without signing in must be able to see what became of it"


# Told without signing in: three words


@bp.get("/tell/answer")
@public(WHY)
def words() -> Any:
    """Ask for the three words."""
    return _words_page(ThreeWordsForm())


@bp.post("/tell/answer")
@public(WHY, late=True)
def show_by_words() -> Any:
    """Show the state of the worry that three words belong to."""
    form = ThreeWordsForm()
    if not form.validate() or _was_sent_before(form):
        return _words_page(form), 422
    now, address = clock.now(), request.remote_addr or ""
    with transaction.aside():
        here = throttling.network_of(address)
        taken = throttling.take_a_try(here, address, now=now, kind=WORDS, limit=WORDS_LIMIT)
    if taken.wait is not None:
        return _too_many(form)
    transaction.begin(writes=True)
    concern = _concern_with(form)
    if concern is None:
        transaction.rollback()
        form.code.errors = [str(NO_SUCH_WORDS)]
        return _words_page(form), 422
    school = schools.school(concern.school_id)
    assert school is not None
    identity.show_school(school)
    throttling.take_back(taken)
    return _states(school.id, [concern], VISITOR)


def _concern_with(form: ThreeWordsForm) -> Concern | None:
    school = _known_school() or schools.school_with_code(form.school.data or "")
    return concern_with_words(school.id, form.code.data or "") if school else None


def _known_school() -> School | None:
    """Return the school of whoever is signed in, or the only one there is; None where it has to be asked for."""
    actor = current_actor()
    return schools.school(actor.school_id) if actor else schools.only_school()


def _words_page(form: ThreeWordsForm) -> str:
    form.code.data = None
    form.once.data = ids.new_token()
    ask_school = _known_school() is None
    return render_template("safeguarding/status_words.html", form=form, ask_school=ask_school, **_numbers())


def _too_many(form: ThreeWordsForm) -> Response:
    form.code.errors = [_("There were too many tries. Wait an hour, or tell an adult now.")]
    return make_response(_words_page(form), 429)


# Told while signed in: the secret once more


def _own_worries(school_id: str) -> OwnWorries | None:
    actor = current_actor()
    return OwnWorries(school_id, actor.person_id) if actor else None


@bp.get("/tell/mine")
@requires(Action.CONCERN_SEE_STATUS, load=_own_worries)
def mine(own: OwnWorries) -> Any:
    """Ask for the passphrase or password again. Whether there is anything to see is not said before."""
    return _proof_page(_proof_form(actor_here()))


@bp.post("/tell/mine")
@requires(Action.CONCERN_SEE_STATUS, load=_own_worries, late=True)
def show_mine(own: OwnWorries) -> Any:
    """Show the states of one's own worries."""
    actor, now = actor_here(), clock.now()
    form = _proof_form(actor)
    account = accounts.account(actor.account_id)
    held = account.secret_hash if account else None
    if not form.validate():
        return _proof_page(form), 422
    transaction.rollback()
    if _was_sent_before(form):
        return _proof_page(form), 422
    answer = throttling.ask_secret(
        actor.account_id, held, form.secret, address=request.remote_addr or "", now=now
    )
    if not answer.right:
        return _not_right(form, waits=answer.wait is not None)
    transaction.begin(writes=True)
    secret = secret_made_for(own.school_id, own.raiser_id)
    told = shown_to_holder_of(secret, own_concerns(own.school_id, own.raiser_id))
    return _states(own.school_id, told, actor.by, secret_made=secret is not None)


def _not_right(form: Proof, *, waits: bool) -> Response:
    wrong = _("That is not right. Look at it again, or ask an adult.")
    wait = _("There were too many tries. Wait an hour, or tell an adult now.")
    form.form_errors = [wait if waits else wrong]
    return make_response(_proof_page(form), 429 if waits else 422)


def _proof_form(actor: Actor) -> Proof:
    if not actor.is_student:
        return PasswordProof()
    school = schools.school(actor.school_id)
    student: Student | None = students.student(actor.school_id, actor.person_id)
    pictures = school is not None and student is not None and uses_pictures(school.country, student.year)
    return PicturesProof() if pictures else WordsProof()


def _proof_page(form: Proof) -> str:
    form.forget_secret()
    form.once.data = ids.new_token()
    return render_template(
        "safeguarding/status_proof.html", form=form, layout=layout_for(current_actor()), **_numbers()
    )


# What both show


def _was_sent_before(form: Proof | ThreeWordsForm) -> bool:
    """Say whether this very form was sent before: then somebody went back to its answer and loaded it again."""
    with transaction.aside():
        again = throttling.was_used(form.once.data, now=clock.now())
    if again:
        form.form_errors = [_("That page was shown before. Show us again that it is you.")]
    return again


def _states(school_id: str, concerns: Any, by: By, *, secret_made: bool = False) -> Response:
    for concern in concerns:
        see_status(concern, by, now=clock.now())
    page = render_template(
        "safeguarding/status.html",
        layout=layout_for(current_actor()),
        found=statuses(school_id, concerns),
        states=STATES,
        secret_made=secret_made,
        ask_again_url=url_for("tell_status.words" if by is VISITOR else "tell_status.mine"),
        **_numbers(),
    )
    return make_response(page)


def _numbers() -> dict[str, Any]:
    school = _known_school()
    codes = [school.country] if school else sorted({each.country for each in schools.all_schools()})
    return numbers_to_call(codes)
