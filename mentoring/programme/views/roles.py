"""The pages about role descriptions: both, one in its versions, an edit, two versions side by side, the card."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.people.views.identity import school_here
from mentoring.programme.actions import roles as actions
from mentoring.programme.forms.roles import LETTERS, RoleForm, as_typed
from mentoring.programme.models import Programme, RoleDescriptionVersion
from mentoring.programme.queries import programmes
from mentoring.programme.queries import roles as queries
from mentoring.programme.queries.programmes import names_of, people_by_id
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import (
    PROSE,
    QUESTIONS,
    Block,
    EditKind,
    RoleText,
    TextRefusal,
    differences,
)
from mentoring.programme.rules.settings import CATALOGUE, Code
from mentoring.programme.views import pages
from mentoring.programme.views.pages import bp, programme_of
from mentoring.programme.wording import role_in_programme, sentence_for
from mentoring.programme.wording.roles import BLOCKS, EDIT_HINTS, block_name, edit_name
from mentoring.programme.wording.settings import amount

SHEETS = ("1", "4")  # cards on one sheet of paper


def _role() -> ProgrammeRole:
    role = str((request.view_args or {})["role"])
    if role not in frozenset(ProgrammeRole):
        abort(404)
    return ProgrammeRole(role)


def _here(programme: Programme, role: ProgrammeRole, page: str = "role", **more: Any) -> str:
    return url_for(f"programmes.{page}", programme_id=programme.id, role=role.value, **more)


def _crumbs(programme: Programme, *more: tuple[str, str]) -> list[tuple[str, str]]:
    roles_url = url_for("programmes.roles", programme_id=programme.id)
    return pages.crumbs(programme, (_("Role descriptions"), roles_url), *more)


@bp.get("/programmes/<programme_id>/roles")
@requires(Action.PROGRAMME_SEE, load=programmes.programme)
def roles(programme: Programme) -> Any:
    """Show both roles: which version is in force, since when, and where to read it."""
    return render_template(
        "programme/roles.html",
        programme=programme,
        crumbs_here=pages.crumbs(programme),
        versions=queries.newest_versions(programme),
        people=people_by_id(programme.school_id),
        edit_name=edit_name,
        what=Block.WHAT,
    )


@bp.get("/programmes/<programme_id>/roles/<role>")
@requires(Action.PROGRAMME_SEE, load=programme_of)
def role(programme: Programme) -> Any:
    """Show a role's description as students read it, in its newest or an older version."""
    role = _role()
    held = queries.versions(queries.description(programme, role))
    wanted = request.args.get("version", held[0].number, type=int)
    shown = next((each for each in held if each.number == wanted), None)
    if shown is None:
        abort(404)
    return render_template(
        "programme/role.html",
        programme=programme,
        role=role,
        shown=shown,
        text=shown.text,
        newest=held[0].number,
        versions=held,
        people=people_by_id(programme.school_id),
        crumbs_here=_crumbs(programme),
        blocks=[(BLOCKS[block], shown.text.blocks[block]) for block in PROSE],
        fine=shown.text.lines(Block.FINE),
        not_fine=shown.text.lines(Block.NOT_FINE),
        edit_name=edit_name,
    )


@bp.route("/programmes/<programme_id>/roles/<role>/edit", methods=["GET", "POST"])
@requires(Action.PROGRAMME_CHANGE, load=programme_of)
def edit_role(programme: Programme) -> Any:
    """Edit a role's description: look at the differences first, then save it as the next version."""
    role = _role()
    held = queries.description(programme, role)
    if request.method == "GET":
        begun = queries.version(held, request.args.get("version", held.newest, type=int))
        if begun is None:
            abort(404)
        form = RoleForm(data=as_typed(begun.text))
        form.seen.show(held.newest)
        return _edit_page(programme, role, form)
    form = RoleForm()
    if not form.validate() or request.form.get("look"):
        return _edit_page(programme, role, form, look=not form.errors), 422 if form.errors else 200
    wrong = actions.edit_role(
        actor_here().by, programme, role, form.text(), form.kind, seen=form.seen.data, now=clock.now()
    )
    if not wrong:
        flash(_said(programme, form.kind), "good")
        return redirect(_here(programme, role), 303)
    if TextRefusal.STALE in wrong:
        return _conflict(programme, role, form)
    _put_errors(form, wrong)
    return _edit_page(programme, role, form), 422


def _said(programme: Programme, kind: EditKind | None) -> str:
    if kind is not EditKind.CHANGE:
        return _("Saved as a small correction. Nobody has to sign again.")
    days = amount(settings_of(programme).value(Code.SIGN_WITHIN), CATALOGUE[Code.SIGN_WITHIN])
    return _("Saved. Everybody who signed before is asked to sign again within %(days)s.", days=days)


def _put_errors(form: RoleForm, codes: Any) -> None:
    text = form.text()
    for code in codes:
        if code is TextRefusal.EMPTY_BLOCK:
            for block in Block:
                if not text.blocks[block].strip():
                    _put(form[block.value], _("Write something for “%(part)s”.", part=BLOCKS[block]))
        elif code is TextRefusal.QUESTION_UNFINISHED:
            _put_question_errors(form, text)
        else:
            _put(form.edit, sentence_for(code))


def _put_question_errors(form: RoleForm, text: RoleText) -> None:
    for number, question in enumerate(text.questions, 1):
        told_apart = len(set(question.answers)) == len(question.answers)
        if question.right < 0:
            _put(form[f"q{number}_right"], _("Mark the right answer of question %(number)s.", number=number))
        if not told_apart or not all((question.asks, question.why, *question.answers)):
            _put(form[f"q{number}_asks"], sentence_for(TextRefusal.QUESTION_UNFINISHED))


def _put(field: Any, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


def _conflict(programme: Programme, role: ProgrammeRole, form: RoleForm) -> Any:
    """Show what somebody else saved beside what was typed; saving again makes the typed words the next version."""
    newest = queries.current_version(programme, role)
    form.seen.show(newest.number)
    who = people_by_id(programme.school_id).get(newest.made_by or "")
    return _edit_page(programme, role, form, look=True, meanwhile=who.name if who else _("Somebody")), 409


def _edit_page(
    programme: Programme, role: ProgrammeRole, form: RoleForm, *, look: bool = False, meanwhile: str = ""
) -> str:
    newest = queries.current_version(programme, role)
    found = differences(newest.text, form.text()) if look else []
    return render_template(
        "programme/edit_role.html",
        programme=programme,
        role=role,
        form=form,
        newest=newest,
        meanwhile=meanwhile,
        look=look,
        differences=[each for each in found if not each.is_same],
        block_name=block_name,
        prose=[block.value for block in PROSE],
        numbers=range(1, QUESTIONS + 1),
        letters=LETTERS,
        edit_hints={kind.value: hint for kind, hint in EDIT_HINTS.items()},
        sign_within=amount(settings_of(programme).value(Code.SIGN_WITHIN), CATALOGUE[Code.SIGN_WITHIN]),
        crumbs_here=_crumbs(programme, (_role_name(role), _here(programme, role))),
        back=_here(programme, role),
    )


def _role_name(role: ProgrammeRole) -> str:
    return role_in_programme(role)


@bp.get("/programmes/<programme_id>/roles/<role>/compare")
@requires(Action.PROGRAMME_SEE, load=programme_of)
def compare_role(programme: Programme) -> Any:
    """Show two versions side by side, with what differs marked."""
    role = _role()
    held = {each.number: each for each in queries.versions(queries.description(programme, role))}
    newest = max(held)
    after = request.args.get("after", newest, type=int)
    before = request.args.get("before", max(1, after - 1), type=int)
    if before not in held or after not in held:
        abort(404)
    found = differences(held[before].text, held[after].text)
    people = people_by_id(programme.school_id)
    return render_template(
        "programme/compare_role.html",
        programme=programme,
        role=role,
        before=held[before],
        after=held[after],
        differences=found,
        same=sum(each.is_same for each in found),
        numbers=sorted(held),
        names={number: _made_by(each, people) for number, each in held.items()},
        block_name=block_name,
        edit_name=edit_name,
        crumbs_here=_crumbs(programme, (_role_name(role), _here(programme, role))),
    )


def _made_by(version: RoleDescriptionVersion, people: Any) -> str:
    member = people.get(version.made_by or "")
    return member.full_name if member else _("at the machine")


@bp.get("/programmes/<programme_id>/card/<role>")
@requires(Action.PROGRAMME_SEE, load=programme_of)
def card(programme: Programme) -> Any:
    """Show the card of a role to print: what is OK and what is not, one or four to a sheet."""
    role = _role()
    per_sheet = request.args.get("sheet", "1")
    text = queries.current_version(programme, role).text
    people = people_by_id(programme.school_id)
    return render_template(
        "programme/card.html",
        programme=programme,
        role=role,
        count=int(per_sheet) if per_sheet in SHEETS else 1,
        sheets=SHEETS,
        fine=text.lines(Block.FINE),
        not_fine=text.lines(Block.NOT_FINE),
        in_charge=names_of(people, programme.in_charge_ids),
        school=school_here(),
        crumbs_here=_crumbs(programme),
    )
