"""The matching board: what is suggested, the figures behind it, and what matters here."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentoring import clock, transaction
from mentoring.access.guard import actor_here, requires
from mentoring.access.policy import Action
from mentoring.matching import work
from mentoring.matching.actions import boards as actions
from mentoring.matching.forms.board import SeenForm
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of, may_be_undone
from mentoring.matching.queries.scene import scene_of, weights_of
from mentoring.matching.rules.board import MOST_AT_ONCE, BoardRefusal, BoardState, Order
from mentoring.matching.views.board_shared import (
    board_again,
    board_crumb,
    crumbs,
    paired_by_two,
    programme_by_two,
    version_of,
)
from mentoring.matching.views.pages import board_bp
from mentoring.matching.views.showing import fit_words, shown, weakest_fit
from mentoring.matching.wording import board as wording
from mentoring.matching.wording.board import refusal_sentence
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import IN_GROUPS
from mentoring.programme.views.pages import last_to_change

HERE = "/programmes/<programme_id>/matching"


@board_bp.get(HERE)
@requires(Action.BOARD_SEE, load=programmes.programme)
def board(programme: Programme) -> Any:
    """Show the board of a programme."""
    if not paired_by_two(programme):
        in_groups = Kind(programme.kind) in IN_GROUPS
        where = "matching.groups" if in_groups else "enrolments.readiness"
        return redirect(url_for(where, programme_id=programme.id))
    return page(programme)


@board_bp.post(f"{HERE}/find")
@requires(Action.BOARD_SEE, load=programme_by_two)
def find(programme: Programme) -> Any:
    """Show the pairings of a name. Posted, so that names stay out of addresses."""
    return page(programme, find=request.form.get("name", "")[:80])


def page(programme: Programme, *, find: str = "", refusal: BoardRefusal | None = None) -> str:
    """Return the board's page; after a refusal with its sentence, and with what is there now."""
    held = board_of(programme)
    order = request.args.get("order", "")
    chosen = Order(order) if order in list(Order) else Order.WEAKEST
    number = request.args.get("page", 1, type=int)
    on_it = shown(programme, held, order=chosen, find=find, page=number) if held is not None else None
    state = BoardState(held.state) if held is not None else BoardState.EMPTY
    if state is BoardState.EMPTY and on_it is not None and on_it.total:
        state = BoardState.DONE
    return render_template(
        "matching/board.html",
        programme=programme,
        crumbs_here=crumbs(programme),
        board=held,
        state=state.value,
        shown=on_it,
        find=find,
        order=chosen,
        orders=wording.ORDERS,
        seen=version_of(held),
        fit_words=fit_words,
        weakest=weakest_fit(held) if held is not None else None,
        at_least=wording.AT_LEAST,
        every=wording.EVERY,
        proved=bool(held is not None and held.suggestion.get("certificate")),
        undoable=may_be_undone(programme),
        refusal=refusal_sentence(refusal) if refusal is not None else None,
        who=last_to_change(programme.school_id, held.id)
        if refusal is not None and held is not None
        else None,
    )


def refused(programme: Programme, code: BoardRefusal) -> Any:
    """Return the board as it is now, with why nothing was done."""
    if not paired_by_two(programme):
        from mentoring.matching.views.group_board import page as groups_page

        return groups_page(programme, refusal=code), 409
    return page(programme, refusal=code), 409


def to_board(programme: Programme) -> Any:
    """Go back to the board."""
    return redirect(url_for("matching.board", programme_id=programme.id), 303)


@board_bp.post(f"{HERE}/suggest")
@requires(Action.BOARD_CHANGE, load=programme_by_two, late=True)
def suggest(programme: Programme) -> Any:
    """Suggest pairings: at once, or in the worker where a browser would wait too long."""
    seen = SeenForm().seen.data
    school_id, programme_id = programme.school_id, programme.id
    on_it, keep = board_of(programme), request.form.get("keep") == "yes"
    scene = scene_of(programme, on_it, keeping=actions.pairs_on(on_it) if keep and on_it is not None else ())
    at_once = len(scene.problem.mentors) * len(scene.problem.mentees) <= MOST_AT_ONCE
    transaction.rollback()  # solving is slow, so nothing is open meanwhile
    run = work.solved(scene) if at_once else None
    found, held = board_again(school_id, programme_id, seen)
    if not isinstance(held, Board):
        return refused(found, held)
    by, now = actor_here().by, clock.now()
    if not at_once:
        actions.let_worker_suggest(by, held, keep=keep, now=now)
    elif run is None:
        actions.keep_failure(by, held, now=now)
    else:
        actions.keep_run(by, held, scene, run, now=now)
        if run.answer.dropped_locks:
            flash(_("A locked pair is no longer possible, and is not on the board."), "wait")
    return to_board(found)


@board_bp.post(f"{HERE}/stop")
@requires(Action.BOARD_CHANGE, load=programmes.programme)
def stop(programme: Programme) -> Any:
    """Stop waiting for the worker."""
    held = actions.locked_board(programme, seen=None)
    assert isinstance(held, Board)
    actions.stop_work(actor_here().by, held, now=clock.now())
    return to_board(programme)


@board_bp.get(f"{HERE}/figures")
@requires(Action.BOARD_SEE, load=programme_by_two)
def figures(programme: Programme) -> Any:
    """Show the figures behind the board, and what its boundaries and criteria are."""
    held = board_of(programme)
    kept = held.suggestion if held is not None else {}
    return render_template(
        "matching/figures.html",
        programme=programme,
        crumbs_here=crumbs(programme, board_crumb(programme)),
        objectives=kept.get("answer", {}).get("objectives"),
        certificate=kept.get("certificate"),
        made_at=held.made_at if held is not None else None,
        excluded=wording.kept_out(kept.get("excluded", {}), kept.get("limits", {})),
        mentors=kept.get("mentors", 0),
        full=kept.get("full", 0),
        criteria=[
            (wording.CRITERIA[code], wording.MEANINGS[code], wording.WEIGHTS[weight])
            for code, weight in weights_of(held).items()
        ],
        boundaries=_catalogue(),
    )


def _catalogue() -> list[tuple[Any, Any, Any]]:
    from mentoring.matching.engine.boundaries import CATALOGUE

    return [
        (wording.BOUNDARIES[entry.code], wording.SEVERITIES[entry.severity], wording.BASES[entry.basis])
        for entry in CATALOGUE
    ]
