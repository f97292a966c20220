"""What waits for one person today, in the order in which it matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from mentoring.access.actor import Actor
from mentoring.access.policy import Action, may_at_all
from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.audit import events
from mentoring.audit.models import TrailEntry
from mentoring.extensions import db
from mentoring.people.models import SignInReport, StaffMember
from mentoring.people.queries import students

TOLD_FOR = timedelta(days=14)  # how long Today shows that the list of those who read concerns changed


@dataclass(frozen=True)
class RoleChange:
    """Somebody was given, or lost, a role that reads concerns."""

    at: datetime
    person: StaffMember
    role: Role
    granted: bool
    by: StaffMember | None


def sign_in_reports(actor: Actor) -> Sequence[SignInReport]:
    """Return the reports "Someone used my sign-in" that wait for this person; none for those who may not answer."""
    if not may_at_all(actor, Action.SIGN_IN_REPORT_ANSWER):
        return []
    return students.open_reports(actor.school_id)


def role_changes(actor: Actor, now: datetime) -> list[RoleChange]:
    """Return the last fortnight's changes to who reads concerns, for those who do: all of them are told."""
    if not actor.holds(*SAFEGUARDING_ROLES):
        return []
    wanted = select(TrailEntry).where(
        TrailEntry.chain == actor.school_id,
        TrailEntry.event.in_([events.ROLE_GRANTED.name, events.ROLE_ENDED.name]),
        TrailEntry.at > now - TOLD_FOR,
    )
    entries = db.session.scalars(wanted.order_by(TrailEntry.at.desc(), TrailEntry.id.desc()).limit(50)).all()
    changes = [entry for entry in entries if entry.facts["role"] in SAFEGUARDING_ROLES]
    named = {entry.subject_id for entry in changes} | {entry.by_id for entry in changes}
    people = {
        member.id: member
        for member in db.session.scalars(
            select(StaffMember)
            .where(StaffMember.school_id == actor.school_id, StaffMember.id.in_(named - {None}))
            .order_by(StaffMember.id)
        )
    }
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
