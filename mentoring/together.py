"""Several questions asked as one: rows of different kinds come back from one round to the database."""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, Time, cast, literal, null, select, union_all

from mentoring.extensions import Rows, UtcDateTime, db

TYPES = (String, Integer, Boolean, Date, Time, UtcDateTime)
Slot = tuple[int, int]  # a column of the common row: which of the types, and the how manieth of it


class Together:
    """Statements for rows of columns, each by its name, that are asked as one (UNION ALL).

    Make it once (functools.cache), as a statement is. The rows of each come in no order: who asks puts them in theirs.
    """

    def __init__(self, **parts: Rows) -> None:
        taken = {name: _slots_of(part) for name, part in parts.items()}
        slots = sorted({slot for some in taken.values() for slot in some})
        self._readers: dict[str, tuple[Any, Any]] = {}
        branches = []
        for name, part in parts.items():
            columns = dict(zip(taken[name], part.subquery().c, strict=True))
            given = [columns.get(slot, cast(null(), TYPES[slot[0]]())) for slot in slots]
            branches.append(
                select(literal(name), *(each.label(f"c{place}") for place, each in enumerate(given)))
            )
            row = namedtuple("Row", [column.name for column in columns.values()])  # type: ignore[misc]
            self._readers[name] = row._make, itemgetter(*(slots.index(slot) + 1 for slot in taken[name]))
        self.statement = union_all(*branches)

    def ask(self, given: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
        """Return the rows of each part by its name, with the names of its own columns (1 query)."""
        found: dict[str, list[Any]] = {name: [] for name in self._readers}
        for row in db.session.execute(self.statement, given):
            make, values = self._readers[row[0]]
            found[row[0]].append(make(values(row)))
        return found


def _slots_of(part: Rows) -> list[Slot]:
    found: list[Slot] = []
    for column in part.selected_columns:
        kind = next(place for place, each in enumerate(TYPES) if isinstance(column.type, each))
        found.append((kind, sum(slot[0] == kind for slot in found)))
    return found
