"""A meet-and-greet of two mentors and two mentees, for tests. Nothing here commits."""

from datetime import date, timedelta

from mentoring import clock
from mentoring.extensions import db
from mentoring.matching.actions import meet_and_greet as actions
from mentoring.matching.models import MeetAndGreet, MeetGuest
from mentoring.matching.queries.meet_and_greet import guests_of
from mentoring.matching.queries.scene import scene_of
from mentoring.programme.models import Programme
from tests.joining.making import ZONE
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.matching.making import MENTEE, MENTOR, coordinator
from tests.support.factories import World, make_student


def next_tuesday() -> date:
    """Return the next day, today too, of the one time that made-up programmes have."""
    today = clock.today(ZONE)
    return today + timedelta(days=(1 - today.weekday()) % 7)


def make_meet(world: World, programme: Programme, day: date | None = None) -> MeetAndGreet:
    """Plan a meet-and-greet at the programme's one time and place, to which everybody comes who is ready."""
    ((slot_id, slot),) = scene_of(programme).slots.items()
    made = actions.plan(
        coordinator(world),
        programme,
        (slot_id, slot.places[0].place_id),
        day or next_tuesday(),
        today=clock.today(ZONE),
        now=clock.now(),
    )
    assert isinstance(made, MeetAndGreet), made
    return made


def make_met_programme(world: World) -> MeetAndGreet:
    """Make a programme with a meet-and-greet that was yesterday, of the world's mentor and a mentee of their own."""
    programme = make_open_programme(world, "Met")
    mentee = make_student(world, first="Mina", last="Metz", year="7")
    joined = [enrol(world, programme, world.mentor, MENTOR), enrol(world, programme, mentee, MENTEE)]
    make_ready(world, *joined)
    made = make_meet(world, programme)
    made.day = clock.today(ZONE) - timedelta(days=1)
    db.session.flush()
    return made


def guests_by_name(meet: MeetAndGreet) -> dict[str, MeetGuest]:
    """Return who comes by first name in small letters."""
    return {each.student.first_name.lower(): each for each in guests_of(meet)}
