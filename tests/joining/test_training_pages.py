"""Training that counts once: parts taken alone, one after the other, and a group that was taught."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from mentoring import transaction
from mentoring.extensions import db
from mentoring.joining.models import CoursePart, Training
from mentoring.joining.rules.readiness import Missing
from mentoring.joining.wording.course import Part, course
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.racing import at_once
from tests.joining.rows import enrol, make_open_programme
from tests.joining.test_gate_pages import Joined, _page
from tests.support.factories import World, make_student
from tests.support.worlds import A_LESSON, stand_still


@pytest.fixture
def joined(app: Flask, world: World) -> Joined:
    return Joined(app, world)


def _minutes_later(count: int) -> None:
    stand_still(A_LESSON + timedelta(minutes=count))


def _part(enrolment_id: str, part: str) -> str:
    return f"/joining/{enrolment_id}/course/{part}"


def _begin(client, enrolment_id: str, part: str) -> None:
    assert client.post(_part(enrolment_id, part), data={"start": "1"}).status_code == 303


def _finish(client, enrolment_id: str, part: Part) -> None:
    answer = client.post(_part(enrolment_id, part.code), data={"answer": str(part.right)})
    assert answer.status_code == 303, part.code
    assert answer.location.endswith("/course"), part.code


def _counted(app: Flask) -> int:
    with app.app_context(), transaction.unit(writes=False):
        return sum(each.minutes for each in db.session.query(Training))


# Alone


def test_parts_that_are_open_beside_each_other_never_count_the_same_minutes(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    _minutes_later(0)
    client = sign_in(world, "mentor")
    for part in course("mentor"):
        _begin(client, joined.mentor, part.code)
    _minutes_later(25)
    client = sign_in(world, "mentor")
    for part in course("mentor"):
        _finish(client, joined.mentor, part)
    assert _counted(app) <= 25
    assert Missing.TRAINING_SHORT in joined.missing(joined.mentor)


def test_one_student_in_two_roles_never_counts_the_same_minutes(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    _minutes_later(0)
    with app.app_context(), transaction.unit():
        both = make_student(world, first="Mid", last="Dle", year="9")
        make_student(world, first="Old", last="Er", year="11")
        one = enrol(world, make_open_programme(world, "One"), both, ProgrammeRole.MENTOR).id
        other = enrol(world, make_open_programme(world, "Other"), both, ProgrammeRole.MENTEE).id
    client = sign_in(world, both, is_student=True)
    mentor, mentee = course("mentor")[0], course("mentee")[0]
    _begin(client, one, mentor.code)
    _begin(client, other, mentee.code)
    _minutes_later(9)
    _finish(client, one, mentor)
    _finish(client, other, mentee)
    assert _counted(app) <= 9 + 1  # a part that was finished counts a minute at least


def test_after_a_wrong_answer_the_part_is_read_again_and_the_next_try_waits_a_minute(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    _minutes_later(0)
    client, part = sign_in(world, "mentor"), course("mentor")[0]
    page = _part(joined.mentor, part.code)
    _begin(client, joined.mentor, part.code)
    assert "Choose one answer." in client.post(page, data={}).get_data(as_text=True)
    wrong = client.post(page, data={"answer": str(part.right + 1)})
    assert (wrong.status_code, wrong.location) == (303, page)
    shown = _page(client, page)
    assert "Not quite. Read it once more. Then try again in a minute." in shown
    assert "You are an older student" in shown
    assert joined.events()[-1] == "training.part-wrong"
    soon = client.post(page, data={"answer": str(part.right)})
    assert soon.status_code == 422
    assert "You can try again in a minute." in soon.get_data(as_text=True)
    assert _counted(app) == 0
    _minutes_later(1)
    assert "Not quite" not in _page(client, page)
    _finish(client, joined.mentor, part)


def test_whoever_was_quick_can_read_a_part_again_for_the_rest_of_its_minutes(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    _minutes_later(0)
    client, part = sign_in(world, "mentor"), course("mentor")[0]
    _begin(client, joined.mentor, part.code)
    _minutes_later(5)
    _finish(client, joined.mentor, part)
    assert "5 of 20 min" in _page(client, f"/joining/{joined.mentor}/course")
    assert "Start again" in _page(client, _part(joined.mentor, part.code))
    _begin(client, joined.mentor, part.code)
    _minutes_later(5 + 28)
    client = sign_in(world, "mentor")
    _finish(client, joined.mentor, part)
    assert _counted(app) == 20
    assert "You have done this part." in _page(client, _part(joined.mentor, part.code))
    _begin(client, joined.mentor, part.code)  # nothing is left of it
    assert "I have done this part" not in _page(client, _part(joined.mentor, part.code))


def test_a_course_that_no_longer_counts_can_be_taken_anew(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    def take_all(since: timedelta) -> None:
        stand_still(A_LESSON + since)
        client = sign_in(world, "mentor")
        for part in course("mentor"):
            _begin(client, joined.mentor, part.code)
            since += timedelta(minutes=part.minutes)
            stand_still(A_LESSON + since)
            client = sign_in(world, "mentor")
            _finish(client, joined.mentor, part)

    gate = {Missing.TRAINING_EXPIRED, Missing.TRAINING, Missing.TRAINING_SHORT, Missing.MODULE}
    take_all(timedelta())
    assert not gate & set(joined.missing(joined.mentor))
    stand_still(A_LESSON + timedelta(days=366))
    assert Missing.TRAINING_EXPIRED in joined.missing(joined.mentor)
    page = _page(sign_in(world, "mentor"), f"/joining/{joined.mentor}/course")
    assert "You did this on Tuesday 3 November 2026. Please do it again now." in page
    take_all(timedelta(days=366))
    assert not gate & set(joined.missing(joined.mentor))
    assert _counted(app) == 240


def test_a_part_that_is_finished_twice_at_once_is_done_once(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    clients = [sign_in(world, "mentor") for _ in range(3)]
    part = course("mentor")[0]
    for client in clients:
        client.get("/today")

    def sent(data: dict[str, str]) -> list:
        page = _part(joined.mentor, part.code)
        posts = [lambda c=client: c.post(page, data=data, checked=False).status_code for client in clients]
        return at_once(posts)

    assert sent({"start": "1"}) == [303, 303, 303]
    assert sent({"answer": str(part.right)}) == [303, 303, 303]
    with app.app_context(), transaction.unit(writes=False):
        assert (db.session.query(CoursePart).count(), db.session.query(Training).count()) == (1, 1)


# With a group


TAUGHT = {"day": "2026-11-02", "minutes": "60", "taught_by": "Ms Okafor", "module": "y"}


def test_a_training_that_is_sent_twice_is_written_down_once_and_the_page_says_so(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/training"
    sent = {**TAUGHT, "enrolment": [joined.mentor]}
    client.post(page, data=sent)
    assert "Saved for 1 student." in _page(client, page)
    client.post(page, data={**sent, "taught_by": " Ms Okafor "})
    shown = _page(client, page)
    assert "For 1 student it was written down already." in shown
    assert "Saved for" not in shown
    assert _counted(app) == 60


def test_two_coordinators_at_once_write_a_training_down_once(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    page = f"/programmes/{joined.programme}/training"
    clients = [sign_in(world, "coordinator") for _ in range(3)]
    for client in clients:
        client.get("/today")
    sent = {**TAUGHT, "enrolment": [joined.mentor]}
    posts = [lambda c=client: c.post(page, data=sent, checked=False).status_code for client in clients]
    assert at_once(posts) == [303, 303, 303]
    assert _counted(app) == 60


def test_a_safety_module_that_was_forgotten_is_noted_without_more_minutes(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/training"
    sent = {**TAUGHT, "minutes": "120", "enrolment": [joined.mentor]}
    client.post(page, data={**sent, "module": ""})
    assert Missing.MODULE in joined.missing(joined.mentor)
    client.post(page, data=sent)
    assert not {Missing.MODULE, Missing.TRAINING_SHORT} & set(joined.missing(joined.mentor))
    assert _counted(app) == 120


def test_nobody_is_trained_for_more_than_eight_hours_in_a_day(
    app: Flask, world: World, joined: Joined, sign_in: Callable
) -> None:
    client, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/training"
    sent = {**TAUGHT, "enrolment": [joined.mentor]}
    assert client.post(page, data={**sent, "minutes": "430"}).status_code == 303
    much = client.post(page, data=sent)
    assert much.status_code == 422
    assert "more than 480 minutes on that day" in much.get_data(as_text=True)
    assert client.post(page, data={**sent, "minutes": "50"}).status_code == 303
    assert _counted(app) == 480


def test_the_course_says_that_it_was_done_with_a_group_and_each_part_can_be_read(
    world: World, joined: Joined, sign_in: Callable
) -> None:
    stand_still(A_LESSON)
    coordinator, page = sign_in(world, "coordinator"), f"/programmes/{joined.programme}/training"
    client, mine = sign_in(world, "mentor"), f"/joining/{joined.mentor}/course"
    sent = {**TAUGHT, "enrolment": [joined.mentor]}
    assert coordinator.post(page, data=sent).status_code == 303
    assert "To do" in _page(client, mine)  # half of the minutes are there
    assert coordinator.post(page, data={**sent, "day": "2026-11-03"}).status_code == 303
    shown = _page(client, mine)
    assert "You did it with a group on Tuesday 3 November." in shown
    assert "To do" not in shown
    read = _page(client, _part(joined.mentor, "role"))
    assert "You are an older student" in read
    assert "You did this with a group on Tuesday 3 November." in read
