"""What a register makes of a meeting, and whether a meeting goes ahead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.rules.life import State
from mentoring.meetings.rules.meetings import (
    Came,
    MeetingState,
    MissedBy,
    RegisterRefusal,
    goes_ahead,
    outcome_of,
    refusal_of_register,
)

TODAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    "mentors, mentees, state, missed_by",
    [
        (["came"], ["came"], MeetingState.HELD, None),
        (["away"], ["came"], MeetingState.MISSED, MissedBy.MENTOR),
        (["came"], ["away"], MeetingState.MISSED, MissedBy.MENTEE),
        (["away"], ["away"], MeetingState.MISSED, MissedBy.BOTH),
        (["excused"], ["came"], MeetingState.MISSED, MissedBy.NOT_IN_SCHOOL),
        (["excused"], ["excused"], MeetingState.MISSED, MissedBy.NOT_IN_SCHOOL),
        (["excused"], ["away"], MeetingState.MISSED, MissedBy.MENTEE),
        (["away", "came"], ["excused", "came", "away"], MeetingState.HELD, None),
        (["away", "excused"], ["came", "came"], MeetingState.MISSED, MissedBy.MENTOR),
    ],
)
def test_held_when_one_of_each_came_and_nobody_is_blamed_who_was_not_in_school(
    mentors: list[str], mentees: list[str], state: MeetingState, missed_by: MissedBy | None
) -> None:
    came = [("mentor", each) for each in mentors] + [("mentee", each) for each in mentees]
    assert outcome_of(came) == (state, missed_by)


@given(st.lists(st.tuples(st.sampled_from(["mentor", "mentee"]), st.sampled_from(list(Came))), max_size=12))
def test_a_meeting_is_held_or_missed_by_somebody(came: list[tuple[str, str]]) -> None:
    state, missed_by = outcome_of(came)
    assert (state is MeetingState.HELD) == (missed_by is None)


def test_a_register_is_for_today_or_before_and_put_right_the_same_day() -> None:
    day = timedelta(days=1)
    assert refusal_of_register(TODAY, TODAY, None) is None
    assert refusal_of_register(TODAY - day, TODAY, None) is None
    assert refusal_of_register(TODAY - day, TODAY, TODAY) is None
    assert refusal_of_register(TODAY + day, TODAY, None) is RegisterRefusal.DAY_TO_COME
    assert refusal_of_register(TODAY - day, TODAY, TODAY - day) is RegisterRefusal.OVER


@pytest.mark.parametrize("pairing", list(State))
def test_only_pairs_that_meet_and_are_not_on_hold_go_ahead(pairing: State) -> None:
    meets = pairing in (State.READY, State.ACTIVE, State.ENDING)
    assert goes_ahead(MeetingState.PLANNED, pairing, is_held=False) == meets
    assert not goes_ahead(MeetingState.PLANNED, pairing, is_held=True)
    assert not goes_ahead(MeetingState.OFF, pairing, is_held=False)
