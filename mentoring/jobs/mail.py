"""Mail: asked for in a transaction, written in the words of a template, looked up and sent by the worker."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from mentoring import ids, transaction
from mentoring.config import Settings
from mentoring.jobs import outbox

KIND = "mail"
PATIENCE = 10  # seconds that one step of the conversation may take
WHOLE = 60  # seconds that all of it may take, so that a dripping server cannot hold the worker
PORTS = {"smtp": 25, "smtps": 465}

Body = Callable[[dict[str, Any]], str]


class Sentence(Protocol):
    """Words that are translated when they are asked for (lazy_gettext)."""

    def __str__(self) -> str: ...


class NotSetUp(RuntimeError):
    """There is no MAIL_URL (any more), so nothing can be sent."""


@dataclass(frozen=True)
class Template:
    """The words of one kind of mail. Neither subject nor text ever holds a child's name or words."""

    subject: Sentence
    body: Body


@dataclass
class Post:
    """What the rooms told about mail: how to find an account's address, and the templates by code."""

    address_of: Callable[[str], str | None]
    templates: dict[str, Template] = field(default_factory=dict)


def init_app(app: Flask, address_of: Callable[[str], str | None]) -> None:
    """Let the worker send mail; `address_of(account_id)` gives the address at the time of sending."""
    app.extensions["post"] = Post(address_of)
    outbox.register(app, KIND, _send_job, slow=True)


def template(app: Flask, code: str, subject: Sentence, body: Body) -> None:
    """Register the words of one kind of mail; `body(facts)` is called in a reading transaction."""
    templates = _post(app).templates
    assert code not in templates, code
    templates[code] = Template(subject, body)


def _post(app: Flask) -> Post:
    return cast(Post, app.extensions["post"])


def is_set_up(settings: Settings) -> bool:
    """Say whether this installation can send mail at all; without it every job is still doable."""
    return bool(settings.mail_url and settings.mail_from)


def ask_mail(
    account_id: str,
    template_code: str,
    *,
    now: datetime,
    once: str | None = None,
    school_id: str | None = None,
    **facts: Any,
) -> bool:
    """Ask for a mail to an account in the caller's transaction; False if there is no mail or it was asked.

    facts: ids and codes for the template's body.
    """
    if not is_set_up(current_app.extensions["settings"]):
        return False
    assert template_code in _post(current_app).templates, template_code
    # The number goes with every try, so that a mail sent twice after a crash is known as one.
    asked = {"account": account_id, "template": template_code, "message": ids.new_id(), **facts}
    return outbox.ask(KIND, asked, now=now, once=once, school_id=school_id)


def _send_job(facts: dict[str, Any], now: datetime) -> None:
    post = _post(current_app)
    with transaction.unit(writes=False):
        address = post.address_of(facts["account"])
        words = post.templates[facts["template"]]
        text = words.body(facts) if address else ""
        subject = str(words.subject)
    if address:  # an account whose address was taken away since gets nothing, and that is right
        send(address, subject, text, now=now, number=facts.get("message"))


def send(address: str, subject: str, text: str, *, now: datetime, number: str | None = None) -> None:
    """Send one mail and return when the server has taken it; any error means that it may not have."""
    settings: Settings = current_app.extensions["settings"]
    message = written(settings, address, subject, text, now=now, number=number)
    with _conversation(settings) as server:
        server.send_message(message)


def written(
    settings: Settings, address: str, subject: str, text: str, *, now: datetime, number: str | None = None
) -> EmailMessage:
    """Return the message; ValueError if an address or the subject could smuggle in a header."""
    name, sender = parseaddr(settings.mail_from or "")
    message = EmailMessage(policy=SMTP)
    origin = Address(name, addr_spec=sender)
    message["From"] = origin
    message["To"] = Address(addr_spec=address)
    message["Subject"] = subject
    message["Date"] = now
    message["Message-ID"] = f"<{number or ids.new_id()}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


@contextmanager
def _conversation(settings: Settings) -> Iterator[smtplib.SMTP]:
    if not is_set_up(settings):
        raise NotSetUp
    parts = urlsplit(settings.mail_url or "")
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    here = Address(
        addr_spec=parseaddr(settings.mail_from or "")[1]
    ).domain  # else smtplib asks the DNS who it is
    trusted = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, here, timeout=PATIENCE, context=trusted)
    else:
        server = smtplib.SMTP(host, port, here, timeout=PATIENCE)
    end = threading.Timer(WHOLE, _cut_off, [server])
    end.start()
    try:
        with server:
            if parts.query == "tls=starttls":
                server.starttls(context=trusted)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server
    finally:
        end.cancel()


def _cut_off(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        server.sock.shutdown(socket.SHUT_RDWR)
