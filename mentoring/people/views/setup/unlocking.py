"""The pages before anything is set up: the one-time code, and the two ways on."""

from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import public
from mentoring.access.roles import Role
from mentoring.people import totp
from mentoring.people.actions import setup as actions
from mentoring.people.actions.setup import Refusal
from mentoring.people.forms.setup import CodeForm
from mentoring.people.queries import schools, setup
from mentoring.people.views.sign_in import begin_cookie
from mentoring.people.wording import role_name, sentence_for

bp = Blueprint("setup", __name__)

WHY = "nobody has an account before the first school is set up; the one-time code guards it"
# In the browser's own session, which is signed: that the code was right, and the steps so far.
KEPT = "set-up"


def kept_steps() -> dict[str, str]:
    """Return what this browser keeps of the set-up."""
    kept: dict[str, str] = session.get(KEPT) or {}
    return kept


def keep_steps(**more: str) -> None:
    """Keep more of it. The cookie is signed and holds no secret: a mark, and the school's own words."""
    session[KEPT] = {**kept_steps(), **more}


def is_unlocked() -> bool:
    """Say whether this browser has typed the present code."""
    return setup.is_unlocked(kept_steps().get("mark"))


def _is_claimed() -> bool:
    installation = schools.installation()
    return installation is None or installation.claimed_at is not None


def closed() -> Any:
    """Answer a step by somebody who has not typed the code, or who comes after the claim."""
    return redirect(url_for("setup.unlock"), 303)


@bp.get("/set-up")
@public(WHY)
def unlock() -> Any:
    """Ask for the code that the start printed, so that nobody else on the network can claim the installation."""
    if _is_claimed():
        return render_template("people/setup_claimed.html")
    if is_unlocked():
        return redirect(url_for("setup.choose"), 303)
    return render_template("people/setup.html", form=CodeForm(formdata=None))


@bp.post("/set-up")
@public(WHY, late=True)
def try_code() -> Any:
    """Take the code, and remember in this browser that it was right."""
    form = CodeForm()
    if not form.validate():
        return render_template("people/setup.html", form=form), 422
    with transaction.aside():
        refusal = actions.try_code(form.code.data, address=request.remote_addr or "", now=clock.now())
        installation = schools.installation()
        mark = setup.unlocking_mark(installation) if installation and refusal is None else None
    if refusal is None and mark is not None:
        begin_cookie()
        keep_steps(mark=mark)
        return redirect(url_for("setup.choose"), 303)
    return _refused(form, refusal or Refusal.CLAIMED)


def _refused(form: CodeForm, refusal: Refusal) -> Any:
    if refusal is Refusal.CLAIMED:
        return closed()
    form.code.errors = [sentence_for(refusal)]
    status = 429 if refusal is Refusal.TOO_MANY_TRIES else 422
    response = make_response(render_template("people/setup.html", form=form), status)
    if status == 429:
        response.headers["Retry-After"] = str(actions.WINDOW)
    return response


@bp.get("/set-up/choose")
@public(WHY)
def choose() -> Any:
    """Offer the two ways: one's own school, or the demo school to look around in."""
    if not is_unlocked():
        return closed()
    return render_template("people/setup_choose.html", demo=_demo_loader() is not None)


def _demo_loader() -> Any:
    """Return what loads the demo school and lists its accounts, or None where there must be no demo."""
    if current_app.extensions["settings"].production:
        return None
    return current_app.extensions.get("demo_loader")


@bp.post("/set-up/demo")
@public(WHY, late=True)
def explore() -> Any:
    """Load the demo school (again does nothing) and show who can sign in to it. Never in production."""
    with transaction.aside(writes=False):
        unlocked = is_unlocked()
    loader = _demo_loader()
    if not unlocked or loader is None:
        return closed()
    return render_template("people/setup_demo.html", rows=[_demo_row(row) for row in loader()])


def _demo_row(row: dict[str, Any]) -> dict[str, Any]:
    students = {"mentor": _("Student, a mentor"), "mentee": _("Student, a mentee")}
    labels = {
        "email": _("E-mail"),
        "password": _("Password"),
        "school": _("School code"),
        "username": _("User name"),
        "passphrase": _("On the card"),
        "totp_secret": _("Key for an authenticator app"),
        "code_now": _("Or its code at this moment"),
    }
    shown = dict(row["fields"])
    if "totp_secret" in row:
        shown |= {
            "totp_secret": row["totp_secret"],
            "code_now": totp.code_at(row["totp_secret"], clock.now()),
        }
    return {
        "name": row["name"],
        "role": students.get(row["role"]) or role_name(Role(row["role"]), "england"),
        "url": row["url"],
        "typed": [(labels[name], value) for name, value in shown.items()],
    }
