"""Every code has its sentence, and the words that the product ships can be read by those whom they are for."""

from enum import StrEnum

import pytest
from textstat import textstat

from mentoring.programme import wording
from mentoring.programme.rules.dates import DatesRefusal
from mentoring.programme.rules.gap import GapRefusal, GapState
from mentoring.programme.rules.kinds import (
    DetailsRefusal,
    Kind,
    Missing,
    ProgrammeRole,
    Status,
    StatusRefusal,
)
from mentoring.programme.rules.roles import LISTS, Block, EditKind, RoleText, TextRefusal, refusals_of_text
from mentoring.programme.rules.settings import CATALOGUE, Basis, Code, Group, Unit, settings_of_kind
from mentoring.programme.rules.slots import PlaceRefusal, SlotProblem, SlotRefusal
from mentoring.programme.rules.verdicts import SettingRefusal, Verdict
from mentoring.programme.wording import roles as role_words
from mentoring.programme.wording import settings as setting_words
from mentoring.programme.wording.first_texts import first_text, first_texts
from tests.conftest import Prepared

GRADES = {ProgrammeRole.MENTOR: 6, ProgrammeRole.MENTEE: 4}  # US school years: eleven and nine years old
ONE_SENTENCE = 2  # grades above that no one sentence may be
REFUSALS: tuple[type[StrEnum], ...] = (
    DetailsRefusal, DatesRefusal, Missing, StatusRefusal, SlotRefusal, PlaceRefusal, GapRefusal, TextRefusal,
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(sqlite_app: Prepared):
    with sqlite_app.app.test_request_context():
        yield


@pytest.mark.parametrize("codes", REFUSALS)
def test_every_refusal_has_a_sentence(codes: type[StrEnum]) -> None:
    for code in codes:
        sentence = wording.sentence_for(code)
        assert sentence.endswith(".")
        assert len(sentence.split()) > 2


def test_no_sentence_is_kept_for_a_code_that_is_gone() -> None:
    assert set(wording.SENTENCES) == {str(code) for codes in REFUSALS for code in codes}


def test_every_kind_status_role_and_problem_is_called_something() -> None:
    assert set(wording.KINDS) == set(wording.KIND_SENTENCES) == set(Kind)
    assert set(wording.STATUSES) == set(wording.STATUS_TONES) == set(wording.MOVED) == set(Status)
    assert set(wording.ROLES) == set(ProgrammeRole)
    assert set(wording.PROBLEMS) == set(SlotProblem)
    assert set(wording.GAP_STATES) == set(GapState)
    assert set(role_words.BLOCKS) == set(Block)
    assert set(role_words.EDITS) == set(EditKind)
    assert set(role_words.EDIT_HINTS) == {EditKind.CORRECTION, EditKind.CHANGE}


def test_every_setting_says_what_it_does_where_it_comes_from_and_why_it_is_limited() -> None:
    assert set(setting_words.LABELS) == set(setting_words.SENTENCES) == set(Code)
    assert set(setting_words.GROUPS) == set(Group)
    assert set(setting_words.BASES) == set(Basis)
    assert set(setting_words.UNITS) == set(Unit)
    warned = {code for code, each in CATALOGUE.items() if each.warns_over is not None or each.warns_on}
    assert set(setting_words.WARNINGS) == warned
    for setting in CATALOGUE.values():
        if setting.choices:
            assert set(setting_words.CHOICES[setting.code]) == set(setting.choices)
        for kind in setting.defaults:
            assert setting_words.amount(setting.default(kind), setting)
        assert all(len(sentence) > 10 for sentence in setting_words.limits(setting))


# The floors and ceilings of the table of rules, each of which is explained where it is set.
EXPLAINED = {
    (Code.TRAINING_FIRST, "least"), (Code.PREPARATION, "least"), (Code.MENTEES_PER_MENTOR, "most"),
    (Code.CHECK_IN_BY, "most"), (Code.CHECK_IN_FROM, "most"), (Code.CHECK_IN_FIRST_YEAR, "most"),
    (Code.CHECK_IN_LATER, "most"), (Code.SMALL_NUMBERS, "least"),
}  # fmt: skip


def test_every_hard_limit_of_the_table_says_why() -> None:
    assert set(setting_words.WHY) == EXPLAINED


@pytest.mark.parametrize("refusal", SettingRefusal)
def test_every_refusal_of_a_setting_has_a_sentence_for_every_setting(refusal: SettingRefusal) -> None:
    for setting in CATALOGUE.values():
        said = setting_words.refusal_sentence(setting, Verdict(refusal, other=Code.GAP_MOST), 2)
        assert said.strip().endswith(".")
        assert "%" not in said
        assert "None" not in said


@pytest.mark.parametrize("kind", Kind)
def test_a_new_programme_has_whole_words_for_both_roles(kind: Kind) -> None:
    texts = first_texts(kind)
    assert set(texts) == set(ProgrammeRole)
    for text in texts.values():
        assert refusals_of_text(text) == []
        assert settings_of_kind(kind)
        assert len(text.lines(Block.FINE)) >= 5
        assert len(text.lines(Block.NOT_FINE)) >= 5


def sentences_of(text: RoleText) -> list[str]:
    prose = " ".join(text.blocks[block] for block in Block if block not in LISTS)
    lines = [f"{line}." for block in LISTS for line in text.lines(block)]
    asked = [each for one in text.questions for each in (one.asks, *one.answers, one.why)]
    whole = " ".join([prose, *lines, *asked]).replace("“", "").replace("”", "")
    return [
        f"{sentence.strip()}."
        for sentence in whole.replace("?", ".").replace(":", ".").split(".")
        if sentence.strip()
    ]


@pytest.mark.parametrize("role", ProgrammeRole)
@pytest.mark.parametrize("kind", Kind)
def test_the_words_are_as_easy_as_those_who_sign_them_need(kind: Kind, role: ProgrammeRole) -> None:
    found = sentences_of(first_text(kind, role))
    assert textstat.flesch_kincaid_grade(" ".join(found)) <= GRADES[role]
    hard = {each: textstat.flesch_kincaid_grade(each) for each in found if len(each.split()) > 6}
    assert {each: grade for each, grade in hard.items() if grade > GRADES[role] + ONE_SENTENCE} == {}
    assert max(len(each.split()) for each in found) <= 25


# What a role description must say, whatever else it says.
SAID = {
    ProgrammeRole.MENTOR: (
        "not a counsellor", "rescue", "do not keep secrets", "Listen more than you talk", "adult the same day",
        "no messages", "in the corridor, at a club or on the bus is fine", "do not need a reason",
        "Share your own story only if you'd be fine with everyone knowing it",
    ),
    ProgrammeRole.MENTEE: (
        "can't keep a secret if someone may get hurt", "on the bus is fine", "No messages", "don't need a reason",
        "Share your own story only if you'd be fine with everyone knowing it", "You are never in trouble for telling",
    ),
}  # fmt: skip


@pytest.mark.parametrize("role", ProgrammeRole)
def test_the_words_say_what_a_role_is_not_and_how_to_stop(role: ProgrammeRole) -> None:
    whole = " ".join(first_text(Kind.ONE_TO_ONE, role).blocks.values())
    assert [words for words in SAID[role] if words not in whole] == []
    assert "!" not in whole
