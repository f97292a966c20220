"""Schools that people have lived in: every text that somebody wrote holds a word that occurs nowhere else.

Written through the real pages, by the people who write such things. Only e-mail addresses that no page changes
are put in beneath the pages.
"""

import html
import io
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from mentoring import clock, transaction
from mentoring.access.roles import STAFF_ROLES, Role
from mentoring.extensions import db
from mentoring.joining.models import Enrolment
from mentoring.matching.actions.life import note_step
from mentoring.people.models import Account, StaffMember, Student
from mentoring.people.queries.sessions import session_of_token
from mentoring.programme.models import Programme
from mentoring.raising.models import Concern
from mentoring.safeguarding.clockwork import run_clock
from tests.joining.making import by
from tests.meetings.young import make_meeting
from tests.people.authenticator import Authenticator
from tests.people.signing_in import PASSWORD, WORDS, give_secret
from tests.roster.files import csv_of
from tests.support.crawling import Answer, Browser, code_of
from tests.support.factories import World, make_session
from tests.support.pairs import make_pair
from tests.support.worlds import SIGNED_OUT, client_for, sign_everybody_in

PARTNER = "[^<]*, my partner"  # how a partner is offered where an adult is told
MARK = re.compile(r"zq[a-z]{4}qz", re.IGNORECASE)
READERS = (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN, Role.CHAIR)

Meaning = tuple[str, str]  # whose school, and what was written there


class Marks:
    """Words that occur once. Each stands for one kind of text in one school."""

    def __init__(self) -> None:
        self.meanings: dict[str, Meaning] = {}

    def new(self, school: str, kind: str) -> str:
        """Return a new word for this kind of text: letters alone, so that it may be anybody's name."""
        number, letters = len(self.meanings), ""
        for _ in range(4):
            number, rest = divmod(number, 26)
            letters = chr(ord("a") + rest) + letters
        mark = f"Zq{letters}qz"
        self.meanings[mark.lower()] = (school, kind)
        return mark

    def found_in(self, text: str) -> set[Meaning]:
        """Return what the marks in `text` mean, however they are written."""
        return {self.meanings[found.lower()] for found in set(MARK.findall(text))}


@dataclass
class MarkedSchool:
    """One school, who is signed in there, and what was answered while they wrote."""

    app: Flask
    world: World
    marks: Marks
    answers: list[Answer]
    tokens: dict[str, str] = field(default_factory=dict)
    concerns: dict[str, str] = field(default_factory=dict)
    programme: str = ""  # the address of the programme in which the supervisor is on duty
    joined: dict[str, str] = field(default_factory=dict)  # the enrolments of the mentor and the mentee
    pairings: list[str] = field(
        default_factory=list
    )  # the addresses of a pairing in a break, and of a closed one
    kept: str = ""  # the address of the form that was kept for the supervisor
    three_words: str = ""

    def mark(self, kind: str) -> str:
        """Return a new word that stands for `kind` in this school."""
        return self.marks.new(self.world.code, kind)

    def browser(self, account: str) -> Browser:
        """Return the browser of one of the ten accounts, or of somebody who is not signed in."""
        client = client_for(self.app, self.tokens.get(account))
        return Browser(client, f"{self.world.code}, {account}", self.answers)

    def as_student(self, student_id: str) -> Browser:
        """Return the browser of a student who is none of the ten."""
        with self.app.app_context(), transaction.unit():
            token = make_session(self.world, student_id, is_student=True)
        return Browser(client_for(self.app, token), f"{self.world.code}, another student", self.answers)


def fill_in(browser: Browser, page: str, action: str | None = None, **typed: Any) -> Answer:
    """Open `page`, fill in its form that posts to `action` (the page itself if none) and send it."""
    forms = browser.get(page).forms
    wanted = next((each for each in forms if (each.action or page) == (action or page)), None)
    assert wanted is not None, f"{browser.who} finds no form on {page}"
    answer = browser.post(action or page, {**wanted.fields, **typed})
    assert answer.status in (200, 303), f"{answer} {answer.text}"
    return answer


def live_in(app: Flask, marks: Marks, answers: list[Answer], world: World) -> MarkedSchool:
    """Let everybody of a school write what they can, and return it."""
    school = MarkedSchool(app, world, marks, answers, sign_everybody_in(app, world))
    _the_school(school)
    _the_staff(school)
    writers = _the_students(school)
    _the_rosters(school)
    _programmes(school)
    _signing_in(school)
    school.tokens = sign_everybody_in(app, world)  # new cards and passwords have ended what was there
    _joining(school)
    _meeting(school)
    _a_form_too_late(school)
    _a_passkey(school)
    _worries(school, writers)
    _the_desk(school)
    with app.app_context():
        run_clock(clock.now())
    return school


def _the_school(school: MarkedSchool) -> None:
    mark, admin = school.mark, school.browser("administrator")
    fill_in(
        admin,
        "/school/details",
        name=f"{mark('name of the school')} School",
        country="england",
        zone="Europe/London",
        outside_name=mark("outside contact"),
        outside_number=mark("outside contact"),
    )
    site = f"/school/sites/{school.world.site_id}"
    fill_in(admin, f"{site}/day", name=mark("site, hours and dates"), weekdays=list("01234"), cycle_weeks="1")
    fill_in(
        admin,
        f"{site}/hours",
        label=mark("site, hours and dates"),
        starts="13:30",
        ends="13:40",
        weekdays=["0", "2"],
    )
    fill_in(
        admin,
        f"{site}/calendar",
        kind="holiday",
        name=mark("site, hours and dates"),
        first_day="2026-11-04",
        last_day="2026-11-04",
    )


def _the_staff(school: MarkedSchool) -> None:
    mark, admin = school.mark, school.browser("administrator")
    lead, deputy = school.browser("lead"), school.browser("deputy")
    for role in STAFF_ROLES:
        page = f"/staff/{school.world.staff[role]}"
        # Who reads worries is renamed only by another who does.
        by = (deputy if role is Role.LEAD else lead) if role in READERS else admin
        whose = "reader's" if role in READERS else "other staff's"
        fill_in(by, page, f"{page}/name", **_staff_name(school, whose))
    with school.app.app_context(), transaction.unit():
        for staff_id in school.world.staff.values():
            member = db.session.get_one(StaffMember, (school.world.school_id, staff_id))
            account = db.session.get_one(Account, member.account_id)
            account.email = f"{mark('e-mail of staff')}@{school.world.code}.example".lower()
    fill_in(  # by somebody who reads worries, so that all who do are mailed
        school.browser("lead"),
        "/staff/new",
        **_staff_name(school, "reader's"),
        email=f"{mark('e-mail of staff')}@{school.world.code}.example",
        roles=["deputy"],
    )


def _staff_name(school: MarkedSchool, whose: str) -> dict[str, str]:
    return {
        "title": school.mark(f"{whose} title and last name"),
        "first_name": school.mark("first name of staff"),
        "last_name": school.mark(f"{whose} title and last name"),
    }


def _the_students(school: MarkedSchool) -> dict[str, str]:
    """Name the two students anew and add three more, who tell something later; return the ids of those."""
    world, coordinator = school.world, school.browser("coordinator")
    for name, student_id, year in (("mentor", world.mentor, "9"), ("mentee", world.mentee, "8")):
        typed = _student_name(school, f"{name}'s first name", "last name and form of a student")
        fill_in(coordinator, f"/students/{student_id}/edit", **typed, year=year, site_id=world.site_id)
    added = {}
    for told in ("about an adult", "about the head", "naming the lead"):
        typed = _student_name(school, *[f"name of the student who told {told}"] * 2)
        answer = fill_in(coordinator, "/students/new", **typed, year="8", site_id=world.site_id)
        added[told] = answer.location.rsplit("/", 1)[1]
    kept_out = f"/students/{added['naming the lead']}"
    fill_in(school.browser("lead"), kept_out, f"{kept_out}/family", staff_id=world.staff[Role.CHAIR])
    coordinator.post("/students/cards", {"student": [world.mentor, world.mentee]})
    coordinator.post("/students/find", {"name": school.mark("what was searched for")})
    school.as_student(added["about an adult"]).post("/session/not-me")
    return added


def _student_name(school: MarkedSchool, first: str, last: str) -> dict[str, str]:
    return {"first_name": school.mark(first), "last_name": school.mark(last), "form": school.mark(last)}


def _the_rosters(school: MarkedSchool) -> None:
    """Take a roster, and leave another waiting, with columns that are compared and columns that are not read."""
    coordinator = school.browser("coordinator")
    _bring(school, coordinator, "name of a student from a roster", "students.csv")
    seen = next(form for form in coordinator.answers[-1].forms if "seen" in form.fields).fields["seen"]
    draft = coordinator.answers[-1].address
    assert coordinator.post(f"{draft}/take", {"seen": seen}).location == "/students/roster/taken"
    _bring(school, coordinator, "name in a roster that waits", f"{school.mark('name of a roster file')}.csv")


def _bring(school: MarkedSchool, coordinator: Browser, kind: str, name: str) -> None:
    mark = school.mark
    contact, private = mark("contact in a roster"), mark("column that is not read")
    rows = [["Adno", "Forename", "Surname", "Year", "Guardian", "Password"]]
    rows += [[str(number), mark(kind), mark(kind), "9", contact, private] for number in (1, 2)]
    typed = {"years": ["9"], "keep_birth": "nothing", "file": (io.BytesIO(csv_of(rows)), name)}
    draft = coordinator.post("/students/roster", typed).location
    if "Which column is which?" in coordinator.get(draft).text:
        places = {"roster_id": "0", "first_name": "1", "last_name": "2", "year": "3", "guardian": "4"}
        assert coordinator.post(f"{draft}/columns", places).status == 303
    assert "Look before you take it" in coordinator.get(draft).text


def _programmes(school: MarkedSchool) -> None:
    """Make a programme with a place, a time, a reason and an edit of the words; the head decides about its gap."""
    mark, coordinator, world = school.mark, school.browser("coordinator"), school.world
    answer = fill_in(
        coordinator,
        "/programmes/new/one-to-one",
        name=mark("name of a programme"),
        starts="2026-11-04",
        ends="2026-12-18",
        sites=[world.site_id],
        in_charge=[world.staff[Role.COORDINATOR]],
        short_because=mark("words about a programme"),
    )
    school.programme = answer.location
    place = mark("name of a place")
    fill_in(coordinator, "/programmes/places/new", name=place, capacity="4", approved="y", site=world.site_id)
    places = re.findall(
        r'name="places"[^>]*value="(\w{26})"', coordinator.get(f"{school.programme}/week/new").text
    )
    fill_in(
        coordinator,
        f"{school.programme}/week/new",
        site=world.site_id,
        weekdays=["1"],
        week="",
        starts="12:40",
        ends="13:10",
        places=places,
        on_duty=[world.staff[Role.SUPERVISOR]],
    )
    reason = {"value": "2", "reason": mark("words about a programme")}
    fill_in(coordinator, f"{school.programme}/settings/mentees-per-mentor", **reason)
    page = f"{school.programme}/roles/mentor/edit"
    words = _without_textareas(coordinator.get(page).text)
    words |= {"what": mark("words of a role description"), "edit": "change"}
    fill_in(coordinator, page, **words)
    asked = {"years": "1", "reason": mark("words to and from the head about a programme")}
    fill_in(coordinator, f"{school.programme}/smaller-gap", **asked)
    head = school.browser("head")
    (request,) = set(re.findall(r"/programmes/gap-requests/\w{26}", head.get("/programmes").text))
    decided = {"words": mark("words to and from the head about a programme"), "decision": "allowed"}
    fill_in(head, request, **decided)


def _joining(school: MarkedSchool) -> None:
    """Open the programme, let the mentor apply and the mentee be invited, and let both say something of themselves."""
    mark, coordinator, world = school.mark, school.browser("coordinator"), school.world
    programme_id = school.programme.rsplit("/", 1)[1]
    coordinator.post(f"{school.programme}/status", {"status": "open"})
    mentor, mentee = school.browser("mentor"), school.browser("mentee")
    school.joined["mentor"] = mentor.post(f"/join/{programme_id}/mentor").location.split("/")[2]
    paper = {"programme": programme_id, "role": "mentee", "came": "carer", "day": "2026-11-02"}
    invited = {**paper, "student": [world.mentee], "who": mark("who put the mentee forward")}
    assert coordinator.post("/enrolments/add", invited).status == 303
    school.joined["mentee"] = _enrolment_of(school, world.mentee)
    mine = f"/joining/{school.joined['mentee']}"
    mentee.post(f"{mine}/answer", {"answer": "yes"})
    about = mark("profile of the mentee")
    mentee.post(f"{mine}/about/interests", {"interests_words": about})
    mentee.post(f"{mine}/about/help", {"help_words": mark("profile of the mentee")})
    mentee.post(f"{mine}/about/story", {"story": mark("profile of the mentee"), "may_use": "y"})
    mentee.post(f"{mine}/about/languages", {"languages": mark("profile of the mentee")})
    mentee.post(f"{mine}/about/same-gender", {"same_gender": "yes"})
    gender = {"gender": "own-words", "gender_words": mark("profile of the mentee")}
    assert mentee.post(f"{mine}/about/gender", gender).status == 303
    mine = f"/joining/{school.joined['mentor']}"
    spoken = mentor.post(f"{mine}/about/languages", {"languages": mark("profile of the mentor")})
    assert spoken.location.endswith("/about/place")
    own = {"story": mark("profile of the mentor"), "lived": ["new-here"], "may_use": "y"}
    assert mentor.post(f"{mine}/about/story", own).status == 303
    _paired(school, programme_id)
    _decided(school, f"/enrolments/{school.joined['mentee']}", programme_id)
    _in_a_round(school, f"/programmes/{programme_id}")


def _meeting(school: MarkedSchool) -> None:
    """Let the two have met, write it up, say how it was and ask for something; the supervisor answers."""
    mark, world = school.mark, school.world
    with school.app.app_context(), transaction.unit():
        held = [
            db.session.get_one(Enrolment, (world.school_id, school.joined[each]))
            for each in ("mentor", "mentee")
        ]
        pairing = make_pair(world, held[0].programme, *held)
        meeting, pairing_id = make_meeting(pairing, date(2026, 11, 2)).id, pairing.id
        make_meeting(pairing, date(2026, 11, 10))
    mentor, mentee, supervisor = (school.browser(each) for each in ("mentor", "mentee", "supervisor"))
    staff, words = "write-up for staff", "write-up for the mentee"
    written = {
        "token": "one", "came": "both", "minutes": "30", "did_words": mark(staff), "for_staff": mark(staff),
        "for_mentee": mark(words), "outside": ["secret"],
    }  # fmt: skip
    assert mentor.post(f"/my-meetings/{meeting}/write-up", written).status == 303
    another = {**written, "token": "two", "day": "2026-11-01", "starts": "16:00", "place_words": mark(staff)}
    worry = {"pass_on": "yes", "worry": mark("worry typed in a write-up")}
    went_on = mentor.post(f"/my-meetings/another-day/{pairing_id}", {**another, **worry})
    assert "Not sent yet." in went_on.text
    assert mentee.post(f"/my-meetings/{meeting}/how/how", {"face": "bad"}).status == 303
    for who, kind in ((mentor, "help"), (mentee, "place")):
        name = who.who.split(", ")[1]
        asks = {"token": "one", "kind": kind, "words": mark(f"ask of the {name}")}
        assert who.post(f"/my-meetings/ask/{school.joined[name]}", asks).status == 303
    (ask,) = set(re.findall(r"/asks/(\w{26})", _row_of(supervisor.get("/asks").text, "the place")))
    answer = {"answer": "talked", "words": mark("what staff answered the mentee")}
    assert supervisor.post(f"/asks/{ask}/answer", answer).status == 303


def _row_of(page: str, words: str) -> str:
    """Return the line of work on a page in which these words stand."""
    return next(each for each in page.split('<li class="work">') if words in each)


def _decided(school: MarkedSchool, page: str, programme_id: str) -> None:
    """Let staff, a tutor and the lead say something about the mentee."""
    mark, coordinator, lead = school.mark, school.browser("coordinator"), school.browser("lead")
    asked = coordinator.post(f"{page}/tutor/ask", {"who": mark("what staff and a tutor say of the mentee")})
    link = re.search(r"/tutor\?link=(\w{64})", asked.text)
    assert link
    view = {"link": link[1], "answer": "talk", "words": mark("what staff and a tutor say of the mentee")}
    assert "Thank you" in school.browser(SIGNED_OUT).post("/tutor", view).text
    reasons = mark("what staff and a tutor say of the mentee")
    decided = {"verdict": "yes", "reasons": reasons, "knew": "1"}
    assert coordinator.post(f"{page}/decide", decided).status == 303
    reply = {
        "enrolment": [school.joined["mentee"]], "said": "given", "who": mark("who consented for the mentee"),
        "authority": "parent", "how": "paper", "day": "2026-11-02", "letter": "0",
    }  # fmt: skip
    assert coordinator.post(f"/programmes/{programme_id}/consent", reply).status == 303
    letter = {"words": mark("the letter to carers"), "seen": "0"}
    assert coordinator.post(f"/programmes/{programme_id}/letter", letter).status == 303
    taught = {
        "enrolment": [school.joined["mentor"]], "day": "2026-11-02", "minutes": "120",
        "taught_by": mark("who taught the mentor"), "module": "y",
    }  # fmt: skip
    assert coordinator.post(f"/programmes/{programme_id}/training", taught).status == 303
    for address, name in (
        ("specialist", "specialist_form"),
        ("not-now", "not_now_form"),
        ("settle", "settle_form"),
    ):
        reason = {f"{name}-reason": mark("causes that are for the lead alone")}
        assert lead.post(f"{page}/{address}", reason).status == 303
    two = {"one": _user_name(school, school.world.mentor), "other": _user_name(school, school.world.mentee)}
    kept_apart = {**two, "reason": mark("causes that are for the lead alone")}
    assert coordinator.post("/keep-apart", kept_apart).status == 303
    board = f"/programmes/{programme_id}/matching"
    assert coordinator.post(f"{board}/suggest", {"seen": "0"}).status == 303
    coordinator.post(f"{board}/find", {"name": mark("what was searched for")})


def _user_name(school: MarkedSchool, student_id: str) -> str:
    with school.app.app_context(), transaction.unit(writes=False):
        return db.session.get_one(Student, (school.world.school_id, student_id)).user_name


def _paired(school: MarkedSchool, programme_id: str) -> None:
    """Pair the two, once for a break that staff make and once for a closing, which lead and deputies alone read."""
    mark, world, pages = school.mark, school.world, []
    with school.app.app_context(), transaction.unit():
        programme = db.session.get_one(Programme, (world.school_id, programme_id))
        members = [
            db.session.get_one(Enrolment, (world.school_id, school.joined[role]))
            for role in ("mentor", "mentee")
        ]
        made = [make_pair(world, programme, *members) for _ in range(2)]
        reason = mark("reason of putting two together")
        note_step(by(world), made[0], "put-together", now=clock.now(), words=reason)
        pages = [f"/pairings/{each.id}" for each in made]
    school.pairings = pages
    coordinator, lead = school.browser("coordinator"), school.browser("lead")
    why = {"break-reason": mark("reason of a break of a pairing")}
    assert coordinator.post(f"{pages[0]}/break", why).status == 303
    closed = {"safety-reason": mark("reason of a closing for safety"), "safety-rematch": "no"}
    assert lead.post(f"{pages[1]}/close-for-safety", closed).status == 303
    coordinator.post("/pairings/find", {"name": mark("what was searched for"), "state": "over"})


def _in_a_round(school: MarkedSchool, page: str) -> None:
    """Ask a tutor about everybody whose view is missing, here the mentor, write more down from paper, and decide."""
    coordinator, mentor = school.browser("coordinator"), school.joined["mentor"]
    (named,) = re.findall(r'name="(form-\w{8}-who)"', coordinator.get(f"{page}/tutors").text)
    kind = "what staff and a tutor say of the mentor"
    asked = coordinator.post(f"{page}/tutors/ask", {"enrolment": [mentor], named: school.mark(kind)})
    link = re.search(r"/tutor\?link=(\w{64})", asked.text)
    assert link
    paper = {"who": school.mark(kind), "day": str(clock.today("Europe/London"))}
    said = {f"{mentor}-answer": "talk", f"{mentor}-words": school.mark(kind)}
    assert coordinator.post(f"{page}/tutors/paper", {**paper, **said}).status == 303
    view = {"link": link[1], "answer": "not-yet", "words": school.mark(kind)}
    assert "Thank you" in school.browser(SIGNED_OUT).post("/tutor", view).text
    shown = {f"{mentor}-knew": "2", f"{mentor}-after": "0", f"{mentor}-verdict": "yes"}
    assert coordinator.post(f"{page}/decide", {**shown, "shared": school.mark(kind)}).status == 303


def _enrolment_of(school: MarkedSchool, student_id: str) -> str:
    with school.app.app_context(), transaction.unit(writes=False):
        wanted = select(Enrolment.id).where(
            Enrolment.school_id == school.world.school_id, Enrolment.student_id == student_id
        )
        return db.session.scalars(wanted).one()


def _without_textareas(page: str) -> dict[str, str]:
    """Return what the text areas and the ticked answers of a page hold: the crawler reads only single lines."""
    areas = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    ticked = re.findall(r'<input type="radio"\s+name="(q\d_right)"\s+id="[^"]+"\s+value="(\w)" checked', page)
    return {name: html.unescape(text) for name, text in (*areas.items(), *ticked)}


def _signing_in(school: MarkedSchool) -> None:
    """Sign in in vain and then rightly, change the password, and ask for a mail with a code."""
    mark, nobody = school.mark, school.browser(SIGNED_OUT)
    email = give_secret(school.app, school.world, "coordinator")
    nobody.post("/sign-in", {"email": mark("e-mail typed in vain"), "password": mark("a secret")})
    device = {"User-Agent": f"Mozilla/5.0 (X11; Linux x86_64) {mark('name of the browser')} Chrome/140"}
    coordinator = school.browser(SIGNED_OUT)
    coordinator.who = f"{school.world.code}, coordinator"
    entered = coordinator.post("/sign-in", {"email": email, "password": PASSWORD}, headers=device)
    assert entered.status == 303
    chosen = f"{mark('a secret')} on a kettle"
    fill_in(coordinator, "/account/password", password=PASSWORD, new_password=chosen, again=chosen)
    nobody.post("/reset", {"email": email})


def _a_form_too_late(school: MarkedSchool) -> None:
    """Let the supervisor send a form after the session ran out; it is kept until the next sign-in."""
    world = school.world
    with school.app.app_context(), transaction.unit():
        token = make_session(world, world.staff[Role.SUPERVISOR], is_student=False)
        session = session_of_token(token)
        assert session is not None
        session.last_seen_at = session.started_at = clock.now() - timedelta(hours=2)
    supervisor = Browser(client_for(school.app, token), f"{world.code}, supervisor", school.answers)
    answer = supervisor.post("/students/find", {"name": f"the words {school.mark('words that were kept')}"})
    found = re.search(r"/session/kept/\w{26}", answer.location.replace("%2F", "/"))
    assert found
    school.kept = found[0]


def _a_passkey(school: MarkedSchool) -> None:
    lead, device = school.browser("lead"), Authenticator(school.world.code)
    options = lead.post_json("/account/passkeys/options", {}).json
    assert options is not None
    answer = {**device.make(options), "name": school.mark("name of a passkey")}
    assert lead.post_json("/account/passkeys", answer).status_code == 200


def tell(school: MarkedSchool, browser: Browser, kind: str, **typed: str) -> Answer:
    """Tell a worry; its words, and the place and time, are both of this kind."""
    before = _concerns(school)
    words = {"text": f"This happened: {school.mark(kind)}. {typed.pop('also', '')}"}
    if question := typed.pop("names_partner", ""):
        page = browser.get("/tell")
        typed |= {"form_token": _token_on(page), question: code_of(page, question, PARTNER)}
    answer = fill_in(
        browser,
        f"/tell/{school.world.code}" if browser.who.endswith(SIGNED_OUT) else "/tell",
        f"/tell/{school.world.code}",
        **words,
        where_and_when=school.mark(kind),
        **typed,
    )
    assert "You did the right thing." in answer.text
    (school.concerns[kind],) = _concerns(school) - before
    return answer


def _token_on(page: Answer) -> str:
    return next(form.fields["form_token"] for form in page.forms if "form_token" in form.fields)


def _concerns(school: MarkedSchool) -> set[str]:
    with school.app.app_context(), transaction.unit(writes=False):
        return set(db.session.scalars(select(Concern.id).where(Concern.school_id == school.world.school_id)))


def _worries(school: MarkedSchool, writers: dict[str, str]) -> None:
    tell(school, school.browser("mentee"), "worry of the mentee")
    tell(school, school.as_student(writers["about an adult"]), "worry about an adult", done_by="adult")
    tell(school, school.as_student(writers["about the head"]), "worry about the head", done_by="head")
    tell(
        school,
        school.as_student(writers["naming the lead"]),
        "worry naming the lead",
        also=_surname(school, Role.LEAD),
    )
    mentor = school.browser("mentor")
    tell(
        school,
        mentor,
        "worry naming the stand-in",
        also=_surname(school, Role.STAND_IN),
        names_partner="who_needs_help",
    )
    tell(school, school.browser("coordinator"), "worry of the coordinator")
    answer = tell(
        school,
        school.browser(SIGNED_OUT),
        "worry of somebody signed out",
        writer_name=school.mark("worry of somebody signed out"),
        find_at=school.mark("worry of somebody signed out"),
    )
    box = re.search(r'<span class="code words">(.*?)</span>\s*<p', answer.text, re.DOTALL)
    assert box
    school.three_words = " ".join(re.findall(r"<span>(\w+)</span>", box[1]))


def _surname(school: MarkedSchool, role: Role) -> str:
    with school.app.app_context(), transaction.unit(writes=False):
        key = (school.world.school_id, school.world.staff[role])
        return f"It was {db.session.get_one(StaffMember, key).last_name}."


def _the_desk(school: MarkedSchool) -> None:
    """Read, take, answer and finish what the mentee told; let in the stand-in, who was kept out by the name."""
    mark, deputy = school.mark, school.browser("deputy")
    page = f"/desk/{school.concerns['worry of the mentee']}"
    deputy.post(f"{page}/acknowledge")
    fill_in(deputy, page, f"{page}/answer", words=mark("answer to the mentee"))
    fill_in(deputy, page, f"{page}/finish", outcome="handled-here", reason=mark("why it is finished"))
    page = f"/desk/{school.concerns['worry naming the stand-in']}"
    fill_in(school.browser("lead"), page, f"{page}/release", words=mark("why the stand-in may read"))
    give_secret(school.app, school.world, "mentee")
    shown = school.browser("mentee").post("/tell/mine", {"passphrase": WORDS})
    assert "Finished for now" in shown.text
    by_words = school.browser(SIGNED_OUT).post(
        "/tell/answer", {"school": school.world.code, "code": school.three_words}
    )
    assert "You told us on" in by_words.text


def everywhere(school: MarkedSchool, other: MarkedSchool, *, signed_in: bool) -> list[str]:
    """Return where a crawl begins: every page without a record, and pages of records of both schools."""
    plain = (rule for rule in school.app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    starts = ["/", *sorted(rule.rule for rule in plain if not rule.arguments)]
    if not signed_in:  # whoever knows a school's code may come to its door
        starts += [f"/sign-in/student?school={each.world.code}" for each in (school, other)]
    starts += [f"/desk/{concern}" for concern in school.concerns.values()]
    starts += [f"/desk/{concern}" for concern in list(other.concerns.values())[:1]]
    for each in (school, other):
        world = each.world
        starts += [each.kept, f"/tell/{world.code}", f"/staff/{world.staff[Role.LEAD]}"]
        for enrolment in each.joined.values():
            starts += [
                f"/enrolments/{enrolment}",
                f"/joining/{enrolment}/about",
                f"/joining/{enrolment}/agree",
            ]
        starts += each.pairings
        starts += [f"/students/{world.mentee}", f"/school/sites/{world.site_id}", each.programme]
    return starts
