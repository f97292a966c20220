"""The demo school: the same people each time, gone whole when it is removed."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from mentoring import clock, create_app, ids, transaction
from mentoring.audit import events
from mentoring.audit.models import TrailEntry
from mentoring.audit.verifying import findings
from mentoring.demo import accounts, cast
from mentoring.demo.actions import Secrets, hash_secrets, load_demo, remove_demo
from mentoring.demo.crowd import MODELS
from mentoring.demo.programmes import BUDDIES
from mentoring.extensions import db
from mentoring.joining.models import Enrolment, Profile
from mentoring.joining.queries.readiness import ready_students
from mentoring.people.models import KeptForm, RecoveryCode, SignInReport, Student
from mentoring.people.queries import schools
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.models import Concern
from tests.support.factories import make_school

STAYS = {"trail", "purge", "installation", "alembic_version", "throttle"}


@pytest.fixture
def secrets(app: Flask) -> Secrets:
    with app.app_context():
        return hash_secrets()


def _counts(app: Flask) -> dict[str, int]:
    with app.app_context(), transaction.unit(writes=False):
        return {
            table.name: db.session.scalar(text(f"SELECT count(*) FROM {table.name}"))
            for table in db.metadata.sorted_tables
        }


def test_the_demo_lists_an_account_of_each_of_the_nine(app: Flask, secrets: Secrets) -> None:
    with app.app_context():
        with transaction.unit():
            load_demo(secrets, now=clock.now())
        with transaction.unit(writes=False):
            rows = accounts.listed()
    assert {row["role"] for row in rows} >= {
        "coordinator", "supervisor", "lead", "deputy", "head", "chair", "administrator", "mentor", "mentee",
    }  # fmt: skip
    assert all("totp_secret" in row for row in rows if row["role"] in ("lead", "deputy", "head", "chair"))


def test_every_listed_account_signs_in_with_what_is_listed(app: Flask, secrets: Secrets) -> None:
    with app.app_context():
        with transaction.unit():
            load_demo(secrets, now=clock.now())
        with transaction.unit(writes=False):
            rows = accounts.listed()
    for row in rows:
        client = app.test_client()
        answer = client.post(row["url"], data=row["fields"])
        assert answer.status_code == 303, row["name"]
        assert client.get("/account").status_code in (200, 303), row["name"]


def test_loading_twice_makes_the_same_school(app: Flask, secrets: Secrets) -> None:
    counts = []
    for _time in range(2):
        with app.app_context(), transaction.unit():
            assert load_demo(secrets, now=clock.now()) is not None
            assert load_demo(secrets, now=clock.now()) is None
        counts.append(_counts(app))
        with app.app_context(), transaction.unit():
            assert remove_demo(now=clock.now())
    first, second = ({k: v for k, v in count.items() if k not in STAYS} for count in counts)
    assert first == second
    assert first["student"] == 233
    assert first["enrolment"] == 158
    assert first["pairing"] == 45


def test_removing_takes_everything_out_and_the_trail_still_verifies(app: Flask, secrets: Secrets) -> None:
    with app.app_context(), transaction.unit():
        make_school()
    before = _counts(app)
    with app.app_context():
        with transaction.unit():
            load_demo(secrets, now=clock.now())
            school = schools.school_with_code(cast.SCHOOL_CODE)
            theirs = select(Student.account_id).where(Student.school_id == school.id).order_by(Student.id)
            account_id = db.session.scalars(theirs).first()
            kept = KeptForm(id=ids.new_id(), account_id=account_id, made_at=clock.now(), sealed=b"")
            db.session.add(kept)
        with transaction.unit():
            assert remove_demo(now=clock.now())
            assert not remove_demo(now=clock.now())
        with transaction.unit(writes=False):
            assert list(findings()) == []
    after = _counts(app)
    assert {k: v for k, v in after.items() if k not in STAYS} == {
        k: v for k, v in before.items() if k not in STAYS
    }
    assert after["purge"] == 1


def test_in_production_the_demo_is_refused(tmp_path: Path) -> None:
    app = create_app(
        {
            "INSTANCE_PATH": str(tmp_path),
            "PUBLIC_URL": "https://mentoring.school.example",
            "TRUSTED_PROXY": "127.0.0.1",
        }
    )
    for command in ("load", "accounts"):
        result = app.test_cli_runner().invoke(args=["demo", command])
        assert result.exit_code != 0
        assert "refused" in result.output


def test_the_command_lists_accounts_as_json(app: Flask, secrets: Secrets) -> None:
    with app.app_context(), transaction.unit():
        load_demo(secrets, now=clock.now())
    result = app.test_cli_runner().invoke(args=["demo", "accounts", "--json"])
    rows = json.loads(result.output)
    assert {"role", "name", "url", "fields"} <= set(rows[0])


def test_the_demo_has_something_to_do_for_each_and_no_reader_is_told_to_make_codes(
    app: Flask, secrets: Secrets
) -> None:
    with app.app_context():
        with transaction.unit():
            load_demo(secrets, now=clock.now())
        with transaction.unit(writes=False):
            counts = {
                model: db.session.scalar(select(func.count()).select_from(model))
                for model in (Concern, SignInReport, RecoveryCode)
            }
    assert counts == {Concern: 5, SignInReport: 1, RecoveryCode: 50}


def _written_about(app: Flask, student_id: str) -> tuple[dict[str, list[dict]], list[tuple]]:
    """Return every row and every entry of the trail about one student, without what is each one's own."""
    own = {"id", "at", "made_at", "state_at", "asked_at", "answered_at", "changed_at", "finished_at", "day", "said_on",
           "answered_on", "made_by", "student_id", "enrolment_id", "who", "interests", "help", "help_may_be_told",
           "step_free", "quiet", "same_gender", "gender", "languages"}  # fmt: skip
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
def test_the_many_are_written_as_the_actions_write(app: Flask, secrets: Secrets, role: ProgrammeRole) -> None:
    # Given the demo, where a few students' stories are told by the actions, before the many are written in rows
    with app.app_context(), transaction.unit():
        school = load_demo(secrets, now=clock.now())
        assert school is not None
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
        assert _written_about(app, other) == _written_about(app, told)
