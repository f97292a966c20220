"""What stands in the way of a pairing, before it is confirmed and before it goes on, as one reader may know it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mentoring.joining.queries.enrolments import enrolments
from mentoring.joining.queries.profiles import kept_apart
from mentoring.joining.queries.readiness import standings
from mentoring.joining.rules.readiness import Hold, Missing
from mentoring.matching.models import Pairing
from mentoring.matching.queries.holds import held_pairings
from mentoring.people.models import Student
from mentoring.roster.queries.families import confirmed_pairs

# What keeps two who have met from meeting on. The other gates are asked before they begin: a training that is too
# old since then is a task for staff, and pauses nobody.
STOPS = frozenset(
    {
        Missing.OWN_YES,
        Missing.SAID_NO,
        Missing.PAUSED,
        Missing.STOPPED,
        Missing.CONSENT_REFUSED,
        Missing.CONSENT_WITHDRAWN,
        Missing.CANNOT_BE_PAIRED,
        Missing.ON_HOLD,
        Missing.ON_BREAK,
    }
)
HOLDS = {Hold.HOLD: Missing.ON_HOLD, Hold.BREAK: Missing.ON_BREAK}


@dataclass(frozen=True)
class Lack:
    """One thing in the way: of whom, or None for the pairing itself; and what, or None where the student has left."""

    student: Student | None
    code: Missing | None


def lacks(
    pairings: Sequence[Pairing], *, reader_id: str | None, only: Collection[Missing] | None = None
) -> Mapping[str, Sequence[Lack]]:
    """Return by pairing what is in its way: every gate, or `only` these. An empty list means all green.

    reader_id: a member of staff who reads it. A constant number of queries for each programme.
    """
    if not pairings:
        return {}
    school_id = pairings[0].school_id
    held = held_pairings(pairings, reader_id=reader_id)
    everybody = frozenset[str]().union(*(each.student_ids for each in pairings))
    never = kept_apart(school_id, everybody) | {frozenset(pair) for pair in confirmed_pairs(school_id)}
    missing = _missing(pairings, reader_id)
    found = {}
    for each in pairings:
        everything = [
            Lack(member.student, code)
            for member in each.here
            for code in missing.get(member.enrolment_id, [None])
            if code is None or only is None or code in only
        ]
        mine = [lack for lack in everything if lack.code is not Missing.CANNOT_BE_PAIRED]
        # Whether it is one of them or the two together is for the lead alone.
        if len(mine) < len(everything) or any(pair <= each.student_ids for pair in never):
            mine.append(Lack(None, Missing.CANNOT_BE_PAIRED))
        if each.id in held and not any(lack.code in HOLDS.values() for lack in mine):
            mine.append(Lack(None, HOLDS[held[each.id].reads]))  # the adult who is near
        found[each.id] = mine
    return found


def _missing(pairings: Sequence[Pairing], reader_id: str | None) -> Mapping[str, Sequence[Missing | None]]:
    """Return by enrolment what is missing; whoever has left the school is left out."""
    programmes = {each.programme_id: each.programme for each in pairings}
    found = {}
    for programme_id, programme in programmes.items():
        ids = {
            member.enrolment_id
            for each in pairings
            if each.programme_id == programme_id
            for member in each.here
        }
        for standing in standings(programme, enrolments(programme, ids=ids), reader_id=reader_id):
            found[standing.enrolment.id] = list(standing.missing)
    return found
