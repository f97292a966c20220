"""Who was given, or lost, a role that reads concerns: what the others who hold one are told on Today."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.audit import events
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import StaffMember
from mentoring.people.queries import staff

MOST = 50  # changes shown


@dataclass(frozen=True)
class RoleChange:
    """Somebody was given, or lost, a role that reads concerns."""

    at: datetime
    person: StaffMember
    role: Role
    granted: bool
    by: StaffMember | None


def role_changes(school_id: str, since: datetime) -> list[RoleChange]:
    """Return the changes to who reads concerns after `since`, the newest first."""
    wanted = select(TrailEntry).where(
        TrailEntry.chain == school_id,
        TrailEntry.event.in_([events.ROLE_GRANTED.name, events.ROLE_ENDED.name]),
        TrailEntry.at > since,
    )
    entries = db.session.scalars(wanted.order_by(TrailEntry.at.desc(), TrailEntry.id.desc()))
    changes = list(islice((each for each in entries if each.facts["role"] in SAFEGUARDING_ROLES), MOST))
    people = {member.id: member for member in staff.all_staff(school_id, also_left=True)} if changes else {}
    return [
        RoleChange(
            at=entry.at,
            person=people[entry.subject_id],
            role=Role(entry.facts["role"]),
            granted=entry.event == events.ROLE_GRANTED.name,
            by=people.get(entry.by_id or ""),
        )
        for entry in changes
        if entry.subject_id in people
    ]
