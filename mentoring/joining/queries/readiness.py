"""How far each student of a programme is: the facts behind every gate, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.joining.models import Enrolment
from mentoring.joining.queries.profiles import finished_ids
from mentoring.joining.rules.enrolment import State
from mentoring.joining.rules.readiness import Facts, Missing, missing_before_pairing
from mentoring.programme.models import Programme


@dataclass(frozen=True)
class Standing:
    """One student in one programme, and what is still missing."""

    enrolment: Enrolment
    facts: Facts
    missing: Sequence[Missing]

    @property
    def is_ready(self) -> bool:
        """Say whether the student can be paired."""
        return not self.missing


def standings(programme: Programme, enrolled: Sequence[Enrolment]) -> list[Standing]:
    """Return how far each of these students of a programme is."""
    ids = [each.id for each in enrolled]
    finished = finished_ids(programme.school_id, ids)
    found = []
    for each in enrolled:
        facts = Facts(state=State(each.state), profile_finished=each.id in finished)
        found.append(Standing(each, facts, missing_before_pairing(facts)))
    return found
