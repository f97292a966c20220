"""Programmes, enrolments and what hangs on them, made through the actions that the pages use."""

from datetime import date, timedelta

from mentoring import clock
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import decisions, profiles, training
from mentoring.joining.actions import enrolments as joining
from mentoring.joining.actions.enrolments import Referral
from mentoring.joining.actions.training import Taught
from mentoring.joining.models import Enrolment, PairingBar, Training
from mentoring.joining.queries.decisions import bars
from mentoring.joining.queries.profiles import profile
from mentoring.joining.queries.training import trained_on
from mentoring.joining.rules.enrolment import Came
from mentoring.joining.rules.profile import steps_for
from mentoring.joining.rules.suitability import BarKind
from mentoring.people.models import Student
from mentoring.people.rules.countries import CountryPack, country
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.support.factories import World

ZONE = "Europe/London"


def pack() -> CountryPack:
    return country("england")


def today() -> date:
    return clock.today(ZONE)


def by(world: World, role: Role = Role.COORDINATOR) -> By:
    return By("person", world.staff[role])


def student(world: World, student_id: str) -> Student:
    return db.session.get_one(Student, (world.school_id, student_id))


def invite(world: World, programme: Programme, student_id: str, role: ProgrammeRole) -> Enrolment:
    """Let the coordinator invite a student, who has not answered yet."""
    made = joining.invite(
        by(world), programme, [student(world, student_id)], role, Referral(Came.STAFF, "", today()), pack(),
        today=today(), now=clock.now(),
    )  # fmt: skip
    assert isinstance(made, tuple), made
    (found,), left = made
    assert not left
    return found


def make_bar(world: World, enrolment: Enrolment) -> PairingBar:
    """Let the lead say "not now"."""
    lead = by(world, Role.LEAD)
    refused = decisions.bar_from_pairing(
        lead, enrolment.student, BarKind.NOT_NOW, "Let it settle first.", now=clock.now()
    )
    assert refused is None
    (made,) = bars(world.school_id, enrolment.student_id)
    return made


def make_training(world: World, enrolment: Enrolment) -> Training:
    """Write down ten minutes of a training, long ago, that nothing depends on."""
    day = today() - timedelta(days=300)
    taught = Taught(day, 10, "Mr Lowell", module=False)
    made = training.record_training(by(world), [enrolment], taught, today=today(), now=clock.now())
    assert not isinstance(made, str), made
    (held,) = trained_on(world.school_id, [enrolment.student_id], day)
    return held


def skip_all(enrolment: Enrolment) -> None:
    """Let a student go past every question of the profile."""
    for step in steps_for(wants_same_gender=False):
        own = By("person", enrolment.student_id)
        assert profiles.skip_step(own, enrolment, step, now=clock.now()) is None


def pass_all(enrolment: Enrolment) -> None:
    """Leave a profile as `skip_all` does, for the many who are only there: the first question by the action alone."""
    first, *others = steps_for(wants_same_gender=False)
    assert profiles.skip_step(By("person", enrolment.student_id), enrolment, first, now=clock.now()) is None
    held = profile(enrolment)
    assert held
    held.passed = [*held.passed, *others]
    db.session.flush()
