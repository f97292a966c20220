"""Putting two together whom nothing keeps apart, though another arrangement is better: with a reason, for ever."""

from datetime import datetime

from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.boards import (
    PutTogether,
    keep_failure,
    let_worker_suggest,
    locks_on,
    note_put_together,
    record_change,
    show,
)
from mentoring.matching.engine.answers import Run
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.matching.rules.board import BoardRefusal, BoardState
from mentoring.programme.models import Programme

CHANGE = "put-together"


def put_together(
    by: By,
    programme: Programme,
    board: Board,
    pair: Pair,
    reason: str,
    solved: tuple[Scene, Run | None] | None,
    *,
    now: datetime,
) -> BoardRefusal | None:
    """Put two together on a locked board and lock them there; return why not, or None.

    solved: the arrangement around the two, worked out before, and what it was worked out from; None where the worker
    is to do that. The boundaries are asked once more, since people change meanwhile.
    """
    from mentoring.matching.engine.forced import is_locked_out
    from mentoring.matching.engine.run import between

    if not reason.strip():
        return BoardRefusal.WHY_WANTED
    problem = scene_of(programme, board).problem
    if not problem.holds(pair):
        return BoardRefusal.NOT_READY
    if between(problem, pair)[0]:
        return BoardRefusal.BOUNDARY
    if is_locked_out(problem, pair):
        return BoardRefusal.LOCKED
    if solved is not None and solved[1] is None:
        keep_failure(by, board, now=now)
        return None
    if solved is not None and pair not in _pairs_of(solved[1]):
        return BoardRefusal.NOT_READY  # somebody was not, when it was worked out
    note_put_together(board, PutTogether(pair, reason.strip(), by.person_id, now))
    board.locked = [list(each) for each in sorted(locks_on(board) | {pair})]
    if solved is None:
        let_worker_suggest(by, board, now=now)
        return None
    scene, run = solved
    assert run is not None
    show(board, scene, run)
    board.state, board.made_at, board.made_by = BoardState.DONE, now, by.person_id
    board.locked = [list(each.pair) for each in run.answer.pairs if each.locked]
    db.session.flush()
    record_change(by, board, CHANGE, now)
    return None


def _pairs_of(run: Run | None) -> set[Pair]:
    return {each.pair for each in run.answer.pairs} if run is not None else set()
