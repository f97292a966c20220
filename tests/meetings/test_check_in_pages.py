"""Check-ins as a coordinator and a supervisor see and record them, and what *Today* says of pairings that meet."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.matching.actions.life import lock, move
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening
from mentoring.meetings.models import CheckIn, Meeting, SeenTo
from mentoring.meetings.queries.frame import frame_of
from mentoring.meetings.queries.missed import reminders_of
from mentoring.meetings.rules.due import How, Silence
from mentoring.people.models import School, Student
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Hold
from mentoring.raising.rules.answers import DoneBy
from tests.joining.making import by
from tests.joining.rows import enrol, make_open_programme
from tests.meetings.making import check_in, make_meeting, make_met
from tests.support.factories import World, make_staff, make_student
from tests.support.worlds import A_LESSON, stand_still

TODAY = A_LESSON.date()
DAY = timedelta(days=1)
ROUND = "/check-ins/round"


@pytest.fixture(autouse=True)
def in_a_lesson() -> Iterator[None]:
    stand_still()
    yield
    clock.set_source(None)


class Pairs:
    """Leo with Amara, whose adult on duty is the supervisor, and Mia with Noor, whom they have no part in."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        with app.app_context(), transaction.unit():
            programme = make_open_programme(world)
            self.programme = programme.id
            mentor = enrol(world, programme, world.mentor, ProgrammeRole.MENTOR)
            mentee = enrol(world, programme, world.mentee, ProgrammeRole.MENTEE)
            self.pairing = make_met(world, programme, mentor, mentee, days=20).id
            other = make_open_programme(world, "Readers")
            noor = make_student(world, first="Noor", last="Ashby", year="10")
            mia = make_student(world, first="Mia", last="Cole", year="7")
            mentor = enrol(world, other, noor, ProgrammeRole.MENTOR)
            mentee = enrol(world, other, mia, ProgrammeRole.MENTEE)
            elsewhere = make_met(world, other, mentor, mentee, days=20)
            elsewhere.adult_id = make_staff(world, Role.SUPERVISOR, first="Una", last="Nearby")
            elsewhere.slot_id = None
            self.elsewhere = elsewhere.id

    def member(self, student_id: str | None = None, pairing_id: str | None = None) -> str:
        """Return the id of a student's place; of Leo's, if nobody is named."""
        with self.app.app_context(), transaction.unit(writes=False):
            pairing = self._pairing(pairing_id)
            wanted = student_id or (self.world.mentee if pairing_id is None else pairing.here[-1].student_id)
            return next(each.id for each in pairing.here if each.student_id == wanted)

    def _pairing(self, pairing_id: str | None = None) -> Pairing:
        return db.session.get_one(Pairing, (self.world.school_id, pairing_id or self.pairing))

    def checked_in(self, student_id: str, days_ago: int, how: How = How.FINE) -> None:
        with self.app.app_context(), transaction.unit():
            check_in(self.world, self._pairing(), student_id, TODAY - DAY * days_ago, how)

    def meetings(self, *states: tuple[int, str, str]) -> None:
        """Add meetings, each as (days ago, state, why)."""
        with self.app.app_context(), transaction.unit():
            for days_ago, state, why in states:
                make_meeting(self.world, self._pairing(), TODAY - DAY * days_ago, state, why)

    def rest(self) -> None:
        with self.app.app_context(), transaction.unit():
            pairing = self._pairing()
            lock(pairing)
            assert move(by(self.world), pairing, Happening.BREAK, now=clock.now(), code="staff") is None

    def hold(self) -> None:
        """Let a concern say that Amara did something."""
        with self.app.app_context(), transaction.unit():
            school = db.session.get_one(School, self.world.school_id)
            leo = db.session.get_one(Student, (self.world.school_id, self.world.mentee))
            raiser = Actor(leo.account_id, school.id, leo.id, "", frozenset({Role.STUDENT}))
            told = Told("f" * 64, text="Something happened.", done_by=DoneBy.STUDENT)
            raise_concern(
                school=school, raiser=raiser, typed=told, done_by_people=(self.world.mentor,), now=clock.now()
            )

    def rows(self, model: Any = CheckIn) -> list[Any]:
        with self.app.app_context(), transaction.unit(writes=False):
            found = db.session.query(model).order_by(model.id).all()
            db.session.expunge_all()
            return found

    def events(self) -> list[str]:
        with self.app.app_context(), transaction.unit(writes=False):
            wanted = db.session.query(TrailEntry).filter_by(chain=self.world.school_id)
            return [each.event for each in wanted.order_by(TrailEntry.seq)]


@pytest.fixture
def pairs(app: Flask, world: World) -> Pairs:
    return Pairs(app, world)


def _page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.get_data(as_text=True))


def _token(page: str) -> str:
    (token,) = re.findall(r'name="token" value="(\w{64})"', page)
    return token


def _typed(page: str, **typed: str) -> dict[str, str]:
    return {"day": TODAY.isoformat(), "token": _token(page), **typed}


# One child


def test_a_check_in_is_kept_with_what_next_and_stands_in_the_childs_history(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    client, address = sign_in(world, "supervisor"), f"/check-ins/{pairs.member()}"
    page = _page(client, address)
    assert "Check-in with Leo Brandt" in page and "with Amara Quist" in page
    typed = _typed(page, how="fine", words="Asks for more games.")
    assert client.post(address, data=typed).status_code == 303
    assert pairs.events()[-1] == "check-in.recorded"
    page = _page(client, address)
    assert "Asks for more games." in page and "Mr Panjwani" in page
    (kept,) = pairs.rows()
    assert (kept.on_day, kept.how, kept.student_id) == (TODAY, "fine", world.mentee)


def test_the_same_form_posted_twice_is_one_check_in(world: World, pairs: Pairs, sign_in: Callable) -> None:
    client, address = sign_in(world, "coordinator"), f"/check-ins/{pairs.member()}"
    typed = _typed(_page(client, address), how="fine")
    assert [client.post(address, data=typed).status_code for _ in range(2)] == [303, 303]
    assert len(pairs.rows()) == 1


@pytest.mark.parametrize(
    "day, how, words",
    [
        (TODAY + DAY, "fine", "That day is still to come."),
        (TODAY - DAY * 21, "fine", "They had not met yet on that day."),
        (TODAY, "", "Choose how it is going."),
        (TODAY, "splendid", "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_as_it_was_typed(
    world: World, pairs: Pairs, sign_in: Callable, day: date, how: str, words: str
) -> None:
    client, address = sign_in(world, "coordinator"), f"/check-ins/{pairs.member()}"
    typed = {**_typed(_page(client, address), how=how, words="Talk on Monday."), "day": day.isoformat()}
    answer = client.post(address, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page and "Talk on Monday." in page
    assert pairs.rows() == []


def test_another_supervisors_child_and_another_schools_are_not_found(
    worlds: tuple[World, World], world: World, pairs: Pairs, sign_in: Callable
) -> None:
    own, theirs = pairs.member(), pairs.member(pairing_id=pairs.elsewhere)
    supervisor = sign_in(world, "supervisor")
    for client, member in ((supervisor, theirs), (sign_in(worlds[1], "coordinator"), own)):
        assert client.get(f"/check-ins/{member}", checked=False).status_code == 404
        typed = {"day": TODAY.isoformat(), "how": "fine", "token": "f" * 64}
        assert client.post(f"/check-ins/{member}", data=typed, checked=False).status_code == 404
    assert client.post(f"/check-ins/pairings/{pairs.pairing}/seen-to", checked=False).status_code == 404
    page = _page(supervisor, "/check-ins")
    assert "Leo Brandt" in page and "Mia Cole" not in page
    typed = {"day": TODAY.isoformat(), "token": "f" * 64, f"{theirs}-how": "fine"}
    assert supervisor.post(ROUND, data=typed).status_code == 422
    assert pairs.rows() == []


def test_passing_on_is_known_to_its_writer_alone_who_finds_the_way_to_tell_an_adult(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    client, address = sign_in(world, "supervisor"), f"/check-ins/{pairs.member()}"
    words = "Ask again after lunch."
    typed = _typed(_page(client, address), how="pass-on", words=words)
    assert client.post(address, data=typed).status_code == 303
    page = _page(client, address)
    assert "To pass on: Leo" in page and '<td role="cell" data-label="How"><span>Pass on</span>' in page
    links = re.findall(r'<a href="([^"]*)"\s+class="btn door-tell', page)
    assert links == ["/tell"]  # nothing is carried over
    for account in ("coordinator", "lead"):
        other = _page(sign_in(world, account), address)
        assert (
            "To pass on" not in other and "<span>Look again</span>" in other and "<span>Pass on" not in other
        )
    with pairs.app.app_context(), transaction.unit(writes=False):
        entry = db.session.query(TrailEntry).filter_by(event="check-in.recorded").one()
        assert entry.facts["how"] == "look-again"


# The list and the round


def test_the_list_shows_what_is_overdue_due_and_coming_and_can_be_narrowed(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    pairs.checked_in(world.mentor, 2)
    client = sign_in(world, "coordinator")
    page = _page(client, "/check-ins")
    assert page.count("Record check-in: ") == 3  # Amara's next one is a month away
    assert "Overdue (3)" in page and "Buddies (1)" in page and "Readers (2)" in page
    assert "Amara Quist</a>" not in page
    narrowed = _page(client, f"/check-ins?programme={pairs.programme}&show=overdue")
    assert "Leo Brandt" in narrowed and "Mia Cole" not in narrowed
    assert "None of these." in _page(client, "/check-ins?show=coming")


def test_a_round_takes_a_tap_a_child_and_one_save(world: World, pairs: Pairs, sign_in: Callable) -> None:
    client = sign_in(world, "coordinator")
    pairs.meetings((14, "held", ""), (7, "missed", "mentor"))
    page = _page(client, ROUND)
    assert "Met: 20 Oct; missed: 27 Oct." in page
    leo, amara = pairs.member(), pairs.member(world.mentor)
    typed = _typed(page, **{f"{leo}-how": "fine", f"{amara}-how": "look-again", f"{amara}-words": "Tired."})
    assert client.post(ROUND, data=typed).status_code == 303
    page = _page(client, ROUND)
    assert "2 check-ins are kept." in page and "Leo Brandt</a>" not in page and "Mia Cole</a>" in page
    assert pairs.events()[-2:] == ["check-in.recorded"] * 2
    stand_still(A_LESSON + DAY * 7)
    assert "Look again how it is going for Amara" in _page(sign_in(world, "coordinator"), "/today")


def test_a_round_dated_tomorrow_or_without_an_answer_comes_back_as_it_was_typed(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    client, leo, amara = sign_in(world, "supervisor"), pairs.member(), pairs.member(world.mentor)
    page = _page(client, ROUND)
    typed = {f"{leo}-how": "fine", f"{amara}-words": "Only words."}
    late = client.post(ROUND, data={**_typed(page, **typed), "day": (TODAY + DAY).isoformat()})
    shown = late.get_data(as_text=True)
    assert late.status_code == 422 and "still to come" in shown and "Only words." in shown
    assert re.search(rf'name="{leo}-how"[^>]*value="fine" checked', shown, re.DOTALL)
    some = client.post(ROUND, data=_typed(page, **typed))
    shown = some.get_data(as_text=True)
    assert some.status_code == 200 and "1 check-in is kept." in shown and "Choose how it is going." in shown
    assert "Only words." in shown and f'name="{leo}-how"' not in shown
    assert len(pairs.rows()) == 1
    nothing = client.post(ROUND, data=_typed(page))
    assert "Choose an answer for somebody first." in nothing.get_data(as_text=True)


def test_a_round_that_came_after_signing_out_is_kept_for_whoever_typed_it(
    app: Flask, world: World, pairs: Pairs, sign_in: Callable
) -> None:
    client, leo = sign_in(world, "supervisor"), pairs.member()
    typed = _typed(_page(client, ROUND), **{f"{leo}-how": "fine", f"{leo}-words": "Likes the new games."})
    stand_still(A_LESSON + timedelta(hours=1))
    asked = client.post(ROUND, data=typed)
    assert asked.status_code == 303
    assert "What you typed is kept." in _page(client, asked.location)
    kept_at = re.findall(r'name="next" value="([^"]+)"', _page(client, asked.location))[0]
    back = sign_in(world, "supervisor")
    page = _page(back, kept_at)
    assert "Likes the new games." in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert back.post(ROUND, data=fields).status_code == 303
    assert len(pairs.rows()) == 1


def test_the_sheet_has_the_children_of_the_round(world: World, pairs: Pairs, sign_in: Callable) -> None:
    page = _page(sign_in(world, "supervisor"), f"{ROUND}/sheet")
    assert "Leo Brandt" in page and "Mia Cole" not in page


# Breaks and holds


def test_a_pairing_on_a_break_and_one_on_hold_have_nothing_due_for_anybody(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    pairs.meetings((14, "missed", "mentor"), (7, "missed", "mentor"))
    assert "Tell Leo in person today" in _page(sign_in(world, "supervisor"), "/today")
    pairs.hold()
    accounts = ("coordinator", "supervisor", "lead")
    for account in accounts:
        client = sign_in(world, account)
        for address in ("/today", "/check-ins", ROUND):
            shown = _page(client, address)
            assert "Leo and Amara" not in shown and "Leo Brandt</a>" not in shown, (account, address)
        assert "In a break of the meetings none is asked for." in _page(
            client, f"/check-ins/{pairs.member()}"
        )


def test_a_break_by_staff_reads_the_same_as_a_hold(world: World, pairs: Pairs, sign_in: Callable) -> None:
    pairs.meetings((14, "missed", "mentor"), (7, "missed", "mentor"))
    pairs.rest()
    client = sign_in(world, "supervisor")
    assert "Leo and Amara" not in _page(client, "/today")
    assert "In a break of the meetings none is asked for." in _page(client, f"/check-ins/{pairs.member()}")


# Missed meetings and silence


def test_two_missed_in_a_row_ask_to_tell_the_child_until_somebody_has(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    pairs.meetings((21, "missed", "mentor"), (14, "missed", "absent"), (7, "missed", "both"))
    client = sign_in(world, "supervisor")
    page = _page(client, "/today")
    assert page.index("Tell a child today") < page.index("Check-ins overdue")
    assert "Two meetings missed in a row. Tell Leo in person today." in page
    assert "I have told Leo" in page
    sent = {"what": "told", "up_to": (TODAY - DAY * 7).isoformat()}
    address = f"/check-ins/pairings/{pairs.pairing}/seen-to"
    assert client.post(address, data=sent).location == "/today"
    assert client.post(address, data=sent).status_code == 303  # twice is once
    assert len(pairs.rows(SeenTo)) == 1 and pairs.events().count("pairing.seen-to") == 1
    assert "missed in a row" not in _page(client, "/today")


def test_three_in_a_row_ask_for_a_review_and_what_no_longer_stands_is_left(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    pairs.meetings((21, "missed", "mentee"), (14, "missed", "mentee"), (7, "missed", "mentee"))
    client = sign_in(world, "coordinator")
    page = _page(client, "/today")
    assert "3 meetings missed in a row. Tell Amara in person today." in page  # who waited
    assert "We have reviewed it" in page
    address = f"/check-ins/pairings/{pairs.pairing}/seen-to"
    client.post(address, data={"what": "reviewed", "up_to": (TODAY - DAY * 14).isoformat()})  # an old page
    client.post(address, data={"what": "nonsense", "up_to": TODAY.isoformat()})
    assert pairs.rows(SeenTo) == []
    client.post(address, data={"what": "reviewed", "up_to": (TODAY - DAY * 7).isoformat()})
    assert [each.what for each in pairs.rows(SeenTo)] == ["reviewed"]
    with pairs.app.app_context(), transaction.unit():
        make_meeting(world, pairs._pairing(), TODAY - DAY, "held")
    assert "missed in a row" not in _page(client, "/today")


def test_a_hold_that_is_over_hides_only_the_meetings_that_fell_into_it(
    app: Flask, world: World, pairs: Pairs
) -> None:
    pairs.meetings((19, "planned", ""), (12, "planned", ""))
    pairs.hold()
    with app.app_context(), transaction.unit():
        for each in db.session.scalars(select(Hold)):
            each.started_at, each.ended_at = clock.now() - DAY * 22, clock.now() - DAY * 15
    with app.app_context(), transaction.unit(writes=False):
        (found,) = reminders_of(frame_of(world.school_id), [pairs.pairing])
        assert found.since == TODAY - DAY * 12


def test_a_silent_mentor_is_reminded_then_goes_to_staff_and_a_register_counts(
    app: Flask, world: World, pairs: Pairs, sign_in: Callable
) -> None:
    pairs.meetings((19, "planned", ""), (12, "planned", ""))
    with app.app_context(), transaction.unit(writes=False):
        (found,) = reminders_of(frame_of(world.school_id), [pairs.pairing])
        assert found.asks is Silence.REMIND and found.since == TODAY - DAY * 19
    client = sign_in(world, "supervisor")
    assert "Nothing was written up" not in _page(client, "/today")  # 13 school days
    stand_still(A_LESSON + DAY)
    assert "Nothing was written up since then. Ask Amara." in _page(sign_in(world, "supervisor"), "/today")
    stand_still(A_LESSON + DAY * 21)
    assert "then decide how it goes on" in _page(sign_in(world, "coordinator"), "/today")
    with app.app_context(), transaction.unit():
        made = db.session.query(Meeting).filter_by(day=TODAY - DAY * 12).one()
        made.state = "held"
    assert "Nothing was written up" not in _page(sign_in(world, "coordinator"), "/today")


# Today


def test_today_names_a_pair_once_for_both_sides_and_leads_to_what_is_to_be_done(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    client = sign_in(world, "coordinator")
    page = _page(client, "/today")
    assert page.count("Leo and Amara") >= 1
    assert "First check-in with Amara and Leo" in page or "First check-in with Leo and Amara" in page
    assert f"/check-ins/round?pairing={pairs.pairing}" in page
    pairs.checked_in(world.mentor, 5)
    page = _page(client, "/today")
    assert "First check-in with Leo" in page and f'href="/check-ins/{pairs.member()}"' in page


def test_the_margin_draws_held_of_planned_and_its_table_says_the_same(
    world: World, pairs: Pairs, sign_in: Callable
) -> None:
    pairs.meetings(
        (15, "held", ""), (14, "held", ""), (13, "off", "break"), (8, "missed", "mentor"), (7, "planned", "")
    )
    page = _page(sign_in(world, "coordinator"), "/today")
    drawn = re.findall(r'<g data-part="(\d+)" data-whole="(\d+)">', page)
    table = page[page.index("Week from") :]
    listed = re.findall(
        r'data-label="Held" class="number"><span>(\d+)</span></td>\s*<td[^>]*><span>(\d+)<', table
    )
    assert drawn == listed == [("2", "2"), ("0", "2")]
    assert "2 of 4 in the last 2 weeks with meetings." in page
    assert "Getting ready" in page
    for account in ("head", "chair", "administrator"):
        other = _page(sign_in(world, account), "/today")
        assert "Getting ready" not in other and "of planned" not in other


def test_the_week_of_the_only_programme_stands_at_the_top(
    app: Flask, world: World, pairs: Pairs, sign_in: Callable
) -> None:
    assert "· week" not in _page(sign_in(world, "coordinator"), "/today")
    with app.app_context(), transaction.unit():
        for each in db.session.query(Programme).filter_by(school_id=world.school_id, name="Readers"):
            each.status = "closed"
    assert re.search(r"Buddies · week \d+ of \d+", _page(sign_in(world, "coordinator"), "/today"))
