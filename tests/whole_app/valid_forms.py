"""A form that is taken, written by hand, for every route that changes something: by whom, where, and every field.

The form of a route names every field that the route reads, so that whatever else is sent must change nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mentoring import clock, ids, transaction
from mentoring.access.actor import Actor
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.people import hashing, totp
from mentoring.people.actions import passwords, second_factor
from mentoring.people.actions.installation import ensure_installation
from mentoring.people.models import Account, Passkey, School, Site, StaffMember, StaffRole, Student
from mentoring.people.queries.sessions import session_of_token
from mentoring.people.rules.passphrases import normalise
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.queries.concerns import words_again
from mentoring.raising.views import slowing
from mentoring.safeguarding.actions import steps
from mentoring.safeguarding.queries.desk import locked_concern
from mentoring.safeguarding.rules import Outcome
from tests.access.table import make_records
from tests.conftest import Prepared
from tests.people.authenticator import Authenticator
from tests.people.second_factors import SECRET, code_now
from tests.people.signing_in import PASSWORD, PICTURES, WORDS
from tests.support.crawling import Answer, Browser
from tests.support.factories import World, make_school, make_session, make_staff, make_student
from tests.support.worlds import (
    SIGNED_OUT,
    chance_repeats,
    client_for,
    mail_set_up,
    new_database,
    sign_everybody_in,
)

NEW_PASSWORD = "copper lantern by the sea"
DEVICE, NEW_DEVICE = Authenticator("the lead's"), Authenticator("a new one")


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
        return Browser(client_for(self.app, self.tokens.get(account)), account)

    def named(self, written: Any) -> Any:
        """Return what was written in the table with the ids in the places of their names."""
        if isinstance(written, str):
            return written.format(**self.ids)
        return [self.named(each) for each in written] if isinstance(written, list) else written


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
        for kind in ("hold", "tie", "report", "hour", "span"):
            (place.ids[kind],) = made.found[kind].own.values()
        place.ids |= {
            "waiting": made.found["concern"].own["a classmate"],
            "shared": made.found["concern"].own["an adult"],
        }
        _people(place)
        _secrets(place)
        _worries(place)
        db.session.get_one(School, there.school_id).setup_finished_at = None
        place.ids["setup_code"] = str(ensure_installation(clock.now()))
    _sign_in(place)
    _make_passkey(place)
    return place


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
    held = {name: PASSWORD for name in ("coordinator", "supervisor")}
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
    (form,) = (each for each in browser.get("/tell").forms if "form_token" in each.fields)
    return {"form_token": form.fields["form_token"]}


STEP_1 = ("/set-up/school", {"name": "Carr School", "country": "england"})
STEP_2 = ("/set-up/code-and-zone", {"code": "carr", "zone": "Europe/London"})
NAME = {"title": "Mx", "first_name": "Kit", "last_name": "Newname"}
STUDENT = {"first_name": "Kit", "last_name": "Newname", "year": "8", "form": "8B", "site_id": "{site}"}
DATES = {"kind": "holiday", "name": "A day off", "first_day": "2026-11-05", "last_day": "2026-11-05"}
HOURS = {"label": "Club", "starts": "13:30", "ends": "13:50", "weekdays": ["0"], "week": ""}
DAY = {
    "name": "New site", "day_starts": "08:30", "day_ends": "15:00", "weekdays": ["0", "1"], "cycle_weeks": "2",
    "cycle_anchor": "2026-11-02", "seen": "1",
}  # fmt: skip
SCHOOL = {
    "name": "Alder Academy", "code": "alder", "country": "england", "zone": "Europe/London", "outside_name": "LADO",
    "outside_number": "01234 567890", "second_factor_for_all_staff": "y", "seen": "1",
}  # fmt: skip
TOLD = {
    "text": "Something new.", "writer_name": "", "find_at": "", "who_needs_help": "me", "done_by": "online",
    "safe_now": "yes", "where_and_when": "At lunch", "ruled_out": ["{deputy}"], "asked": "", "come": "",
}  # fmt: skip
PASSWORDS = {"new_password": NEW_PASSWORD, "again": NEW_PASSWORD}
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
    "students.answer_report": Valid("coordinator", "/sign-in-reports/{report}/answer"),
    # Worries
    "tell.send": Valid("mentee", "/tell", TOLD, _tell_form),
    "tell_status.show_by_words": Valid(SIGNED_OUT, "/tell/answer", {"school": "{code}", "code": "{words}"}),
    "tell_status.show_mine": Valid("mentee", "/tell/mine", {"passphrase": WORDS}),
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


def address_of(place: Place, rule: Rule) -> str:
    """Return an address of a route, of records that exist."""
    values = {
        "concern_id": place.ids["waiting"], "hold_id": place.ids["hold"], "staff_id": place.ids["lead"],
        "student_id": place.ids["mentee"], "site_id": place.ids["site"], "hour_id": place.ids["hour"],
        "span_id": place.ids["span"], "session_id": place.ids["session"], "tie_id": place.ids["tie"],
        "report_id": place.ids["report"], "kept_id": "0" * 26, "school_code": place.here.code, "name": "none.css",
    }  # fmt: skip
    with place.app.test_request_context():
        return rule.build({name: values[name] for name in rule.arguments})[1]  # type: ignore[index]


def filled_in(
    place: Place, endpoint: str, more: Mapping[str, Any] | None = None
) -> tuple[Browser, dict[str, Any]]:
    """Return a browser before the form of a route, and all its fields, with `more` of them.

    `more` wins over a field of the form, so that a field can be sent twice: as a list that begins with SAME.
    """
    valid = VALID[endpoint]
    place.ids["app_code"] = code_now()
    browser = place.browser(valid.by)
    form = {name: place.named(value) for name, value in valid.form.items()}
    if valid.before:
        form |= valid.before(place, browser)
    for name, value in (more or {}).items():
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
