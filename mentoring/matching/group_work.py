"""Suggesting groups, at once or in the worker. Nothing is open while they are searched for."""

from datetime import datetime
from typing import Any

from mentoring.matching.actions.groups import KIND, keep_groups
from mentoring.matching.engine.answers import NotProved
from mentoring.matching.engine.group_answers import GroupRun
from mentoring.matching.in_worker import solve_in_worker
from mentoring.matching.queries.group_scene import group_scene_of
from mentoring.matching.queries.scene import Scene

__all__ = ["KIND", "solved", "suggest_in_worker"]


def solved(scene: Scene) -> GroupRun | None:
    """Return the groups with their bounds, or None where they did not stand up to their check."""
    from mentoring.matching.engine.group_run import suggest_groups

    try:
        return suggest_groups(scene.problem)
    except NotProved:
        return None


def suggest_in_worker(facts: dict[str, Any], now: datetime) -> None:
    """Search for groups, and keep them unless somebody stopped it or changed the board meanwhile."""
    solve_in_worker(facts, now, read=group_scene_of, solve=solved, keep=keep_groups)
