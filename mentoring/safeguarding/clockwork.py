"""The worker's part of the desk: alerts at once, and the clock of every worry that nobody has taken."""

from datetime import datetime
from typing import Any

from flask import Flask

from mentoring import transaction
from mentoring.jobs import mail, outbox
from mentoring.raising.actions.concerns import ALERT
from mentoring.safeguarding.actions.alerts import MAIL, let_clock_strike
from mentoring.safeguarding.queries.desk import unacknowledged
from mentoring.safeguarding.wording import ALERT_SUBJECT, alert_mail
from mentoring.web import errors

EVERY = 15  # seconds: the first alert is a job of its own, so this is only how late a later one may be


def register(app: Flask) -> None:
    """Give the worker the desk's jobs and the words of its mail."""
    outbox.register(app, ALERT, alert_at_once)
    outbox.every(app, EVERY, run_clock, slow=True)
    mail.template(app, MAIL, ALERT_SUBJECT, alert_mail)


def alert_at_once(facts: dict[str, Any], now: datetime) -> None:
    """Alert the readers of a concern that was told a moment ago."""
    let_clock_strike(facts["school"], facts["concern"], now=now)


def run_clock(now: datetime) -> None:
    """Let every clock strike that is due, each in a transaction of its own.

    One child's broken record must not stop another child's clock, so what goes wrong is written to the error
    log and the next one is seen to.
    """
    with transaction.unit(writes=False):
        waiting = unacknowledged()
    for school_id, concern_id in waiting:
        try:
            with transaction.unit():
                let_clock_strike(school_id, concern_id, now=now)
        except Exception as problem:  # noqa: BLE001  (logged with its place and kind; tried again in a moment)
            errors.log(problem)
