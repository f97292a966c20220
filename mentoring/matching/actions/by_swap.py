"""What staff change of a suggestion by hand: another mentor for a child, and "not these two"."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.audit.trail import By
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching.actions.apart import keep_apart
from mentoring.matching.actions.boards import locks_on, pairs_on, record_change, show_pairs
from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.board import BoardRefusal
from mentoring.programme.models import Programme


@dataclass(frozen=True)
class Between:
    """What stands between two people whom somebody wants to pair."""

    boundaries: tuple[Boundary, ...]


def swap(
    by: By, programme: Programme, board: Board, wanted: Pair, *, now: datetime
) -> Between | BoardRefusal | None:
    """Give a mentee another mentor, and keep the two; return why not, or None.

    Where that mentor has somebody else on the board and no seat left, the two mentees change places if nothing
    stands between the other two; else the other one waits. A boundary is never swapped around.
    """
    from mentoring.matching.engine.run import between

    problem = scene_of(programme, board).problem
    mentors = {each.id: each for each in problem.mentors}
    if wanted.mentor not in mentors or wanted.mentee not in {each.id for each in problem.mentees}:
        return BoardRefusal.NOT_READY
    broken, _why = between(problem, wanted)
    if broken:
        return Between(tuple(broken))
    pairs, locked = pairs_on(board), locks_on(board)
    before = next((pair for pair in pairs if pair.mentee == wanted.mentee), None)
    if before == wanted:
        return None
    left = [pair for pair in pairs if pair.mentee != wanted.mentee]
    theirs = [pair for pair in left if pair.mentor == wanted.mentor]
    if len(theirs) >= mentors[wanted.mentor].seats:
        giving_way = next((pair for pair in reversed(theirs) if pair not in locked), None)
        if giving_way is None:
            return Between((Boundary.NO_SEAT,))
        left.remove(giving_way)
        if before is not None and not between(problem, Pair(before.mentor, giving_way.mentee))[0]:
            left.append(Pair(before.mentor, giving_way.mentee))
    board.locked = [list(pair) for pair in sorted((locked - {before}) | {wanted})]
    show_pairs(board, [*left, wanted], programme)
    record_change(by, board, "swapped", now)
    return None


def not_these_two(
    by: By, programme: Programme, board: Board, pair: Pair, *, always: bool, reason: str, now: datetime
) -> BoardRefusal | None:
    """Take a pair off the board, for this time or for always; return why not, or None.

    For always needs a reason, which only lead and deputies read: everybody else reads "cannot be paired" from then on.
    """
    if pair not in pairs_on(board):
        return BoardRefusal.NOT_ON_IT
    if always:
        enrolled = scene_of(programme, board).enrolled
        if not {pair.mentor, pair.mentee} <= enrolled.keys():
            return BoardRefusal.NOT_READY
        students = enrolled[pair.mentor].student, enrolled[pair.mentee].student
        refusal = keep_apart(by, *students, reason, kind=ApartKind.NOT_THESE_TWO, now=now)
        if refusal is not None:
            return refusal
    else:
        board.put_aside = [*board.put_aside, list(pair)]
    board.locked = [list(each) for each in sorted(locks_on(board) - {pair})]
    show_pairs(board, [each for each in pairs_on(board) if each != pair], programme)
    record_change(by, board, "not-these-two", now)
    return None


def take_back_put_aside(by: By, programme: Programme, board: Board, *, now: datetime) -> None:
    """Let every pair that was put aside this time be suggested again."""
    if board.put_aside:
        board.put_aside = []
        show_pairs(board, pairs_on(board), programme)
        record_change(by, board, "put-aside-taken-back", now)
