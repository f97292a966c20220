"""Statements that are built once hold nothing of one request: no id, no day, nobody's words (ADR 12)."""

import functools
import importlib
import inspect
import itertools
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_type_hints

from sqlalchemy import CompoundSelect, Select
from sqlalchemy.dialects import sqlite

import mentoring
from mentoring.joining.queries.work import _who_may_be_at_work
from mentoring.meetings.queries.sides import _sides
from mentoring.raising.models import ConcernExclusion, ConcernRoute
from mentoring.safeguarding.queries.knowing import _lines
from mentoring.together import Together

ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
# What builders take beside flags. Everything else that is not a flag is a mistake.
OTHERS: dict[Any, dict[str, list[Any]]] = {
    _sides: {
        "days": [
            frozenset(),
            frozenset({"last_by", "again_by", "newest_by"}),
            frozenset({"first_met_before", "last_by", "again_by", "newest_by"}),
        ]
    },
    _who_may_be_at_work: {"paired": [None]},
    _lines: {"model": [ConcernRoute, ConcernExclusion]},
}


def _builders() -> Iterator[Any]:
    for found in pkgutil.walk_packages(mentoring.__path__, "mentoring."):
        module = importlib.import_module(found.name)
        for made in vars(module).values():
            is_kept = isinstance(made, functools._lru_cache_wrapper) and made.__module__ == module.__name__
            if is_kept and get_type_hints(made).get("return") in (Select, CompoundSelect, Together):
                yield made


def _every_way(builder: Any) -> Iterator[dict[str, Any]]:
    """Yield the arguments of every statement that a builder can build; fail where one is no flag."""
    choices = {}
    for name, parameter in inspect.signature(builder).parameters.items():
        known = OTHERS.get(builder, {}).get(name)
        assert known is not None or parameter.annotation is bool, f"{builder.__qualname__}: {name} is no flag"
        choices[name] = known or [False, True]
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def test_what_is_built_once_holds_nothing_of_one_request() -> None:
    builders = list(_builders())
    assert len(builders) >= 20  # else the search finds none any more
    for builder in builders:
        for given in _every_way(builder):
            built = builder(**given)
            statement = built.statement if isinstance(built, Together) else built
            kept = statement.compile(dialect=sqlite.dialect()).params
            for name, value in kept.items():
                wrong = isinstance(value, date) or (isinstance(value, str) and ID.fullmatch(value))
                assert not wrong, f"{builder.__module__}.{builder.__name__} keeps {name}={value!r}"
