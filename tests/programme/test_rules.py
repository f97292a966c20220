"""What is allowed of programmes: their settings, dates, slots, gaps and words."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people.rules.example_terms import example_hours, example_terms
from mentoring.people.rules.school_time import (
    SchoolTime,
    SupervisedHours,
    is_school_day,
    supervised_throughout,
)
from mentoring.programme.rules.dates import (
    Dates,
    DatesRefusal,
    length,
    moved_dates,
    refusals_of_dates,
    usual_dates,
)
from mentoring.programme.rules.gap import (
    GapRefusal,
    GapState,
    refusal_to_ask,
    refusal_to_decide,
)
from mentoring.programme.rules.kinds import (
    Kind,
    Missing,
    ProgrammeFacts,
    Status,
    StatusRefusal,
    missing_before_opening,
    refusals_to_move,
)
from mentoring.programme.rules.roles import (
    Block,
    EditKind,
    Question,
    RoleText,
    TextRefusal,
    differences,
    needs_signature,
    refusals_of_text,
    sign_by,
    version_that_asks,
)
from mentoring.programme.rules.settings import (
    CATALOGUE,
    Basis,
    Code,
    Consent,
    Unit,
    Value,
    read_value,
    settings_of_kind,
    written,
)
from mentoring.programme.rules.slots import (
    SlotProblem,
    SlotRefusal,
    SlotTime,
    problems_of_slot,
    refusals_of_time,
    same_time,
    within_supervised_hours,
)
from mentoring.programme.rules.verdicts import (
    IN_ORDER,
    ProgrammeSettings,
    SettingRefusal,
    carried_over,
    smallest_gap,
    verdict,
    warns,
)
from tests.support.programmes import words

ONE = Kind.ONE_TO_ONE

# ---- Settings: the defaults and limits of the product's own table, written again by hand ----------------------

# setting: default (one-to-one), hard floor, hard ceiling, the first value that needs a reason
TABLE: dict[Code, tuple[Value, int | None, int | None, int | None]] = {
    Code.GAP_LEAST: (2, None, None, None),
    Code.GAP_MOST: (5, None, None, 6),
    Code.GAP_MONTHS: (None, None, None, None),
    Code.MENTEES_PER_MENTOR: (1, None, 3, 2),
    Code.TRAINING_FIRST: (2, 2, None, None),
    Code.TRAINING_LATER: (6, None, None, None),
    Code.TRAINING_VALID: (12, None, None, None),
    Code.PREPARATION: (60, 30, None, None),
    Code.SIGN_WITHIN: (10, None, None, None),
    Code.MEETING_EVERY: (1, None, None, 3),
    Code.MEETING_SHORTEST: (20, None, None, None),
    Code.MEETING_LONGEST: (60, None, None, None),
    Code.CHECK_IN_FROM: (8, None, None, None),
    Code.CHECK_IN_BY: (14, None, 14, None),
    Code.CHECK_IN_FIRST_YEAR: (1, None, 3, None),
    Code.CHECK_IN_LATER: (3, None, 3, None),
    Code.PULSE_EVERY: (30, None, None, None),
    Code.PULSE_SWING: (3, None, None, None),
    Code.PULSE_GAP: (4, None, None, None),
    Code.PULSE_LOW: (3, None, None, None),
    Code.MISSED_TELL: (2, None, None, None),
    Code.MISSED_REVIEW: (3, None, None, None),
    Code.SILENT_REMIND: (7, None, None, None),
    Code.SILENT_STAFF: (14, None, None, None),
    Code.SILENT_DECIDE: (28, None, None, None),
    Code.SUPERVISION_EVERY: (2, None, None, 5),
    Code.CLOSING_NOTICE: (2, None, None, None),
    Code.SMALL_NUMBERS: (5, 5, None, None),
}


@pytest.mark.parametrize("code", TABLE)
def test_the_catalogue_says_what_the_table_of_rules_says(code: Code) -> None:
    default, floor, ceiling, first_warned = TABLE[code]
    setting = CATALOGUE[code]
    assert setting.default(ONE) == default
    if floor is not None:
        assert verdict(setting, ONE, floor, {}).refusal is None
        assert verdict(setting, ONE, floor - 1, {}).refusal is SettingRefusal.TOO_LOW
    if ceiling is not None:
        assert verdict(setting, ONE, ceiling, {}, reason="Because.").refusal is None
        assert verdict(setting, ONE, ceiling + 1, {}, reason="Because.").refusal is SettingRefusal.TOO_HIGH
    if first_warned is not None:
        assert not warns(setting, first_warned - 1)
        assert verdict(setting, ONE, first_warned, {}).refusal is SettingRefusal.REASON_WANTED
        assert verdict(setting, ONE, first_warned, {}, reason="Because.").refusal is None
    else:
        assert setting.warns_over is None


def test_every_setting_that_is_a_number_is_in_the_table_or_belongs_to_groups() -> None:
    numbers = {code for code, setting in CATALOGUE.items() if setting.is_number}
    assert numbers - set(TABLE) == {Code.GROUP_MENTORS, Code.GROUP_MENTEES, Code.GROUP_LEAST}


@pytest.mark.parametrize(
    "kind, least",
    [
        (Kind.ONE_TO_ONE, 2),
        (Kind.GROUP, 2),
        (Kind.TRANSITION, 2),
        (Kind.TUTORING, 1),
        (Kind.CIRCLE, None),
        (Kind.DROP_IN, None),
    ],
)
def test_the_gap_in_years_goes_by_the_kind(kind: Kind, least: int | None) -> None:
    assert CATALOGUE[Code.GAP_LEAST].default(kind) == least


def test_groups_have_two_mentors_and_up_to_ten_and_over_twelve_asks_for_a_reason() -> None:
    for kind in (Kind.GROUP, Kind.TRANSITION):
        most = CATALOGUE[Code.GROUP_MENTEES]
        assert (CATALOGUE[Code.GROUP_MENTORS].default(kind), most.default(kind)) == (2, 10)
        assert CATALOGUE[Code.GROUP_LEAST].default(kind) == 3
        assert not warns(most, 12)
        assert warns(most, 13)
    least = CATALOGUE[Code.GROUP_LEAST]
    over = verdict(least, Kind.GROUP, 11, {Code.GROUP_MENTEES: 10})
    assert (over.refusal, over.other) == (SettingRefusal.OUT_OF_ORDER, Code.GROUP_MENTEES)
    assert Code.GROUP_MENTEES not in {each.code for each in settings_of_kind(ONE)}
    assert verdict(CATALOGUE[Code.GROUP_MENTEES], ONE, 5, {}).refusal is SettingRefusal.NOT_IN_THIS_KIND


def test_consent_is_asked_for_and_not_asking_needs_a_reason() -> None:
    consent = CATALOGUE[Code.CONSENT]
    assert consent.default(ONE) == Consent.OPT_IN
    assert verdict(consent, ONE, Consent.NOTICE.value, {}).refusal is None
    assert verdict(consent, ONE, Consent.NONE.value, {}).refusal is SettingRefusal.REASON_WANTED


def test_only_the_head_makes_the_gap_smaller_and_then_only_as_far_as_was_allowed() -> None:
    gap = CATALOGUE[Code.GAP_LEAST]
    for value in (1, 0, None):
        assert verdict(gap, ONE, value, {}, reason="Please.").refusal is SettingRefusal.HEAD_DECIDES
    assert verdict(gap, ONE, 1, {}, allowed_gap=1).refusal is None
    assert verdict(gap, ONE, 0, {}, allowed_gap=1).refusal is SettingRefusal.HEAD_DECIDES
    assert verdict(gap, ONE, 3, {}).refusal is None
    assert smallest_gap(Kind.DROP_IN, None) is None
    assert verdict(gap, Kind.DROP_IN, None, {Code.GAP_LEAST: 3}).refusal is None


@pytest.mark.parametrize("low, high", IN_ORDER)
def test_two_settings_that_belong_together_stay_in_order(low: Code, high: Code) -> None:
    kind = next(each for each in Kind if each in CATALOGUE[low].defaults)
    below = CATALOGUE[low].default(kind)
    assert isinstance(below, int)
    least = CATALOGUE[high].least or 0
    if below - 1 >= least:
        found = verdict(CATALOGUE[high], kind, below - 1, {low: below}, reason="x", allowed_gap=0)
        assert (found.refusal, found.other) == (SettingRefusal.OUT_OF_ORDER, low)
    assert verdict(CATALOGUE[high], kind, below, {low: below}, allowed_gap=0).refusal in (
        None,
        SettingRefusal.REASON_WANTED,
    )


def test_a_drop_in_has_nothing_that_needs_a_pair() -> None:
    codes = {setting.code for setting in settings_of_kind(Kind.DROP_IN)}
    assert not codes & {Code.MISSED_TELL, Code.PULSE_EVERY, Code.CLOSING_NOTICE, Code.MENTEES_PER_MENTOR}
    assert {Code.TRAINING_FIRST, Code.CONSENT, Code.SMALL_NUMBERS} <= codes


@given(
    st.sampled_from(list(CATALOGUE)), st.sampled_from(list(Kind)), st.one_of(st.none(), st.integers(0, 300))
)
def test_whatever_is_taken_lies_within_the_limits_and_is_read_again_as_it_was(
    code: Code, kind: Kind, value: Any
) -> None:
    setting = CATALOGUE[code]
    if setting.choices or kind not in setting.defaults:
        return
    found = verdict(setting, kind, value, {}, reason="Because.")
    if found.refusal is None and value is not None:
        assert setting.least is not None
        assert setting.most is not None
        assert setting.least <= value <= setting.most
        assert read_value(setting, written(value)) == value
    assert verdict(setting, kind, setting.default(kind), {}).refusal is None, "a default is always taken"


@given(st.sampled_from(list(CATALOGUE)), st.text(max_size=12))
def test_what_is_no_value_is_never_read_as_one(code: Code, typed: str) -> None:
    setting = CATALOGUE[code]
    try:
        value = read_value(setting, typed)
    except ValueError:
        return
    assert written(value) == typed.strip() or value == int(typed)


def test_every_setting_has_a_default_for_at_least_one_kind_and_a_unit_or_answers() -> None:
    for setting in CATALOGUE.values():
        assert setting.defaults
        assert bool(setting.choices) != isinstance(setting.unit, Unit)
        assert isinstance(setting.basis, Basis)


def test_a_copy_takes_over_what_was_set_but_not_what_somebody_accepted_once() -> None:
    held = ProgrammeSettings(
        ONE,
        {
            Code.GAP_LEAST: 1,  # the head allowed it
            Code.MENTEES_PER_MENTOR: 2,  # accepted with a reason
            Code.MEETING_LONGEST: 45,
            Code.CONSENT: Consent.NOTICE.value,
            Code.PULSE_EVERY: 30,  # set, and the default all the same
        },
    )
    kept, left = carried_over(held)
    assert kept == {Code.MEETING_LONGEST: 45, Code.CONSENT: Consent.NOTICE.value}
    assert left == [Code.GAP_LEAST, Code.MENTEES_PER_MENTOR]


# ---- The gap -----------------------------------------------------------------------------------------------------


def test_the_head_is_asked_once_with_a_reason_for_less_than_the_default() -> None:
    ask = {"waiting": False, "allowed": None}
    assert refusal_to_ask(ONE, 1, "Few in Year 10.", **ask) is None
    assert refusal_to_ask(ONE, 2, "Few in Year 10.", **ask) is GapRefusal.NOT_SMALLER
    assert refusal_to_ask(ONE, -1, "Few in Year 10.", **ask) is GapRefusal.NOT_SMALLER
    assert refusal_to_ask(Kind.DROP_IN, 0, "Why not.", **ask) is GapRefusal.NOT_SMALLER
    assert refusal_to_ask(ONE, 1, "  ", **ask) is GapRefusal.REASON_WANTED
    assert refusal_to_ask(ONE, 1, "x", waiting=True, allowed=None) is GapRefusal.ASKED_ALREADY
    assert refusal_to_ask(ONE, 0, "x", waiting=False, allowed=1) is GapRefusal.ALLOWED_ALREADY


def test_nobody_decides_about_their_own_request_or_twice_or_without_words() -> None:
    assert refusal_to_decide(GapState.WAITING, asked_by="a", decider="b", words="Fine.") is None
    assert refusal_to_decide(GapState.WAITING, asked_by="a", decider="a", words="x") is GapRefusal.OWN_REQUEST
    assert (
        refusal_to_decide(GapState.WAITING, asked_by="a", decider="b", words="") is GapRefusal.REASON_WANTED
    )
    for state in (GapState.ALLOWED, GapState.DECLINED, GapState.WITHDRAWN):
        assert refusal_to_decide(state, asked_by="a", decider="b", words="x") is GapRefusal.DECIDED_ALREADY


# ---- Dates ---------------------------------------------------------------------------------------------------------

YEAR = example_terms("england", 2026)
NEXT = example_terms("england", 2027)
TIMES = SchoolTime(
    zone="Europe/London",
    day_starts=time(8, 45),
    day_ends=time(15, 15),
    school_weekdays=frozenset(range(5)),
    hours=example_hours(),
    terms=YEAR.terms,
    holidays=YEAR.holidays,
    exam_weeks=YEAR.exam_weeks,
)


def test_a_school_year_has_its_weeks_and_exams_and_holidays_are_excused() -> None:
    found = length(TIMES, Dates(YEAR.terms[0].first, YEAR.terms[-1].last))
    assert 34 <= found.school_weeks <= 38
    assert found.exam_weeks == 2
    assert found.free_weeks >= 6
    assert not found.is_short


def test_fewer_than_nine_weeks_of_school_need_a_reason() -> None:
    monday = date(2026, 11, 2)
    eight = Dates(monday, monday + timedelta(weeks=8) - timedelta(days=3))
    short = length(TIMES, eight)
    assert short.school_weeks < 9
    assert refusals_of_dates(eight, [short]) == [DatesRefusal.SHORT_WITHOUT_REASON]
    assert refusals_of_dates(eight, [short], "Only the spring term.") == []
    long = length(TIMES, Dates(monday, date(2027, 3, 1)))
    assert refusals_of_dates(eight, [long, short]) == [DatesRefusal.SHORT_WITHOUT_REASON]


def test_dates_that_cannot_be_are_refused() -> None:
    backwards = Dates(date(2027, 1, 2), date(2027, 1, 1))
    assert refusals_of_dates(backwards, []) == [DatesRefusal.ENDS_BEFORE_IT_STARTS]
    for_ever = Dates(date(2027, 1, 1), date(2037, 1, 1))
    assert refusals_of_dates(for_ever, []) == [DatesRefusal.TOO_LONG]


def test_without_terms_for_that_time_every_week_counts() -> None:
    for times in (replace(TIMES, terms=()), replace(TIMES, terms=example_terms("england", 2030).terms)):
        found = length(times, Dates(date(2026, 11, 2), date(2026, 11, 15)))
        assert (found.school_weeks, found.exam_weeks, found.free_weeks) == (2, 0, 0)


def test_a_new_programme_begins_with_the_next_school_day_and_ends_with_the_school_year() -> None:
    both = replace(TIMES, terms=(*YEAR.terms, *NEXT.terms), holidays=(*YEAR.holidays, *NEXT.holidays))
    found = usual_dates(both, date(2026, 11, 3))
    assert found.starts == date(2026, 11, 4)
    assert found.ends == YEAR.terms[-1].last
    assert usual_dates(both, date(2027, 8, 1)).starts == NEXT.terms[0].first
    nothing_known = usual_dates(replace(TIMES, terms=()), date(2026, 11, 3))
    assert nothing_known.starts == date(2026, 11, 3)


@given(
    st.dates(date(2024, 9, 1), date(2027, 6, 1)),
    st.integers(7, 300),
    st.dates(date(2026, 1, 1), date(2027, 7, 1)),
)
def test_moved_dates_come_later_and_lie_on_school_days_where_terms_are_known(
    starts: date, days: int, today: date
) -> None:
    both = replace(TIMES, terms=(*YEAR.terms, *NEXT.terms), holidays=(*YEAR.holidays, *NEXT.holidays))
    old = Dates(starts, starts + timedelta(days=days))
    new = moved_dates(both, old, today)
    assert today < new.starts <= new.ends
    if any(term.first <= new.starts <= term.last for term in both.terms) and new.starts != new.ends:
        assert is_school_day(both, new.starts) or (new.ends - new.starts).days == days


# ---- Slots ---------------------------------------------------------------------------------------------------------

TUESDAY = 1


def slot(starts: str, ends: str, weekday: int = TUESDAY, week: str = "") -> SlotTime:
    return SlotTime(weekday, week, time.fromisoformat(starts), time.fromisoformat(ends))


@pytest.mark.parametrize(
    "wanted, found",
    [
        (slot("12:40", "13:10"), []),
        (slot("12:30", "13:20"), []),
        (slot("08:45", "09:05"), []),
        (slot("13:00", "12:40"), [SlotRefusal.ENDS_BEFORE_IT_STARTS]),
        (slot("12:40", "12:55"), [SlotRefusal.SHORTER_THAN_A_MEETING]),
        (slot("11:00", "11:30"), [SlotRefusal.OUTSIDE_SUPERVISED_HOURS]),
        (slot("13:00", "13:40"), [SlotRefusal.OUTSIDE_SUPERVISED_HOURS]),
        (slot("12:40", "13:10", weekday=5), [SlotRefusal.NOT_A_SCHOOL_DAY]),
        (slot("12:40", "13:10", week="A"), [SlotRefusal.WEEK_WITHOUT_A_CYCLE]),
    ],
)
def test_a_slot_lies_within_the_supervised_hours(wanted: SlotTime, found: list[SlotRefusal]) -> None:
    assert refusals_of_time(TIMES, wanted, shortest=20) == found


def test_in_two_weeks_in_turn_a_slot_of_every_week_is_supervised_in_both() -> None:
    only_a = SupervisedHours(TUESDAY, "A", time(12, 30), time(13, 20), "Lunch")
    times = replace(TIMES, cycle_weeks=2, hours=(only_a,))
    assert within_supervised_hours(times, slot("12:40", "13:10", week="A"))
    assert not within_supervised_hours(times, slot("12:40", "13:10", week="B"))
    assert not within_supervised_hours(times, slot("12:40", "13:10"))
    both = replace(times, hours=(only_a, replace(only_a, week="B")))
    assert within_supervised_hours(both, slot("12:40", "13:10"))


QUARTERS = st.integers(0, 95).map(lambda each: time(each // 4, each % 4 * 15))
HOURS = st.builds(
    SupervisedHours, st.just(TUESDAY), st.sampled_from([None, "A", "B"]), QUARTERS, QUARTERS, st.just("x")
)


@given(st.lists(HOURS, max_size=4), QUARTERS, QUARTERS, st.sampled_from(["", "A", "B"]))
def test_no_minute_of_a_slot_that_is_taken_is_without_an_adult(
    hours: list[SupervisedHours], starts: time, ends: time, week: str
) -> None:
    monday = YEAR.terms[0].first - timedelta(days=YEAR.terms[0].first.weekday())
    times = replace(TIMES, cycle_weeks=2, hours=tuple(hours), holidays=(), cycle_anchor=monday)
    wanted = SlotTime(TUESDAY, week, starts, ends)
    taken = not refusals_of_time(times, wanted, shortest=0)
    tuesdays = {"B": monday + timedelta(days=8), "A": monday + timedelta(days=15)}  # weeks take turns
    in_weeks = [tuesdays[each] for each in (week or "AB")]
    assert taken == all(supervised_throughout(times, day, starts, ends) for day in in_weeks)


def test_two_slots_are_at_the_same_time_when_they_share_a_minute_of_some_week() -> None:
    assert same_time(slot("12:30", "13:00"), slot("12:50", "13:20"))
    assert not same_time(slot("12:30", "13:00"), slot("13:00", "13:20"))
    assert not same_time(slot("12:30", "13:00", week="A"), slot("12:30", "13:00", week="B"))
    assert same_time(slot("12:30", "13:00", week="A"), slot("12:30", "13:00"))
    assert not same_time(slot("12:30", "13:00"), slot("12:30", "13:00", weekday=2))


def test_what_changes_around_a_slot_is_found_later() -> None:
    lunch = slot("12:40", "13:10")
    assert problems_of_slot(TIMES, lunch, approved_places=["library"], adults=["ann"]) == []
    assert problems_of_slot(replace(TIMES, hours=()), lunch, approved_places=[], adults=[]) == [
        SlotProblem.OUTSIDE_SUPERVISED_HOURS,
        SlotProblem.NO_PLACE,
        SlotProblem.NO_ADULT,
    ]
    in_week_b = slot("12:40", "13:10", week="B")
    assert problems_of_slot(TIMES, in_week_b, approved_places=["library"], adults=["ann"]) == [
        SlotProblem.OUTSIDE_SUPERVISED_HOURS
    ]


# ---- Opening and closing -------------------------------------------------------------------------------------------

READY = ProgrammeFacts(sites=1, slots=3, safe_slots=2, in_charge=["ann"], ends=date(2027, 7, 16))
TODAY = date(2026, 11, 3)


def test_a_programme_opens_with_a_place_a_time_and_an_adult() -> None:
    assert missing_before_opening(READY, TODAY) == []
    for change, missing in (
        ({"sites": 0}, Missing.NO_SITE),
        ({"slots": 0, "safe_slots": 0}, Missing.NO_SLOT),
        ({"safe_slots": 0}, Missing.NO_SAFE_SLOT),
        ({"in_charge": []}, Missing.NOBODY_IN_CHARGE),
        ({"ends": date(2026, 11, 2)}, Missing.OVER_ALREADY),
    ):
        lacking = replace(READY, **change)  # type: ignore[arg-type]
        assert missing_before_opening(lacking, TODAY) == [missing]
        assert refusals_to_move(Status.DRAFT, Status.OPEN, lacking, TODAY) == [missing]
        assert refusals_to_move(Status.OPEN, Status.CLOSED, lacking, TODAY) == []


@given(st.sampled_from(list(Status)), st.sampled_from(list(Status)))
def test_every_move_can_be_undone(one: Status, other: Status) -> None:
    there = refusals_to_move(one, other, READY, TODAY)
    assert there == refusals_to_move(other, one, READY, TODAY)
    assert (there == [StatusRefusal.NOT_FROM_HERE]) == (one is other)


# ---- Role descriptions -------------------------------------------------------------------------------------------


def test_words_are_kept_only_whole() -> None:
    good = words()
    assert refusals_of_text(good) == []
    empty = replace(good, blocks={**good.blocks, Block.STOPPING: "  "})
    assert refusals_of_text(empty) == [TextRefusal.EMPTY_BLOCK]
    asks = good.questions[0]
    for wrong in (
        replace(asks, asks=""),
        replace(asks, why=" "),
        replace(asks, right=3),
        replace(asks, right=-1),
        replace(asks, answers=("Yes.",)),
        replace(asks, answers=("Yes.", "Yes.", "No.")),
        replace(asks, answers=("Yes.", "", "No.")),
    ):
        found = refusals_of_text(replace(good, questions=(asks, asks, wrong)))
        assert found == [TextRefusal.QUESTION_UNFINISHED]
    assert refusals_of_text(replace(good, questions=(asks,))) == [TextRefusal.QUESTION_UNFINISHED]


VERSIONS = [(1, EditKind.FIRST), (2, EditKind.CORRECTION), (3, EditKind.CHANGE), (4, EditKind.CORRECTION)]


@pytest.mark.parametrize(
    "signed, needed, since", [(None, True, 1), (1, True, 3), (2, True, 3), (3, False, None), (4, False, None)]
)
def test_only_a_change_of_what_was_agreed_asks_for_a_signature(
    signed: int | None, needed: bool, since: int | None
) -> None:
    assert needs_signature(signed, VERSIONS) is needed
    assert version_that_asks(signed, VERSIONS) == since


@given(st.lists(st.sampled_from([EditKind.CORRECTION, EditKind.CHANGE]), max_size=8), st.integers(1, 9))
def test_whoever_signed_the_newest_version_never_signs_again(edits: list[EditKind], signed: int) -> None:
    versions = [(1, EditKind.FIRST), *enumerate(edits, 2)]
    newest = versions[-1][0]
    assert not needs_signature(newest, versions)
    assert needs_signature(signed, versions) == (version_that_asks(signed, versions) is not None)


def test_ten_school_days_are_counted_over_a_holiday() -> None:
    holiday = YEAR.holidays[0]
    before = holiday.first - timedelta(days=3)
    last = sign_by(TIMES, before, 10)
    assert last is not None
    assert (last - before).days > 14


TEXTS = st.text(alphabet="ab c\n.", max_size=40)


@given(TEXTS, TEXTS)
def test_side_by_side_each_side_is_its_own_text_again(old: str, new: str) -> None:
    blank = RoleText(dict.fromkeys(Block, ""), ())
    before = replace(blank, blocks={**blank.blocks, Block.WHAT: old})
    after = replace(blank, blocks={**blank.blocks, Block.WHAT: new})
    found = differences(before, after)[0]
    assert "".join(run.text for run in found.before) == old + "\n"
    assert "".join(run.text for run in found.after) == new + "\n"
    assert found.is_same == (old == new)


def test_one_changed_word_is_marked_and_nothing_else() -> None:
    before, after = words(), words()
    after = replace(after, blocks={**after.blocks, Block.LISTENING: "Words about talking."})
    found = {each.part: each for each in differences(before, after)}
    changed = found.pop("listening")
    assert [(run.change, run.text) for run in changed.before] == [
        ("same", "Words about "),
        ("out", "listening.\n"),
    ]
    assert [(run.change, run.text) for run in changed.after] == [
        ("same", "Words about "),
        ("in", "talking.\n"),
    ]
    assert all(each.is_same for each in found.values())
    assert len(found) == len(Block) - 1 + 3


def test_a_question_that_changes_its_right_answer_is_a_difference() -> None:
    asks = Question("What now?", ("Wait.", "Tell.", "Go."), 1, "Why.")
    text = replace(words(), questions=(asks,) * 3)
    other = replace(text, questions=(asks, asks, replace(asks, right=0)))
    assert [each.part for each in differences(text, other) if not each.is_same] == ["3"]
