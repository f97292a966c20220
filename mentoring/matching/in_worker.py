"""What the worker does with a board that waits for it. Nothing is open while it is solved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from mentoring import transaction
from mentoring.audit.trail import By
from mentoring.matching.actions.boards import keep_failure, locked_board
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.scene import Scene
from mentoring.matching.rules.board import BoardState
from mentoring.programme.models import Programme
from mentoring.programme.queries.programmes import programme

Found = TypeVar("Found", contravariant=True)


class Keep(Protocol[Found]):
    """Keeps what was found on the board."""

    def __call__(self, by: By, board: Board, scene: Scene, run: Found, *, now: datetime) -> None:
        """Keep it."""


def solve_in_worker(
    facts: dict[str, Any],
    now: datetime,
    *,
    read: Callable[[Programme, Board], Scene],
    solve: Callable[[Scene], Found | None],
    keep: Keep[Found],
) -> None:
    """Solve a board, and keep what is found unless somebody stopped it or changed the board meanwhile."""
    with transaction.unit(writes=False):
        found = programme(facts["school"], facts["programme"])
        board = board_of(found) if found is not None else None
        if found is None or board is None or board.state != BoardState.WORKING:
            return  # stopped meanwhile, or done by another worker already
        version, scene = board.version, read(found, board)
    run = solve(scene)
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
            keep(by, board_now, scene, run, now=now)
