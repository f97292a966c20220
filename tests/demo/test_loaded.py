"""The demo school: what it holds; gone whole when it is removed. It is loaded once on each database for all tests."""

import json
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentoring import clock, ids, transaction
from mentoring.audit import events
from mentoring.audit.models import Purge, TrailEntry
from mentoring.audit.verifying import findings
from mentoring.commands import database
from mentoring.demo import accounts, cast
from mentoring.demo.crowd import MODELS
from mentoring.demo.programmes import BUDDIES, READING
from mentoring.extensions import db
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.readiness import standings
from mentoring.matching.engine.codes import Boundary
from mentoring.matching.engine.group_run import suggest_groups
from mentoring.matching.models import MeetAndGreet
from mentoring.matching.queries.before import choices_in
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.queries.meet_and_greet import coming
from mentoring.matching.queries.scene import scene_of
from mentoring.matching.rules.board import Fit, fit_of
from mentoring.matching.rules.meet_and_greet import MOST
from mentoring.matching.work import solved
from mentoring.people.models import KeptForm, RecoveryCode, School, SignInReport, Student
from mentoring.people.models.installation import Installation
from mentoring.people.queries import schools
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.models import Concern
from tests.conftest import prepared_app
from tests.support import postgres
from tests.support.factories import make_school

STAYS = {"trail", "purge", "installation", "alembic_version", "throttle"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_name: str
) -> Iterator[tuple[Flask, Counter[str]]]:
    """On each database in turn: an application that was told to load the demo before anything else, and its rows."""
    folder, umask = tmp_path_factory.mktemp("demo"), os.umask(0o077)
    url, name = f"sqlite:///{folder / 'mentoring.db'}", f"demo_{worker_name}"
    if request.param == "postgresql":
        postgres.shared_cluster().drop_database(name)
        url = postgres.shared_cluster().create_database(name)
    app = prepared_app(folder, url)
    assert "is here. " in _said(app, "load")
    yield app, _counts(app)
    os.umask(umask)
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        postgres.shared_cluster().drop_database(name)


@pytest.fixture
def demo(loaded: tuple[Flask, Counter[str]]) -> Flask:
    """The application with the demo in it."""
    return loaded[0]


@pytest.fixture
def as_loaded(loaded: tuple[Flask, Counter[str]]) -> Counter[str]:
    """How many rows each table had when the demo was loaded."""
    return loaded[1]


def _said(app: Flask, word: str) -> str:
    return app.test_cli_runner().invoke(args=["demo", word]).output


def _counts(app: Flask) -> Counter[str]:
    """Return how many rows each table has, but for those that outlive a school."""
    with app.app_context(), transaction.unit(writes=False):
        return Counter({
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in db.metadata.sorted_tables
            if table.name not in STAYS
        })  # fmt: skip


def test_loading_makes_the_database_as_a_start_does(demo: Flask) -> None:
    with demo.app_context():
        assert database.revision() == database.head()
        assert database.missing_triggers() == []
    assert "coordinator" in _said(demo, "accounts")
    assert demo.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_the_demo_lists_an_account_of_each_of_the_nine(demo: Flask) -> None:
    with demo.app_context(), transaction.unit(writes=False):
        rows = accounts.listed()
    assert {row["role"] for row in rows} >= {
        "coordinator", "supervisor", "lead", "deputy", "head", "chair", "administrator", "mentor", "mentee",
    }  # fmt: skip
    assert all("totp_secret" in row for row in rows if row["role"] in ("lead", "deputy", "head", "chair"))


def test_every_listed_account_signs_in_with_what_is_listed(demo: Flask) -> None:
    with demo.app_context(), transaction.unit(writes=False):
        rows = accounts.listed()
    for row in rows:
        client = demo.test_client()
        answer = client.post(row["url"], data=row["fields"])
        assert answer.status_code == 303, row["name"]
        assert client.get("/account").status_code in (200, 303), row["name"]


def test_the_command_lists_accounts_as_json(demo: Flask) -> None:
    result = demo.test_cli_runner().invoke(args=["demo", "accounts", "--json"])
    rows = json.loads(result.output)
    assert {"role", "name", "url", "fields"} <= set(rows[0])


def test_the_demo_has_something_to_do_for_each_and_no_reader_is_told_to_make_codes(demo: Flask) -> None:
    with demo.app_context(), transaction.unit(writes=False):
        counts = {
            model: db.session.scalar(select(func.count()).select_from(model))
            for model in (Concern, SignInReport, RecoveryCode)
        }
    assert counts == {Concern: 5, SignInReport: 1, RecoveryCode: 50}


def _written_about(app: Flask, student_id: str) -> tuple[dict[str, list[dict]], list[tuple]]:
    """Return every row and every entry of the trail about one student, without what is each one's own."""
    own = {"id", "at", "made_at", "state_at", "asked_at", "answered_at", "changed_at", "finished_at", "day", "said_on",
           "answered_on", "made_by", "student_id", "enrolment_id", "who", "interests", "help", "help_may_be_told",
           "step_free", "quiet", "same_gender", "gender", "languages", "cannot_slot_ids"}  # fmt: skip
    joining = {model.__tablename__ for model in MODELS}
    with app.app_context(), transaction.unit(writes=False):
        enrolment = db.session.scalars(select(Enrolment).where(Enrolment.student_id == student_id)).one()
        rows = {}
        for table in [each for each in db.metadata.sorted_tables if each.name in joining]:
            for column, wanted in (("enrolment_id", enrolment.id), ("student_id", student_id)):
                if column in table.c:
                    found = db.session.execute(select(table).where(table.c[column] == wanted)).mappings()
                    rows[table.name] = [{k: v for k, v in row.items() if k not in own} for row in found]
        entries = db.session.scalars(
            select(TrailEntry).where(TrailEntry.subject_id == student_id).order_by(TrailEntry.seq)
        )
        passed = (
            events.PROFILE_CHANGED.name,
            events.PROFILE_SKIPPED.name,
        )  # languages: some have one, some skip it
        done = [
            (
                "profile" if each.event in passed else each.event,
                each.by_kind,
                each.by_id == student_id,
                {**each.facts, "enrolment": ""},
            )
            for each in entries
            if "enrolment" in each.facts or each.event == events.TRAINING_RECORDED.name
        ]
    return rows, done


@pytest.mark.parametrize("role", ProgrammeRole)
def test_the_many_are_written_as_the_actions_write(demo: Flask, role: ProgrammeRole) -> None:
    # Given the demo, where a few students' stories are told by the actions, before the many are written in rows
    with demo.app_context(), transaction.unit(writes=False):
        school = db.session.scalars(select(School)).one()
        buddies = select(Programme).where(Programme.school_id == school.id, Programme.name == BUDDIES)
        programme = db.session.scalars(buddies).one()
        found = standings(programme, enrolments(programme, role=role), reader_id=None)
        ready = {each.enrolment.student_id for each in found if each.is_ready}
        joined = select(TrailEntry.subject_id).where(TrailEntry.event == events.ENROLLED.name)
        told, *many = [each for each in db.session.scalars(joined.order_by(TrailEntry.seq)) if each in ready]
        # Whoever answered a question that the other skipped has another line of the trail.
        no_needs = (
            select(Enrolment.student_id)
            .join(Profile, Profile.enrolment_id == Enrolment.id)
            .where(Profile.languages == "", ~Profile.quiet, ~Profile.step_free, ~Profile.same_gender)
        )
        without = set(db.session.scalars(no_needs))
        many = [each for each in many if each in without]
    assert len(many) >= 15
    # Then the same is kept of each of the many as of somebody whose story was told
    for other in (many[0], many[-1]):
        assert _written_about(demo, other) == _written_about(demo, told)


# What a coordinator finds who has pairings suggested


def _programme(name: str) -> Programme:
    return db.session.scalars(select(Programme).where(Programme.name == name)).one()


def test_the_board_of_buddies_shows_what_it_can_do(demo: Flask) -> None:
    # Given the demo, when pairings are suggested in the programme that everybody opens first
    with demo.app_context(), transaction.unit(writes=False):
        scene = scene_of(_programme(BUDDIES))
        run = solved(scene)
    assert run is not None
    # Then most children are matched, to some degree or other, and a few are not
    assert (run.answer.objectives.matched, run.answer.objectives.of) == (14, 17)
    assert sum(mentor.seats > 0 for mentor in scene.problem.mentors) == 14
    fits = Counter(fit_of(each.score) for each in run.answer.pairs)
    assert fits[Fit.STRONG] >= 5
    assert fits[Fit.GOOD] >= 3
    assert fits[Fit.FAIR] + fits[Fit.LOOSE] >= 1
    # And each who waits is told why, and what would help
    helped = {child for each in run.helps for child in each.children}
    assert len(run.waiting) == 3
    assert all(each.boundaries for each in run.waiting)
    assert helped >= {each.mentee for each in run.waiting}
    # And most kinds of boundary count something
    assert run.excluded.keys() >= {
        Boundary.CANNOT_BE_PAIRED, Boundary.GAP_TOO_SMALL, Boundary.GAP_TOO_LARGE, Boundary.NO_COMMON_SLOT,
        Boundary.PLACE_NEEDS, Boundary.SAME_GENDER, Boundary.LANGUAGE_NEED, Boundary.NO_SEAT, Boundary.SAID_NO,
    }  # fmt: skip
    # And what was chosen in private, what staff said and what was before tell mentors apart
    assert any(each.chose for each in scene.problem.mentees)
    assert sum(each.experience for each in scene.problem.mentees) == 1
    assert scene.problem.again


def test_nobody_chose_whom_they_cannot_have_met(demo: Flask) -> None:
    with demo.app_context(), transaction.unit(writes=False):
        chosen = choices_in(_programme(BUDDIES))
        people = coming(db.session.scalars(select(MeetAndGreet)).one())
        noted = select(func.count()).where(TrailEntry.event == events.MEET_CHOSEN.name)
        assert len(chosen) >= 20
        assert len(chosen) == db.session.scalar(noted)
        assert chosen.keys() == {
            each.guest.enrolment_id for each in people.values() if each.guest.chosen_at is not None
        }
        for each in people.values():
            theirs = chosen.get(each.guest.enrolment_id, frozenset())
            assert theirs <= each.possible, each.name
            assert len(theirs) <= MOST


def test_groups_are_found_for_those_who_read_next(demo: Flask) -> None:
    with demo.app_context(), transaction.unit(writes=False):
        run = suggest_groups(group_scene_of(_programme(READING)).problem)
    assert len(run.answer.groups) == 3


# What comes and goes with it: the last tests, for they take it out


def test_it_is_loaded_once_and_is_as_large_as_is_said(demo: Flask, as_loaded: Counter[str]) -> None:
    counts = _counts(demo)
    assert "is here already" in _said(demo, "load")
    assert _counts(demo) == counts
    assert (as_loaded["student"], as_loaded["enrolment"], as_loaded["pairing"]) == (233, 207, 45)


def test_removing_takes_everything_out_and_the_trail_still_verifies_and_loading_again_makes_the_same_school(
    demo: Flask, as_loaded: Counter[str]
) -> None:
    # Given the demo, another school, and what a child of the demo typed when the sign-in had run out
    counts = _counts(demo)
    with demo.app_context(), transaction.unit():
        make_school()
    other = _counts(demo) - counts
    with demo.app_context(), transaction.unit():
        school = schools.school_with_code(cast.SCHOOL_CODE)
        theirs = select(Student.account_id).where(Student.school_id == school.id).order_by(Student.id)
        account_id = db.session.scalars(theirs).first()
        kept = KeptForm(id=ids.new_id(), account_id=account_id, made_at=clock.now(), sealed=b"")
        db.session.add(kept)
    # When it is removed
    assert "is gone" in _said(demo, "remove")
    # Then the other school is there, and nothing else
    assert "There is no demo school here" in _said(demo, "remove")
    assert +_counts(demo) == other
    with demo.app_context(), transaction.unit(writes=False):
        assert list(findings()) == []
        assert db.session.scalar(select(func.count()).select_from(Purge)) == 1
    # And loaded again it is the same, and the set-up code of a running start is still good
    code = _set_up_code(demo)
    assert "is here. " in _said(demo, "load")
    assert _counts(demo) - other == +as_loaded
    assert code is not None
    assert _set_up_code(demo) == code


def _set_up_code(app: Flask) -> str | None:
    """Return what is kept of the code that the last start said."""
    with app.app_context(), transaction.unit(writes=False):
        return db.session.scalars(select(Installation.setup_code_hash)).one()
