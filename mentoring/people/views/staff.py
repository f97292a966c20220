"""Pages about staff: the list, one person, their roles and first password."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action, may
from mentoring.access.roles import STAFF_ROLES, Role
from mentoring.people.actions import passwords
from mentoring.people.actions import staff as actions
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.forms.staff import NewStaffForm, RolesForm, StaffForm
from mentoring.people.models import StaffMember
from mentoring.people.queries import staff
from mentoring.people.rules import granting
from mentoring.people.rules.granting import GrantRefusal
from mentoring.people.views.identity import school_here
from mentoring.people.wording import role_name, role_task, sentence_for
from mentoring.web.navigation import Entry, register

bp = Blueprint("staff", __name__)


def register_navigation(app: Flask) -> None:
    """Put Staff on the rail."""
    register(app, Entry(40, _l("Staff"), "staff.overview", Action.STAFF_SEE, "person"))


def _with_role_choices(form: Any, held: frozenset[Role] = frozenset()) -> Any:
    """Offer the roles that the reader may give or that the person holds already."""
    first = _is_first_setup()
    roles = actor_here().roles
    offered = [
        role
        for role in STAFF_ROLES
        if role in held or granting.refusal_to_grant(roles, role, first_setup=first) is None
    ]
    country = school_here().country
    form.roles.choices = [(role.value, role_name(role, country)) for role in offered]
    return form


@bp.get("/staff")
@requires(Action.STAFF_SEE)
def overview() -> Any:
    """Show the school's staff and their roles."""
    members = staff.all_staff(actor_here().school_id)
    country = school_here().country
    rows = [
        (member, [role_name(role, country) for role in STAFF_ROLES if role in member.roles])
        for member in members
    ]
    return render_template("people/staff.html", rows=rows)


@bp.route("/staff/new", methods=["GET", "POST"])
@requires(Action.STAFF_ADD)
def add() -> Any:
    """Add a staff member, with roles, and show the one-time code for the first password."""
    form = _with_role_choices(NewStaffForm())
    if form.validate_on_submit():
        added = actions.add_staff(
            actor_here().by,
            actor_here().school_id,
            title=form.title.data or "",
            first_name=form.first_name.data,
            last_name=form.last_name.data,
            email=form.email.data,
            now=clock.now(),
        )
        if isinstance(added, StaffMember):
            return _added(added, form.roles.data or [])
        form.email.errors = [sentence_for(added)]
    return render_template("people/staff_new.html", form=form, tasks=_tasks()), 422 if form.errors else 200


def _added(member: StaffMember, roles: list[str]) -> Any:
    now, actor = clock.now(), actor_here()
    wanted = [Role(role) for role in roles]
    refused = actions.set_roles(actor, member, wanted, first_setup=_is_first_setup(), now=now)
    _flash_refusals(refused)
    # After the roles, because a role that reads concerns ends the codes that were made before it.
    code = passwords.make_reset_code(actor, member, now=now) if member.account.secret_hash is None else None
    return _code_page(member, code, new=True)


def _code_page(member: StaffMember, code: str | passwords.Refusal | None, *, new: bool) -> Any:
    if isinstance(code, passwords.Refusal):
        flash(sentence_for(code), "wait")
        return redirect(url_for("staff.member", staff_id=member.id), 303)
    first = member.account.secret_hash is None
    return render_template("people/staff_code.html", member=member, code=code, new=new, lasts_a_week=first)


def _flash_refusals(refused: list[GrantRefusal]) -> None:
    for reason in dict.fromkeys(refused):
        flash(sentence_for(reason), "wait")


def _is_first_setup() -> bool:
    return school_here().setup_finished_at is None


@bp.get("/staff/<staff_id>")
@requires(Action.STAFF_SEE, load=staff.staff_member)
def member(member: StaffMember) -> Any:
    """Show one staff member."""
    return _member_page(member, StaffForm(obj=member), _roles_form(member))


def _roles_form(member: StaffMember) -> Any:
    return _with_role_choices(RolesForm(data={"roles": [role.value for role in member.roles]}), member.roles)


def _member_page(member: StaffMember, form: StaffForm, roles_form: Any) -> Any:
    country = school_here().country
    return render_template(
        "people/staff_member.html",
        member=member,
        form=form,
        roles_form=roles_form,
        roles=[role_name(role, country) for role in STAFF_ROLES if role in member.roles],
        tasks=_tasks(),
        may_reset=may(actor_here(), Action.STAFF_RESET, member),
        reads_concerns=member.is_safeguarding,
    )


def _tasks() -> dict[str, str]:
    return {role.value: role_task(role) for role in STAFF_ROLES}


@bp.post("/staff/<staff_id>/name")
@requires(Action.STAFF_RENAME, load=staff.staff_member)
def change_name(member: StaffMember) -> Any:
    """Change a staff member's name."""
    form = StaffForm()
    if not form.validate_on_submit():
        return _member_page(member, form, _roles_form(member)), 422
    actions.change_staff(
        actor_here().by,
        member,
        title=form.title.data or "",
        first_name=form.first_name.data,
        last_name=form.last_name.data,
        now=clock.now(),
    )
    flash(_("Saved."), "good")
    return redirect(url_for("staff.member", staff_id=member.id), 303)


@bp.post("/staff/<staff_id>/roles")
@requires(Action.ROLE_CHANGE, load=staff.staff_member)
def change_roles(member: StaffMember) -> Any:
    """Change a staff member's roles; a role that the reader may not change stays as it is."""
    form = _with_role_choices(RolesForm(), member.roles)
    if not form.validate_on_submit():
        return _member_page(member, StaffForm(obj=member), form), 422
    wanted, read_before = [Role(role) for role in form.roles.data or []], member.is_safeguarding
    refused = actions.set_roles(actor_here(), member, wanted, first_setup=_is_first_setup(), now=clock.now())
    _flash_refusals(refused)
    if not refused:
        flash(_("Saved."), "good")
    if member.is_safeguarding and not read_before and member.account.secret_hash is None:
        flash(
            _("%(name)s has no password yet. Make a new code here and hand it over.", name=member.name),
            "wait",
        )
    return redirect(url_for("staff.member", staff_id=member.id), 303)


@bp.post("/staff/<staff_id>/reset")
@requires(Action.STAFF_RESET, load=staff.staff_member)
def reset(member: StaffMember) -> Any:
    """Make a one-time code for a new password and show it once, to be handed over in person."""
    code = passwords.make_reset_code(
        actor_here(), member, now=clock.now(), drops_second_factor="lost_device" in request.form
    )
    return _code_page(member, code, new=False)


@bp.post("/staff/<staff_id>/sign-out")
@requires(Action.SESSIONS_END_ALL, load=staff.staff_member)
def end_sessions(member: StaffMember) -> Any:
    """Sign a staff member out everywhere."""
    end_all_sessions(
        member.account_id, why="by staff", by=actor_here().by, now=clock.now(), school_id=member.school_id
    )
    flash(_("%(name)s is signed out everywhere.", name=member.name), "good")
    return redirect(url_for("staff.member", staff_id=member.id), 303)


@bp.post("/staff/<staff_id>/leave")
@requires(Action.STAFF_CHANGE, load=staff.staff_member)
def leave(member: StaffMember) -> Any:
    """Note that a staff member has left; refused for the last holder of a role that must be held."""
    refused = actions.let_leave(actor_here(), member, first_setup=_is_first_setup(), now=clock.now())
    _flash_refusals(refused)
    if not refused:
        flash(_("%(name)s has left: no role and no way in. What they did stays.", name=member.name), "good")
    return redirect(url_for("staff.member", staff_id=member.id), 303)


@bp.post("/staff/<staff_id>/return")
@requires(Action.STAFF_CHANGE, load=staff.staff_member)
def come_back(member: StaffMember) -> Any:
    """Undo a leaving; roles have to be given again."""
    actions.let_return(actor_here().by, member, now=clock.now())
    flash(_("%(name)s is back, without roles until you give them.", name=member.name), "good")
    return redirect(url_for("staff.member", staff_id=member.id), 303)
