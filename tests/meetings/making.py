"""Pairings that have met, with their meetings and check-ins as rows. Nothing here commits."""

from datetime import date, datetime, time, timedelta

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import State
from mentoring.meetings.actions.check_ins import Seen, record_check_in
from mentoring.meetings.models import Meeting
from mentoring.meetings.rules.due import How
from mentoring.people.queries.school_times import school_time
from mentoring.people.rules.school_time import moment_of
from mentoring.programme.models import Programme
from tests.joining.making import ZONE
from tests.support.factories import World
from tests.support.pairs import make_pair

NOON, ONE = time(12, 30), time(13, 0)


def make_met(world: World, programme: Programme, *members: Enrolment, days: int) -> Pairing:
    """Join these enrolments in a pairing that met for the first time so many days ago."""
    made = make_pair(world, programme, *members, state=State.ACTIVE)
    made.met_at = clock.now() - timedelta(days=days)
    made.made_at = made.met_at - timedelta(days=7)
    db.session.flush()
    return made


def make_meeting(world: World, pairing: Pairing, day: date, state: str = "held", why: str = "") -> Meeting:
    """Put one meeting in the database as a register, a write-up or nobody left it."""
    made = Meeting(
        school_id=world.school_id, id=ids.new_id(), pairing_id=pairing.id, programme_id=pairing.programme_id,
        site_id=world.site_id, slot_id=pairing.slot_id, place_id=pairing.place_id, adult_id=pairing.adult_id,
        day=day, starts=NOON, ends=ONE, starts_at=starts_at(world, day), state=state, why=why,
        is_planned=True, made_at=clock.now(), made_by=world.staff[Role.COORDINATOR],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def starts_at(world: World, day: date) -> datetime:
    """Return the moment at which meetings of a day begin."""
    return moment_of(school_time(world.school_id, world.site_id), day, NOON)


def check_in(
    world: World, pairing: Pairing, student_id: str, day: date, how: How = How.FINE, words: str = ""
) -> None:
    """Let the coordinator check in with one side."""
    (member,) = (each for each in pairing.here if each.student_id == student_id)
    by = By("person", world.staff[Role.COORDINATOR])
    refusal = record_check_in(
        by, member, Seen(day, how, words), token=ids.new_token(), zone=ZONE, now=clock.now()
    )
    assert refusal is None, refusal
