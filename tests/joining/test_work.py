"""What *Today* reads of a large school is enough: nobody about whom staff have a task is left out by it."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from flask import current_app
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.demo.actions import hash_secrets, load_demo
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import standings
from mentoring.joining.queries.rounds import waiting_in
from mentoring.joining.queries.work import AtWork, at_work
from mentoring.joining.rules.suitability import ASKED_ABOUT
from mentoring.joining.views.waiting import task_of
from mentoring.people.models import School
from mentoring.programme.models import Programme
from mentoring.programme.queries.programmes import open_programmes
from tests.conftest import Prepared


@pytest.fixture(scope="module")
def demo(sqlite_app: Prepared) -> Iterator[list[Programme]]:
    """The open programmes of the demo school, in a request of its own."""
    sqlite_app.renew()
    with sqlite_app.app.test_request_context(), transaction.unit():
        school = load_demo(hash_secrets(), now=clock.now())
        assert school is not None
        yield open_programmes(school.id)


def at_work_in(programmes: Sequence[Programme]) -> Mapping[str, AtWork]:
    school = db.session.get_one(School, programmes[0].school_id)
    return at_work(programmes, today=clock.today(school.zone), reader_id=None)


def test_the_rounds_of_today_are_those_of_the_rounds_own_pages(demo: list[Programme]) -> None:
    waits = {
        each.enrolment.id
        for work in at_work_in(demo).values()
        for each in work.everybody
        if each.facts.state in ASKED_ABOUT and (each.waiting.view is None or each.waiting.is_to_decide)
    }
    assert waits == {each.enrolment.id for each in waiting_in(demo) if each.view is None or each.is_to_decide}
    assert len(waits) > 3


def test_every_task_is_found_though_everybody_has_a_partner(
    demo: list[Programme], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        current_app.extensions,
        "paired",
        lambda school_id: select(Enrolment.id).where(Enrolment.school_id == school_id),
    )
    found = at_work_in(demo)
    tasks = 0
    for programme in demo:
        everybody = standings(programme, enrolments(programme), reader_id=None)
        wanted = {each.enrolment.id: task_of(each) for each in everybody if task_of(each)}
        here = found[programme.id]
        assert {e.enrolment.id: task_of(e) for e in here.everybody if task_of(e)} == wanted
        assert here.unpaired == []
        tasks += len(wanted)
    assert tasks > 3
