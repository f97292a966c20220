"""Who is near a student in their meetings, as the rooms above say it: asked for that student's own form alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

from mentoring.access.actor import Actor


@dataclass(frozen=True)
class Near:
    """Partners whom a student knows, by id, as they are called to the student; and the staff near when they meet."""

    partners: Mapping[str, str] = field(default_factory=dict)
    adults: frozenset[str] = frozenset()


Naming = Callable[[str, str, datetime], Near]  # school id, student id, now


def register(app: Flask, naming: Naming) -> None:
    """Let a room above say whom a student may name (in create_app)."""
    app.extensions.setdefault("near_students", []).append(naming)


def near(actor: Actor, now: datetime) -> Near:
    """Return whom this writer may name; for staff nobody."""
    if not actor.is_student:
        return Near()
    rooms: Sequence[Naming] = current_app.extensions.get("near_students", ())
    found = [naming(actor.school_id, actor.person_id, now) for naming in rooms]
    partners = {who: name for each in found for who, name in each.partners.items()}
    return Near(partners, frozenset().union(*(each.adults for each in found)))
