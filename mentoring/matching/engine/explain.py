"""Why: for each pairing what the two have in common, for each who waits what stands in the way."""

from collections.abc import Mapping, Sequence

import numpy as np

from mentoring.matching.engine.answers import Answer, Waiting, Why
from mentoring.matching.engine.arrays import Arrays, Table
from mentoring.matching.engine.boundaries import Broken, counted
from mentoring.matching.engine.codes import UNSAID, Criterion
from mentoring.matching.engine.facts import Person, Slot
from mentoring.matching.engine.scored import Scored


def why(people: Arrays, parts: Mapping[Criterion, Scored], scores: Table, row: int, column: int) -> Why:
    """Return what two people have in common."""
    return whys(people, parts, scores, [(row, column)])[0]


def whys(
    people: Arrays, parts: Mapping[Criterion, Scored], scores: Table, pairs: Sequence[tuple[int, int]]
) -> tuple[Why, ...]:
    """Return what each of these pairs have in common, and what each criterion gives them: none of what is private.

    pairs: rows and columns.
    """
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    scored = {code: part.of(rows, columns).tolist() for code, part in parts.items()}
    slots = {slot.id: (at, slot) for at, slot in enumerate(people.problem.slots)}
    return tuple(
        _why(
            people.mentors[row],
            people.mentees[column],
            slots,
            int(scores[row, column]),
            {
                code: scored[code][at]
                for code, part in parts.items()
                if part.applies[column] and code not in UNSAID
            },
        )
        for at, (row, column) in enumerate(pairs)
    )


def _why(
    mentor: Person,
    mentee: Person,
    slots: Mapping[str, tuple[int, Slot]],
    score: int,
    scored: Mapping[Criterion, int],
) -> Why:
    needs = mentor.needs | mentee.needs
    shared = sorted(slots[each] for each in mentor.slots & mentee.slots if each in slots)
    return Why(
        score=score,
        parts=scored,
        interests=tuple(sorted(mentor.interests & mentee.interests)),
        help=tuple(sorted(mentor.help & mentee.help)),
        # One that everybody speaks says nothing of these two.
        languages=tuple(sorted(mentor.languages & mentee.languages))
        if scored.get(Criterion.LANGUAGES)
        else (),
        slots=tuple(slot.id for _at, slot in shared if slot.meets(needs)),
        lived=tuple(sorted(mentor.lived & mentee.help)),
    )


def waiting(people: Arrays, broken: Broken, answer: Answer) -> tuple[Waiting, ...]:
    """Return who waits, and by how many mentors each boundary keeps them waiting."""
    matched = {each.mentee for each in answer.pairs}
    return tuple(
        Waiting(person.id, int(np.count_nonzero(broken[:, column] == 0)), counted(broken[:, column]))
        for column, person in enumerate(people.mentees)
        if person.id not in matched
    )
