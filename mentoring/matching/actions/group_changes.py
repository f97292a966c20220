"""What staff change of suggested groups by hand: which stay as they are, and a child who moves to another."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mentoring.audit.trail import By
from mentoring.matching.actions.boards import record_change
from mentoring.matching.actions.by_hand import Broken, broken_among
from mentoring.matching.actions.groups import groups_on, show_groups
from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.facts import Problem
from mentoring.matching.models import Board
from mentoring.matching.queries.group_scene import group_scene_of, together_of
from mentoring.matching.queries.scene import Scene
from mentoring.matching.rules.board import BoardRefusal
from mentoring.matching.rules.groups import key_of
from mentoring.programme.models import Programme


@dataclass(frozen=True)
class NotMoved:
    """Why a child is not moved into a group: what is wrong with it as a whole, and what stands between whom."""

    refusals: tuple[BoardRefusal, ...]
    broken: tuple[Broken, ...] = ()


def lock_group(by: By, board: Board, key: str, *, keep: bool, now: datetime) -> BoardRefusal | None:
    """Keep a group as it is whatever is suggested again, or no more; return why not, or None."""
    held = groups_on(board)
    if key not in {key_of(group) for group in held}:
        return BoardRefusal.NOT_ON_IT
    changed = [{**group, "locked": keep} if key_of(group) == key else group for group in held]
    if changed != held:
        show_groups(board, changed)
        record_change(by, board, "locked" if keep else "unlocked", now)
    return None


def group_of(board: Board, mentee_id: str) -> dict[str, Any] | None:
    """Return the group that a child is in on the board, or None."""
    return next((group for group in groups_on(board) if mentee_id in group["mentees"]), None)


def move_child(
    by: By, programme: Programme, board: Board, mentee_id: str, key: str, *, now: datetime
) -> NotMoved | BoardRefusal | None:
    """Move a child into another group, and keep that group; return why not, or None.

    The groups that it concerns are checked as suggested ones are, by what shares no code with what made them.
    """
    from mentoring.matching.engine.group_run import looked_at

    scene = group_scene_of(programme, board)
    target = next((group for group in groups_on(board) if key_of(group) == key), None)
    if target is None or mentee_id in target["mentees"]:
        return BoardRefusal.NOT_ON_IT
    if mentee_id not in {each.id for each in scene.problem.mentees}:
        return BoardRefusal.NOT_READY
    why_not = what_stands_between(scene, board, mentee_id)[key]
    if why_not is not None:
        return why_not
    before = group_of(board, mentee_id)
    changed = [_with(target, mentee_id), *([_without(before, mentee_id)] if before is not None else [])]
    try:
        found, whys = looked_at(scene.problem, [together_of(group) for group in changed])
    except NotProved:
        return BoardRefusal.BOUNDARY  # of the others in it: somebody changed since they were suggested
    anew = {
        group.leaders[0]: {**asdict(group), "why": asdict(why), "locked": old.get("locked", False)}
        for group, why, old in zip(found, whys, changed, strict=True)
    }
    anew[key]["locked"] = True
    show_groups(
        board, [anew.get(key_of(group), group) for group in groups_on(board)], by_hand=True, placed=mentee_id
    )
    record_change(by, board, "child-moved", now)
    return None


def what_stands_between(scene: Scene, board: Board, mentee_id: str) -> Mapping[str, NotMoved | None]:
    """Return for each group on the board that a child is not in why they cannot move there; None where they can."""
    problem, before = scene.problem, group_of(board, mentee_id)
    here = {each.id: each for each in (*problem.mentors, *problem.mentees)}
    others = [group for group in groups_on(board) if group is not before]
    leaves_too_few = before is not None and len(before["mentees"]) <= problem.grouping.least
    found: dict[str, NotMoved | None] = {}
    for group in others:
        refusals = [BoardRefusal.TOO_FEW_LEFT] if leaves_too_few else []
        if mentee_id not in here or not {*group["leaders"], *group["mentees"]} <= here.keys():
            found[key_of(group)] = NotMoved((BoardRefusal.NOT_READY,))
            continue
        refusals += _of_the_group(problem, group, mentee_id)
        members = [here[each] for each in (*group["mentees"], mentee_id)]
        broken = [
            each
            for each in broken_among(scene, [here[each] for each in group["leaders"]], members)
            if mentee_id in (each.one, each.other)
        ]
        found[key_of(group)] = NotMoved(tuple(refusals), tuple(broken)) if refusals or broken else None
    return found


def _of_the_group(problem: Problem, group: Mapping[str, Any], mentee_id: str) -> Sequence[BoardRefusal]:
    """Return what is in the way of one more child: size, time and place."""
    (child,) = (each for each in problem.mentees if each.id == mentee_id)
    found = []
    if len(group["mentees"]) >= problem.grouping.most:
        found.append(BoardRefusal.TOO_MANY_MENTEES)
    if group["slot"] not in child.slots:
        found.append(BoardRefusal.NOT_FREE_THEN)
    elif not {need.value for need in child.needs} <= set(group["room"]):
        found.append(BoardRefusal.PLACE_NEEDS)
    return found


def _with(group: Mapping[str, Any], mentee_id: str) -> dict[str, Any]:
    return {**group, "mentees": sorted([*group["mentees"], mentee_id])}


def _without(group: Mapping[str, Any], mentee_id: str) -> dict[str, Any]:
    return {**group, "mentees": [each for each in group["mentees"] if each != mentee_id]}
