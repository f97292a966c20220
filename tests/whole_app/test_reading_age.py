"""Every page that a child may see can be read at nine: short sentences, plain words, nobody shouting.

How it is measured. The grade is textstat 0.7.4's Flesch-Kincaid: 4 is an American fourth year, nine to ten years
old. It is taken of all sentences of a page together, the frame around it and the words for screen readers too; and
no one sentence may be much harder than that.

- A sentence ends at ".", "?" or "!", and wherever a block ends: a paragraph, a heading, a label, a button, a row.
- Words in a block that end with none of those are a label ("Sign in", "Another student"). A formula made for prose
  says nothing of two words, and counted as sentences they would make every page look easier than it is. So labels
  of up to six words are left out, and longer ones are sentences like all others.
- Names, days, times and numbers are replaced by short ones, because they are this school's and not ours.
- A child's own words, and codes to write down, are left out.

On SQLite: what a page says does not depend on the database.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from textstat import textstat

from mentoring import ids, transaction
from mentoring.access.roles import Role
from mentoring.extensions import db
from mentoring.home import views as home_views
from mentoring.matching.models import Pairing
from mentoring.people.models import Installation, School, SignInSession, StaffMember
from mentoring.people.rules.countries import countries
from mentoring.raising.views import tell as tell_views
from tests.conftest import Prepared
from tests.people.signing_in import PICTURES, WORDS
from tests.support.crawling import Answer
from tests.support.worlds import A_LESSON, SIGNED_OUT, Snapshot, stand_still
from tests.whole_app.places import Place, place_on
from tests.whole_app.valid_forms import filled_in

GRADE = 4
ONE_SENTENCE = 5  # grade of any one sentence, so that a hard one does not hide among easy ones
LONGEST = 20  # words of one sentence
AN_EVENING = datetime(2026, 11, 3, 19, 0, tzinfo=UTC)

BLOCKS = frozenset(
    """
    address article aside body br button dd details dialog div dl dt fieldset figure footer form h1 h2 h3 h4 header
    hr label legend li main nav ol option p section select summary table td textarea th title tr ul
    """.split()  # noqa: SIM905
)
LEFT_OUT = frozenset({"head", "script", "style", "textarea", "svg"})
OWN_WORDS = frozenset({"kept-words", "code"})  # what the child wrote, and codes to write down
LABEL = 6  # words

END = re.compile(r"[.!?]\W*$")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PLAIN = (
    (
        re.compile(
            rf"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ (?:{MONTHS})(?: \d{{4}})?(?:, \d\d:\d\d)?"
        ),
        "Monday",
    ),
    (re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr) [A-Z]\w+"), "Ann"),
    (re.compile(r"\b(?:Amara|Leo|Mia)\b"), "Ann"),
    (re.compile(r"\b(?:Alderbrook|Birchfield) School\b"), "Oak School"),
    (re.compile(r"\bChrome on Linux\b"), "Ann"),
    (re.compile(r"\d[\d :]*\d|\d"), "ten"),
)
HELP_LINES = {line.name for country in countries().values() for line in country.help_lines}


def blocks_of(page: str) -> list[str]:
    """Return the words of a page, one text a block, in the order in which they are read."""
    texts: list[str] = [""]

    def read(element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in LEFT_OUT:
            return
        if OWN_WORDS & set((element.get("class") or "").split()):
            return
        is_block = element.tag in BLOCKS or "btn" in (element.get("class") or "").split()
        if is_block:
            texts.append("")
        texts[-1] += element.text or ""
        for child in element:
            read(child)
            texts[-1] += child.tail or ""
        if is_block:
            texts.append("")

    read(html5lib.parse(page, namespaceHTMLElements=False))
    return [" ".join(text.split()) for text in texts if text.strip()]


def sentences_of(page: str) -> list[str]:
    """Return the sentences of a page, short labels left out, with short names and numbers."""
    found = []
    for block in blocks_of(page):
        for name in HELP_LINES:
            block = block.replace(name, "Ann")
        for pattern, word in PLAIN:
            block = pattern.sub(word, block)
        for sentence in re.findall(r"[^.!?]+[.!?]*", block):
            words = re.findall(r"[\w'’-]+", sentence)
            if len(words) > LABEL or (words and END.search(sentence)):
                found.append(" ".join(words) + ".")
    return found


@pytest.fixture(scope="module")
def place(sqlite_app: Prepared) -> Iterator[Place]:
    with place_on(sqlite_app) as made:
        yield made


@pytest.fixture(scope="module")
def start(place: Place) -> Snapshot:
    return Snapshot(place.app, "reading")


# How a child comes to each page


def opened(address: str, account: str = SIGNED_OUT) -> Callable[[Place], Answer]:
    def open_(place: Place) -> Answer:
        return place.browser(account).get(address.format(**place.ids))

    return open_


def sent(
    address: str, typed: dict[str, Any], account: str = SIGNED_OUT, **more: Any
) -> Callable[[Place], Answer]:
    def send_(place: Place) -> Answer:
        form = {name: place.named(value) for name, value in typed.items()}
        return place.browser(account).post(address.format(**place.ids), form, **more)

    return send_


def told(account: str = SIGNED_OUT, **typed: Any) -> Callable[[Place], Answer]:
    def tell(place: Place) -> Answer:
        browser = place.browser(account)
        address = "/tell" if account != SIGNED_OUT else f"/tell/{place.here.code}"
        (form,) = (each for each in browser.get(address).forms if "form_token" in each.fields)
        words = {"text": "Something happened."} if "come" not in typed else {}
        given = {name: place.named(value) for name, value in typed.items()}
        return browser.post(form.action, {**form.fields, **words, **given})

    return tell


def told_by_name_but_signed_out(place: Place) -> Answer:
    browser, form = filled_in(place, "tell.send")
    browser.post("/sign-out")
    return browser.post(f"/tell/{place.here.code}", form)


def told_to_nobody(place: Place) -> Answer:
    readers = [
        place.ids[role.value] for role in (Role.LEAD, Role.DEPUTY, Role.HEAD, Role.STAND_IN, Role.CHAIR)
    ]
    return told(ruled_out=readers)(place)


def wrong_often(address: str, typed: dict[str, str], account: str = SIGNED_OUT) -> Callable[[Place], Answer]:
    def guess(place: Place) -> Answer:
        browser = place.browser(account)
        form = {name: place.named(value) for name, value in typed.items()}
        answers = (browser.post(address, form) for _ in range(100))
        return next(answer for answer in answers if answer.status == 429)

    return guess


def after_the_session_ran_out(place: Place) -> Answer:
    """Send a form too late, sign in, and get it back."""
    with place.app.app_context(), transaction.unit():
        session = (
            db.session.query(SignInSession).filter_by(token_hash=ids.token_hash(place.tokens["mentee"])).one()
        )
        session.last_seen_at = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    browser = place.browser("mentee")
    page = browser.get(browser.post("/session/not-me", {"text": "my own words"}).location)
    (form,) = (each for each in page.forms if "username" in each.fields)
    typed = {**form.fields, "username": "leo.brandt", "passphrase": WORDS}
    return browser.get(browser.post("/sign-in/student", typed).location)


def before_signing_in_again(place: Place) -> Answer:
    with place.app.app_context(), transaction.unit():
        session = (
            db.session.query(SignInSession).filter_by(token_hash=ids.token_hash(place.tokens["mentee"])).one()
        )
        session.last_seen_at = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    browser = place.browser("mentee")
    return browser.get(browser.post("/session/not-me", {"text": "my own words"}).location)


def once_more_after(address: str, account: str) -> Callable[[Place], Answer]:
    """Press a button of the account page, and see what it says then."""

    def press(place: Place) -> Answer:
        browser = place.browser(account)
        return browser.get(browser.post(address.format(**place.ids)).location)

    return press


def signed_in_with_a_card(place: Place) -> Answer:
    browser = place.browser(SIGNED_OUT)
    pictures = {f"p{number}": picture for number, picture in enumerate(PICTURES, 1)}
    entered = browser.post(
        "/sign-in/pictures", {"school": place.here.code, "username": "mia.little", **pictures}
    )
    browser.get(entered.location)
    return browser.get("/tell/mine")


def in_the_evening(page: Callable[[Place], Answer]) -> Callable[[Place], Answer]:
    def later(place: Place) -> Answer:
        stand_still(AN_EVENING)
        with place.app.app_context(), transaction.unit():
            for session in db.session.query(SignInSession):
                session.last_seen_at = AN_EVENING
        return page(place)

    return later


def with_somebody_there(page: Callable[[Place], Answer]) -> Callable[[Place], Answer]:
    def there(place: Place) -> Answer:
        with place.app.app_context(), transaction.unit():
            db.session.get_one(
                StaffMember, (place.here.school_id, place.ids["deputy"])
            ).reads_out_of_hours = True
        return page(place)

    return there


def with_near(role: Role, page: Callable[[Place], Answer]) -> Callable[[Place], Answer]:
    def there(place: Place) -> Answer:
        with place.app.app_context(), transaction.unit():
            of_here = update(Pairing).where(Pairing.school_id == place.here.school_id)
            db.session.execute(of_here.values(adult_id=place.here.staff[role]))
        answer = page(place)
        assert "my partner" in answer.text
        return answer

    return there


def in_a_school(page: Callable[[Place], Answer], **values: Any) -> Callable[[Place], Answer]:
    def there(place: Place) -> Answer:
        with place.app.app_context(), transaction.unit():
            school = db.session.get_one(School, place.here.school_id)
            for name, value in values.items():
                setattr(school, name, value)
        return page(place)

    return there


def claimed(page: Callable[[Place], Answer]) -> Callable[[Place], Answer]:
    def since(place: Place) -> Answer:
        with place.app.app_context(), transaction.unit():
            db.session.get_one(Installation, "installation").claimed_at = A_LESSON
        return page(place)

    return since


def while_broken(
    page: Callable[[Place], Answer], module: Any, name: str, problem: BaseException
) -> Callable[[Place], Answer]:
    def broken(place: Place) -> Answer:
        def breaks(*_: Any, **__: Any) -> Any:
            raise problem

        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(place.app.config, "PROPAGATE_EXCEPTIONS", False)
            patch.setattr(module, name, breaks)
            return page(place)

    return broken


def chosen(place: Place) -> Answer:
    browser = place.browser("mentor")
    address = f"/meet-and-greet/{place.ids['meet_guest']}"
    assert browser.post(address, {"others": [place.ids["met_mentee"]]}).status == 303
    return browser.get(address)


AWAY, FULL = OperationalError("", {}, Exception("away")), OperationalError("", {}, Exception("disk is full"))
WRONG_CARD = {"school": "{code}", "username": "leo.brandt", "passphrase": "not my words"}

PAGES: dict[str, Callable[[Place], Answer]] = {
    "the start": claimed(opened("/")),
    "sign in": opened("/sign-in/student"),
    "sign in, school known": opened("/sign-in/student?school=alder"),
    "sign in, while somebody is": opened("/sign-in/student", "mentor"),
    "sign in, nothing typed": sent("/sign-in/student", {}),
    "sign in, no such school": sent("/sign-in/student", {**WRONG_CARD, "school": "none"}),
    "sign in, wrong card": sent("/sign-in/student", WRONG_CARD),
    "sign in, far too long": sent("/sign-in/student", {**WRONG_CARD, "username": "x" * 100}),
    "sign in, too many tries": wrong_often("/sign-in/student", WRONG_CARD),
    "sign in again, words kept": before_signing_in_again,
    "words given back": after_the_session_ran_out,
    "pictures": opened("/sign-in/pictures?school=alder"),
    "pictures, none chosen": sent("/sign-in/pictures", {"school": "{code}", "username": "mia.little"}),
    "home": opened("/today", "mentee"),
    "home, the first time": opened("/today", "mentor"),
    "whom to meet again": opened("/meet-and-greet/{meet_guest}", "mentor"),
    "whom to meet again, a stranger": sent("/meet-and-greet/{meet_guest}", {"others": ["x"]}, "mentor"),
    "whom to meet again, chosen": chosen,
    "my sign-in": opened("/account", "mentee"),
    "my sign-in, one ended": once_more_after("/account/sessions/{session}/end", "mentee"),
    "my sign-in, others ended": once_more_after("/account/sessions/end-others", "mentee"),
    "somebody used it": once_more_after("/session/not-me", "mentee"),
    "signed out": claimed(once_more_after("/sign-out", "mentee")),
    "left quickly": once_more_after("/leave", "mentee"),
    "tell, which school": opened("/tell"),
    "tell, no such school": opened("/tell/none"),
    "tell, words before the school": sent("/tell", {"text": "my words"}),
    "tell": opened("/tell/{code}"),
    "tell, signed in": opened("/tell", "mentee"),
    **{
        f"tell, with the {role.value} near": in_the_evening(with_near(role, opened("/tell", "mentee")))
        for role in (Role.STAND_IN, Role.HEAD)
    },
    **{f"tell, in {code}": in_a_school(opened("/tell/{code}"), country=code) for code in countries()},
    "tell, in the evening": in_the_evening(opened("/tell/{code}")),
    "tell, in the evening, somebody reads": in_the_evening(with_somebody_there(opened("/tell/{code}"))),
    "tell, nothing written": told(text=""),
    "tell, come and find me": told(come="1"),
    "tell, from an old page": sent("/tell/{code}", {"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}),
    "tell, before set-up is finished": in_a_school(opened("/tell/{code}"), setup_finished_at=None),
    "tell, sent before it is": in_a_school(sent("/tell/{code}", {"text": "x"}), setup_finished_at=None),
    "sent": told(),
    "sent, signed in": told("mentee"),
    "sent, come and find me": told("mentee", come="1"),
    "sent, found by name": told(come="1", writer_name="Ann", asked="1"),
    "sent, in the evening": in_the_evening(told()),
    "sent, but signed out before": told_by_name_but_signed_out,
    "sent, and nobody left to read": told_to_nobody,
    "not saved": while_broken(sent("/tell/{code}", {"text": "x"}), tell_views, "raise_concern", AWAY),
    "not saved, disk full": while_broken(
        sent("/tell/{code}", {"text": "x"}), tell_views, "raise_concern", FULL
    ),
    "the door itself broken": while_broken(opened("/tell/{code}"), tell_views, "current_actor", AWAY),
    "how is it going, three words": opened("/tell/answer"),
    "how is it going, signed in": opened("/tell/answer", "mentee"),
    "how is it going, no words": sent("/tell/answer", {"school": "{code}"}),
    "how is it going, wrong words": sent("/tell/answer", {"school": "{code}", "code": "not my words"}),
    "how is it going, too many tries": wrong_often("/tell/answer", {"school": "{code}", "code": "no"}),
    "how is it going, shown": sent("/tell/answer", {"school": "{code}", "code": "{words}"}),
    "how is it going, the card again": opened("/tell/mine", "mentee"),
    "how is it going, the pictures again": signed_in_with_a_card,
    "how is it going, nothing typed": sent("/tell/mine", {}, "mentee"),
    "how is it going, wrong card": sent("/tell/mine", {"passphrase": "no"}, "mentee"),
    "how is it going, wrong often": wrong_often("/tell/mine", {"passphrase": "no"}, "mentee"),
    "how is it going, mine shown": sent("/tell/mine", {"passphrase": WORDS}, "mentee"),
    "no such page": opened("/there/is/none", "mentee"),
    "no such page, signed out": opened("/there/is/none"),
    "a form from elsewhere": sent(
        "/session/not-me", {"a": "b"}, "mentee", csrf=False, headers={"Origin": "http://x.y"}
    ),
    "an old page": sent("/session/not-me", {"text": "my own words"}, "mentee", csrf=False),
    "an old page, signed out": sent("/session/not-me", {"text": "my own words"}),
    "too much": sent("/theme", {"theme": "x" * (1024 * 1024)}, "mentee"),
    "broken": while_broken(opened("/today", "mentee"), home_views, "signed_in", KeyError()),
    "disk full": while_broken(opened("/today", "mentee"), home_views, "signed_in", FULL),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_child_of_nine_can_read(place: Place, start: Snapshot, name: str) -> None:
    start.restore()
    stand_still()  # the page before may have been seen in the evening
    answer = PAGES[name](place)
    assert answer.status != 303 and "<h1>" in answer.text, f"no page: {answer} {answer.location}"
    found = sentences_of(answer.text)
    grade = textstat.flesch_kincaid_grade(" ".join(found))
    assert grade <= GRADE, f"grade {grade:.1f}: {found}"
    graded = {each: textstat.flesch_kincaid_grade(each) for each in found if len(each.split()) > LABEL}
    assert {each: found for each, found in graded.items() if found > ONE_SENTENCE} == {}
    assert [each for each in found if len(each.split()) > LONGEST] == []
    assert not [block for block in blocks_of(answer.text) if "!" in block]
