"""Suggesting again: what stays where somebody left, what is different, and what other settings would do."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mentoring import ids, transaction
from mentoring.extensions import db
from mentoring.joining.models import Profile
from mentoring.matching import work
from mentoring.matching.actions import boards
from mentoring.matching.engine.codes import Criterion
from mentoring.matching.engine.facts import Pair
from mentoring.matching.engine.run import suggest
from mentoring.matching.engine.tried import counted_only, tried
from mentoring.matching.models import Board
from mentoring.matching.queries import scene
from mentoring.matching.queries.boards import board_of
from mentoring.matching.views import board as board_views
from mentoring.matching.views import what_if
from mentoring.programme.models import Programme, ProgrammeSetting
from tests.matching.people import made_up
from tests.matching.test_board_pages import Place, text_of
from tests.support.factories import World


@pytest.fixture
def place(app: Flask, world: World, sign_in) -> Place:
    return Place(app, world, sign_in)


def say_other_things(place: Place) -> None:
    """Let Amara and Zoe, and Ben and Leo, have more in common than those who are together now."""
    with place.app.app_context(), transaction.unit():
        for name, words in (("amara", "chess"), ("zoe", "chess"), ("ben", "football"), ("leo", "football")):
            wanted = select(Profile).where(Profile.enrolment_id == place.ids[name])
            db.session.scalars(wanted).one().interests = [words]
            db.session.scalars(wanted).one().help = []


def on_board(place: Place) -> set[Pair]:
    with place.app.app_context(), transaction.unit(writes=False):
        held = db.session.scalars(select(Board)).first()
        return set(boards.pairs_on(held)) if held is not None else set()


def test_what_is_on_the_board_is_kept_and_what_that_costs_is_said(place: Place) -> None:
    place.suggest()
    before = on_board(place)
    say_other_things(place)
    assert place.post("/suggest", keep="yes").status_code == 303
    page = text_of(place.page())
    assert on_board(place) == before
    assert "All pairings are as before." in page
    assert "They were kept wherever that matched no fewer." in page
    figures = text_of(place.page("/figures"))
    assert "After the most children, the pairings kept 2 of 2" in figures


def test_afresh_others_come_and_each_row_says_whom_a_child_had_before(place: Place) -> None:
    place.suggest()
    before = on_board(place)
    say_other_things(place)
    page = text_of(place.suggest())
    assert on_board(place).isdisjoint(before)
    assert "0 pairings as before, 2 new, 2 gone." in page
    assert re.search(r"New: had Ben \w+ before", page)
    assert "They were kept" not in page


def test_what_is_approved_does_not_count_as_gone(place: Place) -> None:
    place.suggest()
    place.suggest()
    assert "All pairings are as before." in place.page()
    assert place.post("/approve", pair=place.pair("amara", "leo")).status_code == 303
    assert "gone" not in text_of(place.page())


def test_the_worker_keeps_what_is_on_the_board_too(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.suggest()
    before = on_board(place)
    say_other_things(place)
    monkeypatch.setattr(board_views, "MOST_AT_ONCE", 0)
    asked = []
    monkeypatch.setattr(boards.outbox, "ask", lambda kind, facts, **rest: asked.append(facts))
    place.post("/suggest", keep="yes")
    with place.app.app_context():
        work._suggest_in_worker(asked[0], boards_now())
    assert on_board(place) == before


def boards_now():
    from mentoring import clock

    return clock.now()


def test_another_gap_is_tried_and_nothing_is_saved(place: Place) -> None:
    page = text_of(place.page("/what-if"))
    assert "Nothing is saved" in page
    place.suggest()
    version = place.seen()
    page = text_of(place.page("/what-if?gap-least=4"))
    assert "2 children would have no mentor any more: Leo" in page
    assert "2 of 2 0 of 2" in page
    assert place.seen() == version
    assert len(on_board(place)) == 2
    assert "for the head to allow" not in page
    assert "for the head to allow" in text_of(place.page("/what-if?gap-least=1"))
    assert "Nothing would be different." in text_of(place.page("/what-if?gap-least=1"))
    assert "These are the settings as they are now." in text_of(place.page("/what-if?gap-least=2"))


def test_more_mentees_for_each_mentor_would_match_who_waits(place: Place) -> None:
    with place.app.app_context(), transaction.unit():
        # Ben can come at no time, so Zoe waits.
        wanted = select(Profile).where(Profile.enrolment_id == place.ids["ben"])
        ben = db.session.scalars(wanted).one()
        from mentoring.programme.models import Slot

        ben.cannot_slot_ids = list(db.session.scalars(select(Slot.id)))
    page = text_of(place.page("/what-if?mentees-per-mentor=2"))
    assert "1 of 2 2 of 2" in page
    assert "1 more child would have a mentor:" in page
    assert "Go to the setting: Mentees for one mentor" in page


def test_a_try_reads_the_programme_once_and_says_what_the_setting_would(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Programme] = []

    def counting(found: Programme, board: Board | None = None) -> scene.Scene:
        reads.append(found)
        return scene.scene_of(found, board)

    monkeypatch.setattr(what_if, "scene_of", counting)
    place.suggest()
    place.post("/approve", pair=[place.pair("amara", "leo")])
    place.page("/what-if?mentees-per-mentor=3&gap-least=1")
    assert len(reads) == 1
    with place.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (place.world.school_id, place.programme_id))
        before, board = scene.scene_of(programme), board_of(programme)
        other = {"gap-least": "1", "mentees-per-mentor": "3"}
        tried_on_a_copy = scene.problem_with(
            before,
            replace(
                before.settings, stored={**before.settings.stored, "gap-least": 1, "mentees-per-mentor": 3}
            ),
            board,
        )
        for code, value in other.items():
            row = {
                "school_id": programme.school_id,
                "programme_id": programme.id,
                "code": code,
                "value": value,
            }
            db.session.add(ProgrammeSetting(id=ids.new_id(), **row))
        db.session.flush()
        assert scene.scene_of(programme, board).problem == tried_on_a_copy
        assert sorted(each.seats for each in tried_on_a_copy.mentors) == [2, 3]


def test_a_value_that_is_not_offered_is_refused_and_what_was_chosen_stays(place: Place) -> None:
    answer = place.client.get(f"{place.here}/what-if?gap-least=1&mentees-per-mentor=99")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Choose one of these." in page
    assert re.search(r'<option\s+(selected\s+)?value="1"\s*(selected)?', page)


def test_a_large_school_is_only_counted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "MOST_AT_ONCE", 0)
    page = text_of(place.page("/what-if?gap-least=4"))
    assert "So large a programme is only counted here." in page
    assert "2 of 2 0 of 2" in page


def test_the_lead_may_try_and_a_student_may_not(place: Place) -> None:
    path = f"{place.here}/what-if?gap-least=4"
    assert place.sign_in(place.world, "lead").get(path).status_code == 200
    assert place.sign_in(place.world, "mentor").get(path).status_code == 404


@given(st.integers(0, 10_000), st.integers(0, 4))
def test_a_try_says_what_two_suggestions_are(seed: int, least: int) -> None:
    problem = made_up(seed)
    other = replace(problem, settings=replace(problem.settings, gap_least=least))
    found = tried(problem, other)
    now, then = ({each.pair for each in suggest(one).answer.pairs} for one in (problem, other))
    have, would = {each.mentee for each in now}, {each.mentee for each in then}
    assert found.matched == (len(now), len(then)) == counted_only(problem, other).matched
    assert set(found.gained) == would - have
    assert set(found.lost) == have - would
    both = have & would
    assert found.others == len({each for each in now if each.mentee in both} - then)


@given(st.integers(0, 10_000))
def test_keeping_never_matches_fewer_and_keeps_as_many_as_can_be(seed: int) -> None:
    problem = made_up(seed)
    first = suggest(problem)
    # Somebody's wishes change: what matters is turned round.
    turned = replace(problem, settings=replace(problem.settings, weights=dict.fromkeys(Criterion, "a-lot")))
    last = frozenset(each.pair for each in first.answer.pairs)
    again = suggest(replace(turned, kept=last))
    afresh = suggest(turned)
    assert again.answer.objectives.matched == afresh.answer.objectives.matched
    kept = len(last & {each.pair for each in again.answer.pairs})
    assert kept == again.answer.objectives.kept == len(last)
