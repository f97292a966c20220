"""A pairing put together by hand: one and one, or a group; every boundary is asked, and none is got around."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.audit.trail import By
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.life import move
from mentoring.matching.actions.making import Where, make_pairing
from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.facts import Person
from mentoring.matching.models import Pairing
from mentoring.matching.queries.rooms import Rooms, meets, rooms_of
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.matching.rules.board import BoardRefusal, refusal_of_sizes
from mentoring.matching.rules.life import Happening
from mentoring.programme.models import Place, Programme, Slot
from mentoring.programme.queries.slots import time_of, usable_places
from mentoring.programme.rules.kinds import Kind
from mentoring.programme.rules.settings import IN_GROUPS, Code
from mentoring.programme.rules.verdicts import ProgrammeSettings


@dataclass(frozen=True)
class Broken:
    """Two people of a group, by enrolment, and a boundary between them."""

    one: str
    other: str
    code: Boundary


@dataclass(frozen=True)
class NotMade:
    """Why a pairing was not made: what is wrong with it as a whole, or what stands between whom."""

    refusal: BoardRefusal
    broken: tuple[Broken, ...] = ()
    busy: tuple[str, ...] = ()  # who cannot come then, by enrolment


def most_in(settings: ProgrammeSettings) -> tuple[int, int]:
    """Return how many mentors and mentees one pairing of the programme has at most."""
    if settings.kind in IN_GROUPS:
        return settings.number(Code.GROUP_MENTORS), settings.number(Code.GROUP_MENTEES)
    return 1, 1


def make_by_hand(
    by: By, programme: Programme, ids: Sequence[str], slot_id: str, place_id: str, *, now: datetime
) -> Pairing | NotMade:
    """Make one pairing of these enrolments and ask its mentors; or return why not."""
    scene = scene_of(programme)
    rooms = rooms_of(programme.school_id, scene.slots)
    return make_of(by, scene, rooms, ids, slot_id, place_id, origin="hand", now=now)


def make_of(
    by: By,
    scene: Scene,
    rooms: Rooms,
    ids: Collection[str],
    slot_id: str,
    place_id: str,
    *,
    origin: str,
    now: datetime,
    fit: int | None = None,
) -> Pairing | NotMade:
    """Make one pairing as the programme is now, and take its room; or return why not."""
    programme = scene.programme
    if programme.kind == Kind.DROP_IN or any(each not in scene.enrolled for each in ids):
        return NotMade(BoardRefusal.NOT_READY)
    mentors = [each for each in scene.problem.mentors if each.id in ids]
    mentees = [each for each in scene.problem.mentees if each.id in ids]
    if len(mentors) + len(mentees) != len(set(ids)):
        return NotMade(BoardRefusal.NOT_READY)  # somebody has a pairing since the page was opened
    sizes = refusal_of_sizes(len(mentors), len(mentees), most=most_in(scene.settings))
    if sizes is not None:
        return NotMade(sizes)
    if broken := broken_among(scene, mentors, mentees):
        return NotMade(BoardRefusal.BOUNDARY, broken)
    found = _meeting(scene, [*mentors, *mentees], slot_id, place_id, rooms)
    if isinstance(found, NotMade):
        return found
    members: list[Enrolment] = [scene.enrolled[each.id] for each in (*mentors, *mentees)]
    made = make_pairing(by, programme, members, found, origin=origin, fit=fit, now=now)
    students = [each.student_id for each in members]
    rooms.take(time_of(scene.slots[slot_id]), place_id, found.adult_id, students)
    assert move(by, made, Happening.ASK, now=now) is None
    return made


def broken_among(scene: Scene, mentors: Sequence[Person], mentees: Sequence[Person]) -> tuple[Broken, ...]:
    """Return what stands between every mentor and every mentee, and who of one side is kept apart from whom."""
    from mentoring.matching.engine.group_run import between_all

    found = [
        Broken(pair.mentor, pair.mentee, code)
        for pair, codes in between_all(scene.problem, mentors, mentees).items()
        for code in codes
    ]
    for side in (mentors, mentees):
        found += [
            Broken(one.id, other.id, Boundary.CANNOT_BE_PAIRED)
            for one in side
            for other in side
            if one.id < other.id and frozenset((one.id, other.id)) in scene.problem.cannot
        ]
    return tuple(found)


def _meeting(
    scene: Scene, people: Sequence[Person], slot_id: str, place_id: str, rooms: Rooms
) -> Where | NotMade:
    slot = scene.slots.get(slot_id)
    place = _place(slot, place_id)
    if slot is None or place is None:
        return NotMade(BoardRefusal.WHEN_WANTED)
    busy = [
        each.id
        for each in people
        if slot_id not in each.slots or not rooms.are_free(slot, [scene.enrolled[each.id].student_id])
    ]
    if busy:
        return NotMade(BoardRefusal.NOT_FREE_THEN, busy=tuple(busy))
    needs = frozenset(need for each in people for need in each.needs)
    adult = rooms.adult_for(slot)
    if adult is None or rooms.free_in(slot, place) < 1:
        return NotMade(BoardRefusal.FULL_THEN)
    if not meets(slot, place, needs):
        return NotMade(BoardRefusal.PLACE_NEEDS)
    return Where(slot.id, place.id, adult)


def _place(slot: Slot | None, place_id: str) -> Place | None:
    return next((place for place in usable_places(slot) if place.id == place_id), None) if slot else None
