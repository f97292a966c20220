"""Who must be named before the first pupil, and who may give a role, end it, or reset a sign-in."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.access.roles import SAFEGUARDING_ROLES, STAFF_ROLES, Role
from mentoring.people.rules.granting import (
    GrantRefusal,
    refusal_to_end_role,
    refusal_to_grant,
)
from mentoring.people.rules.setup import SetupGap, missing_for_setup

COMPLETE = {Role.LEAD: ["lena"], Role.DEPUTY: ["dev"], Role.HEAD: ["hana"], Role.CHAIR: ["carl"]}
ORDINARY = [Role.COORDINATOR, Role.SUPERVISOR, Role.ADMINISTRATOR]

# ---- Set-up -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, missing",
    [
        ({}, []),
        ({Role.HEAD: ["lena"]}, []),  # the head may be the lead
        ({Role.LEAD: []}, [SetupGap.NO_LEAD]),
        ({Role.DEPUTY: []}, [SetupGap.NO_DEPUTY]),
        ({Role.DEPUTY: ["lena"]}, [SetupGap.DEPUTY_IS_THE_LEAD]),
        ({Role.DEPUTY: ["lena", "dev"]}, []),  # one deputy who is somebody else is enough
        ({Role.HEAD: []}, [SetupGap.NO_HEAD]),
        ({Role.CHAIR: []}, [SetupGap.NO_CHAIR]),
        ({Role.CHAIR: ["hana"]}, [SetupGap.CHAIR_IS_THE_HEAD]),
        ({Role.CHAIR: ["hana", "carl"]}, [SetupGap.CHAIR_IS_THE_HEAD]),
        ({Role.HEAD: ["lena"], Role.CHAIR: ["lena"]}, [SetupGap.CHAIR_IS_THE_HEAD]),
    ],
)
def test_set_up_needs_a_lead_another_deputy_a_head_and_a_chair_who_is_not_the_head(
    changes: Mapping[Role, Sequence[str]], missing: list[SetupGap]
) -> None:
    assert missing_for_setup({**COMPLETE, **changes}) == missing


def test_a_new_school_is_told_everything_that_is_missing_in_order() -> None:
    assert missing_for_setup({}) == [
        SetupGap.NO_LEAD,
        SetupGap.NO_DEPUTY,
        SetupGap.NO_HEAD,
        SetupGap.NO_CHAIR,
    ]


# ---- Giving a role ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(SAFEGUARDING_ROLES))
@pytest.mark.parametrize("granter", sorted(SAFEGUARDING_ROLES))
def test_whoever_reads_concerns_may_name_another_who_does(granter: Role, role: Role) -> None:
    assert refusal_to_grant([granter], role, first_setup=False) is None


@pytest.mark.parametrize("role", sorted(SAFEGUARDING_ROLES))
@pytest.mark.parametrize("granter", ORDINARY)
def test_nobody_else_may_name_them_the_administrator_included(granter: Role, role: Role) -> None:
    assert refusal_to_grant([granter], role, first_setup=False) is GrantRefusal.ONLY_SAFEGUARDING


@pytest.mark.parametrize("role", ORDINARY)
def test_the_administrator_gives_the_other_roles_and_nobody_else_does(role: Role) -> None:
    assert refusal_to_grant([Role.ADMINISTRATOR], role, first_setup=False) is None
    for granter in (Role.COORDINATOR, Role.HEAD, Role.LEAD):
        assert refusal_to_grant([granter], role, first_setup=False) is GrantRefusal.ONLY_ADMINISTRATOR


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_nobody_gives_a_role_to_themselves_except_while_the_school_is_first_set_up(role: Role) -> None:
    every_role = list(Role)
    refused = refusal_to_grant(every_role, role, first_setup=False, to_oneself=True)
    assert refused is GrantRefusal.NOT_TO_ONESELF
    assert refusal_to_grant([], role, first_setup=True, to_oneself=True) is None


@pytest.mark.parametrize("first_setup", [True, False])
def test_no_one_becomes_head_and_chair_at_once(first_setup: bool) -> None:
    for role, holds in ((Role.HEAD, Role.CHAIR), (Role.CHAIR, Role.HEAD)):
        refused = refusal_to_grant([Role.LEAD], role, first_setup=first_setup, holder_roles=[holds])
        assert refused is GrantRefusal.HEAD_AND_CHAIR


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ROOM])
def test_being_a_student_or_a_tablet_is_not_a_role_that_is_given(role: Role) -> None:
    refused = refusal_to_grant(list(Role), role, first_setup=True)
    assert refused is GrantRefusal.NOT_A_STAFF_ROLE


# ---- Ending a role ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, person", [(Role.LEAD, "lena"), (Role.DEPUTY, "dev"), (Role.HEAD, "hana"), (Role.CHAIR, "carl")]
)
def test_nobody_ends_the_last_lead_deputy_head_or_chair(role: Role, person: str) -> None:
    refused = refusal_to_end_role([Role.LEAD], role, person=person, holders=COMPLETE)
    assert refused is GrantRefusal.NAME_SOMEONE_ELSE_FIRST
    with_another = {**COMPLETE, role: [person, "someone else"]}
    assert refusal_to_end_role([Role.LEAD], role, person=person, holders=with_another) is None


def test_a_deputy_does_not_leave_when_the_only_other_one_is_the_lead() -> None:
    holders = {**COMPLETE, Role.DEPUTY: ["dev", "lena"]}
    refused = refusal_to_end_role([Role.HEAD], Role.DEPUTY, person="dev", holders=holders)
    assert refused is GrantRefusal.NAME_SOMEONE_ELSE_FIRST


def test_a_stand_in_may_leave_without_a_successor() -> None:
    holders = {**COMPLETE, Role.STAND_IN: ["sam"]}
    assert refusal_to_end_role([Role.HEAD], Role.STAND_IN, person="sam", holders=holders) is None


def test_the_administrator_cannot_take_the_lead_away() -> None:
    holders = {**COMPLETE, Role.LEAD: ["lena", "li"]}
    refused = refusal_to_end_role([Role.ADMINISTRATOR], Role.LEAD, person="lena", holders=holders)
    assert refused is GrantRefusal.ONLY_SAFEGUARDING


def test_somebody_always_manages_the_accounts() -> None:
    one = {**COMPLETE, Role.ADMINISTRATOR: ["ada"]}
    two = {**COMPLETE, Role.ADMINISTRATOR: ["ada", "ali"]}
    last = refusal_to_end_role([Role.ADMINISTRATOR], Role.ADMINISTRATOR, person="ada", holders=one)
    assert last is GrantRefusal.NAME_SOMEONE_ELSE_FIRST
    assert refusal_to_end_role([Role.ADMINISTRATOR], Role.ADMINISTRATOR, person="ada", holders=two) is None


def test_while_the_school_is_first_set_up_a_wrong_name_can_be_taken_back() -> None:
    for role, people in COMPLETE.items():
        assert refusal_to_end_role([], role, person=people[0], holders=COMPLETE, first_setup=True) is None


def test_a_coordinator_may_leave_and_only_the_administrator_ends_it() -> None:
    holders = {**COMPLETE, Role.COORDINATOR: ["cora"]}
    end = {"person": "cora", "holders": holders}
    assert refusal_to_end_role([Role.ADMINISTRATOR], Role.COORDINATOR, **end) is None  # type: ignore[arg-type]
    refused = refusal_to_end_role([Role.LEAD], Role.COORDINATOR, **end)  # type: ignore[arg-type]
    assert refused is GrantRefusal.ONLY_ADMINISTRATOR


people = st.lists(st.sampled_from(["ada", "ben", "cleo"]), max_size=3)
schools = st.dictionaries(st.sampled_from(sorted(SAFEGUARDING_ROLES)), people)


@given(schools, st.sampled_from(sorted(SAFEGUARDING_ROLES)), st.sampled_from(["ada", "ben", "cleo"]))
def test_ending_a_role_never_leaves_a_school_with_a_gap_it_did_not_have(
    holders: dict[Role, list[str]], role: Role, person: str
) -> None:
    if refusal_to_end_role([Role.CHAIR], role, person=person, holders=holders) is None:
        after = {**holders, role: [each for each in holders.get(role, []) if each != person]}
        assert set(missing_for_setup(after)) <= set(missing_for_setup(holders))
