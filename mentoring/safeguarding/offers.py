"""What the desk tells other rooms: how many worries wait for somebody, and since when. Never what is in them."""

from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext as _

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all
from mentoring.safeguarding.queries.desk import DeskRow, waiting


@dataclass(frozen=True)
class Alert:
    """One worry that nobody has taken, for *Today*: what and who are sentences without a name."""

    id: str
    since: datetime
    what: str
    who: str


def waiting_count(actor: Actor) -> int:
    """Return how many worries that this person may read nobody has taken yet; 0 for everyone else."""
    return len(_waiting(actor))


def alerts_for(actor: Actor) -> list[Alert]:
    """Return the worries that this person may read and that nobody has taken yet, the oldest first."""
    return [Alert(row.id, row.raised_at, _what(row), _("Nobody has taken it yet")) for row in _waiting(actor)]


def _what(row: DeskRow) -> str:
    if row.come_and_find_me:
        return _("Please come and find me")
    return _("A concern, not safe now") if row.not_safe else _("A concern")


def _waiting(actor: Actor) -> list[DeskRow]:
    if not may_at_all(actor, Action.DESK_OPEN):
        return []
    # The rail and Today ask on one page.
    found: dict[str, list[DeskRow]] = g.setdefault("waiting_concerns", {})
    if actor.person_id not in found:
        found[actor.person_id] = waiting(actor.school_id, actor.person_id)
    return found[actor.person_id]
