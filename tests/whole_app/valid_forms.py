"""A form that is taken, written by hand, for every route that changes something: by whom, where, and every field.

The form of a route names every field that the route reads, so that whatever else is sent must change nothing.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentoring import clock, transaction
from mentoring.extensions import db
from mentoring.ids import token_hash
from mentoring.matching.queries.boards import board_of
from mentoring.people import totp
from mentoring.programme.models import Programme
from tests.access.table import A_ROOM
from tests.people.authenticator import Authenticator
from tests.people.second_factors import code_now
from tests.people.signing_in import PASSWORD, PICTURES, WORDS
from tests.roster.files import csv_of
from tests.roster.making import ROWS
from tests.support.crawling import Answer, Browser, code_of
from tests.support.worlds import SIGNED_OUT
from tests.whole_app.places import DEVICE, Place

NEW_PASSWORD = "copper lantern by the sea"
BOARD, BOARD_PAIR = "/programmes/{board}/matching", "{board_mentor}-{board_mentee}"
SEEN = {"seen": "{board_version}"}
GROUPS, SEEN_GROUPS = "/programmes/{groups}/matching/groups", {"seen": "{groups_version}"}
MEET = "/programmes/{met}/meet-and-greet/{meet}"
WEIGHTS = {
    "help": "not", "lived": "a-lot", "interests": "a-lot", "slots": "a-little", "languages": "not", "meeting": "a-lot",
    "continuity": "a-little", "experience": "not", "free-until": "not", "base": "not",
}  # fmt: skip
NEW_DEVICE = Authenticator("a new one")
SAME = object()  # first in a list of values: the value that the form has itself

Prepare = Callable[[Place, Browser], dict[str, Any]]


@dataclass(frozen=True)
class Valid:
    """A form that is taken. `before` does what comes before it in the same browser, and adds what that gave."""

    by: str
    path: str
    form: Mapping[str, Any] = field(default_factory=dict)
    before: Prepare | None = None
    is_json: bool = False
    changes: bool = True  # False: it only shows or answers something


# What comes before a form, in the same browser


def _password_typed(place: Place, browser: Browser) -> dict[str, Any]:
    email = "ruth.okafor@alder.example"
    assert browser.post("/sign-in", {"email": email, "password": PASSWORD}).location == "/sign-in/school"
    return {}


def _new_app(place: Place, browser: Browser) -> dict[str, Any]:
    page = browser.get("/account/second-factor/app")
    (form,) = (each for each in page.forms if "pending" in each.fields)
    # The secret is sealed in the page, and said on it in groups of four for those who type it.
    shown = "".join(re.findall(r"\b[A-Z2-7]{4}\b", page.text))[-32:]
    return {"pending": form.fields["pending"], "code": totp.code_at(shown, clock.now())}


def _board_now(place: Place, **columns: Any) -> dict[str, Any]:
    """Return the version that the board's page would carry now, having put these columns of the board."""
    with place.app.app_context(), transaction.unit():
        board = db.session.get_one(Programme, (place.here.school_id, place.ids["board"]))
        held = board_of(board)
        assert held is not None
        for name, value in columns.items():
            setattr(held, name, value)
        db.session.flush()
        return {"seen": str(held.version)}


def _working(place: Place, browser: Browser) -> dict[str, Any]:
    return _board_now(place, state="working")


def _board_pair(place: Place) -> list[list[str]]:
    return [[place.ids["board_mentor"], place.ids["board_mentee"]]]


def _locked(place: Place, browser: Browser) -> dict[str, Any]:
    return _board_now(place, locked=_board_pair(place))


def _put_aside(place: Place, browser: Browser) -> dict[str, Any]:
    return _board_now(place, put_aside=_board_pair(place))


def _options(address: str) -> Prepare:
    def asked(place: Place, browser: Browser) -> dict[str, Any]:
        options = browser.post_json(address, {}).json
        assert options
        if address.startswith("/account"):
            return NEW_DEVICE.make(options)
        return DEVICE.sign(options, count=1)

    return asked


def _unlocked(*steps_first: tuple[str, dict[str, str]]) -> Prepare:
    def done(place: Place, browser: Browser) -> dict[str, Any]:
        assert browser.post("/set-up", {"code": place.ids["setup_code"]}).location == "/set-up/choose"
        for address, typed in steps_first:
            assert browser.post(address, typed).status == 303
        return {}

    return done


def _tell_form(place: Place, browser: Browser) -> dict[str, Any]:
    page = browser.get("/tell")
    (form,) = (each for each in page.forms if "form_token" in each.fields)
    by_name = {
        question: code_of(page, question, "[^<]*, my partner") for question in ("who_needs_help", "done_by")
    }
    return {"form_token": form.fields["form_token"], **by_name}


def _a_file(place: Place, browser: Browser) -> dict[str, Any]:
    return {"file": (io.BytesIO(csv_of(ROWS)), "students.csv")}


def _looked(place: Place, browser: Browser) -> dict[str, Any]:
    (form,) = (
        each for each in browser.get(f"/students/roster/{place.ids['draft']}").forms if "seen" in each.fields
    )
    return {"seen": form.fields["seen"]}


STEP_1 = ("/set-up/school", {"name": "Carr School", "country": "england"})
STEP_2 = ("/set-up/code-and-zone", {"code_of_school": "carr", "zone": "Europe/London"})
NAME = {"title": "Mx", "first_name": "Kit", "last_name": "Newname"}
STUDENT = {"first_name": "Kit", "last_name": "Newname", "year": "8", "form": "8B", "site_id": "{site}"}
DATES = {"kind": "holiday", "name": "A day off", "first_day": "2026-11-05", "last_day": "2026-11-05"}
HOURS = {"label": "Club", "starts": "13:30", "ends": "13:50", "weekdays": ["0"], "week": ""}
DAY = {
    "name": "New site", "day_starts": "08:30", "day_ends": "15:00", "weekdays": ["0", "1"], "cycle_weeks": "2",
    "cycle_anchor": "2026-11-02", "seen": "1",
}  # fmt: skip
SCHOOL = {
    "name": "Alder Academy", "code_of_school": "alder", "country": "england", "zone": "Europe/London",
    "outside_name": "LADO", "outside_number": "01234 567890", "second_factor_for_all_staff": "y", "seen": "1",
}  # fmt: skip
TOLD = {
    "text": "Something new.", "writer_name": "", "find_at": "", "who_needs_help": "", "done_by": "",
    "safe_now": "yes", "where_and_when": "At lunch", "ruled_out": ["{deputy}"], "asked": "", "come": "",
}  # fmt: skip
WRITE_UP: dict[str, Any] = {
    "token": "new", "came": "both", "away": [], "minutes": "30", "did": ["talked"], "did_words": "Tests",
    "helped": ["emotional"], "for_mentee": "Your book", "for_staff": "All well", "outside": ["lift"],
    "pass_on": "no", "worry": "",
}  # fmt: skip
PROGRAMME = {
    "name": "Pals", "starts": "2026-11-09", "ends": "2027-07-16", "sites": ["{site}"],
    "in_charge": ["{coordinator}"], "short_because": "", "seen": "1",
}  # fmt: skip
PLACE = {
    "site": "{site}", "name": "Reading room", "capacity": "4", "step_free": "y", "quiet": "", "approved": "y",
    "seen": "1",
}  # fmt: skip
SLOT = {
    "site": "{site}", "week": "", "starts": "12:40", "ends": "13:10", "places": ["{place}"],
    "on_duty": ["{supervisor}"], "stand_ins": ["{coordinator}"], "years": ["7", "9"], "seen": "1",
}  # fmt: skip
ROLE_TEXT: dict[str, Any] = {
    **dict.fromkeys(
        ("what", "is_not", "listening", "passing_on", "meeting", "own_story", "stopping", "fine", "not_fine"),
        "New words.",
    ),
    **{f"q{number}_{letter}": f"Answer {letter}." for number in (1, 2, 3) for letter in "abc"},
    **{f"q{number}_asks": "What now?" for number in (1, 2, 3)},
    **{f"q{number}_why": "Adults can help." for number in (1, 2, 3)},
    **{f"q{number}_right": "b" for number in (1, 2, 3)},
    "edit": "change", "look": "", "seen": "1",
}  # fmt: skip
PASSWORDS = {"new_password": NEW_PASSWORD, "again": NEW_PASSWORD}
READ_AS = {
    "roster_id": "0", "first_name": "1", "last_name": "2", "full_name": "", "year": "3", "form": "4", "site": "5",
    "status": "", "guardian": "", "address": "",
}  # fmt: skip
ROSTER = "/students/roster/{draft}"
PAGES, WEEK = "/programmes/{programme}", "/programmes/{programme}/week"
JOINED = "/programmes/{joined}"
PAIRING = "/pairings/{pairing"
MINE, ENROLMENT = "/joining/{enrolment}", "/enrolments/{enrolment}"
SITE, DESK = "/school/sites/{site}", "/desk/{taken}"

VALID: dict[str, Valid] = {
    # One's own account
    "account.choose_theme": Valid("lead", "/theme", {"theme": "dark", "back": "/"}),
    "account.change_password": Valid("coordinator", "/account/password", {"password": PASSWORD, **PASSWORDS}),
    "account.set_away": Valid("lead", "/account/away", {"away": "yes"}),
    "account.set_out_of_hours": Valid("lead", "/account/out-of-hours", {"reads": "yes"}),
    "account.end_one": Valid("mentee", "/account/sessions/{session}/end"),
    "account.end_others": Valid("mentee", "/account/sessions/end-others"),
    "second_factor.answer": Valid("lead", "/sign-in/second", {"next": "/", "code": "{app_code}"}),
    "second_factor.add_app": Valid("coordinator", "/account/second-factor/app", {"next": "/"}, _new_app),
    "second_factor.remove_app": Valid("lead", "/account/second-factor/app/remove"),
    "second_factor.make_recovery_codes": Valid("lead", "/account/second-factor/codes", {"next": "/"}),
    "passkeys.create_options": Valid("lead", "/account/passkeys/options", is_json=True, changes=False),
    "passkeys.create": Valid(
        "lead", "/account/passkeys", {"name": "Red"}, _options("/account/passkeys/options"), is_json=True
    ),
    "passkeys.use_options": Valid("lead", "/sign-in/second/passkey/options", is_json=True, changes=False),
    "passkeys.use": Valid(
        "lead", "/sign-in/second/passkey", {}, _options("/sign-in/second/passkey/options"), is_json=True
    ),
    "passkeys.remove": Valid("lead", "/account/passkeys/remove", {"passkey": "{passkey}"}),
    # Signing in and out
    "sign_in.enter_staff": Valid(
        SIGNED_OUT, "/sign-in", {"email": "dev.panjwani@alder.example", "password": PASSWORD, "next": ""}
    ),
    "sign_in.enter_student": Valid(
        SIGNED_OUT,
        "/sign-in/student",
        {"school": "{code}", "username": "leo.brandt", "passphrase": WORDS, "next": ""},
    ),
    "sign_in.enter_with_pictures": Valid(
        SIGNED_OUT,
        "/sign-in/pictures",
        {"school": "{code}", "username": "mia.little", "passphrase": "", "next": ""}
        | {f"p{number}": picture for number, picture in enumerate(PICTURES, 1)},
    ),
    "sign_in.enter_school": Valid(SIGNED_OUT, "/sign-in/school", {"school": "{here}"}, _password_typed),
    "sessions.sign_out": Valid("mentee", "/sign-out"),
    "sessions.leave": Valid("mentee", "/leave"),
    "sessions.extend": Valid("mentee", "/session/extend", changes=False),
    "sessions.report": Valid("mentee", "/session/not-me"),
    "reset.send": Valid(SIGNED_OUT, "/reset", {"email": "ruth.okafor@alder.example"}),
    "reset.choose": Valid(
        SIGNED_OUT,
        "/reset/use",
        {"email": "dev.panjwani@alder.example", "code": "{reset_code}", **PASSWORDS},
    ),
    # Setting up
    "setup.try_code": Valid(SIGNED_OUT, "/set-up", {"code": "{setup_code}"}, changes=False),
    "setup.school": Valid(SIGNED_OUT, *STEP_1, before=_unlocked(), changes=False),
    "setup.school_code": Valid(SIGNED_OUT, *STEP_2, before=_unlocked(STEP_1), changes=False),
    "setup.claim": Valid(
        SIGNED_OUT,
        "/set-up/you",
        {**NAME, "email": "kit@carr.example", "new_password": NEW_PASSWORD, "roles": ["lead"]},
        _unlocked(STEP_1, STEP_2),
    ),
    "setup.explore": Valid(SIGNED_OUT, "/set-up/demo", before=_unlocked()),
    "setup.finish": Valid("administrator elsewhere", "/set-up/finish"),
    # The school
    "school.details": Valid("administrator", "/school/details", SCHOOL),
    "school.add_site": Valid("administrator", "/school/sites/new", DAY),
    "school.site_day": Valid("coordinator", f"{SITE}/day", DAY),
    "school.hours": Valid("coordinator", f"{SITE}/hours", {**HOURS, "seen": ""}),
    "school.change_hours": Valid("coordinator", f"{SITE}/hours/{{hour}}", {**HOURS, "seen": "{hour}:1"}),
    "school.remove_hours": Valid("coordinator", f"{SITE}/hours/remove", {"rows": "{hour}"}),
    "school.restore_hours": Valid("coordinator", f"{SITE}/hours/restore", {**HOURS, "weekdays": "03"}),
    "school.example_hours": Valid("coordinator", "/school/sites/{annexe}/hours/examples"),
    "school.calendar": Valid("coordinator", f"{SITE}/calendar", {**DATES, "seen": ""}),
    "school.change_dates": Valid("coordinator", f"{SITE}/calendar/{{span}}", {**DATES, "seen": "1"}),
    "school.remove_dates": Valid("coordinator", f"{SITE}/calendar/{{span}}/remove"),
    "school.example_dates": Valid("coordinator", "/school/sites/{annexe}/calendar/examples"),
    # Staff
    "staff.add": Valid(
        "administrator", "/staff/new", {**NAME, "email": "kit@alder.example", "roles": ["supervisor"]}
    ),
    "staff.change_name": Valid("administrator", "/staff/{supervisor}/name", NAME),
    "staff.change_roles": Valid(
        "administrator", "/staff/{supervisor}/roles", {"roles": ["supervisor", "coordinator"]}
    ),
    "staff.reset": Valid("administrator", "/staff/{supervisor}/reset", {"lost_device": "yes"}),
    "staff.end_sessions": Valid("lead", "/staff/{supervisor}/sign-out"),
    "staff.leave": Valid("administrator", "/staff/{supervisor}/leave"),
    "staff.come_back": Valid("administrator", "/staff/{gone_staff}/return"),
    # Students
    "students.find": Valid(
        "coordinator", "/students/find", {"name": "leo", "year": "", "site": ""}, changes=False
    ),
    "students.add": Valid("coordinator", "/students/new", STUDENT),
    "students.edit": Valid("coordinator", "/students/{mentee}/edit", STUDENT),
    "students.leave": Valid("coordinator", "/students/{mentee}/leave"),
    "students.come_back": Valid("coordinator", "/students/{gone_student}/return"),
    "students.print_cards": Valid("coordinator", "/students/cards", {"student": ["{mentor}", "{youngest}"]}),
    "students.switch_off_card": Valid("coordinator", "/students/{mentee}/card/off"),
    "students.end_sessions": Valid("lead", "/students/{mentee}/sign-out"),
    "students.tie_family": Valid("lead", "/students/{mentee}/family", {"staff_id": "{administrator}"}),
    "students.untie_family": Valid("lead", "/family-ties/{tie}/end"),
    # Rosters
    "roster.bring": Valid(
        "coordinator", "/students/roster", {"years": ["7"], "keep_birth": "nothing"}, _a_file
    ),
    "roster.columns": Valid("coordinator", "/students/roster/{draft_columns}/columns", READ_AS),
    "roster.dates": Valid("coordinator", "/students/roster/{draft_dates}/dates", {"order": "dmy"}),
    "roster.choices": Valid("coordinator", f"{ROSTER}/choices", {"twin_0": "1", "orgs": ["0"]}),
    "roster.take": Valid("coordinator", f"{ROSTER}/take", {}, _looked),
    "roster.give_up": Valid("coordinator", f"{ROSTER}/give-up"),
    "roster.note": Valid("lead", "/students/families", {"one": "Leo Brandt", "other": "Amara Quist"}),
    "roster.decide": Valid("lead", "/students/families/{family}", {"state": "confirmed"}),
    "roster.has_left": Valid("coordinator", "/students/{missing}/missing/left"),
    "roster.still_here": Valid("coordinator", "/students/{missing}/missing/still-here"),
    "roster.delete": Valid("coordinator", "/students/{mistake}/delete"),
    "students.answer_report": Valid("coordinator", "/sign-in-reports/{report}/answer"),
    # Programmes
    "programmes.add": Valid("coordinator", "/programmes/new/group", PROGRAMME),
    "programmes.details": Valid("coordinator", f"{PAGES}/details", PROGRAMME),
    "programmes.set_status": Valid("coordinator", f"{PAGES}/status", {"status": "open"}),
    "programmes.copy": Valid("coordinator", f"{PAGES}/copy", PROGRAMME),
    "programmes.change_setting": Valid(
        "coordinator",
        f"{PAGES}/settings/gap-most",
        {"value": "6", "no_limit": "", "reason": "Few in Year 10.", "seen": "0"},
    ),
    "programmes.ask_gap": Valid(
        "coordinator", "/programmes/{another_programme}/smaller-gap", {"years": "1", "reason": "Few."}
    ),
    "programmes.withdraw_gap": Valid("coordinator", "/programmes/gap-requests/{gap_request}/withdraw"),
    "programmes.decide_gap": Valid(
        "head", "/programmes/gap-requests/{gap_request}", {"words": "For now.", "decision": "allowed"}
    ),
    "programmes.add_slot": Valid("coordinator", f"{WEEK}/new", {**SLOT, "weekdays": ["1"]}),
    "programmes.change_slot": Valid("coordinator", f"{WEEK}/{{slot}}", {**SLOT, "weekday": "1"}),
    "programmes.remove_slot": Valid("coordinator", f"{WEEK}/{{slot}}/remove"),
    "programmes.restore_slot": Valid("coordinator", f"{WEEK}/{{gone_slot}}/restore"),
    "programmes.edit_role": Valid("coordinator", f"{PAGES}/roles/mentor/edit", ROLE_TEXT),
    "programmes.add_place": Valid("coordinator", "/programmes/places/new", PLACE),
    "programmes.change_place": Valid("coordinator", "/programmes/places/{place}", PLACE),
    "programmes.remove_place": Valid("coordinator", "/programmes/places/{place}/remove"),
    "programmes.restore_place": Valid("coordinator", "/programmes/places/{gone_place}/restore"),
    # The matching board
    "matching.find": Valid("coordinator", f"{BOARD}/find", {"name": "zoe"}, changes=False),
    "matching.suggest": Valid("coordinator", f"{BOARD}/suggest", SEEN),
    "matching.stop": Valid("coordinator", f"{BOARD}/stop", before=_working),
    "matching.lock": Valid("coordinator", f"{BOARD}/lock", {**SEEN, "pair": BOARD_PAIR}),
    "matching.unlock": Valid("coordinator", f"{BOARD}/unlock", {"pair": BOARD_PAIR}, _locked),
    "matching.swap": Valid(
        "coordinator", f"{BOARD}/swap/{{board_mentee}}", {**SEEN, "mentor": "{board_another_mentor}"}
    ),
    "matching.put_together": Valid(
        "coordinator",
        f"{BOARD}/two/{{board_another_mentor}}/{{board_mentee}}/put-together",
        {**SEEN, "reason": "They walk to school together."},
    ),
    "matching.not_these_two": Valid(
        "coordinator",
        f"{BOARD}/not/{{board_mentor}}/{{board_mentee}}",
        {**SEEN, "how": "always", "reason": "They quarrel."},
    ),
    "matching.take_back": Valid("coordinator", f"{BOARD}/take-back", {}, _put_aside),
    "matching.approve": Valid("coordinator", f"{BOARD}/approve", {**SEEN, "pair": [BOARD_PAIR], "which": ""}),
    "matching.undo": Valid("coordinator", f"{BOARD}/undo/{{board_pairing}}", SEEN),
    "matching.weigh": Valid(
        "coordinator",
        f"{BOARD}/weights",
        {**SEEN, **WEIGHTS, "looked": ".".join(WEIGHTS.values())},
    ),
    "matching.plan_meet": Valid(
        "coordinator", "/programmes/{met}/meet-and-greet", {"where": "{met_where}", "day": "{met_day}"}
    ),
    "matching.meet_guests": Valid(
        "coordinator", f"{MEET}/who", {"seen": "1", "mentors": ["{met_mentor}"], "mentees": []}
    ),
    "matching.meet_key_in": Valid(
        "coordinator", f"{MEET}/key-in", {"{meet_guest}": "{met_mentee_number}", "{meet_young}": "0"}
    ),
    "matching.call_off_meet": Valid("coordinator", f"{MEET}/call-off"),
    "partner.choose": Valid("mentor", "/meet-and-greet/{meet_guest}", {"others": ["{met_mentee}"]}),
    "matching.by_hand": Valid(
        "coordinator",
        f"{BOARD}/by-hand",
        {"mentors": ["{board_mentor}"], "mentees": ["{board_mentee}"], "where": "{board_where}"},
    ),
    "matching.suggest_groups": Valid("coordinator", f"{GROUPS}/suggest", SEEN_GROUPS),
    "matching.approve_groups": Valid(
        "coordinator", f"{GROUPS}/approve", {**SEEN_GROUPS, "group": ["{groups_group}"], "which": ""}
    ),
    "matching.lock_group": Valid("coordinator", f"{GROUPS}/lock", {**SEEN_GROUPS, "one": "{groups_group}"}),
    "matching.unlock_group": Valid(
        "coordinator", f"{GROUPS}/unlock", {**SEEN_GROUPS, "one": "{groups_locked}"}
    ),
    "matching.move_in_groups": Valid(
        "coordinator", f"{GROUPS}/move/{{groups_mentee}}", {**SEEN_GROUPS, "group": "{groups_to}"}
    ),
    "matching.undo_group": Valid("coordinator", f"{GROUPS}/undo/{{groups_pairing}}", SEEN_GROUPS),
    "matching.keep_apart": Valid(
        "supervisor", "/keep-apart", {"one": "Leo Brandt", "other": "Amara Quist", "reason": "They quarrel."}
    ),
    # A room
    "room.open_room": Valid("supervisor", "/room/open", {"place": "{room_place}"}),
    "room.take": Valid(
        A_ROOM,
        "/room/register",
        {"time": "{room_time}", "t{room_time}-{room_child}": "came", "t{room_time}-{room_mentor}": "away"},
    ),
    "room.begin_turn": Valid(A_ROOM, "/room/turn/{room_child}", {"passphrase": WORDS, "next": ""}),
    "room.close_to_go_on": Valid(A_ROOM, "/room/close", {"password": PASSWORD}),
    "room.close_and_sign_out": Valid(A_ROOM, "/room/close/sign-out"),
    # Joining
    "joining.join": Valid("mentor", "/join/{joinable}/mentor"),
    "joining.answer": Valid("mentee", "/joining/{mentee_enrolment}/answer", {"answer": "yes"}),
    "joining.pausing": Valid("mentor", f"{MINE}/pause", {"answer": "pause"}),
    "joining.question": Valid(
        "mentor",
        f"{MINE}/about/help",
        {"help": ["tests", "clubs"], "help_words": "Maths", "help_may_be_told": "y"},
    ),
    "joining.last": Valid("mentor", f"{MINE}/done"),
    "enrolments.choose": Valid("coordinator", "/enrolments/choose", {"student": ["{mentee}"]}, changes=False),
    "enrolments.add": Valid(
        "coordinator",
        "/enrolments/add",
        {
            "student": ["{mentee}"],
            "programme": "{joinable}",
            "role": "mentee",
            "came": "tutor",
            "who": "Mr Pell",
            "day": "2026-11-02",
        },
    ),
    "joining.agree": Valid("mentor", f"{MINE}/agree", {"q1": "1", "q2": "2", "q3": "0", "seen": "1"}),
    "joining.course_part": Valid("mentor", f"{MINE}/course/role", {"start": "1", "answer": ""}),
    "enrolments.do_for_ticked": Valid(
        "coordinator", f"{JOINED}/students", {"enrolment": ["{enrolment}"], "do": "remind"}
    ),
    "enrolments.sign_together": Valid(
        "coordinator", f"{ENROLMENT}/sign", {"q1": "1", "q2": "2", "q3": "0", "seen": "1"}
    ),
    "enrolments.say_partner": Valid(
        "coordinator", "/enrolments/{mentee_enrolment}/partner", {"experience": "y", "language": "Polish"}
    ),
    "enrolments.ask_tutor": Valid("coordinator", f"{ENROLMENT}/tutor/ask", {"who": "Mr Pell"}),
    "enrolments.record_view": Valid(
        "coordinator",
        f"{ENROLMENT}/tutor",
        {"view-who": "Mr Pell", "view-answer": "talk", "view-words": "Busy.", "view-day": "{today}"},
    ),
    "enrolments.send_tutor": Valid(
        SIGNED_OUT, "/tutor", {"link": "{tutor_link}", "answer": "yes", "words": "Kind."}
    ),
    "enrolments.decide": Valid(
        "coordinator", f"{ENROLMENT}/decide", {"verdict": "yes", "reasons": "Kind.", "knew": "0"}
    ),
    "enrolments.ask_tutors": Valid(
        "coordinator",
        f"{JOINED}/tutors/ask",
        {"enrolment": ["{enrolment}"], f"form-{token_hash('')[:8]}-who": "Mr Pell"},
    ),
    "enrolments.record_views": Valid(
        "coordinator",
        f"{JOINED}/tutors/paper",
        {
            "who": "Mr Pell",
            "day": "{today}",
            "{enrolment}-answer": "talk",
            "{enrolment}-words": "Busy.",
            "{mentee_enrolment}-answer": "",
            "{mentee_enrolment}-words": "",
        },
    ),
    "enrolments.send_round": Valid(
        "coordinator",
        f"{JOINED}/decide",
        {
            "shared": "Kind and on time.",
            "{enrolment}-verdict": "yes",
            "{enrolment}-reasons": "",
            "{enrolment}-knew": "0",
            "{enrolment}-after": "0",
        },
    ),
    "enrolments.decide_specialist": Valid(
        "coordinator", f"{ENROLMENT}/specialist", {"specialist_form-reason": "The school nurse."}
    ),
    "enrolments.decide_not_now": Valid(
        "lead", f"{ENROLMENT}/not-now", {"not_now_form-reason": "Let it settle."}
    ),
    "enrolments.lift_bar": Valid("lead", "/pairing-bars/{bar}/end", {"lift_form-reason": "It has settled."}),
    "enrolments.settle_consent": Valid(
        "lead", f"{ENROLMENT}/settle", {"settle_form-reason": "Asking is not safe."}
    ),
    "enrolments.record_consent": Valid(
        "coordinator",
        f"{JOINED}/consent",
        {
            "enrolment": ["{enrolment}"],
            "said": "given",
            "who": "A parent",
            "authority": "parent",
            "how": "paper",
            "day": "2026-11-02",
            "until": "",
            "letter": "0",
        },
    ),
    "enrolments.letter": Valid("coordinator", f"{JOINED}/letter", {"words": "Dear carer.", "seen": "0"}),
    "enrolments.training": Valid(
        "coordinator",
        f"{JOINED}/training",
        {
            "enrolment": ["{enrolment}"],
            "day": "2026-11-02",
            "minutes": "120",
            "taught_by": "Ms Okafor",
            "module": "y",
        },
    ),
    "enrolments.strike_training": Valid(
        "coordinator", "/trainings/{training}/strike", {"enrolment": "{enrolment}"}
    ),
    "enrolments.note_talk": Valid("coordinator", f"{ENROLMENT}/talked"),
    "enrolments.record_answer": Valid(
        "coordinator", f"{ENROLMENT}/answer", {"answer": "pause", "day": "2026-11-02"}
    ),
    # Meetings
    "meetings.send_move": Valid(
        "coordinator",
        "/meetings/{meeting}/move",
        {
            "day": "{meeting_day}",
            "starts": "12:40",
            "ends": "13:10",
            "place": "{meeting_place}",
            "adult": "{supervisor}",
            "seen": "1",
        },
    ),
    "meetings.call_off": Valid("supervisor", "/meetings/{meeting}/off", {"why": "school-event"}),
    "meetings.put_on": Valid("coordinator", "/meetings/{meeting_off}/on"),
    "meetings.call_ticked_off": Valid(
        "coordinator", "/meetings/off", {"meeting": ["{meeting}", "{meeting_today}"], "why": "room-closed"}
    ),
    "meetings.put_ticked_on": Valid("coordinator", "/meetings/on", {"meetings": "{meeting_off}"}),
    "meetings.take_register": Valid(
        "supervisor",
        "/meetings/register",
        {
            "{meeting_today}-{pair_mentor}-came": "came",
            "{meeting_today}-{pair_mentee}-came": "away",
            "do": "",
        },
    ),
    "meetings.set_away": Valid(
        "coordinator",
        "/meetings/absences/{supervisor}",
        {"day": "{meeting_day}", "stand_in": "{coordinator}"},
    ),
    "meetings.undo_away": Valid("supervisor", "/meetings/absences/{absence}/undo"),
    # Check-ins
    "check_ins.record": Valid(
        "supervisor",
        "/check-ins/{place_in_pairing}",
        {"how": "fine", "words": "More games.", "day": "{today}", "token": "a" * 64},
    ),
    "check_ins.send_round": Valid(
        "supervisor",
        "/check-ins/round",
        {
            "day": "{today}",
            "token": "b" * 64,
            "{place_in_pairing}-how": "fine",
            "{place_in_pairing}-words": "",
        },
    ),
    "check_ins.see_to": Valid(
        "coordinator",
        "/check-ins/pairings/{pairing_to_tell}/seen-to",
        {"what": "told", "up_to": "{missed_day}"},
    ),
    # Pairings. Nobody in them is ready, so that a confirmation changes nothing and says why.
    "pairings.find": Valid(
        "coordinator", "/pairings/find", {"name": "ada", "programme": "", "state": ""}, changes=False
    ),
    "pairings.do_for_ticked": Valid(
        "coordinator",
        "/pairings/do",
        {"pairing": ["{pairing_proposed}"], "do": "ask", "programme": "", "state": "running"},
    ),
    "pairings.ask": Valid("coordinator", f"{PAIRING}_proposed}}/ask"),
    "pairings.back_out": Valid("coordinator", f"{PAIRING}_proposed}}/back-out"),
    "pairings.record_answer": Valid(
        "coordinator", "/pairing-members/{place_asked}/answer", {"answer": "yes"}
    ),
    "pairings.confirm": Valid("coordinator", f"{PAIRING}_agreed}}/confirm", changes=False),
    "pairings.withdraw": Valid(
        "coordinator", f"{PAIRING}_asked}}/withdraw", {"withdraw-reason": "She moves class."}
    ),
    "pairings.take_break": Valid("supervisor", f"{PAIRING}_running}}/break", {"break-reason": "Exams."}),
    "pairings.resume": Valid("supervisor", f"{PAIRING}_on_break}}/resume"),
    "pairings.note_told": Valid("supervisor", f"{PAIRING}_on_break}}/told"),
    "pairings.let_go": Valid("coordinator", "/pairing-members/{place_in_group}/let-go"),
    "pairings.give_notice": Valid(
        "coordinator", f"{PAIRING}_running}}/notice", {"last_day": "{in_two_weeks}"}
    ),
    "pairings.take_notice_back": Valid("coordinator", f"{PAIRING}_ending}}/notice/take-back"),
    "pairings.close_as_planned": Valid(
        "coordinator", f"{PAIRING}_over}}/close-as-planned", {"planned-rematch": "yes"}
    ),
    "pairings.close": Valid(
        "coordinator",
        f"{PAIRING}_running}}/close",
        {"close-reason": "He moved away.", "close-rematch": "no"},
    ),
    "pairings.close_for_safety": Valid(
        "lead",
        f"{PAIRING}_running}}/close-for-safety",
        {"safety-reason": "It was not safe.", "safety-rematch": "no"},
    ),
    "pairings.decide_rematch": Valid("coordinator", f"{PAIRING}_closed}}/rematch", {"after-rematch": "no"}),
    "pairings.change_where": Valid(
        "coordinator",
        f"{PAIRING}_running}}/where",
        {
            "slot": "{their_slot}",
            "place": "{another_place}",
            "adult": "{supervisor}",
            "seen": "{their_version}",
        },
    ),
    "partner.open_question": Valid("mentor", "/partner/{place_asked}/open"),
    "partner.answer": Valid("mentor", "/partner/{place_opened}", {"answer": "yes"}),
    # Young people's meetings
    "my_meetings.write_up": Valid("mentor", "/my-meetings/{begun}/write-up", WRITE_UP),
    "my_meetings.write_up_another_day": Valid(
        "mentor",
        "/my-meetings/another-day/{their_pairing}",
        {**WRITE_UP, "day": "2026-11-01", "starts": "16:00", "place_words": "The park"},
    ),
    "my_meetings.how": Valid("mentee", "/my-meetings/{begun}/how/heard", {"face": "good", "skip": ""}),
    "my_meetings.ask": Valid(
        "mentor", "/my-meetings/ask/{enrolment}", {"token": "new", "kind": "help", "words": "What now?"}
    ),
    "asks.answer": Valid("supervisor", "/asks/{ask}/answer", {"answer": "talked", "words": "On Mondays."}),
    "asks.talked": Valid("supervisor", "/asks/faces/{faces}/talked"),
    "asks.answer_note": Valid("supervisor", "/boundary-notes/{note}/answer", {"answer": "talked"}),
    # Worries
    "tell.send": Valid("mentee", "/tell", TOLD, _tell_form),
    "tell_status.show_by_words": Valid(
        SIGNED_OUT, "/tell/answer", {"school": "{code}", "code": "{words}", "once": "a mark"}
    ),
    "tell_status.show_mine": Valid("mentee", "/tell/mine", {"passphrase": WORDS, "once": "a mark"}),
    "desk.acknowledge": Valid("lead", "/desk/{waiting}/acknowledge"),
    "desk.answer": Valid("lead", f"{DESK}/answer", {"token": "0" * 26, "words": "Come to my room."}),
    "desk.finish": Valid("lead", f"{DESK}/finish", {"outcome": "no-worry", "reason": "A test."}),
    "desk.reopen": Valid("lead", "/desk/{finished}/reopen"),
    "desk.release": Valid(
        "lead", "/desk/{naming}/release", {"staff_id": "{deputy}", "words": "Not about her."}
    ),
    "desk.share": Valid("head", "/desk/{shared}/share"),
    "desk.end_hold": Valid("head", "/desk/hold/{hold}/end"),
}


def filled_in(
    place: Place, endpoint: str, more: Mapping[str, Any] | None = None
) -> tuple[Browser, dict[str, Any]]:
    """Return a browser before the form of a route, and all its fields, with `more` of them.

    `more` wins over a field of the form, so that a field can be sent twice: as a list that begins with SAME.
    """
    valid = VALID[endpoint]
    place.ids["app_code"] = code_now()
    browser = place.browser(valid.by)
    form = {place.named(name): place.named(value) for name, value in valid.form.items()}
    if valid.before:
        form |= valid.before(place, browser)
    for name, value in (more or {}).items():
        name = place.named(name)
        twice = isinstance(value, list) and value[0] is SAME
        form[name] = [form[name], *value[1:]] if twice else value
    return browser, form


def send(
    place: Place,
    endpoint: str,
    more: Mapping[str, Any] | None = None,
    *,
    before_sending: Callable[[], Any] = bool,
    **request: Any,
) -> Answer:
    """Send the valid form of a route, as `request` says (csrf, headers, query_string).

    before_sending: called when the form is filled in.
    """
    browser, form = filled_in(place, endpoint, more)
    before_sending()
    address = place.named(VALID[endpoint].path)
    return (
        browser.post(address, json=form, **request)
        if VALID[endpoint].is_json
        else browser.post(address, form, **request)
    )
