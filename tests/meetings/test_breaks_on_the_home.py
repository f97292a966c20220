"""Whatever the cause of a break, a student's home is the same to the byte; and nobody sees a partner's other role."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from mentoring import clock
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions import consent
from mentoring.joining.actions.consent import Paper
from mentoring.joining.models import Enrolment
from mentoring.joining.rules.consent import Authority, ConsentHow, Said
from mentoring.matching.actions.life import move
from mentoring.matching.models import Pairing
from mentoring.matching.rules.life import Happening
from mentoring.meetings.models import Meeting
from mentoring.programme.rules.kinds import ProgrammeRole
from tests.joining.making import pack, today
from tests.joining.rows import enrol, make_open_programme, make_ready
from tests.meetings.young import Pair, SignIn, hold_on, in_database, make_meeting, page
from tests.support.factories import World, make_student
from tests.support.pairs import make_pair

TOKENS = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]+"')
BREAK = "Your meetings are having a break."

Cause = Callable[[World, Pair], None]


def _by_staff(world: World, pair: Pair) -> None:
    pairing = db.session.get_one(Pairing, (world.school_id, pair.pairing))
    by = By("person", world.staff[Role.COORDINATOR])
    assert move(by, pairing, Happening.BREAK, now=clock.now(), code="staff") is None


def _hold_on_the_mentor(world: World, pair: Pair) -> None:
    hold_on(world, world.mentor)


def _hold_on_the_mentee(world: World, pair: Pair) -> None:
    hold_on(world, world.mentee)


def _hold_on_the_adult(world: World, pair: Pair) -> None:
    hold_on(world, world.staff[Role.SUPERVISOR])


def _absent_adult(world: World, pair: Pair) -> None:
    meeting = db.session.get_one(Meeting, (world.school_id, pair.coming))
    meeting.state, meeting.why = "off", "adult-away"


def _closed_room(world: World, pair: Pair) -> None:
    meeting = db.session.get_one(Meeting, (world.school_id, pair.coming))
    meeting.state, meeting.why = "off", "room-closed"


def _hold_on_who_stands_in(world: World, pair: Pair) -> None:
    meeting = db.session.get_one(Meeting, (world.school_id, pair.coming))
    meeting.stand_in_id = world.staff[Role.DEPUTY]
    hold_on(world, world.staff[Role.DEPUTY])


def _own_pause(world: World, pair: Pair) -> None:
    # As the listener of matching does it, for both at once.
    _by_staff(world, pair)
    for enrolment_id in (pair.mentor, pair.mentee):
        db.session.get_one(Enrolment, (world.school_id, enrolment_id)).state = "paused"


def _consent_back(world: World, pair: Pair) -> None:
    _by_staff(world, pair)
    by = By("person", world.staff[Role.COORDINATOR])
    both = [db.session.get_one(Enrolment, (world.school_id, each)) for each in (pair.mentor, pair.mentee)]
    paper = Paper(Said.WITHDRAWN, "A parent", Authority.PARENT, ConsentHow.PAPER, today())
    assert consent.record_consents(by, both, paper, pack(), today=today(), now=clock.now()) is None


CAUSES: dict[str, Cause] = {
    "a hold on the mentor": _hold_on_the_mentor,
    "a hold on the mentee": _hold_on_the_mentee,
    "a hold on the adult": _hold_on_the_adult,
    "a hold on who stands in": _hold_on_who_stands_in,
    "an absent adult": _absent_adult,
    "a closed room": _closed_room,
    "their own pause": _own_pause,
    "a consent taken back": _consent_back,
}


def _homes(world: World, sign_in: SignIn) -> dict[str, str]:
    return {who: TOKENS.sub("", page(sign_in(world, who), "/today")) for who in ("mentor", "mentee")}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_break_reads_the_same_whatever_its_cause(
    app: Flask, world: World, pair: Pair, sign_in: SignIn, cause: str
) -> None:
    from mentoring import transaction

    for who in ("mentor", "mentee"):
        page(sign_in(world, who), "/today")  # so that nobody is here for the first time
    assert BREAK not in _homes(world, sign_in)["mentee"]
    with app.app_context():
        transaction.begin(writes=True)
        CAUSES[cause](world, pair)
        transaction.commit()
    told = _homes(world, sign_in)
    assert all(BREAK in each and "Ms Okafor will talk with you." in each for each in told.values())
    for text in told.values():
        assert "Write up" not in text and "How did it go?" not in text and "nearby" not in text
        assert "Library" not in text and "I want to pause or stop" in text
    with in_database(app, writes=True):
        _undo(world, pair)
        _by_staff(world, pair)
    assert _homes(world, sign_in) == told


def _undo(world: World, pair: Pair) -> None:
    """Take back whatever the cause was, so that staff may give the same pair a break."""
    from sqlalchemy import text

    db.session.execute(text("UPDATE hold SET ended_at = started_at"))
    meeting = db.session.get_one(Meeting, (world.school_id, pair.coming))
    meeting.state, meeting.why, meeting.stand_in_id = "planned", "", None
    pairing = db.session.get_one(Pairing, (world.school_id, pair.pairing))
    pairing.state = "active"
    by = By("person", world.staff[Role.COORDINATOR])
    both = [db.session.get_one(Enrolment, (world.school_id, each)) for each in (pair.mentor, pair.mentee)]
    for each in both:
        each.state = "in"
    paper = Paper(Said.GIVEN, "A parent", Authority.PARENT, ConsentHow.PAPER, today())
    assert consent.record_consents(by, both, paper, pack(), today=today(), now=clock.now()) is None


def test_whoever_has_both_roles_has_two_headed_blocks_and_no_partner_sees_the_other(
    app: Flask, world: World, pair: Pair, sign_in: SignIn
) -> None:
    with in_database(app, writes=True):
        older = make_student(world, first="Noor", last="Oldest", year="12")
        programme = make_open_programme(world, "Steps")
        mentor = enrol(world, programme, older, ProgrammeRole.MENTOR)
        mentee = enrol(world, programme, world.mentor, ProgrammeRole.MENTEE)
        make_ready(world, mentor, mentee)
        pairing = make_pair(world, programme, mentor, mentee)
        make_meeting(pairing, today())
    home = page(sign_in(world, "mentor"), "/today")
    for words in ("Buddies: you as a mentor", ">Steps<", "<strong>Leo</strong>", "<strong>Noor</strong>"):
        assert words in home, words
    assert "Write up a meeting" in home and "How did it go?" in home
    for partner in (
        page(sign_in(world, "mentee"), "/today"),
        page(sign_in(world, older, is_student=True), "/today"),
    ):
        assert "Amara" in partner
    assert "Steps" not in page(sign_in(world, "mentee"), "/today")
    assert "Buddies" not in page(sign_in(world, older, is_student=True), "/today")


def test_without_a_day_the_home_says_so(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    with in_database(app, writes=True):
        db.session.delete(db.session.get_one(Meeting, (world.school_id, pair.coming)))
    assert "There is no day yet. We will tell you." in page(sign_in(world, "mentor"), "/today")


def test_a_new_time_is_said_to_both(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    with in_database(app, writes=True):
        db.session.get_one(Meeting, (world.school_id, pair.coming)).moved_at = clock.now()
    assert all("This is a new time or place." in each for each in _homes(world, sign_in).values())
