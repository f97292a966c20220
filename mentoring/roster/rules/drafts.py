"""A roster between being brought and being taken: where it stands, and how long it is kept."""

from datetime import datetime, timedelta
from enum import StrEnum

KEPT_FOR = timedelta(days=1)
# Read at once, while the browser waits: about 3,000 students, in a second or so. What is larger the worker reads.
AT_ONCE = 256 * 1024  # bytes, unpacked
MOST_UPLOADED = 20 * 1024 * 1024  # bytes; a school's largest roster is far below
MOST_WAITING = 5  # drafts of one school; the oldest gives way


class State(StrEnum):
    """Where a draft stands. Until it is READY or REFUSED the file is kept, because it has to be read (again)."""

    WAITING = "waiting"
    COLUMNS = "columns"
    DATES = "dates"
    READY = "ready"
    REFUSED = "refused"


def state_after(question: str | None) -> State:
    """Return where a draft stands once its file was read, by the question that is open."""
    return {None: State.READY, "columns": State.COLUMNS, "date-order": State.DATES}[question]


def is_over(made_at: datetime, now: datetime) -> bool:
    """Say whether a draft is too old to be shown or taken."""
    return now - made_at >= KEPT_FOR
