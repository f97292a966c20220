"""Groups that stay as they are, and what is left for all others."""

from collections.abc import Sequence
from dataclasses import replace

from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.facts import Problem, Slot, Together
from mentoring.matching.engine.verify_groups import check_groups


def standing(problem: Problem) -> tuple[Together, ...]:
    """Return the groups of a problem that can stay, one after the other: whatever the check refuses does not."""
    found: list[Together] = []
    for group in sorted(problem.together):
        try:
            check_groups(problem, [*found, group])
        except NotProved:
            continue
        found.append(group)
    return tuple(found)


def without(problem: Problem, groups: Sequence[Together]) -> Problem:
    """Return what is left of a problem: its people who are in none of these groups, and the room that is free."""
    taken = {each for group in groups for each in (*group.leaders, *group.mentees)}
    slots = {slot.id: slot for slot in problem.slots}
    for group in groups:
        slots[group.slot] = _with_one_less(slots[group.slot], group.room)
    return replace(
        problem,
        mentors=tuple(each for each in problem.mentors if each.id not in taken),
        mentees=tuple(each for each in problem.mentees if each.id not in taken),
        slots=tuple(slots.values()),
        together=(),
    )


def _with_one_less(slot: Slot, room: tuple[str, ...]) -> Slot:
    """Return a time with one place less of a kind; nothing is different where room is not counted."""
    if slot.free is None:
        return slot
    free = list(slot.free)
    for at, needs in enumerate(slot.rooms):
        if free[at] > 0 and tuple(sorted(needs)) == room:
            free[at] -= 1
            break
    return replace(slot, free=tuple(free))
