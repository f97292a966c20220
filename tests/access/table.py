"""Who may use which route, written by hand from PRODUCT.md section 6. Nothing here is read from the policy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from mentoring import clock, ids
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.models import Pairing
from mentoring.matching.queries.meet_and_greet import guests_of
from mentoring.matching.rules.life import State
from mentoring.meetings.actions.absences import set_absence
from mentoring.meetings.actions.planning import plan_meetings
from mentoring.meetings.queries.absences import absence_of
from mentoring.meetings.queries.meetings import meetings_of
from mentoring.people.models import (
    CalendarSpan,
    FamilyTie,
    SignInReport,
    SignInSession,
    StaffMember,
    Student,
    SupervisedHour,
)
from mentoring.people.queries.schools import school
from mentoring.programme.models import Programme
from mentoring.programme.rules.kinds import ProgrammeRole
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Hold
from mentoring.raising.rules.answers import DoneBy
from tests.access.young import make_young_records
from tests.joining.making import invite, make_bar, make_training
from tests.joining.rows import enrol, make_open_programme
from tests.matching.making import make_board, make_group_board
from tests.matching.meets import make_met_programme
from tests.meetings.opened import make_child_with_meeting, make_open_room
from tests.roster.making import make_draft, make_family, make_missing
from tests.support.factories import World, make_session, make_student
from tests.support.pairs import make_pair
from tests.support.programmes import ask_for_gap, make_place, make_programme, make_slot

SIGNED_OUT = "nobody signed in"
A_ROOM = "a room's tablet"  # that the supervisor has opened
A_TURN = "a student's turn at a room's tablet"
ACCOUNTS = (
    "coordinator", "supervisor", "lead", "deputy", "head", "stand_in", "chair", "administrator", "mentor",
    "mentee",
)  # fmt: skip

EVERYONE = frozenset(ACCOUNTS)
STUDENTS = frozenset({"mentor", "mentee"})
STAFF = EVERYONE - STUDENTS
READERS = frozenset({"lead", "deputy", "head", "stand_in", "chair"})
OFFICE = frozenset({"administrator", "coordinator"})
ADMINISTRATOR = frozenset({"administrator"})
KNOWS_STUDENTS = OFFICE | {"lead", "deputy"}
COORDINATOR = frozenset({"coordinator"})
HEADS = frozenset({"head", "stand_in"})
PROGRAMME_TEAM = frozenset({"coordinator", "lead", "deputy"})
ON_DUTY = frozenset({"coordinator", "supervisor"})

Whose = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Row:
    """One route: who may (for a route without a record), or who may have whose record."""

    may: Collection[str] | Whose
    records: str | None = None
    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    finds_by_form: Collection[
        str
    ] = ()  # who may, but gets a 404 too where the form names no record of theirs


@dataclass
class Found:
    """The ids of one kind of record: those of the school by whose they are, and one of another school."""

    own: dict[str, str]
    other_school: str


@dataclass
class Records:
    """What the walk asks for, and the tokens that it asks with."""

    found: dict[str, Found] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def _of(kind: str, key: str, may: Whose) -> Row:
    return Row(may, kind, key)


def _concern(*, team: bool = True, heads: bool = True, chair: bool = True) -> Row:
    return _of(
        "concern",
        "concern_id",
        {
            "a classmate": {"lead", "deputy"} if team else (),
            "an adult": {"head", "stand_in"} if heads else (),
            "the head": {"chair"} if chair else (),
        },
    )


def _student(may: Collection[str]) -> Row:
    return _of("student", "student_id", {"a mentee": may})


def _draft() -> Row:
    return _of("draft", "draft_id", {"a roster": OFFICE})


def _staff(may: Collection[str]) -> Row:
    return _of("staff", "staff_id", {"a supervisor": may, "the lead": may})


def _site(may: Collection[str]) -> Row:
    # An hour or a span of it that is no longer there is not a 404: the page says who removed it meanwhile.
    return _of("site", "site_id", {"the main site": may})


def _programme(*, may_see: bool = True, **values: str) -> Row:
    """Seen by coordinators, lead and deputies, and by the supervisor who is on duty in it; changed by the first."""
    may: Whose = {
        "where the supervisor is on duty": PROGRAMME_TEAM | {"supervisor"} if may_see else COORDINATOR,
        "where nobody is on duty yet": PROGRAMME_TEAM if may_see else COORDINATOR,
    }
    return Row(may, "programme", "programme_id", values)


def _place_in_pairing() -> Row:
    """A student's place: of a pairing of the supervisor's own, and of somebody else's."""
    may = {"the supervisor's": PROGRAMME_TEAM | {"supervisor"}, "somebody else's": PROGRAMME_TEAM}
    return _of("place in a pairing", "member_id", may)


def _place(may: Collection[str]) -> Row:
    return _of("place", "place_id", {"the library": may})


def _own_enrolment(**values: str) -> Row:
    return Row({"the mentor": {"mentor"}, "the mentee": {"mentee"}}, "enrolment", "enrolment_id", values)


def _pairing(may: Collection[str], *, own: Collection[str] = ()) -> Row:
    """One that is the supervisor's own, and one that is not."""
    return _of("pairing", "pairing_id", {"the supervisor's": {*may, *own}, "somebody else's": may})


def _asked() -> Row:
    return _of("asked", "member_id", {"the mentor": {"mentor"}, "the mentee": {"mentee"}})


def _begun(account: str, **values: str) -> Row:
    return Row({"a pair's": {account}}, "begun meeting", "meeting_id", values)


def _seen_to(kind: str, key: str) -> Row:
    """Something of a pair that is the supervisor's own, and of one that is not."""
    whose = {"the supervisor's": PROGRAMME_TEAM | {"supervisor"}, "somebody else's": PROGRAMME_TEAM}
    return _of(kind, key, whose)


def _enrolment(may: Collection[str]) -> Row:
    return _of("enrolment", "enrolment_id", {"the mentor": may, "the mentee": may})


def _meeting() -> Row:
    may = {
        "where the supervisor is near": PROGRAMME_TEAM | {"supervisor"},
        "of somebody else": PROGRAMME_TEAM,
    }
    return _of("meeting", "meeting_id", may)


def _groups(may: Collection[str] = COORDINATOR) -> Row:
    return _of("groups", "programme_id", {"a suggestion's": may})


def _board(may: Collection[str] = COORDINATOR) -> Row:
    return _of("board", "programme_id", {"a suggestion's": may})


def _met(may: Collection[str] = COORDINATOR) -> Row:
    return _of("meet", "meet_id", {"a meet-and-greet": may})


PUBLIC = frozenset(
    {
        "account.choose_theme", "assets.static_file", "enrolments.send_tutor", "enrolments.tutor", "home.start",
        "reset.ask", "reset.choose", "reset.send",
        "reset.sent", "reset.use", "sessions.extend", "sessions.leave", "sessions.neutral",
        "sessions.reported", "sessions.sign_out", "setup.choose", "setup.claim", "setup.explore",
        "setup.person", "setup.school", "setup.school_code", "setup.try_code", "setup.unlock",
        "sign_in.choose_school", "sign_in.enter_school", "sign_in.enter_staff", "sign_in.enter_student",
        "sign_in.enter_with_pictures", "sign_in.pictures", "sign_in.staff", "sign_in.student", "tell.form",
        "tell.send", "tell_status.show_by_words", "tell_status.words",
    }
)  # fmt: skip

# What is public on a room's tablet too: the door, the ways out, and what is nobody's. All else leads to the room.
PUBLIC_IN_A_ROOM = frozenset(
    {
        "account.choose_theme", "assets.static_file", "sessions.extend", "sessions.leave", "sessions.neutral",
        "sessions.sign_out", "tell.form", "tell.send",
    }
)  # fmt: skip

RECORDED = frozenset({"desk.concern"})

ROUTES: dict[str, Row] = {
    # One's own home and account
    "home.today": Row(EVERYONE),
    "help.overview": Row(STAFF),
    "help.guide": Row(STAFF, values={"guide": "coordinator"}),
    "account.overview": Row(EVERYONE),
    "account.end_others": Row(EVERYONE),
    "account.end_one": _of(
        "session", "session_id", {"the mentor": {"mentor"}, "the mentee": {"mentee"}, "the lead": {"lead"}}
    ),
    "account.password": Row(STAFF),
    "account.change_password": Row(STAFF),
    "account.set_away": Row(READERS),
    "account.set_out_of_hours": Row(READERS),
    "sessions.report": Row(EVERYONE),
    "sessions.kept": Row(EVERYONE | {A_TURN}, values={"kept_id": "0" * 26}),
    "second_factor.ask": Row(STAFF),
    "second_factor.answer": Row(STAFF),
    "second_factor.overview": Row(STAFF),
    "second_factor.new_app": Row(STAFF),
    "second_factor.add_app": Row(STAFF),
    "second_factor.remove_app": Row(STAFF),
    "second_factor.recovery_codes": Row(STAFF),
    "second_factor.make_recovery_codes": Row(STAFF),
    "passkeys.create": Row(STAFF),
    "passkeys.create_options": Row(STAFF),
    "passkeys.use": Row(STAFF),
    "passkeys.use_options": Row(STAFF),
    "passkeys.remove": Row((), finds_by_form=STAFF),
    # The school
    "setup.guide": Row(OFFICE | READERS),
    "setup.finish": Row(ADMINISTRATOR),
    "school.overview": Row(STAFF),
    "school.details": Row(ADMINISTRATOR),
    "school.add_site": Row(ADMINISTRATOR),
    "school.site": _site(STAFF),
    "school.site_day": _site(OFFICE),
    "school.hours": _site(OFFICE),
    "school.example_hours": _site(OFFICE),
    "school.remove_hours": _site(OFFICE),
    "school.restore_hours": _site(OFFICE),
    "school.change_hours": _site(OFFICE),
    "school.calendar": _site(OFFICE),
    "school.example_dates": _site(OFFICE),
    "school.change_dates": _site(OFFICE),
    "school.remove_dates": _site(OFFICE),
    # Staff
    "staff.overview": Row(STAFF),
    "staff.add": Row(ADMINISTRATOR | READERS),
    "staff.member": _staff(STAFF),
    # and renamed: a surname in a child's words keeps its owner out
    "staff.change_name": _of(
        "staff", "staff_id", {"a supervisor": ADMINISTRATOR, "the lead": READERS - {"lead"}}
    ),
    "staff.leave": _staff(ADMINISTRATOR),
    "staff.come_back": _staff(ADMINISTRATOR),
    "staff.change_roles": _staff(ADMINISTRATOR | READERS),
    "staff.end_sessions": _of(
        "staff", "staff_id", {"a supervisor": {"lead", "administrator"}, "the lead": {"lead"}}
    ),
    # Whoever reads worries is reset only by another such person.
    "staff.reset": _of("staff", "staff_id", {"a supervisor": ADMINISTRATOR, "the lead": READERS - {"lead"}}),
    # Students
    "students.overview": Row(KNOWS_STUDENTS),
    "students.find": Row(KNOWS_STUDENTS),
    "students.add": Row(OFFICE),
    "students.student": _student(KNOWS_STUDENTS),
    "students.edit": _student(OFFICE),
    "students.leave": _student(OFFICE),
    "students.left": _student(OFFICE),
    "students.come_back": _student(OFFICE),
    "students.print_cards": Row(KNOWS_STUDENTS),
    "students.switch_off_card": _student(KNOWS_STUDENTS),
    "students.end_sessions": _student({"lead", "administrator"}),
    "students.tie_family": _student({"coordinator", "lead", "deputy"}),
    "students.untie_family": _of("tie", "tie_id", {"a mentee": {"coordinator", "lead", "deputy"}}),
    # Rosters, by administrator and coordinator; families by coordinator and lead
    "roster.start": Row(OFFICE),
    "roster.bring": Row(OFFICE),
    "roster.taken": Row(OFFICE),
    "roster.draft": _draft(),
    "roster.rows": _draft(),
    "roster.columns": _draft(),
    "roster.dates": _draft(),
    "roster.choices": _draft(),
    "roster.take": _draft(),
    "roster.give_up": _draft(),
    "roster.families": Row({"coordinator", "lead"}),
    "roster.note": Row({"coordinator", "lead"}),
    "roster.decide": _of("family", "family_id", {"two students": {"coordinator", "lead"}}),
    "roster.missing": Row(OFFICE),
    "roster.has_left": _of("missing", "student_id", {"a mentee": OFFICE}),
    "roster.still_here": _of("missing", "student_id", {"a mentee": OFFICE}),
    "roster.delete_page": _student(OFFICE),
    "roster.delete": _student(OFFICE),
    "students.answer_report": _of("report", "report_id", {"a mentee": {"coordinator"}}),
    # Programmes: who is on duty sees theirs; the head sees a list with counts, and decides about a smaller gap
    "programmes.overview": Row(PROGRAMME_TEAM | {"supervisor"} | HEADS),
    "programmes.choose_kind": Row(COORDINATOR),
    "programmes.add": Row(COORDINATOR, values={"kind": "group"}),
    "programmes.programme": _programme(),
    "programmes.details": _programme(may_see=False),
    "programmes.set_status": _programme(may_see=False),
    "programmes.copy": _programme(may_see=False),
    "programmes.settings": _programme(),
    "programmes.setting": _programme(setting_code="gap-least"),
    "programmes.change_setting": _programme(may_see=False, setting_code="gap-least"),
    "programmes.ask_gap": _programme(may_see=False),
    "programmes.withdraw_gap": _of("gap request", "request_id", {"a programme's": COORDINATOR}),
    "programmes.decide_gap": _of("gap request", "request_id", {"a programme's": HEADS}),
    "programmes.week": _programme(),
    "programmes.add_slot": _programme(may_see=False),
    "programmes.change_slot": _programme(may_see=False),
    "programmes.remove_slot": _programme(may_see=False),
    "programmes.restore_slot": _programme(may_see=False),
    "programmes.adults": _programme(),
    "programmes.roles": _programme(),
    "programmes.role": _programme(role="mentor"),
    "programmes.edit_role": _programme(may_see=False, role="mentor"),
    "programmes.compare_role": _programme(role="mentee"),
    "programmes.card": _programme(role="mentor"),
    "programmes.places": Row(PROGRAMME_TEAM | {"supervisor"}),
    "programmes.add_place": Row(COORDINATOR),
    "programmes.change_place": _place(COORDINATOR),
    "programmes.remove_place": _place(COORDINATOR),
    "programmes.restore_place": _place(COORDINATOR),
    # Young people's meetings: a mentor writes up, a mentee says how it was, each asks for themselves; staff see to it
    "my_meetings.write_up": _begun("mentor"),
    "my_meetings.write_up_another_day": _of("young pairing", "pairing_id", {"a pair's": {"mentor"}}),
    "my_meetings.choose": _of("young pairing", "pairing_id", {"a pair's": {"mentor"}}),
    "my_meetings.how": _begun("mentee", step="how"),
    "my_meetings.thank_you": _begun("mentee"),
    "my_meetings.ask": _own_enrolment(),
    "my_meetings.card": _own_enrolment(),
    "my_meetings.guide": _own_enrolment(),
    "asks.overview": Row(PROGRAMME_TEAM | {"supervisor"}),
    "asks.notes": Row(PROGRAMME_TEAM | {"supervisor"}),
    "asks.one": _seen_to("ask", "ask_id"),
    "asks.answer": _seen_to("ask", "ask_id"),
    "asks.faces": _seen_to("faces", "faces_id"),
    "asks.talked": _seen_to("faces", "faces_id"),
    "asks.answer_note": _seen_to("note", "note_id"),
    # Joining: a student's own pages, and those of the coordinator, the lead and deputies
    "joining.programmes": Row(STUDENTS),
    "joining.join": Row({"open to Year 10": {"mentor"}}, "joinable", "programme_id", {"role": "mentor"}),
    "joining.answer": _own_enrolment(),
    "joining.pausing": _own_enrolment(),
    "joining.begin": _own_enrolment(),
    "joining.about": _own_enrolment(),
    "joining.question": _own_enrolment(step="help"),
    "joining.last": _own_enrolment(),
    "enrolments.choose": Row(COORDINATOR),
    "enrolments.add": Row(COORDINATOR),
    "enrolments.readiness": _of("joinable", "programme_id", {"open to Year 10": PROGRAMME_TEAM}),
    "enrolments.enrolment": _enrolment(PROGRAMME_TEAM),
    "enrolments.record_answer": _enrolment(COORDINATOR),
    "enrolments.strike_training": _of("training", "training_id", {"the mentee": COORDINATOR}),
    "enrolments.say_partner": _of("mentee's enrolment", "enrolment_id", {"the mentee": COORDINATOR}),
    "enrolments.note_talk": _enrolment(COORDINATOR),
    "joining.agree": _own_enrolment(),
    "joining.course": _own_enrolment(),
    "joining.course_part": Row(
        {"the mentor": {"mentor"}}, "mentor's enrolment", "enrolment_id", {"part": "role"}
    ),
    "enrolments.do_for_ticked": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.sign_together": _enrolment(COORDINATOR),
    "enrolments.ask_tutor": _enrolment(COORDINATOR),
    "enrolments.record_view": _enrolment(COORDINATOR),
    "enrolments.tutors": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.ask_tutors": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.record_views": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.decide_round": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.send_round": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.decide": _enrolment(COORDINATOR),
    "enrolments.decide_specialist": _enrolment(PROGRAMME_TEAM),
    "enrolments.decide_not_now": _enrolment({"lead", "deputy"}),
    "enrolments.lift_bar": _of("bar", "bar_id", {"the mentee": {"lead", "deputy"}}),
    "enrolments.settle_consent": _enrolment({"lead", "deputy"}),
    "enrolments.consent": _of("joinable", "programme_id", {"open to Year 10": PROGRAMME_TEAM}),
    "enrolments.record_consent": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.letter": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    "enrolments.print_letter": _of("joinable", "programme_id", {"open to Year 10": PROGRAMME_TEAM}),
    "enrolments.training": _of("joinable", "programme_id", {"open to Year 10": COORDINATOR}),
    # Meetings: all of them for coordinators, lead and deputies; for a supervisor their own
    "meetings.overview": Row(PROGRAMME_TEAM | {"supervisor"}),
    "meetings.meeting": _meeting(),
    "meetings.move": _meeting(),
    "meetings.send_move": _meeting(),
    "meetings.call_off": _meeting(),
    "meetings.put_on": _meeting(),
    "meetings.call_ticked_off": Row(PROGRAMME_TEAM | {"supervisor"}),
    "meetings.put_ticked_on": Row((), finds_by_form=PROGRAMME_TEAM | {"supervisor"}),
    "meetings.register": Row(ON_DUTY),
    "meetings.take_register": Row(ON_DUTY),
    "meetings.paper": Row(ON_DUTY),
    "meetings.absences": Row(ON_DUTY),
    "meetings.away": _staff(ON_DUTY),
    "meetings.set_away": _staff(ON_DUTY),
    "meetings.undo_away": _of("absence", "absence_id", {"the supervisor's": ON_DUTY}),
    # Pairings: staff's, a supervisor their own; what each student is asked is for that student alone
    "pairings.overview": Row(PROGRAMME_TEAM | {"supervisor"}),
    "pairings.find": Row(PROGRAMME_TEAM | {"supervisor"}),
    "pairings.do_for_ticked": Row(PROGRAMME_TEAM),
    "pairings.pairing": _pairing(PROGRAMME_TEAM, own={"supervisor"}),
    "pairings.ask": _pairing(PROGRAMME_TEAM),
    "pairings.back_out": _pairing(PROGRAMME_TEAM),
    "pairings.confirm": _pairing(PROGRAMME_TEAM),
    "pairings.withdraw": _pairing(PROGRAMME_TEAM),
    "pairings.take_break": _pairing(PROGRAMME_TEAM, own={"supervisor"}),
    "pairings.resume": _pairing(PROGRAMME_TEAM, own={"supervisor"}),
    "pairings.note_told": _pairing(PROGRAMME_TEAM, own={"supervisor"}),
    "pairings.give_notice": _pairing(PROGRAMME_TEAM),
    "pairings.take_notice_back": _pairing(PROGRAMME_TEAM),
    "pairings.close_as_planned": _pairing(PROGRAMME_TEAM),
    "pairings.close": _pairing(PROGRAMME_TEAM),
    "pairings.close_for_safety": _pairing({"lead", "deputy"}),
    "pairings.decide_rematch": _pairing(PROGRAMME_TEAM),
    "pairings.change_where": _pairing(PROGRAMME_TEAM),
    "pairings.record_answer": _of(
        "asked", "member_id", {"the mentor": PROGRAMME_TEAM, "the mentee": PROGRAMME_TEAM}
    ),
    "pairings.let_go": _of(
        "asked", "member_id", {"the mentor": PROGRAMME_TEAM, "the mentee": PROGRAMME_TEAM}
    ),
    "partner.question": _asked(),
    "partner.open_question": _asked(),
    "partner.answer": _asked(),
    # A room: opened by whoever is on duty; then its tablet opens these pages, and a student's turn the last alone
    "room.choose": Row({"coordinator", "supervisor"}),
    "room.open_room": Row({"coordinator", "supervisor"}),
    "room.overview": Row({A_ROOM}),
    "room.register": Row({A_ROOM}),
    "room.take": Row({A_ROOM}),
    "room.turn": _of("room child", "student_id", {"in the room": {A_ROOM}}),
    "room.begin_turn": _of("room child", "student_id", {"in the room": {A_ROOM}}),
    "room.close": Row({A_ROOM}),
    "room.close_to_go_on": Row({A_ROOM}),
    "room.close_and_sign_out": Row({A_ROOM}),
    "room.turn_here": Row({A_TURN}),
    # The matching board: seen by coordinator, lead and deputies, changed by the first
    "matching.board": _board(PROGRAMME_TEAM),
    "matching.find": _board(PROGRAMME_TEAM),
    "matching.figures": _board(PROGRAMME_TEAM),
    "matching.what_if": _board(PROGRAMME_TEAM),
    "matching.choose_two": _board(PROGRAMME_TEAM),
    "matching.two": _board(PROGRAMME_TEAM),
    "matching.put_together": _board(),
    "matching.suggest": _board(),
    "matching.stop": _board(),
    "matching.lock": _board(),
    "matching.unlock": _board(),
    "matching.swap": _board(),
    "matching.not_these_two": _board(),
    "matching.take_back": _board(),
    "matching.approve": _board(),
    "matching.undo": _board(),
    "matching.weights": _board(),
    "matching.weigh": _board(),
    "matching.by_hand": _board(),
    "matching.groups": _groups(PROGRAMME_TEAM),
    "matching.suggest_groups": _groups(),
    "matching.approve_groups": _groups(),
    "matching.undo_group": _groups(),
    "matching.lock_group": _groups(),
    "matching.unlock_group": _groups(),
    "matching.move_in_groups": _groups(),
    "matching.keep_apart": Row({"coordinator", "supervisor"}),
    # Meet-and-greets: who comes and who has chosen is seen by those three; whom, by nobody
    "matching.meets": _of("met programme", "programme_id", {"a meet-and-greet's": PROGRAMME_TEAM}),
    "matching.plan_meet": _of("met programme", "programme_id", {"a meet-and-greet's": COORDINATOR}),
    "matching.meet": _met(PROGRAMME_TEAM),
    "matching.meet_cards": _met(PROGRAMME_TEAM),
    "matching.meet_guests": _met(),
    "matching.meet_key_in": _met(),
    "matching.call_off_meet": _met(),
    "partner.choose": _of("meet guest", "guest_id", {"the mentor": {"mentor"}, "a mentee": ()}),
    # Check-ins: lists hold a supervisor's own
    "check_ins.overview": Row(PROGRAMME_TEAM | {"supervisor"}),
    "check_ins.check_in_round": Row(PROGRAMME_TEAM | {"supervisor"}),
    "check_ins.send_round": Row(PROGRAMME_TEAM | {"supervisor"}),
    "check_ins.sheet": Row(PROGRAMME_TEAM | {"supervisor"}),
    "check_ins.check_in": _place_in_pairing(),
    "check_ins.record": _place_in_pairing(),
    "check_ins.see_to": _pairing(PROGRAMME_TEAM, own={"supervisor"}),
    # The desk: as routed, and nobody else
    "desk.inbox": Row(READERS),
    "desk.concern": _concern(),
    "desk.acknowledge": _concern(),
    "desk.answer": _concern(),
    "desk.finish": _concern(),
    "desk.reopen": _concern(),
    "desk.release": _concern(),
    "desk.share": _concern(team=False, chair=False),
    "desk.end_hold": _of("hold", "hold_id", {"a mentee": {"head", "stand_in"}}),
    "trail.overview": Row({"head", "stand_in"}),
    "own_trail.own_actions": Row({"coordinator", "supervisor"}),
    # One's own worries: each person only their own, after the secret again
    "tell_status.mine": Row(EVERYONE),
    "tell_status.show_mine": Row(EVERYONE),
}


def make_records(here: World, there: World) -> Records:
    """Make a record of every kind in both schools. What was made is committed on the way, as files are read outside."""
    made_here, made_there = _make(here), _make(there)
    room, turn = make_open_room(here, made_here["room child"]["in the room"])
    found = {
        kind: Found(own=own, other_school=next(iter(made_there[kind].values())))
        for kind, own in made_here.items()
    }
    return Records(found, {A_ROOM: room, A_TURN: turn})


def _make(world: World) -> dict[str, dict[str, str]]:
    tie, report = _tie(world), _report(world)
    on_duty, nobody = make_programme(world), make_programme(world, "Tutors")
    library = make_place(world)
    joinable = make_open_programme(world, "Joinable")
    joined = make_open_programme(world, "Joined")
    mentor = enrol(world, joined, world.mentor, ProgrammeRole.MENTOR)
    mentee = invite(world, joined, world.mentee, ProgrammeRole.MENTEE)
    pairs = _pairs(world)
    board = make_board(world)
    groups = make_group_board(world)
    met = make_met_programme(world)
    return {
        "pairing": {each: held.id for each, held in pairs.items()},
        "place in a pairing": {each: held.members[-1].id for each, held in pairs.items()},
        "asked": {f"the {each.role}": each.id for each in pairs["the supervisor's"].members},
        "board": {"a suggestion's": board.pop("programme")},
        **{f"board {name}": {"a suggestion's": value} for name, value in board.items()},
        "groups": {"a suggestion's": groups.pop("programme")},
        **{f"groups {name}": {"a suggestion's": value} for name, value in groups.items()},
        "joinable": {"open to Year 10": joinable.id},
        "enrolment": {"the mentor": mentor.id, "the mentee": mentee.id},
        "mentor's enrolment": {"the mentor": mentor.id},
        "mentee's enrolment": {"the mentee": mentee.id},
        "met programme": {"a meet-and-greet's": met.programme_id},
        "meet": {"a meet-and-greet": met.id},
        "meet guest": {
            f"{'the' if each.student_id == world.mentor else 'a'} {each.enrolment.role}": each.id
            for each in guests_of(met)
        },
        "bar": {"the mentee": make_bar(world, mentee).id},
        "training": {"the mentee": make_training(world, mentee).id},
        "programme": {
            "where the supervisor is on duty": on_duty.id,
            "where nobody is on duty yet": nobody.id,
        },
        "slot": {"on Tuesday": make_slot(world, on_duty, library)},
        "place": {"the library": library.id},
        "gap request": {"a programme's": ask_for_gap(world, on_duty)},
        "concern": {
            "a classmate": _concern_about(world, DoneBy.STUDENT),
            "an adult": _concern_about(world, DoneBy.ADULT),
            "the head": _concern_about(world, DoneBy.HEAD),
        },
        "hold": {"a mentee": _hold(world)},
        "session": {
            "the mentor": _session(world, world.mentor),
            "the mentee": _session(world, world.mentee),
            "the lead": _session(world, world.staff[Role.LEAD], is_student=False),
        },
        "staff": {"a supervisor": world.staff[Role.SUPERVISOR], "the lead": world.staff[Role.LEAD]},
        "student": {"a mentee": world.mentee},
        "site": {"the main site": world.site_id},
        "hour": {"the main site": _hour(world)},
        "span": {"the main site": _span(world)},
        "tie": {"a mentee": tie},
        "report": {"a mentee": report},
        "family": {"two students": make_family(world)},
        "missing": {"a mentee": make_missing(world, world.mentee)},
        "draft": {"a roster": make_draft(world)},
        **make_young_records(world),
        "room child": {"in the room": make_child_with_meeting(world)},
        **_meetings(world, joined),
    }


def _meetings(world: World, programme: Programme) -> dict[str, dict[str, str]]:
    """Plan meetings of two pairs, one of them in nobody's time of the week, and note that the supervisor is away."""
    by, now = By("person", world.staff[Role.COORDINATOR]), clock.now()
    made = dict[str, str]()
    for first, name in (("Nia", "where the supervisor is near"), ("Ravi", "of somebody else")):
        mentor = make_student(world, first=first, last="Older", year="10")
        mentee = make_student(world, first=first, last="Younger", year="7")
        pair = make_pair(
            world,
            programme,
            enrol(world, programme, mentor, ProgrammeRole.MENTOR),
            enrol(world, programme, mentee, ProgrammeRole.MENTEE),
        )
        assert plan_meetings(by, pair, now) is None
        found = list(meetings_of(pair))
        if made:
            pair.slot_id, pair.adult_id = None, world.staff[Role.COORDINATOR]
            for each in found:
                each.adult_id = pair.adult_id
        made[name] = found[0].id
    away = db.session.get_one(StaffMember, (world.school_id, world.staff[Role.SUPERVISOR]))
    day, today = found[-1].day, clock.today("Europe/London")
    assert set_absence(by, away, day, None, today=today, now=now) is None
    held = absence_of(world.school_id, away.id, day)
    assert held is not None
    return {"meeting": made, "absence": {"the supervisor's": held.id}}


def _pairs(world: World) -> dict[str, Pairing]:
    """Make a pairing in which both are asked, where the supervisor is on duty; and one where they are not."""
    programme = make_open_programme(world, "Paired")
    members = [
        enrol(world, programme, world.mentor, ProgrammeRole.MENTOR),
        enrol(world, programme, world.mentee, ProgrammeRole.MENTEE),
    ]
    own = make_pair(world, programme, *members, state=State.ASKED_MENTEE)
    other = make_pair(world, programme, *members, state=State.ACTIVE)
    other.slot_id, other.adult_id = None, world.staff[Role.COORDINATOR]
    db.session.flush()
    for each in (own, other):
        db.session.refresh(each)
    return {"the supervisor's": own, "somebody else's": other}


def _concern_about(world: World, done_by: DoneBy, *people: str) -> str:
    its_school = school(world.school_id)
    student = db.session.get(Student, (world.school_id, world.mentor))
    assert its_school is not None
    assert student is not None
    raiser = Actor(
        student.account_id, world.school_id, world.mentor, session_id="", roles=frozenset({Role.STUDENT})
    )
    told = Told(form_token=ids.new_token(), text="Something happened.", done_by=done_by)
    return raise_concern(
        school=its_school, raiser=raiser, typed=told, done_by_people=people, now=clock.now()
    ).id


def _hold(world: World) -> str:
    _concern_about(world, DoneBy.ADULT, world.mentee)
    return db.session.query(Hold).filter_by(school_id=world.school_id).one().id


def _session(world: World, person_id: str, *, is_student: bool = True) -> str:
    make_session(world, person_id, is_student=is_student)
    db.session.flush()
    wanted = db.session.query(SignInSession).filter_by(school_id=world.school_id, person_id=person_id)
    return wanted.order_by(SignInSession.id.desc()).first().id


def _tie(world: World) -> str:
    tie = FamilyTie(
        school_id=world.school_id,
        id=ids.new_id(),
        student_id=world.mentee,
        staff_id=world.staff[Role.SUPERVISOR],
        made_at=clock.now(),
    )
    db.session.add(tie)
    db.session.flush()
    return tie.id


def _report(world: World) -> str:
    report = SignInReport(
        school_id=world.school_id, id=ids.new_id(), student_id=world.mentee, made_at=clock.now()
    )
    db.session.add(report)
    db.session.flush()
    return report.id


def _hour(world: World) -> str:
    hour = SupervisedHour(
        school_id=world.school_id, id=ids.new_id(), site_id=world.site_id, weekday=2, week="",
        starts=time(12, 30), ends=time(13, 0), label="Lunch",
    )  # fmt: skip
    db.session.add(hour)
    db.session.flush()
    return hour.id


def _span(world: World) -> str:
    span = CalendarSpan(
        school_id=world.school_id, id=ids.new_id(), site_id=world.site_id, kind="holiday", name="Half term",
        first_day=date(2027, 2, 15), last_day=date(2027, 2, 19),
    )  # fmt: skip
    db.session.add(span)
    db.session.flush()
    return span.id
