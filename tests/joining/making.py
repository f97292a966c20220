"""Programmes, enrolments and what hangs on them, made through the actions that the pages use."""

from datetime import date, time, timedelta

from mentoring import clock
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import consent, decisions, profiles, training, tutors
from mentoring.joining.actions import enrolments as joining
from mentoring.joining.actions.consent import Paper
from mentoring.joining.actions.enrolments import Referral
from mentoring.joining.actions.training import Taught
from mentoring.joining.models import Enrolment, PairingBar, Training
from mentoring.joining.queries.decisions import bars
from mentoring.joining.queries.training import trained_on
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import Came, How
from mentoring.joining.rules.profile import steps_for
from mentoring.joining.rules.suitability import BarKind, Verdict, View
from mentoring.people.models import Site, Student
from mentoring.people.rules.countries import CountryPack, country
from mentoring.programme.actions import places, programmes, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.dates import Dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.wording.first_texts import first_texts
from tests.support.factories import World

ZONE = "Europe/London"


def pack() -> CountryPack:
    return country("england")


def today() -> date:
    return clock.today(ZONE)


def by(world: World, role: Role = Role.COORDINATOR) -> By:
    return By("person", world.staff[role])


def make_open_programme(
    world: World, name: str = "Buddies", *, opened: bool = True, years: tuple[str, ...] = ()
) -> Programme:
    """Make a one-to-one programme with one time in the week, open for joining."""
    now, who = clock.now(), by(world)
    start = today() - timedelta(days=30)
    details = Details(
        name, Dates(start, start + timedelta(days=200)), (world.site_id,), (world.staff[Role.COORDINATOR],)
    )
    texts = first_texts(Kind.ONE_TO_ONE)
    made = programmes.add_programme(who, world.school_id, Kind.ONE_TO_ONE, details, texts, now=now)
    assert isinstance(made, Programme), made
    site = db.session.get_one(Site, (world.school_id, world.site_id))
    place = places.add_place(who, site, PlaceDetails(f"Library {name}", 6, True, True, True), now=now)
    assert isinstance(place, Place), place
    refused = slots.add_slots(
        who,
        made,
        SlotDetails(
            world.site_id, (1,), "", time(12, 30), time(13, 20), years, (place.id,),
            on_duty_ids=(world.staff[Role.SUPERVISOR],),
        ),
        now=now,
    )  # fmt: skip
    assert not refused, refused
    if opened:
        assert not programmes.set_status(who, made, Status.OPEN, today=today(), now=now)
    return made


def student(world: World, student_id: str) -> Student:
    return db.session.get_one(Student, (world.school_id, student_id))


def enrol(world: World, programme: Programme, student_id: str, role: ProgrammeRole) -> Enrolment:
    """Let a student join themselves."""
    young = student(world, student_id)
    made = joining.join(
        By("person", student_id), programme, young, role, pack(), today=today(), now=clock.now()
    )
    assert isinstance(made, Enrolment), made
    return made


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


def make_ready(world: World, enrolment: Enrolment) -> None:
    """Do everything for a student that is needed before pairing, as each person would."""
    now, day, own, coordinator = clock.now(), today(), By("person", enrolment.student_id), by(world)
    is_mentor = enrolment.role == ProgrammeRole.MENTOR
    skip_all(enrolment)
    assert profiles.finish_profile(own, enrolment, now=now) is None
    said = {enrolment: tutors.TutorSaid(View.YES)}
    assert tutors.record_views(coordinator, said, "Mr Pell", day=day, today=day, now=now) is None
    assert decisions.decide(coordinator, enrolment, Verdict.YES, "Kind and on time.", now=now) is None
    paper = Paper(Said.GIVEN, "A parent", Authority.PARENT, ConsentHow.PAPER, day)
    assert consent.record_consents(coordinator, [enrolment], paper, pack(), today=day, now=now) is None
    text = current_version(enrolment.programme, ProgrammeRole(enrolment.role))
    right = [question.right for question in text.text.questions]
    assert decisions.sign(own, enrolment, right, How.OWN_SIGN_IN, seen=text.number, now=now) is None
    taught = Taught(day, 120 if is_mentor else 60, "Ms Okafor", is_mentor)
    made = training.record_training(coordinator, [enrolment], taught, today=day, now=now)
    assert isinstance(made, training.Recorded), made
