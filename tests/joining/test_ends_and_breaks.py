"""What a "no", a break, a closed programme and a talk do, as each of them sees it."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.joining.actions.training import Recorded, Taught, record_training
from mentoring.joining.models import ConsentLetter, Enrolment
from mentoring.joining.queries.training import trainings
from mentoring.joining.rules.readiness import Missing
from mentoring.people.models import School
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole, Status
from mentoring.raising.actions.concerns import Told, raise_concern
from tests.joining.making import by, today
from tests.joining.test_gate_pages import Joined, joined
from tests.support.client import StyleGuideClient
from tests.support.factories import World

__all__ = ["joined"]
SignIn = Callable[..., StyleGuideClient]


def _page(client: StyleGuideClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def _reply(client: StyleGuideClient, joined: Joined, said: str, **more: Any) -> str:
    typed = {"enrolment": [joined.mentee], "said": said, "who": "A. Parent", "authority": "parent", "how": "paper",
             "day": today().isoformat(), "letter": "0"}  # fmt: skip
    page = f"/programmes/{joined.programme}/consent"
    answer = client.post(page, data={**typed, **more})
    return _page(client, answer.location) if answer.status_code == 303 else answer.get_data(as_text=True)


def test_no_letter_and_no_old_form_undo_a_withdrawal(world: World, joined: Joined, sign_in: SignIn) -> None:
    office = sign_in(world, "coordinator")
    _reply(office, joined, "given")
    _reply(office, joined, "withdrawn")
    assert Missing.CONSENT_WITHDRAWN in joined.missing(joined.mentee)
    until = (today() + timedelta(days=7)).isoformat()
    long_ago = (today() - timedelta(days=60)).isoformat()
    for said, more in (("told", {"until": until}), ("given", {"day": long_ago})):
        page = _reply(office, joined, said, **more)
        assert "A later “no” still stands for Leo Brandt." in page
        assert Missing.CONSENT_WITHDRAWN in joined.missing(joined.mentee)
    _reply(office, joined, "given")
    assert Missing.CONSENT_WITHDRAWN not in joined.missing(joined.mentee)


def test_nobody_in_year_7_consents_as_18(world: World, joined: Joined, sign_in: SignIn) -> None:
    page = _reply(sign_in(world, "coordinator"), joined, "given", authority="student-at-18", who="Leo")
    assert "Somebody who is ticked is in a year group in which nobody is 18 yet." in page
    assert 'value="Leo"' in page and Missing.CONSENT in joined.missing(joined.mentee)


def test_once_somebody_has_talked_with_them_it_is_off_today(
    world: World, joined: Joined, sign_in: SignIn
) -> None:
    office = sign_in(world, "coordinator")
    _reply(office, joined, "withdrawn")
    assert "consent was taken back: tell them in person, today" in _page(office, "/today")
    page = f"/enrolments/{joined.mentee}"
    assert "I have talked with them" in _page(office, page)
    assert office.post(f"{page}/talked").status_code == 303
    assert "consent was taken back" not in _page(office, "/today")
    assert "Okafor talked with them on" in _page(office, page)
    assert office.post(f"{page}/talked").status_code == 303  # twice is once
    # And it comes again when it is said again
    _reply(office, joined, "refused")
    assert "a carer said no: tell them in person" in _page(office, "/today")


def test_whom_a_concern_keeps_out_is_not_named_where_one_pauses(
    app: Flask, world: World, joined: Joined, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    assert "Ms Okafor will talk with you." in _page(mentor, f"/joining/{joined.mentor}/pause")
    with app.app_context(), transaction.unit():
        kept_out = frozenset({world.staff[Role.COORDINATOR]})
        told = Told(form_token="t" * 64, text="Something happened.", ruled_out=kept_out)
        school = db.session.get_one(School, world.school_id)
        raise_concern(school=school, raiser=None, typed=told, done_by_people=(world.mentor,), now=clock.now())
    page = _page(mentor, f"/joining/{joined.mentor}/pause")
    assert "Okafor" not in page and "An adult will talk with you." in page


def _move(app: Flask, world: World, joined: Joined, status: Status) -> None:
    with app.app_context(), transaction.unit():
        db.session.get_one(Programme, (world.school_id, joined.programme)).status = status


@pytest.mark.parametrize("status", [Status.CLOSED, Status.DRAFT])
def test_in_a_programme_that_is_not_open_nothing_is_added_but_one_can_leave(
    app: Flask, world: World, joined: Joined, sign_in: SignIn, status: Status
) -> None:
    joined.make_ready(joined.mentor)
    office, mentor = sign_in(world, "coordinator"), sign_in(world, "mentor")
    own, page = f"/joining/{joined.mentor}", f"/enrolments/{joined.mentor}"
    assert mentor.get(f"{own}/course").status_code == 200
    _move(app, world, joined, status)
    for part in ("about", "about/interests", "about/rather-not", "agree", "course"):
        assert mentor.get(f"{own}/{part}").status_code == 404, part
    assert office.get(page).status_code == 200
    assert office.post(f"{page}/decide", data={"verdict": "no", "reasons": "Late."}).status_code == 404
    assert office.post(f"/programmes/{joined.programme}/consent").status_code == 404
    assert "Decide" not in _page(office, page)
    assert ("I want to pause or stop" in _page(mentor, "/today")) == (status is Status.DRAFT)
    assert mentor.post(f"{own}/pause", data={"answer": "stop"}).status_code == 303


def test_whoever_said_no_is_nobodys_move_and_in_no_count(
    world: World, joined: Joined, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    mentor.post(f"/joining/{joined.mentor}/pause", data={"answer": "stop"})
    office, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/students"
    assert "0 of 1 are ready to be paired." in _page(office, page)
    assert "Amara Quist" in _page(office, page)
    for move in ("coordinator", "student", "carer", "tutor"):
        assert "Amara Quist" not in _page(office, f"{page}?move={move}")


def test_a_reminder_is_seen_on_the_list_which_stays_as_it_was_narrowed(
    world: World, joined: Joined, sign_in: SignIn
) -> None:
    office, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/students?role=mentee"
    assert "reminded on" not in _page(office, page)
    answer = office.post(page, data={"enrolment": [joined.mentee], "do": "remind"})
    assert answer.location.endswith("?role=mentee")
    assert "reminded on" in _page(office, answer.location)


def test_the_words_that_somebody_consented_to_are_kept(
    app: Flask, world: World, joined: Joined, sign_in: SignIn
) -> None:
    office, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/letter"
    _reply(office, joined, "given")
    _reply(office, joined, "given")
    with app.app_context(), transaction.unit(writes=False):
        (kept,) = db.session.scalars(select(ConsentLetter))
        number, words = kept.number, kept.words
    assert number == 0 and "Dear" in words
    assert words.split("\n")[0] in html.unescape(_page(office, page))
    assert office.post(page, data={"words": "Our own words.", "seen": "0"}).status_code == 303
    assert "Version 1" in _page(office, page) and "The product's own words" in html.unescape(
        _page(office, page)
    )


def test_a_training_written_down_by_mistake_is_struck_out_and_stays_to_be_seen(
    app: Flask, world: World, joined: Joined, sign_in: SignIn
) -> None:
    joined.make_ready(joined.mentor)
    office, page = sign_in(world, "coordinator"), f"/enrolments/{joined.mentor}"
    with app.app_context(), transaction.unit(writes=False):
        (held,) = trainings(world.school_id, world.mentor, ProgrammeRole.MENTOR)
        strike = f"/trainings/{held.id}/strike"
    assert strike in _page(office, page)
    assert office.post(strike, data={"enrolment": joined.mentor}).location == page
    assert "<s>" in _page(office, page) and strike not in _page(office, page)
    assert joined.missing(joined.mentor) == [Missing.TRAINING]
    # Sent again it is struck out once, and what was really done can be written down
    assert office.post(strike, data={"enrolment": joined.mentee}).location == "/programmes"
    with app.app_context(), transaction.unit():
        mentor = db.session.get_one(Enrolment, (world.school_id, joined.mentor))
        taught = Taught(today(), 120, "Ms Okafor", module=True)
        written = record_training(by(world), [mentor], taught, today=today(), now=clock.now())
        assert isinstance(written, Recorded)
    assert joined.missing(joined.mentor) == []
    assert joined.events().count("training.struck-out") == 1
