"""Who may give a role to somebody, or end it. Who may reset how somebody signs in is the policy's answer.

The people who read concerns are named by each other, not by the person who runs the computers; and nobody gives
themselves a role. All of them are told whenever this happens (the action's job).
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from mentoring.access.roles import SAFEGUARDING_ROLES, Role
from mentoring.people.rules.setup import NEVER_ONE_PERSON, missing_for_setup


class GrantRefusal(StrEnum):
    """Why a role is not given or ended."""

    ONLY_SAFEGUARDING = "only_safeguarding"
    ONLY_ADMINISTRATOR = "only_administrator"
    NOT_TO_ONESELF = "not_to_oneself"
    NOT_A_STAFF_ROLE = "not_a_staff_role"
    HEAD_AND_CHAIR = "head_and_chair"
    SHARED_ACCOUNT = "shared_account"
    NAME_SOMEONE_ELSE_FIRST = "name_someone_else_first"


def refusal_to_grant(
    granter_roles: Collection[Role],
    role: Role,
    *,
    first_setup: bool,
    to_oneself: bool = False,
    holder_roles: Collection[Role] = (),
    shared_account: bool = False,
) -> GrantRefusal | None:
    """Return why this person may not give `role`, or None.

    `first_setup` lets the person who sets the school up name everybody, themselves included, as nobody holds a role
    yet. `holder_roles` are the roles that the person who is to get it has already. `shared_account` says that their
    account serves another school too: somebody there may have made it and know its password, so it never gets to
    read concerns here.
    """
    if role in (Role.STUDENT, Role.ROOM):
        return GrantRefusal.NOT_A_STAFF_ROLE
    if {role, *holder_roles} >= NEVER_ONE_PERSON:
        return GrantRefusal.HEAD_AND_CHAIR
    if shared_account and role in SAFEGUARDING_ROLES:
        return GrantRefusal.SHARED_ACCOUNT
    if first_setup:
        return None
    if to_oneself:
        return GrantRefusal.NOT_TO_ONESELF
    return _refusal_to_manage(granter_roles, role)


def refusal_to_end_role(
    ender_roles: Collection[Role],
    role: Role,
    *,
    person: str,
    holders: Mapping[Role, Iterable[str]],
    first_setup: bool = False,
) -> GrantRefusal | None:
    """Return why this person may not end `role` of `person`, or None. One may end one's own.

    `holders` are the ids of the people in each role now. A role is not ended when afterwards the school would have
    no lead, no deputy beside the lead, no head or no chair, or nobody to manage accounts: name someone else first.
    Until the first set-up is finished there are no pupils, and a wrong name can simply be taken back.
    """
    if first_setup:
        return None
    refusal = _refusal_to_manage(ender_roles, role)
    if refusal is not None:
        return refusal
    now = {each: frozenset(people) for each, people in holders.items()}
    after = {**now, role: now.get(role, frozenset()) - {person}}
    new_gaps = set(missing_for_setup(after)) - set(missing_for_setup(now))
    nobody_manages = role is Role.ADMINISTRATOR and not after[role]
    return GrantRefusal.NAME_SOMEONE_ELSE_FIRST if new_gaps or nobody_manages else None


def _refusal_to_manage(roles: Collection[Role], role: Role) -> GrantRefusal | None:
    if role in SAFEGUARDING_ROLES:
        return None if SAFEGUARDING_ROLES.intersection(roles) else GrantRefusal.ONLY_SAFEGUARDING
    return None if Role.ADMINISTRATOR in roles else GrantRefusal.ONLY_ADMINISTRATOR
