"""Suggesting pairings, at once or in the worker. Nothing is open while it is solved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask

from mentoring.jobs import outbox
from mentoring.matching import group_work
from mentoring.matching.actions.boards import KIND, keep_run, pairs_on
from mentoring.matching.engine.answers import Help, NotProved, Run
from mentoring.matching.engine.codes import Criterion, Weight
from mentoring.matching.engine.facts import Pair
from mentoring.matching.in_worker import solve_in_worker
from mentoring.matching.models import Board
from mentoring.matching.queries.scene import Scene, scene_of
from mentoring.programme.models import Programme


def register(app: Flask) -> None:
    """Tell the worker."""
    outbox.register(app, KIND, _suggest_in_worker, slow=True)
    outbox.register(app, group_work.KIND, group_work.suggest_in_worker, slow=True)


def solved(scene: Scene) -> Run | None:
    """Return the best arrangement with its proof and what would help, or None where it failed its check."""
    from mentoring.matching.engine.run import suggest, with_helps

    try:
        return with_helps(suggest(scene.problem), scene.problem, scene.chances)
    except NotProved:
        return None


def helps_for(scene: Scene, pairs: Sequence[Pair]) -> tuple[Help, ...]:
    """Return what would help those who wait beside an arrangement that people made."""
    from mentoring.matching.engine.helps import would_help

    return would_help(scene.problem, scene.chances, pairs)


@dataclass(frozen=True)
class Sums:
    """An arrangement in three numbers. weakest: the score of its weakest pair, None without any."""

    matched: int
    weakest: int | None
    total: int


@dataclass(frozen=True)
class Effect:
    """What other weights would change: of how many pairings now how many would be others, and both by those weights."""

    pairings: int
    others: int
    now: Sums
    then: Sums


def effect_of(scene: Scene, present: Sequence[Pair], weights: Mapping[Criterion, Weight]) -> Effect | None:
    """Return what these weights would change, worked out on a copy; None where the answer did not stand its check.

    present: the pairs on the board. Both arrangements are measured by the new weights, else they could not be compared.
    """
    from mentoring.matching.engine.run import review

    settings = replace(scene.problem.settings, weights=dict(weights))
    copy = replace(scene, problem=replace(scene.problem, settings=settings))
    run = solved(copy)
    if run is None:
        return None
    pairs = {each.pair for each in run.answer.pairs}
    return Effect(
        len(present),
        len(set(present) - pairs),
        _sums(review(copy.problem, present)),
        _sums(run),
    )


def _sums(run: Run) -> Sums:
    scores = [each.score for each in run.answer.pairs]
    return Sums(len(scores), min(scores, default=None), sum(scores))


def _suggest_in_worker(facts: dict[str, Any], now: datetime) -> None:
    def read(found: Programme, board: Board) -> Scene:
        return scene_of(found, board, keeping=pairs_on(board) if facts.get("keep") else ())

    solve_in_worker(facts, now, read=read, solve=solved, keep=keep_run)
