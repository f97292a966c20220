"""Nobody sees a word that is not theirs to see: every text of two schools is looked for in everything that is shown.

The schools of marked_schools.py hold a word of its own in every text that somebody wrote. Each account then goes
wherever links, searches and guessed addresses lead. The table below says, by hand from PRODUCT.md section 6, whose
eyes each kind of text is for; both ways, so that a page that shows nothing any more fails too.

The whole crawl runs on SQLite only: what a page shows is decided above the database, by the same code. What the
database keeps is looked through on both, and a few people walk on PostgreSQL too.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy import select

from mentoring import transaction
from mentoring.extensions import db
from mentoring.jobs.mail import Post
from mentoring.jobs.models import Job
from mentoring.raising.views import slowing
from tests.conftest import Prepared
from tests.support.crawling import Answer, Browser
from tests.support.factories import make_school
from tests.support.worlds import (
    ACCOUNTS,
    SIGNED_OUT,
    STAFF,
    client_for,
    dump,
    everything_logged,
    mail_set_up,
    new_database,
)
from tests.whole_app.marked_schools import MarkedSchool, Marks, Meaning, everywhere, live_in

OTHER = {"alder": "birch", "birch": "alder"}
EVERYONE = frozenset(ACCOUNTS)
STAFF_ALONE = frozenset(STAFF)
KNOWS_STUDENTS = frozenset({"coordinator", "administrator", "lead", "deputy"})
TEAM = frozenset({"lead", "deputy"})
HEADS = frozenset({"head", "stand_in"})
PROGRAMME_TEAM = frozenset({"coordinator", "supervisor", "lead", "deputy"})  # the supervisor is on duty in it
JOINING_TEAM = frozenset({"coordinator", "lead", "deputy"})
STUDENTS = frozenset({"mentor", "mentee"})
NOBODY: frozenset[str] = frozenset()

# Who walks, by school and account: one school's people all, of the other one of each kind.
EVERYBODY = [("alder", account) for account in (*ACCOUNTS, SIGNED_OUT)] + [
    ("birch", account) for account in ("coordinator", "lead", "mentee")
]

# Whose eyes each kind of text is for, within its own school. Nobody signed in sees any of another school's.
SEEN_BY: dict[str, frozenset[str]] = {
    "name of the school": EVERYONE | {SIGNED_OUT},  # signed out: at the school's own door
    "outside contact": STAFF_ALONE,
    "site, hours and dates": STAFF_ALONE,
    "reader's title and last name": EVERYONE | {SIGNED_OUT},  # a writer is told who will read it
    "other staff's title and last name": EVERYONE,  # students read which adult is in charge of their programme
    "first name of staff": STAFF_ALONE,
    "e-mail of staff": STAFF_ALONE,
    # Heads read what the mentor told, with the mentee named in an answer; the supervisor is on duty where the two meet.
    "mentor's first name": KNOWS_STUDENTS | STUDENTS | HEADS | {"supervisor"},
    "mentee's first name": KNOWS_STUDENTS | STUDENTS | HEADS | {"supervisor"},
    "last name and form of a student": KNOWS_STUDENTS | HEADS | {"supervisor"},
    "name of the student who told about an adult": KNOWS_STUDENTS | HEADS,
    "name of the student who told about the head": KNOWS_STUDENTS | {"chair"},
    "name of the student who told naming the lead": KNOWS_STUDENTS | HEADS,
    "name of a student from a roster": KNOWS_STUDENTS,
    "name in a roster that waits": frozenset({"coordinator", "administrator"}),
    "name of a roster file": frozenset({"coordinator", "administrator"}),
    "contact in a roster": NOBODY,
    "column that is not read": NOBODY,
    "name of a programme": PROGRAMME_TEAM | HEADS | STUDENTS,
    "words of a role description": PROGRAMME_TEAM | {"mentor"},
    "who put the mentee forward": JOINING_TEAM,
    "what staff and a tutor say of the mentee": JOINING_TEAM,
    "what staff and a tutor say of the mentor": JOINING_TEAM,
    "who consented for the mentee": JOINING_TEAM,
    "the letter to carers": JOINING_TEAM,
    "who taught the mentor": JOINING_TEAM,
    "causes that are for the lead alone": TEAM,
    "profile of the mentee": JOINING_TEAM | {"mentee"},
    "profile of the mentor": JOINING_TEAM | {"mentor"},
    "name of a place": PROGRAMME_TEAM | STUDENTS,  # where the two meet
    "words about a programme": PROGRAMME_TEAM,
    "write-up for staff": PROGRAMME_TEAM | {"mentor"},
    "write-up for the mentee": PROGRAMME_TEAM | STUDENTS,
    "worry typed in a write-up": frozenset({"mentor"}),  # given back on the page where an adult is told
    "ask of the mentor": PROGRAMME_TEAM | {"mentor"},
    "ask of the mentee": PROGRAMME_TEAM | {"mentee"},
    "what staff answered the mentee": PROGRAMME_TEAM | {"mentee"},
    "reason of a break of a pairing": PROGRAMME_TEAM,
    "reason of a closing for safety": TEAM,
    "reason of putting two together": PROGRAMME_TEAM,
    "words to and from the head about a programme": PROGRAMME_TEAM | HEADS,
    "what was searched for": frozenset({"coordinator"}),
    "worry of the mentee": TEAM,
    "worry about an adult": HEADS,
    "worry about the head": frozenset({"chair"}),
    "worry naming the lead": frozenset({"deputy"}) | HEADS,
    "worry naming the stand-in": TEAM | HEADS,  # the stand-in was let in by a reader
    "why the stand-in may read": TEAM | HEADS,
    "worry of the coordinator": TEAM,
    "worry of somebody signed out": TEAM,
    "answer to the mentee": TEAM | {"mentee"},  # the mentee's own, after the passphrase
    "why it is finished": TEAM,
    "name of a passkey": frozenset({"lead"}),
    "words that were kept": frozenset({"supervisor"}),
    "e-mail typed in vain": frozenset({SIGNED_OUT}),  # given back to whoever typed it
    "a secret": NOBODY,
    "name of the browser": NOBODY,
}
# A student who told something and is not among the ten sees only to whom it went.
SEEN_BY_ANOTHER_STUDENT = {"reader's title and last name"}

# What is nowhere but on the pages above: not in a log, a job, the trail, a cookie, a header, an address, or as
# plain bytes in the database.
SEALED = frozenset(kind for kind in SEEN_BY if kind.startswith(("worry", "answer", "why"))) | {
    "words that were kept",
    "a secret",
    "name of the browser",
    "name in a roster that waits",
    "name of a roster file",
    "contact in a roster",
    "column that is not read",
    "what was searched for",
    "e-mail typed in vain",
}


@dataclass
class Explored:
    """What was written, and everything that anybody was answered."""

    app: Flask
    marks: Marks
    schools: dict[str, MarkedSchool]
    answers: list[Answer]
    log: list[str]
    mails: dict[str, str] = field(default_factory=dict)  # by template: the whole text of all of that kind

    def seen(self, school: str, account: str) -> set[Meaning]:
        """Return what the marks mean that one account was shown, on pages and in headers."""
        mine = [answer for answer in self.answers if answer.who == f"{school}, {account}"]
        return {found for each in mine for found in self.marks.found_in(f"{each.text} {each.headers}")}


@contextmanager
def explored(prepared: Prepared, walkers: Sequence[tuple[str, str]]) -> Iterator[Explored]:
    """Let two schools be lived in, and these people, named by school and account, look everywhere."""
    with ExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(slowing, "sleep", lambda seconds: None)
        app = stack.enter_context(new_database(prepared))
        stack.enter_context(mail_set_up(app))
        log = stack.enter_context(everything_logged())
        yield _explored(app, log, walkers)


def _explored(app: Flask, log: list[str], walkers: Sequence[tuple[str, str]]) -> Explored:
    marks, answers = Marks(), list[Answer]()
    with app.app_context(), transaction.unit():
        worlds = [make_school(), make_school("birch", "Birchfield School", suffix="son")]
    schools = {world.code: live_in(app, marks, answers, world) for world in worlds}
    for code, account in walkers:
        school, other = schools[code], schools[OTHER[code]]
        browser = Browser(client_for(app, school.tokens.get(account)), f"{code}, {account}", answers)
        browser.crawl(everywhere(school, other, signed_in=account in ACCOUNTS), search={"name": "zq"})
    return Explored(app, marks, schools, answers, log, _mails(app))


def _mails(app: Flask) -> dict[str, str]:
    """Return every mail that was asked for, in the words that would be sent."""
    post: Post = app.extensions["post"]
    words: dict[str, str] = {}
    with app.app_context(), transaction.unit(writes=False):
        for job in db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)):
            template = post.templates[job.facts["template"]]
            text = f"{template.subject}\n{template.body(job.facts)}"
            words[job.facts["template"]] = words.get(job.facts["template"], "") + text
    return words


@pytest.fixture(scope="module")
def everything(sqlite_app: Prepared) -> Iterator[Explored]:
    """Both schools on SQLite, seen by all of EVERYBODY."""
    with explored(sqlite_app, EVERYBODY) as found:
        yield found


def _wanted(school: str, account: str) -> set[Meaning]:
    kinds = {kind for kind, accounts in SEEN_BY.items() if account in accounts}
    if account != SIGNED_OUT:
        return {(school, kind) for kind in kinds}
    typed_here = {(school, "e-mail typed in vain")}
    return {(each, kind) for each in OTHER for kind in kinds - {"e-mail typed in vain"}} | typed_here


def _check_seen(found: Explored, school: str, account: str) -> None:
    seen, wanted = found.seen(school, account), _wanted(school, account)
    mine = [answer for answer in found.answers if answer.who == f"{school}, {account}"]
    for meaning in seen - wanted:
        where = [str(answer) for answer in mine if meaning in found.marks.found_in(answer.text)]
        raise AssertionError(f"{account} of {school} saw {meaning}: {where[:5]}")
    assert seen == wanted, f"{account} of {school} should see, and did not: {wanted - seen}"


@pytest.mark.parametrize("school, account", EVERYBODY)
def test_each_person_sees_just_what_is_theirs_and_nothing_of_another_school(
    everything: Explored, school: str, account: str
) -> None:
    _check_seen(everything, school, account)


@pytest.mark.parametrize("school", sorted(OTHER))
def test_a_student_who_told_something_sees_only_to_whom_it_went(everything: Explored, school: str) -> None:
    assert everything.seen(school, "another student") == {(school, kind) for kind in SEEN_BY_ANOTHER_STUDENT}


def test_everybody_went_far_and_nothing_broke_on_the_way(everything: Explored) -> None:
    for school, account in EVERYBODY:
        mine = [each for each in everything.answers if each.who == f"{school}, {account}"]
        assert len([each for each in mine if each.status == 200]) >= 8, f"{account} of {school}"
    assert not [str(each) for each in everything.answers if each.status >= 500]


def test_no_mail_names_anybody_or_says_what_was_told(everything: Explored) -> None:
    post: Post = everything.app.extensions["post"]
    assert set(everything.mails) == set(post.templates), "a kind of mail that this test does not bring about"
    for template, text in everything.mails.items():
        kinds = {kind for _, kind in everything.marks.found_in(text)}
        assert kinds <= {"name of the school"}, f"{template} names {kinds}"


def test_no_address_and_no_header_holds_a_word_that_anybody_wrote(everything: Explored) -> None:
    for answer in everything.answers:
        spoken = (
            f"{answer.address} {answer.links} {[pair for pair in answer.headers if pair[0] != 'Set-Cookie']}"
        )
        assert not everything.marks.found_in(spoken), f"{answer}"


def test_no_cookie_holds_what_is_sealed(everything: Explored) -> None:
    opened = _opened_cookies(everything)
    assert any("_flashes" in each for each in opened)  # they were opened
    for content in opened:
        kinds = {kind for _, kind in everything.marks.found_in(content)}
        assert not kinds & SEALED, content


def _opened_cookies(found: Explored) -> list[str]:
    """Return what is inside every cookie that was set: its text is signed and packed, not secret."""
    serializer = found.app.session_interface.get_signing_serializer(found.app)
    assert serializer is not None
    opened = []
    for answer in found.answers:
        for name, value in answer.headers:
            if name != "Set-Cookie":
                continue
            content = value.split("=", 1)[1].split(";", 1)[0]
            try:
                opened.append(json.dumps(serializer.loads(content)))
            except BadSignature:  # no session in it, such as the theme
                opened.append(content)
    return opened


def test_nothing_sealed_is_in_a_log(everything: Explored) -> None:
    errors = everything.app.extensions["settings"].error_log
    written = "\n".join(everything.log) + (errors.read_text() if errors.exists() else "")
    assert not {kind for _, kind in everything.marks.found_in(written)} & SEALED


def _check_kept(found: Explored) -> None:
    tables = dump(found.app)
    for table, rows in tables.items():
        kinds = {kind for _, kind in found.marks.found_in(repr(rows))}
        assert not kinds & SEALED, f"{table} holds {kinds & SEALED} in plain words"
        if table in ("job", "trail", "throttle", "session"):
            assert not kinds, f"{table} holds {kinds}"
    assert found.marks.found_in(repr(tables["student"]))  # the marks can be found at all


def test_the_database_keeps_nothing_sealed_in_plain_words(everything: Explored) -> None:
    _check_kept(everything)


def test_the_files_of_the_database_hold_nothing_sealed(everything: Explored) -> None:
    file = everything.app.extensions["settings"].database_file
    beside = [path for path in file.parent.iterdir() if path.name.startswith(file.name)]
    assert len(beside) >= 2  # the write-ahead log too
    for path in beside:
        found = everything.marks.found_in(path.read_bytes().decode("latin-1"))
        assert found or path.name.endswith("-shm"), path
        assert not {kind for _, kind in found} & SEALED, path


def test_on_postgresql_too_people_see_their_own_and_nothing_sealed_is_kept(postgresql_app: Prepared) -> None:
    # Who may see what is decided before any database is asked, and everybody walks on SQLite: here it is the words.
    walkers = [("alder", account) for account in ("chair", "mentor")]
    with explored(postgresql_app, walkers) as found:
        for school, account in walkers:
            _check_seen(found, school, account)
        _check_kept(found)
