"""Open the sealed words of a concern. Nothing outside this room does, and nothing here writes them anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from mentoring.audit.keys import KeyProblem
from mentoring.audit.models import RecordKey
from mentoring.audit.unsealing import unseal
from mentoring.extensions import db
from mentoring.raising.models import Concern, ConcernStep

STEPS = "concern_step"


@dataclass(frozen=True)
class Words:
    """What was written. `opened` is False where a key is missing: a page then says so and still works."""

    text: str = ""
    where_and_when: str = ""
    writer_name: str = ""
    find_at: str = ""
    opened: bool = True


def words_of(concern: Concern) -> Words:
    """Return what the writer of a concern wrote."""
    try:
        return Words(
            text=_opened(concern, "text", concern.text),
            where_and_when=_opened(concern, "where_and_when", concern.where_and_when),
            writer_name=_opened(concern, "writer_name", concern.writer_name),
            find_at=_opened(concern, "find_at", concern.find_at),
        )
    except KeyProblem:
        return Words(opened=False)


def _opened(concern: Concern, column: str, blob: bytes | None) -> str:
    if blob is None:
        return ""
    return unseal(blob, school_id=concern.school_id, table="concern", column=column, row_id=concern.id)


def words_of_steps(school_id: str, steps: Sequence[ConcernStep]) -> dict[str, str | None]:
    """Return the words of those steps that have some, by step id; None where they do not open (1 query)."""
    sealed = [step for step in steps if step.words is not None]
    wanted = select(RecordKey).where(
        RecordKey.school_id == school_id, RecordKey.id.in_([step.id for step in sealed])
    )
    keys = {key.id: key for key in db.session.scalars(wanted.order_by(RecordKey.id))}
    return {step.id: _step_words(step) if step.id in keys else None for step in sealed}


def _step_words(step: ConcernStep) -> str | None:
    try:
        return unseal(
            step.words or b"", school_id=step.school_id, table=STEPS, column="words", row_id=step.id
        )
    except KeyProblem:
        return None
