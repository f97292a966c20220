"""Whoever resets how somebody signs in could use it, so who may is asked of the policy for every pair of roles."""

from types import SimpleNamespace
from typing import Any

import pytest

from mentoring import clock
from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may
from mentoring.access.roles import SAFEGUARDING_ROLES, Role


def resetter(*roles: Role, person_id: str = "resetter") -> Actor:
    return Actor("account", "school", person_id, "session", frozenset(roles))


def member(*roles: Role, setup_finished: bool = True) -> Any:
    school = SimpleNamespace(setup_finished_at=clock.now() if setup_finished else None)
    safeguarding = not SAFEGUARDING_ROLES.isdisjoint(roles)
    return SimpleNamespace(
        school_id="school", person_id="member", is_safeguarding=safeguarding, school=school
    )


@pytest.mark.parametrize(
    "roles, target, allowed",
    [
        ([Role.DEPUTY], [Role.HEAD], True),
        ([Role.CHAIR], [Role.LEAD, Role.COORDINATOR], True),
        ([Role.ADMINISTRATOR], [Role.LEAD], False),
        ([Role.ADMINISTRATOR], [Role.STAND_IN, Role.SUPERVISOR], False),
        ([Role.COORDINATOR], [Role.DEPUTY], False),
        ([Role.ADMINISTRATOR], [Role.COORDINATOR], True),
        ([Role.ADMINISTRATOR], [Role.ADMINISTRATOR], True),
        ([Role.HEAD], [Role.COORDINATOR], False),
        ([Role.COORDINATOR], [Role.SUPERVISOR], False),
        ([Role.STUDENT], [Role.SUPERVISOR], False),
        ([Role.COORDINATOR], [], False),  # somebody who holds no role any more
        ([], [Role.SUPERVISOR], False),
    ],
)
def test_whoever_resets_a_sign_in_must_be_trusted_with_what_it_opens(
    roles: list[Role], target: list[Role], allowed: bool
) -> None:
    assert may(resetter(*roles), Action.STAFF_RESET, member(*target)) is allowed


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LEAD])
def test_nobody_resets_themselves(role: Role) -> None:
    assert not may(resetter(role, person_id="member"), Action.STAFF_RESET, member(role))


def test_until_set_up_is_finished_the_administrator_hands_out_the_first_codes() -> None:
    lead = member(Role.LEAD, setup_finished=False)
    assert may(resetter(Role.ADMINISTRATOR), Action.STAFF_RESET, lead)
    assert not may(resetter(Role.DEPUTY), Action.STAFF_RESET, lead)
