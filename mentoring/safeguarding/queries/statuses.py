"""What the writer of a worry sees of it: one of three states, and an adult's words back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mentoring.audit import events
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import StaffMember
from mentoring.raising.models import Concern, ConcernStep
from mentoring.safeguarding.queries.knowing import known, staff_by_id
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


@dataclass(frozen=True)
class SecretMade:
    """Who made somebody's card or one-time code, and when. They have seen it and could sign in as that person."""

    by_id: str
    at: datetime


def own_concerns(school_id: str, person_id: str) -> Sequence[Concern]:
    """Return the concerns that this person told while signed in, the newest first."""
    wanted = select(Concern).where(Concern.school_id == school_id, Concern.raiser_id == person_id)
    return db.session.scalars(wanted.order_by(Concern.raised_at.desc(), Concern.id.desc())).all()


def shown_to_holder_of(secret: SecretMade | None, concerns: Sequence[Concern]) -> list[Concern]:
    """Return those of these concerns of one school that may be shown to whoever holds this card or code.

    What was told before it was made is shown only if its maker reads that very concern. Else a reader says it to
    the writer in person, or makes them a card or code of their own.
    """
    before = [concern for concern in concerns if secret is not None and concern.raised_at < secret.at]
    if secret is None or not before:
        return list(concerns)
    about = known(before[0].school_id, before)
    hidden = {concern.id for concern in before if secret.by_id not in about[concern.id].reader_ids}
    return [concern for concern in concerns if concern.id not in hidden]


def secret_made_for(school_id: str, person_id: str) -> SecretMade | None:
    """Return by whom a person's newest card or one-time code was made; None if that was no other person."""
    newest = (
        select(TrailEntry.by_id, TrailEntry.at)
        .where(
            TrailEntry.chain == school_id,
            TrailEntry.subject_id == person_id,
            TrailEntry.event.in_([events.CARD_MADE.name, events.RESET_MADE.name]),
        )
        .order_by(TrailEntry.seq.desc())
        .limit(1)
    )
    made = db.session.execute(newest).first()
    return SecretMade(made.by_id, made.at) if made is not None and made.by_id else None


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
