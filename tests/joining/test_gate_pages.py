"""What students, tutors, coordinators and the lead do on the way to being ready, as each of them sees it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.models import ConsentEntry, Enrolment, Training, TutorLink
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import standing_of, standings
from mentoring.joining.rules.readiness import Missing, Soon
from mentoring.people.models import School
from mentoring.programme.actions.roles import edit_role
from mentoring.programme.models import Programme
from mentoring.programme.queries.roles import current_version
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.roles import Block, EditKind, RoleText
from mentoring.raising.actions.concerns import Told, raise_concern
from tests.joining.making import by
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.support.factories import World
from tests.support.worlds import A_LESSON, stand_still

RIGHT = {"mentor": {"q1": "1", "q2": "2", "q3": "0"}, "mentee": {"q1": "1", "q2": "2", "q3": "0"}}


class Joined:
    """A programme with a mentor and a mentee in it."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        with app.app_context(), transaction.unit():
            programme = make_open_programme(world)
            self.programme = programme.id
            self.mentor = enrol(world, programme, world.mentor, ProgrammeRole.MENTOR).id
            self.mentee = enrol(world, programme, world.mentee, ProgrammeRole.MENTEE).id

    def missing(self, enrolment_id: str) -> list[Missing]:
        with self.app.app_context(), transaction.unit(writes=False):
            return list(standing_of(self._one(enrolment_id), reader_id=None).missing)

    def soon(self, enrolment_id: str) -> list[Soon]:
        with self.app.app_context(), transaction.unit(writes=False):
            return list(standing_of(self._one(enrolment_id), reader_id=None).soon)

    def make_ready(self, enrolment_id: str) -> None:
        with self.app.app_context(), transaction.unit():
            make_ready(self.world, self._one(enrolment_id))

    def _one(self, enrolment_id: str) -> Enrolment:
        return db.session.get_one(Enrolment, (self.world.school_id, enrolment_id))

    def events(self) -> list[str]:
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = db.session.query(TrailEntry).filter_by(chain=self.world.school_id)
            return [each.event for each in wanted.order_by(TrailEntry.seq)]


@pytest.fixture
def joined(app: Flask, world: World) -> Joined:
    return Joined(app, world)


def _page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.get_data(as_text=True)


# Signing


def test_a_student_signs_after_three_right_answers(world: World, joined: Joined, sign_in: Callable) -> None:
    client, page = sign_in(world, "mentor"), f"/joining/{joined.mentor}/agree"
    assert "You are not a counsellor" in _page(client, page)
    wrong = client.post(page, data={**RIGHT["mentor"], "q2": "0", "seen": "1"})
    assert wrong.status_code == 422
    assert "Contact that you set up outside your meetings" in wrong.get_data(as_text=True)
    assert Missing.AGREEMENT in joined.missing(joined.mentor)
    assert client.post(page, data={**RIGHT["mentor"], "seen": "1"}).status_code == 303
    assert Missing.AGREEMENT not in joined.missing(joined.mentor)
    assert joined.events()[-1] == "agreement.signed"
    assert "on their own page" in _page(sign_in(world, "coordinator"), f"/enrolments/{joined.mentor}")


def _edit(joined: Joined, kind: EditKind) -> None:
    with joined.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (joined.world.school_id, joined.programme))
        held = current_version(programme, ProgrammeRole.MENTOR)
        text = RoleText({**held.text.blocks, Block.WHAT: f"Words {held.number}."}, held.text.questions)
        wrong = edit_role(
            by(joined.world), programme, ProgrammeRole.MENTOR, text, kind, seen=held.number, now=clock.now()
        )
        assert not wrong


def test_only_a_change_of_what_was_agreed_asks_again_and_within_ten_school_days(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    stand_still(A_LESSON)
    client = sign_in(world, "mentor")
    page = f"/joining/{joined.mentor}/agree"
    assert client.post(page, data={**RIGHT["mentor"], "seen": "1"}).status_code == 303
    _edit(joined, EditKind.CORRECTION)
    assert joined.soon(joined.mentor) == []
    _edit(joined, EditKind.CHANGE)
    assert joined.soon(joined.mentor) == [Soon.AGREEMENT_AGAIN]
    assert Missing.AGREEMENT_OVERDUE not in joined.missing(joined.mentor)
    stand_still(A_LESSON + timedelta(days=14))
    assert joined.soon(joined.mentor) == [Soon.AGREEMENT_AGAIN]
    stand_still(A_LESSON + timedelta(days=15))
    assert Missing.AGREEMENT_OVERDUE in joined.missing(joined.mentor)
    assert "has not signed the changed role description in time" in _page(
        sign_in(world, "coordinator"), "/today"
    )
    client = sign_in(world, "mentor")
    old = client.post(page, data={**RIGHT["mentor"], "seen": "1"})
    assert "The words have changed. Please read them again." in old.get_data(as_text=True)
    assert client.post(page, data={**RIGHT["mentor"], "seen": "3"}).status_code == 303
    assert Missing.AGREEMENT_OVERDUE not in joined.missing(joined.mentor)


def test_a_coordinator_cannot_sign_without_the_questions(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/enrolments/{joined.mentee}/sign"
    assert client.post(page, data={"seen": "1"}).status_code == 422
    assert client.post(page, data={**RIGHT["mentee"], "seen": "1"}).status_code == 303
    assert "in person, Ruth Okafor" in _page(client, f"/enrolments/{joined.mentee}")


# A tutor's view


def _link(client, joined: Joined) -> str:
    answer = client.post(f"/enrolments/{joined.mentee}/tutor/ask", data={"who": "Mr Pell"})
    assert answer.status_code == 200
    found = re.search(r"/tutor\?link=\w{64}", answer.get_data(as_text=True))
    assert found
    return found[0]


def test_a_tutor_answers_by_link_without_an_account(
    world: World, joined: Joined, sign_in: Callable, client
) -> None:
    coordinator = sign_in(world, "coordinator")
    link = _link(coordinator, joined)
    assert Missing.TUTOR in joined.missing(joined.mentee)
    page = _page(client, link)
    assert "Leo" in page
    assert "Brandt" not in page and "Buddies" not in page
    token = link.partition("=")[2]
    assert client.post("/tutor", data={"link": token}).status_code == 422
    answer = client.post("/tutor", data={"link": token, "answer": "talk", "words": "Let us speak first."})
    assert "Thank you" in answer.get_data(as_text=True)
    assert "This link no longer works" in _page(client, link, 404)
    assert client.post("/tutor", data={"link": token, "answer": "yes"}).status_code == 404
    assert Missing.TUTOR_TALK in joined.missing(joined.mentee)
    assert "Let us speak first." in _page(coordinator, f"/enrolments/{joined.mentee}")
    decided = {"verdict": "yes", "reasons": "We spoke, and he is keen."}
    unread = coordinator.post(f"/enrolments/{joined.mentee}/decide", data=decided)
    assert "A tutor has answered meanwhile." in unread.get_data(as_text=True)
    decided["knew"] = "1"
    assert coordinator.post(f"/enrolments/{joined.mentee}/decide", data=decided).status_code == 303
    assert Missing.TUTOR_TALK not in joined.missing(joined.mentee)


def test_a_link_ends_after_two_weeks_or_when_a_new_one_is_made(
    app: Flask, world: World, joined: Joined, sign_in: Callable, client
) -> None:
    stand_still(A_LESSON)
    coordinator = sign_in(world, "coordinator")
    first, second = _link(coordinator, joined), _link(coordinator, joined)
    _page(client, first, 404)
    _page(client, second)
    with app.app_context(), transaction.unit(writes=False):
        assert second.partition("=")[2] not in {each.token_hash for each in db.session.query(TutorLink)}
    stand_still(A_LESSON + timedelta(days=14))
    _page(client, second, 404)
    _page(client, "/tutor?link=made-up", 404)
    _page(client, "/tutor", 404)


# Decisions that are for the lead alone


@pytest.mark.parametrize(
    "page, name", [("specialist", "specialist_form-reason"), ("not-now", "not_now_form-reason")]
)
def test_why_somebody_cannot_be_paired_is_for_the_lead_and_deputies_alone(
    world: World, joined: Joined, sign_in: Callable, page: str, name: str
) -> None:
    lead = sign_in(world, "lead")
    assert lead.post(f"/enrolments/{joined.mentee}/{page}", data={name: ""}).status_code == 422
    reason = {name: "Sees Dr Bell each week."}
    assert lead.post(f"/enrolments/{joined.mentee}/{page}", data=reason).status_code == 303
    assert Missing.CANNOT_BE_PAIRED in joined.missing(joined.mentee)
    for account in ("lead", "deputy"):
        assert "Sees Dr Bell" in _page(sign_in(world, account), f"/enrolments/{joined.mentee}")
    coordinator = sign_in(world, "coordinator")
    for address in (f"/enrolments/{joined.mentee}", f"/programmes/{joined.programme}/students"):
        shown = _page(coordinator, address)
        assert "cannot be paired" in shown
        assert "Dr Bell" not in shown
    bar = re.search(r"/pairing-bars/\w{26}/end", _page(lead, f"/enrolments/{joined.mentee}"))
    assert bar and bar[0] not in _page(coordinator, f"/enrolments/{joined.mentee}")
    assert coordinator.post(bar[0], data={"lift_form-reason": "x"}).status_code == 404
    assert lead.post(bar[0], data={"lift_form-reason": "It is over."}).status_code == 303
    assert Missing.CANNOT_BE_PAIRED not in joined.missing(joined.mentee)


def test_a_coordinator_may_decide_on_specialist_help_but_not_on_not_now(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    client = sign_in(world, "coordinator")
    given = {"specialist_form-reason": "The counsellor."}
    assert client.post(f"/enrolments/{joined.mentee}/specialist", data=given).status_code == 303
    assert "The counsellor." not in _page(client, f"/enrolments/{joined.mentee}")
    given = {"not_now_form-reason": "Later."}
    assert client.post(f"/enrolments/{joined.mentee}/not-now", data=given).status_code == 404


# Consent


REPLY = {
    "said": "given", "who": "As signed on each form", "authority": "parent", "how": "paper", "day": "2026-11-02",
    "until": "", "letter": "0",
}  # fmt: skip


def test_a_class_lists_forms_are_written_down_in_one_go(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/consent"
    assert "Tick the students whose forms these are." in client.post(page, data=REPLY).get_data(as_text=True)
    both = {**REPLY, "enrolment": [joined.mentor, joined.mentee]}
    missing_name = client.post(page, data={**both, "who": ""})
    assert missing_name.status_code == 422
    assert f'value="{joined.mentor}"' in missing_name.get_data(as_text=True)
    assert client.post(page, data=both).status_code == 303
    for enrolment in (joined.mentor, joined.mentee):
        assert Missing.CONSENT not in joined.missing(enrolment)
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(ConsentEntry).count() == 2
    taken_back = {**REPLY, "enrolment": [joined.mentee], "said": "withdrawn"}
    assert client.post(page, data=taken_back).status_code == 303
    assert Missing.CONSENT_WITHDRAWN in joined.missing(joined.mentee)
    assert "Your meetings are having a break." in _page(sign_in(world, "mentee"), "/today")
    assert "consent was taken back: tell them in person, today" in _page(client, "/today")


def test_a_settled_consent_is_settled_to_all_but_the_lead(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    given = {"settle_form-reason": "Asking would not be safe."}
    page = f"/enrolments/{joined.mentee}/settle"
    assert sign_in(world, "coordinator").post(page, data=given).status_code == 404
    assert sign_in(world, "lead").post(page, data=given).status_code == 303
    assert Missing.CONSENT not in joined.missing(joined.mentee)
    assert "Asking would not be safe." in _page(sign_in(world, "deputy"), f"/enrolments/{joined.mentee}")
    shown = _page(sign_in(world, "coordinator"), f"/enrolments/{joined.mentee}")
    assert "settled" in shown.lower()
    assert "would not be safe" not in shown and "Halewick" not in shown


def test_the_letter_is_the_schools_own_and_each_edit_a_version(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/letter"
    printed = _page(client, f"{page}/print")
    assert "Alderbrook School runs a programme called Buddies." in printed
    assert "Yes, my child may take part." in printed
    assert client.post(page, data={"words": "Dear all.", "seen": "0"}).status_code == 303
    stale = client.post(page, data={"words": "My other words.", "seen": "0"})
    assert stale.status_code == 422
    assert "My other words." in stale.get_data(as_text=True)
    assert "Dear all." in _page(client, f"{page}/print")
    assert "Version 1" in _page(client, f"/programmes/{joined.programme}/consent")


# Training


def test_a_group_that_was_taught_is_written_down_on_one_page(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/training"
    taught = {"day": "2026-11-02", "minutes": "120", "taught_by": "Ms Okafor", "module": "y"}
    assert "Tick who was there." in client.post(page, data=taught).get_data(as_text=True)
    assert client.post(page, data={**taught, "enrolment": [joined.mentor]}).status_code == 303
    assert Missing.TRAINING not in joined.missing(joined.mentor)
    half = {**taught, "minutes": "25", "module": "", "enrolment": [joined.mentee]}
    assert client.post(f"{page}?role=mentee", data=half).status_code == 303
    assert Missing.PREPARATION_UNDER in joined.missing(joined.mentee)
    assert client.post(f"{page}?role=mentee", data={**half, "minutes": "35"}).status_code == 303
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(Training).count() == 3


def test_a_course_taken_alone_counts_the_time_that_it_took(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    stand_still(A_LESSON)
    client = sign_in(world, "mentee")
    page = f"/joining/{joined.mentee}/course/mentor"
    assert "You pick what you do" not in _page(client, page)
    assert client.post(page, data={"answer": "1"}).status_code == 422  # not begun
    assert client.post(page, data={"start": "1"}).status_code == 303
    assert "You pick what you do" in _page(client, page)
    stand_still(A_LESSON + timedelta(minutes=9))
    assert client.post(page, data={"answer": "0"}).location == page  # wrong
    assert "Not quite." in _page(client, page)
    stand_still(A_LESSON + timedelta(minutes=10))
    assert client.post(page, data={"answer": "1"}).status_code == 303
    assert "10 of 60 min" in _page(client, f"/joining/{joined.mentee}/course")
    assert Missing.PREPARATION_UNDER in joined.missing(joined.mentee)


# The list


def test_whoever_has_everything_is_ready_and_nobody_can_tick_a_gate(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    joined.make_ready(joined.mentor)
    assert joined.missing(joined.mentor) == []
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/students"
    assert "1 of 2 are ready to be paired." in _page(client, page)
    only = _page(client, f"{page}?gate=ready")
    assert "Amara Quist" in only and "Leo Brandt" not in only
    assert "Leo Brandt" in _page(client, f"{page}?gate=profile&move=student&sort=missing&role=mentee")
    with app.app_context(), transaction.unit(writes=False):
        programme = db.session.get_one(Programme, (world.school_id, joined.programme))
        mentors = standings(programme, enrolments(programme, role=ProgrammeRole.MENTOR), reader_id=None)
        assert [each.enrolment.id for each in mentors if each.is_ready] == [joined.mentor]
    overview = _page(client, f"/programmes/{joined.programme}")
    assert "Getting ready" in overview and "Waiting for carer&#39;s consent" in overview


def _hold_the_mentor(app: Flask, world: World, **told: Any) -> None:
    with app.app_context(), transaction.unit():
        school = db.session.get_one(School, world.school_id)
        typed = Told(form_token="t" * 64, text="Something happened.", **told)
        raise_concern(
            school=school, raiser=None, typed=typed, done_by_people=(world.mentor,), now=clock.now()
        )


def test_a_hold_reads_ask_the_lead_and_a_student_reads_a_break(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    _hold_the_mentor(app, world)
    page = f"/programmes/{joined.programme}/students"
    assert "on hold, ask the lead" in _page(sign_in(world, "coordinator"), page)
    home = _page(sign_in(world, "mentor"), "/today")
    assert "Your meetings are having a break." in home and "Ms Okafor will talk with you." in home


def test_whom_a_concern_keeps_out_reads_of_a_break_and_is_not_named_to_the_student(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    # Given a mentor in the coordinator's programme
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/students"
    # When a child says that the mentor did something, and does not want the coordinator to see it
    _hold_the_mentor(app, world, ruled_out=frozenset({world.staff[Role.COORDINATOR]}))
    # Then the coordinator reads of a break, and the mentor that somebody else will talk with them
    for address in (page, f"/enrolments/{joined.mentor}"):
        seen = _page(client, address)
        assert "having a break" in seen and "ask the lead" not in seen
    home = _page(sign_in(world, "mentor"), "/today")
    assert "Your meetings are having a break." in home and "An adult will talk with you." in home
    # But whoever is not kept out reads whom to ask
    assert "on hold, ask the lead" in _page(sign_in(world, "lead"), page)


def test_ticked_students_are_reminded_or_taken_along(world: World, joined: Joined, sign_in: Callable) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/students"
    ticked = {"enrolment": [joined.mentee]}
    assert client.post(page, data={"do": "remind"}).status_code == 303
    assert client.post(page, data={**ticked, "do": "remind"}).status_code == 303
    assert "Ms Okafor asks: can you do this soon?" in _page(sign_in(world, "mentee"), "/today")
    where = client.post(page, data={**ticked, "do": "consent"}).location
    assert re.search(rf'value="{joined.mentee}"[^>]*checked', _page(client, where), re.DOTALL)
    where = client.post(page, data={**ticked, "do": "training"}).location
    assert "Preparation" in _page(client, where) or "preparation" in _page(client, where)
