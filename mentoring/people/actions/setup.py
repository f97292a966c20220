"""What happens at the first visit: the code is tried, the school is made, set-up is finished."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring import ids
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.audit.trail import VISITOR, By
from mentoring.extensions import db
from mentoring.people import throttling, typed_codes
from mentoring.people.actions import schools
from mentoring.people.actions.installation import PURPOSE, ROW
from mentoring.people.actions.schools import SchoolFacts, SiteDay
from mentoring.people.actions.staff import add_staff, end_reset_codes, grant_role
from mentoring.people.models import Account, Installation, School, StaffMember, Throttle
from mentoring.people.queries import accounts, setup, staff
from mentoring.people.queries.throttles import guesses
from mentoring.people.rules.granting import refusal_to_grant

# The code has 100 million forms. At 30 tries an hour a stranger on the network needs 190 years on average, and
# the person who has it in front of them still gets in while one machine is guessing.
WINDOW = 60 * 60  # seconds
TRIES_FROM_ONE_ADDRESS = 10
TRIES_IN_ALL = 30
FROM_ONE_ADDRESS, IN_ALL = "set-up", "set-up-all"


class Refusal(StrEnum):
    """Why set-up does not go on."""

    WRONG_CODE = "setup-code-wrong"
    TOO_MANY_TRIES = "setup-too-many-tries"
    CLAIMED = "setup-claimed"
    LOCKED = "setup-locked"
    EMAIL_TAKEN = "setup-email-taken"
    INCOMPLETE = "setup-incomplete"


@dataclass(frozen=True)
class FirstPerson:
    """The person who sets the school up: administrator, and what else they ticked."""

    title: str
    first_name: str
    last_name: str
    email: str
    secret_hash: str
    roles: frozenset[Role]


def try_code(typed: str, *, address: str, now: datetime) -> Refusal | None:
    """Say whether `typed` is the set-up code; None if it is. Wrong tries are counted, and too many are not looked at.

    Belongs in an aside() of its own: a wrong try must stay counted when the page is refused.
    """
    installation = _installation_to_change()
    if installation is None or installation.claimed_at is not None:
        return Refusal.CLAIMED
    counted = (
        (
            FROM_ONE_ADDRESS,
            throttling.hashed("set-up", throttling.network_of(address)),
            TRIES_FROM_ONE_ADDRESS,
        ),
        (IN_ALL, throttling.hashed("set-up", "everybody"), TRIES_IN_ALL),
    )
    if any(guesses(kind, key, window=WINDOW, now=now).count >= most for kind, key, most in counted):
        return Refusal.TOO_MANY_TRIES
    wanted = installation.setup_code_hash
    if wanted is not None and hmac.compare_digest(wanted, typed_codes.code_hash(PURPOSE, typed)):
        return None
    db.session.add_all(
        Throttle(id=ids.new_id(), kind=kind, key_hash=key, at=now) for kind, key, _most in counted
    )
    return Refusal.WRONG_CODE


def set_up_school(
    mark: str | None, facts: SchoolFacts, main_site: SiteDay, person: FirstPerson, *, now: datetime
) -> StaffMember | list[str]:
    """Make the school with its main site and its first account, and claim the installation.

    mark: what the browser kept when it typed the code. Of two that come at once only one gets through.
    Return the first person, or the codes of what is wrong; then nothing was done.
    """
    installation = _installation_to_change()
    if installation is None or installation.claimed_at is not None:
        return [Refusal.CLAIMED]
    if not setup.is_unlocked(mark):
        return [Refusal.LOCKED]
    if wrong := _refusals_of_person(person):
        return wrong
    made = schools.create_school(VISITOR, facts, main_site, now=now)
    if not isinstance(made, School):
        return [made]
    member = _first_person(made, person, now)
    installation.claimed_at, installation.setup_code_hash = now, None
    trail.record(
        events.INSTALLATION_CLAIMED,
        now,
        school_id=None,
        by=VISITOR,
        subject_id=made.id,
        choice="school",
    )
    return member


def finish_setup(by: By, school: School, *, now: datetime) -> Refusal | None:
    """Let students be added, once somebody reads every kind of worry; again does nothing."""
    db.session.refresh(school, with_for_update=True)
    if school.setup_finished_at is not None:
        return None
    if not setup.readiness(school).is_complete:
        return Refusal.INCOMPLETE
    _end_codes_of_readers(school.id, now)
    school.setup_finished_at = now
    trail.record(events.SETUP_FINISHED, now, school_id=school.id, by=by, subject_id=school.id)
    return None


def _end_codes_of_readers(school_id: str, now: datetime) -> None:
    # A code that was made to reset somebody at set-up would still let its maker in; first codes stay good.
    for member in staff.all_staff(school_id):
        account = accounts.account(member.account_id)
        if member.is_safeguarding and account is not None and account.secret_hash is not None:
            end_reset_codes(member.account_id, now)


def _installation_to_change() -> Installation | None:
    return db.session.get(Installation, ROW, with_for_update=True, populate_existing=True)


def _refusals_of_person(person: FirstPerson) -> list[str]:
    if accounts.account_with_email(person.email) is not None:
        return [Refusal.EMAIL_TAKEN]
    refused = (
        refusal_to_grant((), role, first_setup=True, to_oneself=True, holder_roles=person.roles)
        for role in sorted(person.roles)
    )
    return sorted({code.value for code in refused if code is not None})


def _first_person(school: School, person: FirstPerson, now: datetime) -> StaffMember:
    member = add_staff(
        VISITOR,
        school.id,
        title=person.title,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        now=now,
    )
    assert isinstance(member, StaffMember)  # the e-mail is nobody's: that was asked before
    account = db.session.get_one(Account, member.account_id)
    account.secret_hash, account.secret_at = person.secret_hash, now
    for role in sorted({Role.ADMINISTRATOR, *person.roles}):
        grant_role(By("person", member.id), member, role, how="first set-up", now=now)
    return member
