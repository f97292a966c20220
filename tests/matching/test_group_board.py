"""The board of groups: what a coordinator reads and presses, and that every boundary is asked again at approval."""

import re
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import event, select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.joining.models import Apart, Enrolment
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.profiles import ApartKind
from mentoring.matching import group_work
from mentoring.matching.actions import apart, group_changes, groups
from mentoring.matching.actions.boards import locked_board
from mentoring.matching.engine import group_run
from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.codes import Criterion, Unproved
from mentoring.matching.engine.group_answers import Measure
from mentoring.matching.models import Board, Pairing
from mentoring.matching.queries import group_scene
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.queries.rooms import rooms_of
from mentoring.matching.rules.groups import key_of
from mentoring.matching.views import group_board
from mentoring.matching.wording.groups import dropped_locks, how_sure, no_team, sizes_in_words, teams_could
from mentoring.people.models import Student
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import time_of, usable_places
from tests.joining.making import by
from tests.matching.making import add_ready, make_group_programme, said
from tests.support.factories import World


class Place:
    """A programme with two mentors and four mentees who are ready, and a coordinator at its board of groups."""

    def __init__(self, app: Flask, world: World, sign_in) -> None:
        self.app, self.world, self.sign_in = app, world, sign_in
        with app.app_context(), transaction.unit():
            made = make_group_programme(world)
            self.programme_id = made.programme.id
            everybody = enrolments(made.programme)
            self.ids = {each.student.first_name.lower(): each.id for each in everybody}
            self.students = {each.student.first_name.lower(): each.student_id for each in everybody}
        self.client = sign_in(world, "coordinator")
        self.here = f"/programmes/{self.programme_id}/matching/groups"

    def page(self, client=None) -> str:
        answer = (client or self.client).get(self.here)
        assert answer.status_code == 200
        return text_of(answer.get_data(as_text=True))

    def seen(self) -> str:
        with self.app.app_context(), transaction.unit(writes=False):
            held = db.session.scalars(select(Board)).first()
            return str(held.version if held else 0)

    def post(self, path: str, **data):
        return self.client.post(f"{self.here}{path}", data={"seen": self.seen(), **data})

    def suggest(self) -> str:
        assert self.post("/suggest").status_code == 303
        return self.page()

    def keep_apart(self, one: str, other: str) -> None:
        with self.app.app_context(), transaction.unit():
            two = [
                db.session.get_one(Student, (self.world.school_id, self.students[each]))
                for each in (one, other)
            ]
            kind = ApartKind.KEEP_APART
            lead = by(self.world, Role.LEAD)
            assert apart.keep_apart(lead, *two, "They quarrelled.", kind=kind, now=clock.now()) is None

    def pairings(self) -> list[tuple[str, str, int]]:
        with self.app.app_context(), transaction.unit(writes=False):
            held = db.session.scalars(select(Pairing).order_by(Pairing.id))
            return [(each.state, each.origin, len(each.members)) for each in held]

    def group(self) -> dict:
        with self.app.app_context(), transaction.unit(writes=False):
            (only,) = groups.groups_on(self.board())
            return only

    def board(self) -> Board:
        return db.session.scalars(select(Board)).one()

    def change(self, name: str, **facts: object) -> None:
        with self.app.app_context(), transaction.unit():
            profile = said(db.session.get_one(Enrolment, (self.world.school_id, self.ids[name])))
            for key, value in facts.items():
                setattr(profile, key, value)


@pytest.fixture
def place(app: Flask, world: World, sign_in) -> Place:
    return Place(app, world, sign_in)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).replace("&#39;", "'").split())


def test_a_group_is_suggested_with_who_when_why_and_how_sure_it_is(place: Place) -> None:
    assert "Nothing is suggested yet" in place.page()
    page = place.suggest()
    assert "children in a group 4 of 4" in page
    assert "4 mentees in each 1 group" in page
    assert "Amara Quist and Ben Adair" in page or "Ben Adair and Amara Quist" in page
    for name in ("Leo Brandt", "Zoe Ivers", "Nia Landing", "Omar Landing"):
        assert name in page
    assert "Liked by a mentor too: Art (1 of 4)" in page
    assert "A mentor can help with: Making friends (1 of 4)" in page
    assert "None of this shared by: Nia Landing, Omar Landing" in page
    assert "No other groups would place more children." in page
    assert "Best possible" in page
    assert "Every mentee who was ready has a group." in page
    assert "Approve 1 group" in page


def test_who_waits_is_named_with_why_and_who_leads_none(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        nia = db.session.get_one(Student, (place.world.school_id, place.students["nia"]))
        nia.year = "9"
        (slot,) = group_scene_of(
            db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        ).slots
    place.change("omar", cannot_slot_ids=[slot])
    page = place.suggest()
    assert "children in a group 2 of 4" in page
    assert "Nia Landing 2 mentors: under 2 school years ahead" in page
    assert "Omar Landing 2 mentors: no time in common" in page
    place.change("ben", cannot_slot_ids=[slot])
    page = place.suggest()
    assert "No group is on the board." in page
    assert "Mentors without a group 2 Amara Quist Ben Adair" in page
    assert "1 mentor could, but no group of 2 or more can meet with them at one time" in page
    assert "Best possible" not in page


def test_two_who_are_kept_apart_are_in_no_group_together_and_no_page_says_why(place: Place) -> None:
    place.keep_apart("leo", "zoe")
    page = place.suggest()
    assert "children in a group 3 of 4" in page
    members = set(place.group()["mentees"])
    assert not {place.ids["leo"], place.ids["zoe"]} <= members
    assert "quarrelled" not in page
    assert "annot be paired" not in page
    assert "1 team of mentors could lead a group with them" in page


def test_all_are_approved_and_the_mentors_asked_and_one_can_be_taken_back(place: Place) -> None:
    place.suggest()
    assert place.post("/approve").status_code == 303
    assert "Tick groups first." in place.page()
    assert place.post("/approve", group=[place.group()["leaders"][0]]).status_code == 303
    assert place.pairings() == [("asked-mentor", "board", 6)]
    page = place.page()
    assert "1 group is approved. Its mentors are asked now." in page
    assert "Approved, and not opened yet" in page
    assert "Every suggested group is approved." in page
    with place.app.app_context(), transaction.unit(writes=False):
        made = db.session.scalars(select(Pairing.id)).one()
        assert db.session.scalars(select(Pairing.fit)).one() is not None
    assert place.post(f"/undo/{made}").status_code == 303
    assert [state for state, _origin, _size in place.pairings()] == ["withdrawn"]
    assert "Approve 1 group" in place.page()
    assert place.post("/approve", which="all").status_code == 303
    assert len(place.pairings()) == 2


def test_what_changed_since_the_suggestion_is_asked_again(place: Place) -> None:
    place.suggest()
    place.keep_apart("leo", "zoe")
    assert place.post("/approve", which="all").status_code == 303
    page = place.page()
    assert "Not approved: the group of" in page
    assert "A boundary stands between two of them now." in page
    assert place.pairings() == []
    assert "Approve 1 group" in page


def test_somebody_who_is_no_longer_ready_keeps_a_group_from_being_approved(place: Place) -> None:
    place.suggest()
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        programme.status = "draft"
    place.post("/approve", which="all")
    with place.app.app_context(), transaction.unit():
        db.session.get_one(Programme, (place.world.school_id, place.programme_id)).status = "open"
    assert place.pairings() == []


def test_whoever_comes_second_saves_nothing_and_sees_what_is_there(place: Place) -> None:
    place.suggest()
    old = place.seen()
    place.post("/suggest")
    for path, form in (("/approve", {"which": "all"}), ("/suggest", {})):
        answer = place.client.post(f"{place.here}{path}", data={"seen": old, **form})
        assert answer.status_code == 409, path
        page = answer.get_data(as_text=True)
        assert "This board has changed since you opened it. Nothing of yours was saved." in page
        assert "Ms Okafor changed it last" in page
    assert place.pairings() == []
    weights = place.here.replace("/groups", "/weights")
    chosen = dict.fromkeys([each.value for each in Criterion], "not")
    for form in ({}, {"looked": ".".join(chosen.values())}):
        answer = place.client.post(weights, data={"seen": old, **chosen, **form})
        assert answer.status_code == 409
        assert "Suggested groups" in answer.get_data(as_text=True)


def test_the_lead_reads_and_presses_nothing_and_pairs_have_no_groups(place: Place) -> None:
    place.suggest()
    lead = place.sign_in(place.world, "lead")
    page = place.page(client=lead)
    assert "Leo Brandt" in page
    for words in ("Suggest again", "Approve 1", "Tick the group"):
        assert words not in page
    assert lead.post(f"{place.here}/suggest", data={"seen": place.seen()}).status_code == 404
    with place.app.app_context(), transaction.unit():
        db.session.get_one(Programme, (place.world.school_id, place.programme_id)).kind = "tutoring"
    assert place.client.get(place.here).status_code == 404
    for path in ("/suggest", "/approve", "/lock", "/unlock", f"/move/{'0' * 26}", f"/undo/{'0' * 26}"):
        assert place.post(path).status_code == 404


def more(place: Place, *people: tuple[str, str]) -> None:
    """Add people who are ready, and a second place for another group."""
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        add_ready(place.world, programme, *people)
        (slot,) = group_scene_of(programme).slots.values()
        for each in usable_places(slot):
            each.capacity = 3
        place.ids |= {each.student.first_name.lower(): each.id for each in enrolments(programme)}
        place.students |= {each.student.first_name.lower(): each.student_id for each in enrolments(programme)}


def two_groups(place: Place) -> tuple[dict, dict]:
    """Suggest a group of three and one of two; return them, the larger first."""
    more(place, ("Rosa", "10"), ("Sam", "10"), ("Tess", "7"))
    place.suggest()
    with place.app.app_context(), transaction.unit(writes=False):
        larger, smaller = sorted(groups.groups_on(place.board()), key=lambda group: -len(group["mentees"]))
        return larger, smaller


def on_board(place: Place) -> dict[str, dict]:
    with place.app.app_context(), transaction.unit(writes=False):
        return {key_of(group): group for group in groups.groups_on(place.board())}


def test_a_locked_group_stays_as_it_is_when_others_are_suggested_again(place: Place) -> None:
    _larger, smaller = two_groups(place)
    assert place.post("/lock", one=key_of(smaller)).status_code == 303
    assert "Locked" in place.page()
    more(place, ("Vic", "10"), ("Wes", "10"), ("Una", "7"), ("Yas", "7"))
    page = place.suggest()
    held = on_board(place)
    assert {**held[key_of(smaller)], "score": 0, "why": 0} == {
        **smaller,
        "locked": True,
        "score": 0,
        "why": 0,
    }
    assert sum(group["locked"] for group in held.values()) == 1
    assert len(held) == 3
    assert "This is said of the groups that are not locked." in page
    assert place.post("/unlock", one=key_of(smaller)).status_code == 303
    assert not any(group["locked"] for group in on_board(place).values())
    gone = place.post("/lock", one="0" * 26)
    assert gone.status_code == 409
    assert place.post("/lock", one="x").status_code == 400


def test_a_lock_that_a_boundary_breaks_is_dropped_and_said(place: Place) -> None:
    larger, _smaller = two_groups(place)
    names = {enrolment_id: name for name, enrolment_id in place.ids.items()}
    place.post("/lock", one=key_of(larger))
    place.keep_apart(*(names[each] for each in larger["mentees"][:2]))
    page = place.suggest()
    assert "1 group that was locked could not stay" in page
    assert "quarrelled" not in page
    assert not any(group["locked"] for group in on_board(place).values())


def test_a_child_moves_to_another_group_which_is_locked_then(place: Place) -> None:
    larger, smaller = two_groups(place)
    child = larger["mentees"][0]
    page = place.client.get(f"{place.here}/move/{child}").get_data(as_text=True)
    assert key_of(smaller) in page and key_of(larger) not in page
    assert place.post(f"/move/{child}", group=key_of(smaller)).status_code == 303
    held = on_board(place)
    assert set(held[key_of(smaller)]["mentees"]) == {*smaller["mentees"], child}
    assert set(held[key_of(larger)]["mentees"]) == set(larger["mentees"]) - {child}
    assert (held[key_of(smaller)]["locked"], held[key_of(larger)]["locked"]) == (True, False)
    page = place.page()
    assert "Moved. That group is locked" in page
    assert "How sure this is Changed by hand" in page
    assert place.post("/approve", which="all").status_code == 303
    assert len(place.pairings()) == 2


def test_a_child_is_not_moved_across_a_boundary_and_the_reasons_are_said(place: Place) -> None:
    larger, smaller = two_groups(place)
    names = {enrolment_id: name for name, enrolment_id in place.ids.items()}
    child, other = larger["mentees"][0], smaller["mentees"][0]
    place.keep_apart(names[child], names[other])
    page = text_of(place.client.get(f"{place.here}/move/{child}").get_data(as_text=True))
    assert "No group can take" in page
    assert "These two cannot be paired." in page and "quarrelled" not in page
    answer = place.post(f"/move/{child}", group=key_of(smaller))
    assert answer.status_code == 422
    assert on_board(place) == {key_of(larger): larger, key_of(smaller): smaller}
    # Nor does a group that is left too small let anybody go, nor one whose time is no good.
    page = text_of(place.client.get(f"{place.here}/move/{other}").get_data(as_text=True))
    assert "The group that they leave would have too few mentees." in page
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        (slot_id,) = group_scene_of(programme).slots
    place.change(names[child], cannot_slot_ids=[slot_id])
    page = text_of(place.client.get(f"{place.here}/move/{child}").get_data(as_text=True))
    assert "They cannot come at that time." in page


def test_the_check_refuses_a_move_that_no_reason_was_found_against(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    larger, smaller = two_groups(place)
    child, other = larger["mentees"][0], smaller["mentees"][0]
    names = {enrolment_id: name for name, enrolment_id in place.ids.items()}
    place.keep_apart(names[child], names[other])
    nothing = {key_of(smaller): None}
    monkeypatch.setattr(group_changes, "what_stands_between", lambda *given: nothing)
    answer = place.post(f"/move/{child}", group=key_of(smaller))
    assert answer.status_code == 422
    assert "A boundary stands between two of them now." in answer.get_data(as_text=True)
    assert on_board(place) == {key_of(larger): larger, key_of(smaller): smaller}


def test_a_child_who_waits_is_put_into_a_group(place: Place) -> None:
    more(place, ("Tess", "7"))
    place.keep_apart("leo", "zoe")
    page = place.suggest()
    assert "children in a group 4 of 5" in page
    (group,) = on_board(place).values()
    waits = next(each for each in ("leo", "zoe") if place.ids[each] not in group["mentees"])
    assert "Find a group for" in page
    page = text_of(place.client.get(f"{place.here}/move/{place.ids[waits]}").get_data(as_text=True))
    assert "These two cannot be paired." in page
    with place.app.app_context(), transaction.unit():
        for each in db.session.scalars(select(Apart)):
            each.ended_at = clock.now()
    assert place.post(f"/move/{place.ids[waits]}", group=key_of(group)).status_code == 303
    assert "children in a group 5 of 5" in place.page()


def test_a_wish_to_be_with_a_friend_is_written_down_by_staff_and_met(place: Place) -> None:
    two_groups(place)
    child, friend = (
        place.ids["nia"],
        place.ids["omar"],
    )  # who are alike in all else
    page = f"/enrolments/{child}"
    shown = text_of(place.client.get(page).get_data(as_text=True))
    assert "Would like to be in a group with" in shown
    assert place.client.post(f"{page}/partner", data={"friends": [child]}).status_code == 422
    assert place.client.post(f"{page}/partner", data={"friends": [friend]}).status_code == 303
    lead = place.sign_in(place.world, "lead")
    said_so = text_of(lead.get(page).get_data(as_text=True))
    assert "Would like to be in a group with: Omar" in said_so
    assert "1 wish to be with a friend is met" in place.suggest()
    assert any({child, friend} <= set(group["mentees"]) for group in on_board(place).values())
    place.keep_apart("nia", "omar")
    assert "wish to be with a friend" not in place.suggest()
    assert place.client.post(f"{page}/partner", data={}).status_code == 303
    with place.app.app_context(), transaction.unit(writes=False):
        assert db.session.get_one(Enrolment, (place.world.school_id, child)).friends == []
    mentor_page = place.client.get(f"/enrolments/{place.ids['ben']}").get_data(as_text=True)
    assert "Would like to be in a group with" not in mentor_page


def test_a_full_place_takes_no_group(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        (slot,) = group_scene_of(programme).slots.values()
        for each in usable_places(slot):
            each.capacity = 0
        db.session.flush()
        facts = group_scene_of(programme).problem
        assert {free for held in facts.slots for free in held.free or ()} == {0}
    assert "No group is on the board." in place.suggest()


def test_whoever_is_busy_then_in_another_programme_is_not_asked_for_that_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.app.app_context(), transaction.unit(writes=False):
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        (slot,) = group_scene_of(programme).slots.values()
        rooms = rooms_of(programme.school_id, {slot.id: slot})
        rooms.busy[place.students["leo"]] = [time_of(slot)]
        monkeypatch.setattr(group_scene, "rooms_of", lambda *given: rooms)
        facts = {each.id: each.slots for each in group_scene_of(programme).problem.mentees}
        assert facts[place.ids["leo"]] == frozenset()
        assert facts[place.ids["zoe"]] == frozenset({slot.id})


def test_many_are_left_to_the_worker_which_can_be_stopped(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.suggest()
    monkeypatch.setattr(group_board, "MOST_AT_ONCE", 0)
    page = place.suggest()
    assert "The suggestion is being worked out" in page
    assert "Approve 1" not in page
    stop = place.here.replace("/groups", "/stop")
    assert place.client.post(stop, data={}).status_code == 303
    assert "Approve 1 group" in place.page()
    place.suggest()
    facts = {
        "school": place.world.school_id,
        "programme": place.programme_id,
        "by": place.world.staff[Role.COORDINATOR],
    }
    with place.app.app_context():
        group_work.suggest_in_worker(facts, clock.now())
        group_work.suggest_in_worker(facts, clock.now())  # a second worker finds it done
    assert "Approve 1 group" in place.page()


def test_groups_that_do_not_stand_up_to_their_check_are_not_shown(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*given: object) -> None:
        raise NotProved(Unproved.BOUNDARY)

    monkeypatch.setattr(group_run, "verify_groups", refuses)
    page = place.suggest()
    assert "It was checked by other means and did not stand up." in page
    assert "Leo Brandt" not in page


def test_each_change_leaves_one_event_without_names(place: Place) -> None:
    def events() -> list[str]:
        with place.app.app_context(), transaction.unit(writes=False):
            rows = db.session.scalars(
                select(TrailEntry).where(TrailEntry.chain == place.world.school_id).order_by(TrailEntry.seq)
            )
            return [row.event for row in rows if row.event.startswith("board.")]

    place.suggest()
    place.post("/approve", which="all")
    assert events() == ["board.suggested", "board.changed"]


def test_the_page_is_read_in_as_many_queries_for_one_group_as_for_many(place: Place) -> None:
    place.suggest()
    asked: list[str] = []

    def count() -> int:
        asked.clear()
        with place.app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                place.page()
            finally:
                event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    def note(_connection, _cursor, statement: str, *_more: object) -> None:
        asked.append(statement)

    place.page()
    few = count()
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        held = locked_board(programme, seen=board_of(programme).version)
        one = groups.groups_on(held)[0]
        many = [one, {**one, "leaders": one["leaders"][::-1]}, one]
        held.suggestion = {**held.suggestion, "groups": {**held.suggestion["groups"], "shown": many}}
    assert count() == few


def test_what_is_not_known_is_said_in_words(app: Flask) -> None:
    even = {"value": 8, "bound": 8}
    with app.test_request_context():
        sure = how_sure(
            {"placed": even, "count": even, "spread": even, "total": {"value": 1000, "bound": 1021}}
        )
        assert [is_best for _words, is_best in sure] == [True, True, True, False]
        assert "at most 3 % better" in sure[-1][0]
        unsure = how_sure(
            {
                "placed": {"value": 8, "bound": 9},
                "count": {"value": 2, "bound": 4},
                "spread": {"value": 2, "bound": 1},
                "total": even,
            }
        )
        assert [is_best for _words, is_best in unsure] == [False, False, False, True]
        assert unsure[0][0].startswith("At most 1 more child could be placed.")
        assert unsure[1][0].startswith("At most 2 more groups")
        assert not any(
            "weakest" in words for words, _is_best in sure
        )  # nothing is said of what was not aimed for
        floors = ((Measure(700, 700), True), (Measure(700, 720), False))
        for floor, is_best in floors:
            told = how_sure(
                {**dict.fromkeys(("placed", "count", "spread", "total"), even), "floor": asdict(floor)}
            )
            assert [best for words, best in told if "weakest group" in words] == [is_best]
        assert dropped_locks(2).startswith("2 groups that were locked could not stay")
        assert sizes_in_words([7, 8, 8]) == "7 to 8 mentees"
        assert sizes_in_words([]) == "none"
        assert teams_could(2, 1).startswith("2 mentors could lead a group with them")
        assert no_team(2, 3).startswith("2 mentors could")


@pytest.mark.parametrize("path", ["/two", "/what-if", "/figures"])
def test_pages_about_pairs_are_not_there_for_groups(place, path: str) -> None:
    assert place.client.get(f"/programmes/{place.programme_id}/matching{path}").status_code == 404
