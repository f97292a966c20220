"""A student's own yes, and which roles are open to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.joining.rules.enrolment import (
    MOVES,
    Answer,
    How,
    Offer,
    Refusal,
    State,
    answers_open,
    refusal_to_answer,
    roles_open_to,
    state_after,
)
from mentoring.joining.rules.profile import (
    Interest,
    ProfileRefusal,
    Step,
    first_unseen,
    known,
    refusal_of_story,
    shared_interests,
    step_after,
    steps_for,
    told_apart,
)
from mentoring.joining.wording import SENTENCES
from mentoring.programme.rules.kinds import ProgrammeRole

MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE


def test_whoever_was_asked_says_yes_or_no_and_a_no_may_become_a_yes() -> None:
    assert state_after(State.WAITING, Answer.YES) is State.IN
    assert state_after(State.WAITING, Answer.NO) is State.DECLINED
    assert state_after(State.DECLINED, Answer.YES) is State.IN


@pytest.mark.parametrize("how", How)
def test_whoever_is_in_can_pause_and_stop(how: How) -> None:
    assert {Answer.PAUSE, Answer.STOP} <= set(answers_open(State.IN, how))


@pytest.mark.parametrize("state", [State.PAUSED, State.STOPPED])
def test_going_on_is_arranged_by_staff_alone(state: State) -> None:
    assert refusal_to_answer(state, Answer.BACK, How.OWN_SIGN_IN) is Refusal.STAFF_ALONE
    assert refusal_to_answer(state, Answer.BACK, How.IN_PERSON) is None


@given(st.sampled_from(State), st.sampled_from(Answer), st.sampled_from(How))
def test_an_answer_is_taken_only_where_it_leads_somewhere(state: State, answer: Answer, how: How) -> None:
    if refusal_to_answer(state, answer, how) is None:
        assert state_after(state, answer) is not state
    elif answer is not Answer.BACK:
        assert state not in MOVES[answer]


OFFER = Offer({"main"}, {7, 8, 9, 10}, 2)


@pytest.mark.parametrize(
    "year, roles",
    [(10, [MENTOR]), (9, [MENTOR, MENTEE][:1]), (7, [MENTEE]), (8, [MENTEE]), (6, []), (None, [])],
)
def test_a_role_is_open_where_somebody_could_be_the_partner(year: int | None, roles: list) -> None:
    assert list(roles_open_to(OFFER, site_id="main", year=year)) == roles


def test_a_programme_of_another_site_is_not_for_them() -> None:
    assert roles_open_to(OFFER, site_id="annexe", year=10) == []


def test_without_a_gap_everybody_can_be_either() -> None:
    assert list(roles_open_to(Offer({"main"}, {7, 8}, None), site_id="main", year=7)) == [MENTOR, MENTEE]


@given(st.sets(st.integers(1, 13), min_size=1), st.integers(0, 6), st.integers(1, 13))
def test_nobody_is_offered_a_role_without_a_possible_partner(years: set[int], gap: int, year: int) -> None:
    for role in roles_open_to(Offer({"main"}, years, gap), site_id="main", year=year):
        ahead = {other for other in years if other - year >= gap}
        behind = {other for other in years if year - other >= gap}
        assert behind if role is MENTOR else ahead


def test_a_profile_is_seen_when_every_question_was_answered_or_skipped_and_not_before() -> None:
    assert first_unseen([], wants_same_gender=False) is Step.INTERESTS
    asked = [step.value for step in steps_for(wants_same_gender=False)]
    for step in asked:
        assert first_unseen([each for each in asked if each != step], wants_same_gender=False) == step
    assert first_unseen(asked, wants_same_gender=False) is None
    assert first_unseen(asked, wants_same_gender=True) is Step.GENDER


def test_first_names_get_an_initial_only_where_two_share_one() -> None:
    people = {"a": ("Sam", "Oak"), "b": ("sam", "Birch"), "c": ("Ida", "Elm")}
    assert told_apart(people) == {"a": "Sam O", "b": "sam B", "c": "Ida"}


def test_own_gender_is_asked_only_of_those_who_wish_for_the_same() -> None:
    assert Step.GENDER not in steps_for(wants_same_gender=False)
    assert step_after(Step.SAME_GENDER, wants_same_gender=True) is Step.GENDER
    assert step_after(Step.SAME_GENDER, wants_same_gender=False) is Step.RATHER_NOT
    assert step_after(Step.RATHER_NOT, wants_same_gender=True) is None


def test_a_story_is_kept_only_with_leave() -> None:
    assert refusal_of_story("We moved", may_use=False) is ProfileRefusal.STORY_WITHOUT_LEAVE
    assert refusal_of_story("We moved", may_use=True) is None
    assert refusal_of_story("  ", may_use=False) is None
    assert refusal_of_story("", ["new-here"], may_use=False) is ProfileRefusal.STORY_WITHOUT_LEAVE
    assert refusal_of_story("", ["new-here"], may_use=True) is None


def test_only_what_was_offered_is_kept() -> None:
    assert known(["music", "sport", "music", "lasers"], Interest) == ["sport", "music"]
    assert shared_interests(["music", "sport"], ["sport", "art"]) == ["sport"]


def test_every_refusal_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Refusal) | set(ProfileRefusal)
