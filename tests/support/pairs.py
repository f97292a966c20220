"""Made-up pairings for tests. Nothing here commits."""

from collections import Counter

from mentoring import clock, ids
from mentoring.access.roles import Role
from mentoring.audit import events, trail
from mentoring.audit.trail import Entry
from mentoring.extensions import db, insert_rows
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.making import Where
from mentoring.matching.models import Pairing, PairingMember, PairingStep
from mentoring.matching.rules.life import Happening, State
from mentoring.programme.models import Programme
from mentoring.programme.queries.slots import on_duty, slots, usable_places
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.support.factories import World
from tests.support.programmes import by

WAY = (
    (Happening.ASK, State.ASKED_MENTOR),
    (Happening.MENTORS_YES, State.ASKED_MENTEE),
    (Happening.MENTEES_YES, State.AGREED),
    (Happening.CONFIRM, State.READY),
    (Happening.MEET, State.ACTIVE),
)


def where_in(programme: Programme) -> Where:
    """Return the programme's first time in the week, its first place, and who is on duty."""
    slot = slots(programme.school_id, programme.id)[0]
    return Where(slot.id, usable_places(slot)[0].id, on_duty(slot)[0].id)


def make_pair(
    world: World, programme: Programme, *members: Enrolment, state: State = State.ACTIVE
) -> Pairing:
    """Join these enrolments in a pairing that came as far as `state` on the usual way.

    In rows, as `make_pairing` and `move` write them: a test compares them (tests/matching/test_pairs.py).
    """
    now, who, where = clock.now(), by(world, Role.COORDINATOR), where_in(programme)
    way = [(happening, after) for happening, after in WAY if _comes_to(after, state)]
    own = {"school_id": world.school_id}
    made = Pairing(
        **own, id=ids.new_id(), programme_id=programme.id, state=state, state_at=now, slot_id=where.slot_id,
        place_id=where.place_id, adult_id=where.adult_id, made_at=now, made_by=who.person_id, origin="hand",
        met_at=now if state is State.ACTIVE else None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    insert_rows(
        PairingMember,
        [
            own | {
                "id": ids.new_id(), "pairing_id": made.id, "enrolment_id": each.id, "student_id": each.student_id,
                "role": each.role,
            }
            for each in members
        ],
    )  # fmt: skip
    steps = [("proposed", State.PROPOSED), *way]
    insert_rows(
        PairingStep,
        [
            own | {
                "id": ids.new_id(), "pairing_id": made.id, "turn": turn, "happening": happening, "state": after,
                "at": now, "by_id": who.person_id,
            }
            for turn, (happening, after) in enumerate(steps, start=1)
        ],
    )  # fmt: skip
    counts = Counter(each.role for each in members)
    facts = {
        "programme": programme.id, "origin": "hand", "mentors": counts[ProgrammeRole.MENTOR],
        "mentees": counts[ProgrammeRole.MENTEE],
    }  # fmt: skip
    entries = [Entry(events.PAIRING_MADE, now, who, made.id, facts)]
    for happening, after in way:
        moved = {"happening": happening.value, "state": after.value}
        entries.append(Entry(events.PAIRING_MOVED, now, who, made.id, moved))
    trail.record_all(entries, school_id=world.school_id)
    return made


def _comes_to(after: State, wanted: State) -> bool:
    states = [State.PROPOSED, *(each for _happening, each in WAY)]
    return states.index(after) <= states.index(wanted)
