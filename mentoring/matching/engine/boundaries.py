"""The catalogue of boundaries: for each its code, how hard it is, where it comes from, and whom it keeps apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mentoring.matching.engine.arrays import Arrays, Mask
from mentoring.matching.engine.codes import Basis, Boundary, Severity

Broken = npt.NDArray[np.uint16]  # a bit for each boundary


@dataclass(frozen=True)
class Entry:
    """One boundary. `breaks` says of every two whether it stands between them."""

    code: Boundary
    severity: Severity
    basis: Basis
    breaks: Callable[[Arrays], Mask]


def _cannot(people: Arrays) -> Mask:
    # Relatives, keeping apart, "rather not", "not these two: always", closed for safety: one code, no cause.
    found = np.zeros(people.shape, dtype=np.bool_)
    for pair in people.problem.cannot:
        for one in pair:
            for other in pair - {one}:
                if one in people.row and other in people.column:
                    found[people.row[one], people.column[other]] = True
    return found


def _none(people: Arrays) -> Mask:
    return np.zeros(people.shape, dtype=np.bool_)


def _gap_too_small(people: Arrays) -> Mask:
    least = people.problem.settings.gap_least
    return _none(people) if least is None else np.asarray(people.years_ahead < least, dtype=np.bool_)


def _gap_too_large(people: Arrays) -> Mask:
    most = people.problem.settings.gap_most
    return _none(people) if most is None else np.asarray(people.years_ahead > most, dtype=np.bool_)


def _gap_months(people: Arrays) -> Mask:
    least = people.problem.settings.gap_months
    if least is None:
        return _none(people)
    mentors, mentees = people.numbers(lambda person: person.born or 0)
    known = (mentors > 0) & (mentees > 0)  # where a birth date is not kept, the year group decides
    return np.asarray(known & (mentees - mentors < least), dtype=np.bool_)


def _no_common_slot(people: Arrays) -> Mask:
    return np.asarray(people.common_slots == 0, dtype=np.bool_)


def _place_needs(people: Arrays) -> Mask:
    return np.asarray((people.common_slots > 0) & (people.usable_slots == 0), dtype=np.bool_)


def _same_gender(people: Arrays) -> Mask:
    if not any(person.same_gender for person in (*people.mentors, *people.mentees)):
        return _none(people)
    told = sorted({person.gender for person in (*people.mentors, *people.mentees)} - {""})
    number = {"": 0} | {gender: at for at, gender in enumerate(told, 1)}
    mentors, mentees = people.numbers(lambda person: number[person.gender])
    mentor_wishes, mentee_wishes = people.numbers(lambda person: int(person.same_gender))
    alike = (mentors == mentees) & (mentors > 0)
    return np.asarray((mentor_wishes + mentee_wishes > 0) & ~alike)


def _language_need(people: Arrays) -> Mask:
    found = _none(people)
    for wanted in sorted({person.must_speak for person in people.mentees} - {frozenset()}, key=sorted):
        lack = np.array([not wanted & person.languages for person in people.mentors], dtype=np.bool_)
        need = np.array([person.must_speak == wanted for person in people.mentees], dtype=np.bool_)
        found |= lack.reshape(-1, 1) & need
    return found


def _no_seat(people: Arrays) -> Mask:
    mentors, mentees = people.numbers(lambda person: person.seats)
    return np.asarray((mentors <= 0) | (mentees <= 0))


def _said_no(people: Arrays) -> Mask:
    return people.cells(people.problem.said_no)


def _put_aside(people: Arrays) -> Mask:
    return people.cells(people.problem.put_aside)


CATALOGUE: Sequence[Entry] = (
    Entry(Boundary.CANNOT_BE_PAIRED, Severity.SAFETY, Basis.PRACTICE, _cannot),
    Entry(Boundary.GAP_TOO_SMALL, Severity.RULE, Basis.KARCHER, _gap_too_small),
    Entry(Boundary.GAP_TOO_LARGE, Severity.RULE, Basis.INFERRED, _gap_too_large),
    Entry(Boundary.GAP_MONTHS, Severity.RULE, Basis.KARCHER, _gap_months),
    Entry(Boundary.NO_COMMON_SLOT, Severity.PRACTICAL, Basis.BBBS, _no_common_slot),
    Entry(Boundary.PLACE_NEEDS, Severity.PRACTICAL, Basis.BBBS, _place_needs),
    Entry(Boundary.SAME_GENDER, Severity.SAFETY, Basis.WISH, _same_gender),
    Entry(Boundary.LANGUAGE_NEED, Severity.CHOICE, Basis.PRACTICE, _language_need),
    Entry(Boundary.NO_SEAT, Severity.RULE, Basis.INFERRED, _no_seat),
    Entry(Boundary.SAID_NO, Severity.CHOICE, Basis.WISH, _said_no),
    Entry(Boundary.PUT_ASIDE, Severity.CHOICE, Basis.BOARD, _put_aside),
)


def broken_boundaries(people: Arrays) -> Broken:
    """Return for every two the boundaries between them, a bit for each; 0 where they may be paired."""
    return np.concatenate([_broken(block) for block in people.blocks])


def _broken(people: Arrays) -> Broken:
    found = np.zeros(people.shape, dtype=np.uint16)
    for bit, entry in enumerate(CATALOGUE):
        breaks = entry.breaks(people)
        if breaks.any():
            found |= breaks * np.uint16(1 << bit)
    return found


def named(bits: int) -> list[Boundary]:
    """Return the boundaries behind the bits of one pair."""
    return [entry.code for bit, entry in enumerate(CATALOGUE) if bits >> bit & 1]


def counted(bits: Broken) -> dict[Boundary, int]:
    """Return how many of these pairs each boundary keeps apart; those that keep none are left out.

    A mentor without a free place is counted by that alone, whatever else stands between them and somebody.
    """
    full = np.uint16(1 << [entry.code for entry in CATALOGUE].index(Boundary.NO_SEAT))
    asked = np.where(bits & full, full, bits)
    found = {
        entry.code: int(np.count_nonzero(asked & np.uint16(1 << bit))) for bit, entry in enumerate(CATALOGUE)
    }
    return {code: count for code, count in found.items() if count}
