"""Made-up programmes for tests: the least that has everything. Nothing here commits."""

from datetime import date, time

from mentoring import clock
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.people.queries import schools
from mentoring.programme.actions import gap, places, programmes, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import GapRequest, Place, Programme
from mentoring.programme.queries import slots as queries
from mentoring.programme.rules.dates import Dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole
from mentoring.programme.rules.roles import Block, Question, RoleText
from tests.support.factories import World

LUNCH = (time(12, 30), time(13, 0))  # within the supervised hours of a made-up school, on Tuesdays


def words(also: str = "") -> RoleText:
    """Return the words of a role, short ones."""
    blocks = {block: f"Words about {block.value}." for block in Block}
    blocks[Block.WHAT] += also
    question = Question("What now?", ("Wait.", "Tell an adult.", "Go home."), 1, "Adults can help.")
    return RoleText(blocks, (question,) * 3)


def by(world: World, role: Role = Role.COORDINATOR) -> By:
    """Return a member of staff as the trail writes them."""
    return By("person", world.staff[role])


def the_year() -> Dates:
    """Return from today to the end of the next summer term of a made-up school."""
    today = clock.now().date()
    return Dates(today, date(today.year + 1, 7, 16))


def make_programme(world: World, name: str = "Buddies", kind: Kind = Kind.ONE_TO_ONE) -> Programme:
    """Make a programme as a draft."""
    details = Details(name, the_year(), (world.site_id,), (world.staff[Role.COORDINATOR],))
    texts = {role: words() for role in ProgrammeRole}
    made = programmes.add_programme(by(world), world.school_id, kind, details, texts, now=clock.now())
    assert isinstance(made, Programme), made
    return made


def make_place(world: World, name: str = "Library", *, approved: bool = True) -> Place:
    """Make a place for six pairs."""
    site = schools.site(world.school_id, world.site_id)
    assert site is not None
    made = places.add_place(by(world), site, PlaceDetails(name, 6, True, False, approved), now=clock.now())
    assert isinstance(made, Place), made
    return made


def make_slot(
    world: World,
    programme: Programme,
    place: Place | None = None,
    *,
    on_duty: bool = True,
    starts: time = LUNCH[0],
    ends: time = LUNCH[1],
) -> str:
    """Make a slot on Tuesdays, the supervisor on duty and the coordinator to stand in; return its id."""
    before = {slot.id for slot in queries.slots(world.school_id, programme.id)}
    details = SlotDetails(
        world.site_id,
        (1,),
        "",
        starts,
        ends,
        years=("7", "8"),
        place_ids=(place.id,) if place else (),
        on_duty_ids=(world.staff[Role.SUPERVISOR],) if on_duty else (),
        stand_in_ids=(world.staff[Role.COORDINATOR],),
    )
    wrong = slots.add_slots(by(world), programme, details, now=clock.now())
    assert not wrong, wrong
    (made,) = {slot.id for slot in queries.slots(world.school_id, programme.id)} - before
    return made


def ask_for_gap(world: World, programme: Programme, years: int = 1, reason: str = "Few in Year 10.") -> str:
    """Ask the head for a smaller gap; return the request's id."""
    asked = gap.ask_for_smaller_gap(by(world), programme, years, reason, now=clock.now())
    assert isinstance(asked, GapRequest), asked
    return asked.id
