"""The board of groups: which are suggested and why, who waits and why, how sure it is, and approving them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.matching import group_work
from mentoring.matching.actions import boards, groups
from mentoring.matching.forms.board import SeenForm
from mentoring.matching.forms.groups import ApproveGroupsForm
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of, may_be_undone, people_on
from mentoring.matching.queries.group_scene import group_scene_of, grouping_of
from mentoring.matching.queries.pairings import pairing as one_pairing
from mentoring.matching.rules.board import BoardRefusal, BoardState
from mentoring.matching.rules.groups import MOST_AT_ONCE
from mentoring.matching.views.board import HERE
from mentoring.matching.views.board_shared import board_again, crumbs, version_of
from mentoring.matching.views.group_showing import shown_groups
from mentoring.matching.views.pages import board_bp
from mentoring.matching.views.showing import fit_words
from mentoring.matching.wording.groups import group_refusal
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.queries.settings import settings_of
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import IN_GROUPS
from mentoring.programme.views.pages import last_to_change, programme_of


def only_groups(programme: Programme) -> None:
    """Answer that there is no such page where a programme has no groups."""
    if Kind(programme.kind) not in IN_GROUPS:
        abort(404)


@board_bp.get(f"{HERE}/groups", endpoint="groups")
@requires(Action.BOARD_SEE, load=programmes.programme)
def board(programme: Programme) -> Any:
    """Show the groups that are suggested."""
    only_groups(programme)
    return page(programme)


def page(programme: Programme, *, refusal: BoardRefusal | None = None) -> str:
    """Return the page; after a refusal with its sentence, and with what is there now."""
    held = board_of(programme)
    wanted = grouping_of(settings_of(programme))
    shown = shown_groups(programme, held, least=wanted.least) if held is not None else None
    return render_template(
        "matching/groups.html",
        programme=programme,
        crumbs_here=crumbs(programme),
        state=held.state if held is not None else BoardState.EMPTY.value,
        shown=shown,
        wanted=wanted,
        seen=version_of(held),
        fit_words=fit_words,
        undoable=may_be_undone(programme),
        refusal=group_refusal(refusal) if refusal is not None else None,
        who=last_to_change(programme.school_id, held.id)
        if refusal is not None and held is not None
        else None,
    )


def refused(programme: Programme, code: BoardRefusal) -> Any:
    """Say why not, and show what is there now."""
    return page(programme, refusal=code), 409


def to_board(programme: Programme) -> Any:
    """Go back to the board of groups."""
    return redirect(url_for("matching.groups", programme_id=programme.id), 303)


@board_bp.post(f"{HERE}/groups/suggest")
@requires(Action.BOARD_CHANGE, load=programmes.programme, late=True)
def suggest_groups(programme: Programme) -> Any:
    """Suggest groups: at once, or in the worker where a browser would wait too long."""
    only_groups(programme)
    seen = SeenForm().seen.data
    school_id, programme_id = programme.school_id, programme.id
    scene = group_scene_of(programme, board_of(programme))
    free = sum(each.seats > 0 for each in scene.problem.mentors)
    at_once = free * len(scene.problem.mentees) <= MOST_AT_ONCE
    transaction.rollback()  # searching is slow, so nothing is open meanwhile
    run = group_work.solved(scene) if at_once else None
    found, held = board_again(school_id, programme_id, seen)
    if not isinstance(held, Board):
        return refused(found, held)
    by, now = actor_here().by, clock.now()
    if not at_once:
        boards.let_worker_suggest(by, held, now=now, kind=group_work.KIND)
    elif run is None:
        boards.keep_failure(by, held, now=now)
    else:
        groups.keep_groups(by, held, scene, run, now=now)
    return to_board(found)


@board_bp.post(f"{HERE}/groups/approve")
@requires(Action.BOARD_CHANGE, load=programmes.programme)
def approve_groups(programme: Programme) -> Any:
    """Approve all groups on the board, or the ticked ones: their mentors are asked."""
    only_groups(programme)
    form = ApproveGroupsForm()
    held = boards.locked_board(programme, seen=form.seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    chosen = None if form.which.data == "all" else set(form.group.data or ())
    done = groups.approve_groups(actor_here().by, programme, held, chosen, now=clock.now())
    if isinstance(done, BoardRefusal):
        flash(group_refusal(done), "wait")
        return to_board(programme)
    if done.made:
        flash(
            ngettext(
                "%(num)d group is approved. Its mentors are asked now.",
                "%(num)d groups are approved. Their mentors are asked now.",
                len(done.made),
            ),
            "good",
        )
    people = people_on(programme, [each for group, _why in done.left for each in group["leaders"]])
    for group, why in done.left:
        names = [people[each].student.name for each in group["leaders"] if each in people]
        flash(
            _(
                "Not approved: the group of %(names)s. %(why)s",
                names=_(" and ").join(names),
                why=group_refusal(why),
            ),
            "wait",
        )
    return to_board(programme)


@board_bp.post(f"{HERE}/groups/undo/<pairing_id>")
@requires(Action.BOARD_CHANGE, load=programme_of)
def undo_group(programme: Programme) -> Any:
    """Take an approval back, until a mentor of the group has opened the question."""
    only_groups(programme)
    found = one_pairing(programme.school_id, str((request.view_args or {})["pairing_id"]))
    if found is None or found.programme_id != programme.id:
        abort(404)
    held = boards.locked_board(programme, seen=SeenForm().seen.data)
    if not isinstance(held, Board):
        return refused(programme, held)
    wrong = groups.undo_group(actor_here().by, held, found, now=clock.now())
    if wrong is not None:
        return refused(programme, wrong if isinstance(wrong, BoardRefusal) else BoardRefusal.NOT_ON_IT)
    flash(_("The approval is taken back. Nobody was told."), "good")
    return to_board(programme)
