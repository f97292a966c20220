"""What hangs on a student: asked before one is deleted. The rooms above answer yes or no, and never what."""

from collections.abc import Callable, Collection

from flask import Flask, current_app
from sqlalchemy import and_, or_, select

from mentoring.audit.events import SIGNED_IN
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import SignInSession

Asks = Callable[[str, str], bool]  # school id, student id
AsksMany = Callable[[str, Collection[str]], Collection[str]]  # school id, student ids; those of whom it is so


def register(app: Flask, asks: Asks) -> None:
    """Let a room above say whether it keeps anything with a student's name."""
    app.extensions.setdefault("bonds", []).append(asks)


def is_bound(school_id: str, student_id: str) -> bool:
    """Say whether anything hangs on a student, so that nobody may delete them.

    Whoever has ever signed in is bound: they may have told something, and that they did must not be found out by trying
    to delete them. So the answer is the same whether they did or not.
    """
    return _has_signed_in(school_id, student_id) or any(
        asks(school_id, student_id) for asks in current_app.extensions.get("bonds", [])
    )


def _has_signed_in(school_id: str, student_id: str) -> bool:
    did = or_(
        TrailEntry.by_id == student_id,
        and_(TrailEntry.subject_id == student_id, TrailEntry.event == SIGNED_IN.name),
    )
    told = select(TrailEntry.id).where(TrailEntry.chain == school_id, did)
    here = select(SignInSession.id).where(
        SignInSession.school_id == school_id, SignInSession.person_id == student_id
    )
    return any(db.session.scalar(wanted.limit(1)) is not None for wanted in (here, told))


def register_live_pairing(app: Flask, asks: AsksMany) -> None:
    """Let the room of pairings say who has a live one: all that whoever imports a roster reads of it."""
    app.extensions["live_pairing"] = asks


def with_live_pairing(school_id: str, student_ids: Collection[str]) -> frozenset[str]:
    """Return those of these students who have a live pairing, and never what is with it."""
    asks: AsksMany | None = current_app.extensions.get("live_pairing")
    return frozenset(asks(school_id, student_ids)) if asks is not None and student_ids else frozenset()
