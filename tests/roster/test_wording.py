"""Every code of the roster has its sentence."""

from flask import Flask

from mentoring.roster import wording
from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.families import FamilyState
from mentoring.roster.rules.people import DateOrder, KeepBirth, Why
from mentoring.roster.rules.problems import Problem, Refusal, Refused
from mentoring.roster.views.rows import PARTS, Show


def test_every_code_has_its_sentence() -> None:
    assert set(wording.REFUSED) == set(Refused)
    assert set(wording.PROBLEMS) == set(Problem)
    assert set(wording.REFUSALS) == set(Refusal)
    assert set(wording.FIELDS) == set(Field)
    assert set(wording.WHYS) == set(Why)
    assert set(wording.KEEP_BIRTH) == set(wording.KEEP_BIRTH_HINTS) == set(KeepBirth)
    assert set(wording.DATE_ORDERS) == set(DateOrder)
    assert set(wording.FAMILY_STATES) == set(wording.NO_FAMILIES) == set(FamilyState)
    assert set(PARTS) == set(Show)


def test_each_sentence_says_its_facts(app: Flask) -> None:
    facts = {"year": "x", "other": "3", "fields": "year", "name": "Ana", "id": "1", "here": "Ben"}
    with app.test_request_context():
        for problem in Problem:
            assert "%" not in wording.problem_sentence(problem, facts)
        for refused in Refused:
            told = {"most": "50,000", "file": "users.csv", "org": "x"}
            assert "%" not in wording.refused_sentence(refused, told)
