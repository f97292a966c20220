"""For everybody whom a worry is not for, it is as if it had never been told: to the byte.

Two worlds begin as the same database, at the same moment, with the same chance. In one of them somebody tells a
worry, its readers are alerted, open it, take it, answer and finish it. Then everybody else tries the addresses of
that worry, sends what a curious person would send, and goes wherever links lead, in both worlds: every answer must
be the same, headers and all, and so must every mail. Nothing is left out of the comparison, because chance and the
time stamps of signatures stand still too (worlds.chance_repeats).

On SQLite all of it, some of the worries in `make deep` only; on PostgreSQL the worry that matters most, one that
names the lead, and the lead. What is shown is decided by the same code above both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff

import pytest
from flask import Flask
from sqlalchemy import select

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people.models import StaffMember, Student
from mentoring.people.queries.schools import school
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.models import Concern, Hold
from mentoring.raising.rules.answers import DoneBy
from mentoring.safeguarding.clockwork import run_clock
from tests.access.table import make_records
from tests.conftest import Prepared
from tests.people.signing_in import WORDS, give_secret
from tests.support.crawling import Answer, Browser, code_of
from tests.support.factories import World, make_school, make_student
from tests.support.worlds import (
    ACCOUNTS,
    SIGNED_OUT,
    Snapshot,
    chance_repeats,
    client_for,
    mail_set_up,
    new_database,
    sign_everybody_in,
)

UNKNOWN = "0" * 26  # in place of the worry's id, in the addresses and pages of both worlds
ELSEWHERE = ("lead", "head")  # of the other school


@dataclass(frozen=True)
class Worry:
    """Who tells what, and whom it is for. `held` is on hold by it; `names_partner`: as the one who needs help.

    That is somebody in no programme, so no page can say so. For others the list of a programme says "on hold, ask the
    lead", and their own home "a break" (tests/joining): that, and no more, is what a hold shows.
    """

    by: str
    to: frozenset[str]
    done_by: str = ""
    text: str = "He takes my dinner money behind the canteen"
    ruled_out: str = ""
    held: str = ""
    names_partner: bool = False


WORRIES = {
    "of a classmate, by the mentee": Worry("mentee", frozenset({"lead", "deputy"})),
    "about an adult, by somebody signed out": Worry(
        SIGNED_OUT, frozenset({"head", "stand_in"}), done_by="adult"
    ),
    "about the head, by the mentor": Worry("mentor", frozenset({"chair"}), done_by="head"),
    "naming the lead, by the mentee": Worry(
        "mentee", frozenset({"deputy", "head", "stand_in"}), text="Mr Halewick shouted at me"
    ),
    "ruling the deputy out, by a coordinator": Worry(
        "coordinator", frozenset({"lead", "head", "stand_in"}), ruled_out="deputy"
    ),
    "of a partner who needs help, by the mentee": Worry(
        "mentee", frozenset({"lead", "deputy"}), names_partner=True
    ),
    "with somebody on hold, by somebody signed out": Worry(
        SIGNED_OUT, frozenset({"lead", "deputy"}), held="somebody"
    ),
}
NAMING = "naming the lead, by the mentee"
# Each way of choosing who reads a worry, once; the rest are told too in `make deep`.
IN_SHORT = {
    "of a classmate, by the mentee",
    "about the head, by the mentor",
    NAMING,
    "with somebody on hold, by somebody signed out",
}


@dataclass
class Beginning:
    """The schools that both worlds begin with, and everybody's sign-in."""

    app: Flask
    here: World
    tokens: dict[str, str]
    elsewhere: dict[str, str]
    bystander: str = ""  # a student in no programme

    def browser(self, account: str) -> Browser:
        """Return the browser of an account of this school, of nobody, or ("birch lead") of the other one."""
        token = self.tokens.get(account) or self.elsewhere.get(account.removeprefix("birch "))
        return Browser(client_for(self.app, token), account)


def _begin(app: Flask) -> Beginning:
    """Make two schools with a past: worries of every kind, a hold, a tie, a report, and their alerts."""
    with app.app_context(), transaction.unit():
        here, there = make_school(), make_school("birch", "Birchfield School", suffix="son")
        make_records(here, there)
        bystander = make_student(here, first="Ida", last="Stander", year="8")
    give_secret(app, here, "mentee")
    with app.app_context(), transaction.unit():
        mentee = db.session.get_one(Student, (here.school_id, here.mentee))
        mentee.account.secret_at = clock.now()
    tokens, elsewhere = sign_everybody_in(app, here), sign_everybody_in(app, there)
    with app.app_context():
        run_clock(clock.now())
    return Beginning(app, here, tokens, elsewhere, bystander)


def _tell(began: Beginning, worry: Worry) -> str:
    """Let a worry be told, and let all its readers do all they can about it; return its id."""
    before = _concerns(began)
    if worry.held:
        _tell_with_hold(began, worry)
    else:
        _tell_on_the_page(began, worry)
    (concern_id,) = _concerns(began) - before
    with began.app.app_context():
        run_clock(clock.now())
    page = f"/desk/{concern_id}"
    for account in sorted(worry.to):
        reader = began.browser(account)
        assert reader.get(page).status == 200, f"{account} does not read it"
        reader.post(f"{page}/acknowledge")
        reader.post(f"{page}/answer", {"words": "Come to my room.", "token": ids.new_id()})
    assert reader.post(f"{page}/finish", {"outcome": "handled-here", "reason": "We talked."}).status == 303
    return concern_id


def _tell_on_the_page(began: Beginning, worry: Worry) -> None:
    writer = began.browser(worry.by)
    address = f"/tell/{began.here.code}" if worry.by == SIGNED_OUT else "/tell"
    page = writer.get(address)
    (form,) = (each for each in page.forms if each.action == f"/tell/{began.here.code}")
    ruled_out = [began.here.staff[Role(worry.ruled_out)]] if worry.ruled_out else []
    typed = {"text": worry.text, "done_by": worry.done_by, "ruled_out": ruled_out}
    if worry.names_partner:
        typed["who_needs_help"] = code_of(page, "who_needs_help", "[^<]*, my partner")
    answer = writer.post(form.action, {**form.fields, **typed})
    assert "You did the right thing." in answer.text
    assert "Set-Cookie" not in dict(answer.headers), "the browser keeps that something was told"


def _tell_with_hold(began: Beginning, worry: Worry) -> None:
    held = began.bystander
    told = Told(form_token=ids.new_token(), text=worry.text, done_by=DoneBy.STUDENT)
    with began.app.app_context(), transaction.unit():
        its_school = school(began.here.school_id)
        assert its_school is not None
        raise_concern(school=its_school, raiser=None, typed=told, done_by_people=(held,), now=clock.now())
        assert db.session.scalar(select(Hold).where(Hold.person_id == held))


def _concerns(began: Beginning) -> set[str]:
    with began.app.app_context(), transaction.unit(writes=False):
        return set(db.session.scalars(select(Concern.id).where(Concern.school_id == began.here.school_id)))


def _looked(began: Beginning, account: str, concern_id: str) -> list[Answer]:
    """Return all that one person is answered who tries everything; `concern_id` is the worry's, or would be."""
    browser = began.browser(account)
    desk = f"/desk/{concern_id}"
    browser.get(desk)
    for button in ("acknowledge", "answer", "share"):
        browser.post(f"{desk}/{button}", {"words": "Let me see"})
    ids.seed(99)  # where there is a worry, each refused attempt was noted under an id made of chance
    browser.post("/tell/answer", {"school": began.here.code, "code": "not these words"})
    browser.post("/tell/mine", {"passphrase": "not my words", "password": "not my password"})
    browser.crawl(["/", f"/tell/{began.here.code}", "/tell/mine", "/trail"], search={"name": "a"})
    return [_without_id(answer, concern_id) for answer in browser.answers]


def _without_id(answer: Answer, concern_id: str) -> Answer:
    # What is answered at an address repeats that address, to come back to it: the reader has typed it.
    headers = tuple((name, value.replace(concern_id, UNKNOWN)) for name, value in answer.headers)
    address, text = (part.replace(concern_id, UNKNOWN) for part in (answer.address, answer.text))
    return replace(answer, address=address, headers=headers, text=text)


def _mails(began: Beginning) -> dict[str, list[str]]:
    """Return the mails that were asked for, by account id: what kind, with what facts, and when they are due."""
    asked: dict[str, list[str]] = {}
    with began.app.app_context(), transaction.unit(writes=False):
        for job in db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.asked_at, Job.id)):
            facts = {name: value for name, value in job.facts.items() if name != "message"}
            asked.setdefault(job.facts["account"], []).append(f"{facts} {job.school_id} {job.due_at}")
    return asked


def _account_ids(began: Beginning) -> dict[str, str]:
    with began.app.app_context(), transaction.unit(writes=False):
        return {
            account: db.session.get_one(
                Student if began.here.person(account)[1] else StaffMember,
                (began.here.school_id, began.here.person(account)[0]),
            ).account_id
            for account in ACCOUNTS
        }


def _check_same(quiet: Sequence[Answer], told: Sequence[Answer]) -> None:
    """Fail at the first answer that is not the same in both worlds, and say what differs."""
    assert [str(answer) for answer in quiet] == [str(answer) for answer in told]
    for one, other in zip(quiet, told, strict=True):
        pages = unified_diff(one.text.split("\n"), other.text.split("\n"), "quiet", "told", lineterm="", n=0)
        assert one.text == other.text, "\n".join([str(one), *pages])
        assert one.headers == other.headers, f"{one}: other headers"


@dataclass
class Worlds:
    """The quiet world, what everybody saw in it, and how to go back to its beginning."""

    began: Beginning
    start: Snapshot
    quiet: dict[str, list[Answer]]
    mails: dict[str, list[str]]


EVERYBODY = (*ACCOUNTS, SIGNED_OUT, *(f"birch {each}" for each in ELSEWHERE))
# Who could see a difference first: those who read other worries, and whoever told it.
CLOSEST = {"lead", "deputy", "head", "stand_in", "chair"}


def _others(worry: Worry) -> list[str]:
    """Return those for whom the worry is not: everybody, for the first of WORRIES, of the rest the closest."""
    first = worry is next(iter(WORRIES.values()))
    return [each for each in EVERYBODY if each not in worry.to and (first or each in {*CLOSEST, worry.by})]


@pytest.fixture(scope="module")
def worlds_apart(sqlite_app: Prepared) -> Iterator[Worlds]:
    """The quiet world on SQLite, seen by everybody."""
    with new_database(sqlite_app) as app, mail_set_up(app), pytest.MonkeyPatch.context() as patch:
        began = _begin(app)
        start = Snapshot(app, "quiet")
        quiet = {}
        for account in EVERYBODY:
            start.restore()
            with chance_repeats(patch):
                quiet[account] = _looked(began, account, UNKNOWN)
        start.restore()
        yield Worlds(began, start, quiet, _mails(began))


@pytest.mark.parametrize(
    "name", [name if name in IN_SHORT else pytest.param(name, marks=pytest.mark.deep) for name in WORRIES]
)
def test_nobody_else_can_tell_that_a_worry_was_told(
    worlds_apart: Worlds, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    began, worry = worlds_apart.began, WORRIES[name]
    worlds_apart.start.restore()
    concern_id = _tell(began, worry)
    mails, accounts = _mails(began), _account_ids(began)
    told = Snapshot(began.app, "told")
    for account in _others(worry):
        told.restore()
        with chance_repeats(monkeypatch):
            seen = _looked(began, account, concern_id)
        _check_same(worlds_apart.quiet[account], seen)
        if account in accounts:
            assert mails.get(accounts[account]) == worlds_apart.mails.get(accounts[account]), (
                f"mail to {account}"
            )
    for account in worry.to:
        assert len(mails[accounts[account]]) > len(worlds_apart.mails.get(accounts[account], [])), account


def test_its_readers_see_it_and_its_writer_sees_how_it_is_going_after_the_proof(
    worlds_apart: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = worlds_apart.began
    worlds_apart.start.restore()
    assert "He takes" not in began.browser("mentee").post("/tell/mine", {"passphrase": WORDS}).text
    concern_id = _tell(began, WORRIES["of a classmate, by the mentee"])
    for account in ("lead", "deputy"):
        assert f"/desk/{concern_id}" in began.browser(account).get("/desk").text
    shown = began.browser("mentee").post("/tell/mine", {"passphrase": WORDS}).text
    assert "Finished for now" in shown and "Come to my room." in shown


def test_on_postgresql_too_the_lead_who_is_named_cannot_tell(
    postgresql_app: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[bool, list[Answer]] = {}
    for is_told in (False, True):
        with new_database(postgresql_app) as app, mail_set_up(app):
            with chance_repeats(monkeypatch):
                began = _begin(app)
            concern_id = _tell(began, WORRIES[NAMING]) if is_told else UNKNOWN
            with chance_repeats(monkeypatch):
                seen[is_told] = _looked(began, "lead", concern_id)
    _check_same(seen[False], seen[True])
