"""Approving what the board shows: pairings are made and mentors asked; and taking that back in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mentoring.audit.trail import By
from mentoring.matching.actions.boards import (
    PutTogether,
    locks_on,
    note_put_together,
    pairs_on,
    put_together_on,
    record_change,
    show_pairs,
)
from mentoring.matching.actions.life import lock, move, note_step
from mentoring.matching.actions.making import Where, make_pairing
from mentoring.matching.engine.answers import Why
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board, Pairing
from mentoring.matching.queries.boards import is_opened
from mentoring.matching.queries.pairings import steps_of
from mentoring.matching.queries.rooms import Rooms, place_for, rooms_of
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.matching.rules.board import FULL, BoardRefusal
from mentoring.matching.rules.life import Happening, PairingRefusal
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import time_of

UNDONE = "undone"
PUT_TOGETHER = "put-together"  # on the timeline


@dataclass(frozen=True)
class Approved:
    """What became of an approval: the pairings that were made, and the pairs that were not, with why."""

    made: tuple[Pairing, ...]
    left: tuple[tuple[Pair, BoardRefusal], ...]


def approve(
    by: By, programme: Programme, board: Board, chosen: Collection[Pair] | None, *, now: datetime
) -> Approved | BoardRefusal:
    """Make pairings of the chosen pairs on the board (None: of all) and ask their mentors; or return why not.

    Every boundary is asked anew, since people change between a suggestion and a press. Each pairing gets a time
    that both can do, a place with room, and the adult on duty with the fewest pairings.
    """
    from mentoring.matching.engine.run import review

    wanted = [pair for pair in pairs_on(board) if chosen is None or pair in chosen]
    if not wanted:
        return BoardRefusal.NOBODY_TICKED
    scene = scene_of(programme, board)
    run, rooms = review(scene.problem, wanted), rooms_of(programme.school_id, scene.slots)
    possible = {each.pair: (each.score, why) for each, why in zip(run.answer.pairs, run.whys, strict=True)}
    by_hand = {each.pair: each for each in put_together_on(board)}
    made, left = [], []
    for pair in wanted:
        if pair not in possible:
            left.append((pair, BoardRefusal.BOUNDARY))
            continue
        score, why = possible[pair]
        where = _where(scene, pair, why, rooms)
        if where is None:
            left.append((pair, BoardRefusal.NO_ROOM))
            continue
        members = [scene.enrolled[pair.mentor], scene.enrolled[pair.mentee]]
        fit = score * 100 // FULL
        pairing = make_pairing(by, programme, members, where, origin="board", fit=fit, now=now)
        if pair in by_hand:
            _keep_why(pairing, by_hand[pair])
        assert move(by, pairing, Happening.ASK, now=now) is None
        made.append(pairing)
    gone = set(wanted) - {pair for pair, _why in left}
    board.locked = [list(each) for each in sorted(locks_on(board) - gone)]
    show_pairs(board, [pair for pair in pairs_on(board) if pair not in gone], programme)
    record_change(by, board, "approved", now)
    return Approved(tuple(made), tuple(left))


def _keep_why(pairing: Pairing, put: PutTogether) -> None:
    """Write on the timeline who put the two together on the board, when and why."""
    note_step(By("person", put.by_id), pairing, PUT_TOGETHER, now=put.at, words=put.why)


def _where(scene: Scene, pair: Pair, why: Why, rooms: Rooms) -> Where | None:
    """Return the first time of the week at which the two can meet, and take its place; None where all is full."""
    people = {each.id: each for each in (*scene.problem.mentors, *scene.problem.mentees)}
    needs = people[pair.mentor].needs | people[pair.mentee].needs
    students = [scene.enrolled[each].student_id for each in pair]
    for slot_id in why.slots:
        slot = scene.slots[slot_id]
        place, adult = place_for(slot, needs, rooms), rooms.adult_for(slot)
        if place is not None and adult is not None and rooms.are_free(slot, students):
            rooms.take(time_of(slot), place.id, adult, students)
            return Where(slot.id, place.id, adult)
    return None


def undo_approval(
    by: By, programme: Programme, board: Board, pairing: Pairing, *, now: datetime
) -> BoardRefusal | PairingRefusal | None:
    """Take an approval back and put the pair on the board again; return why not, or None.

    Only until the mentor has opened the question: after that a young person would see it vanish.
    """
    lock(pairing)
    if is_opened(pairing):
        return BoardRefusal.OPENED
    refusal = move(by, pairing, Happening.WITHDRAW, now=now, code=UNDONE)
    if refusal is not None:
        return refusal
    mentor, *rest = [each.enrolment_id for each in pairing.here]
    if pairing.origin == "board" and len(rest) == 1:
        pair = Pair(mentor, rest[0])
        for step in steps_of(pairing):
            if step.happening == PUT_TOGETHER:
                note_put_together(board, PutTogether(pair, step.words, step.by_id, step.at))
        show_pairs(board, [*pairs_on(board), pair], programme)
    else:
        show_pairs(board, pairs_on(board), programme)
    record_change(by, board, UNDONE, now)
    return None
