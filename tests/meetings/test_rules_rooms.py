"""How long a room stays open, and whose turn it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.rules.jobs import Job, Turn, job_for, turn_of
from mentoring.people.rules.rooms import open_until, still_open_until

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 4, 0, 0, tzinfo=UTC)
MOMENTS = st.datetimes(NOON.replace(tzinfo=None), MIDNIGHT.replace(tzinfo=None), timezones=st.just(UTC))


def _at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    "last_end, opened, until",
    [
        (_at(1), _at(0), _at(1.5)),  # before the meetings: half an hour after the last of them
        (_at(-2), _at(0), _at(0.5)),  # long after them: half an hour from now
        (_at(11.8), _at(11), MIDNIGHT),
    ],
)
def test_a_room_closes_half_an_hour_after_its_last_meeting_or_at_midnight(
    last_end: datetime, opened: datetime, until: datetime
) -> None:
    assert open_until(last_end, opened, MIDNIGHT) == until


@given(MOMENTS, MOMENTS)
def test_using_a_room_never_closes_it_earlier_and_never_keeps_it_past_midnight(
    until: datetime, used: datetime
) -> None:
    longer = still_open_until(until, used, MIDNIGHT)
    assert until <= longer <= MIDNIGHT
    assert longer >= min(used + timedelta(minutes=30), MIDNIGHT)


@pytest.mark.parametrize(
    "state, hours, came, is_done, turn",
    [
        ("planned", -1, None, False, Turn.LATER),
        ("planned", 0, None, False, Turn.NOW),
        ("held", -1, "came", False, Turn.NOW),  # the register says so, whatever was planned
        ("held", 1, None, False, Turn.NOW),
        ("held", 1, "came", True, Turn.DONE),
        ("held", 1, "away", False, Turn.DONE),
        ("held", 1, "excused", False, Turn.DONE),
        ("missed", 1, "came", False, Turn.DONE),  # the other one did not come: it reads as if it was done
        ("off", -1, None, False, Turn.DONE),
    ],
)
def test_whose_turn_it_is(state: str, hours: float, came: str | None, is_done: bool, turn: Turn) -> None:
    assert turn_of(state, NOON, came, is_done=is_done, now=_at(hours)) is turn


def test_a_mentor_writes_up_and_a_mentee_says_how_it_was() -> None:
    assert (job_for("mentor"), job_for("mentee")) == (Job.WRITE_UP, Job.FACES)
