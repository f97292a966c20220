"""What the trail remembers of the machine's own care: when the keys and the database were last copied."""

from datetime import datetime

from sqlalchemy import func, select

from mentoring.audit.events import INSTALLATION, KEYS_COPIED, KEYS_ROTATED, Event
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db


def last_time(event: Event) -> datetime | None:
    """Return when something that belongs to no school was last done, or None."""
    wanted = select(func.max(TrailEntry.at, type_=TrailEntry.at.type))
    return db.session.scalar(wanted.where(TrailEntry.chain == INSTALLATION, TrailEntry.event == event.name))


def keys_were_copied() -> bool:
    """Say whether a copy was made of the keys that are in use: after the last time they were turned over."""
    names = (KEYS_COPIED.name, KEYS_ROTATED.name)
    wanted = select(TrailEntry.event).where(TrailEntry.chain == INSTALLATION, TrailEntry.event.in_(names))
    return db.session.scalar(wanted.order_by(TrailEntry.seq.desc()).limit(1)) == KEYS_COPIED.name
