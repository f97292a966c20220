"""A mentee says how a meeting was: three taps, one question a page, never shown to the mentor."""

from datetime import timedelta

from flask import Flask

from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.meetings.models import Faces
from mentoring.people.models import Student
from tests.meetings.young import AFTER, Pair, SignIn, hold_on, in_database, page, rows
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_staff
from tests.support.worlds import stand_still


def _say(client: StyleGuideClient, pair: Pair, **steps: str) -> None:
    for step, face in steps.items():
        data = {"skip": "1"} if face == "skip" else {"face": face}
        assert client.post(f"/my-meetings/{pair.met}/how/{step}", data=data).status_code == 303


def test_three_taps_one_question_a_page(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    mentee = sign_in(world, "mentee")
    where = f"/my-meetings/{pair.met}/how/how"
    for asks, face, answers in (
        ("How was it with Amara?", "great", ["Really good", "Good", "OK", "Not so good", "Bad"]),
        ("Did Amara listen to you?", "ok", ["Yes", "A bit", "No"]),
        ("Do you want to meet again?", "good", ["Yes", "I don't know", "No"]),
    ):
        shown = page(mentee, where)
        assert asks in shown and "Amara will not see this." in shown and "Do this on your own." in shown
        assert "Mr Panjwani and the adults who run mentoring can." in shown
        assert shown.count('type="radio"') == len(answers) and all(each in shown for each in answers)
        where = mentee.post(where, data={"face": face}).location
    assert "Thank you" in page(mentee, where)
    (faces,) = rows(app, Faces)
    assert (faces.how, faces.heard, faces.again, faces.is_finished) == ("great", "ok", "good", True)
    assert faces.bad_at is None


def test_every_question_can_be_skipped_and_nothing_picked_is_asked_again(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    answer = mentee.post(f"/my-meetings/{pair.met}/how/how", data={})
    assert answer.status_code == 422 and "Pick one, or skip it." in answer.get_data(as_text=True)
    answer = mentee.post(f"/my-meetings/{pair.met}/how/how", data={"face": "angry"})
    assert answer.status_code == 422 and rows(app, Faces) == []
    _say(mentee, pair, how="skip", heard="skip", again="skip")
    (faces,) = rows(app, Faces)
    assert (faces.how, faces.heard, faces.again, faces.is_finished) == ("", "", "", True)
    assert mentee.get(f"/my-meetings/{pair.met}/how/why").status_code == 404


def test_the_youngest_have_three_faces(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    with in_database(app, writes=True):
        db.session.get_one(Student, (world.school_id, world.mentee)).year = "3"
    mentee = sign_in(world, "mentee")
    shown = page(mentee, f"/my-meetings/{pair.met}/how/how")
    assert shown.count('type="radio"') == 3 and "Not so good" not in shown and "Bad" in shown
    assert mentee.post(f"/my-meetings/{pair.met}/how/how", data={"face": "poor"}).status_code == 422


def test_an_answer_can_be_changed_until_the_next_meeting(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    _say(sign_in(world, "mentee"), pair, how="poor")
    again = sign_in(world, "mentee")
    assert 'value="poor" checked' in page(again, f"/my-meetings/{pair.met}/how/how")
    _say(again, pair, how="good")
    assert [each.how for each in rows(app, Faces)] == ["good"]
    stand_still(AFTER + timedelta(days=7))
    later = sign_in(world, "mentee")
    assert f"/my-meetings/{pair.coming}/how/how" in page(later, "/today")
    assert later.get(f"/my-meetings/{pair.met}/how/how").location.endswith("/today")
    assert "That one is closed." in page(later, "/today")
    later.post(f"/my-meetings/{pair.met}/how/how", data={"face": "bad"})
    assert [each.how for each in rows(app, Faces)] == ["good"]


def test_a_bad_is_a_task_until_somebody_has_asked_the_child(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    _say(mentee, pair, how="bad", heard="bad", again="ok")
    assert "An adult will ask you how it was." in page(mentee, f"/my-meetings/{pair.met}/thank-you")
    supervisor = sign_in(world, "supervisor")
    today = page(supervisor, "/today")
    assert "Young people asking" in today and "Ask Leo how it was, by Wednesday 4 November" in today
    (faces,) = rows(app, Faces)
    assert f"/asks/faces/{faces.id}" in today
    shown = page(supervisor, f"/asks/faces/{faces.id}")
    assert "I have talked with Leo" in shown and "No mentor sees this." in shown
    assert supervisor.post(f"/asks/faces/{faces.id}/talked").status_code == 303
    assert "Ask Leo how it was" not in page(supervisor, "/today")
    (faces,) = rows(app, Faces)
    assert faces.seen_by == world.staff[Role.SUPERVISOR]
    assert "talked with Leo, noted on" in page(sign_in(world, "lead"), f"/asks/faces/{faces.id}")


def test_a_bad_that_was_changed_is_asked_about_all_the_same(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    _say(sign_in(world, "mentee"), pair, how="bad")
    _say(sign_in(world, "mentee"), pair, how="good")
    (faces,) = rows(app, Faces)
    coordinator = sign_in(world, "coordinator")
    assert "Ask Leo how it was" in page(coordinator, "/today")
    assert "The first answer was “bad”" in page(coordinator, f"/asks/faces/{faces.id}")


def test_nobody_but_the_mentee_says_it_and_no_mentor_reads_it(
    app: Flask, worlds: tuple[World, World], pair: Pair, sign_in: SignIn
) -> None:
    world, there = worlds
    _say(sign_in(world, "mentee"), pair, how="bad")
    (faces,) = rows(app, Faces)
    with in_database(app, writes=True):
        other = make_staff(world, Role.SUPERVISOR, first="Una", last="Elsewhere")
    outsiders = [
        sign_in(world, "mentor"), sign_in(there, "mentee"), sign_in(there, "lead"), sign_in(world, "head"),
        sign_in(world, "administrator"), sign_in(world, other, is_student=False),
    ]  # fmt: skip
    for client in outsiders:
        assert client.get(f"/my-meetings/{pair.met}/how/how").status_code == 404
        assert client.post(f"/my-meetings/{pair.met}/how/how", data={"face": "good"}).status_code == 404
        assert client.get(f"/my-meetings/{pair.met}/thank-you").status_code == 404
        assert client.get(f"/asks/faces/{faces.id}").status_code == 404
        assert client.post(f"/asks/faces/{faces.id}/talked").status_code == 404
    assert "how it was" not in page(sign_in(world, other, is_student=False), "/today")
    assert "bad" not in page(sign_in(world, "mentor"), f"/my-meetings/choose/{pair.pairing}").lower()
    assert [each.how for each in rows(app, Faces)] == ["bad"]


def test_in_a_break_what_was_open_is_still_kept(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentee = sign_in(world, "mentee")
    with in_database(app, writes=True):
        hold_on(world, world.mentor)
    assert mentee.get(f"/my-meetings/{pair.met}/how/how").location.endswith("/today")
    _say(mentee, pair, how="bad")
    assert [each.how for each in rows(app, Faces)] == ["bad"]
