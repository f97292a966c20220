"""What happens when staff are added, changed, given roles, or leave."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update

from mentoring import ids
from mentoring.access.actor import Actor
from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.audit import events, trail
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.people.actions.news import tell_safeguarding
from mentoring.people.actions.sessions import end_all_sessions
from mentoring.people.models import Account, ResetCode, StaffMember, StaffRole
from mentoring.people.queries import accounts, staff
from mentoring.people.rules import granting
from mentoring.people.rules.granting import GrantRefusal


class Refusal(StrEnum):
    """Why a change to staff was refused."""

    ALREADY_HERE = "already-here"


def add_staff(
    by: By, school_id: str, *, title: str, first_name: str, last_name: str, email: str, now: datetime
) -> StaffMember | Refusal:
    """Add a staff member without roles; the e-mail's account is made if there is none yet.

    An account that serves another school of the installation is joined to this one, keeping its password.
    Somebody who left is the same person again, so that whatever concern keeps them out goes on doing so.
    """
    address = email.strip().lower()
    account = accounts.account_with_email(address)
    if account is None:
        account = Account(
            id=ids.new_id(), email=address, created_at=now, theme="auto", second_factor_wanted=False
        )
        db.session.add(account)
        db.session.flush()
    elif (known := staff.member_with_account(school_id, account.id)) is not None:
        if known.left_at is None:
            return Refusal.ALREADY_HERE
        let_return(by, known, now=now)
        change_staff(by, known, title=title, first_name=first_name, last_name=last_name, now=now)
        return known
    member = StaffMember(
        school_id=school_id,
        id=ids.new_id(),
        account_id=account.id,
        title=title.strip(),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        away=False,
        reads_out_of_hours=False,
    )
    db.session.add(member)
    db.session.flush()
    trail.record(events.STAFF_ADDED, now, school_id=school_id, by=by, subject_id=member.id)
    return member


def change_staff(
    by: By, member: StaffMember, *, title: str, first_name: str, last_name: str, now: datetime
) -> None:
    """Change a staff member's name."""
    wanted = {"title": title.strip(), "first_name": first_name.strip(), "last_name": last_name.strip()}
    changed = [name for name, value in wanted.items() if getattr(member, name) != value]
    for name in changed:
        setattr(member, name, wanted[name])
    if changed:
        _record_change(by, member, changed, now)


def _record_change(by: By, member: StaffMember, fields: list[str], now: datetime) -> None:
    trail.record(
        events.STAFF_CHANGED, now, school_id=member.school_id, by=by, subject_id=member.id, fields=fields
    )


def grant_role(by: By, member: StaffMember, role: Role, *, how: str, now: datetime) -> None:
    """Give a role; who may is asked before (rules.granting). The others who read concerns are told.

    Whoever begins to read concerns with it needs a new one-time code: one that somebody else made before, such as
    the administrator, would let them in in this person's place.
    """
    if role in member.roles:
        return
    if role in SAFEGUARDING_ROLES and not member.is_safeguarding:
        end_reset_codes(member.account_id, now)
    held = StaffRole(
        school_id=member.school_id,
        id=ids.new_id(),
        staff_id=member.id,
        role=role,
        granted_at=now,
        granted_by=by.person_id,
    )
    db.session.add(held)
    db.session.flush()
    db.session.expire(member, ["all_roles"])
    trail.record(
        events.ROLE_GRANTED,
        now,
        school_id=member.school_id,
        by=by,
        subject_id=member.id,
        role=role.value,
        how=how,
    )
    if role in SAFEGUARDING_ROLES:
        tell_safeguarding(member.school_id, now=now)


def end_reset_codes(account_id: str, now: datetime) -> None:
    """End every one-time code of an account that was not used yet."""
    open_ones = update(ResetCode).where(ResetCode.account_id == account_id, ResetCode.expires_at > now)
    db.session.execute(open_ones.values(expires_at=now))


def end_role(by: By, member: StaffMember, role: Role, *, how: str, now: datetime) -> None:
    """End a role; who may, and whether it is the last one, is asked before (rules.granting)."""
    for held in member.all_roles:
        if held.role == role and held.ended_at is None:
            held.ended_at, held.ended_by = now, by.person_id
            trail.record(
                events.ROLE_ENDED,
                now,
                school_id=member.school_id,
                by=by,
                subject_id=member.id,
                role=role.value,
                how=how,
            )
    db.session.flush()
    db.session.expire(member, ["all_roles"])
    if role in SAFEGUARDING_ROLES:
        tell_safeguarding(member.school_id, now=now, also=[member.account_id])


def set_roles(
    actor: Actor, member: StaffMember, wanted: Iterable[Role], *, first_setup: bool, now: datetime
) -> list[GrantRefusal]:
    """Make the member's roles the wanted ones; return why some were refused, and so left as they were."""
    refused = []
    how = "first set-up" if first_setup else "by a holder"
    before, after = member.roles, frozenset(wanted)
    for role in sorted(before - after):
        if (code := _refusal_to_end(actor, member, role, first_setup=first_setup)) is not None:
            refused.append(code)
        else:
            end_role(actor.by, member, role, how=how, now=now)
    for role in sorted(after - before):
        code = granting.refusal_to_grant(
            actor.roles,
            role,
            first_setup=first_setup,
            to_oneself=member.id == actor.person_id,
            holder_roles=member.roles,
            shared_account=len(staff.staff_of_account(member.account_id)) > 1,
        )
        if code is not None:
            refused.append(code)
        else:
            grant_role(actor.by, member, role, how=how, now=now)
    return refused


def _refusal_to_end(
    actor: Actor, member: StaffMember, role: Role, *, first_setup: bool
) -> GrantRefusal | None:
    holders = {held: [m.id for m in people] for held, people in staff.holders(member.school_id).items()}
    return granting.refusal_to_end_role(
        actor.roles, role, person=member.id, holders=holders, first_setup=first_setup
    )


def let_leave(actor: Actor, member: StaffMember, *, first_setup: bool, now: datetime) -> list[GrantRefusal]:
    """Note that a staff member has left: no role, no way in; what they did stays.

    Refused as a whole, with the reasons, while they hold a role that this person may not end.
    """
    refusals = (
        _refusal_to_end(actor, member, role, first_setup=first_setup) for role in sorted(member.roles)
    )
    if refused := [code for code in refusals if code is not None]:
        return refused
    for role in sorted(member.roles):
        end_role(actor.by, member, role, how="left", now=now)
    member.left_at = now
    end_all_sessions(member.account_id, why="left", by=actor.by, now=now, school_id=member.school_id)
    _record_change(actor.by, member, ["left"], now)
    return []


def let_return(by: By, member: StaffMember, *, now: datetime) -> None:
    """Undo `let_leave`: the person is here again, without roles until they are given."""
    member.left_at = None
    _record_change(by, member, ["back"], now)
