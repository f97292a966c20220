"""What a loaded demo school holds. It is loaded once on each database: no test here takes anything out of it."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentoring import clock, transaction
from mentoring.audit import events
from mentoring.audit.models import TrailEntry
from mentoring.demo import accounts
from mentoring.demo.actions import hash_secrets, load_demo
from mentoring.demo.crowd import MODELS
from mentoring.demo.programmes import BUDDIES
from mentoring.extensions import db
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.readiness import ready_students
from mentoring.people.models import RecoveryCode, School, SignInReport
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.models import Concern
from tests.conftest import Prepared


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Flask:
    """The application with the demo in it, on each database in turn."""
    prepared: Prepared = request.getfixturevalue(f"{request.param}_app")
    prepared.renew()
    with prepared.app.app_context():
        secrets = hash_secrets()
        with transaction.unit():
            load_demo(secrets, now=clock.now())
    return prepared.app


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
        ready = {each.student_id for each in ready_students(db.session.scalars(buddies).one(), role)}
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
