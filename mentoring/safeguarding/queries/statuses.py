"""What the writer of a worry sees of it: one of three states, and an adult's words back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mentoring.audit import events
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import Account, StaffMember, Student
from mentoring.raising.models import Concern, ConcernStep
from mentoring.safeguarding.queries.knowing import staff_by_id
from mentoring.safeguarding.queries.words import words_of_steps
from mentoring.safeguarding.rules import Standing, StepKind, standing


@dataclass(frozen=True)
class WordsBack:
    """What an adult answered, and when. The words are None where they do not open."""

    by: StaffMember | None
    at: datetime
    words: str | None


@dataclass(frozen=True)
class Status:
    """One worry as its writer sees it: nothing of what was written."""

    concern_id: str
    told_at: datetime
    standing: Standing
    words_back: Sequence[WordsBack]


@dataclass(frozen=True)
class OwnWorries:
    """What somebody told while signed in, as the policy asks about it: by whom."""

    school_id: str
    raiser_id: str


def own_concerns(school_id: str, person_id: str, *, since: datetime | None = None) -> Sequence[Concern]:
    """Return the concerns that this person told while signed in (since then), the newest first."""
    wanted = select(Concern).where(Concern.school_id == school_id, Concern.raiser_id == person_id)
    if since is not None:
        wanted = wanted.where(Concern.raised_at >= since)
    return db.session.scalars(wanted.order_by(Concern.raised_at.desc(), Concern.id.desc())).all()


def card_of_a_stranger(school_id: str, student_id: str) -> datetime | None:
    """Return when a student's card was made, if whoever made it does not read concerns; else None.

    They have seen its words and could sign in as the child. So what was told before it is not shown to whoever
    holds it: a reader says it in person, or makes the child a card of their own.
    """
    newest = (
        select(TrailEntry.by_id)
        .where(
            TrailEntry.chain == school_id,
            TrailEntry.subject_id == student_id,
            TrailEntry.event == events.CARD_MADE.name,
        )
        .order_by(TrailEntry.seq.desc())
        .limit(1)
    )
    maker_id = db.session.scalar(newest)
    maker = db.session.get(StaffMember, (school_id, maker_id)) if maker_id else None
    if maker is None or maker.is_safeguarding:
        return None
    made = select(Account.secret_at).join(Student, Student.account_id == Account.id)
    return db.session.scalar(made.where(Student.school_id == school_id, Student.id == student_id))


def statuses(school_id: str, concerns: Sequence[Concern]) -> list[Status]:
    """Return the state of each of these concerns, in the same order (4 queries, however many)."""
    wanted = select(ConcernStep).where(
        ConcernStep.school_id == school_id,
        ConcernStep.concern_id.in_([concern.id for concern in concerns]),
    )
    steps = db.session.scalars(wanted.order_by(ConcernStep.at, ConcernStep.id)).all()
    answers = [step for step in steps if step.kind == StepKind.ANSWERED]
    words = words_of_steps(school_id, answers)
    everyone = staff_by_id(school_id)
    return [
        Status(
            concern_id=concern.id,
            told_at=concern.raised_at,
            standing=standing(step.kind for step in steps if step.concern_id == concern.id),
            words_back=[
                WordsBack(everyone.get(step.by_id or ""), step.at, words[step.id])
                for step in answers
                if step.concern_id == concern.id
            ],
        )
        for concern in concerns
    ]
