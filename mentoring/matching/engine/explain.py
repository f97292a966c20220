"""Why: for each pairing what the two have in common, for each who waits what stands in the way."""

from collections.abc import Mapping

import numpy as np

from mentoring.matching.engine.answers import Answer, Waiting, Why
from mentoring.matching.engine.arrays import Arrays, Table
from mentoring.matching.engine.boundaries import Broken, counted
from mentoring.matching.engine.codes import UNSAID, Criterion
from mentoring.matching.engine.scores import Scored


def why(people: Arrays, parts: Mapping[Criterion, Scored], scores: Table, row: int, column: int) -> Why:
    """Return what two people have in common, and what each criterion gives them: none of what is private."""
    mentor, mentee = people.mentors[row], people.mentees[column]
    needs = mentor.needs | mentee.needs
    return Why(
        score=int(scores[row, column]),
        parts={
            code: int(part.table[row, column])
            for code, part in parts.items()
            if part.applies[column] and code not in UNSAID
        },
        interests=tuple(sorted(mentor.interests & mentee.interests)),
        help=tuple(sorted(mentor.help & mentee.help)),
        # One that everybody speaks says nothing of these two.
        languages=tuple(sorted(mentor.languages & mentee.languages))
        if parts[Criterion.LANGUAGES].table[row, column]
        else (),
        slots=tuple(
            slot.id
            for slot in people.problem.slots
            if slot.id in mentor.slots and slot.id in mentee.slots and slot.meets(needs)
        ),
    )


def waiting(people: Arrays, broken: Broken, answer: Answer) -> tuple[Waiting, ...]:
    """Return who waits, and by how many mentors each boundary keeps them waiting."""
    matched = {each.mentee for each in answer.pairs}
    return tuple(
        Waiting(person.id, int(np.count_nonzero(broken[:, column] == 0)), counted(broken[:, column]))
        for column, person in enumerate(people.mentees)
        if person.id not in matched
    )
