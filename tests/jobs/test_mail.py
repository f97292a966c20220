"""Mail is never lost, never holds up the rest, and never carries a word about a child."""

import dataclasses
import smtplib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import Role
from mentoring.config import Settings
from mentoring.extensions import db
from mentoring.jobs import mail, worker
from mentoring.jobs.models import Job
from mentoring.people.models import Account, StaffMember
from tests.support.factories import World
from tests.support.mail import MailServer

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
Configure = Callable[[str | None], None]


@pytest.fixture
def sending(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Return a function that gives the application a mail server, and a template "test"."""
    settings: Settings = app.extensions["settings"]
    words = mail.Template("A subject", lambda facts: f"Look at number {facts['number']}.")
    monkeypatch.setitem(app.extensions["post"].templates, "test", words)

    def configure(url: str | None) -> None:
        sender = "Peer mentoring <mentoring@alder.example>" if url else None
        changed = dataclasses.replace(settings, mail_url=url, mail_from=sender)
        monkeypatch.setitem(app.extensions, "settings", changed)

    return configure


def ask(app: Flask, world: World) -> bool:
    with app.app_context(), transaction.unit():
        lead = db.session.get(StaffMember, (world.school_id, world.staff[Role.LEAD]))
        assert lead is not None
        return mail.ask_mail(lead.account_id, "test", now=clock.now(), school_id=world.school_id, number=7)


def jobs(app: Flask) -> list[Job]:
    with app.app_context(), transaction.unit(writes=False):
        found = list(db.session.scalars(select(Job)))
        db.session.expunge_all()
        return found


def test_a_mail_reaches_the_address_that_the_account_has_when_it_is_sent(
    app: Flask, world: World, sending: Configure
) -> None:
    with MailServer() as server:
        sending(server.url)
        assert ask(app, world)
        with app.app_context(), transaction.unit():
            account = db.session.scalars(
                select(Account).where(Account.email == "tom.halewick@alder.example")
            ).one()
            account.email = "tom.new@alder.example"
        assert worker.do_next(app, pytest.fail)
        (sent,) = server.taken
    assert sent["To"] == "tom.new@alder.example"
    assert sent["From"] == "Peer mentoring <mentoring@alder.example>"
    assert sent["Subject"] == "A subject"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content().strip() == "Look at number 7."


def test_without_a_mail_server_nothing_is_asked_and_nothing_fails(
    app: Flask, world: World, sending: Configure
) -> None:
    sending(None)
    assert not ask(app, world)
    assert jobs(app) == []


def test_nobody_without_an_address_is_written_to(app: Flask, world: World, sending: Configure) -> None:
    with MailServer() as server:
        sending(server.url)
        ask(app, world)
        with app.app_context(), transaction.unit():
            for account in db.session.scalars(select(Account)):
                account.email = None
        assert worker.do_next(app, pytest.fail)
        assert server.seen == []
    assert jobs(app)[0].done_at is not None


def test_no_transaction_is_open_while_the_mail_server_is_talked_to(
    app: Flask, world: World, sending: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def looked_at(*args: Any, **kwargs: Any) -> None:
        seen.append(transaction.is_open())

    sending("smtp://127.0.0.1:9")
    monkeypatch.setattr(mail, "send", looked_at)
    ask(app, world)
    assert worker.do_next(app, pytest.fail)
    assert seen == [False]


@pytest.mark.parametrize("manner", ["refuses", "hangs", "dies", "is away"])
def test_whatever_the_mail_server_does_the_mail_comes_in_the_end(
    app: Flask, world: World, sending: Configure, monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.5)
    moment = [NOON]
    clock.set_source(lambda: moment[0])
    with MailServer(manner) as server:
        sending("smtp://127.0.0.1:9" if manner == "is away" else server.url)
        ask(app, world)
        problems: list[BaseException] = []
        assert worker.do_next(app, problems.append)
        assert server.taken == []
        assert len(problems) == 1
        assert jobs(app)[0].done_at is None
        server.manner = "takes"
        sending(server.url)
        assert not worker.do_next(app, pytest.fail)
        moment[0] += timedelta(minutes=1)
        assert worker.do_next(app, pytest.fail)
        assert len(server.taken) == 1
        # One that came twice, because its server died before it said so, is known as one by its number.
        assert len({sent["Message-ID"] for sent in server.seen}) == 1


def test_a_server_that_drips_is_cut_off(
    app: Flask, world: World, sending: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "WHOLE", 0.3)
    monkeypatch.setattr(MailServer, "_take", lambda *_: time.sleep(3))
    with MailServer() as server, app.app_context():
        sending(server.url)
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            mail.send("tom@alder.example", "A subject", "Words.", now=NOON)


@pytest.mark.parametrize(
    "address, subject",
    [
        ("tom@alder.example\r\nBcc: all@example.org", "A subject"),
        ("tom@alder.example\nBcc: all@example.org", "A subject"),
        ("tom@alder.example, all@example.org", "A subject"),
        ("tom@alder.example", "A subject\r\nBcc: all@example.org"),
        ("tom@alder.example", "A subject\nBcc: all@example.org"),
    ],
)
def test_no_header_can_be_smuggled_in(app: Flask, sending: Configure, address: str, subject: str) -> None:
    with app.app_context():
        sending("smtp://127.0.0.1:9")
        with pytest.raises(Exception) as refused:
            mail.written(app.extensions["settings"], address, subject, "Words.", now=NOON)
        assert not isinstance(refused.value, OSError)


def test_a_server_that_does_not_do_tls_gets_no_password(app: Flask, sending: Configure) -> None:
    with MailServer() as server, app.app_context():
        sending(f"smtp://name:secret@127.0.0.1:{server.port}?tls=starttls")
        with pytest.raises(smtplib.SMTPNotSupportedError):
            mail.send("tom@alder.example", "A subject", "Words.", now=NOON)
