"""Who must be named before a school may add its first pupil, so that every concern has somebody to go to."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from mentoring.access.roles import Role


class SetupGap(StrEnum):
    """What is still missing before the set-up is finished."""

    NO_LEAD = "no_lead"
    NO_DEPUTY = "no_deputy"
    DEPUTY_IS_THE_LEAD = "deputy_is_the_lead"
    NO_HEAD = "no_head"
    NO_CHAIR = "no_chair"
    CHAIR_IS_THE_HEAD = "chair_is_the_head"


# A chair, a head: nobody may decide about a concern that is about themselves.
NEVER_ONE_PERSON = frozenset({Role.HEAD, Role.CHAIR})


def missing_for_setup(holders: Mapping[Role, Iterable[str]]) -> list[SetupGap]:
    """Return what is missing, in the order in which set-up asks for it; empty when pupils may be added.

    `holders` are the ids of the people in each role. There must be a lead, another person as deputy, a head and a
    chair. The head may be the lead. The chair must be nobody who is head, as concerns about the head go to the
    chair; and where head and lead are one person, so do concerns about the lead.
    """
    held = {
        role: frozenset(holders.get(role, ())) for role in (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.CHAIR)
    }
    leads, deputies, heads, chairs = held.values()
    gaps = {
        SetupGap.NO_LEAD: not leads,
        SetupGap.NO_DEPUTY: not deputies,
        SetupGap.DEPUTY_IS_THE_LEAD: bool(deputies) and deputies <= leads,
        SetupGap.NO_HEAD: not heads,
        SetupGap.NO_CHAIR: not chairs,
        SetupGap.CHAIR_IS_THE_HEAD: bool(heads & chairs),
    }
    return [gap for gap, is_there in gaps.items() if is_there]
