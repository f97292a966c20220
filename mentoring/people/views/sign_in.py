"""The pages to sign in: staff, students with words, students with pictures, and the choice of a school."""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_user

from mentoring import clock, ids, transaction
from mentoring.access.guard import public
from mentoring.people import known_browsers, throttling
from mentoring.people.actions import sign_in as actions
from mentoring.people.actions.sign_in import How, Refusal
from mentoring.people.device import device_name
from mentoring.people.forms.sign_in import PicturesSignIn, StaffSignIn, StudentSignIn
from mentoring.people.models import School
from mentoring.people.queries import accounts, schools, students
from mentoring.people.queries.accounts import Place, WayIn
from mentoring.people.rules.throttling import ACCOUNT_LIMIT, STRANGERS_LIMIT
from mentoring.people.views.identity import ROOM, RoomHere, SignedIn, session_behind_cookie, signed_in
from mentoring.web.addresses import local_path

bp = Blueprint("sign_in", __name__)

TO_CHOOSE = timedelta(minutes=5)  # between the password and the choice of a school
CHOOSING = "choosing"  # in the browser's own session, which is signed: whose password was right, and when
WHY = "somebody who is not signed in has to be able to sign in"


@bp.get("/sign-in")
@public(WHY)
def staff() -> Any:
    """Ask staff for e-mail and password."""
    return _page(StaffSignIn())


@bp.post("/sign-in")
@public(WHY, late=True)
def enter_staff() -> Any:
    """Sign staff in, or ask which school first."""
    form = StaffSignIn()
    if not form.validate():
        return _page(form), 422
    with transaction.aside(writes=False):
        way = accounts.way_in_for_email(form.email.data or "")
    return _answer(form, way, How.PASSWORD)


@bp.get("/sign-in/student")
@public(WHY)
def student() -> Any:
    """Ask students for their user name and three words."""
    return _page(StudentSignIn())


@bp.post("/sign-in/student")
@public(WHY, late=True)
def enter_student() -> Any:
    """Sign a student in with the words on the card."""
    return _enter_student(StudentSignIn(), How.PASSPHRASE)


@bp.get("/sign-in/pictures")
@public(WHY)
def pictures() -> Any:
    """Ask the youngest for their user name and four pictures."""
    return _page(PicturesSignIn())


@bp.post("/sign-in/pictures")
@public(WHY, late=True)
def enter_with_pictures() -> Any:
    """Sign a student in with the pictures on the card."""
    return _enter_student(PicturesSignIn(), How.PICTURES)


def _enter_student(form: StudentSignIn, how: How) -> Any:
    if not form.validate():
        return _page(form), 422
    with transaction.aside(writes=False):
        school = schools.school_with_code(form.school.data or "")
        school_id = school.id if school else None
        way = accounts.way_in_for_student(school_id, form.username.data or "") if school_id else None
    if way is None:
        form.school.errors = [_("We do not know that school code. Look at your card again.")]
        return _page(form), 422
    return _answer(form, way, how, school_id)


def _answer(form: Any, way: WayIn, how: How, school_id: str | None = None) -> Any:
    """Compare what was typed, with no transaction open, and let the person in or not."""
    now = clock.now()
    address = request.remote_addr or ""
    known = how is How.PASSWORD and known_browsers.is_known(way)
    limit = STRANGERS_LIMIT if how is How.PASSWORD and not known else ACCOUNT_LIMIT
    answer = throttling.ask_secret(
        way.key, way.secret_hash, form.secret, address=address, now=now, limit=limit, known_browser=known
    )
    if answer.wait is not None:
        return _wait(form, answer.wait)
    onward = local_path(form.next.data, url_for("home.start"))
    if answer.right and len(way.places) > 1:
        return _let_choose(way, onward)
    if answer.right and (entered := _let_in(way, way.places[0], how, onward)):
        return entered
    with transaction.aside():
        actions.refuse_sign_in(way, school_id=school_id, now=now)
    form.forget_secret()
    form.form_errors = [wrong_words(how)]
    return _page(form), 422


def _let_in(way: WayIn, place: Place, how: How, onward: str) -> Any:
    """Start a session in a new cookie and go on; None if the way in was closed in this very moment."""
    assert way.account_id is not None
    transaction.begin(writes=True)
    token = ids.new_token()
    started = actions.start_session(
        way.account_id,
        place,
        token=token,
        verified=way.secret_hash,
        how=how,
        device=device_name(request.user_agent.string),
        replaces=session_behind_cookie(),
        now=clock.now(),
    )
    person = accounts.person_at(way.account_id, place, is_student=how is not How.PASSWORD)
    school = schools.school(place.school_id)
    if isinstance(started, Refusal) or person is None or school is None:
        transaction.rollback()
        return None
    begin_cookie()
    login_user(SignedIn(token, started, person, school))
    answer = make_response(redirect(onward, 303))
    if how is How.PASSWORD:
        known_browsers.remember(answer, way)
    return answer


def begin_cookie(room: RoomHere | None = None) -> None:
    """Forget everything that this browser's cookie said, the form token too: nothing set before signs in.

    room: the one whose tablet this browser stays.
    """
    session.clear()
    g.pop("csrf_token", None)
    if room is not None:
        session[ROOM] = room.token


def _let_choose(way: WayIn, onward: str) -> Any:
    begin_cookie()
    assert way.account_id is not None
    assert way.secret_hash is not None
    session[CHOOSING] = {
        "account": way.account_id,
        "secret": ids.token_hash(way.secret_hash),
        "until": (clock.now() + TO_CHOOSE).timestamp(),
        "next": onward,
    }
    return redirect(url_for("sign_in.choose_school"), 303)


@bp.get("/sign-in/school")
@public(WHY)
def choose_school() -> Any:
    """Ask somebody who works for several schools which one to open."""
    chosen = _choosing()
    if chosen is None:
        return redirect(url_for("sign_in.staff"), 303)
    return render_template("people/sign_in_school.html", places=accounts.places_of_staff(chosen["account"]))


@bp.post("/sign-in/school")
@public(WHY, late=True)
def enter_school() -> Any:
    """Sign staff in at the school that they chose."""
    chosen = _choosing()
    if chosen is None:
        flash(_("That took a little long. Please sign in again."), "wait")
        return redirect(url_for("sign_in.staff"), 303)
    with transaction.aside(writes=False):
        way = accounts.way_in_for_staff(chosen["account"])
    place = next((each for each in way.places if each.school_id == request.form.get("school")), None)
    unchanged = way.secret_hash is not None and ids.token_hash(way.secret_hash) == chosen["secret"]
    entered = _let_in(way, place, How.PASSWORD, chosen["next"]) if place and unchanged else None
    return entered or redirect(url_for("sign_in.choose_school" if unchanged else "sign_in.staff"), 303)


def _choosing() -> dict[str, Any] | None:
    chosen: dict[str, Any] | None = session.get(CHOOSING)
    return chosen if chosen and chosen["until"] > clock.now().timestamp() else None


def wrong_words(how: How) -> str:
    """Return what is said of a wrong secret."""
    # One sentence for an unknown name, a wrong secret, a switched-off card and somebody who has left.
    if how is How.PASSWORD:
        return _("That e-mail and password do not go together. Check both and try again.")
    return _("That did not work. Look at your card and try again, or ask an adult for a new card.")


def wait_words(wait: timedelta) -> str:
    """Return what is said when there were too many tries."""
    return ngettext(
        "There were too many tries. Wait %(num)d minute, then try again. An adult in school can help you.",
        "There were too many tries. Wait %(num)d minutes, then try again. An adult in school can help you.",
        throttling.whole_minutes(wait),
    )


def _wait(form: Any, wait: timedelta) -> Response:
    form.forget_secret()
    form.form_errors = [wait_words(wait)]
    response = make_response(_page(form), 429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()))
    return response


def _page(form: Any) -> str:
    if not form.is_submitted():
        form.next.data = local_path(request.args.get("next"), "")
    values = {"form": form, "kept": _is_kept(form), "somebody_here": signed_in() is not None}
    if isinstance(form, StaffSignIn):
        return render_template("people/sign_in_staff.html", **values)
    name = "pictures" if isinstance(form, PicturesSignIn) else "student"
    this_page = url_for(f"sign_in.{name}", next=form.next.data or None)
    school = _school_of(form)
    return render_template(f"people/sign_in_{name}.html", school=school, this_page=this_page, **values)


def _school_of(form: StudentSignIn) -> School | None:
    """Return the school whose code need not be typed, and put its code into the form.

    The square on a card names the student by id, so that no name stands in an address; it fills in the user
    name, never the words.
    """
    if form.school.errors:
        return None
    if not form.is_submitted() and (card := students.name_on_card(request.args.get("card", ""))):
        form.school.data, form.username.data = card.code, card.user_name
        return schools.school_with_code(card.code)
    code = form.school.data if form.is_submitted() else request.args.get("school", "")
    school = schools.school_with_code(code or "") or schools.only_school()
    if school is not None:
        form.school.data = school.code
    return school


def _is_kept(form: Any) -> bool:
    return str(form.next.data or "").startswith(url_for("sessions.kept", kept_id="-").removesuffix("-"))
