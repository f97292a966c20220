"""What was before this suggestion and counts in it: choices at a meet-and-greet, earlier pairings, the oldest year."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.engine.facts import Pair
from mentoring.matching.models import MeetAndGreet, MeetChoice, MeetGuest, Pairing, PairingMember
from mentoring.matching.rules.life import Closing, Rematch, State
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole


def choices_in(programme: Programme) -> Mapping[str, frozenset[str]]:
    """Return by enrolment whom each would like to see again: for the engine alone (1 query)."""
    wanted = (
        select(MeetGuest.enrolment_id, MeetChoice.enrolment_id)
        .join(
            MeetChoice, (MeetChoice.school_id == MeetGuest.school_id) & (MeetChoice.guest_id == MeetGuest.id)
        )
        .join(
            MeetAndGreet,
            (MeetAndGreet.school_id == MeetGuest.school_id) & (MeetAndGreet.id == MeetGuest.meet_id),
        )
        .where(MeetGuest.school_id == programme.school_id, MeetAndGreet.programme_id == programme.id)
    )
    found: dict[str, set[str]] = {}
    for chooser, chosen in db.session.execute(wanted.order_by(MeetChoice.id)):
        found.setdefault(chooser, set()).add(chosen)
    return {chooser: frozenset(chosen) for chooser, chosen in found.items()}


@dataclass(frozen=True)
class Earlier:
    """What earlier pairings say of those who are ready, by enrolment.

    experienced: mentors of a pairing that came to its planned end. again: mentors and mentees who were such a pairing,
    and about whom staff said yes to being paired again.
    """

    experienced: frozenset[str]
    again: frozenset[Pair]


def earlier_pairings(school_id: str, ready: Collection[Enrolment]) -> Earlier:
    """Return what earlier pairings of the school, in any programme, say of these enrolments (1 query)."""
    by_student = {(each.role, each.student_id): each.id for each in ready}
    wanted = (
        select(PairingMember.pairing_id, PairingMember.role, PairingMember.student_id, Pairing.rematch)
        .join(
            Pairing, (Pairing.school_id == PairingMember.school_id) & (Pairing.id == PairingMember.pairing_id)
        )
        .where(
            Pairing.school_id == school_id,
            Pairing.state == State.CLOSED,
            Pairing.closing == Closing.PLANNED,
            PairingMember.left_at.is_(None),
        )
    )
    experienced: set[str] = set()
    met: dict[str, dict[str, list[str]]] = {}
    for row in db.session.execute(wanted.order_by(PairingMember.id)):
        enrolment_id = by_student.get((row.role, row.student_id))
        if enrolment_id is None:
            continue
        if row.role == ProgrammeRole.MENTOR:
            experienced.add(enrolment_id)
        if row.rematch == Rematch.YES:
            met.setdefault(row.pairing_id, {}).setdefault(row.role, []).append(enrolment_id)
    again = {
        Pair(mentor, mentee)
        for roles in met.values()
        for mentor in roles.get(ProgrammeRole.MENTOR, ())
        for mentee in roles.get(ProgrammeRole.MENTEE, ())
    }
    return Earlier(frozenset(experienced), frozenset(again))


def oldest_years(years: Mapping[str, Collection[str]], ordinals: Mapping[str, int]) -> Mapping[str, int]:
    """Return by site the oldest of the years that are there now: exams, or leaving, come first for them."""
    known = {
        site_id: [ordinals[year] for year in some if year in ordinals] for site_id, some in years.items()
    }
    return {site_id: max(found) for site_id, found in known.items() if found}
