"""The one question that a student is asked about a partner: what they may know before they answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.joining.models import Profile
from mentoring.joining.queries.profiles import profiles
from mentoring.joining.rules.profile import shared_interests
from mentoring.matching.models import PairingMember
from mentoring.matching.queries.holds import held_pairings
from mentoring.matching.queries.names import first_names
from mentoring.matching.queries.pairings import asked_roles, member
from mentoring.matching.rules.asking import MOST_SHARED, Voice, is_asked
from mentoring.matching.rules.life import State
from mentoring.programme.rules.kinds import ProgrammeRole


@dataclass(frozen=True)
class Partner:
    """One student of the other side as the one who is asked may know them: never more than this."""

    name: str
    year: str  # a code of the country's scale
    shared: Sequence[str]  # codes of interests
    help: Sequence[str]  # codes; only what they said may be told
    help_words: str


@dataclass(frozen=True)
class Question:
    """What is asked: about whom, and who else of one's own side would be there."""

    member: PairingMember
    partners: Sequence[Partner]
    beside: Sequence[str]


def place_of_asked(school_id: str, member_id: str) -> PairingMember | None:
    """Return a student's place in a pairing, if they were ever asked about it; else None, as if there were none.

    A mentee learns nothing of a pairing before every mentor has said yes, nor of one that ended before.
    """
    found = member(school_id, member_id)
    if found is None:
        return None
    asked = asked_roles(school_id, [found.pairing_id])[found.pairing_id]
    return found if found.role in asked else None


def waits_for(place: PairingMember) -> bool:
    """Say whether this student is being asked now; not while anybody in the pairing is on hold."""
    voice = Voice(ProgrammeRole(place.role), place.answer)
    if place.left_at is not None or not is_asked(State(place.pairing.state), voice):
        return False
    return not held_pairings([place.pairing], reader_id=None)


def question(place: PairingMember) -> Question:
    """Return what a student is asked (2 queries)."""
    pairing = place.pairing
    others = [each for each in pairing.here if each.id != place.id]
    names = first_names(pairing.school_id, pairing.programme_id, [each.student for each in others])
    held = profiles(pairing.school_id, [each.enrolment_id for each in pairing.here])
    mine = held.get(place.enrolment_id)
    return Question(
        place,
        [
            _partner(names[each.student_id], each, mine, held.get(each.enrolment_id))
            for each in others
            if each.role != place.role
        ],
        [names[each.student_id] for each in others if each.role == place.role == ProgrammeRole.MENTOR],
    )


def _partner(name: str, other: PairingMember, mine: Profile | None, theirs: Profile | None) -> Partner:
    shared = shared_interests(mine.interests, theirs.interests) if mine and theirs else []
    told = theirs if theirs is not None and theirs.help_may_be_told else None
    return Partner(
        name,
        other.student.year,
        shared[:MOST_SHARED],
        told.help if told else [],
        told.help_words if told else "",
    )
