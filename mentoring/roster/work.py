"""Reading a brought roster, at once or in the worker, and forgetting what nobody took."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask

from mentoring import transaction
from mentoring.jobs import outbox
from mentoring.roster import sealed
from mentoring.roster.actions.drafts import KIND, forget_old_drafts, keep_outcome
from mentoring.roster.queries import drafts
from mentoring.roster.reading.reader import no_progress, read_content
from mentoring.roster.rules.columns import Field
from mentoring.roster.rules.drafts import State
from mentoring.roster.rules.people import Options, Reading, Unreadable

HOUR = 3600  # seconds
Columns = Mapping[str, int]  # a field, and the place of its column


def register(app: Flask) -> None:
    """Tell the worker."""
    outbox.register(app, KIND, _read_in_worker, slow=True)
    outbox.every(app, HOUR, forget_old_drafts)


def read_brought(
    school_id: str,
    content: bytes,
    name: str,
    options: Options,
    columns: Columns | None,
    progress: Any = no_progress,
) -> tuple[Reading | Unreadable, Columns | None]:
    """Read a file with no transaction open; return what it says or why it is refused, and the columns it was read by.

    columns: as a person said it; None lets what was said of a file with the same headers count.
    """
    try:
        if columns is None:
            reading = read_content(content, name, options, progress)
            if not reading.questions or reading.questions[0].code != "columns":
                return reading, None
            with transaction.unit(writes=False):
                mapping: Mapping[str, Field] | None = drafts.remembered(school_id, reading.headers)
            if mapping is None:
                return reading, None
            columns = {field: reading.headers.index(header) for header, field in mapping.items()}
        else:
            headers = read_content(content, name, options).headers
            mapping = {headers[at]: Field(field) for field, at in columns.items()}
        return read_content(content, name, replace(options, mapping=mapping), progress), columns
    except Unreadable as problem:
        return problem, columns


def _read_in_worker(facts: dict[str, Any], now: datetime) -> None:
    school_id, draft_id = facts["school"], facts["draft"]
    with transaction.unit(writes=False):
        draft = drafts.draft(school_id, draft_id, now)
        if draft is None or draft.state != State.WAITING or draft.content is None:
            return  # taken back meanwhile, or read by another worker already
        content, name = sealed.opened(draft, "content"), sealed.file_name_of(draft)
        options, columns = sealed.options_of(draft), draft.chosen["columns"]

    def progress(rows: int) -> None:
        with transaction.unit():
            found = drafts.locked_draft(school_id, draft_id, now)
            if found is not None:
                found.rows_read = rows

    outcome, columns = read_brought(school_id, content, name, options, columns, progress)
    with transaction.unit():
        draft = drafts.locked_draft(school_id, draft_id, now)
        if draft is not None and draft.state == State.WAITING:
            keep_outcome(draft, outcome, columns)
