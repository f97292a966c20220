"""A mentor writes up a meeting: it is kept whatever is in it, once, and an adult is told of what is outside."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.matching.models import Pairing, PairingMember
from mentoring.matching.rules.life import State
from mentoring.meetings.models import Attendance, BoundaryNote, Meeting, WriteUp
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.models import Concern
from tests.joining.rows import enrol
from tests.meetings.young import (
    AFTER,
    TUESDAY,
    Pair,
    SignIn,
    hold_on,
    in_database,
    page,
    pair_at,
    rows,
)
from tests.support.client import StyleGuideClient
from tests.support.factories import World, make_staff, make_student
from tests.support.worlds import stand_still

WELL = {"token": "one", "came": "both", "minutes": "30", "did": ["talked", "read"], "helped": ["emotional"],
        "for_mentee": "Bring your book", "for_staff": "He was tired"}  # fmt: skip
ANOTHER = {**WELL, "day": "2026-11-02", "starts": "16:00", "place_words": "The park"}


def _write(client: StyleGuideClient, pair: Pair, **more: Any) -> Any:
    return client.post(f"/my-meetings/{pair.met}/write-up", data={**WELL, **more})


def test_it_is_kept_the_meeting_was_held_and_both_came(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    form = page(mentor, f"/my-meetings/{pair.met}/write-up")
    assert "Tuesday 3 November, 12:40" in form and 'name="minutes"' in form and 'value="30"' in form
    assert _write(mentor, pair).location.endswith("/today")
    assert "Saved. Thank you." in page(mentor, "/today")
    (written,) = rows(app, WriteUp)
    assert (written.happened, written.minutes, written.did, written.helped) == (
        True, 30, ["talked", "read"], ["emotional"],
    )  # fmt: skip
    meeting = next(each for each in rows(app, Meeting) if each.id == pair.met)
    assert (meeting.state, meeting.why) == ("held", "")
    came = {each.student_id: (each.came, each.source) for each in rows(app, Attendance)}
    assert came == {world.mentor: ("came", "write-up"), world.mentee: ("came", "write-up")}
    assert rows(app, BoundaryNote) == []


def test_the_first_meeting_that_was_held_brings_the_pairing_to_life(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    pair = pair_at(app, world, state=State.READY)
    _write(sign_in(world, "mentor"), pair)
    (pairing,) = rows(app, Pairing)
    assert (pairing.state, pairing.met_at) == ("active", AFTER.replace(hour=12, minute=40))


def test_a_double_click_is_one_write_up(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    mentor = sign_in(world, "mentor")
    _write(mentor, pair, outside=["gift"])
    assert _write(mentor, pair, outside=["gift"]).status_code == 303
    assert len(rows(app, WriteUp)) == 1 and len(rows(app, BoundaryNote)) == 1
    assert _write(mentor, pair, token="two", for_staff="I forgot this").status_code == 303
    assert {each.for_staff for each in rows(app, WriteUp)} == {"He was tired", "I forgot this"}
    home = page(mentor, f"/my-meetings/choose/{pair.pairing}")
    assert "I forgot this" in home and "We told an adult about this one." in home


@pytest.mark.parametrize(
    "came, state, why, attended",
    [
        ("mentee", "missed", "mentee", {"mentor": "came", "mentee": "away"}),
        ("mentor", "missed", "mentor", {"mentor": "away"}),
        ("off", "off", "other", {}),
    ],
)
def test_one_tap_says_who_did_not_come(
    app: Flask, world: World, pair: Pair, sign_in: SignIn, came: str, state: str, why: str, attended: dict
) -> None:
    _write(sign_in(world, "mentor"), pair, came=came)
    meeting = next(each for each in rows(app, Meeting) if each.id == pair.met)
    assert (meeting.state, meeting.why) == (state, why)
    names = {world.mentor: "mentor", world.mentee: "mentee"}
    assert {names[each.student_id]: each.came for each in rows(app, Attendance)} == attended
    (written,) = rows(app, WriteUp)
    assert (written.happened, written.missed_by, written.minutes) == (False, came, None)


def test_an_adults_register_counts_before_what_a_mentor_says(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    with in_database(app, writes=True):
        meeting = db.session.get_one(Meeting, (world.school_id, pair.met))
        meeting.state, meeting.why, meeting.registered_at = "missed", "mentee", clock.now()
    _write(sign_in(world, "mentor"), pair)
    meeting = next(each for each in rows(app, Meeting) if each.id == pair.met)
    assert (meeting.state, meeting.why) == ("missed", "mentee")
    assert rows(app, Attendance) == [] and len(rows(app, WriteUp)) == 1


def test_another_day_outside_the_hours_is_kept_and_an_adult_is_told(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    page_before = page(mentor, f"/my-meetings/another-day/{pair.pairing}")
    assert "Which day was it?" in page_before
    told = mentor.post(f"/my-meetings/another-day/{pair.pairing}", data={**ANOTHER, "minutes": "120"})
    assert told.status_code == 303
    assert "We told Mr Panjwani about it. You are not in trouble." in page(mentor, "/today")
    made = next(each for each in rows(app, Meeting) if not each.is_planned)
    assert (made.state, made.day.isoformat(), made.starts, made.ends) == (
        "held", "2026-11-02", time(16), time(18),
    )  # fmt: skip
    (note,) = rows(app, BoundaryNote)
    assert note.kinds == ["not-planned", "outside-hours", "too-long"] and not note.is_alert
    (written,) = rows(app, WriteUp)
    assert written.place_words == "The park"


def test_another_day_at_the_time_of_a_planned_meeting_is_that_meeting(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    typed = {**ANOTHER, "day": TUESDAY.isoformat(), "starts": "12:40"}
    sign_in(world, "mentor").post(f"/my-meetings/another-day/{pair.pairing}", data=typed)
    assert [each.meeting_id for each in rows(app, WriteUp)] == [pair.met]
    assert rows(app, BoundaryNote) == []


@pytest.mark.parametrize("day, sentence", [("2026-11-04", "still to come"), ("2019-01-01", "too long ago")])
def test_a_day_that_cannot_be_is_asked_again_and_no_word_is_lost(
    world: World, pair: Pair, sign_in: SignIn, day: str, sentence: str
) -> None:
    answer = sign_in(world, "mentor").post(
        f"/my-meetings/another-day/{pair.pairing}", data={**ANOTHER, "day": day}
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text
    assert "Bring your book" in text and "He was tired" in text and "The park" in text


@pytest.mark.parametrize(
    "ticked, is_alert", [("secret", True), ("online", True), ("lift", True), ("gift", False)]
)
def test_the_lead_is_told_of_a_secret_online_contact_and_a_lift(
    app: Flask, world: World, pair: Pair, sign_in: SignIn, ticked: str, is_alert: bool
) -> None:
    _write(sign_in(world, "mentor"), pair, outside=[ticked])
    assert [each.is_alert for each in rows(app, BoundaryNote)] == [is_alert]
    assert ("Boundary notes for the lead" in page(sign_in(world, "lead"), "/today")) is is_alert
    assert "Boundary notes for the lead" not in page(sign_in(world, "supervisor"), "/today")
    assert "Boundary notes" in page(sign_in(world, "supervisor"), "/today")


def test_the_third_note_in_a_term_is_told_to_the_lead(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    for number in range(3):
        typed = {**ANOTHER, "token": str(number), "starts": f"1{number}:00"}
        mentor.post(f"/my-meetings/another-day/{pair.pairing}", data=typed)
    assert sorted(each.is_alert for each in rows(app, BoundaryNote)) == [False, False, True]


def test_a_note_is_answered_in_one_tap_and_an_alert_stays_until_the_lead_has_seen_it(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    _write(sign_in(world, "mentor"), pair, outside=["secret"])
    (note,) = rows(app, BoundaryNote)
    supervisor, lead = sign_in(world, "supervisor"), sign_in(world, "lead")
    assert "a secret" in page(supervisor, "/boundary-notes") and "He was tired" in page(
        supervisor, "/boundary-notes"
    )
    address = f"/boundary-notes/{note.id}/answer"
    assert supervisor.post(address, data={"answer": "no-need"}).status_code == 303
    assert "Panjwani saw no need to talk" in page(lead, "/boundary-notes")
    assert "Boundary notes for the lead" in page(lead, "/today")
    assert lead.post(address, data={"answer": "passed-on"}, checked=False).status_code == 400
    lead.post(address, data={"answer": "talked"})
    assert "Boundary notes for the lead" not in page(lead, "/today")
    (note,) = rows(app, BoundaryNote)
    assert (note.answer, note.answered_by) == ("no-need", world.staff[Role.SUPERVISOR])
    assert note.lead_seen_by == world.staff[Role.LEAD]


def test_what_is_passed_on_reaches_the_lead(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    _write(sign_in(world, "mentor"), pair, outside=["gift"])
    (note,) = rows(app, BoundaryNote)
    lead = sign_in(world, "lead")
    assert "Boundary notes for the lead" not in page(lead, "/today")
    sign_in(world, "supervisor").post(f"/boundary-notes/{note.id}/answer", data={"answer": "passed-on"})
    assert "Boundary notes for the lead" in page(lead, "/today")


def test_a_supervisor_sees_and_answers_only_their_own(
    app: Flask, worlds: tuple[World, World], pair: Pair, sign_in: SignIn
) -> None:
    world = worlds[0]
    _write(sign_in(world, "mentor"), pair, outside=["gift"])
    (note,) = rows(app, BoundaryNote)
    with in_database(app, writes=True):
        other = make_staff(world, Role.SUPERVISOR, first="Una", last="Elsewhere")
    stranger = sign_in(world, other, is_student=False)
    assert "Amara Quist" not in page(stranger, "/boundary-notes")
    assert "Boundary notes" not in page(stranger, "/today")
    assert stranger.post(f"/boundary-notes/{note.id}/answer", data={"answer": "no-need"}).status_code == 404
    for account in ("head", "chair", "administrator", "mentor", "mentee"):
        assert sign_in(world, account).get("/boundary-notes").status_code == 404
    assert "Amara Quist" not in page(sign_in(worlds[1], "lead"), "/boundary-notes")


def test_a_worry_goes_on_to_the_door_and_is_not_stored_here(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    answer = _write(mentor, pair, pass_on="yes", worry="He has <bruises> on his arm")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Tell an adult" in text and "Not sent yet." in text
    assert "He has &lt;bruises&gt; on his arm" in text
    with in_database(app):
        everything = " ".join(
            str(row)
            for table in db.metadata.tables
            for row in db.session.execute(db.metadata.tables[table].select())
        )
    assert "bruises" not in everything
    token = re.search(r'name="form_token" value="([^"]+)"', text)
    assert token
    sent = mentor.post("/tell/alder", data={"form_token": token[1], "text": "He has bruises"})
    assert "You did the right thing." in sent.get_data(as_text=True)
    assert len(rows(app, Concern)) == 1 and len(rows(app, WriteUp)) == 1


def test_no_member_of_staff_reads_that_there_was_something_to_pass_on(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    _write(mentor, pair, outside=["gift"])
    readers = {who: sign_in(world, who) for who in ("supervisor", "coordinator", "lead")}
    before = {who: _plain(page(client, "/boundary-notes")) for who, client in readers.items()}
    _write(mentor, pair, token="two", pass_on="yes", worry="He is hurt")
    assert sorted(each.passes_on for each in rows(app, WriteUp)) == [False, True]
    assert {who: _plain(page(client, "/boundary-notes")) for who, client in readers.items()} == before


def _plain(text: str) -> str:
    return re.sub(r'(name="csrf_token" value|name="csrf-token" content)="[^"]+"', "", text)


def test_who_came_must_be_picked_and_too_long_a_text_is_given_back_whole(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    answer = _write(mentor, pair, came="")
    assert answer.status_code == 422 and "Pick who came." in answer.get_data(as_text=True)
    long = "word " * 400
    answer = _write(mentor, pair, for_staff=long, minutes="half an hour")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and long.strip() in text
    assert "That is too long. Please use fewer words." in text and "Write a number, like 30." in text
    assert rows(app, WriteUp) == []


def test_script_in_words_stays_words(world: World, pair: Pair, sign_in: SignIn) -> None:
    script = "<script>alert(1)</script>"
    mentor = sign_in(world, "mentor")
    _write(mentor, pair, for_mentee=script, for_staff=script, did_words=script, outside=["gift"])
    for client, address in (
        (mentor, f"/my-meetings/choose/{pair.pairing}"),
        (sign_in(world, "mentee"), "/today"),
        (sign_in(world, "lead"), "/boundary-notes"),
    ):
        shown = page(client, address)
        assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown


def test_the_mentee_reads_what_is_for_them_and_no_more(world: World, pair: Pair, sign_in: SignIn) -> None:
    _write(sign_in(world, "mentor"), pair)
    home = page(sign_in(world, "mentee"), "/today")
    assert "From Amara, for next time: Bring your book" in home and "He was tired" not in home


def test_words_outlive_an_expired_session(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    mentor = sign_in(world, "mentor")
    token = mentor.csrf_token()
    stand_still(AFTER + timedelta(minutes=30))
    late = mentor.post(f"/my-meetings/{pair.met}/write-up", data={"csrf_token": token, **WELL}, csrf=False)
    assert late.status_code == 303 and "/sign-in/student" in late.location
    kept = re.search(r"/session/kept/\w{26}", late.location.replace("%2F", "/"))
    assert kept and rows(app, WriteUp) == []
    again = sign_in(world, "mentor")
    text = page(again, kept[0])
    assert "He was tired" in text and "Send it now" in text
    form = dict(re.findall(r'<input type="hidden" name="([\w]+)" value="([^"]*)"', text))
    assert form["came"] == "both" and form["token"] == "one"


def test_only_the_mentor_of_the_pair_writes_it_up(
    app: Flask, worlds: tuple[World, World], pair: Pair, sign_in: SignIn
) -> None:
    world, there = worlds
    with in_database(app, writes=True):
        stranger = make_student(world, first="Ida", last="Stander", year="10")
    others = [
        sign_in(world, "mentee"), sign_in(world, stranger, is_student=True), sign_in(there, "mentor"),
        sign_in(world, "coordinator"), sign_in(world, "lead"),
    ]  # fmt: skip
    for client in others:
        for address in (
            f"/my-meetings/{pair.met}/write-up", f"/my-meetings/another-day/{pair.pairing}",
            f"/my-meetings/choose/{pair.pairing}",
        ):  # fmt: skip
            assert client.get(address).status_code == 404
            if "choose" not in address:
                assert client.post(address, data=ANOTHER).status_code == 404
    assert rows(app, WriteUp) == []


def test_nobody_writes_up_what_is_still_to_come(world: World, pair: Pair, sign_in: SignIn) -> None:
    assert sign_in(world, "mentor").get(f"/my-meetings/{pair.coming}/write-up").status_code == 404


def test_in_a_break_and_on_hold_a_mentor_is_answered_the_same(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    mentor = sign_in(world, "mentor")
    with in_database(app, writes=True):
        hold_on(world, world.mentee)
    assert mentor.get(f"/my-meetings/{pair.met}/write-up").location.endswith("/today")
    assert mentor.get(f"/my-meetings/choose/{pair.pairing}").location.endswith("/today")
    assert _write(mentor, pair).status_code == 303  # a form that was open before is kept
    assert len(rows(app, WriteUp)) == 1 and rows(app, BoundaryNote) == []
    stand_still(AFTER + timedelta(days=7))
    later = sign_in(world, "mentor")
    later.post(f"/my-meetings/{pair.coming}/write-up", data={**WELL, "token": "later"})
    (note,) = rows(app, BoundaryNote)
    assert note.kinds == ["in-a-break"]


def test_the_trail_says_that_and_not_what(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    _write(sign_in(world, "mentor"), pair, outside=["gift"])
    with app.app_context(), transaction.unit(writes=False):
        newest = select(TrailEntry).where(TrailEntry.chain == world.school_id)
        entries = db.session.scalars(newest.order_by(TrailEntry.seq.desc()).limit(2)).all()
        said = [(each.event, each.facts) for each in entries]
    assert said == [("boundary-note.made", {"kinds": "gift"}), ("meeting.written-up", {"happened": 1})]


def test_in_a_group_the_mentor_says_who_was_not_there(app: Flask, world: World, sign_in: SignIn) -> None:

    pair = pair_at(app, world)
    with in_database(app, writes=True):
        leo = make_student(world, first="Leo", last="Second", year="7")
        pairing = db.session.get_one(Pairing, (world.school_id, pair.pairing))
        joined = enrol(world, pairing.programme, leo, ProgrammeRole.MENTEE)
        db.session.add(
            PairingMember(
                school_id=world.school_id, id=ids.new_id(), pairing_id=pairing.id, enrolment_id=joined.id,
                student_id=leo, role="mentee",
            )
        )  # fmt: skip
    mentor = sign_in(world, "mentor")
    form = page(mentor, f"/my-meetings/{pair.met}/write-up")
    assert "Leo B" in form and "Leo S" in form and "Who was not there?" in form
    _write(mentor, pair, away=[leo])
    assert {each.student_id: each.came for each in rows(app, Attendance)} == {
        world.mentor: "came", world.mentee: "came", leo: "away",
    }  # fmt: skip
