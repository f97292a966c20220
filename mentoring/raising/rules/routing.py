"""Where a concern goes: by who may have done it, to two people wherever two remain, never to the excluded.

Four decisions that are not obvious:

- **What is about the head goes to the chair alone.** The head's own team and the lead answer to the head, so
  nobody is added beside the chair, and a surname in the words only keeps its person out.
- **Readers are added upwards only** (lead team, head team, chair). After "an adult who works or helps here" the
  lead team is not added to make two: the adult may be one of them, and the page has promised "instead".
- **Where head and lead are one person**, what names that person reaches the chair: by the answer "the head",
  by their surname, or because nobody else is left in the circles before it.
- **Nothing is lost.** Where upwards nobody is left at all, the circles that remain are tried from the most
  independent one down. An excluded person is never a reader, even then: with everybody ruled out there is no
  reader, and the page says so, with the numbers to call.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from mentoring.access.roles import Role
from mentoring.raising.rules.answers import DoneBy
from mentoring.raising.rules.circles import Circle, ExclusionCause, Holders, readers

ENOUGH_READERS = 2  # so that no one person alone can let a concern rest
UPWARDS: dict[Circle, tuple[Circle, ...]] = {
    Circle.LEAD_TEAM: (Circle.HEAD_TEAM, Circle.CHAIR),
    Circle.HEAD_TEAM: (Circle.CHAIR,),
    Circle.CHAIR: (),
}
# Where a circle and all above it are empty: who is least likely to be part of what happened, first.
LAST_RESORT: dict[Circle, tuple[Circle, ...]] = {
    Circle.LEAD_TEAM: (),  # upwards was everybody
    Circle.HEAD_TEAM: (Circle.LEAD_TEAM,),
    Circle.CHAIR: (Circle.LEAD_TEAM, Circle.HEAD_TEAM),
}


class RouteCause(StrEnum):
    """Why a circle reads a concern. The last two come later, from the clock and from a reader."""

    FIRST = "first"
    NAMED = "named"
    TOO_FEW = "too-few"
    CLOCK = "clock"
    SHARED = "shared"


@dataclass(frozen=True)
class Routing:
    """The circles that a concern goes to, and the people who must never know of it, each with its cause."""

    routes: list[tuple[Circle, RouteCause]] = field(default_factory=list)
    exclusions: list[tuple[str, ExclusionCause]] = field(default_factory=list)

    @property
    def circles(self) -> list[Circle]:
        """Return the circles in the order they were chosen."""
        return [circle for circle, _ in self.routes]

    @property
    def excluded(self) -> frozenset[str]:
        """Return the ids of everyone who is kept out."""
        return frozenset(staff_id for staff_id, _ in self.exclusions)


def route(
    done_by: DoneBy | None,
    holders: Holders,
    *,
    ruled_out: Collection[str] = (),
    named_ids: Collection[str] = (),
    family_ids: Collection[str] = (),
    surnames_found: Collection[str] = (),
    surnames_of_gone: Collection[str] = (),
) -> Routing:
    """Return where a concern goes and whom it excludes.

    ruled_out: staff whom the writer does not want to see it. named_ids: staff who were named in the answer
    to "Did someone do this?". family_ids: relatives and carers of the child. surnames_found: staff whose
    surname is in the words. surnames_of_gone: former staff, who are kept out if they ever come back.
    """
    first = _first_circle(done_by, holders, named_ids)
    may_have_done_it = set(named_ids)
    if first is Circle.CHAIR:
        may_have_done_it |= holders.ids_of(Role.HEAD)
    excluded = _exclusions(
        (may_have_done_it, ExclusionCause.MAY_HAVE_DONE_IT),
        (ruled_out, ExclusionCause.RULED_OUT),
        (family_ids, ExclusionCause.FAMILY),
        ({*surnames_found, *surnames_of_gone}, ExclusionCause.SURNAME),
    )
    routes = [(first, RouteCause.FIRST)]
    if first is not Circle.CHAIR:
        routes += [(circle, RouteCause.NAMED) for circle in _circles_for_surnames(holders, surnames_found)]
    return Routing(_with_enough_readers(_each_once(routes), holders, {who for who, _ in excluded}), excluded)


def _first_circle(done_by: DoneBy | None, holders: Holders, named_ids: Collection[str]) -> Circle:
    if done_by is DoneBy.HEAD or holders.ids_of(Role.HEAD).intersection(named_ids):
        return Circle.CHAIR
    if done_by is DoneBy.ADULT or named_ids:
        return Circle.HEAD_TEAM
    return Circle.LEAD_TEAM


def _circles_for_surnames(holders: Holders, found: Collection[str]) -> list[Circle]:
    heads = holders.ids_of(Role.HEAD)
    wanted = {Circle.CHAIR if staff_id in heads else Circle.HEAD_TEAM for staff_id in found}
    return [circle for circle in Circle if circle in wanted]


def _exclusions(*groups: tuple[Collection[str], ExclusionCause]) -> list[tuple[str, ExclusionCause]]:
    return [(staff_id, cause) for staff_ids, cause in groups for staff_id in sorted(set(staff_ids))]


def _each_once(routes: list[tuple[Circle, RouteCause]]) -> list[tuple[Circle, RouteCause]]:
    chosen: dict[Circle, RouteCause] = {}
    for circle, cause in routes:
        chosen.setdefault(circle, cause)
    return list(chosen.items())


def _with_enough_readers(
    routes: list[tuple[Circle, RouteCause]], holders: Holders, excluded: Collection[str]
) -> list[tuple[Circle, RouteCause]]:
    chosen = dict(routes)
    first = routes[0][0]
    for circle in UPWARDS[first]:
        if _present(chosen, holders, excluded) >= ENOUGH_READERS:
            break
        chosen.setdefault(circle, RouteCause.TOO_FEW)
    for circle in LAST_RESORT[first]:
        if readers(chosen, holders, excluded):
            break
        chosen[circle] = RouteCause.TOO_FEW
    return list(chosen.items())


def circles_that_read(
    first: Circle, sent_to: Collection[Circle], holders: Holders, excluded: Collection[str]
) -> list[Circle]:
    """Return the circles that read a concern now: those it was sent to, and where nobody is left in them, more.

    People leave and are excluded later, so a concern can lose its last reader after it was told. Then it goes the
    way it would have gone at the start, until somebody reads it again. first: the circle it was sent to first.
    """
    chosen = [circle for circle in Circle if circle in sent_to]
    for circle in (*UPWARDS[first], *LAST_RESORT[first]):
        if readers(chosen, holders, excluded):
            break
        if circle not in chosen:
            chosen.append(circle)
    return chosen


def _present(circles: Collection[Circle], holders: Holders, excluded: Collection[str]) -> int:
    return sum(not holder.away for holder in holders.within(circles) if holder.id not in excluded)
