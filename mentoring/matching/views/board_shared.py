"""What the pages of the board share: for which programmes it is, its version, where its pages lie."""

from flask import abort, url_for
from flask_babel import gettext as _

from mentoring import transaction
from mentoring.access.guard import actor_here
from mentoring.access.policy import Action, may
from mentoring.matching.actions.boards import locked_board
from mentoring.matching.models import Board
from mentoring.matching.rules.board import BoardRefusal
from mentoring.programme.models import Programme
from mentoring.programme.queries import programmes
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import TWO_BY_TWO
from mentoring.programme.views import pages


def paired_by_two(programme: Programme) -> bool:
    """Say whether the programme joins one mentor and one mentee, so that it has a board."""
    return Kind(programme.kind) in TWO_BY_TWO


def programme_by_two(school_id: str, programme_id: str, **_below: str) -> Programme | None:
    """Load the programme of a page about pairs; None where it meets in groups, which have a board of their own."""
    found = programmes.programme(school_id, programme_id)
    return found if found is not None and paired_by_two(found) else None


def board_again(
    school_id: str, programme_id: str, seen: int | None
) -> tuple[Programme, Board | BoardRefusal]:
    """Begin to write after slow work with nothing open; return programme and locked board as they are now.

    Whoever may not change the board any more is told that there is no such page. seen: as `locked_board` takes it.
    """
    transaction.begin(writes=True)
    found = programmes.programme(school_id, programme_id)
    if found is None or not may(actor_here(), Action.BOARD_CHANGE, found):
        abort(404)
    return found, locked_board(found, seen=seen)


def version_of(board: Board | None) -> int:
    """Return the version that a page's forms carry; 0 for no board."""
    return board.version if board is not None else 0


def crumbs(programme: Programme, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return where a page of matching lies."""
    return pages.crumbs(programme, *more)


def board_crumb(programme: Programme) -> tuple[str, str]:
    """Return the crumb of a programme's board."""
    return _("Matching"), url_for("matching.board", programme_id=programme.id)
