"""The product starts safe, with its own keys and an up-to-date database, or says why it does not."""

import dataclasses
import re
import socket
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import text

from mentoring import clock, create_app, ids, transaction
from mentoring.audit.keys import keyed_hash
from mentoring.audit.models import RecordKey
from mentoring.commands import database, locking, serving
from mentoring.config import from_environment
from mentoring.extensions import db
from mentoring.people.models.installation import Installation
from tests.commands.conftest import Command
from tests.support.factories import make_school


def set_up_code(result: Result) -> str:
    found = re.search(r"/set-up and type this code: (\d{4}) (\d{4})", result.output)
    assert found, result.output
    return found[1] + found[2]


def row(app: Flask) -> Installation:
    with app.app_context(), transaction.unit(writes=False):
        found = db.session.get(Installation, "installation")
        assert found is not None
        db.session.expunge(found)
        return found


def test_a_first_start_makes_the_database_and_says_the_set_up_code(
    installation: Flask, command: Command
) -> None:
    code = set_up_code(command("prepare"))
    with installation.app_context():
        assert database.revision() == database.head()
        assert database.missing_triggers() == []
        assert row(installation).setup_code_hash == keyed_hash("set-up", code)
    assert code not in str(vars(row(installation)))


def test_each_start_gives_a_new_code_until_somebody_claimed_it(installation: Flask, ready: Command) -> None:
    first, second = set_up_code(ready("prepare")), set_up_code(ready("prepare"))
    assert first != second
    with installation.app_context():
        assert row(installation).setup_code_hash == keyed_hash("set-up", second)
        with transaction.unit():
            claimed = db.session.get(Installation, "installation")
            assert claimed is not None
            claimed.claimed_at = clock.now()
    assert "code" not in ready("prepare").output


def test_other_keys_than_the_databases_are_refused(
    installation: Flask, ready: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    other = create_app({**environment, "DATABASE_URL": str(installation.extensions["settings"].database_url),
                        "KEYS_PATH": str(tmp_path / "other-keys")})  # fmt: skip
    result = other.test_cli_runner().invoke(args=["prepare"])
    with other.app_context():
        db.engine.dispose()
    assert result.exit_code == 1
    assert "keys are not the ones of this database" in result.output


def test_a_database_of_a_newer_version_is_left_alone(installation: Flask, ready: Command) -> None:
    with installation.app_context():
        downgrade(revision="base")
        transaction.begin(writes=True)
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.execute(text("INSERT INTO alembic_version SELECT '0000' WHERE NOT EXISTS "
                                "(SELECT 1 FROM alembic_version)"))  # fmt: skip
        transaction.commit()
        assert database.is_newer()
    result = ready("prepare")
    assert result.exit_code == 1
    assert "newer version" in result.output


def test_the_copy_from_before_an_upgrade_is_named(
    installation: Flask, ready: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated = []
    monkeypatch.setattr(database, "head", lambda: "a later one")
    monkeypatch.setattr(database, "migrate", lambda: migrated.append(True))
    result = ready("prepare")
    named = re.search(r"A copy from before is in (.+)", result.output)
    assert migrated
    assert named
    copy = Path(named[1])
    assert copy.name.startswith("before-upgrade-")
    assert copy.stat().st_mode & 0o777 == 0o600


def test_in_production_what_the_doctor_calls_unsafe_does_not_start(
    installation: Flask, ready: Command
) -> None:
    settings = installation.extensions["settings"]
    settings.keys.parent.chmod(0o755)
    settings.keys.chmod(0o755)
    here = ready("prepare")
    assert here.exit_code == 0
    safe = {"public_url": "https://mentoring.example.sch.uk", "trusted_proxy": "127.0.0.1"}
    installation.extensions["settings"] = dataclasses.replace(settings, **safe)
    refused = ready("prepare")
    assert refused.exit_code == 1
    assert "chmod 700" in refused.output
    settings.keys.chmod(0o700)
    assert ready("prepare").exit_code == 0


def test_a_sealing_key_that_went_missing_is_found_by_the_doctor(installation: Flask, ready: Command) -> None:
    with installation.app_context(), transaction.unit():
        school_id = make_school().school_id
        db.session.add(RecordKey(school_id=school_id, id=ids.new_id(), seal_id="7", wrapped=b""))
    found = ready("doctor")
    assert found.exit_code == 1
    assert "seal-7.key" in found.output


@pytest.mark.parametrize(
    "setting, words",
    [
        ({"public_url": "http://mentoring.example.sch.uk"}, "does not start with https"),
        ({"public_url": "https://mentoring.example.sch.uk"}, "nothing speaks TLS"),
        ({"bind": "0.0.0.0"}, "BIND lets other machines in"),
        ({"tls_key": Path("/key")}, "Give both or neither"),
        ({"mail_url": "smtps://mail.example.org"}, "MAIL_FROM"),
        ({"mail_url": "smtp://mail.example.org", "mail_from": "a@example.org"}, "in the clear"),
    ],
)
def test_what_is_unsafe_does_not_start_and_doctor_says_the_same(
    installation: Flask, ready: Command, setting: dict[str, object], words: str
) -> None:
    settings = installation.extensions["settings"]
    installation.extensions["settings"] = dataclasses.replace(settings, **setting)
    for name in ("serve", "prepare", "doctor"):
        result = ready(name)
        assert result.exit_code == 1, name
        assert words in result.output, name


def test_two_do_not_serve_one_instance(installation: Flask, ready: Command) -> None:
    with locking.only_one(installation.extensions["settings"].lock):
        result = ready("serve")
    assert result.exit_code == 1
    assert "another server runs" in result.output


def test_a_port_in_use_is_said_in_words(installation: Flask, ready: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        settings = dataclasses.replace(installation.extensions["settings"], port=busy.getsockname()[1])
        installation.extensions["settings"] = settings
        result = ready("serve")
    assert result.exit_code == 1
    assert f"port {settings.port} on 127.0.0.1 cannot be used" in result.output
    assert "PORT=" in result.output


def test_a_key_in_the_wrong_form_is_said_before_the_start(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.write_text("no certificate")
    key.write_text("no key")
    settings = from_environment({"TLS_CERTIFICATE": str(certificate), "TLS_KEY": str(key)})
    assert serving.tls_problem(settings)


def test_the_server_keeps_no_list_of_what_was_looked_at() -> None:
    settings = from_environment({})
    command = serving.server_command(settings)
    assert "--no-access-log" in command
    assert not any("access-log-fmt" in argument for argument in command)
