"""Statements that are asked as one give what each gives alone, of every type, on both databases."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from mentoring.extensions import db
from mentoring.people.models import CalendarSpan, School, Site, SupervisedHour
from mentoring.together import Together
from tests.support.factories import World


def test_each_part_gives_its_own_rows_with_their_own_types(app: Flask, world: World) -> None:
    with app.app_context():
        _is_as_alone()


def _is_as_alone() -> None:
    columns: dict[str, list[Any]] = {
        "sites": [Site.id, Site.name, Site.is_main, Site.day_starts, Site.cycle_weeks, Site.cycle_anchor],
        "hours": [SupervisedHour.starts, SupervisedHour.id, SupervisedHour.ends, SupervisedHour.weekday],
        "spans": [CalendarSpan.last_day, CalendarSpan.first_day, CalendarSpan.id],
        "schools": [School.id, School.setup_finished_at, School.created_at],
    }
    alone = {name: db.session.execute(select(*some)).all() for name, some in columns.items()}
    found = Together(**{name: select(*some) for name, some in columns.items()}).ask({})
    assert {name: sorted(map(repr, map(tuple, rows))) for name, rows in found.items()} == {
        name: sorted(map(repr, map(tuple, rows))) for name, rows in alone.items()
    }
    assert all(alone.values())  # nothing was compared with nothing
    assert any(row.cycle_anchor is None for row in found["sites"])
    assert {row.first_day for row in found["spans"]} == {row.first_day for row in alone["spans"]}


def test_a_part_without_rows_is_there_and_empty(app: Flask, world: World) -> None:
    one, none = select(School.id, School.name), select(Site.id, Site.name).where(Site.id == "")
    with app.app_context():
        found = Together(one=one, none=none).ask({})
    assert found["one"] and found["none"] == []
