"""The three steps that make a school and its first account: what it is called, its code and zone, who you are."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_user

from mentoring import clock, ids, transaction
from mentoring.access.guard import public
from mentoring.access.roles import STAFF_ROLES, Role
from mentoring.extensions import db
from mentoring.people import hashing
from mentoring.people.actions import setup as actions
from mentoring.people.actions.schools import Refusal as SchoolRefusal
from mentoring.people.actions.schools import SchoolFacts, SiteDay
from mentoring.people.actions.setup import FirstPerson, Refusal
from mentoring.people.actions.sign_in import How, start_session
from mentoring.people.deny_list import refusal_of_staff_password
from mentoring.people.device import device_name
from mentoring.people.forms.setup import FirstPersonForm, NewSchoolForm, SchoolCodeForm
from mentoring.people.models import Account, SignInSession, StaffMember
from mentoring.people.queries import schools
from mentoring.people.queries.accounts import Place
from mentoring.people.rules.countries import countries, country
from mentoring.people.rules.example_terms import DAY_ENDS, DAY_STARTS
from mentoring.people.rules.granting import GrantRefusal
from mentoring.people.rules.school_code import is_school_code, suggested_code
from mentoring.people.views.identity import SignedIn, session_behind_cookie
from mentoring.people.views.setup.unlocking import WHY, bp, closed, is_unlocked, keep_steps, kept_steps
from mentoring.people.views.sign_in import begin_cookie
from mentoring.people.wording import role_name, role_task, sentence_for, zone_name
from mentoring.web.fields import choices_of

STEPS = ("school", "school_code", "person")
FIELDS: dict[str, str] = {Refusal.EMAIL_TAKEN: "email", GrantRefusal.HEAD_AND_CHAIR: "roles"}


@bp.route("/set-up/school", methods=["GET", "POST"])
@public(WHY)
def school() -> Any:
    """Step 1: the school's name and country."""
    if not is_unlocked():
        return closed()
    form = NewSchoolForm(data={"name": kept_steps().get("name"), "country": kept_steps().get("country")})
    form.country.choices = choices_of((pack.code, pack.name) for pack in countries().values())
    if form.validate_on_submit():
        keep_steps(name=form.name.data, country=form.country.data)
        return redirect(url_for("setup.school_code"), 303)
    return _step("school", form)


@bp.route("/set-up/code-and-zone", methods=["GET", "POST"])
@public(WHY)
def school_code() -> Any:
    """Step 2: the code that people will type, and the time zone."""
    if not is_unlocked():
        return closed()
    kept = kept_steps()
    if "country" not in kept:
        return redirect(url_for("setup.school"), 303)
    zones, taken = country(kept["country"]).zones, schools.codes()
    zone = kept.get("zone") if kept.get("zone") in zones else zones[0]
    form = SchoolCodeForm(
        data={"code_of_school": kept.get("code") or suggested_code(kept["name"], taken), "zone": zone}
    )
    form.zone.choices = choices_of((each, zone_name(each)) for each in zones)
    if form.validate_on_submit():
        code = form.code_of_school.data
        if is_school_code(code) and code not in taken:
            keep_steps(code=code, zone=form.zone.data)
            return redirect(url_for("setup.person"), 303)
        wrong = SchoolRefusal.CODE_TAKEN if code in taken else SchoolRefusal.CODE_UNUSABLE
        form.code_of_school.errors = [sentence_for(wrong)]
    return _step("school_code", form)


@bp.get("/set-up/you")
@public(WHY)
def person() -> Any:
    """Step 3: the first account."""
    if not is_unlocked():
        return closed()
    if "zone" not in kept_steps():
        return redirect(url_for("setup.school_code" if "country" in kept_steps() else "setup.school"), 303)
    return _step("person", _with_roles(FirstPersonForm(formdata=None)))


def _with_roles(form: FirstPersonForm) -> FirstPersonForm:
    offered = [role for role in STAFF_ROLES if role is not Role.ADMINISTRATOR]
    form.roles.choices = choices_of(
        (role.value, role_name(role, kept_steps()["country"])) for role in offered
    )
    return form


@bp.post("/set-up/you")
@public(WHY, late=True)
def claim() -> Any:
    """Make the school and its first account, sign that person in, and go on with the guide."""
    kept = kept_steps()
    with transaction.aside(writes=False):
        unlocked = is_unlocked()
    if not unlocked or "zone" not in kept:
        return closed()
    form = _with_roles(FirstPersonForm())
    if not form.validate() or not _is_good_password(form, kept["name"]):
        return _step("person", form)
    person = _first_person(form)  # the hash takes its time, so it is made before the transaction
    facts = SchoolFacts(kept["name"], kept["code"], kept["country"], kept["zone"])
    site = SiteDay(_("Main site"), DAY_STARTS, DAY_ENDS)
    transaction.begin(writes=True)
    made = actions.set_up_school(kept["mark"], facts, site, person, now=clock.now())
    if isinstance(made, StaffMember):
        return _enter(made)
    transaction.rollback()
    return _claim_refused(form, made)


def _is_good_password(form: FirstPersonForm, school_name: str) -> bool:
    personal = [form.first_name.data, form.last_name.data, form.email.data, school_name]
    refusal = refusal_of_staff_password(form.new_password.data, personal=personal)
    if refusal is not None:
        form.new_password.errors = [sentence_for(refusal)]
    return refusal is None


def _first_person(form: FirstPersonForm) -> FirstPerson:
    return FirstPerson(
        title=form.title.data or "",
        first_name=form.first_name.data,
        last_name=form.last_name.data,
        email=form.email.data,
        secret_hash=hashing.hash_secret(form.new_password.data),
        roles=frozenset(Role(role) for role in form.roles.data or []),
    )


def _claim_refused(form: FirstPersonForm, codes: list[str]) -> Any:
    if Refusal.CLAIMED in codes or Refusal.LOCKED in codes:
        return closed()
    if SchoolRefusal.CODE_TAKEN in codes:
        flash(sentence_for(SchoolRefusal.CODE_TAKEN), "wait")
        return redirect(url_for("setup.school_code"), 303)
    for code in codes:
        field = form[FIELDS.get(code, "email")]
        field.errors = [*field.errors, sentence_for(code)]
    return _step("person", form)


def _enter(member: StaffMember) -> Any:
    """Sign the first person in, in a new cookie."""
    account = db.session.get_one(Account, member.account_id)
    place, token = Place(member.school_id, member.id), ids.new_token()
    started = start_session(
        account.id,
        place,
        token=token,
        verified=account.secret_hash,
        how=How.PASSWORD,
        device=device_name(request.user_agent.string),
        replaces=session_behind_cookie(),
        now=clock.now(),
    )
    made = schools.school(member.school_id)
    assert isinstance(started, SignInSession)  # the account was made in this very transaction
    assert made is not None
    begin_cookie()
    login_user(SignedIn(token, started, member, made))
    return redirect(url_for("setup.guide"), 303)


def _step(name: str, form: Any) -> Any:
    tasks = {role.value: role_task(role) for role in STAFF_ROLES}
    page = render_template(
        f"people/setup_{name}.html",
        form=form,
        number=STEPS.index(name) + 1,
        total=len(STEPS),
        kept=kept_steps(),
        tasks=tasks,
    )
    return page, 422 if form.errors else 200
