"""What tests begin with is what the actions would have written."""

from datetime import time, timedelta

from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import consent, decisions, profiles, training, tutors
from mentoring.joining.actions import enrolments as joining
from mentoring.joining.actions.consent import Paper
from mentoring.joining.actions.training import Taught
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.joining.rules.enrolment import How
from mentoring.joining.rules.suitability import Verdict, View
from mentoring.people.models import Site
from mentoring.programme.actions import places, programmes, slots
from mentoring.programme.actions.places import PlaceDetails
from mentoring.programme.actions.programmes import Details
from mentoring.programme.actions.slots import SlotDetails
from mentoring.programme.models import Place, Programme
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.dates import Dates
from mentoring.programme.rules.kinds import Kind, ProgrammeRole, Status
from mentoring.programme.wording.first_texts import first_texts
from tests.joining import rows
from tests.joining.making import by, pack, skip_all, student, today
from tests.support.factories import World
from tests.support.written import everything, new_rows


def open_by_actions(world: World, name: str) -> Programme:
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
            world.site_id, (1,), "", time(12, 30), time(13, 20), (), (place.id,),
            on_duty_ids=(world.staff[Role.SUPERVISOR],),
        ),
        now=now,
    )  # fmt: skip
    assert not refused, refused
    assert not programmes.set_status(who, made, Status.OPEN, today=today(), now=now)
    return made


def enrol_by_actions(world: World, programme: Programme, student_id: str, role: ProgrammeRole) -> Enrolment:
    """Let a student join themselves."""
    young = student(world, student_id)
    made = joining.join(
        By("person", student_id), programme, young, role, pack(), today=today(), now=clock.now()
    )
    assert isinstance(made, Enrolment), made
    return made


def ready_by_actions(world: World, enrolment: Enrolment) -> None:
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


def test_what_tests_begin_with_is_what_the_actions_would_have_written(
    app: Flask, worlds: tuple[World, World]
) -> None:
    now = clock.now()
    clock.set_source(lambda: now)
    written = []
    ways = (
        (open_by_actions, enrol_by_actions, ready_by_actions),
        (rows.make_open_programme, rows.enrol, rows.make_ready),
    )
    for world, (opened, joined, ready) in zip(worlds, ways, strict=True):
        with app.app_context(), transaction.unit():
            before = everything(world)
            programme = opened(world, "Buddies")
            mentor = joined(world, programme, world.mentor, ProgrammeRole.MENTOR)
            mentee = joined(world, programme, world.mentee, ProgrammeRole.MENTEE)
            ready(world, mentor)
            ready(world, mentee)
            names = {each: role for role, each in world.staff.items()} | {
                world.mentor: "mentor", world.mentee: "mentee", world.site_id: "site", programme.id: "programme",
                mentor.id: "mentor's enrolment", mentee.id: "mentee's enrolment",
            }  # fmt: skip
            written.append(new_rows(before, everything(world), names))
    by_actions, in_rows = written
    assert in_rows.keys() == by_actions.keys()
    assert len(in_rows) > 15
    for name, held in by_actions.items():
        assert in_rows[name] == held, name
