"""One of several processes that write at once."""

from mentoring import clock, create_app, transaction
from mentoring.audit import trail
from mentoring.audit.events import SITE_ADDED
from mentoring.jobs import outbox


def write(times: int) -> None:
    """Write `times` entries of the one chain, each with a job, each in a transaction of its own."""
    app = create_app()
    for _ in range(times):
        with app.app_context(), transaction.unit():
            entry = trail.record(SITE_ADDED, clock.now(), school_id=None, by=trail.SYSTEM)
            outbox.ask("mail", {"entry": entry}, now=clock.now(), once=entry)
