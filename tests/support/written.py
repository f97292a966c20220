"""What was written to a school's tables, to compare two ways of writing it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from mentoring import ids
from mentoring.extensions import db
from tests.support.factories import World

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def everything(world: World) -> Tables:
    """Return every row of the school, by table."""
    found = {}
    for table in db.metadata.sorted_tables:
        if "school_id" in table.columns or "chain" in table.columns:
            here = table.columns.get("school_id", table.columns.get("chain")) == world.school_id
            found[table.name] = [
                dict(row) for row in db.session.execute(select(table).where(here)).mappings()
            ]
    return found


def new_rows(before: Tables, after: Tables, names: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Return what was written between, in no order: known ids by their names, without what differs by itself."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        is_id = isinstance(value, str) and len(value) == len(ids.new_id()) and value.isupper()
        return names.get(value, "another") if is_id else value

    return {
        name: sorted(
            str(
                {
                    key: plain(value)
                    for key, value in row.items()
                    if key not in ("id", "mac", "seq", "version")
                }
            )
            for row in held
            if row not in before[name]
        )
        for name, held in after.items()
        if held != before[name]
    }
