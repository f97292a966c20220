"""A tablet in the room: who may open it, what it shows, the register, and each child's turn."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.matching.actions.life import move
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening
from mentoring.meetings.models import Attendance, Meeting, RoomSession
from mentoring.people import hashing
from mentoring.people.models import School, Student
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Hold
from mentoring.raising.rules.answers import DoneBy
from tests.meetings.rooms import (
    MEETS,
    Room,
    do_job,
    faces_of,
    make_meeting,
    make_room,
    open_room,
    staff_at,
    take_turn,
    text,
    write_up_of,
)
from tests.people.signing_in import PASSWORD, PICTURES, events_in, set_time
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_staff, make_student
from tests.support.programmes import by
from tests.whole_app.places import QuickHasher

LEO, AMARA = "Leo B", "Amara Q"


@pytest.fixture
def room(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(hashing, "_hasher", QuickHasher())
    return make_room(app, world)


def _register(room: Room, came: str = "came", **others: str) -> dict[str, str]:
    said = {
        f"t1230-{student_id}": others.get(name.split()[0], came) for name, student_id in room.children.items()
    }
    return {"time": "1230", **said}


def _hold(app: Flask, world: World, person_id: str) -> str:
    """Let a concern say that this person may have done it; return the hold's id."""
    with app.app_context(), transaction.unit():
        told = Told(form_token=ids.new_token(), text="Something happened.", done_by=DoneBy.ADULT)
        school = db.session.get_one(School, world.school_id)
        raise_concern(school=school, raiser=None, typed=told, done_by_people=(person_id,), now=clock.now())
        return db.session.query(Hold).filter_by(person_id=person_id).one().id


def _without_tokens(page: str) -> str:
    return re.sub(r'(csrf_token" value|csrf-token" content)="[^"]+"', "", page)


@contextmanager
def _counting(app: Flask) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield asked
        event.remove(db.engine, "before_cursor_execute", note)


def _names(page: str) -> list[str]:
    listed = re.search(r'<ul class="room-names">.*?</ul>', page, re.DOTALL)
    words = re.findall(r"<li>(.*?)</li>", listed[0], re.DOTALL) if listed else []
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in words]


# Who may open it


def test_the_adult_opens_the_room_where_they_are_near(app: Flask, room: Room) -> None:
    tablet = staff_at(app, room.world)
    page = text(tablet.get("/room/open"))
    assert "Library Buddies" in page
    assert "12:30 to 13:00" in page
    assert "4 children." in page
    answer = tablet.post("/room/open", data={"place": room.place_id})
    assert (answer.status_code, answer.location) == (303, "/room")
    name, facts = events_in(app, room.world.school_id)[-1]
    assert name == "room.opened"
    with app.app_context(), transaction.unit(writes=False):
        opened = db.session.query(RoomSession).one()
        assert (opened.staff_id, opened.place_id) == (room.world.staff[Role.SUPERVISOR], room.place_id)
        assert facts == {"room": opened.id}


def test_another_supervisor_has_no_room_to_open_and_the_coordinator_has_all(app: Flask, room: Room) -> None:
    with app.app_context(), transaction.unit():
        other = make_staff(room.world, Role.SUPERVISOR, first="Una", last="Elsewhere")
    stranger = staff_at(app, room.world, person_id=other)
    assert "You are not near at any meeting today" in text(stranger.get("/room/open"))
    refused = stranger.post("/room/open", data={"place": room.place_id})
    assert refused.location == "/room/open"
    assert stranger.get("/room", checked=False).status_code == 404
    assert "4 children." in text(staff_at(app, room.world, Role.COORDINATOR).get("/room/open"))


def test_who_stands_in_opens_the_room_and_who_is_away_does_not(app: Flask, room: Room) -> None:
    with app.app_context(), transaction.unit():
        other = make_staff(room.world, Role.SUPERVISOR, first="Una", last="Standing")
        for meeting in db.session.query(Meeting):
            meeting.stand_in_id = other
    assert "not near" in text(staff_at(app, room.world).get("/room/open"))
    stands_in = staff_at(app, room.world, person_id=other)
    assert stands_in.post("/room/open", data={"place": room.place_id}).location == "/room"
    assert len(_names(text(stands_in.get("/room")))) == 4


# What it shows


def test_the_room_shows_first_names_and_an_initial_where_two_share_one(app: Flask, room: Room) -> None:
    page = text(open_room(app, room).get("/room"))
    assert _names(page) == ["Amara Q", "Amara V", "Jonas", "Leo"]
    assert "Mr Panjwani is here with you." in page
    assert page.index("Take the register, 12:30") < page.index("Your turn")
    for hidden in ("Brandt", "Quist", "mentor:", "mentee", "Year"):
        assert hidden not in page


def test_before_the_meeting_nobody_has_a_turn(app: Flask, room: Room) -> None:
    set_time(MEETS.replace(hour=12, minute=29))
    tablet = open_room(app, room)
    assert _names(text(tablet.get("/room")))[-1] == "Leo later"
    refused = tablet.get(f"/room/turn/{room.children[LEO]}")
    assert refused.location == "/room"
    assert "There is nothing to do for Leo just now." in text(tablet.get("/room"))
    assert take_turn(tablet, room.children[LEO]).location == "/room"


def test_two_tablets_may_be_open_in_one_room(app: Flask, room: Room) -> None:
    one, other = open_room(app, room), open_room(app, room)
    assert take_turn(one, room.children[LEO]).status_code == 303
    assert take_turn(other, room.children[AMARA]).status_code == 303
    other.post("/room/close/sign-out", checked=False)
    assert one.get(faces_of(room)).status_code == 200


def test_the_room_asks_the_database_as_often_for_two_pairs_as_for_ten(
    app: Flask, worlds: tuple[World, World]
) -> None:
    counts = []
    for world, pairs in zip(worlds, (2, 10), strict=True):
        tablet = open_room(app, make_room(app, world, pairs=pairs))
        with _counting(app) as asked:
            tablet.get("/room")
            tablet.get("/room/register")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 40


# Held, off and on a break: nobody is named a cause


def test_an_adult_on_hold_has_no_room_and_their_open_room_is_empty(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    _hold(app, room.world, room.world.staff[Role.SUPERVISOR])
    page = text(tablet.get("/room"))
    assert _names(page) == []
    assert "There is no meeting here just now." in page
    assert "Panjwani" not in page.replace("data-", "")
    assert "not near" in text(staff_at(app, room.world).get("/room/open"))
    assert (
        staff_at(app, room.world).post("/room/open", data={"place": room.place_id}).location == "/room/open"
    )


def test_a_child_on_hold_and_a_break_by_staff_leave_the_same_room(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    before = _without_tokens(text(tablet.get("/room")))
    held_id = _hold(app, room.world, room.children[LEO])
    held = _without_tokens(text(tablet.get("/room")))
    register = _without_tokens(text(tablet.get("/room/register")))
    assert _names(held) == ["Amara", "Jonas"]
    with app.app_context(), transaction.unit():
        db.session.get_one(Hold, (room.world.school_id, held_id)).ended_at = clock.now()
    assert _without_tokens(text(tablet.get("/room"))) == before
    with app.app_context(), transaction.unit():
        pairing = db.session.get_one(Pairing, (room.world.school_id, room.pairings[0]))
        assert move(by(room.world), pairing, Happening.BREAK, now=clock.now(), code="staff") is None
    assert _without_tokens(text(tablet.get("/room"))) == held
    assert _without_tokens(text(tablet.get("/room/register"))) == register
    assert tablet.get(f"/room/turn/{room.children[LEO]}").location == "/room"


def test_a_meeting_that_was_called_off_is_not_in_the_room(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    with app.app_context(), transaction.unit():
        db.session.get_one(Meeting, (room.world.school_id, room.meetings[0])).state = "off"
    assert _names(text(tablet.get("/room"))) == ["Amara", "Jonas"]


# The register


def test_the_register_counts_and_the_adult_has_taken_it(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    answer = tablet.post("/room/register", data=_register(room, Jonas="away"))
    assert answer.location == "/room"
    page = text(tablet.get("/room"))
    assert "The register is taken." in page
    assert "12:30: taken." in page
    assert _names(page) == ["Amara Q", "Amara V done", "Jonas done", "Leo"]  # nobody can tell why
    supervisor = room.world.staff[Role.SUPERVISOR]
    with app.app_context(), transaction.unit(writes=False):
        first, second = (db.session.get_one(Meeting, (room.world.school_id, each)) for each in room.meetings)
        assert (first.state, second.state, first.registered_by) == ("held", "missed", supervisor)
        rows = db.session.query(Attendance).all()
        assert {each.came for each in rows if each.student_id == room.children["Jonas O"]} == {"away"}
        assert {each.by_id for each in rows} == {supervisor}
        entry = db.session.query(TrailEntry).filter_by(event="meeting.register").first()
        assert entry is not None
        assert entry.by_id == supervisor


def test_a_child_who_was_not_marked_is_named_and_the_rest_is_kept(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    typed = _register(room, "excused")
    del typed[f"t1230-{room.children[LEO]}"]
    answer = tablet.post("/room/register", data=typed)
    assert answer.status_code == 422
    page = text(answer)
    assert "Pick one for Leo." in page
    assert len(re.findall(r'value="excused"\s+checked', page)) == 3


def test_a_register_that_was_taken_is_changed_with_the_adults_password(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    tablet.post("/room/register", data=_register(room, Leo="away"))
    assert "Your password, to change what was taken" in text(tablet.get("/room/register"))
    assert tablet.post("/room/register", data=_register(room)).status_code == 422
    wrong = tablet.post("/room/register", data={**_register(room), "t1230-password": "a guess of a child"})
    assert wrong.status_code == 422
    assert "That is not the password of the adult who opened the room." in text(wrong)
    assert "a guess of a child" not in text(wrong)
    assert events_in(app, room.world.school_id)[-1] == ("sign-in.refused", {"why": "wrong"})
    right = tablet.post("/room/register", data={**_register(room), "t1230-password": PASSWORD})
    assert right.location == "/room"
    with app.app_context(), transaction.unit(writes=False):
        assert {each.came for each in db.session.query(Attendance)} == {"came"}


def test_two_times_in_one_room_have_a_register_each(app: Flask, room: Room) -> None:
    with app.app_context(), transaction.unit():
        pairing = db.session.get_one(Pairing, (room.world.school_id, room.pairings[0]))
        make_meeting(pairing, time(14), time(15))
    tablet = open_room(app, room)
    page = text(tablet.get("/room/register"))
    assert "<h2" in page
    assert page.count("Save the register") == 2
    tablet.post("/room/register", data=_register(room))
    shown = text(tablet.get("/room"))
    assert "12:30: taken." in shown
    assert "Take the register, 14:00" in shown


# A turn


def test_a_child_taps_the_name_gives_the_words_and_is_thanked(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    page = text(tablet.get(f"/room/turn/{room.children[LEO]}"))
    assert "Your turn, Leo" in page
    assert 'autocomplete="off"' in page
    answer = take_turn(tablet, room.children[LEO])
    assert answer.location == faces_of(room)
    job = text(tablet.get(answer.location))
    assert "Back to the room" in job
    assert "Sign out" not in job
    saved = do_job(tablet, answer.location)
    assert saved.location == "/room"
    assert events_in(app, room.world.school_id)[-1][1]["why"] == "turn over"
    shown = text(tablet.get("/room"))
    assert "Thank you, Leo." in shown
    assert "Leo done" in _names(shown)
    assert tablet.get(f"/room/turn/{room.children[LEO]}").location == "/room"  # nothing more to do


def test_a_mentor_is_led_to_the_write_up(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    answer = take_turn(tablet, room.children[AMARA])
    assert answer.location == write_up_of(room)
    assert do_job(tablet, answer.location, did_words="We read.").location == "/room"
    assert "Amara Q done" in _names(text(tablet.get("/room")))


def test_the_youngest_choose_their_pictures(app: Flask, world: World) -> None:
    with app.app_context(), transaction.unit():
        db.session.get_one(Student, (world.school_id, world.mentee)).year = "3"
    room = make_room(app, world)
    tablet = open_room(app, room)
    page = text(tablet.get(f"/room/turn/{room.children[LEO]}"))
    assert "First picture" in page
    picked = dict(zip(("p1", "p2", "p3", "p4"), PICTURES, strict=True))
    assert tablet.post(f"/room/turn/{room.children[LEO]}", data={**picked, "p1": "ball"}).status_code == 422
    assert tablet.post(f"/room/turn/{room.children[LEO]}", data=picked).location.endswith("/how/how")


def test_wrong_words_are_refused_written_down_and_slowed(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    for _ in range(10):
        answer = take_turn(tablet, room.children[LEO], "wrong words here")
        assert answer.status_code == 422
    assert "That did not work." in text(answer)
    assert "wrong words here" not in text(answer)
    assert events_in(app, room.world.school_id)[-1] == ("sign-in.refused", {"why": "wrong"})
    assert take_turn(tablet, room.children[LEO]).status_code == 429
    assert take_turn(tablet, room.children[AMARA]).status_code == 303


def test_only_a_child_of_this_room_has_a_turn(app: Flask, worlds: tuple[World, World], room: Room) -> None:
    with app.app_context(), transaction.unit():
        outside = make_student(room.world, first="Mia", last="Outside")
    tablet = open_room(app, room)
    for student_id in (outside, worlds[1].mentee, "0" * 26):
        assert tablet.get(f"/room/turn/{student_id}").location == "/room"
        assert take_turn(tablet, student_id).location == "/room"


def test_a_mentee_who_also_mentors_does_one_thing_after_the_other(app: Flask, room: Room) -> None:
    with app.app_context(), transaction.unit():
        second = db.session.get_one(Meeting, (room.world.school_id, room.meetings[1]))
        member = next(each for each in second.pairing.members if each.role == "mentor")
        member.student_id = room.children[LEO]
    tablet = open_room(app, room)
    done = set()
    for left in ("Leo", "Leo done"):
        job = take_turn(tablet, room.children[LEO]).location
        done.add(job)
        assert _names(text(_after(tablet, job)))[-1] == left
    assert done == {faces_of(room), write_up_of(room, 1)}


def _after(tablet: StyleGuideClient, job: str) -> TestResponse:
    assert do_job(tablet, job).location == "/room"
    return tablet.get("/room")
