"""`flask match propose`: what would be suggested, to read; nothing is written and nobody is named unless asked."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentoring import transaction
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.matching.engine import group_run
from mentoring.matching.engine import run as engine
from mentoring.matching.engine.answers import NotProved, Run
from mentoring.matching.engine.codes import Unproved
from mentoring.matching.queries.boards import board_of
from mentoring.matching.queries.scene import usable_slots
from mentoring.programme.rules.kinds import Kind
from tests.joining.rows import make_open_programme
from tests.matching.making import Ready, make_group_programme, make_ready_programme, said, suggested
from tests.support.factories import World


@pytest.fixture
def ready(app: Flask, world: World) -> Ready:
    """A programme with two mentors and two mentees who are ready."""
    return _made(app, world, make_ready_programme)


def _made(app: Flask, world: World, make: Callable[[World], Ready]) -> Ready:
    """Make a programme, and keep its records to look at outside the transaction."""
    with app.app_context(), transaction.unit():
        made = make(world)
        for each in (made.programme, *made.everybody):
            db.session.refresh(each)
            db.session.expunge(each)
        return made


def call(app: Flask, *words: str) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    done = app.test_cli_runner().invoke(args=["match", "propose", *words])
    return done.exit_code, done.output


def answer(app: Flask, *words: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the answer in JSON."""
    code, printed = call(app, "--json", *words)
    return code, json.loads(printed)


def test_pairings_come_with_their_reasons_objectives_and_proof(app: Flask, ready: Ready) -> None:
    code, found = answer(app, "--programme", ready.programme.id)
    assert code == 0
    pairings = {(each["mentor"], each["mentee"]): each for each in found["pairings"]}
    assert set(pairings) == {(ready.amara.id, ready.leo.id), (ready.ben.id, ready.zoe.id)}
    art, friends = pairings[ready.amara.id, ready.leo.id], pairings[ready.ben.id, ready.zoe.id]
    assert art["shared"]["interests"] == ["art"] and friends["shared"]["help"] == ["friends"]
    assert art["parts"]["interests"] == friends["parts"]["help"] == 1000
    assert len(art["shared"]["slots"]) == 1
    assert [(each["code"], each["value"]) for each in found["objectives"]] == [
        ("matched", 2),
        ("kept", 0),
        ("floor", min(each["score"] for each in found["pairings"])),
        ("total", sum(each["score"] for each in found["pairings"])),
    ]
    assert all(each["price"] == 0 for each in found["objectives"])
    assert found["unmatched"] == [] and found["dropped_locks"] == []
    proof = found["proof"]
    assert proof["value"] == proof["bound"]
    assert sum(proof["mentor_prices"].values()) + sum(proof["mentee_prices"].values()) == proof["bound"]


def test_who_waits_is_told_by_how_many_mentors_each_boundary_stands_in_the_way(
    app: Flask, ready: Ready
) -> None:
    with app.app_context(), transaction.unit():
        said(ready.leo).cannot_slot_ids = [each.id for each in usable_slots(ready.programme)]
    _code, found = answer(app, "--programme", ready.programme.id)
    (waits,) = found["unmatched"]
    assert waits == {"mentee": ready.leo.id, "could": 0, "boundaries": {"no-common-slot": 2}}
    assert found["excluded"] == {"no-common-slot": 2}
    _code, words = call(app, "--programme", ready.programme.id)
    assert f"{ready.leo.id} waits. Mentors, by what stands between: no time in common: 2" in words


def test_in_words_it_says_the_same_with_the_proof(app: Flask, ready: Ready) -> None:
    code, words = call(app, "--programme", ready.programme.id)
    assert code == 0
    assert f"{ready.leo.id} with {ready.amara.id}" in words
    assert "art, times in common: 1" in words
    assert "Matched: 2 of 2" in words
    assert "Proved: nothing allowed is worth more than" in words


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nobody_is_named_unless_names_are_asked_for(app: Flask, ready: Ready, form: tuple[str, ...]) -> None:
    words = ("--programme", ready.programme.id, *form)
    names = ["Ben Adair", "Zoe Ivers"]
    assert not any(name in call(app, *words)[1] for name in names)
    assert all(name in call(app, *words, "--names")[1] for name in names)


def test_what_is_locked_and_put_aside_on_the_board_counts_and_nothing_is_written(
    app: Flask, world: World, ready: Ready
) -> None:
    with app.app_context(), transaction.unit():
        board = suggested(world, db.session.merge(ready.programme))
        board.locked = [[ready.amara.id, ready.zoe.id]]
        board.put_aside = [[ready.ben.id, ready.leo.id]]
        db.session.flush()
        before = board.version, board.made_at, _entries()
    code, found = answer(app, "--programme", ready.programme.id)
    assert code == 0
    assert [(each["mentor"], each["mentee"], each["locked"]) for each in found["pairings"]] == [
        (ready.amara.id, ready.zoe.id, True)
    ]
    assert found["excluded"] == {"put-aside": 1}
    with app.app_context(), transaction.unit(writes=False):
        held = board_of(ready.programme)
        assert held is not None and (held.version, held.made_at, _entries()) == before


def _entries() -> int:
    """Return how much is written in the trail."""
    return db.session.scalar(select(func.count()).select_from(TrailEntry)) or 0


@pytest.fixture
def in_groups(app: Flask, world: World) -> Ready:
    """A programme with groups: two mentors and four mentees who are ready."""
    return _made(app, world, make_group_programme)


def test_groups_come_with_their_reasons_who_is_in_none_and_each_aim_with_its_bound_and_gap(
    app: Flask, in_groups: Ready
) -> None:
    with app.app_context(), transaction.unit():
        said(in_groups.leo).cannot_slot_ids = [each.id for each in usable_slots(in_groups.programme)]
        said(in_groups.ben).lived = ["friends"]
    code, found = answer(app, "--programme", in_groups.programme.id)
    assert code == 0
    (group,) = found["groups"]
    assert sorted(group["leaders"]) == sorted([in_groups.amara.id, in_groups.ben.id])
    assert len(group["mentees"]) == 3 and in_groups.zoe.id in group["mentees"]
    assert group["shared"]["help"] == group["shared"]["lived"] == {"friends": 1}
    assert found["ungrouped"] == [
        {"mentee": in_groups.leo.id, "could": 0, "teams": 0, "boundaries": {"no-common-slot": 2}}
    ]
    assert found["spare_mentors"] == []
    assert [(each["code"], each["value"], each["gap"]) for each in found["objectives"]] == [
        ("placed", 3, 0),
        ("count", 1, 0),
        ("spread", 0, 0),
        ("floor", group["fit"], 0),
        ("total", group["score"], 0),
    ]
    assert {"words": "No other groups would place more children.", "is_best": True} in found["sure"]
    assert "proof" not in found
    code, words = call(app, "--programme", in_groups.programme.id)
    assert code == 0
    assert (
        f"{in_groups.leo.id} is in no group. Mentors, by what stands between: no time in common: 2" in words
    )
    assert "Placed: 3, at most 3" in words and "Zoe Ivers" not in words
    assert "Zoe Ivers" in call(app, "--programme", in_groups.programme.id, "--names")[1]
    named = answer(app, "--programme", in_groups.programme.id, "--names")[1]
    assert named["groups"][0]["names"][in_groups.zoe.id] == "Zoe Ivers"


def test_groups_that_do_not_stand_up_to_their_check_are_not_shown(
    app: Flask, in_groups: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> int:
        raise NotProved(Unproved.ROOM_FULL)

    monkeypatch.setattr(group_run, "verify_groups", fails)
    code, found = answer(app, "--programme", in_groups.programme.id)
    assert (code, found["refused"]["code"]) == (1, "room-full")
    assert "groups" not in found


def test_a_programme_that_is_not_there_or_makes_nothing_to_suggest_is_refused_with_exit_code_2(
    app: Flask, world: World
) -> None:
    code, words = call(app, "--programme", "nowhere")
    assert code == 2
    assert "There is no programme with this id. They are listed by: flask --app app match propose" in words
    assert answer(app, "--programme", "nowhere")[1]["refused"]["code"] == "no-programme"
    with app.app_context(), transaction.unit():
        drop_in = make_open_programme(world, "Drop in")
        drop_in.kind = Kind.DROP_IN
        programme_id = drop_in.id
    code, found = answer(app, "--programme", programme_id)
    assert (code, found["refused"]["code"]) == (2, "not-suggested")


def test_what_does_not_stand_up_to_its_check_is_not_shown(
    app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_problem: object) -> Run:
        raise NotProved(Unproved.TOTAL)

    monkeypatch.setattr(engine, "suggest", fails)
    code, found = answer(app, "--programme", ready.programme.id)
    assert (code, found["refused"]["code"]) == (1, "total-could-be-better")
    assert "pairings" not in found


def test_without_a_programme_all_of_every_school_are_listed(
    app: Flask, worlds: tuple[World, World], ready: Ready
) -> None:
    with app.app_context(), transaction.unit():
        other = make_open_programme(worlds[1], "Elsewhere").id
    code, found = answer(app)
    assert code == 0
    listed = {each["id"]: each for each in found["programmes"]}
    assert listed[ready.programme.id]["name"] == "Buddies" and listed[ready.programme.id]["of_pairs"]
    assert listed[other]["school"] != listed[ready.programme.id]["school"]
    code, words = call(app)
    assert code == 0
    assert f"{ready.programme.id}  alder  open  one-to-one  Buddies" in words


def test_an_installation_without_programmes_says_so(app: Flask, world: World) -> None:
    assert call(app) == (0, "There is no programme yet.\n")
