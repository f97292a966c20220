"""The same student listed more than once."""

from collections.abc import Sequence

from mentoring.roster.rules.people import LeftOut, Listed
from mentoring.roster.rules.problems import Problem

COMPARED = ("first_name", "last_name", "year", "form", "born", "org")


def without_doubles(students: Sequence[Listed]) -> tuple[list[Listed], list[LeftOut]]:
    """Return the students listed once, and the rows left out.

    Twice the same: the first row counts. Twice with different values: neither does, because a person has to say
    which is right, and both rows are shown. Without ids two rows of one name, year and form may be two children.
    """
    groups: dict[tuple[str, ...], list[Listed]] = {}
    for each in students:
        groups.setdefault(_who(each), []).append(each)
    kept: list[Listed] = []
    left_out: list[LeftOut] = []
    for group in groups.values():
        first, *others = group
        differing = sorted(
            {name for other in others for name in COMPARED if getattr(other, name) != getattr(first, name)}
        )
        if not first.roster_id and others:
            left_out += [_left_out(each, first, Problem.SAME_NAME_AS_ANOTHER, group) for each in group]
        elif differing:
            left_out += [
                _left_out(each, first, Problem.DIFFERS_FROM_ITS_TWIN, group, fields=", ".join(differing))
                for each in group
            ]
        else:
            kept.append(first)
            left_out += [_left_out(other, first, Problem.LISTED_TWICE, group) for other in others]
    kept.sort(key=lambda each: (each.file, each.row))
    return kept, sorted(left_out, key=lambda each: (each.file, each.row))


def _who(each: Listed) -> tuple[str, ...]:
    if each.roster_id:
        return (each.roster_id,)
    return (each.first_name.casefold(), each.last_name.casefold(), each.year, each.org)


def _left_out(each: Listed, first: Listed, why: Problem, group: Sequence[Listed], **facts: str) -> LeftOut:
    other = next((one for one in group if one is not each), first)
    name = f"{each.first_name} {each.last_name}"
    return LeftOut(each.file, each.row, why, {"name": name, "other": str(other.row), **facts})
