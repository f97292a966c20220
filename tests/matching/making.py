"""Made-up programmes with students who are ready to be paired. Nothing here commits."""

from dataclasses import dataclass

from mentoring import clock, ids
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.profiles import profile
from mentoring.matching import group_work, work
from mentoring.matching.actions import approving, boards, group_changes, groups
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import Board
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.groups import key_of
from mentoring.programme.models import Programme, ProgrammeSetting
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Code
from tests.joining.making import by
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.support.factories import World, make_student

MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE


@dataclass
class Ready:
    """A programme with two mentors and two mentees who are ready, by enrolment."""

    programme: Programme
    amara: Enrolment  # mentor
    ben: Enrolment  # mentor
    leo: Enrolment  # mentee
    zoe: Enrolment  # mentee

    @property
    def everybody(self) -> list[Enrolment]:
        """Return the four."""
        return [self.amara, self.ben, self.leo, self.zoe]


def make_ready_programme(world: World, name: str = "Buddies", *, strangers: bool = False) -> Ready:
    """Make an open programme; Amara and Leo like art, Ben can help with what Zoe asks for.

    strangers: two others in the places of the world's own mentor and mentee.
    """
    programme = make_open_programme(world, name)
    amara, leo = world.mentor, world.mentee
    if strangers:
        amara = make_student(world, first="Amal", last="Marwick", year="10")
        leo = make_student(world, first="Lena", last="Marwick", year="7")
    ben = make_student(world, first="Ben", last="Adair", year="10")
    zoe = make_student(world, first="Zoe", last="Ivers", year="7")
    made = Ready(
        programme,
        enrol(world, programme, amara, MENTOR),
        enrol(world, programme, ben, MENTOR),
        enrol(world, programme, leo, MENTEE),
        enrol(world, programme, zoe, MENTEE),
    )
    make_ready(world, *made.everybody)
    for each in (made.amara, made.leo):
        said(each).interests = ["art"]
    for each in (made.ben, made.zoe):
        said(each).help = ["friends"]
    return made


def make_group_programme(world: World, name: str = "Landing") -> Ready:
    """Make a programme with groups: the four of a ready programme and two more mentees, and groups of 2 to 10."""
    made = make_ready_programme(world, name)
    _meet_in_groups(world, made.programme)
    add_ready(world, made.programme, ("Nia", "7"), ("Omar", "7"))
    return made


def _meet_in_groups(world: World, programme: Programme) -> None:
    programme.kind = "group"
    least = Code.GROUP_LEAST
    db.session.add(
        ProgrammeSetting(
            school_id=world.school_id, id=ids.new_id(), programme_id=programme.id, code=least, value="2"
        )
    )
    db.session.flush()


def add_ready(world: World, programme: Programme, *people: tuple[str, str]) -> None:
    """Add people who are ready to a programme: mentors of Year 10, mentees of the other years."""
    for first, year in people:
        student = make_student(world, first=first, last="Landing", year=year)
        make_ready(world, enrol(world, programme, student, MENTOR if year == "10" else MENTEE))


def suggested_groups(world: World, programme: Programme) -> Board:
    """Suggest groups, and return the board."""
    held = board_of(programme)
    scene = group_scene_of(programme, held)
    run = group_work.solved(scene)
    assert run is not None
    board = boards.locked_board(programme, seen=held.version if held else 0)
    assert isinstance(board, Board)
    groups.keep_groups(coordinator(world), board, scene, run, now=clock.now())
    return board


def make_group_board(world: World) -> dict[str, str]:
    """Make a board with a group on it and one that was approved; return the ids of everything about it."""
    programme = make_open_programme(world, "Landing")
    _meet_in_groups(world, programme)
    add_ready(world, programme, ("Nia", "10"), ("Omar", "10"), ("Pia", "7"), ("Quin", "7"))
    board = suggested_groups(world, programme)
    done = groups.approve_groups(coordinator(world), programme, board, None, now=clock.now())
    assert isinstance(done, groups.ApprovedGroups)
    assert len(done.made) == 1
    add_ready(world, programme, ("Rosa", "10"), ("Sam", "10"), ("Vic", "10"), ("Wes", "10"))
    add_ready(world, programme, *((name, "7") for name in ("Tess", "Uma", "Xan", "Yas", "Zed")))
    board = suggested_groups(world, programme)
    larger, smaller = sorted(groups.groups_on(board), key=lambda group: -len(group["mentees"]))
    group_changes.lock_group(coordinator(world), board, key_of(smaller), keep=True, now=clock.now())
    return {
        "programme": programme.id,
        "version": str(board.version),
        "pairing": done.made[0].id,
        "group": key_of(larger),
        "mentee": larger["mentees"][0],
        "to": key_of(smaller),
        "locked": key_of(smaller),
    }


def said(enrolment: Enrolment) -> Profile:
    """Return what somebody said."""
    held = profile(enrolment)
    assert held is not None
    return held


def suggested(world: World, programme: Programme) -> Board:
    """Suggest pairings, and return the board."""
    held = board_of(programme)
    scene = scene_of(programme, held)
    run = work.solved(scene)
    assert run is not None
    board = boards.locked_board(programme, seen=held.version if held else 0)
    assert isinstance(board, Board)
    boards.keep_run(coordinator(world), board, scene, run, now=clock.now())
    return board


def coordinator(world: World) -> By:
    """Return the coordinator as the trail writes them."""
    return by(world)


def pair(mentor: Enrolment, mentee: Enrolment) -> Pair:
    """Return two people as a pair."""
    return Pair(mentor.id, mentee.id)


def make_board(world: World) -> dict[str, str]:
    """Make a board with one pair on it and one that was approved; return the ids of everything about it."""
    made = make_ready_programme(world, "Matched", strangers=True)
    setting = Code.MENTEES_PER_MENTOR
    db.session.add(
        ProgrammeSetting(
            school_id=world.school_id,
            id=ids.new_id(),
            programme_id=made.programme.id,
            code=setting,
            value="2",
        )
    )
    db.session.flush()
    board, two = suggested(world, made.programme), pair(made.amara, made.leo)
    assert two in boards.pairs_on(board)
    done = approving.approve(coordinator(world), made.programme, board, {two}, now=clock.now())
    assert isinstance(done, approving.Approved)
    ((slot_id, slot),) = scene_of(made.programme).slots.items()
    return {
        "programme": made.programme.id,
        "version": str(board.version),
        "pairing": done.made[0].id,
        "mentor": made.ben.id,
        "another_mentor": made.amara.id,
        "mentee": made.zoe.id,
        "where": f"{slot_id}-{slot.places[0].place_id}",
    }
