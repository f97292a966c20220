"""The terms of suggested groups that pages and actions share."""

from collections.abc import Mapping
from typing import Any

GROUPS = "groups"  # where a board keeps a suggestion of groups
MOST_AT_ONCE = (
    800  # pairs of a mentor and a mentee: up to here a browser waits for groups, beyond the worker does it
)


def key_of(group: Mapping[str, Any]) -> str:
    """Return the name of a stored group: its first mentor, who leads no other."""
    return str(group["leaders"][0])


def at_most_better(value: int, bound: int) -> int:
    """Return by how many percent, rounded up, something of this value could be better at most."""
    return -(-(bound - value) * 100 // max(value, 1))
