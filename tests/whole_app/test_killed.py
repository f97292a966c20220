"""Nothing that was acknowledged is lost to a kill, of the server or of the worker."""

import http.client
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, update

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.jobs import mail, outbox
from mentoring.jobs.models import Job
from mentoring.people.models import Account
from tests.support import loaded
from tests.support.installed import TELL, told_texts, verified, wait_until
from tests.support.mail import MailServer
from tests.support.server import Place, Server

pytestmark = pytest.mark.reliability

KILLS = 100 if os.environ.get("MENTORING_PROFILE") == "deep" else 20  # on each of the two databases


class Writer(threading.Thread):
    """Tells one thing after the other, as long as told to; notes what was acknowledged."""

    def __init__(self, server: Server, token: str, name: str) -> None:
        super().__init__()
        self.server, self.token, self.label = server, token, name
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self.end = threading.Event()

    def run(self) -> None:
        while not self.end.is_set():
            words = f"{self.label} {len(self.sent)}"
            self.sent.append(words)
            typed = {"form_token": self.token, "text": words, "writer_name": "Ada"}
            try:
                status, page = self.server.ask(TELL, typed)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)  # killed; it is started again
                continue
            if status == 200 and "</html>" in page:
                self.acknowledged.append(words)


def test_a_server_killed_again_and_again_loses_nothing_it_acknowledged(installed: Place) -> None:
    server, writers = Server(installed).start(), list[Writer]()
    try:
        writers += [Writer(server, server.form_token(TELL), f"writer {number} tells") for number in range(3)]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            before = sum(len(writer.acknowledged) for writer in writers)
            wait_until(lambda so_far=before: sum(len(writer.acknowledged) for writer in writers) > so_far)
            time.sleep(random.uniform(0, 0.2))  # they go on writing, so the next one is somewhere on its way
            server.kill()
            server.start()
    finally:
        for writer in writers:
            writer.end.set()
        for writer in writers:
            writer.join()
        server.kill()
    acknowledged = [words for writer in writers for words in writer.acknowledged]
    sent = {words for writer in writers for words in writer.sent}
    found = told_texts(installed)
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= set(found) <= sent
    assert len(found) == len(set(found))
    verified(installed)


def test_a_worker_killed_again_and_again_loses_no_mail(installed: Place) -> None:
    kills, mails = KILLS // 7 + 1, 20
    with MailServer() as post:
        settings = {"MAIL_URL": post.url, "MAIL_FROM": "mentoring@alder.example"}
        environment = {**installed.environment, **settings}
        expected = _ask_for_mails(installed, mails)
        for kill in range(kills + 1):
            post.manner = "dies" if kill % 2 else "takes"
            with working(environment):
                seen = len(post.seen)
                wait_until(lambda seen=seen: len(post.seen) > seen or _waiting(installed) == 0)
                if kill == kills:
                    post.manner = "takes"
                    wait_until(lambda: _let_waits_be_over(installed) == 0)
            _let_leases_be_over(installed)
        came = {sent["Message-ID"].strip("<>").split("@")[0] for sent in post.taken}
    assert came == expected


def _ask_for_mails(at: Place, number: int) -> set[str]:
    names = [f"MAIL{once:04}" for once in range(number)]
    with at.app.app_context():
        with transaction.unit():
            account = db.session.scalars(select(Account).where(Account.email.is_not(None)).limit(1)).one()
            for name in names:
                facts = {"account": account.id, "template": "password-changed", "message": name}
                outbox.ask(mail.KIND, facts, now=clock.now())
        db.engine.dispose()
    return set(names)


def _waiting(at: Place) -> int:
    with at.app.app_context(), transaction.unit(writes=False):
        return db.session.scalar(select(func.count()).select_from(Job).where(Job.done_at.is_(None))) or 0


def _let_waits_be_over(at: Place) -> int:
    """Let what failed be due again, as after an hour; return how many jobs are still to do.

    A job that the worker has in hand is left to it: one whose lease is taken away is undone and sent again.
    """
    failed = (Job.done_at.is_(None), Job.last_problem.is_not(None), Job.leased_until.is_(None))
    with at.app.app_context(), transaction.unit():
        db.session.execute(update(Job).where(*failed).values(due_at=clock.now()))
    return _waiting(at)


def _let_leases_be_over(at: Place) -> None:
    """Let what a killed worker had in hand be free again, as after five minutes."""
    with at.app.app_context(), transaction.unit():
        db.session.execute(
            update(Job).where(Job.done_at.is_(None)).values(leased_until=None, due_at=clock.now())
        )


@contextmanager
def working(environment: dict[str, str]) -> Iterator[None]:
    """Run a worker, and kill it at the end, with no chance to finish anything."""
    worker = loaded.start(loaded.run_command, environment, "worker")
    try:
        yield
    finally:
        worker.kill()
        worker.join()
