"""What a profile keeps: whom a student would rather not be with, whose names are shown, and when it is done."""

from collections.abc import Callable

import pytest
from flask import Flask

from mentoring import clock, ids, transaction
from mentoring.extensions import db
from mentoring.joining.models import Apart, Profile
from mentoring.joining.rules.profile import Step, steps_for
from mentoring.joining.rules.readiness import Missing
from mentoring.people.models import Student
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.making import invite, skip_all
from tests.joining.racing import at_once
from tests.joining.rows import enrol, make_open_programme
from tests.joining.test_gate_pages import Joined, _page
from tests.support.factories import World, make_student


@pytest.fixture
def joined(app: Flask, world: World) -> Joined:
    return Joined(app, world)


def _active(app: Flask) -> int:
    with app.app_context(), transaction.unit(writes=False):
        return db.session.query(Apart).filter(Apart.ended_at.is_(None)).count()


def _save(client, enrolment_id: str, *others: str) -> None:
    answer = client.post(f"/joining/{enrolment_id}/about/rather-not", data={"others": list(others)})
    assert answer.status_code == 303


def _left(app: Flask, world: World, student_id: str, *, has_left: bool) -> None:
    with app.app_context(), transaction.unit():
        student = db.session.get_one(Student, (world.school_id, student_id))
        student.left_at = clock.now() if has_left else None


def _put(app: Flask, world: World, joined: Joined, make: Callable, first: str, year: str) -> tuple[str, str]:
    """Return a new student of the programme, and their enrolment."""
    role = ProgrammeRole.MENTOR if year == "10" else ProgrammeRole.MENTEE
    with app.app_context(), transaction.unit():
        made = make_student(world, first=first, last="Quill", year=year)
        programme = db.session.get_one(Programme, (world.school_id, joined.programme))
        return made, make(world, programme, made, role).id


# With whom somebody would rather not be


def test_a_wish_stays_when_the_page_of_another_programme_is_saved(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    with app.app_context(), transaction.unit():
        second = make_open_programme(world, "Second")
        elsewhere = enrol(world, second, world.mentee, ProgrammeRole.MENTEE).id
    client = sign_in(world, "mentee")
    _save(client, joined.mentee, world.mentor)
    _save(client, elsewhere)
    assert _active(app) == 1
    _save(client, joined.mentee)
    assert _active(app) == 0


def test_a_wish_stays_while_the_other_one_is_away_and_is_there_when_they_come_back(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client = sign_in(world, "mentee")
    _save(client, joined.mentee, world.mentor)
    _left(app, world, world.mentor, has_left=True)
    _save(client, joined.mentee)
    _left(app, world, world.mentor, has_left=False)
    assert _active(app) == 1
    assert "Amara" in _page(client, f"/joining/{joined.mentee}/about")


def test_a_wish_stays_while_the_other_one_has_stopped(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client = sign_in(world, "mentee")
    _save(client, joined.mentee, world.mentor)
    stopped = sign_in(world, "mentor").post(f"/joining/{joined.mentor}/pause", data={"answer": "stop"})
    assert stopped.status_code == 303
    _save(client, joined.mentee)
    assert _active(app) == 1


def test_a_wish_that_is_sent_by_several_screens_at_once_is_kept_once_and_can_be_taken_back(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    clients = [sign_in(world, "mentor") for _ in range(3)]
    for client in clients:
        client.get("/today")
    page, sent = f"/joining/{joined.mentor}/about/rather-not", {"others": [world.mentee]}
    posts = [lambda c=client: c.post(page, data=sent, checked=False).status_code for client in clients]
    assert at_once(posts) == [303, 303, 303]
    assert _active(app) == 1
    _save(clients[0], joined.mentor)
    assert _active(app) == 0


def test_a_wish_that_was_kept_twice_is_taken_back_whole(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client = sign_in(world, "mentor")
    _save(client, joined.mentor, world.mentee)
    with app.app_context(), transaction.unit():
        held = db.session.query(Apart).one()
        columns = {name: getattr(held, name) for name in Apart.__table__.c.keys()}
        db.session.add(Apart(**{**columns, "id": ids.new_id()}))
    _save(client, joined.mentor)
    assert _active(app) == 0


def test_topics_to_tick_are_asked_of_mentors_alone_and_kept_only_with_leave(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    words = "I have been through this myself"
    mentor, mentee = sign_in(world, "mentor"), sign_in(world, "mentee")
    here = f"/joining/{joined.mentor}/about/story"
    assert words in _page(mentor, here)
    assert words not in _page(mentee, f"/joining/{joined.mentee}/about/story")
    assert mentor.post(here, data={"lived": ["tests"]}).status_code == 422
    assert mentor.post(here, data={"lived": ["tests", "clubs"], "may_use": "y"}).status_code == 303
    assert "Been through it: tests, joining a club" in _page(mentor, f"/joining/{joined.mentor}/about")
    page = _page(mentor, here)
    assert page.count("checked") == 3
    assert mentee.post(f"/joining/{joined.mentee}/about/story", data={"lived": ["tests"]}).status_code == 303


def test_answers_that_are_sent_at_once_are_all_kept(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    clients = [sign_in(world, "mentor") for _ in range(3)]
    for client in clients:
        client.get("/today")
    sent = {"languages": {"languages": "Welsh"}, "help": {"help": ["tests"]}, "times": {"skip": "1"}}
    posts = [
        lambda c=client, at=step: (
            c.post(f"/joining/{joined.mentor}/about/{at}", data=sent[at], checked=False).status_code
        )
        for client, step in zip(clients, sent, strict=True)
    ]
    assert at_once(posts) == [303, 303, 303]
    with app.app_context(), transaction.unit(writes=False):
        held = db.session.query(Profile).one()
        assert (held.languages, held.help) == ("Welsh", ["tests"])
        assert set(held.passed) == set(sent)


# Whose names are shown, and to whom


def test_only_those_who_take_part_are_named(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    _put(app, world, joined, invite, "Waitia", "10")
    no, asked = _put(app, world, joined, invite, "Secretia", "7")
    client = sign_in(world, no, is_student=True)
    assert client.post(f"/joining/{asked}/answer", data={"answer": "no"}).status_code == 303
    paused, theirs = _put(app, world, joined, enrol, "Pauline", "7")
    client = sign_in(world, paused, is_student=True)
    assert client.post(f"/joining/{theirs}/pause", data={"answer": "pause"}).status_code == 303
    page = _page(sign_in(world, "mentor"), f"/joining/{joined.mentor}/about/rather-not")
    assert "Leo" in page and "Pauline" in page
    assert "Waitia" not in page and "Secretia" not in page


def test_whoever_was_only_invited_opens_no_question_and_reads_no_names(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    invited, theirs = _put(app, world, joined, invite, "Waitia", "10")
    client = sign_in(world, invited, is_student=True)
    for step in Step:
        page = f"/joining/{theirs}/about/{step.value}"
        for answer in (client.get(page), client.post(page, data={"skip": "1"}), client.post(page, data={})):
            assert (answer.status_code, answer.location) == (303, "/today")
    assert _active(app) == 0
    assert "You can&#39;t change this now." in _page(client, "/today")


# When it is done


def test_a_profile_is_done_only_when_every_question_was_seen(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    client, mine = sign_in(world, "mentor"), f"/joining/{joined.mentor}"
    assert "There is more that we ask." in _page(client, f"{mine}/done")
    too_soon = client.post(f"{mine}/done", data={})
    assert too_soon.location == f"{mine}/about/interests"
    assert "There is one more thing that we ask." in _page(client, too_soon.location)
    for step in steps_for(wants_same_gender=False):
        if step is not Step.PLACE:
            client.post(f"{mine}/about/{step.value}", data={"skip": "1"})
    assert client.post(f"{mine}/done", data={}).location == f"{mine}/about/place"
    assert f"{mine}/about/place" in _page(client, f"{mine}/begin")
    assert Missing.PROFILE in joined.missing(joined.mentor)
    assert client.post(f"{mine}/about/place", data={"quiet": "y"}).location == "/today"
    assert Missing.PROFILE not in joined.missing(joined.mentor)


def test_whoever_wishes_for_the_same_gender_is_asked_for_theirs_before_the_end(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    with app.app_context(), transaction.unit():
        skip_all(joined._one(joined.mentor))
    client, mine = sign_in(world, "mentor"), f"/joining/{joined.mentor}"
    client.post(f"{mine}/about/same-gender", data={"same_gender": "yes"})
    assert client.post(f"{mine}/done", data={}).location == f"{mine}/about/gender"


def test_to_skip_a_question_keeps_its_answer_and_the_trail_says_that_it_was_skipped(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "mentor"), f"/joining/{joined.mentor}/about/languages"
    assert client.post(page, data={"skip": "1", "languages": "Urdu"}).status_code == 303
    assert joined.events()[-1] == "profile.skipped"
    client.post(page, data={"languages": "Welsh"})
    client.post(page, data={"skip": "1"})
    assert joined.events()[-1] == "profile.changed"
    with app.app_context(), transaction.unit(writes=False):
        held = db.session.query(Profile).one()
        assert (held.languages, held.passed) == ("Welsh", ["languages"])
