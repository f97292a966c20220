"""What happens to a roster before it is taken: brought, read, asked about, given up, forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.audit import events, trail
from mentoring.extensions import db
from mentoring.jobs import outbox
from mentoring.people.models import School
from mentoring.roster import sealed
from mentoring.roster.models import RosterDraft
from mentoring.roster.queries.drafts import waiting_drafts
from mentoring.roster.rules.drafts import KEPT_FOR, MOST_WAITING, State, state_after
from mentoring.roster.rules.people import DateOrder, KeepBirth, Reading, Unreadable
from mentoring.roster.rules.problems import Refusal

KIND = "roster.read"


@dataclass(frozen=True)
class Brought:
    """A file as it came, and what staff chose before anything of it is stored."""

    file_name: str
    content: bytes
    years: frozenset[str]
    keep_birth: KeepBirth


def bring_roster(actor: Actor, school: School, brought: Brought, *, now: datetime) -> RosterDraft | Refusal:
    """Keep a file, sealed, until it is read; the oldest draft of the school gives way to a sixth."""
    if school.setup_finished_at is None:
        return Refusal.SETUP_NOT_FINISHED
    for old in list(waiting_drafts(school.id, now))[MOST_WAITING - 1 :]:
        db.session.delete(old)
    draft = RosterDraft(
        school_id=school.id,
        id=ids.new_id(),
        by_id=actor.person_id,
        made_at=now,
        state=State.WAITING,
        rows_read=0,
        chosen={
            "country": school.country,
            "years": sorted(brought.years),
            "keep_birth": brought.keep_birth,
            "date_order": None,
            "columns": None,
            "picks": {},
            "orgs_out": [],
        },
    )
    sealed.seal(draft, "file_name", brought.file_name.encode())
    sealed.seal(draft, "content", brought.content)
    db.session.add(draft)
    db.session.flush()
    trail.record(events.ROSTER_BROUGHT, now, school_id=school.id, by=actor.by, subject_id=draft.id)
    return draft


def let_worker_read(draft: RosterDraft, *, now: datetime) -> None:
    """Let the worker read the file, because that takes longer than a browser should wait."""
    draft.state, draft.rows_read = State.WAITING, 0
    outbox.ask(KIND, {"school": draft.school_id, "draft": draft.id}, now=now, school_id=draft.school_id)


def keep_outcome(
    draft: RosterDraft, outcome: Reading | Unreadable, columns: Mapping[str, int] | None
) -> None:
    """Keep what was read, or which question is open, or why the file is refused.

    The file itself goes as soon as nothing more has to be read from it. columns: which column, by its place, is
    which field, where a person said so before.
    """
    if isinstance(outcome, Unreadable):
        draft.state = State.REFUSED
        sealed.keep_problem(draft, outcome)
    else:
        draft.state = state_after(outcome.questions[0].code if outcome.questions else None)
        sealed.keep_reading(draft, outcome)
    if columns is not None:
        _choose(draft, columns=dict(columns))
    if draft.state in (State.READY, State.REFUSED):
        draft.content = None


def say_columns(draft: RosterDraft, columns: Mapping[str, int]) -> None:
    """Note which column is which field."""
    _choose(draft, columns=dict(columns))


def say_date_order(draft: RosterDraft, order: DateOrder) -> None:
    """Note in which order the file writes its dates."""
    _choose(draft, date_order=order)


def say_choices(draft: RosterDraft, picks: Mapping[int, list[int]], orgs_out: list[int]) -> None:
    """Note which of two rows is right, and which organisations are not wanted, each by its place."""
    _choose(draft, picks={str(number): places for number, places in picks.items()}, orgs_out=orgs_out)


def _choose(draft: RosterDraft, **chosen: Any) -> None:
    draft.chosen = {**draft.chosen, **chosen}


def delete_draft(draft: RosterDraft) -> None:
    """Delete a draft that was taken; that it was is an event of its own."""
    db.session.delete(draft)


def give_up(actor: Actor, draft: RosterDraft, *, now: datetime) -> None:
    """Delete a draft that nobody wants to take."""
    db.session.delete(draft)
    trail.record(events.ROSTER_GIVEN_UP, now, school_id=draft.school_id, by=actor.by, subject_id=draft.id)


def forget_old_drafts(now: datetime) -> None:
    """Delete the drafts that nobody took within a day. The worker does this."""
    db.session.execute(delete(RosterDraft).where(RosterDraft.made_at <= now - KEPT_FOR))
