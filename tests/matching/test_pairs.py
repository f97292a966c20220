"""The pairings that tests begin with are what the actions would have written."""

import pytest
from flask import Flask

from mentoring import clock, transaction
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.life import move
from mentoring.matching.actions.making import make_pairing
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import State
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.rows import enrol, make_open_programme
from tests.support.factories import World
from tests.support.pairs import WAY, make_pair, where_in
from tests.support.programmes import by
from tests.support.written import everything, new_rows


def pair_by_actions(world: World, programme: Programme, *members: Enrolment, state: State) -> Pairing:
    now, who = clock.now(), by(world)
    made = make_pairing(who, programme, members, where_in(programme), origin="hand", now=now)
    for happening, after in WAY:
        if made.state == state:
            break
        assert move(who, made, happening, now=now) is None
        if after is State.ACTIVE:
            made.met_at = now
    return made


@pytest.mark.parametrize("state", [State.PROPOSED, *(after for _happening, after in WAY)])
def test_a_pairing_in_rows_is_as_the_actions_make_it(
    app: Flask, worlds: tuple[World, World], state: State
) -> None:
    now = clock.now()
    clock.set_source(lambda: now)
    written = []
    for world, make in zip(worlds, (pair_by_actions, make_pair), strict=True):
        with app.app_context(), transaction.unit():
            programme = make_open_programme(world)
            mentor = enrol(world, programme, world.mentor, ProgrammeRole.MENTOR)
            mentee = enrol(world, programme, world.mentee, ProgrammeRole.MENTEE)
            before = everything(world)
            made = make(world, programme, mentor, mentee, state=state)
            names = {
                world.mentor: "mentor", world.mentee: "mentee", programme.id: "programme", made.id: "pairing",
                mentor.id: "mentor's enrolment", mentee.id: "mentee's enrolment",
            } | {each: role for role, each in world.staff.items()}  # fmt: skip
            written.append(new_rows(before, everything(world), names))
    by_actions, in_rows = written
    assert by_actions
    assert in_rows == by_actions
