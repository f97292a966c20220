"""What groups are made of: the scene of a programme, with room that is left, who is busy when, and what a group is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mentoring.matching.engine.facts import Grouping, Person, Together
from mentoring.matching.engine.facts import Slot as SlotFacts
from mentoring.matching.models import Board
from mentoring.matching.queries.rooms import Rooms, rooms_of
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.matching.rules.groups import GROUPS
from mentoring.programme.models import Programme, Slot
from mentoring.programme.queries.slots import usable_places
from mentoring.programme.rules.settings import Code
from mentoring.programme.rules.verdicts import ProgrammeSettings


def group_scene_of(programme: Programme, board: Board | None = None) -> Scene:
    """Return what a run on a programme with groups is about.

    A group takes a whole place for a whole time, and ten people must be free at once, so both are looked at before
    groups are suggested, and again when one is approved.
    """
    scene = scene_of(programme, board)
    rooms = rooms_of(programme.school_id, scene.slots)

    def free(person: Person) -> Person:
        student = scene.enrolled[person.id].student_id
        times = (slot_id for slot_id in person.slots if rooms.are_free(scene.slots[slot_id], [student]))
        return replace(person, slots=frozenset(times))

    problem = replace(
        scene.problem,
        mentors=tuple(free(each) for each in scene.problem.mentors),
        mentees=tuple(free(each) for each in scene.problem.mentees),
        slots=tuple(_with_room(each, scene.slots[each.id], rooms) for each in scene.problem.slots),
        grouping=replace(grouping_of(scene.settings), friends=_friends(scene)),
        together=_locked(board),
    )
    return replace(scene, problem=problem)


def together_of(group: Mapping[str, Any]) -> Together:
    """Return a stored group as the engine is told of it."""
    return Together(tuple(group["leaders"]), tuple(group["mentees"]), group["slot"], tuple(group["room"]))


def _locked(board: Board | None) -> tuple[Together, ...]:
    """Return the groups that staff keep as they are."""
    shown = board.suggestion.get(GROUPS, {}).get("shown", []) if board is not None else []
    return tuple(together_of(group) for group in shown if group.get("locked"))


def _friends(scene: Scene) -> frozenset[tuple[str, str]]:
    """Return who would like to be with whom, of those who are ready."""
    ready = {each.id for each in scene.problem.mentees}
    return frozenset(
        (one, other)
        for one in ready
        for other in scene.enrolled[one].friends
        if other in ready and other != one
    )


def grouping_of(settings: ProgrammeSettings) -> Grouping:
    """Return what a group is in a programme, without anybody's wishes."""
    most = settings.number(Code.GROUP_MENTEES)
    return Grouping(
        settings.number(Code.GROUP_MENTORS),
        min(settings.number(Code.GROUP_LEAST), most),
        most,
    )


def _with_room(facts: SlotFacts, slot: Slot, rooms: Rooms) -> SlotFacts:
    has_adult = rooms.adult_for(slot) is not None
    free = tuple(rooms.free_in(slot, place) if has_adult else 0 for place in usable_places(slot))
    return replace(facts, free=free)
