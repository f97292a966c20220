"""Made-up pairings for tests, through the actions that the pages use. Nothing here commits."""

from mentoring import clock
from mentoring.access.roles import Role
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.life import move
from mentoring.matching.actions.making import Where, make_pairing
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening, State
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import on_duty, slots, usable_places
from tests.support.factories import World
from tests.support.programmes import by

WAY = (
    (Happening.ASK, State.ASKED_MENTOR),
    (Happening.MENTORS_YES, State.ASKED_MENTEE),
    (Happening.MENTEES_YES, State.AGREED),
    (Happening.CONFIRM, State.READY),
    (Happening.MEET, State.ACTIVE),
)


def where_in(programme: Programme) -> Where:
    """Return the programme's first time in the week, its first place, and who is on duty."""
    slot = slots(programme.school_id, programme.id)[0]
    return Where(slot.id, usable_places(slot)[0].id, on_duty(slot)[0].id)


def make_pair(
    world: World, programme: Programme, *members: Enrolment, state: State = State.ACTIVE
) -> Pairing:
    """Join these enrolments, and let the pairing come as far as `state` on the usual way."""
    now, who = clock.now(), by(world, Role.COORDINATOR)
    made = make_pairing(who, programme, members, where_in(programme), origin="hand", now=now)
    for happening, after in WAY:
        if made.state == state:
            break
        assert move(who, made, happening, now=now) is None
        if after is State.ACTIVE:
            made.met_at = now
    assert made.state == state
    return made
