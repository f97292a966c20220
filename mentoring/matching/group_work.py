"""Suggesting groups, at once or in the worker. Nothing is open while they are searched for."""

from datetime import datetime
from typing import Any

from mentoring import transaction
from mentoring.audit.trail import By
from mentoring.matching.actions.boards import keep_failure, locked_board
from mentoring.matching.actions.groups import KIND, keep_groups
from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.group_answers import GroupRun
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.queries.scene import Scene
from mentoring.matching.rules.board import BoardState
from mentoring.programme.queries.programmes import programme

__all__ = ["KIND", "solved", "suggest_in_worker"]


def solved(scene: Scene) -> GroupRun | None:
    """Return the groups with their bounds, or None where they did not stand up to their check."""
    from mentoring.matching.engine.group_run import suggest_groups

    try:
        return suggest_groups(scene.problem)
    except NotProved:
        return None


def suggest_in_worker(facts: dict[str, Any], now: datetime) -> None:
    """Search for groups, and keep them unless somebody stopped it or changed the board meanwhile."""
    with transaction.unit(writes=False):
        found = programme(facts["school"], facts["programme"])
        board = board_of(found) if found is not None else None
        if found is None or board is None or board.state != BoardState.WORKING:
            return
        version, scene = board.version, group_scene_of(found, board)
    run = solved(scene)
    by = By("person", facts["by"])
    with transaction.unit():
        found = programme(facts["school"], facts["programme"])
        assert found is not None
        board_now = locked_board(found, seen=None)
        if not isinstance(board_now, Board) or board_now.version != version:
            return
        if run is None:
            keep_failure(by, board_now, now=now)
        else:
            keep_groups(by, board_now, scene, run, now=now)
