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
    """A reading role that somebody holds now: who gave it to them, and when."""

    staff_id: str
    by: str
    at: datetime


def with_those_let_in(excluded: frozenset[str], grants: Iterable[Grant]) -> frozenset[str]:
    """Return the excluded people and everyone whom they let in after the concern was told, and those in turn.

    `grants` are the ones after it was told, in any order. Without this an excluded lead could make up a deputy,
    and read as that deputy what was told about the lead.
    """
    after = list(grants)
    out, before = set(excluded), -1
    while len(out) != before:
        before = len(out)
        out |= {grant.staff_id for grant in after if grant.by in out}
    return frozenset(out)
