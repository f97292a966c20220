"""When a meet-and-greet can be, how many are chosen, and how a card is read."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.rules.meet_and_greet import (
    MOST,
    MeetRefusal,
    numbers_on,
    refusal_of_day,
    refusal_to_choose,
)

TUESDAY = date(2026, 11, 3)
RUNS = (date(2026, 9, 1), date(2027, 7, 20))


def of_day(day: date = TUESDAY, **more: Any) -> MeetRefusal | None:
    told: dict[str, Any] = {
        "weekday": 1, "week": "", "week_of_day": "A", "is_school_day": True, "today": TUESDAY, "runs": RUNS,
    }  # fmt: skip
    return refusal_of_day(day, **(told | more))


@pytest.mark.parametrize(
    "day,more,expected",
    [
        (TUESDAY, {}, None),
        (TUESDAY, {"week": "A"}, None),
        (TUESDAY, {"week": "B"}, MeetRefusal.NOT_ON_THAT_DAY),
        (TUESDAY, {"week": "B", "week_of_day": ""}, None),
        (TUESDAY, {"is_school_day": False}, MeetRefusal.NO_SCHOOL),
        (TUESDAY - timedelta(days=7), {}, MeetRefusal.DAY_PAST),
        (TUESDAY + timedelta(days=1), {}, MeetRefusal.NOT_ON_THAT_DAY),
        (date(2027, 7, 27), {}, MeetRefusal.OUTSIDE_PROGRAMME),
    ],
)
def test_a_meet_and_greet_is_at_a_time_of_the_programme(
    day: date, more: dict[str, Any], expected: MeetRefusal | None
) -> None:
    assert of_day(day, **more) == expected


BEGINS = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "chosen,now,expected",
    [
        ("", BEGINS, None),
        ("abc", BEGINS, None),
        ("abcd", BEGINS, MeetRefusal.TOO_MANY),
        ("x", BEGINS, MeetRefusal.NOT_ON_CARD),
        ("a", BEGINS - timedelta(minutes=1), MeetRefusal.NOT_YET),
    ],
)
def test_up_to_three_of_those_on_the_card_are_chosen_once_it_has_begun(
    chosen: str, now: datetime, expected: MeetRefusal | None
) -> None:
    assert MOST == 3
    assert refusal_to_choose(list(chosen), list("abcd"), starts_at=BEGINS, now=now) == expected


@pytest.mark.parametrize(
    "typed,expected",
    [
        ("3 7 12", [3, 7, 12]),
        ("3,7;12.", [3, 7, 12]),
        (" 3  3 ", [3]),
        ("0", []),
        ("0 3", [0, 3]),  # which is nobody's number, so it is refused as not on the card
        ("Leo", MeetRefusal.NO_NUMBER),
        ("3a", MeetRefusal.NO_NUMBER),
        ("²", MeetRefusal.NO_NUMBER),
    ],
)
def test_a_card_is_read_as_it_is_keyed_in(typed: str, expected: list[int] | MeetRefusal) -> None:
    assert numbers_on(typed) == expected


@given(st.lists(st.integers(min_value=1, max_value=500), unique=True, max_size=5))
def test_numbers_come_back_as_they_were_typed(numbers: list[int]) -> None:
    assert numbers_on(" ".join(map(str, numbers))) == numbers
