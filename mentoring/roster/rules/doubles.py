"""The same student listed more than once."""

from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.roster.rules.people import LeftOut, Listed
from mentoring.roster.rules.problems import Problem

COMPARED = ("first_name", "last_name", "year", "form", "born", "org")


@dataclass(frozen=True)
class Sorted:
    """The students listed once, the rows left out, and of those the groups that a person has to decide."""

    kept: tuple[Listed, ...]
    left_out: tuple[LeftOut, ...]
    twins: tuple[tuple[Listed, ...], ...]


def without_doubles(students: Sequence[Listed]) -> Sorted:
    """Return the students listed once, the rows left out, and the groups of rows that wait for a person.

    Twice the same: the first row counts. Twice with different values: neither does, because a person has to say
    which is right, and both rows are shown. Without ids two rows of one name, year and form may be two children.
    """
    groups: dict[tuple[str, ...], list[Listed]] = {}
    for each in students:
        groups.setdefault(_who(each), []).append(each)
    kept: list[Listed] = []
    left_out: list[LeftOut] = []
    twins: list[tuple[Listed, ...]] = []
    for group in groups.values():
        first, *others = group
        differing = sorted(
            {name for other in others for name in COMPARED if getattr(other, name) != getattr(first, name)}
        )
        if not first.roster_id and others:
            twins.append(tuple(group))
            left_out += [_left_out(each, first, Problem.SAME_NAME_AS_ANOTHER, group) for each in group]
        elif differing:
            twins.append(tuple(group))
            left_out += [
                _left_out(each, first, Problem.DIFFERS_FROM_ITS_TWIN, group, fields=", ".join(differing))
                for each in group
            ]
        else:
            kept.append(first)
            left_out += [_left_out(other, first, Problem.LISTED_TWICE, group) for other in others]
    kept.sort(key=_where)
    left_out.sort(key=_where)
    return Sorted(tuple(kept), tuple(left_out), tuple(sorted(twins, key=lambda group: _where(group[0]))))


def _where(each: Listed | LeftOut) -> tuple[str, int]:
    return each.file, each.row


def _who(each: Listed) -> tuple[str, ...]:
    if each.roster_id:
        return (each.roster_id,)
    return (each.first_name.casefold(), each.last_name.casefold(), each.year, each.org)


def _left_out(each: Listed, first: Listed, why: Problem, group: Sequence[Listed], **facts: str) -> LeftOut:
    other = next((one for one in group if one is not each), first)
    name = f"{each.first_name} {each.last_name}"
    return LeftOut(
        each.file, each.row, why, {"name": name, "id": each.roster_id, "other": str(other.row), **facts}
    )
