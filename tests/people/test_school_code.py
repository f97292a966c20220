"""The code of a school: suggested from its name, and always one that can be typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people.rules.school_code import LONGEST, is_school_code, suggested_code


@pytest.mark.parametrize(
    "name, code",
    [
        ("Alderbrook School", "alderbrook"),
        ("St Anne's Primary School", "st-annes"),
        ("St Anne’s Primary School", "st-annes"),
        ("The Queen Elizabeth the Second Memorial Academy", "qesm"),
        ("École Élémentaire", "ecole"),
        ("Primary School", "primary"),
        ("Schule am Zuckmayerkaiserwilhelmplatz", "saz"),
        ("Zuckmayerkaiserwilhelmplatz", "zuckmayerkai"),
        ("Q", "q-school"),
        ("Answer", "answer-school"),
        ("学校", "school"),
        ("", "school"),
    ],
)
def test_a_code_is_suggested_from_the_name(name: str, code: str) -> None:
    assert suggested_code(name) == code


def test_a_taken_code_gets_a_number() -> None:
    taken = {"alderbrook", "alderbrook-2"}
    assert suggested_code("Alderbrook School", taken) == "alderbrook-3"
    assert suggested_code("Zuckmayerkaiserwilhelmplatz", {"zuckmayerkai"}) == "zuckmayerkai-2"


@pytest.mark.parametrize(
    "text",
    ["", "a", "Alder", "al der", "-alder", "alder-", "al--der", "é2", "x" * 21, "answer", "sent", "a\n"],
)
def test_what_cannot_be_a_code(text: str) -> None:
    assert not is_school_code(text)


@given(st.text(max_size=60), st.sets(st.sampled_from(["school", "school-2", "a-school", "st-annes"])))
def test_every_suggestion_is_a_code_and_not_taken(name: str, taken: set[str]) -> None:
    code = suggested_code(name, taken)
    assert is_school_code(code)
    assert code not in taken
    assert len(code) <= LONGEST
