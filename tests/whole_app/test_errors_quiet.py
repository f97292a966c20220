"""When something breaks, nobody's words are in the log, and the page's number finds what broke.

In every view of the house in turn an error is raised that carries words in its message, in its cause, in the
database's own parameters and in what the view held; the form carries some too. On SQLite: an error is written
down above the database. What PostgreSQL says of a refused row is tried there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import Rule

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.home import views as home_views
from mentoring.jobs import outbox, worker
from mentoring.jobs.models import Job
from mentoring.people.models import Throttle
from mentoring.web import errors
from tests.access.table import A_ROOM, A_TURN
from tests.conftest import Prepared
from tests.support.crawling import Answer
from tests.support.worlds import Snapshot, client_for, everything_logged, new_database
from tests.whole_app.places import Place, address_of, place_on
from tests.whole_app.valid_forms import send

HELD, SAID, CAUSED, GIVEN = "Heldwordqz", "Saidwordqz", "Causewordqz", "Givenwordqz"
TYPED = "Typedwordqz"  # in the form: given back to whoever typed it, and written nowhere
QUIET = (HELD, SAID, CAUSED, GIVEN)
NUMBER = re.compile(r'<span class="code">(\d{8})</span>')


def breaks(*_: Any, **__: Any) -> Any:
    """Stands in for a view whose code has a mistake."""
    held = {"what the child wrote": HELD}
    try:
        raise KeyError(CAUSED)
    except KeyError as cause:
        problem = RuntimeError(f"{SAID}, and not {held}")
        problem.add_note(SAID)
        raise problem from cause


def breaks_in_the_database(*_: Any, **__: Any) -> Any:
    """Stands in for a view whose row the database refuses, as the drivers say it."""
    held = {"text": GIVEN}
    raise IntegrityError(f"INSERT INTO concern (text) VALUES ('{SAID}')", held, ValueError(CAUSED))


BREAKS = [breaks, breaks_in_the_database]


@dataclass
class Broken:
    """The house on SQLite, where one view after the other breaks."""

    place: Place
    start: Snapshot
    log: list[str]

    def errors_written(self) -> str:
        """Return all of the error log."""
        path = self.place.app.extensions["settings"].error_log
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture(scope="module")
def broken(sqlite_app: Prepared) -> Iterator[Broken]:
    with place_on(sqlite_app) as place, everything_logged() as log:
        place.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield Broken(place, Snapshot(place.app, "errors"), log)
        place.app.config["PROPAGATE_EXCEPTIONS"] = True


def view_behind(app: Flask, endpoint: str) -> Any:
    """Return the cell in which the guard of a route keeps the view itself."""
    guarded = app.view_functions[endpoint]
    return dict(zip(guarded.__code__.co_freevars, guarded.__closure__ or (), strict=True))["view"]


def everything_asked(app: Flask) -> list[tuple[Rule, str]]:
    """Return every route with the methods that lead to its view."""
    rules: list[Rule] = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [(rule, method) for rule in rules for method in ("GET", "POST") if method in (rule.methods or ())]


def asked(place: Place, rule: Rule, method: str) -> Answer:
    """Ask for a route as somebody who may, with words in what is sent."""
    if method == "POST":
        return send(place, rule.endpoint, {"note": f"{TYPED} and more"})
    who = next((who for who, pages in OPENED_BY.items() if rule.endpoint in pages), "lead")
    return place.browser(who).get(f"{address_of(place, rule)}?note={TYPED}")


# Who opens the pages that the lead may not.
OPENED_BY = {
    "administrator": {"school.details", "school.add_site"},
    "coordinator": {
        "school.site_day", "school.hours", "school.change_hours", "school.calendar", "school.change_dates",
        "students.add", "students.edit", "students.left", "own_trail.own_actions", "roster.start", "roster.draft",
        "roster.rows", "roster.taken", "roster.missing", "roster.delete_page", "programmes.choose_kind",
        "programmes.add", "programmes.details", "programmes.copy", "programmes.ask_gap", "programmes.add_slot",
        "programmes.change_slot", "enrolments.sign_together", "enrolments.letter", "enrolments.training",
        "enrolments.tutors", "enrolments.decide_round", "matching.swap", "matching.not_these_two",
        "matching.weights", "matching.by_hand", "matching.keep_apart", "matching.meet_guests",
        "matching.meet_key_in", "matching.move_in_groups",
        "programmes.edit_role", "programmes.add_place", "programmes.change_place",
        "meetings.register", "meetings.paper", "meetings.absences", "meetings.away",
    },
    "mentor": {
        "joining.programmes", "joining.join", "joining.answer", "joining.pausing", "joining.begin",
        "joining.about", "joining.question", "joining.last", "joining.agree", "joining.course",
        "joining.course_part", "partner.question", "partner.choose", "my_meetings.ask", "my_meetings.card",
        "my_meetings.choose", "my_meetings.guide", "my_meetings.write_up", "my_meetings.write_up_another_day",
    },
    "mentee": {"my_meetings.how", "my_meetings.thank_you"},
    "supervisor": {"room.choose"},
    A_ROOM: {"room.overview", "room.register", "room.turn", "room.close"},
    A_TURN: {"room.turn_here"},
    "head": {"trail.overview", "programmes.decide_gap"},
}  # fmt: skip


@pytest.mark.parametrize("problem", BREAKS)
def test_whatever_breaks_nobodys_words_are_written_and_the_number_finds_it(
    broken: Broken, problem: Callable[..., Any]
) -> None:
    app = broken.place.app
    for rule, method in everything_asked(app):
        broken.start.restore()
        cell = view_behind(app, rule.endpoint)
        view = cell.cell_contents
        cell.cell_contents = problem
        try:
            answer = asked(broken.place, rule, method)
        finally:
            cell.cell_contents = view
        check_quiet(broken, answer, problem.__name__)


def check_quiet(broken: Broken, answer: Answer, place: str) -> None:
    """Fail unless the page says no word of the error, and its number finds where it was and nothing else."""
    assert answer.status == 500, f"{answer} did not break"
    assert not [word for word in QUIET if word in answer.text], answer
    if answer.method == "GET":
        assert TYPED not in answer.text.replace("next=", ""), answer
    found = NUMBER.search(answer.text)
    assert found, f"{answer} shows no number"
    told = broken.place.app.test_cli_runner().invoke(args=["errors", found[1]])
    assert told.exit_code == 0 and found[1] in told.output
    assert place in told.output, "it does not say where"
    written = f"{broken.errors_written()} {broken.log} {told.output}"
    assert not [word for word in (*QUIET, TYPED) if word in written], answer


def test_a_row_that_the_database_refuses_is_not_written_either(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_it_twice(*_: Any, **__: Any) -> Any:
        transaction.rollback()
        transaction.begin(writes=True)
        for _ in range(2):
            db.session.add(Throttle(id=HELD, kind=GIVEN, key_hash=SAID, at=clock.now()))
            db.session.flush()
            db.session.expunge_all()

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(home_views.schools, "installation", takes_it_twice)
    with everything_logged() as log:
        page = client_for(app).get("/", checked=False)
    assert page.status_code == 500
    found = NUMBER.search(page.get_data(as_text=True))
    assert found
    written = app.extensions["settings"].error_log.read_text(encoding="utf-8")
    (line,) = (line for line in written.splitlines() if found[1] in line)
    assert "takes_it_twice" in line
    assert not [word for word in QUIET if word in f"{line} {log} {page.get_data(as_text=True)}"]


def test_a_job_that_breaks_says_where_and_nothing_else(
    sqlite_app: Prepared, capfd: pytest.CaptureFixture[str]
) -> None:
    with new_database(sqlite_app) as app, everything_logged() as log:
        kinds = outbox.registry(app).kinds
        kinds["breaks"] = outbox.Registered(breaks, slow=False)
        try:
            with app.app_context(), transaction.unit():
                outbox.ask("breaks", {}, now=clock.now())

            def report(problem: BaseException) -> None:
                with app.app_context():
                    numbers.append(errors.log(problem))

            numbers: list[str] = []
            assert worker.do_next(app, report)
        finally:
            del kinds["breaks"]
        with app.app_context(), transaction.unit(writes=False):
            assert db.session.query(Job).one().last_problem == "RuntimeError"
        told = app.test_cli_runner().invoke(args=["errors", numbers[0]]).output
        assert "breaks" in told
        written = app.extensions["settings"].error_log.read_text(encoding="utf-8")
        said = f"{told} {written} {log} {capfd.readouterr()}"
        assert not [word for word in QUIET if word in said]


def test_the_log_of_errors_does_not_grow_for_ever_and_the_last_ones_are_still_found(
    sqlite_app: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "LONGEST_LOG", 2_000)
    with new_database(sqlite_app) as app:
        with app.app_context():
            numbers = [errors.log(RuntimeError()) for _time in range(100)]
        log = app.extensions["settings"].error_log
        assert log.stat().st_size + errors.earlier(log).stat().st_size < 2 * 2_300
        for number in numbers[-8:]:
            assert number in app.test_cli_runner().invoke(args=["errors", number]).output
        assert app.test_cli_runner().invoke(args=["errors", numbers[0]]).exit_code == 1
