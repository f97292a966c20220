"""What *Today* reads of a large school is enough: nobody about whom staff have a task is left out by it."""

from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.demo.actions import hash_secrets, load_demo
from mentoring.joining.models import Enrolment
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import standings
from mentoring.joining.queries.rounds import may_wait, waiting_in
from mentoring.joining.queries.work import at_work
from mentoring.joining.views.waiting import task_of
from mentoring.programme.queries.programmes import open_programmes
from tests.conftest import Prepared


def test_every_task_is_found_though_everybody_has_a_partner(sqlite_app: Prepared) -> None:
    sqlite_app.renew()
    app: Flask = sqlite_app.app
    before = app.extensions["paired"]
    app.extensions["paired"] = lambda school_id: select(Enrolment.id).where(Enrolment.school_id == school_id)
    try:
        with app.test_request_context(), transaction.unit():
            school = load_demo(hash_secrets(), now=clock.now())
            assert school is not None
            programmes = open_programmes(school.id)
            today = clock.today(school.zone)
            found = at_work(programmes, today=today, reader_id=None)
            tasks = 0
            for programme in programmes:
                everybody = standings(programme, enrolments(programme), reader_id=None)
                wanted = {each.enrolment.id: task_of(each) for each in everybody if task_of(each)}
                here = found[programme.id]
                assert {e.enrolment.id: task_of(e) for e in here.everybody if task_of(e)} == wanted
                assert here.unpaired == []
                tasks += len(wanted)
            assert tasks > 3
            for only in ([], [may_wait()]):
                waits = [
                    each for each in waiting_in(programmes, *only) if each.view is None or each.is_to_decide
                ]
                assert [each.enrolment.id for each in waits] == [
                    each.enrolment.id
                    for each in waiting_in(programmes)
                    if each.view is None or each.is_to_decide
                ]
    finally:
        app.extensions["paired"] = before
