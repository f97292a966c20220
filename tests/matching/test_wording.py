"""Every code of matching has its words, and no word stands for a code that is not there."""

import pytest
from flask import Flask

from mentoring.matching.engine.codes import Basis, Boundary, Criterion, Severity, Weight
from mentoring.matching.rules.board import (
    AT_LEAST,
    BoardRefusal,
    BoardState,
    Fit,
    Order,
    fit_of,
    gender_of,
    languages_of,
    refusal_of_sizes,
)
from mentoring.matching.wording import board as words

SAID = [
    (words.FITS, Fit), (words.AT_LEAST, Fit), (words.EVERY, Fit), (words.ORDERS, Order),
    (words.STATES, BoardState), (words.BOUNDARIES, Boundary), (words.BETWEEN, Boundary),
    (words.SEVERITIES, Severity), (words.BASES, Basis), (words.CRITERIA, Criterion),
    (words.MEANINGS, Criterion), (words.WEIGHTS, Weight), (words.REFUSALS, BoardRefusal),
]  # fmt: skip


@pytest.mark.parametrize("said,codes", SAID, ids=lambda each: getattr(each, "__name__", ""))
def test_every_code_has_its_words(app: Flask, said: dict, codes: type) -> None:
    assert set(said) == set(codes)
    with app.test_request_context():
        assert all(str(each).strip() for each in said.values())
        assert len({str(each) for each in said.values()}) == len(said)


def test_what_only_the_lead_may_know_has_one_code_and_one_sentence_for_all_causes() -> None:
    causes = ("relative", "famil", "household", "keep", "rather", "safety", "bar", "specialist")
    assert not [code for code in Boundary if any(cause in code.value for cause in causes)]


@pytest.mark.parametrize(
    "score,fit", [(1000, "strong"), (700, "strong"), (699, "good"), (200, "fair"), (0, "loose")]
)
def test_a_score_is_read_as_a_word(score: int, fit: str) -> None:
    assert fit_of(score) == fit
    assert [least for least, _fit in AT_LEAST] == sorted((least for least, _fit in AT_LEAST), reverse=True)


def test_languages_are_taken_apart_however_they_are_written() -> None:
    assert languages_of("Polish, urdu and  Welsh") == {"polish", "urdu", "welsh"}
    assert languages_of(" ") == frozenset()
    assert languages_of("Swedish/Finnish; Sami.") == {"swedish", "finnish", "sami"}


def test_own_words_for_a_gender_are_the_same_when_they_are_said_the_same() -> None:
    assert gender_of("own-words", "  Non  Binary ") == gender_of("own-words", "non binary")
    assert gender_of("own-words", " ") == ""
    assert gender_of("girl", "") != gender_of("boy", "")


@pytest.mark.parametrize(
    "mentors,mentees,most,expected",
    [
        (1, 1, (1, 1), None),
        (0, 1, (1, 1), BoardRefusal.NOBODY_TICKED),
        (2, 1, (1, 1), BoardRefusal.ONE_AND_ONE),
        (2, 10, (2, 10), None),
        (3, 10, (2, 10), BoardRefusal.TOO_MANY_MENTORS),
        (2, 11, (2, 10), BoardRefusal.TOO_MANY_MENTEES),
    ],
)
def test_the_size_of_a_pairing_is_the_programmes(
    mentors: int, mentees: int, most: tuple[int, int], expected: BoardRefusal | None
) -> None:
    assert refusal_of_sizes(mentors, mentees, most=most) == expected
