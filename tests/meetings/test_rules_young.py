"""What a write-up makes of a meeting, what is outside the boundaries, what can be answered and asked: pure rules."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.rules.asks import (
    LEAVING,
    AskAnswer,
    AskKind,
    AskRefusal,
    kinds_for,
    refusal_to_answer,
)
from mentoring.meetings.rules.boundary_notes import (
    ALERTS,
    Kind,
    Met,
    NoteAnswer,
    alerts_lead,
    answers_for,
    kinds_of,
    term_began,
)
from mentoring.meetings.rules.faces import Face, Step, answers_to, step_after
from mentoring.meetings.rules.meetings import MeetingState
from mentoring.meetings.rules.write_ups import (
    WHY,
    Outside,
    WhoCame,
    WriteUpRefusal,
    refusal_of_day,
    state_after,
)
from mentoring.meetings.wording import staff, young
from mentoring.people.rules.school_time import DateSpan, SchoolTime, SupervisedHours
from mentoring.programme.rules.kinds import ProgrammeRole

TUESDAY = date(2026, 11, 3)
TIMES = SchoolTime(
    zone="Europe/London",
    day_starts=time(8, 45),
    day_ends=time(15, 15),
    school_weekdays=frozenset(range(5)),
    hours=(SupervisedHours(1, None, time(12, 30), time(13, 20), "Lunch"),),
    terms=(
        DateSpan(date(2026, 9, 1), date(2026, 10, 23), "One"),
        DateSpan(date(2026, 11, 2), date(2026, 12, 18), "Two"),
    ),
)


def _met(**more: object) -> Met:
    usual = {
        "day": TUESDAY, "starts": time(12, 40), "minutes": 30, "longest": 60, "was_planned": True, "was_off": False,
    }  # fmt: skip
    return Met(**{**usual, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more, kinds",
    [
        ({}, []),
        ({"minutes": 40}, []),  # to the last minute of the supervised hours
        ({"minutes": 41}, [Kind.OUTSIDE_HOURS]),
        ({"minutes": 61}, [Kind.OUTSIDE_HOURS, Kind.TOO_LONG]),
        ({"starts": time(12, 29)}, [Kind.OUTSIDE_HOURS]),
        ({"day": date(2026, 11, 1)}, [Kind.OUTSIDE_HOURS]),
        ({"day": date(2026, 10, 27)}, [Kind.OUTSIDE_HOURS]),  # a Tuesday without school
        ({"was_planned": False}, [Kind.NOT_PLANNED]),
        ({"was_off": True}, [Kind.IN_A_BREAK]),
        ({"starts": time(23, 50), "minutes": 600}, [Kind.OUTSIDE_HOURS, Kind.TOO_LONG]),
    ],
)
def test_what_is_outside_the_boundaries(more: dict[str, object], kinds: list[Kind]) -> None:
    assert kinds_of(_met(**more), [], TIMES) == sorted(kinds, key=list(Kind).index)


@given(st.sets(st.sampled_from(Outside)), st.booleans())
def test_all_that_is_ticked_is_noted_whether_they_met_or_not(ticked: set[Outside], met: bool) -> None:
    found = kinds_of(_met() if met else None, ticked, TIMES)
    assert {each.value for each in found} == {each.value for each in ticked}


@given(st.sets(st.sampled_from(Kind), min_size=1), st.integers(0, 5))
def test_the_lead_is_told_of_three_kinds_and_of_a_third(kinds: set[Kind], before: int) -> None:
    assert alerts_lead(kinds, notes_before=before) is (bool(kinds & ALERTS) or before >= 2)
    assert not alerts_lead([], notes_before=before)


def test_a_term_counts_from_its_first_day_and_in_the_holidays_the_last_one() -> None:
    assert term_began(TIMES, TUESDAY) == date(2026, 11, 2)
    assert term_began(TIMES, date(2026, 10, 28)) == date(2026, 9, 1)
    assert term_began(TIMES, date(2026, 8, 1)) == date(2026, 8, 1) - timedelta(days=90)


def test_the_lead_passes_on_to_nobody() -> None:
    assert answers_for(is_lead=True) == [NoteAnswer.TALKED, NoteAnswer.NO_NEED]
    assert answers_for(is_lead=False) == list(NoteAnswer)


@pytest.mark.parametrize("came", WhoCame)
@pytest.mark.parametrize("now", MeetingState)
def test_a_register_and_a_meeting_that_was_held_stay(now: MeetingState, came: WhoCame) -> None:
    assert state_after(now, came, has_register=True) is now
    after = state_after(now, came, has_register=False)
    wanted = {WhoCame.BOTH: MeetingState.HELD, WhoCame.CALLED_OFF: MeetingState.OFF}
    assert after is (now if now is MeetingState.HELD else wanted.get(came, MeetingState.MISSED))
    assert came is WhoCame.BOTH or came in WHY


def test_a_day_is_refused_only_when_it_cannot_be() -> None:
    assert refusal_of_day(TUESDAY, TUESDAY, has_begun=True) is None
    assert refusal_of_day(TUESDAY, TUESDAY, has_begun=False) is WriteUpRefusal.DAY_TO_COME
    assert refusal_of_day(TUESDAY + timedelta(1), TUESDAY, has_begun=True) is WriteUpRefusal.DAY_TO_COME
    assert refusal_of_day(TUESDAY - timedelta(366), TUESDAY, has_begun=True) is None
    assert refusal_of_day(TUESDAY - timedelta(367), TUESDAY, has_begun=True) is WriteUpRefusal.LONG_AGO


def test_three_questions_in_order_and_three_faces_for_the_youngest() -> None:
    assert [step_after(each) for each in Step] == [Step.HEARD, Step.AGAIN, None]
    assert list(answers_to(Step.HOW, is_youngest=False)) == list(Face)
    for step in Step:
        assert list(answers_to(step, is_youngest=True)) == [Face.GOOD, Face.OK, Face.BAD]
        for youngest in (True, False):
            assert set(answers_to(step, is_youngest=youngest)) <= set(young.FACES[step])


@pytest.mark.parametrize("answer", AskAnswer)
def test_an_answer_is_given_once_and_a_no_has_its_reason(answer: AskAnswer) -> None:
    assert refusal_to_answer(is_answered=True, answer=answer, words="x") is AskRefusal.ANSWERED
    assert refusal_to_answer(is_answered=False, answer=answer, words="x") is None
    wanted = AskRefusal.WORDS_WANTED if answer is AskAnswer.CANNOT else None
    assert refusal_to_answer(is_answered=False, answer=answer, words=" ") is wanted


def test_only_a_mentee_asks_about_a_mentor_and_everybody_can_ask_for_an_adult() -> None:
    assert AskKind.MENTOR in kinds_for(ProgrammeRole.MENTEE)
    assert AskKind.MENTOR not in kinds_for(ProgrammeRole.MENTOR)
    for role in ProgrammeRole:
        assert AskKind.ADULT in kinds_for(role) and not LEAVING & set(kinds_for(role))


def test_every_code_has_its_sentences() -> None:
    assert set(young.ASKS) == set(staff.ASKS) == set(AskKind)
    assert set(young.ASK_ANSWERS) == set(staff.ASK_ANSWERS) == set(AskAnswer)
    assert set(staff.ASK_REFUSALS) == set(AskRefusal)
    assert set(staff.NOTES) == set(Kind)
    assert set(staff.NOTE_ANSWERS) == set(staff.NOTE_ANSWERED) == set(NoteAnswer)
    assert set(staff.DID) == set(young.DID) and set(staff.HELPED) == set(young.HELPED)
    assert set(young.OUTSIDE) == set(Outside) and {each.value for each in Outside} <= {
        each.value for each in Kind
    }
    assert set(young.WRITE_UP_REFUSALS) == set(WriteUpRefusal)
    assert set(staff.HOW) == set(Face) | {""}
