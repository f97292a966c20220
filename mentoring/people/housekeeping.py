"""What the worker deletes every hour: old sign-ins, forms that nobody came back for, tries that no longer count."""

from flask import Flask

from mentoring.jobs import outbox
from mentoring.people.actions.sessions import forget_old_kept_forms, forget_old_sessions
from mentoring.people.throttling import forget_old_tries

HOUR = 3600  # seconds


def register(app: Flask) -> None:
    """Tell the worker."""
    for tick in (forget_old_sessions, forget_old_kept_forms, forget_old_tries):
        outbox.every(app, HOUR, tick)
