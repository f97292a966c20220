"""The circles of readers, who is in them, and who of them may read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.access.roles import Role


class Circle(StrEnum):
    """A group of readers that a concern is sent to."""

    LEAD_TEAM = "lead_team"
    HEAD_TEAM = "head_team"
    CHAIR = "chair"


ROLES_OF: Mapping[Circle, tuple[Role, ...]] = {
    Circle.LEAD_TEAM: (Role.LEAD, Role.DEPUTY),
    Circle.HEAD_TEAM: (Role.HEAD, Role.STAND_IN),
    Circle.CHAIR: (Role.CHAIR,),
}


class ExclusionCause(StrEnum):
    """Why a person must not know of a concern. Only a found surname can be released by another reader."""

    MAY_HAVE_DONE_IT = "may-have-done-it"
    RULED_OUT = "ruled-out"
    FAMILY = "family"
    SURNAME = "surname"


@dataclass(frozen=True)
class Holder:
    """A staff member who holds a role, and whether their "I'm away" switch is on."""

    id: str
    away: bool = False


@dataclass(frozen=True)
class Holders:
    """Who holds each role of a school now, in order of granting."""

    by_role: Mapping[Role, Sequence[Holder]]

    def of(self, role: Role) -> Sequence[Holder]:
        """Return who holds `role`."""
        return self.by_role.get(role, ())

    def ids_of(self, role: Role) -> frozenset[str]:
        """Return the ids of who holds `role`."""
        return frozenset(holder.id for holder in self.of(role))

    def without(self, holdings: Collection[tuple[str, Role]]) -> "Holders":
        """Return the same, but for these people in these roles."""
        return Holders(
            {
                role: [holder for holder in held if (holder.id, role) not in holdings]
                for role, held in self.by_role.items()
            }
        )

    def within(self, circles: Iterable[Circle]) -> list[Holder]:
        """Return everyone in these circles, each once: the lead before deputies, the head before a stand-in."""
        found = {holder.id: holder for c in circles for role in ROLES_OF[c] for holder in self.of(role)}
        return list(found.values())


def readers(circles: Iterable[Circle], holders: Holders, excluded: Collection[str]) -> list[str]:
    """Return the ids of those who may read, in order. Away people may; an excluded person never."""
    return [holder.id for holder in holders.within(circles) if holder.id not in excluded]


def first_readers(circles: Iterable[Circle], holders: Holders, excluded: Collection[str]) -> list[str]:
    """Return who is named to the writer: the readers who are not away, or all where every one of them is."""
    may_read = [holder for holder in holders.within(circles) if holder.id not in excluded]
    present = [holder.id for holder in may_read if not holder.away]
    return present or [holder.id for holder in may_read]


def still_excluded(
    exclusions: Iterable[tuple[str, str]], *, released: Collection[str | None]
) -> frozenset[str]:
    """Return whom a concern excludes now. `exclusions` are (staff id, cause), `released` whom a reader let in.

    A release undoes only what a surname in the words did: what the writer said always stands.
    """
    return frozenset(
        staff_id
        for staff_id, cause in exclusions
        if not (cause == ExclusionCause.SURNAME and staff_id in released)
    )


@dataclass(frozen=True)
class Grant:
    """A reading role that somebody was given: by whom (None: the machine), when, and whether they hold it still."""

    staff_id: str
    role: Role
    by: str | None
    at: datetime
    ended: bool = False


def given_by_the_excluded(
    excluded: Collection[str], grants: Collection[Grant], *, told_at: datetime
) -> frozenset[tuple[str, Role]]:
    """Return who holds which role only because an excluded person wished it after the concern was told.

    grants: all of the school, ended ones too. Without this an excluded lead could make up a deputy, and read as
    that deputy what was told about the lead; or as a deputy whom that deputy makes up. It is the role that does
    not count, not its holder: whoever reads by another role goes on reading, else an excluded person could keep
    a reader out by giving them one more.
    """
    later = [grant for grant in grants if grant.at >= told_at]
    void: set[Grant] = set()
    while more := {grant for grant in later if grant not in void and _is_void(grant, excluded, grants, void)}:
        void |= more
    return frozenset((grant.staff_id, grant.role) for grant in void if not grant.ended)


def _is_void(
    grant: Grant, excluded: Collection[str], grants: Collection[Grant], void: Collection[Grant]
) -> bool:
    if grant.by in excluded:
        return True
    giver_held = [each for each in grants if each.staff_id == grant.by and each.at <= grant.at]
    return bool(giver_held) and all(each in void for each in giver_held)
