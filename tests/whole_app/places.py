"""Two schools with a record of everything that a form may be about, for the tests of every route."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.joining.actions.tutors import ask_tutor
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.asking import open_question
from mentoring.matching.actions.breaking import take_break
from mentoring.matching.actions.ending import close, give_notice
from mentoring.matching.models import MeetAndGreet, MeetGuest
from mentoring.matching.rules.life import Closing, Rematch, State
from mentoring.meetings.models import Meeting
from mentoring.meetings.queries.meetings import meetings_of
from mentoring.people import hashing
from mentoring.people.actions import passwords, second_factor
from mentoring.people.actions.installation import ensure_installation
from mentoring.people.models import Account, Passkey, School, Site, StaffMember, StaffRole, Student
from mentoring.people.queries.sessions import session_of_token
from mentoring.people.rules.passphrases import normalise
from mentoring.programme.actions import places, slots
from mentoring.programme.models import Programme, Slot, SlotPlace
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.queries.concerns import words_again
from mentoring.raising.views import slowing
from mentoring.roster.rules.people import KeepBirth
from mentoring.safeguarding.actions import steps
from mentoring.safeguarding.queries.desk import locked_concern
from mentoring.safeguarding.rules import Outcome
from tests.access.table import A_ROOM, A_TURN, Records, make_records
from tests.conftest import Prepared
from tests.joining.making import skip_all
from tests.joining.rows import enrol, make_open_programme
from tests.matching.meets import next_tuesday
from tests.meetings.making import make_meeting, make_met
from tests.people.authenticator import Authenticator
from tests.people.second_factors import SECRET
from tests.people.signing_in import PASSWORD, PICTURES, WORDS
from tests.roster.making import COLUMNS, make_draft
from tests.support import programmes as made
from tests.support.crawling import Browser
from tests.support.factories import World, make_school, make_session, make_staff, make_student
from tests.support.pairs import make_pair
from tests.support.worlds import (
    chance_repeats,
    client_for,
    mail_set_up,
    new_database,
    sign_everybody_in,
)

# A passkey that the lead has.
DEVICE = Authenticator("the lead's")


class QuickHasher:
    """Stands in for argon2 where how a secret is kept does not matter: the same each time, and at once."""

    def hash(self, secret: str) -> str:
        return f"quick {secret}"

    def verify(self, held: str, secret: str) -> bool:
        return held == f"quick {secret}"


@dataclass
class Place:
    """Two schools with everything that the forms need, and the ids that their addresses and fields name."""

    app: Flask
    here: World
    there: World
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def browser(self, account: str) -> Browser:
        """Return the browser of an account, or of somebody who is not signed in."""
        room = self.tokens[A_ROOM] if account in (A_ROOM, A_TURN) else None
        token = None if account == A_ROOM else self.tokens.get(account)
        return Browser(client_for(self.app, token, room=room), account)

    def named(self, written: Any) -> Any:
        """Return what was written in the table with the ids in the places of their names."""
        if isinstance(written, str):
            return written.format(**self.ids)
        return [self.named(each) for each in written] if isinstance(written, list) else written


@contextmanager
def place_on(prepared: Prepared) -> Iterator[Place]:
    """Let there be a place for every form, with quick hashing and mail."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(hashing, "_hasher", QuickHasher())
        patch.setattr(slowing, "sleep", lambda seconds: None)
        app = stack.enter_context(new_database(prepared))
        stack.enter_context(mail_set_up(app))
        with chance_repeats(patch):
            place = make_place(app)
        yield place


def make_place(app: Flask) -> Place:
    """Make two schools in which every form of VALID is taken. Mail is set up, and hashing quick, by the caller."""
    with app.app_context(), transaction.unit():
        here, there = make_school(), make_school("birch", "Birchfield School", suffix="son")
        made = make_records(here, there)
        place = Place(app, here, there)
        kinds = ("hold", "tie", "report", "hour", "span", "family", "missing", "draft")
        for kind in (*kinds, "slot", "place", "gap request"):
            (place.ids[kind.replace(" ", "_")],) = made.found[kind].own.values()
        about = ("board ", "groups ")
        for name in ("board", "groups", *(kind for kind in made.found if kind.startswith(about))):
            (place.ids[name.replace(" ", "_")],) = made.found[name].own.values()
        place.ids["joinable"] = made.found["joinable"].own["open to Year 10"]
        place.ids["enrolment"] = made.found["enrolment"].own["the mentor"]
        place.ids["training"] = made.found["training"].own["the mentee"]
        place.ids["their_pairing"] = made.found["young pairing"].own["a pair's"]
        place.ids["begun"] = made.found["begun meeting"].own["a pair's"]
        for kind in ("ask", "note", "faces"):
            place.ids[kind] = made.found[kind].own["the supervisor's"]
        place.ids["bar"] = made.found["bar"].own["the mentee"]
        _met(place, made)
        _joining(place)
        _pairings(place)
        _check_ins(place)
        place.ids["mentee_enrolment"] = made.found["enrolment"].own["the mentee"]
        place.ids |= {
            "waiting": made.found["concern"].own["a classmate"],
            "shared": made.found["concern"].own["an adult"],
        }
        _people(place)
        _room(place, made.found["room child"].own["in the room"])
        _meetings(place, made.found["meeting"].own["where the supervisor is near"])
        place.ids["absence"] = made.found["absence"].own["the supervisor's"]
        _rosters(place)
        _programmes(place, *made.found["programme"].own.values())
        _secrets(place)
        _worries(place)
        db.session.get_one(School, there.school_id).setup_finished_at = None
        place.ids["setup_code"] = str(ensure_installation(clock.now()))
    _sign_in(place)
    place.tokens |= made.tokens
    _make_passkey(place)
    return place


def _met(place: Place, records: Records) -> None:
    """Name a meet-and-greet that was yesterday, its two guests, and where and when there can be another."""
    place.ids["met"] = records.found["met programme"].own["a meet-and-greet's"]
    place.ids["meet"] = records.found["meet"].own["a meet-and-greet"]
    place.ids["meet_guest"] = records.found["meet guest"].own["the mentor"]
    place.ids["meet_young"] = records.found["meet guest"].own["a mentee"]
    for name, key in (("mentor", "meet_guest"), ("mentee", "meet_young")):
        guest = db.session.get_one(MeetGuest, (place.here.school_id, place.ids[key]))
        place.ids[f"met_{name}"], place.ids[f"met_{name}_number"] = guest.enrolment_id, str(guest.number)
    held = db.session.get_one(MeetAndGreet, (place.here.school_id, place.ids["meet"]))
    place.ids["met_where"] = f"{held.slot_id}-{held.place_id}"
    place.ids["met_day"] = str(next_tuesday())


def _people(place: Place) -> None:
    here = place.here
    place.ids |= {role.value: staff_id for role, staff_id in here.staff.items()}
    place.ids |= {"mentor": here.mentor, "mentee": here.mentee, "site": here.site_id, "code": here.code}
    place.ids |= {
        "here": here.school_id,
        "there": place.there.school_id,
        "student_elsewhere": place.there.mentee,
    }
    place.ids["gone_staff"] = make_staff(here, first="Gone", last="Away")
    place.ids["gone_student"] = make_student(here, first="Gone", last="Away")
    place.ids["youngest"] = make_student(here, first="Mia", last="Little", year="2")
    _staff(place, "gone_staff").left_at = clock.now()
    db.session.get_one(Student, (here.school_id, place.ids["gone_student"])).left_at = clock.now()
    annexe = db.session.get_one(Site, (here.school_id, here.site_id))
    place.ids["annexe"] = ids.new_id()
    db.session.add(
        Site(
            school_id=here.school_id, id=place.ids["annexe"], name="Annexe", is_main=False, cycle_weeks=1,
            day_starts=annexe.day_starts, day_ends=annexe.day_ends, weekdays="01234",
        )
    )  # fmt: skip
    _works_elsewhere_too(place, _staff(place, "coordinator"))


def _room(place: Place, child_id: str) -> None:
    """Name the room that is open on a tablet, its place, its time, and the two who meet there."""
    today = db.session.query(Meeting).filter_by(
        school_id=place.here.school_id, day=clock.today("Europe/London")
    )
    (meeting,) = (each for each in today if child_id in each.pairing.student_ids)
    (mentor_id,) = meeting.pairing.student_ids - {child_id}
    place.ids |= {
        "room_place": str(meeting.place_id),
        "room_time": f"{meeting.starts:%H%M}",
        "room_child": child_id,
        "room_mentor": mentor_id,
    }
    _give(db.session.get_one(Student, (place.here.school_id, child_id)).account_id, normalise(WORDS))


def _rosters(place: Place) -> None:
    """Bring rosters whose columns, and whose dates, somebody has to say; and add somebody by mistake."""
    place.ids["draft_columns"] = make_draft(place.here, columns=None)
    place.ids["draft_dates"] = make_draft(
        place.here, columns={**COLUMNS, "born": 6}, keep_birth=KeepBirth.MONTH
    )
    place.ids["mistake"] = make_student(place.here, first="Added", last="Twice")


def _programmes(place: Place, programme_id: str, another_id: str) -> None:
    """Name the two programmes, and take a slot and a place out of use that can be put back."""
    here, now = place.here, clock.now()
    place.ids |= {"programme": programme_id, "another_programme": another_id}
    programme = db.session.get_one(Programme, (here.school_id, programme_id))
    shed, gone = (
        made.make_place(here, "Shed"),
        made.make_slot(here, programme, starts=time(13), ends=time(13, 20)),
    )
    assert places.remove_place(made.by(here), shed, now=now)
    slot = db.session.get_one(Slot, (here.school_id, gone))
    assert slots.remove_slot(made.by(here), programme, slot, now=now)
    place.ids |= {"gone_place": shed.id, "gone_slot": gone}


def _meetings(place: Place, meeting_id: str) -> None:
    """Name a meeting to come, one of the same pair that is today, and one that is off."""
    to_come = db.session.get_one(Meeting, (place.here.school_id, meeting_id))
    others = meetings_of(to_come.pairing)
    today, off = others[1], others[2]
    today.day, today.starts_at = clock.today("Europe/London"), clock.now()
    off.state, off.why = "off", "other"
    mentor, mentee = (each.student_id for each in to_come.pairing.here)
    place.ids |= {"meeting": meeting_id, "meeting_today": today.id, "meeting_off": off.id}
    place.ids |= {"pair_mentor": mentor, "pair_mentee": mentee, "meeting_place": to_come.place_id or ""}
    place.ids["meeting_day"] = str(to_come.day)


def _joining(place: Place) -> None:
    """Name the programme that the mentor is in, let them see every question, and ask a tutor about them."""
    enrolment = db.session.get_one(Enrolment, (place.here.school_id, place.ids["enrolment"]))
    place.ids["joined"] = enrolment.programme_id
    skip_all(enrolment)
    link = ask_tutor(made.by(place.here), enrolment, "Mr Pell", now=clock.now())
    place.ids["tutor_link"] = str(link)
    place.ids["today"] = str(clock.today("Europe/London"))


def _check_ins(place: Place) -> None:
    """Let a pair have met, of whom nobody is on hold; two of its meetings were missed, so a child is to be told."""
    here = place.here
    programme = make_open_programme(here, "Checked")
    noor = make_student(here, first="Noor", last="Ashby", year="10")
    mia = make_student(here, first="Mia", last="Cole", year="7")
    mentor = enrol(here, programme, noor, ProgrammeRole.MENTOR)
    pair = make_met(here, programme, mentor, enrol(here, programme, mia, ProgrammeRole.MENTEE), days=20)
    place.ids["place_in_pairing"], place.ids["pairing_to_tell"] = pair.members[-1].id, pair.id
    for days in (14, 7):
        missed = make_meeting(
            here, pair, clock.today("Europe/London") - timedelta(days=days), "missed", "mentor"
        )
        place.ids["missed_day"] = missed.day.isoformat()


def _pairings(place: Place) -> None:
    """Pair a mentor with students of whom nobody is on hold, once for every form about a pairing."""
    here = place.here
    programme = make_open_programme(here, "Pairs")
    mentor = enrol(here, programme, here.mentor, ProgrammeRole.MENTOR)
    young = [make_student(here, first=first, last="Hollis", year="7") for first in ("Ada", "Ben")]
    mentees = [enrol(here, programme, each, ProgrammeRole.MENTEE) for each in young]
    pairs = {
        name: make_pair(here, programme, mentor, mentees[0], state=state)
        for name, state in (
            ("proposed", State.PROPOSED),
            ("asked", State.ASKED_MENTOR),
            ("agreed", State.AGREED),
            ("running", State.ACTIVE),
        )
    }
    pairs["group"] = make_pair(here, programme, mentor, *mentees, state=State.ACTIVE)
    by, now, today = made.by(here), clock.now(), clock.today("Europe/London")
    for name in ("on_break", "ending", "over", "closed"):
        pairs[name] = make_pair(here, programme, mentor, mentees[0])
    assert take_break(by, pairs["on_break"], "Exams.", now=now) is None
    for name in ("ending", "over"):
        assert give_notice(by, pairs[name], today + timedelta(days=14), today=today, now=now) is None
    pairs["over"].ends_on = today
    assert close(by, pairs["closed"], Closing.UNPLANNED, Rematch.LATER, "Why.", today=today, now=now) is None
    opened = pairs["opened"] = make_pair(here, programme, mentor, mentees[0], state=State.ASKED_MENTOR)
    assert open_question(By("person", here.mentor), opened.members[0], now=now) is None
    place.ids |= {f"pairing_{name}": each.id for name, each in pairs.items()}
    place.ids["in_two_weeks"] = str(today + timedelta(days=14))
    for name in ("asked", "group", "opened"):
        db.session.refresh(pairs[name])
    place.ids["place_asked"] = pairs["asked"].members[0].id
    place.ids["place_in_group"] = pairs["group"].members[-1].id
    place.ids["place_opened"] = opened.members[0].id
    place.ids["place_answered"] = pairs["agreed"].members[0].id
    place.ids["place_declined"] = pairs["closed"].members[0].id
    running, another = pairs["running"], made.make_place(here, "Annexe room")
    place.ids |= {"their_slot": str(running.slot_id), "another_place": another.id}
    place.ids["their_version"] = str(running.version)
    db.session.add(
        SlotPlace(school_id=here.school_id, id=ids.new_id(), slot_id=running.slot_id, place_id=another.id)
    )


def _staff(place: Place, name: str) -> StaffMember:
    return db.session.get_one(StaffMember, (place.here.school_id, place.ids[name]))


def _works_elsewhere_too(place: Place, member: StaffMember) -> None:
    again = StaffMember(
        school_id=place.there.school_id, id=ids.new_id(), account_id=member.account_id, title=member.title,
        first_name=member.first_name, last_name=member.last_name, away=False, reads_out_of_hours=False,
    )  # fmt: skip
    db.session.add(again)
    db.session.flush()
    role = StaffRole(
        school_id=place.there.school_id, id=ids.new_id(), staff_id=again.id, role=Role.COORDINATOR,
        granted_at=clock.now(),
    )  # fmt: skip
    db.session.add(role)


def _secrets(place: Place) -> None:
    """Give passwords, cards, an authenticator app and a one-time code to those who use one."""
    held = dict.fromkeys(("coordinator", "supervisor"), PASSWORD)
    for name, secret in held.items():
        _give(_staff(place, name).account_id, secret)
    for student, words in ((place.here.mentee, WORDS), (place.ids["youngest"], " ".join(PICTURES))):
        account_id = db.session.get_one(Student, (place.here.school_id, student)).account_id
        _give(account_id, normalise(words))
    second_factor.keep_app_secret(db.session.get_one(Account, _staff(place, "lead").account_id), SECRET)
    asker = _actor(place, "administrator")
    code = passwords.make_reset_code(asker, _staff(place, "supervisor"), now=clock.now())
    place.ids["reset_code"] = str(code)


def _give(account_id: str, secret: str) -> None:
    account = db.session.get_one(Account, account_id)
    account.secret_hash, account.secret_at = hashing.hash_secret(secret), clock.now()


def _actor(place: Place, name: str) -> Actor:
    person, is_student = place.here.person(name)
    model = Student if is_student else StaffMember
    account_id = db.session.get_one(model, (place.here.school_id, person)).account_id
    roles = frozenset({Role.STUDENT if is_student else Role(name)})
    return Actor(account_id, place.here.school_id, person, session_id="", roles=roles)


def _worries(place: Place) -> None:
    """Tell worries that are taken, finished, to be released, and of somebody who keeps three words."""
    now, lead = clock.now(), _actor(place, "lead")
    place.ids["taken"], _words = _tell(place, "Something happened.", "mentee")
    place.ids["finished"], _words = _tell(place, "Something else.", "mentee")
    place.ids["naming"], _words = _tell(place, "Mrs Iqbalia shouted.", "mentee")
    _concern, place.ids["words"] = _tell(place, "Somebody cried.", None)
    for name in ("taken", "finished"):
        concern = locked_concern(place.here.school_id, place.ids[name])
        assert concern is not None
        steps.acknowledge(lead, concern, now=now)
    concern = locked_concern(place.here.school_id, place.ids["finished"])
    assert concern is not None
    assert steps.finish(lead, concern, Outcome.HANDLED_HERE, "We talked.", now=now) is None


def _tell(place: Place, text: str, by: str | None) -> tuple[str, str]:
    told = Told(form_token=ids.new_token(), text=text)
    raiser = _actor(place, by) if by else None
    school = db.session.get_one(School, place.here.school_id)
    concern = raise_concern(school=school, raiser=raiser, typed=told, now=clock.now())
    return concern.id, " ".join(words_again(concern, told.secret))


def _sign_in(place: Place) -> None:
    place.tokens = sign_everybody_in(place.app, place.here)
    with place.app.app_context(), transaction.unit():
        there = place.there.staff[Role.ADMINISTRATOR]
        place.tokens["administrator elsewhere"] = make_session(place.there, there, is_student=False)
        other = session_of_token(make_session(place.here, place.here.mentee, is_student=True))
        assert other is not None
        place.ids["session"] = other.id


def _make_passkey(place: Place) -> None:
    lead = place.browser("lead")
    options = lead.post_json("/account/passkeys/options", {}).json
    assert (
        lead.post_json("/account/passkeys", {**DEVICE.make(options or {}), "name": "Blue"}).status_code == 200
    )
    with place.app.app_context(), transaction.unit(writes=False):
        place.ids["passkey"] = db.session.query(Passkey).one().id


def address_of(place: Place, rule: Rule) -> str:
    """Return an address of a route, of records that exist."""
    values = {
        "concern_id": place.ids["waiting"], "hold_id": place.ids["hold"], "staff_id": place.ids["lead"],
        "student_id": place.ids["mentee"], "site_id": place.ids["site"], "hour_id": place.ids["hour"],
        "span_id": place.ids["span"], "session_id": place.ids["session"], "tie_id": place.ids["tie"],
        "report_id": place.ids["report"], "draft_id": place.ids["draft"], "family_id": place.ids["family"],
        "kept_id": "0" * 26, "school_code": place.here.code, "name": "none.css",
        "programme_id": place.ids["programme"], "slot_id": place.ids["slot"], "place_id": place.ids["place"],
        "request_id": place.ids["gap_request"], "kind": "group", "role": "mentor",
        "enrolment_id": place.ids["enrolment"], "step": "help", "part": "role", "bar_id": place.ids["bar"],
        "training_id": place.ids["training"], "meeting_id": place.ids["meeting"],
        "absence_id": place.ids["absence"],
        "pairing_id": place.ids["pairing_running"], "member_id": place.ids["place_opened"],
        "mentor_id": place.ids["board_mentor"], "mentee_id": place.ids["board_mentee"],
        "setting_code": "gap-least", "guide": "coordinator",
        "meet_id": place.ids["meet"], "guest_id": place.ids["meet_guest"],
        "ask_id": place.ids["ask"], "note_id": place.ids["note"], "faces_id": place.ids["faces"],
    }  # fmt: skip
    if rule.endpoint.startswith("my_meetings."):
        values |= {"pairing_id": place.ids["their_pairing"], "meeting_id": place.ids["begun"], "step": "how"}
    if rule.endpoint.startswith(("joining.", "enrolments.")):
        values["programme_id"] = place.ids["joinable"]  # an open one, that the mentor may join
    if rule.endpoint.startswith("matching."):
        values |= {"programme_id": place.ids["board"], "pairing_id": place.ids["board_pairing"]}
    if "group" in rule.endpoint and rule.endpoint.startswith("matching."):
        values |= {"programme_id": place.ids["groups"], "pairing_id": place.ids["groups_pairing"]}
        values["mentee_id"] = place.ids["groups_mentee"]
    if "meet" in rule.endpoint.partition(".")[2]:
        values["programme_id"] = place.ids["met"]
    if rule.endpoint == "enrolments.say_partner":
        values["enrolment_id"] = place.ids["mentee_enrolment"]
    if rule.endpoint.startswith("room."):
        values["student_id"] = place.ids["room_child"]
    with place.app.test_request_context():
        return rule.build({name: values[name] for name in rule.arguments})[1]  # type: ignore[index]
