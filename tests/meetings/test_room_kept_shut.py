"""What a room's tablet keeps shut: staff pages, other children's things, and what was there before."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from mentoring import ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.trail import MACHINE
from mentoring.extensions import db
from mentoring.meetings.models import Faces
from mentoring.people import hashing
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.models import Account, SignInSession, StaffMember, StaffRole, Student
from mentoring.people.queries.sessions import live_sessions
from mentoring.raising.models import Concern
from tests.meetings.rooms import (
    MEETS,
    Room,
    faces_of,
    make_room,
    open_room,
    staff_at,
    take_turn,
    text,
    write_up_of,
)
from tests.people.signing_in import (
    NOON,
    PASSWORD,
    WORDS,
    cookie_of,
    events_in,
    give_secret,
    put_cookie,
    set_time,
    type_staff,
    type_student,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World
from tests.whole_app.places import QuickHasher

LEO, AMARA = "Leo B", "Amara Q"
CLOSED = "Close the room first to go on as staff."
STAFF_PAGES = ("/students", "/staff", "/account", "/programmes", "/trail/own", "/account/second-factor", "/room/open",
               "/sign-in", "/sign-in/student", "/reset", "/desk", "/school")  # fmt: skip


@pytest.fixture
def room(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(hashing, "_hasher", QuickHasher())
    return make_room(app, world)


def _at(**later: float) -> None:
    set_time(MEETS + timedelta(**later))


# The adult's own pages


def test_no_page_of_staff_opens_and_a_sentence_says_why(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    for page in STAFF_PAGES:
        answer = tablet.get(page, checked=False)
        assert (answer.status_code, answer.location) == (303, "/room"), page
    assert CLOSED in text(tablet.get("/room"))
    assert tablet.get("/today").location == "/room"
    assert tablet.post("/staff/new", data={"title": "Ms"}).location == "/room"
    script = tablet.post("/account/passkeys/options", json={})
    assert script.status_code == 401


def test_nobody_can_sign_in_over_a_room(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    email = give_secret(app, room.world, "coordinator")
    assert type_staff(tablet, email).location == "/room"
    assert type_student(tablet, room.world, "leo.brandt").location == "/room"
    assert tablet.get("/students").location == "/room"


def test_a_cookie_from_before_opens_nothing_and_a_copy_of_the_tablets_opens_the_room_alone(
    app: Flask, room: Room
) -> None:
    tablet = staff_at(app, room.world)
    before = cookie_of(tablet)
    tablet.post("/room/open", data={"place": room.place_id})
    thief = app.test_client()
    assert isinstance(thief, StyleGuideClient)
    put_cookie(thief, before)
    assert thief.get("/account").location.startswith("/sign-in")
    put_cookie(thief, cookie_of(tablet))
    assert thief.get("/room").status_code == 200
    assert thief.get("/account").location == "/room"
    with thief.session_transaction() as session:  # as if the cookie could be written anew
        session["_user_id"] = session.pop("room")
    assert thief.get("/account").location.startswith("/sign-in")


def test_the_password_leads_back_to_staff_and_the_second_factor_is_asked_for_again(
    app: Flask, room: Room
) -> None:
    with app.app_context(), transaction.unit():
        db.session.add(
            StaffRole(school_id=room.world.school_id, id=ids.new_id(), staff_id=room.world.staff[Role.SUPERVISOR],
                      role=Role.DEPUTY, granted_at=NOON)
        )  # fmt: skip
    tablet = open_room(app, room)  # whose sign-in had passed its second factor
    kept = cookie_of(tablet)
    answer = tablet.post("/room/close", data={"password": PASSWORD})
    assert answer.location == "/today"
    assert tablet.get("/today").location.startswith("/sign-in/second")
    assert tablet.get("/desk").location.startswith("/sign-in/second")
    names = [name for name, _facts in events_in(app, room.world.school_id)][-2:]
    assert names == ["room.closed", "session.started"]
    put_cookie(tablet, kept)
    assert tablet.get("/room").location.startswith("/sign-in")


def test_a_wrong_password_is_written_down_and_children_cannot_use_up_the_adults_last_tries(
    app: Flask, room: Room
) -> None:
    tablet = open_room(app, room)
    for _ in range(7):
        wrong = tablet.post("/room/close", data={"password": "a guess"})
        assert wrong.status_code == 422
    assert "That is not the password of the adult who opened the room." in text(wrong)
    assert events_in(app, room.world.school_id)[-1] == ("sign-in.refused", {"why": "wrong"})
    assert tablet.post("/room/close", data={"password": PASSWORD}).status_code == 429
    assert tablet.get("/account").location == "/room"
    # the tablet can be put away all the same
    assert tablet.post("/room/close/sign-out").location == "/"
    assert "The room is closed. Nobody is signed in on this tablet." in text(tablet.get("/"))
    assert tablet.get("/account").location.startswith("/sign-in")
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(SignInSession).filter(SignInSession.ended_at.is_(None)).count() == 0


# How long it stays open


def test_the_room_outlasts_the_idle_time_of_staff_and_closes_by_itself(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    _at(minutes=59)  # the meetings end at 13:00, so it is open until 13:30
    assert tablet.get("/room").status_code == 200  # and this keeps it open until 13:59
    _at(minutes=88)
    assert tablet.get("/room").status_code == 200
    _at(minutes=118)
    assert tablet.get("/room").location == "/sign-in?next=/room/open"
    assert tablet.post("/room/register", data={"time": "1230"}).location == "/sign-in?next=/room/open"
    assert tablet.get("/students").location == "/sign-in?next=/room/open"


def test_a_room_that_was_forgotten_is_closed_half_an_hour_after_the_meetings(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    _at(minutes=60)
    assert tablet.get("/room").location.startswith("/sign-in")


def test_a_room_in_use_is_closed_at_midnight(app: Flask, room: Room) -> None:
    set_time(MEETS.replace(hour=23, minute=50))
    tablet = open_room(app, room)
    set_time(MEETS.replace(hour=23, minute=59))
    assert tablet.get("/room").status_code == 200
    set_time(MEETS.replace(hour=0, minute=0) + timedelta(days=1))
    assert tablet.get("/room").location.startswith("/sign-in")


@pytest.mark.parametrize("how", ["password", "all", "one", "report", "role", "left"])
def test_whatever_ends_the_adults_sign_ins_closes_the_room_and_the_turn_in_it(
    app: Flask, room: Room, how: str
) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    assert tablet.get(faces_of(room)).status_code == 200
    world, elsewhere = room.world, staff_at(app, room.world)
    supervisor = world.staff[Role.SUPERVISOR]
    if how == "password":
        elsewhere.post("/account/password", data={
            "password": PASSWORD, "new_password": "copper lantern by the sea", "again": "copper lantern by the sea",
        })  # fmt: skip
    elif how == "report":
        elsewhere.post("/session/not-me")
    elif how == "all":
        staff_at(app, world, Role.LEAD).post(f"/staff/{supervisor}/sign-out")
    with app.app_context(), transaction.unit():
        member = db.session.get_one(StaffMember, (world.school_id, supervisor))
        if how == "role":
            for held in member.all_roles:
                held.ended_at = MEETS
        elif how == "left":
            member.left_at = MEETS
        elif how == "one":
            listed = [each for each in live_sessions(world.school_id, supervisor, MEETS) if each.is_room]
            one = listed[0].id
    if how == "one":
        assert "open for a room" in text(elsewhere.get("/account"))
        elsewhere.post(f"/account/sessions/{one}/end")
    assert tablet.get(faces_of(room)).location.startswith("/sign-in")
    assert tablet.get("/room").location == "/sign-in?next=/room/open"


def test_ending_a_childs_sign_ins_ends_the_turn_and_not_the_room(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    with app.app_context(), transaction.unit():
        child = db.session.get_one(Student, (room.world.school_id, room.children[LEO]))
        assert end_all_sessions(child.account_id, why="lead", by=MACHINE, now=MEETS) == 1
    assert tablet.get(faces_of(room)).location == "/room"
    assert tablet.get("/room").status_code == 200


# A child's turn


def test_a_turn_opens_the_one_job_and_nothing_else(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    for page in ("/today", "/account", "/room", "/room/register", "/room/close", "/tell/mine", "/sign-in",
                 faces_of(room, 1), write_up_of(room)):  # fmt: skip
        answer = tablet.get(page)
        assert (answer.status_code, answer.location) == (303, "/room/you"), page
    assert tablet.get("/session/kept/" + "0" * 26).location == "/"
    assert tablet.post("/session/not-me").location == "/room/you"
    page = text(tablet.get("/room/you"))
    assert "Are you Leo?" in page
    assert f'href="{faces_of(room)}"' in page
    assert tablet.get(faces_of(room)).status_code == 200


def test_the_job_is_that_of_the_meeting_alone(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    with app.app_context(), transaction.unit():
        session = db.session.query(SignInSession).filter_by(is_student=True).one()
        session.job_id = room.meetings[1]
    assert tablet.get(faces_of(room)).location == "/room/you"


def test_back_to_the_room_signs_the_child_out(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    kept = cookie_of(tablet)
    assert tablet.post("/sign-out").location == "/room"
    assert tablet.get("/room").status_code == 200
    put_cookie(tablet, kept)
    assert tablet.get(faces_of(room)).location == "/room"


def test_leaving_quickly_signs_the_child_out_and_the_room_is_still_there(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    assert tablet.post("/leave", csrf=False).location == "/start"
    neutral = text(tablet.get("/start"))
    assert "Today is " in neutral
    for telling in ("Leo", "Library", "mentor", "put away", "Worried"):
        assert telling not in neutral
    assert tablet.get(faces_of(room)).location == "/room"
    assert tablet.get("/room").status_code == 200
    assert tablet.post("/leave", csrf=False).location == "/start"  # with nobody signed in too
    assert tablet.get("/room").status_code == 200


def test_a_child_who_walked_away_is_signed_out_after_three_minutes(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    assert 'data-idle-seconds="180"' in text(tablet.get(faces_of(room)))
    _at(minutes=2, seconds=59)
    assert tablet.get(faces_of(room)).status_code == 200
    _at(minutes=6)
    assert tablet.get(faces_of(room)).location == "/room"
    assert "That turn is over." in text(tablet.get("/room"))


def test_words_that_came_too_late_are_kept_for_that_child_and_nobody_else(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[AMARA])
    _at(minutes=4)
    late = tablet.post(write_up_of(room), data={"came": "both", "for_staff": "It was a good day for me."})
    assert late.location.startswith(f"/room/turn/{room.children[AMARA]}?next=/session/kept/")
    kept = late.location.partition("next=")[2]
    asked = text(tablet.get(late.location))
    assert "a good day" not in asked
    assert kept in asked
    # the next child gets a turn of their own, and nothing of it
    take_turn(tablet, room.children[LEO], next=kept)
    other = tablet.get(kept)
    assert other.status_code == 303
    assert "a good day" not in text(tablet.get("/room/you"))
    tablet.post("/sign-out")
    # the child gets the words back
    assert take_turn(tablet, room.children[AMARA], next=kept).location == kept
    page = text(tablet.get(kept))
    assert "It was a good day for me." in page
    assert f'action="{write_up_of(room)}"' in page


def test_a_turn_leads_nowhere_but_to_the_job_or_kept_words(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    for wanted in ("/today", "https://elsewhere.example/", "//elsewhere.example", "/room/close"):
        assert take_turn(tablet, room.children[LEO], next=wanted).location == faces_of(room)
        tablet.post("/sign-out")


def test_a_page_of_the_child_before_sends_nothing_for_the_next(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    old = tablet.csrf_token()
    tablet.post("/sign-out")
    take_turn(tablet, room.children[AMARA])
    answer = tablet.post(faces_of(room), data={"csrf_token": old, "face": "bad"}, csrf=False)
    assert (answer.status_code, answer.location) == (303, "/room")
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(Faces).count() == 0


def test_the_next_child_can_send_the_one_before_back(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    assert tablet.get("/room").location == "/room/you"
    page = text(tablet.get("/room/you"))
    assert "It is Leo's turn" in page
    assert "Back to the room" in page


def test_light_or_dark_on_a_tablet_changes_nothing_of_the_adults(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    assert tablet.post("/theme", data={"theme": "dark", "back": "/room"}).location == "/room"
    assert 'data-bs-theme="dark"' in text(tablet.get("/room"))
    with app.app_context(), transaction.unit(writes=False):
        assert {each.theme for each in db.session.query(Account)} == {"auto"}


# Telling an adult


def _tell(tablet: StyleGuideClient, words: str, **more: str) -> str:
    page = text(tablet.get("/tell"))
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    answer = tablet.post("/tell/alder", data={"text": words, "form_token": token[1], **more}, csrf=False)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_a_worry_told_in_the_room_without_signing_in_is_nobodys_and_leaves_nothing_behind(
    app: Flask, room: Room
) -> None:
    tablet = open_room(app, room)
    form = text(tablet.get("/tell"))
    assert "You are not signed in." in form
    assert "this page is put away" in form
    assert "data-idle-discards" in form
    assert "Did you tell us before?" not in form
    sent = _tell(tablet, "Somebody hurts me at home.")
    assert 'href="/room"' in sent
    for page in ("/tell", "/room"):
        assert "hurts me" not in text(tablet.get(page))
    with app.app_context(), transaction.unit(writes=False):
        assert [each.raiser_id for each in db.session.query(Concern)] == [None]


def test_a_child_tells_in_their_turn_and_the_next_child_sees_nothing(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    sent = _tell(tablet, "Somebody hurts me at home.")
    assert "Back to the room" in sent
    assert "See if an adult has read it" not in sent
    assert "/today" not in sent
    tablet.post("/sign-out")
    assert "my partner" not in text(tablet.get("/tell"))
    take_turn(tablet, room.children[AMARA])
    for page in ("/tell", "/room/you"):
        shown = text(tablet.get(page))
        assert "hurts me" not in shown
        assert "Leo" not in shown.replace("Leo, my partner", "", 2)  # hers to name, in both questions
    assert tablet.get("/tell/answer").location == "/room/you"
    with app.app_context(), transaction.unit(writes=False):
        assert [each.raiser_id for each in db.session.query(Concern)] == [room.children[LEO]]


def test_a_worry_that_was_half_written_is_kept_for_its_writer_alone(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    take_turn(tablet, room.children[LEO])
    form = text(tablet.get("/tell"))
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    partner = re.search(r'<input[^>]*name="done_by"[^>]*value="(\w+)"[^>]*>\s*[^<]*, my partner', form)
    assert token and partner
    typed = {
        "text": "Half a worry of Leo.", "form_token": token[1], "sign_in_first": "1", "done_by": partner[1],
    }  # fmt: skip
    _at(minutes=4)
    answer = tablet.post("/tell/alder", data=typed, csrf=False)
    assert answer.location.startswith(f"/room/turn/{room.children[LEO]}?next=/session/kept/")
    # another child has a turn, is idle too, and the old page is sent once more
    take_turn(tablet, room.children[AMARA])
    _at(minutes=9)
    again = tablet.post("/tell/alder", data=typed, csrf=False)
    assert again.status_code == 409  # the page that held the words shows them: they are kept for nobody
    assert "my partner" not in text(again) and partner[1] not in text(again)
    assert re.search(r'name="done_by"[^>]*value="student"[^>]*checked', text(again))
    take_turn(tablet, room.children[AMARA])
    assert "Half a worry" not in text(tablet.get("/room/you"))
    with app.app_context(), transaction.unit(writes=False):
        assert db.session.query(Concern).count() == 0


def test_one_key_keeps_a_page_on_the_tablet(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    assert tablet.post("/session/extend").status_code == 204
    _at(hours=3)
    assert tablet.post("/session/extend").status_code == 401


def test_words_given_on_the_tablet_are_the_childs_own(app: Flask, room: Room) -> None:
    tablet = open_room(app, room)
    give_secret(app, room.world, "mentee", "other words here")
    assert take_turn(tablet, room.children[LEO], WORDS).status_code == 422
    assert take_turn(tablet, room.children[LEO], "other words here").status_code == 303
