"""Suggested groups: kept on the board, approved, and taken back in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.approving import UNDONE
from mentoring.matching.actions.boards import record_change
from mentoring.matching.actions.by_hand import NotMade, make_of
from mentoring.matching.actions.life import lock, move
from mentoring.matching.engine.group_answers import GroupRun
from mentoring.matching.models import Board, Pairing
from mentoring.matching.queries.boards import is_opened
from mentoring.matching.queries.rooms import Rooms, place_for, rooms_of
from mentoring.matching.queries.scene import Scene, scene_of, weights_of
from mentoring.matching.rules.board import FULL, BoardRefusal, BoardState
from mentoring.matching.rules.groups import GROUPS, key_of
from mentoring.matching.rules.life import Happening, PairingRefusal
from mentoring.programme.models import Programme

KIND = "matching.suggest-groups"


@dataclass(frozen=True)
class ApprovedGroups:
    """What became of an approval: the groups that were made, and those that were not, each with why."""

    made: tuple[Pairing, ...]
    left: tuple[tuple[dict[str, Any], BoardRefusal], ...]


def groups_on(board: Board) -> list[dict[str, Any]]:
    """Return the groups that a board suggests now, each with why."""
    held: list[dict[str, Any]] = board.suggestion.get(GROUPS, {}).get("shown", [])
    return held


def keep_groups(by: By, board: Board, scene: Scene, run: GroupRun, *, now: datetime) -> None:
    """Keep suggested groups on the board, with what is known of how good they are."""
    limits, found = scene.problem.settings, run.as_json()
    answer = found.pop("answer")
    new = zip(answer.pop("groups"), found.pop("whys"), strict=True)
    kept = zip(found.pop("locked"), found.pop("locked_whys"), strict=True)
    shown = [{**group, "why": why, "locked": True} for group, why in kept]
    shown += [{**group, "why": why, "locked": False} for group, why in new]
    board.state, board.made_at, board.made_by, board.locked = BoardState.DONE, now, by.person_id, []
    board.suggestion = {
        GROUPS: {**found, "shown": shown, "measures": answer, "approved": {}},
        "weights": {code.value: weight.value for code, weight in weights_of(board).items()},
        "limits": {"least": limits.gap_least, "most": limits.gap_most, "months": limits.gap_months},
        "not_ready": {role: dict(counts) for role, counts in scene.not_ready.items()},
        "mentors": len(scene.problem.mentors),
        "full": scene.problem.full,
        "leaders": scene.problem.grouping.leaders,
    }
    db.session.flush()
    trail.record(
        events.BOARD_SUGGESTED,
        now,
        school_id=board.school_id,
        by=by,
        subject_id=board.id,
        programme=board.programme_id,
        pairs=len(shown),
        unmatched=len(run.waiting),
    )


def approve_groups(
    by: By, programme: Programme, board: Board, chosen: Collection[str] | None, *, now: datetime
) -> ApprovedGroups | BoardRefusal:
    """Make pairings of the chosen groups on the board (None: of all) and ask their mentors; or return why not.

    Each goes the way of a group that is put together by hand, so every boundary is asked anew.
    """
    wanted = [group for group in groups_on(board) if chosen is None or key_of(group) in chosen]
    if not wanted:
        return BoardRefusal.NOBODY_TICKED
    scene = scene_of(programme, board)
    rooms = rooms_of(programme.school_id, scene.slots)
    made: dict[str, Pairing] = {}
    left = []
    for group in wanted:
        done = _make(by, scene, rooms, group, now=now)
        if isinstance(done, Pairing):
            made[key_of(group)] = done
        else:
            left.append((group, done))
    _show(
        board,
        shown=[group for group in groups_on(board) if key_of(group) not in made],
        approved={
            **board.suggestion[GROUPS]["approved"],
            **{made[key_of(group)].id: group for group in wanted if key_of(group) in made},
        },
    )
    record_change(by, board, "approved", now)
    return ApprovedGroups(tuple(made.values()), tuple(left))


def _make(
    by: By, scene: Scene, rooms: Rooms, group: dict[str, Any], *, now: datetime
) -> Pairing | BoardRefusal:
    ids = [*group["leaders"], *group["mentees"]]
    people = [each for each in (*scene.problem.mentors, *scene.problem.mentees) if each.id in ids]
    slot = scene.slots.get(group["slot"])
    place = (
        place_for(slot, frozenset(need for each in people for need in each.needs), rooms) if slot else None
    )
    if slot is None or place is None:
        return BoardRefusal.FULL_THEN
    fit = group["why"]["fit"] * 100 // FULL
    done = make_of(by, scene, rooms, ids, slot.id, place.id, origin="board", fit=fit, now=now)
    return done.refusal if isinstance(done, NotMade) else done


def undo_group(
    by: By, board: Board, pairing: Pairing, *, now: datetime
) -> BoardRefusal | PairingRefusal | None:
    """Take an approval back, and put the group on the board again; return why not, or None."""
    lock(pairing)
    if is_opened(pairing):
        return BoardRefusal.OPENED
    refusal = move(by, pairing, Happening.WITHDRAW, now=now, code=UNDONE)
    if refusal is not None:
        return refusal
    approved = dict(board.suggestion.get(GROUPS, {}).get("approved", {}))
    group = approved.pop(pairing.id, None)
    if group is not None:
        _show(board, shown=sorted([*groups_on(board), group], key=key_of), approved=approved)
    record_change(by, board, UNDONE, now)
    return None


def show_groups(
    board: Board, shown: list[dict[str, Any]], *, by_hand: bool = False, placed: str | None = None
) -> None:
    """Put groups on the board as people changed them. by_hand: what was known of how good they are no longer holds.

    placed: a child who has a group now.
    """
    changed: dict[str, Any] = {"shown": shown}
    if by_hand:
        waits = [each for each in board.suggestion[GROUPS].get("waiting", []) if each["mentee"] != placed]
        changed |= {"by_hand": True, "waiting": waits}
    _show(board, **changed)


def _show(board: Board, **changed: Any) -> None:
    board.suggestion = {**board.suggestion, GROUPS: {**board.suggestion[GROUPS], **changed}}
    db.session.flush()
