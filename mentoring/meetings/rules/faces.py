"""How a meeting was for a mentee: three questions, faces with words, and what each answer may be."""

from collections.abc import Sequence
from enum import StrEnum


class Step(StrEnum):
    """The three questions, in the order in which they are asked. Each is also the name of its column."""

    HOW = "how"
    HEARD = "heard"
    AGAIN = "again"


class Face(StrEnum):
    """An answer, and the face that is drawn beside it. Stored. The worst is sad, not angry."""

    GREAT = "great"
    GOOD = "good"
    OK = "ok"
    POOR = "poor"
    BAD = "bad"


ALL = tuple(Face)
THREE = (Face.GOOD, Face.OK, Face.BAD)


def answers_to(step: Step, *, is_youngest: bool) -> Sequence[Face]:
    """Return what can be answered: five faces to the first question, three below Year 5 and to the others."""
    return ALL if step is Step.HOW and not is_youngest else THREE


def step_after(step: Step) -> Step | None:
    """Return the next question, or None after the last."""
    steps = list(Step)
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None
