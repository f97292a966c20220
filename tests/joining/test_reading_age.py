"""What young people read while joining: mentees at nine, mentors at eleven; one thing a page, and nobody shouting."""

import re
from collections.abc import Callable

import pytest
from textstat import textstat

from mentoring import clock, transaction
from mentoring.joining.actions.training import strike_training
from mentoring.joining.queries.training import trained_on
from mentoring.joining.rules.profile import Step
from mentoring.joining.wording.course import course, nominal_minutes
from tests.conftest import Prepared
from tests.joining.making import by, today
from tests.support.crawling import Answer
from tests.support.worlds import Snapshot, stand_still
from tests.whole_app.places import Place, place_on
from tests.whole_app.test_reading_age import LABEL, LONGEST, blocks_of, opened, sent, sentences_of

MENTEE, MENTOR = 4, 6  # US school years: nine and eleven years old
A_LITTLE_MORE = 1  # of any one sentence
# The school's own words are on these pages; tests/programme measures those that the product ships.
WITH_A_ROLE_TEXT = frozenset({"read and sign", "signed wrongly"})

INVITED, MINE = "/joining/{mentee_enrolment}", "/joining/{enrolment}"

PAGES: dict[str, tuple[int, Callable[[Place], Answer]]] = {
    "home, invited": (MENTEE, opened("/today", "mentee")),
    "home, in": (MENTEE, opened("/today", "mentor")),
    "what can be joined": (MENTEE, opened("/join", "mentee")),
    "to be a mentor": (MENTOR, opened("/join/{joinable}/mentor", "mentor")),
    "to have a mentor": (MENTEE, opened("/join/{joinable}/mentee", "mentee")),
    "yes or no": (MENTEE, opened(f"{INVITED}/answer", "mentee")),
    "pause or stop": (MENTEE, opened(f"{INVITED}/pause", "mentee")),
    "pause or stop, in": (MENTEE, opened(f"{MINE}/pause", "mentor")),
    "before the profile": (MENTEE, opened(f"{MINE}/begin", "mentor")),
    **{f"question: {step.value}": (MENTEE, opened(f"{MINE}/about/{step.value}", "mentor")) for step in Step},
    "a story without leave": (MENTEE, sent(f"{MINE}/about/story", {"story": "Old."}, "mentor")),
    "what I told": (MENTEE, opened(f"{MINE}/about", "mentor")),
    "read and sign": (MENTOR, opened(f"{MINE}/agree", "mentor")),
    "signed wrongly": (MENTOR, sent(f"{MINE}/agree", {"seen": "1"}, "mentor")),
    "get ready": (MENTOR, opened(f"{MINE}/course", "mentor")),
    "before a part": (MENTEE, opened(f"{MINE}/course/role", "mentor")),
    "the end, too soon": (MENTEE, opened(f"{INVITED}/done", "mentee")),
    "home, asked about a partner": (MENTEE, opened("/today", "mentor")),
    "a partner, not opened": (MENTEE, opened("/partner/{place_asked}", "mentor")),
    "a partner": (MENTEE, opened("/partner/{place_opened}", "mentor")),
    "a partner, after an answer": (MENTEE, opened("/partner/{place_answered}", "mentor")),
    "a partner, not any more": (MENTEE, opened("/partner/{place_declined}", "mentor")),
    "the end of the profile": (MENTEE, opened(f"{MINE}/done", "mentor")),
}


@pytest.fixture(scope="module")
def place(sqlite_app: Prepared):
    with place_on(sqlite_app) as made:
        with made.app.app_context(), transaction.unit():  # here they are about to begin the course
            for held in trained_on(made.here.school_id, [made.here.mentor], today()):
                strike_training(by(made.here), held, now=clock.now())
        yield made


@pytest.fixture(scope="module")
def start(place: Place) -> Snapshot:
    return Snapshot(place.app, "joining")


@pytest.mark.parametrize("name", PAGES)
def test_it_can_be_read_at_that_age(place: Place, start: Snapshot, name: str) -> None:
    start.restore()
    stand_still()
    most, page = PAGES[name]
    answer = page(place)
    assert answer.status in (200, 422), answer
    found = sentences_of(answer.text)
    grade = textstat.flesch_kincaid_grade(" ".join(found))
    assert grade <= most, f"grade {grade:.1f}: {found}"
    graded = {each: textstat.flesch_kincaid_grade(each) for each in found if len(each.split()) > LABEL}
    more = 3 if name in WITH_A_ROLE_TEXT else A_LITTLE_MORE
    assert {each: found for each, found in graded.items() if found > most + more} == {}
    assert [each for each in found if len(each.split()) > LONGEST + 2] == []
    assert not [block for block in blocks_of(answer.text) if "!" in block]


@pytest.mark.parametrize("role, most", [("mentor", MENTOR), ("mentee", MENTEE)])
def test_every_part_of_the_course_can_be_read_at_that_age(place: Place, role: str, most: int) -> None:
    with place.app.test_request_context():
        for part in course(role):
            texts = [*part.reads, *part.tries, part.asks, *part.answers, part.why]
            found = [each for text in texts for each in re.findall(r"[^.!?]+[.!?]*", str(text))]
            assert textstat.flesch_kincaid_grade(" ".join(found)) <= most, part.code
            assert "!" not in "".join(str(text) for text in texts)


def test_the_parts_of_a_course_add_up_to_what_a_programme_asks_for() -> None:
    assert sum(nominal_minutes("mentor").values()) == 120
    assert sum(nominal_minutes("mentee").values()) == 60
    for role in ("mentor", "mentee"):
        assert all(0 <= part.right < len(part.answers) == 3 for part in course(role))
