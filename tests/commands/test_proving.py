"""The commands that prove and find: audit, errors, jobs, mail, catalogue."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import text

from mentoring import clock, transaction
from mentoring.audit import trail
from mentoring.audit.events import SITE_ADDED
from mentoring.audit.models import TrailEntry
from mentoring.commands import catalogue
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.jobs.models import Job
from mentoring.web import errors
from tests.commands.conftest import Command
from tests.support.mail import MailServer


def test_audit_verify_says_what_was_tampered_with(installation: Flask, ready: Command) -> None:
    with installation.app_context():
        with transaction.unit():
            for _ in range(3):
                trail.record(SITE_ADDED, clock.now(), school_id=None, by=trail.MACHINE)
        db.engine.dispose()
    assert "3 entries verify" in ready("audit", "verify").output
    assert "1 chains anchored" in ready("audit", "anchor").output
    assert "3 entries verify with its anchors" in ready("audit", "verify").output
    with installation.app_context():
        with transaction.unit():
            embedded = installation.extensions["settings"].embedded
            db.session.execute(
                text("DROP TRIGGER trail__no_delete" if embedded else "ALTER TABLE trail DISABLE TRIGGER ALL")
            )
            db.session.execute(text("DELETE FROM trail WHERE seq = 3"))
        db.engine.dispose()
    result = ready("audit", "verify")
    assert result.exit_code == 1
    assert "they are gone" in result.output
    assert "does NOT verify" in result.output
    examined = ready("doctor")
    assert examined.exit_code == 1
    assert "trail__no_delete" in examined.output


def test_an_error_is_found_by_the_number_that_the_page_showed(installation: Flask, ready: Command) -> None:
    assert ready("errors").output == "No errors.\n"
    with installation.app_context():
        try:
            raise ValueError("a child's words")
        except ValueError as problem:
            number = errors.log(problem)
    listed, found = ready("errors"), ready("errors", f"{number[:4]} {number[4:]}")
    for result in (listed, found):
        assert number in result.output
        assert "ValueError" in result.output
        assert "child" not in result.output
    assert "test_proving.py" in found.output
    assert ready("errors", "00000000").exit_code == 1


def test_what_was_given_up_can_be_tried_again_or_taken_out(installation: Flask, ready: Command) -> None:
    assert ready("jobs", "list").output == "Nothing waits.\n"
    with installation.app_context():
        with transaction.unit():
            for _ in range(2):
                outbox.ask("mail", {}, now=clock.now())
            for job in db.session.query(Job):
                job.gave_up_at, job.tries, job.last_problem = clock.now(), 77, "TimeoutError"
                one = job.id
        db.engine.dispose()
    assert "2 given up after three days" in ready("doctor").output
    assert "TimeoutError" in ready("jobs", "list").output
    assert ready("jobs", "drop", one).output == "Taken out.\n"
    assert ready("jobs", "drop", one).exit_code == 1
    assert ready("jobs", "again").output == "1 to be tried again.\n"
    assert "given up" not in ready("doctor").output


def test_mail_can_be_tried_out(installation: Flask, ready: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not set up" in ready("mail", "test", "sam@alder.example").output
    settings = installation.extensions["settings"]
    with MailServer() as server:
        installation.extensions["settings"] = replace(
            settings, mail_url=server.url, mail_from="a@alder.example"
        )
        assert ready("mail", "test", "sam@alder.example").exit_code == 0
        assert len(server.taken) == 1
        server.manner = "refuses"
        refused = ready("mail", "test", "sam@alder.example")
    assert refused.exit_code == 1
    assert "no such mailbox" in refused.output
    assert "The server refuses this address." in refused.output
    nowhere = replace(settings, mail_url="smtp://localhost:1", mail_from="a@alder.example")
    installation.extensions["settings"] = nowhere
    assert (
        "No mail server answers there. Look at the host and the port"
        in ready("mail", "test", "a@b.example").output
    )
    with installation.app_context(), transaction.unit(writes=False):
        assert [entry.event for entry in db.session.query(TrailEntry)] == ["mail.tested"]


def test_the_doctor_of_a_new_installation_finds_nothing_unsafe(ready: Command) -> None:
    result = ready("doctor", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert any(each["about"] == "keys" and "never copied" in each["words"] for each in found)
    states = {finding["about"]: finding["state"] for finding in found}
    assert states["folders"] == states["clock"] == states["configuration"] == "ok"
    assert states["mail"] == states["backups"] == states["keys"] == "warning"


def test_the_doctor_finds_keys_and_databases_that_others_can_read(
    installation: Flask, ready: Command
) -> None:
    settings = installation.extensions["settings"]
    settings.keys.chmod(0o755)
    settings.instance.chmod(0o755)
    (settings.keys / "trail.key").chmod(0o644)
    result = ready("doctor")
    assert result.exit_code == 1
    assert f"chmod 600 {settings.keys / 'trail.key'}" in result.output


@pytest.mark.parametrize(
    "days, state, words",
    [(90, "ok", "good until"), (10, "warning", "it ends on"), (-1, "unsafe", "it ended on")],
)
def test_the_doctor_says_when_the_certificate_ends(
    installation: Flask, ready: Command, tmp_path: Path, days: int, state: str, words: str
) -> None:
    (tmp_path / "certificate.pem").write_bytes(
        certificate_that_ends(clock.now() + timedelta(days=days, hours=1))
    )
    installation.extensions["settings"] = replace(
        installation.extensions["settings"],
        tls_certificate=tmp_path / "certificate.pem",
        tls_key=tmp_path / "key",
    )
    found = {finding["about"]: finding for finding in json.loads(ready("doctor", "--json").output)}[
        "certificate"
    ]
    assert found["state"] == state
    assert words in found["words"]


def certificate_that_ends(moment: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mentoring.alder.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, moment - timedelta(days=365), moment)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_the_doctor_of_what_was_never_started_makes_no_database(
    installation: Flask, command: Command
) -> None:
    result = command("doctor")
    file = installation.extensions["settings"].database_file
    assert file is None or not file.exists()
    assert "there is no database yet" in result.output


def test_the_catalogue_says_what_is_missing_and_is_mended(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("mentoring/translations", "templates"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "POT", tmp_path / "mentoring" / "translations" / "messages.pot")
    (tmp_path / "mentoring" / "a.py").write_text(
        '_l("One sentence")\nngettext("%(num)s day", "%(num)s days", 2)\n'
    )
    page = tmp_path / "templates" / "a.html"
    page.write_text('<p>{{ _("Hello %(name)s", name="x") }}</p>')
    assert command("catalogue", "check").exit_code == 1
    assert command("catalogue", "update").exit_code == 0
    assert "3 sentences" in command("catalogue", "check").output
    page.write_text('\n\n<p>{{ _("Good day %(name)s", name="x") }}</p>')
    changed = command("catalogue", "check")
    assert changed.exit_code == 1
    assert "not in the catalogue: Good day %(name)s" in changed.output
    assert "no longer shown: Hello %(name)s" in changed.output
