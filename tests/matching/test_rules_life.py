"""A pairing's life as one table: every state with every happening, written out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.rules.asking import (
    Said,
    Voice,
    enough_remain,
    follows,
    is_asked,
    is_late,
    is_over,
    refusal_to_say,
)
from mentoring.matching.rules.life import (
    COMING,
    LIVE,
    OVER,
    RUNNING,
    Closing,
    Happening,
    PairingRefusal,
    State,
    happenings_from,
    refusal_of_last_day,
    refusal_to_close,
    state_after,
)
from mentoring.programme.rules.kinds import ProgrammeRole

MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE
S, H = State, Happening

# From each state, where everything that can happen to it leads. What does not stand here cannot happen.
TABLE: dict[State, dict[Happening, State]] = {
    S.PROPOSED: {H.ASK: S.ASKED_MENTOR, H.WITHDRAW: S.WITHDRAWN},
    S.ASKED_MENTOR: {
        H.MENTORS_YES: S.ASKED_MENTEE, H.NO: S.DECLINED, H.WITHDRAW: S.WITHDRAWN, H.EXPIRE: S.EXPIRED,
    },
    S.ASKED_MENTEE: {
        H.MENTEES_YES: S.AGREED, H.NO: S.DECLINED, H.WITHDRAW: S.WITHDRAWN, H.EXPIRE: S.EXPIRED,
    },
    S.AGREED: {H.NO: S.DECLINED, H.WITHDRAW: S.WITHDRAWN, H.CONFIRM: S.READY},
    S.READY: {H.WITHDRAW: S.WITHDRAWN, H.MEET: S.ACTIVE, H.BREAK: S.ON_BREAK, H.CLOSE: S.CLOSED},
    S.ACTIVE: {H.BREAK: S.ON_BREAK, H.GIVE_NOTICE: S.ENDING, H.CLOSE: S.CLOSED},
    S.ON_BREAK: {H.RESUME: S.ACTIVE, H.CLOSE: S.CLOSED},
    S.ENDING: {H.BREAK: S.ON_BREAK, H.TAKE_NOTICE_BACK: S.ACTIVE, H.CLOSE: S.CLOSED},
    S.CLOSED: {},
    S.DECLINED: {},
    S.WITHDRAWN: {},
    S.EXPIRED: {},
}  # fmt: skip


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("happening", list(Happening))
def test_every_happening_in_every_state_leads_where_the_table_says_or_nowhere(
    state: State, happening: Happening
) -> None:
    assert state_after(state, happening) == TABLE[state].get(happening)
    assert (happening in happenings_from(state)) == (happening in TABLE[state])


def test_every_state_is_in_exactly_one_part_of_a_life() -> None:
    assert set(TABLE) == set(State) == COMING | RUNNING | OVER
    assert not COMING & RUNNING and not LIVE & OVER
    assert not any(TABLE[state] for state in OVER)


@pytest.mark.parametrize(
    "has_met, has_notice, after",
    [(False, False, S.READY), (True, False, S.ACTIVE), (True, True, S.ENDING), (False, True, S.READY)],
)
def test_a_break_ends_where_it_began(has_met: bool, has_notice: bool, after: State) -> None:
    assert state_after(S.ON_BREAK, H.RESUME, has_met=has_met, has_notice=has_notice) is after


@given(st.lists(st.sampled_from(list(Happening)), max_size=30), st.booleans(), st.booleans())
def test_whatever_happens_nobody_meets_who_did_not_say_yes_and_nothing_comes_after_the_end(
    happenings: list[Happening], has_met: bool, has_notice: bool
) -> None:
    state, seen = S.PROPOSED, []
    for happening in happenings:
        after = state_after(state, happening, has_met=has_met, has_notice=has_notice)
        if after is None:
            continue
        assert state not in OVER
        seen.append(happening)
        state = after
        if state in RUNNING:
            order = [seen.index(each) for each in (H.ASK, H.MENTORS_YES, H.MENTEES_YES, H.CONFIRM)]
            assert order == sorted(order)
        if state is S.ASKED_MENTEE:
            assert H.MENTORS_YES in seen


# Being asked


def test_mentees_are_asked_only_after_the_mentors() -> None:
    for state in State:
        assert is_asked(state, Voice(MENTOR)) == (state is S.ASKED_MENTOR)
        assert is_asked(state, Voice(MENTEE)) == (state is S.ASKED_MENTEE)
        assert not is_asked(state, Voice(MENTOR, "yes"))


@pytest.mark.parametrize(
    "state, voice, said, in_person, refusal",
    [
        (S.ASKED_MENTOR, Voice(MENTOR), Said.YES, False, None),
        (S.ASKED_MENTOR, Voice(MENTOR, "yes"), Said.YES, False, PairingRefusal.ANSWERED),
        (S.ASKED_MENTOR, Voice(MENTEE), Said.YES, False, PairingRefusal.NOT_ASKED),
        (S.ASKED_MENTOR, Voice(MENTEE), Said.YES, True, PairingRefusal.NOT_ASKED),
        (S.ASKED_MENTEE, Voice(MENTOR, "yes"), Said.NO, False, PairingRefusal.ANSWERED),
        (S.ASKED_MENTEE, Voice(MENTOR, "yes"), Said.NO, True, None),
        (S.AGREED, Voice(MENTEE, "yes"), Said.NO, True, None),
        (S.READY, Voice(MENTEE, "yes"), Said.NO, True, PairingRefusal.ANSWERED),
        (S.WITHDRAWN, Voice(MENTOR), Said.YES, False, PairingRefusal.NOT_ASKED),
    ],
)
def test_an_answer_is_taken_only_from_who_is_asked(
    state: State, voice: Voice, said: Said, in_person: bool, refusal: PairingRefusal | None
) -> None:
    assert refusal_to_say(state, voice, said, in_person=in_person) is refusal


@pytest.mark.parametrize(
    "state, voices, happening",
    [
        (S.ASKED_MENTOR, [("m", ""), ("t", "")], None),
        (S.ASKED_MENTOR, [("m", "yes"), ("t", "")], H.MENTORS_YES),
        (S.ASKED_MENTOR, [("m", "yes"), ("m", ""), ("t", "")], None),
        (S.ASKED_MENTOR, [("m", "yes"), ("m", "no"), ("t", "")], H.NO),
        (S.ASKED_MENTEE, [("m", "yes"), ("t", "yes"), ("t", "")], None),
        (S.ASKED_MENTEE, [("m", "yes"), ("t", "yes"), ("t", "yes")], H.MENTEES_YES),
        (S.ASKED_MENTEE, [("m", "yes"), ("t", "no")], H.NO),
        (S.AGREED, [("m", "yes"), ("t", "yes")], None),
        (S.AGREED, [("m", "no"), ("t", "yes")], H.NO),
    ],
)
def test_what_the_answers_lead_to(
    state: State, voices: list[tuple[str, str]], happening: Happening | None
) -> None:
    roles = {"m": MENTOR, "t": MENTEE}
    assert follows(state, [Voice(roles[role], said) for role, said in voices]) is happening


def test_a_group_goes_on_while_enough_remain() -> None:
    assert enough_remain([MENTOR, MENTEE], least_mentors=1)
    assert not enough_remain([MENTOR, MENTEE], least_mentors=2)
    assert enough_remain([MENTOR, MENTOR, MENTEE], least_mentors=2)
    assert not enough_remain([MENTOR, MENTOR], least_mentors=1)
    assert not enough_remain([MENTEE], least_mentors=0)


def test_staff_are_reminded_after_a_school_week_and_a_question_ends_after_four() -> None:
    assert next(days for days in range(30) if is_late(days)) == 5
    assert next(days for days in range(30) if is_over(days)) == 20


# Endings

TODAY = date(2026, 11, 3)


def test_a_last_day_gives_the_notice_that_the_programme_asks_for() -> None:
    soon, late_enough = TODAY + timedelta(days=13), TODAY + timedelta(days=14)
    assert refusal_of_last_day(None, today=TODAY, weeks=2) is PairingRefusal.DAY_WANTED
    assert refusal_of_last_day(soon, today=TODAY, weeks=2) is PairingRefusal.NOTICE_TOO_SHORT
    assert refusal_of_last_day(late_enough, today=TODAY, weeks=2) is None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("closing", list(Closing))
def test_what_runs_can_be_closed_as_planned_on_its_last_day_and_otherwise_with_a_reason(
    state: State, closing: Closing
) -> None:
    def refusal(ends_on: date | None, reason: str) -> PairingRefusal | None:
        return refusal_to_close(state, closing, ends_on=ends_on, today=TODAY, reason=reason)

    tomorrow = TODAY + timedelta(days=1)
    if state not in RUNNING:
        assert refusal(TODAY, "A reason.") is PairingRefusal.NOT_FROM_HERE
    elif closing is Closing.PLANNED:
        wanted = None if state is S.ENDING else PairingRefusal.NOT_FROM_HERE
        assert refusal(TODAY, "") is wanted
        assert refusal(tomorrow, "") is (wanted or PairingRefusal.NOTICE_TOO_SHORT)
        assert refusal(None, "") is PairingRefusal.NOT_FROM_HERE
    else:
        assert refusal(None, " ") is PairingRefusal.REASON_WANTED
        assert refusal(None, "He moved away.") is None
