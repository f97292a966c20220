"""Rules of rounds: about whom a tutor is asked, which paper counts, and about whom somebody must decide."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.suitability import (
    StaffRefusal,
    Verdict,
    View,
    is_doubt,
    may_be_asked_about,
    refusal_of_paper,
    waits_for_decision,
)

DAY = date(2026, 11, 3)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1))


@pytest.mark.parametrize("state", State)
def test_a_tutor_is_asked_about_whoever_takes_part_or_may_still(state: State) -> None:
    expected = state in (State.WAITING, State.IN, State.PAUSED)
    assert may_be_asked_about(state, has_left=False, is_closed=False) is expected
    assert not may_be_asked_about(state, has_left=True, is_closed=False)
    assert not may_be_asked_about(state, has_left=False, is_closed=True)


@pytest.mark.parametrize(
    "day, refusal",
    [
        (DAY - timedelta(days=1), StaffRefusal.BEFORE_ENROLMENT),
        (DAY, None),
        (DAY + timedelta(days=7), None),
        (DAY + timedelta(days=8), StaffRefusal.DAY_TO_COME),
    ],
)
def test_paper_counts_from_the_day_of_joining_until_today(day: date, refusal: StaffRefusal | None) -> None:
    assert refusal_of_paper(day, enrolled_on=DAY, today=DAY + timedelta(days=7)) is refusal


@given(day=days, enrolled_on=days, today=days)
def test_no_paper_is_taken_from_before_joining_or_from_a_day_to_come(
    day: date, enrolled_on: date, today: date
) -> None:
    taken = refusal_of_paper(day, enrolled_on=enrolled_on, today=today) is None
    assert taken == (enrolled_on <= day <= today)


@pytest.mark.parametrize(
    "verdict, view, knew_view, waits",
    [
        (None, None, False, True),
        (None, View.YES, False, True),
        (Verdict.YES, View.YES, False, False),
        (Verdict.YES, None, False, False),
        (Verdict.YES, View.TALK, False, True),
        (Verdict.YES, View.NOT_YET, False, True),
        (Verdict.YES, View.TALK, True, False),
        (Verdict.NO, View.TALK, False, False),
        (Verdict.NOT_YET, View.TALK, False, False),
    ],
)
def test_a_yes_from_before_a_doubt_waits_to_be_decided_again(
    verdict: Verdict | None, view: View | None, knew_view: bool, waits: bool
) -> None:
    assert waits_for_decision(verdict, view, knew_view=knew_view) is waits


def test_anything_but_yes_is_a_doubt() -> None:
    assert [is_doubt(each) for each in (None, *View)] == [False, False, True, True]
