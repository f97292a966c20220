"""What a person chose of a roster that was read: which of two rows is right, and which organisations to take."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mentoring.roster.rules.people import Kin, LeftOut, Listed, Reading
from mentoring.roster.rules.problems import Problem


def as_chosen(reading: Reading, picks: Mapping[int, Sequence[int]], orgs: Collection[str] | None) -> Reading:
    """Return the reading as it is with these choices. What is not taken is among the rows left out.

    picks: by the number of a group of `twins`, the places in it of the rows that are right; a group with ids is one
    student, so at most one row of it counts. orgs: the ids of the organisations to take, None for all.
    """
    taken, passed_over = _picked(reading, picks)
    places = [*range(len(reading.students)), *taken]
    outside = [place for place in places if not _is_within(reading.everyone[place], orgs)]
    kept = [place for place in places if place not in set(outside)]
    now_at = {place: number for number, place in enumerate(kept)}
    settled = {(one.file, one.row) for one in (reading.everyone[place] for place in (*taken, *passed_over))}
    return replace(
        reading,
        students=tuple(reading.everyone[place] for place in kept),
        left_out=(
            *(row for row in reading.left_out if (row.file, row.row) not in settled),
            *(_left_out(reading.everyone[place], Problem.OTHER_ROW_CHOSEN) for place in passed_over),
            *(_left_out(reading.everyone[place], Problem.OTHER_ORG) for place in outside),
        ),
        orgs=tuple(org for org in reading.orgs if orgs is None or org.id in orgs),
        kin=tuple(
            Kin(now_at[each.one], now_at[each.other], each.why)
            for each in reading.kin
            if each.one in now_at and each.other in now_at
        ),
        twins=(),
    )


def _picked(reading: Reading, picks: Mapping[int, Sequence[int]]) -> tuple[list[int], list[int]]:
    """Return the places in `everyone` of the rows that are taken, and of those that their choice passed over."""
    taken: list[int] = []
    passed_over: list[int] = []
    first = len(reading.students)
    for number, group in enumerate(reading.twins):
        chosen = [place for place in picks.get(number, ()) if 0 <= place < len(group)]
        if group[0].roster_id:
            chosen = chosen[:1]
        if chosen:
            taken += [first + place for place in chosen]
            passed_over += [first + place for place in range(len(group)) if place not in chosen]
        first += len(group)
    return taken, passed_over


def _is_within(one: Listed, orgs: Collection[str] | None) -> bool:
    return orgs is None or not one.org or one.org in orgs


def _left_out(one: Listed, why: Problem) -> LeftOut:
    return LeftOut(one.file, one.row, why, {"name": f"{one.first_name} {one.last_name}", "id": one.roster_id})
