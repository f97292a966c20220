"""Every gate by itself, and the list of what is missing as a whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.joining.rules import readiness
from mentoring.joining.rules.consent import (
    Authority,
    ConsentRecord,
    ConsentRefusal,
    Said,
    Standing,
    consent_standing,
    is_enough,
    refusal_of_record,
)
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.readiness import (
    Facts,
    Hold,
    Missing,
    Signed,
    Soon,
    missing_before_pairing,
    to_do_soon,
)
from mentoring.joining.rules.suitability import StaffRefusal, Verdict, View, refusal_of_words, wrong_answers
from mentoring.joining.rules.training import (
    Session,
    TrainingRefusal,
    TrainingStanding,
    Wanted,
    minutes_left,
    minutes_taken,
    months_later,
    refusal_of_training,
    refusal_to_finish,
    training_facts,
)
from mentoring.joining.wording import MISSING, MOVES, SOON
from mentoring.joining.wording.letter import REFUSALS as CONSENT_WORDS
from mentoring.joining.wording.letter import SAID, STANDINGS
from mentoring.joining.wording.staff import REFUSALS as STAFF_WORDS
from mentoring.joining.wording.staff import TRAININGS
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.programme.rules.settings import Consent

TODAY = date(2026, 11, 3)
READY = Facts(
    state=State.IN, profile_finished=True, view_asked=True, view=View.YES, verdict=Verdict.YES,
    decided_after_view=True, consent=Standing.GIVEN, signed=Signed.YES, training=TrainingStanding.DONE,
    barred=False, hold=None,
)  # fmt: skip


def test_nothing_is_missing_when_every_gate_is_green() -> None:
    assert missing_before_pairing(READY) == []


@pytest.mark.parametrize(
    "change, code",
    [
        ({"state": State.WAITING}, Missing.OWN_YES),
        ({"state": State.PAUSED}, Missing.PAUSED),
        ({"state": State.STOPPED}, Missing.STOPPED),
        ({"state": State.DECLINED}, Missing.SAID_NO),
        ({"profile_finished": False}, Missing.PROFILE),
        ({"view": None}, Missing.TUTOR),
        ({"view": None, "view_asked": False}, Missing.TUTOR_NOT_ASKED),
        ({"view": View.TALK, "decided_after_view": False}, Missing.TUTOR_TALK),
        ({"view": View.NOT_YET, "decided_after_view": False}, Missing.TUTOR_TALK),
        ({"verdict": None}, Missing.SUITABILITY),
        ({"verdict": Verdict.NOT_YET}, Missing.NOT_YET),
        ({"verdict": Verdict.NO}, Missing.UNSUITABLE),
        ({"consent": Standing.WAITING}, Missing.CONSENT),
        ({"consent": Standing.TIME_RUNNING}, Missing.CONSENT_TIME),
        ({"consent": Standing.REFUSED}, Missing.CONSENT_REFUSED),
        ({"consent": Standing.WITHDRAWN}, Missing.CONSENT_WITHDRAWN),
        ({"signed": Signed.NOT_YET}, Missing.AGREEMENT),
        ({"signed": Signed.OVERDUE}, Missing.AGREEMENT_OVERDUE),
        ({"training": TrainingStanding.NOT_BEGUN}, Missing.TRAINING),
        ({"training": TrainingStanding.SHORT}, Missing.TRAINING_SHORT),
        ({"training": TrainingStanding.NO_MODULE}, Missing.MODULE),
        ({"training": TrainingStanding.UNDER_HALF_AN_HOUR}, Missing.PREPARATION_UNDER),
        ({"training": TrainingStanding.EXPIRED}, Missing.TRAINING_EXPIRED),
        ({"barred": True}, Missing.CANNOT_BE_PAIRED),
        ({"hold": Hold.HOLD}, Missing.ON_HOLD),
        ({"hold": Hold.BREAK}, Missing.ON_BREAK),
    ],
)  # fmt: skip
def test_each_gate_blocks_by_itself(change: dict, code: Missing) -> None:
    assert missing_before_pairing(replace(READY, **change)) == [code]


def test_a_tutors_doubt_is_answered_by_a_decision_that_knows_it() -> None:
    assert missing_before_pairing(replace(READY, view=View.TALK, decided_after_view=True)) == []


@pytest.mark.parametrize(
    "change, code",
    [
        ({"signed": Signed.AGAIN}, Soon.AGREEMENT_AGAIN),
        ({"training": TrainingStanding.PART}, Soon.PREPARATION_PART),
    ],
)
def test_what_has_time_blocks_nobody(change: dict, code: Soon) -> None:
    facts = replace(READY, **change)
    assert missing_before_pairing(facts) == []
    assert to_do_soon(facts) == [code]


@given(
    st.builds(
        Facts,
        state=st.sampled_from(State),
        profile_finished=st.booleans(),
        view_asked=st.booleans(),
        view=st.none() | st.sampled_from(View),
        verdict=st.none() | st.sampled_from(Verdict),
        decided_after_view=st.booleans(),
        consent=st.sampled_from(Standing),
        signed=st.sampled_from(Signed),
        training=st.sampled_from(TrainingStanding),
        barred=st.booleans(),
        hold=st.sampled_from([None, *Hold]),
    )
)
def test_one_gate_at_most_says_one_thing_in_the_order_of_the_gates(facts: Facts) -> None:
    two_at_once = (Missing.ON_HOLD, Missing.ON_BREAK, Missing.PAUSED)  # beside "cannot be paired"
    found = [readiness.GATE_OF[code] for code in missing_before_pairing(facts) if code not in two_at_once]
    assert found == sorted(set(found), key=list(readiness.Gate).index)
    if facts.state is not State.IN or not is_enough(facts.consent) or facts.barred or facts.hold:
        assert missing_before_pairing(facts)


GIVEN, NO, BACK = (ConsentRecord(said, TODAY) for said in (Said.GIVEN, Said.REFUSED, Said.WITHDRAWN))
TOLD = ConsentRecord(Said.TOLD, TODAY, TODAY + timedelta(days=7))
SETTLED = ConsentRecord(Said.SETTLED, TODAY)


@pytest.mark.parametrize(
    "mode, records, standing",
    [
        (Consent.OPT_IN, [], Standing.WAITING),
        (Consent.OPT_IN, [GIVEN], Standing.GIVEN),
        (Consent.OPT_IN, [TOLD], Standing.WAITING),
        (Consent.OPT_IN, [GIVEN, BACK], Standing.WITHDRAWN),
        (Consent.OPT_IN, [NO, GIVEN], Standing.GIVEN),
        (Consent.OPT_IN, [SETTLED], Standing.SETTLED),
        (Consent.NOTICE, [], Standing.WAITING),
        (Consent.NOTICE, [TOLD], Standing.TIME_RUNNING),
        (Consent.NOTICE, [TOLD, NO], Standing.REFUSED),
        (Consent.NONE, [], Standing.NOT_NEEDED),
        (Consent.NONE, [NO], Standing.REFUSED),
    ],
)
def test_the_last_word_of_a_carer_counts(mode: Consent, records: list, standing: Standing) -> None:
    assert consent_standing(mode, records, TODAY) is standing


def test_a_notice_is_enough_the_day_after_its_last_day() -> None:
    assert consent_standing(Consent.NOTICE, [TOLD], TODAY + timedelta(days=7)) is Standing.TIME_RUNNING
    assert consent_standing(Consent.NOTICE, [TOLD], TODAY + timedelta(days=8)) is Standing.TIME_PASSED


@given(st.sampled_from(Consent), st.lists(st.sampled_from([GIVEN, NO, BACK, TOLD, SETTLED])))
def test_a_no_is_never_enough_however_carers_are_asked(mode: Consent, before: list) -> None:
    for last in (NO, BACK):
        assert not is_enough(consent_standing(mode, [*before, last], TODAY + timedelta(days=99)))


def refused(said: Said, authority: Authority = Authority.PARENT, **given: Any) -> ConsentRefusal | None:
    usual = {"who": "A. Parent", "day": TODAY, "until": None, "today": TODAY, "ages": [11]}
    return refusal_of_record(said, authority, **{**usual, **given})


def test_a_reply_says_who_and_no_day_to_come() -> None:
    assert refused(Said.GIVEN) is None
    assert refused(Said.GIVEN, who=" ") is ConsentRefusal.WHO_WANTED
    assert refused(Said.GIVEN, day=TODAY + timedelta(days=1)) is ConsentRefusal.DAY_TO_COME


def test_the_time_for_a_no_is_not_over_when_the_letter_is_written_down() -> None:
    long_ago = TODAY - timedelta(days=30)
    assert refused(Said.TOLD, until=TODAY + timedelta(days=7)) is None
    for day, until in ((TODAY, None), (TODAY, TODAY), (long_ago, TODAY - timedelta(days=1))):
        assert refused(Said.TOLD, day=day, until=until) is ConsentRefusal.UNTIL_WANTED


def test_a_student_consents_as_18_only_in_the_last_year() -> None:
    assert refused(Said.GIVEN, Authority.STUDENT_AT_18, ages=[17]) is None
    assert refused(Said.GIVEN, Authority.STUDENT_AT_18, ages=[17, 16]) is ConsentRefusal.NOT_YET_18


def test_an_old_form_and_a_new_letter_take_no_withdrawal_back() -> None:
    old = ConsentRecord(Said.GIVEN, TODAY - timedelta(days=60))
    for mode in Consent:
        assert consent_standing(mode, [BACK, old], TODAY) is Standing.WITHDRAWN
        assert consent_standing(mode, [BACK, TOLD], TODAY + timedelta(days=99)) is Standing.WITHDRAWN
    later = ConsentRecord(Said.GIVEN, TODAY + timedelta(days=1))
    assert consent_standing(Consent.OPT_IN, [later, old, BACK], later.day) is Standing.GIVEN
    assert consent_standing(Consent.OPT_IN, [BACK, GIVEN], TODAY) is Standing.GIVEN  # of one day: the last


WANTED = Wanted(training=120, preparation=60, may_split=True, valid_months=12)
MENTOR, MENTEE = ProgrammeRole.MENTOR, ProgrammeRole.MENTEE


@pytest.mark.parametrize(
    "role, minutes, module, youngest, standing",
    [
        (MENTOR, [], False, False, TrainingStanding.NOT_BEGUN),
        (MENTOR, [120], True, False, TrainingStanding.DONE),
        (MENTOR, [60, 60], True, False, TrainingStanding.DONE),
        (MENTOR, [60], True, False, TrainingStanding.SHORT),
        (MENTOR, [120], False, False, TrainingStanding.NO_MODULE),
        (MENTEE, [], False, False, TrainingStanding.NOT_BEGUN),
        (MENTEE, [29], False, True, TrainingStanding.UNDER_HALF_AN_HOUR),
        (MENTEE, [30], False, True, TrainingStanding.PART),
        (MENTEE, [30], False, False, TrainingStanding.SHORT),
        (MENTEE, [60], False, False, TrainingStanding.DONE),
    ],
)
def test_training_and_preparation(role, minutes, module, youngest, standing) -> None:
    sessions = [Session(TODAY, count, module) for count in minutes]
    assert training_facts(role, sessions, WANTED, TODAY, is_youngest=youngest).standing is standing


def test_training_holds_for_twelve_months() -> None:
    old = [Session(date(2025, 11, 4), 120, True)]
    assert training_facts(MENTOR, old, WANTED, TODAY, is_youngest=False).standing is TrainingStanding.DONE
    a_day_later = TODAY + timedelta(days=1)
    assert (
        training_facts(MENTOR, old, WANTED, a_day_later, is_youngest=False).standing
        is TrainingStanding.EXPIRED
    )


@given(st.lists(st.integers(1, 300), max_size=6), st.booleans())
def test_under_half_an_hour_of_preparation_never_passes(minutes: list[int], youngest: bool) -> None:
    sessions = [Session(TODAY, count, False) for count in minutes]
    found = training_facts(MENTEE, sessions, WANTED, TODAY, is_youngest=youngest)
    if sum(minutes) < 30:
        assert found.standing not in (TrainingStanding.DONE, TrainingStanding.PART)


def test_a_month_later_is_the_last_day_where_there_is_no_such_day() -> None:
    assert months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_later(date(2026, 11, 3), 12) == date(2027, 11, 3)


def test_clicking_through_does_not_become_training() -> None:
    assert minutes_taken(20, 0) == 1
    assert minutes_taken(20, 12) == 12
    assert minutes_taken(20, 200) == 20


def test_a_training_of_a_group_needs_somebody_a_length_a_teacher_and_a_day_that_was() -> None:
    assert refusal_of_training(["a"], 60, "Ms Oak", TODAY, TODAY) is None
    assert refusal_of_training([], 60, "Ms Oak", TODAY, TODAY) is TrainingRefusal.NOBODY_TICKED
    assert refusal_of_training(["a"], 4, "Ms Oak", TODAY, TODAY) is TrainingRefusal.LENGTH
    assert refusal_of_training(["a"], 60, " ", TODAY, TODAY) is TrainingRefusal.WHO_TAUGHT
    tomorrow = TODAY + timedelta(days=1)
    assert refusal_of_training(["a"], 60, "Ms Oak", tomorrow, TODAY) is TrainingRefusal.DAY_TO_COME


def test_a_part_can_be_taken_for_the_minutes_that_do_not_count_yet_and_never_for_more() -> None:
    assert minutes_left(20, 0) == 20
    assert minutes_left(20, 12) == 8
    assert minutes_left(20, 20) == minutes_left(20, 25) == 0


A_MOMENT = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "finished, given, since, refusal",
    [
        (False, 1, None, None),
        (True, 1, None, TrainingRefusal.DONE_ALREADY),
        (True, 0, None, TrainingRefusal.DONE_ALREADY),
        (False, None, None, TrainingRefusal.NO_ANSWER),
        (False, 0, None, TrainingRefusal.WRONG_ANSWERS),
        (False, 1, 59, TrainingRefusal.TOO_SOON),
        (False, 0, 59, TrainingRefusal.TOO_SOON),
        (False, 1, 60, None),
        (False, 0, 60, TrainingRefusal.WRONG_ANSWERS),
    ],
)
def test_after_a_wrong_answer_the_next_one_waits_a_minute(finished, given, since, refusal) -> None:
    wrong_at = None if since is None else A_MOMENT - timedelta(seconds=since)
    found = refusal_to_finish(finished=finished, given=given, right=1, wrong_at=wrong_at, now=A_MOMENT)
    assert found is refusal


def test_check_questions_and_reasons() -> None:
    assert wrong_answers([1, None, 0], [1, 2, 0]) == [1]
    assert wrong_answers([], [1]) == [0]
    assert refusal_of_words(" ") is StaffRefusal.REASON_WANTED
    assert refusal_of_words("Kind and on time.") is None


def test_every_code_has_its_words() -> None:
    assert {code for code, _gate, _move in readiness.ENTRIES} == set(Missing) == set(MISSING)
    assert set(MOVES) == set(readiness.Move)
    assert set(SOON) == set(Soon)
    assert set(STANDINGS) == set(Standing)
    assert set(SAID) == set(Said)
    assert set(TRAININGS) == set(TrainingStanding)
    assert set(CONSENT_WORDS) == set(ConsentRefusal)
    assert set(STAFF_WORDS) == set(StaffRefusal) | set(TrainingRefusal)
