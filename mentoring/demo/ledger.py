"""Rows and entries of the trail that wait to be written together, because hundreds of actions would be slow."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentoring import ids
from mentoring.audit import trail
from mentoring.audit.events import Event
from mentoring.audit.trail import By, Entry
from mentoring.extensions import insert_rows
from mentoring.people.models import School


@dataclass
class Ledger:
    """What waits. `coordinator`: who does what staff do. Rows of one model must all name the same columns.

    keeps_trail: whether entries are kept too; a made-up school that is only measured needs none.
    """

    school: School
    coordinator: By
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    entries: list[Entry] = field(default_factory=list)
    keeps_trail: bool = True

    def row(self, model: Any, **columns: Any) -> dict[str, Any]:
        """Add a row and return it; it can still be changed before it is written."""
        row = {"school_id": self.school.id, "id": ids.new_id(), **columns}
        self.rows[model].append(row)
        return row

    def note(self, event: Event, at: datetime, by: By, subject_id: str, **facts: Any) -> None:
        """Add an entry of the trail."""
        if self.keeps_trail:
            self.entries.append(Entry(event, at, by, subject_id, facts))

    def write_in_order(self, models: Sequence[Any]) -> None:
        """Write the rows of these models, each after those that it points at, and the entries, the oldest first."""
        for model in models:
            insert_rows(model, self.rows[model])
        trail.record_all(sorted(self.entries, key=lambda entry: entry.at), school_id=self.school.id)
        self.rows.clear()
        self.entries.clear()
