"""A record of every kind that young people make of their meetings, for the route walk."""

from datetime import date

from mentoring import clock
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.meetings.actions.asks import ask_staff
from mentoring.meetings.actions.faces import give_face
from mentoring.meetings.actions.write_ups import Typed, write_up_meeting
from mentoring.meetings.models import Meeting
from mentoring.meetings.rules.asks import AskKind
from mentoring.meetings.rules.faces import Face, Step
from mentoring.meetings.rules.write_ups import Outside, WhoCame
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.rows import enrol, make_open_programme
from tests.meetings.young import make_meeting
from tests.support.factories import World
from tests.support.pairs import make_pair

BEGUN = date(2026, 11, 2)

Made = dict[str, dict[str, str]]


def make_young_records(world: World) -> Made:
    """Make a pair with the supervisor on duty and one without, each with a write-up, faces and an ask."""
    programme = make_open_programme(world, "Young")
    both = [
        enrol(world, programme, world.mentor, ProgrammeRole.MENTOR),
        enrol(world, programme, world.mentee, ProgrammeRole.MENTEE),
    ]
    found: Made = {"ask": {}, "faces": {}, "note": {}}
    for whose in ("the supervisor's", "somebody else's"):
        pairing = make_pair(world, programme, *both)
        meeting = make_meeting(pairing, BEGUN)
        if whose == "somebody else's":
            pairing.slot_id, pairing.adult_id = None, world.staff[Role.COORDINATOR]
            meeting.adult_id = pairing.adult_id
            db.session.flush()
            db.session.refresh(pairing)
        else:
            found["young pairing"] = {"a pair's": pairing.id}
            found["begun meeting"] = {"a pair's": meeting.id}
        _lived(world, both, meeting, found, whose)
    return found


def _lived(world: World, both: list[Enrolment], meeting: Meeting, found: Made, whose: str) -> None:
    mentor, mentee, now = By("person", world.mentor), By("person", world.mentee), clock.now()
    typed = Typed(whose, WhoCame.BOTH, outside=[Outside.GIFT])
    written = write_up_meeting(mentor, meeting, typed, now=now)
    assert written.note is not None
    faces = give_face(mentee, meeting, world.mentee, Step.HOW, Face.BAD, now=now)
    ask = ask_staff(mentee, both[1], AskKind.DAY, "Not on Tuesdays.", token=whose, now=now)
    ask.pairing_id = meeting.pairing_id  # each of the two pairings has one
    db.session.flush()
    found["note"][whose], found["faces"][whose], found["ask"][whose] = written.note.id, faces.id, ask.id
