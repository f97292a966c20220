"""Two students who may be one family: how a pair is written, and what may be decided of it."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from mentoring.roster.rules.people import Kin, Listed, Reading, Why


class FamilyState(StrEnum):
    """What a person decided. Only CONFIRMED keeps two students from being paired."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class NotAPair(StrEnum):
    """Why what was written does not name two students."""

    UNKNOWN = "family-unknown"
    SEVERAL = "family-several"
    SAME = "family-same"


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two ids in the order in which a pair is stored."""
    return (one, other) if one < other else (other, one)


def suggested_pairs(
    reading: Reading, student_of: Mapping[tuple[str, int], str], known: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Why]:
    """Return the pairs that a roster suggests and nobody has been asked about yet, each with why.

    student_of: the students' ids by the file and row that list them; rows without one are passed over.
    """
    found: dict[tuple[str, str], Why] = {}
    for each in reading.kin:
        ids = [student_of.get((one.file, one.row)) for one in _both(reading.students, each)]
        if ids[0] is None or ids[1] is None or ids[0] == ids[1]:
            continue
        pair = pair_of(ids[0], ids[1])
        if pair not in known:
            found.setdefault(pair, each.why)
    return found


def _both(students: Sequence[Listed], kin: Kin) -> tuple[Listed, Listed]:
    return students[kin.one], students[kin.other]


def families_to_show(
    reading: Reading, student_of: Mapping[tuple[str, int], str], known: Collection[tuple[str, str]]
) -> list[Kin]:
    """Return the suggestions of a roster that is not taken yet, without those that a person was asked about."""
    shown = []
    for each in reading.kin:
        one, other = _both(reading.students, each)
        ids = student_of.get((one.file, one.row)), student_of.get((other.file, other.row))
        if ids[0] is None or ids[1] is None or pair_of(ids[0], ids[1]) not in known:
            shown.append(each)
    return shown
