"""The clock of a worry that nobody has taken, what its writer may see, and why a step is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people.rules.school_time import DateSpan, SchoolTime, is_school_day
from mentoring.raising.rules.circles import Circle
from mentoring.safeguarding import rules
from mentoring.safeguarding.rules import ConcernClock, Refusal, Standing, StepCode, StepKind, due_steps

LONDON = ZoneInfo("Europe/London")
SCHOOL = SchoolTime(
    zone="Europe/London",
    day_starts=time(8, 45),
    day_ends=time(15, 15),
    school_weekdays=frozenset(range(5)),
    hours=(),
    terms=(DateSpan(date(2026, 9, 1), date(2027, 7, 20)),),
    holidays=(DateSpan(date(2026, 12, 21), date(2027, 1, 1)),),
)
LEAD_TEAM = frozenset({Circle.LEAD_TEAM})
MINUTE = timedelta(minutes=1)


def wall(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of November 2026 (the 3rd is a Tuesday) by the school's wall clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def told(at: datetime, *, safe: bool = False, circles: frozenset[Circle] = LEAD_TEAM) -> ConcernClock:
    return ConcernClock(raised_at=at, answered_safe=safe, circles=circles)


def times(facts: ConcernClock) -> list[datetime]:
    return [step.at for step in rules.first_steps(facts, SCHOOL)]


def minutes(facts: ConcernClock) -> list[float]:
    return [(at - facts.raised_at) / MINUTE for at in times(facts)]


@pytest.mark.parametrize(
    "at, safe, expected",
    [
        (wall(3, 11), False, [0, 10, 20]),
        (wall(3, 11), True, [0, 60, 120]),
        (wall(3, 13, 30), True, [0, 60, 75]),  # half an hour before school ends comes before the two hours
        (wall(3, 14, 0), True, [0, 45, 45]),
        (wall(3, 14, 44), True, [0, 1, 1]),
        (wall(3, 14, 45), True, [0, 10, 20]),  # that point has passed
        (wall(3, 20), True, [0, 10, 20]),
        (wall(3, 3), True, [0, 60, 120]),  # before school on a school day
        (wall(7, 11), True, [0, 10, 20]),  # a Saturday has no school day to wait for
        (wall(25, 11, month=12), True, [0, 10, 20]),
        (wall(25, 3, month=12), False, [0, 10, 20]),
    ],
)
def test_alerts_come_at_once_then_again_then_wider(at: datetime, safe: bool, expected: list[int]) -> None:
    assert minutes(told(at, safe=safe)) == expected


def test_the_head_joins_at_the_third_alert_only_where_the_lead_team_reads() -> None:
    added = {
        circles: [step.adds for step in rules.first_steps(told(wall(3, 11), circles=circles), SCHOOL)]
        for circles in (
            LEAD_TEAM,
            frozenset({Circle.HEAD_TEAM}),
            frozenset({Circle.CHAIR}),
            frozenset({Circle.LEAD_TEAM, Circle.HEAD_TEAM}),
            frozenset({Circle.LEAD_TEAM, Circle.CHAIR}),
        )
    }
    assert added.pop(LEAD_TEAM) == [None, None, Circle.HEAD_TEAM]
    assert all(steps == [None, None, None] for steps in added.values())


def test_what_was_given_is_not_given_again_and_nothing_after_acknowledging() -> None:
    facts, later = told(wall(3, 11)), wall(3, 11, 30)
    codes = [step.code for step in due_steps(facts, later, SCHOOL)]
    assert codes == [StepCode.AT_ONCE, StepCode.AGAIN, StepCode.WIDER]
    done = replace(facts, steps_done=frozenset({"at-once", "again"}))
    assert [step.code for step in due_steps(done, later, SCHOOL)] == [StepCode.WIDER]
    assert due_steps(replace(facts, acknowledged=True), later, SCHOOL) == []
    assert rules.next_step(replace(facts, acknowledged=True), facts.raised_at, SCHOOL) is None


def test_a_worry_that_nobody_takes_is_alerted_every_morning_and_missed_mornings_count_once() -> None:
    facts = replace(told(wall(6, 16)), steps_done=frozenset(StepCode))  # a Friday after school
    assert due_steps(facts, wall(7, 8, 44), SCHOOL) == []
    assert [step.code for step in due_steps(facts, wall(7, 8, 45), SCHOOL)] == ["day-2026-11-07"]
    assert [step.code for step in due_steps(facts, wall(9, 12), SCHOOL)] == ["day-2026-11-09"]


def test_the_next_alert_is_known() -> None:
    facts = replace(told(wall(3, 11)), steps_done=frozenset({"at-once"}))
    coming = rules.next_step(facts, wall(3, 11, 4), SCHOOL)
    assert coming is not None
    assert (coming.code, coming.at) == (StepCode.AGAIN, wall(3, 11, 10))
    assert rules.next_step(facts, wall(3, 12), SCHOOL) is None


@pytest.mark.parametrize(
    "night", [datetime(2026, 10, 25, 0, 55, tzinfo=UTC), datetime(2027, 3, 28, 0, 55, tzinfo=UTC)]
)
def test_on_a_night_when_the_clocks_change_ten_minutes_are_ten_minutes(night: datetime) -> None:
    assert minutes(told(night)) == [0, 10, 20]


MOMENTS = st.datetimes(
    min_value=datetime(2026, 9, 1), max_value=datetime(2027, 7, 31), timezones=st.just(UTC)
)
CIRCLES = st.frozensets(st.sampled_from(list(Circle)), min_size=1)
CLOCKS = st.builds(ConcernClock, raised_at=MOMENTS, answered_safe=st.booleans(), circles=CIRCLES)


@given(CLOCKS)
def test_alerts_are_in_order_and_never_later_than_promised(facts: ConcernClock) -> None:
    at_once, again, wider = times(facts)
    assert facts.raised_at == at_once <= again <= wider
    plain = facts.raised_at + timedelta(minutes=10), facts.raised_at + timedelta(minutes=20)
    if not facts.answered_safe:
        assert (again, wider) == plain
        return
    assert again <= facts.raised_at + timedelta(hours=1)
    assert wider <= facts.raised_at + timedelta(hours=2)
    local = facts.raised_at.astimezone(LONDON)
    latest = datetime.combine(local.date(), time(14, 45), LONDON).astimezone(UTC)
    if is_school_day(SCHOOL, local.date()) and facts.raised_at < latest:
        assert wider <= latest
    else:
        assert (again, wider) == plain


@given(
    CLOCKS,
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)),
    st.timedeltas(timedelta(0), timedelta(days=1)),
)
def test_what_is_due_stays_due_until_it_is_given(
    facts: ConcernClock, waited: timedelta, more: timedelta
) -> None:
    now = facts.raised_at + waited
    first = {step.code for step in due_steps(facts, now, SCHOOL) if not step.code.startswith("day-")}
    later = {step.code for step in due_steps(facts, now + more, SCHOOL)}
    assert first <= later
    done = replace(facts, steps_done=frozenset(step.code for step in due_steps(facts, now, SCHOOL)))
    assert due_steps(done, now, SCHOOL) == []
    assert due_steps(facts, facts.raised_at, SCHOOL)[0].code == StepCode.AT_ONCE


@given(CLOCKS)
def test_the_clock_adds_nobody_but_the_heads_circle_and_that_only_beside_the_lead_team(
    facts: ConcernClock,
) -> None:
    added = [step.adds for step in rules.first_steps(facts, SCHOOL) if step.adds]
    assert added == ([Circle.HEAD_TEAM] if facts.circles == LEAD_TEAM else [])


@pytest.mark.parametrize(
    "kinds, expected",
    [
        ([], Standing.SENT),
        (["alerted", "alerted", "shared", "released"], Standing.SENT),
        (["alerted", "acknowledged", "alerted"], Standing.READ),
        (["acknowledged", "answered"], Standing.READ),
        (["acknowledged", "finished", "answered"], Standing.FINISHED),
        (["acknowledged", "finished", "reopened"], Standing.READ),
        (["acknowledged", "finished", "reopened", "finished"], Standing.FINISHED),
    ],
)
def test_the_writer_sees_one_of_three_states(kinds: list[str], expected: Standing) -> None:
    assert {*kinds} <= {*StepKind}
    assert rules.standing(kinds) is expected


def test_nobody_answers_or_finishes_what_nobody_has_taken() -> None:
    assert rules.refusal_to_answer(Standing.SENT) is Refusal.NOT_ACKNOWLEDGED
    assert rules.refusal_to_answer(Standing.READ) is None
    assert rules.refusal_to_answer(Standing.FINISHED) is None
    assert rules.refusal_to_finish(Standing.SENT) is Refusal.NOT_ACKNOWLEDGED
    assert rules.refusal_to_finish(Standing.READ) is None
    assert rules.refusal_to_finish(Standing.FINISHED) is Refusal.FINISHED_ALREADY
    assert rules.refusal_to_reopen(Standing.READ) is Refusal.NOT_FINISHED
    assert rules.refusal_to_reopen(Standing.FINISHED) is None
