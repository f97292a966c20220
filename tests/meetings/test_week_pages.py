"""What coordinators, supervisors and the lead do on the pages of meetings."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.matching.actions.breaking import take_break
from mentoring.matching.models import Pairing
from mentoring.meetings.actions.absences import set_absence
from mentoring.meetings.rules.absences import AbsenceRefusal
from mentoring.meetings.rules.meetings import Came, MissedBy, Off, RegisterRefusal, Shown
from mentoring.meetings.rules.planning import MeetingRefusal
from mentoring.meetings.views import sections as section_page
from mentoring.meetings.wording import meetings as wording
from mentoring.people.models import School, StaffMember
from mentoring.programme.actions.places import remove_place
from mentoring.programme.models import Place
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.rules.answers import DoneBy
from tests.meetings.planned import LATER, NEXT, TODAY, Planned
from tests.support.factories import World
from tests.support.programmes import by, make_place
from tests.support.worlds import stand_still

SignIn = Callable[..., Any]
ON_THE_DAY = datetime(2026, 11, 10, 12, 45, tzinfo=UTC)
WEEK = f"/meetings?day={NEXT}"


@pytest.fixture
def held(app: Flask, world: World) -> Planned:
    return Planned(app, world)


def _page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return html.unescape(answer.get_data(as_text=True))


def _sent(client: Any, address: str, **form: Any) -> str:
    """Send a form; return the page that follows."""
    answer = client.post(address, data=form)
    assert answer.status_code == 303, (address, answer.status_code, answer.get_data(as_text=True))
    return _page(client, answer.location)


def _undo(client: Any, page: str) -> str:
    """Press the Undo of a page; return the page that follows."""
    form = re.search(r'<form[^>]*action="([^"]+)"[^>]*>((?:(?!</form>).)*?)Undo', page, re.DOTALL)
    assert form is not None, "no undo"
    fields = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', form[2]))
    fields.pop("csrf_token", None)
    return _sent(client, form[1], **fields)


@contextmanager
def _counting(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


# Words


def test_every_code_has_its_sentence() -> None:
    assert set(wording.SHOWN) == set(wording.TONES) == set(Shown)
    assert set(wording.OFF) == set(Off)
    assert set(wording.MISSED) == set(MissedBy)
    assert set(wording.CAME) == set(Came)
    assert set(wording.REFUSALS) == {*MeetingRefusal, *AbsenceRefusal, *RegisterRefusal}


# The week


def test_a_coordinator_sees_a_day_by_time_and_by_room(world: World, held: Planned, sign_in: SignIn) -> None:
    client = sign_in(world, "coordinator")
    page = _page(client, WEEK)
    assert "Meetings on Tuesday 10 November" in page and "12:30 to 13:20" in page
    assert "Amara Quist with Leo Brandt" in page and "Mr Panjwani" in page and "Planned" in page
    by_room = _page(client, f"{WEEK}&by=room")
    assert re.search(r"<h2[^>]*>Library Buddies</h2>", by_room)
    assert "No meetings on this day" in _page(client, "/meetings?day=2026-11-12")
    assert "There is no school on this day" in _page(client, "/meetings?day=2026-11-14")
    assert "Meetings on Tuesday 3 November" in _page(client, "/meetings?day=nonsense")


def test_a_supervisor_sees_their_own_meetings_and_no_others(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    assert "Amara Quist with Leo Brandt" in _page(sign_in(world, "supervisor"), WEEK)
    other = held.another_adult()
    client = sign_in(world, other, is_student=False)
    page = _page(client, WEEK)
    assert "Amara" not in page and "1 meeting" not in page
    meeting = held.on(NEXT).id
    _page(client, f"/meetings/{meeting}", 404)
    for address in ("move", "off", "on"):
        assert client.post(f"/meetings/{meeting}/{address}", data={"why": "other"}).status_code == 404
    assert client.post("/meetings/off", data={"meeting": [meeting], "why": "other"}).status_code == 404
    assert client.post("/meetings/on", data={"meetings": meeting}).status_code == 404
    assert held.on(NEXT).state == "planned"


def test_whoever_stands_in_sees_that_days_meeting(world: World, held: Planned, sign_in: SignIn) -> None:
    other = held.another_adult()
    with held.app.app_context(), transaction.unit():
        away = held.get(StaffMember, held.adult)
        assert set_absence(by(world), away, NEXT, other, today=TODAY, now=clock.now()) is None
    client = sign_in(world, other, is_student=False)
    assert "Ms Lowell, for Mr Panjwani" in _page(client, WEEK)
    assert "Amara" not in _page(client, f"/meetings?day={LATER}")


def test_the_pages_take_as_many_queries_for_many_pairs_as_for_two(
    app: Flask, world: World, held: Planned, sign_in: SignIn
) -> None:
    held.change(Place, held.place, capacity=60)
    held.another_pair("Bo")
    stand_still(ON_THE_DAY)
    client = sign_in(world, "coordinator")
    addresses = (WEEK, f"/meetings/register?day={NEXT}", "/today", f"/meetings/absences?day={NEXT}")

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with _counting(app) as seen:
                _page(client, address)
            found.append(len(seen))
        return found

    counts()
    few = counts()
    for number in range(4):
        held.another_pair(f"Cy{number}")
    assert counts() == few


# Moved and off


def _as_it_is(held: Planned, meeting: Any, **other: str) -> dict[str, str]:
    return {
        "day": "2026-11-10", "starts": "12:30", "ends": "13:20", "place": held.place, "adult": held.adult,
        "seen": str(meeting.version), **other,
    }  # fmt: skip


def test_a_meeting_is_moved_and_moved_back(world: World, held: Planned, sign_in: SignIn) -> None:
    client, meeting = sign_in(world, "supervisor"), held.on(NEXT)
    with held.app.app_context(), transaction.unit():
        hall = make_place(world, "Hall").id
    page = _page(client, f"/meetings/{meeting.id}")
    assert "Move it" in page and "Amara Quist with Leo Brandt" in page
    address = f"/meetings/{meeting.id}/move"
    assert f'value="{hall}">Hall' in _page(client, f"{address}?place={hall}")
    page = _sent(client, address, **_as_it_is(held, meeting, place=hall, starts="12:40"))
    assert "Moved. Both see the new time and place" in page and "Planned, moved" in page and "Hall" in page
    page = _undo(client, page)
    after = held.on(NEXT)
    assert (after.place_id, after.starts) == (held.place, meeting.starts)


@pytest.mark.parametrize(
    "change, words, field",
    [
        ({"day": "2026-11-14"}, "There is no school on that day.", "day"),
        ({"starts": "08:00"}, "No adult is on duty all through that time.", "starts"),
        ({"day": "2026-11-17"}, "They have another meeting then.", "starts"),
        ({"starts": "13:20", "ends": "12:30"}, "It ends before it starts.", "ends"),
        ({"day": "long ago"}, "Choose a day, or write it like", "day"),
        ({"place": ""}, "Choose a place.", "place"),
    ],
)
def test_a_move_that_cannot_be_says_why_on_its_field(
    world: World, held: Planned, sign_in: SignIn, change: dict[str, str], words: str, field: str
) -> None:
    client, meeting = sign_in(world, "coordinator"), held.on(NEXT)
    answer = client.post(f"/meetings/{meeting.id}/move", data=_as_it_is(held, meeting, **change))
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422 and f'<a href="#{field}">{words}' in page
    assert held.on(NEXT).moved_at is None


def test_nobody_moves_to_a_place_of_another_school_or_one_that_was_removed(
    worlds: tuple[World, World], held: Planned, sign_in: SignIn
) -> None:
    with held.app.app_context(), transaction.unit():
        elsewhere, gone = make_place(worlds[1], "Attic").id, make_place(worlds[0], "Shed")
        gone.removed_at, gone_id = clock.now(), gone.id
    client, meeting = sign_in(worlds[0], "coordinator"), held.on(NEXT)
    for place in (elsewhere, gone_id, "x"):
        answer = client.post(f"/meetings/{meeting.id}/move", data=_as_it_is(held, meeting, place=place))
        assert answer.status_code == 422
    assert held.on(NEXT).place_id == held.place
    other = sign_in(worlds[1], "coordinator")
    _page(other, f"/meetings/{meeting.id}", 404)
    assert other.post(f"/meetings/{meeting.id}/move", data=_as_it_is(held, meeting)).status_code == 404
    assert other.post("/meetings/off", data={"meeting": [meeting.id], "why": "other"}).status_code == 404


def test_a_move_from_an_old_page_is_shown_and_not_kept(world: World, held: Planned, sign_in: SignIn) -> None:
    client, meeting = sign_in(world, "coordinator"), held.on(NEXT)
    _sent(client, f"/meetings/{meeting.id}/move", **_as_it_is(held, meeting, ends="13:00"))
    answer = client.post(f"/meetings/{meeting.id}/move", data=_as_it_is(held, meeting, ends="13:10"))
    assert answer.status_code == 409
    assert "Somebody changed this meeting meanwhile" in answer.get_data(as_text=True)
    seen = re.search(r'name="seen" value="(\d+)"', answer.get_data(as_text=True))
    assert seen is not None and int(seen[1]) == held.on(NEXT).version


def test_ticked_meetings_are_called_off_for_a_cause_and_undone(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    held.another_pair()
    client = sign_in(world, "coordinator")
    meetings = re.findall(r'name="meeting"\s+value="(\w+)"', _page(client, WEEK))
    assert len(meetings) == 2
    assert client.post("/meetings/off", data={"meeting": meetings}).status_code == 422
    page = _sent(client, "/meetings/off", meeting=meetings, why="room-closed")
    assert "2 meetings are off." in page and page.count("Off: the room is closed") == 2
    page = _undo(client, page)
    assert "2 meetings are on again." in page and "Off:" not in page
    assert "Tick the meetings first" in _sent(client, "/meetings/off", why="other")


def test_one_meeting_is_called_off_and_put_on_again(world: World, held: Planned, sign_in: SignIn) -> None:
    client, meeting = sign_in(world, "supervisor"), held.on(NEXT).id
    page = _sent(client, f"/meetings/{meeting}/off", why="student-away")
    assert "This meeting is off." in page and "Off: a student is away" in page and "Not going ahead" in page
    assert "This meeting is on again." in _sent(client, f"/meetings/{meeting}/on")


# Away


def test_a_supervisor_finds_a_stand_in_for_a_whole_day_in_one_press(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    held.another_pair()
    held.another_adult()
    client = sign_in(world, "coordinator")
    page = _page(client, f"/meetings/absences?day={NEXT}")
    assert "Mr Panjwani" in page and f"/meetings/absences/{held.adult}?day={NEXT}" in page
    page = _page(client, f"/meetings/absences/{held.adult}?day={NEXT}")
    assert "2 meetings on Tuesday 10 November: Library Buddies." in page
    lowell = re.search(r'name="stand_in"[^>]*value="(\w+)"[^<]*Ms Lowell', page, re.DOTALL)
    assert lowell is not None
    page = _sent(client, f"/meetings/absences/{held.adult}", day=str(NEXT), stand_in=lowell[1])
    assert "Mr Panjwani is away on Tuesday 10 November." in page and "Ms Lowell stands in." in page
    assert page.count("Ms Lowell, for Mr Panjwani") == 2
    page = _undo(client, page)
    assert "Mr Panjwani is here on Tuesday 10 November after all." in page and "stands in" not in page


def test_with_nobody_the_meetings_are_off(world: World, held: Planned, sign_in: SignIn) -> None:
    client = sign_in(world, "supervisor")
    address = f"/meetings/absences/{held.adult}"
    page = _sent(client, address, day=str(NEXT), stand_in="nobody")
    assert "Nobody stands in: these meetings are off." in page and "Off: the adult is away" in page
    assert "Find a stand-in" in page
    for wrong, words in (
        ({"day": str(NEXT)}, "Choose who stands in"),
        ({"day": "2026-11-02", "stand_in": "nobody"}, "That day has gone by."),
        ({"day": str(NEXT), "stand_in": world.staff[Role.HEAD]}, "Not a valid choice"),
    ):
        answer = client.post(address, data=wrong)
        assert answer.status_code == 422 and words in answer.get_data(as_text=True)


def test_nobody_is_away_for_another_school(
    worlds: tuple[World, World], held: Planned, sign_in: SignIn
) -> None:
    client = sign_in(worlds[1], "coordinator")
    data = {"day": str(NEXT), "stand_in": "nobody"}
    assert client.post(f"/meetings/absences/{held.adult}", data=data).status_code == 404
    assert held.on(NEXT).state == "planned"


# The register


def _names(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="(\w+-\w+-came)"', page)))


def test_the_register_of_a_room_is_one_tap_a_child_and_two_more(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    held.another_pair()
    stand_still(ON_THE_DAY)
    client, address = sign_in(world, "supervisor"), f"/meetings/register?day={NEXT}&place={held.place}"
    page = _page(client, address)
    assert "Register: Library Buddies" in page and "Amara Quist, mentor" in page
    names = _names(page)
    assert len(names) == 4 and "checked" not in page
    page = _sent(client, address, **dict.fromkeys(names, "came"))
    assert "Saved: 4 children came." in page and "This register was taken" in page
    assert len(re.findall(r"checked>", page)) == 4
    page = _sent(client, address, **{**dict.fromkeys(names, "came"), names[1]: "excused"})
    assert "Saved: 3 children came, 1 did not." in page
    assert sorted(each.state for each in (*held.meetings(), *held.meetings())[:1]) == [held.on(NEXT).state]


def test_all_came_says_so_of_everybody_of_whom_nothing_else_was_said(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    held.another_pair()
    stand_still(ON_THE_DAY)
    client, address = sign_in(world, "coordinator"), f"/meetings/register?day={NEXT}"
    names = _names(_page(client, address))
    page = _sent(client, address, do="all", **{names[0]: "away"})
    assert "Saved: 3 children came, 1 did not." in page


def test_a_pair_of_whom_only_one_is_told_is_asked_about_again(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    stand_still(ON_THE_DAY)
    client, address = sign_in(world, "supervisor"), f"/meetings/register?day={NEXT}"
    names = _names(_page(client, address))
    answer = client.post(address, data={names[0]: "came", "x-y-came": "came"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'<a href="#{names[1]}">Say it of every child of a pair.' in page
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={names[0]: "late"}).status_code == 422
    assert held.on(NEXT).state == "planned"


def test_nobody_takes_the_register_of_another_supervisor_or_of_a_day_to_come(
    worlds: tuple[World, World], held: Planned, sign_in: SignIn
) -> None:
    names = [f"{held.on(NEXT).id}-{who}-came" for who in (worlds[0].mentor, worlds[0].mentee)]
    came, address = dict.fromkeys(names, "came"), f"/meetings/register?day={NEXT}"
    client = sign_in(worlds[0], "supervisor")
    assert "That day is still to come" in _page(client, address)
    assert client.post(address, data=came).status_code == 422
    stand_still(ON_THE_DAY)
    other = sign_in(worlds[0], held.another_adult(), is_student=False)
    assert "Amara" not in _page(other, address)
    assert other.post(address, data=came).status_code == 422
    assert sign_in(worlds[1], "coordinator").post(address, data=came).status_code == 422
    _page(sign_in(worlds[1], "coordinator"), f"{address}&place={held.place}", 404)
    _page(sign_in(worlds[0], "lead"), address, 404)
    assert held.on(NEXT).state == "planned"


def test_the_register_on_paper_names_every_child(world: World, held: Planned, sign_in: SignIn) -> None:
    page = _page(sign_in(world, "supervisor"), f"/meetings/register/paper?day={NEXT}")
    assert "Amara Quist" in page and "Leo Brandt" in page and page.count("☐") == 6


# Breaks and holds


def _hold(held: Planned, *people: str) -> None:
    with held.app.app_context(), transaction.unit():
        school = db.session.get_one(School, held.world.school_id)
        told = Told(ids.new_token(), "He frightened me.", done_by=DoneBy.ADULT)
        raise_concern(school=school, raiser=None, typed=told, done_by_people=people, now=clock.now())


def test_a_meeting_on_hold_reads_ask_the_lead_and_to_whom_it_is_kept_from_a_break(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    _hold(held, held.adult)
    meeting = held.on(NEXT).id
    for address in (WEEK, f"/meetings/{meeting}"):
        page = _page(sign_in(world, "coordinator"), address)
        assert "On hold, ask the lead" in page
        page = _page(sign_in(world, "supervisor"), address)
        assert "hold" not in page.lower().replace("household", "") and "Break" in page


def test_to_whom_a_hold_is_kept_from_it_is_what_a_break_by_staff_is(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    def pages() -> list[str]:
        client = sign_in(world, "supervisor")
        found = [WEEK, f"/meetings/{held.on(NEXT).id}", f"/meetings/register?day={NEXT}", "/today"]
        return [re.sub(r'(name="csrf[^>]*|csrf-token"[^>]*)', "", _page(client, each)) for each in found]

    stand_still(ON_THE_DAY)
    with held.app.app_context(), transaction.unit():
        assert take_break(by(world), held.get(Pairing, held.pair), "They are tired.", now=clock.now()) is None
    paused = pages()
    held.change(Pairing, held.pair, state="active", tell_since=None)
    _hold(held, held.adult)
    assert pages() == paused
    assert "Take the register" not in paused[3]


def test_nobody_on_a_break_is_in_the_register(world: World, held: Planned, sign_in: SignIn) -> None:
    held.another_pair()
    stand_still(ON_THE_DAY)
    _hold(held, world.mentor)
    page = _page(sign_in(world, "supervisor"), f"/meetings/register?day={NEXT}")
    assert len(_names(page)) == 2 and "Not meeting today" in page and "On hold, ask the lead" in page
    paper = _page(sign_in(world, "supervisor"), f"/meetings/register/paper?day={NEXT}")
    assert "Amara" not in paper and "Bo Older" in paper


# Today


def test_today_names_each_session_until_its_register_is_taken(
    world: World, held: Planned, sign_in: SignIn
) -> None:
    held.another_pair()
    stand_still(ON_THE_DAY)
    client = sign_in(world, "supervisor")
    page = _page(client, "/today")
    assert "Today's sessions" in page and "Library Buddies, 12:30" in page
    assert "2 pairs. Near: Mr Panjwani" in page
    address = f"/meetings/register?day={NEXT}&place={held.place}"
    assert address in page
    _sent(client, address, do="all")
    assert "Today's sessions" not in _page(client, "/today")
    assert "Today's sessions" not in _page(sign_in(world, "lead"), "/today")


def test_today_asks_for_a_stand_in_where_nobody_is_near(world: World, held: Planned, sign_in: SignIn) -> None:
    stand_still(ON_THE_DAY)
    client = sign_in(world, "coordinator")
    _sent(client, f"/meetings/absences/{held.adult}", day=str(NEXT), stand_in="nobody")
    page = _page(client, "/today")
    assert "Mr Panjwani is away and nobody stands in. 1 pair." in page
    assert f"/meetings/absences/{held.adult}?day={NEXT}" in page and "Find a stand-in" in page
    assert "Today's sessions" not in _page(sign_in(world, held.another_adult(), is_student=False), "/today")


def test_today_says_that_a_place_is_not_in_use_any_more(
    app: Flask, world: World, held: Planned, sign_in: SignIn
) -> None:
    stand_still(ON_THE_DAY)
    with app.app_context(), transaction.unit():
        assert remove_place(by(world), held.get(Place, held.place), now=clock.now())
    page = _page(sign_in(world, "coordinator"), "/today")
    assert "This place is not in use any more. 1 pair." in page and "Move them" in page
    assert f"/meetings/register?day={NEXT}" not in page


# On the page of a pairing


def test_the_page_of_a_pairing_has_what_is_to_come_and_what_was(
    sign_in: Any, world: World, held: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section_page, "today_here", lambda: TODAY)
    coordinator = sign_in(world, world.staff[Role.COORDINATOR], is_student=False)
    page = _page(coordinator, f"/pairings/{held.pair}")
    assert "Tuesday 10 November</a>" in page and "12:30 to 13:20, Library Buddies" in page
    assert "and 21 more" in page or "21 more" in page
    assert "Tuesday 10 November, 12:30" in _page(coordinator, "/pairings")
