"""What joining changes, and the event that it leaves."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import enrolments as actions
from mentoring.joining.actions import profiles, telling
from mentoring.joining.actions.enrolments import Referral
from mentoring.joining.models import Apart, Enrolment
from mentoring.joining.queries import enrolments as queries
from mentoring.joining.queries.profiles import first_names_beside, kept_apart, profile
from mentoring.joining.rules.enrolment import Answer, Came, How, Refusal, State
from mentoring.joining.rules.profile import ProfileRefusal, Step
from mentoring.programme.actions.programmes import set_status
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from tests.joining.making import by, invite, pack, skip_all, student, today
from tests.joining.rows import enrol, make_open_programme
from tests.support.factories import World, make_student

MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE


@pytest.fixture(autouse=True)
def _inside(app: Flask, worlds) -> None:
    """Each test is one transaction."""
    with app.app_context(), transaction.unit():
        yield


def _events(world: World) -> list[str]:
    wanted = db.session.query(TrailEntry).filter_by(chain=world.school_id).order_by(TrailEntry.seq)
    return [each.event for each in wanted]


def _last(world: World) -> TrailEntry:
    return (
        db.session.query(TrailEntry).filter_by(chain=world.school_id).order_by(TrailEntry.seq.desc()).first()
    )


def test_whoever_joins_themselves_has_said_yes(world: World) -> None:
    made = enrol(world, make_open_programme(world), world.mentor, MENTOR)
    assert made.state == State.IN
    (said,) = queries.own_answers(made)
    assert (said.answer, said.how, said.recorded_by) == (Answer.YES, How.OWN_SIGN_IN, None)
    assert _events(world)[-2:] == ["enrolment.made", "enrolment.answered"]


def test_nobody_joins_twice_nor_in_a_draft_nor_a_role_of_another_age(world: World) -> None:
    programme = make_open_programme(world)
    enrol(world, programme, world.mentor, MENTOR)
    young, old = student(world, world.mentee), student(world, world.mentor)

    def join(who, role):
        person = By("person", who.id)
        return actions.join(person, programme, who, role, pack(), today=today(), now=clock.now())

    assert join(old, MENTOR) is Refusal.THERE_ALREADY
    set_status(by(world), programme, Status.CLOSED, today=today(), now=clock.now())
    assert join(young, MENTEE) is Refusal.NOT_OPEN


def test_whoever_is_invited_is_in_only_after_their_own_yes(world: World) -> None:
    made = invite(world, make_open_programme(world), world.mentee, MENTEE)
    assert made.state == State.WAITING
    day = today()
    assert (
        actions.answer(
            by(world),
            made,
            Answer.YES,
            How.IN_PERSON,
            day=day + timedelta(days=1),
            today=day,
            now=clock.now(),
        )
        is Refusal.DAY_TO_COME
    )
    assert (
        actions.answer(by(world), made, Answer.YES, How.IN_PERSON, day=day, today=day, now=clock.now())
        is None
    )
    (said,) = queries.own_answers(made)
    assert made.state == State.IN
    assert said.recorded_by == world.staff[Role.COORDINATOR]


def test_a_paper_needs_a_name(world: World) -> None:
    programme = make_open_programme(world)
    made = actions.invite(
        by(world), programme, [student(world, world.mentee)], MENTEE, Referral(Came.TUTOR, " ", today()), pack(),
        today=today(), now=clock.now(),
    )  # fmt: skip
    assert made is Refusal.WHO_WANTED


def test_rooms_above_are_told_of_a_pause_in_the_same_transaction(app: Flask, world: World) -> None:
    made = enrol(world, make_open_programme(world), world.mentor, MENTOR)
    heard = []

    def hear(who: By, enrolment: Enrolment, what: telling.Happened, now: datetime) -> None:
        heard.append((enrolment.id, what))
        assert _last(world).facts["answer"] == "pause"

    app.extensions["joining_listeners"].insert(0, hear)
    try:
        day = today()
        assert (
            actions.answer(
                By("person", world.mentor),
                made,
                Answer.PAUSE,
                How.OWN_SIGN_IN,
                day=day,
                today=day,
                now=clock.now(),
            )
            is None
        )
    finally:
        app.extensions["joining_listeners"].remove(hear)
    assert heard == [(made.id, telling.Happened.PAUSED)]


def test_has_enrolment_is_true_of_those_in_a_programme_and_of_nobody_elses_school(
    worlds: tuple[World, World],
) -> None:
    here, there = worlds
    enrol(here, make_open_programme(here), here.mentor, MENTOR)
    assert queries.has_enrolment(here.school_id, here.mentor)
    assert not queries.has_enrolment(here.school_id, here.mentee)
    assert not queries.has_enrolment(there.school_id, here.mentor)


def _answer(world: World, enrolment, step: Step, **given):
    return profiles.answer_step(By("person", enrolment.student_id), enrolment, step, given, now=clock.now())


def test_an_answer_keeps_only_what_was_offered_and_the_trail_says_only_which_question(world: World) -> None:
    made = enrol(world, make_open_programme(world), world.mentee, MENTEE)
    assert (
        _answer(world, made, Step.INTERESTS, interests=["music", "lasers"], interests_words="Kites") is None
    )
    held = profile(made)
    assert (held.interests, held.interests_words) == (["music"], "Kites")
    assert _last(world).facts == {"enrolment": made.id, "part": "interests"}


def test_a_story_without_leave_is_not_kept_and_a_gender_goes_with_the_wish(world: World) -> None:
    made = enrol(world, make_open_programme(world), world.mentee, MENTEE)
    refused = _answer(world, made, Step.STORY, story="We moved.", may_use=False)
    assert refused is ProfileRefusal.STORY_WITHOUT_LEAVE
    assert _answer(world, made, Step.SAME_GENDER, same_gender=True) is None
    assert _answer(world, made, Step.GENDER, gender="girl", gender_words="") is None
    assert profile(made).gender == "girl"
    assert _answer(world, made, Step.SAME_GENDER, same_gender=False) is None
    assert profile(made).gender == ""


def test_what_a_mentor_has_been_through_is_kept_in_codes_with_leave_and_a_mentee_is_not_asked(
    world: World,
) -> None:
    programme = make_open_programme(world)
    mentor = enrol(world, programme, world.mentor, MENTOR)
    mentee = enrol(world, programme, world.mentee, MENTEE)
    ticked = {"story": "", "lived": ["new-here", "lasers"]}
    assert _answer(world, mentor, Step.STORY, **ticked, may_use=False) is ProfileRefusal.STORY_WITHOUT_LEAVE
    assert _answer(world, mentor, Step.STORY, **ticked, may_use=True) is None
    assert profile(mentor).lived == ["new-here"]
    assert _last(world).facts == {"enrolment": mentor.id, "part": "story"}
    assert _answer(world, mentor, Step.STORY, story="", lived=[], may_use=False) is None
    assert profile(mentor).lived == []
    assert _answer(world, mentee, Step.STORY, story="", lived=["new-here"], may_use=True) is None
    assert profile(mentee).lived == []


def test_a_wish_not_to_be_with_somebody_keeps_the_two_apart_until_it_is_taken_back(world: World) -> None:
    programme = make_open_programme(world)
    other = make_student(world, first="Leo", last="Zander", year="7")
    mentor = enrol(world, programme, world.mentor, MENTOR)
    enrol(world, programme, world.mentee, MENTEE)
    enrol(world, programme, other, MENTEE)
    assert first_names_beside(mentor) == {world.mentee: "Leo B", other: "Leo Z"}
    assert _answer(world, mentor, Step.RATHER_NOT, others=[world.mentor]) is ProfileRefusal.STRANGER
    assert _answer(world, mentor, Step.RATHER_NOT, others=[other]) is None
    pair = {frozenset({world.mentor, other})}
    assert kept_apart(world.school_id, [world.mentor, other, world.mentee]) == pair
    assert _answer(world, mentor, Step.RATHER_NOT, others=[]) is None
    assert kept_apart(world.school_id, [world.mentor, other]) == set()
    assert db.session.query(Apart).count() == 1  # it is kept that it once was so


def test_a_reminder_goes_when_the_profile_is_done(world: World) -> None:
    made = enrol(world, make_open_programme(world), world.mentee, MENTEE)
    assert actions.remind(by(world), [made], now=clock.now()) == 1
    assert made.reminded_by == world.staff[Role.COORDINATOR]
    skip_all(made)
    assert profiles.finish_profile(By("person", world.mentee), made, now=clock.now()) is None
    assert made.reminded_at is None
    assert profile(made).finished_at is not None
