"""The board: kept from being overwritten, a suggestion kept on it, pairs locked, and what matters here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from mentoring import ids
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.matching.engine.answers import Help, Run
from mentoring.matching.engine.codes import Criterion, Weight
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.scene import Scene, scene_of, weights_of
from mentoring.matching.rules.board import BoardRefusal, BoardState
from mentoring.matching.rules.groups import GROUPS
from mentoring.programme.models import Programme

KIND = "matching.suggest"
HELPS = "helps"  # where it is kept what would help


def locked_board(programme: Programme, *, seen: int | None) -> Board | BoardRefusal:
    """Lock the programme's board, and make it if there is none; or return why it must not be changed now.

    seen: the version that the page showed, 0 for none; None for the worker. Another version means that somebody
    changed it meanwhile, and whoever pressed has not seen what they would overwrite.
    """
    programme_row = select(Programme.id).where(
        Programme.school_id == programme.school_id, Programme.id == programme.id
    )
    db.session.execute(programme_row.with_for_update(key_share=True))
    held = board_of(programme)
    if held is not None:
        db.session.refresh(held)
    if seen is not None and seen != (held.version if held is not None else 0):
        return BoardRefusal.STALE
    if held is not None and held.state == BoardState.WORKING and seen is not None:
        return BoardRefusal.WORKING
    return held if held is not None else _new_board(programme)


def _new_board(programme: Programme) -> Board:
    made = Board(
        school_id=programme.school_id,
        id=ids.new_id(),
        programme_id=programme.id,
        state=BoardState.EMPTY,
        locked=[],
        put_aside=[],
        suggestion={},
    )
    db.session.add(made)
    db.session.flush()
    return made


def pairs_on(board: Board) -> list[Pair]:
    """Return the pairs that a board shows now."""
    shown = board.suggestion.get("answer", {}).get("pairs", [])
    return [Pair(each["mentor"], each["mentee"]) for each in shown]


def pairs_before(board: Board) -> list[Pair]:
    """Return the pairs that were on the board before its newest suggestion; none for the first."""
    return [Pair(mentor, mentee) for mentor, mentee in board.suggestion.get("before", [])]


def locks_on(board: Board) -> set[Pair]:
    """Return the pairs that a board keeps."""
    return {Pair(mentor, mentee) for mentor, mentee in board.locked}


@dataclass(frozen=True)
class PutTogether:
    """A pair that staff put together though another arrangement is better: why, who, when."""

    pair: Pair
    why: str
    by_id: str | None
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored with the suggestion."""
        return {**self.pair._asdict(), "why": self.why, "by": self.by_id, "at": self.at.isoformat()}


def put_together_on(board: Board) -> list[PutTogether]:
    """Return the pairs that staff put together on a board."""
    return [
        PutTogether(
            Pair(each["mentor"], each["mentee"]), each["why"], each["by"], datetime.fromisoformat(each["at"])
        )
        for each in board.suggestion.get("put_together", [])
    ]


def note_put_together(board: Board, note: PutTogether) -> None:
    """Keep on the board why a pair was put together, for as long as the pair is on it."""
    kept = [each.as_json() for each in put_together_on(board) if each.pair.mentee != note.pair.mentee]
    board.suggestion = {**board.suggestion, "put_together": [*kept, note.as_json()]}


def keep_run(by: By, board: Board, scene: Scene, run: Run, *, now: datetime) -> None:
    """Keep a suggestion on the board, with its proof."""
    if last := set(pairs_on(board)):
        board.suggestion = {**board.suggestion, **_since(last, {each.pair for each in run.answer.pairs})}
    board.state, board.made_at, board.made_by = BoardState.DONE, now, by.person_id
    show(board, scene, run)
    board.locked = [list(each.pair) for each in run.answer.pairs if each.locked]
    db.session.flush()
    trail.record(
        events.BOARD_SUGGESTED,
        now,
        school_id=board.school_id,
        by=by,
        subject_id=board.id,
        programme=board.programme_id,
        pairs=len(run.answer.pairs),
        unmatched=len(run.waiting),
    )


def show(board: Board, scene: Scene, run: Run) -> None:
    """Put a run on the board. Ids, codes and numbers only, and why staff put a pair together that is still on it."""
    limits = scene.problem.settings
    pairs = {each.pair for each in run.answer.pairs}
    board.suggestion = {
        **run.as_json(),
        "weights": _as_text(weights_of(board)),
        "limits": {"least": limits.gap_least, "most": limits.gap_most, "months": limits.gap_months},
        "not_ready": {role: dict(counts) for role, counts in scene.not_ready.items()},
        "mentors": len(scene.problem.mentors),
        "full": scene.problem.full,
        "seats": {each.id: each.seats for each in scene.problem.mentors},
        "put_together": [each.as_json() for each in put_together_on(board) if each.pair in pairs],
        "before": board.suggestion.get("before", []),
        "since": board.suggestion.get("since"),
    }


def _since(last: Collection[Pair], new: Collection[Pair]) -> dict[str, Any]:
    """Return what was on the board before a suggestion, and what is different: counted before any is approved."""
    before, after = set(last), set(new)
    counts = {"same": len(before & after), "new": len(after - before), "gone": len(before - after)}
    return {"before": [list(each) for each in sorted(before)], "since": counts}


def show_pairs(board: Board, pairs: Collection[Pair], programme: Programme) -> None:
    """Put an arrangement on the board that people made. Whoever became impossible meanwhile drops out of it.

    What would help is worked out after this is written, with nothing open (`keep_helps`): it solves again and again.
    """
    from mentoring.matching.engine.run import review

    scene = scene_of(programme, board)
    run = review(scene.problem, pairs)
    show(board, scene, run)
    if run.waiting:
        board.suggestion = {key: value for key, value in board.suggestion.items() if key != HELPS}
    kept = {each.pair for each in run.answer.pairs}
    board.locked = [list(pair) for pair in sorted(locks_on(board) & kept)]
    db.session.flush()


def lacks_helps(board: Board) -> bool:
    """Say whether it has not been worked out yet what would help those who wait on a board."""
    kept = board.suggestion
    return board.state == BoardState.DONE and bool(kept.get("waiting")) and HELPS not in kept


def keep_helps(programme: Programme, helps: Sequence[Help], *, version: int) -> None:
    """Keep what would help with the arrangement it was worked out for; nothing where the board changed meanwhile.

    It follows from what is on the board, so the version stays: nobody else's press is refused for it.
    """
    held = board_of(programme)
    if held is None or held.version != version:
        return
    wanted = update(Board).where(
        Board.school_id == held.school_id, Board.id == held.id, Board.version == version
    )
    found = {**held.suggestion, HELPS: [asdict(each) for each in helps]}
    db.session.execute(wanted.values(suggestion=found), execution_options={"synchronize_session": False})
    db.session.expire(held)


def let_worker_suggest(by: By, board: Board, *, now: datetime, kind: str = KIND, keep: bool = False) -> None:
    """Let the worker solve it, because that takes longer than a browser should wait. keep: what is on the board."""
    board.state, board.made_at, board.made_by = BoardState.WORKING, now, by.person_id
    db.session.flush()
    facts = {"school": board.school_id, "programme": board.programme_id, "by": by.person_id, "keep": keep}
    outbox.ask(kind, facts, now=now, school_id=board.school_id)
    record_change(by, board, "worker-asked", now)


def keep_failure(by: By, board: Board, *, now: datetime) -> None:
    """Note that a suggestion did not stand up to its check: none is shown."""
    board.state, board.suggestion = (
        BoardState.FAILED,
        {
            "weights": _as_text(weights_of(board)),
            "put_together": board.suggestion.get("put_together", []),
        },
    )
    db.session.flush()
    record_change(by, board, "refused", now)


def stop_work(by: By, board: Board, *, now: datetime) -> None:
    """Stop waiting for the worker: what was on the board before is on it again."""
    if board.state == BoardState.WORKING:
        has_some = pairs_on(board) or board.suggestion.get(GROUPS)
        board.state = BoardState.DONE if has_some else BoardState.EMPTY
        db.session.flush()
        record_change(by, board, "stopped", now)


def lock_pair(by: By, board: Board, pair: Pair, *, keep: bool, now: datetime) -> BoardRefusal | None:
    """Keep a pair on the board whatever is suggested again, or no more; return why not, or None."""
    if pair not in pairs_on(board):
        return BoardRefusal.NOT_ON_IT
    locked = locks_on(board)
    changed = locked | {pair} if keep else locked - {pair}
    if changed != locked:
        board.locked = [list(each) for each in sorted(changed)]
        db.session.flush()
        record_change(by, board, "locked" if keep else "unlocked", now)
    return None


def set_weights(by: By, board: Board, weights: Mapping[Criterion, Weight], *, now: datetime) -> None:
    """Say how much each criterion matters here. It counts from the next suggestion on."""
    if dict(weights) != dict(weights_of(board)):
        board.suggestion = {**board.suggestion, "weights": _as_text(weights)}
        db.session.flush()
        record_change(by, board, "weights", now)


def record_change(by: By, board: Board, change: str, now: datetime) -> None:
    """Write one change of a board down, without who was on it."""
    trail.record(
        events.BOARD_CHANGED,
        now,
        school_id=board.school_id,
        by=by,
        subject_id=board.id,
        programme=board.programme_id,
        change=change,
    )


def _as_text(weights: Mapping[Criterion, Weight]) -> dict[str, Any]:
    return {code.value: weight.value for code, weight in weights.items()}
