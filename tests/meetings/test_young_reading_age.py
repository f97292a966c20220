"""What young people read about their meetings: mentees at nine, mentors at eleven; short, and nobody shouting."""

from collections.abc import Iterator

import pytest
from textstat import textstat

from mentoring.extensions import db
from mentoring.meetings.models import Meeting
from tests.conftest import Prepared
from tests.meetings.young import AFTER, Pair, in_database, make_young_pair
from tests.support.factories import World, make_school, make_session
from tests.support.worlds import client_for, new_database, stand_still
from tests.whole_app.test_reading_age import LABEL, LONGEST, blocks_of, sentences_of

MENTEE, MENTOR = 4, 6  # US school years: nine and eleven years old
A_LITTLE_MORE = 1  # of any one sentence

HOW, WRITE, ASK = "/my-meetings/{met}/how", "/my-meetings/{met}/write-up", "/my-meetings/ask"
PAGES: dict[str, tuple[str, int, str, dict[str, str] | None]] = {
    "a mentee's home": ("mentee", MENTEE, "/today", None),
    "how was it": ("mentee", MENTEE, f"{HOW}/how", None),
    "were you heard": ("mentee", MENTEE, f"{HOW}/heard", None),
    "shall we meet again": ("mentee", MENTEE, f"{HOW}/again", None),
    "nothing picked": ("mentee", MENTEE, f"{HOW}/how", {}),
    "thank you": ("mentee", MENTEE, "/my-meetings/{met}/thank-you", None),
    "a change": ("mentee", MENTEE, f"{ASK}/{{mentee}}", None),
    "a change, nothing picked": ("mentee", MENTEE, f"{ASK}/{{mentee}}", {"words": "x" * 600}),
    "how it works for a mentee": ("mentee", MENTEE, "/my-meetings/how-it-works/{mentee}", None),
    "a mentor's home": ("mentor", MENTOR, "/today", None),
    "write up": ("mentor", MENTOR, WRITE, None),
    "write up, nothing picked": ("mentor", MENTOR, WRITE, {"minutes": "many", "for_staff": "x" * 1100}),
    "another day": ("mentor", MENTOR, "/my-meetings/another-day/{pairing}", None),
    "another day, to come": (
        "mentor", MENTOR, "/my-meetings/another-day/{pairing}",
        {"came": "both", "day": "2026-11-12", "starts": "10:00"},
    ),
    "which meeting": ("mentor", MENTOR, "/my-meetings/choose/{pairing}", None),
    "help": ("mentor", MENTOR, f"{ASK}/{{mentor}}", None),
    "how it works for a mentor": ("mentor", MENTOR, "/my-meetings/how-it-works/{mentor}", None),
    "a worry goes on": ("mentor", MENTOR, WRITE, {"came": "both", "pass_on": "yes", "token": "w", "outside": "gift"}),
    "a mentee's home, without a day": ("mentee", MENTEE, "/today", {"without": "a day"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def here(sqlite_app: Prepared) -> Iterator[tuple[Prepared, World, Pair]]:
    with new_database(sqlite_app) as app:
        stand_still(AFTER)
        with in_database(app, writes=True):
            world = make_school()
            pair = make_young_pair(world)
        yield sqlite_app, world, pair


@pytest.mark.parametrize("name", PAGES)
def test_it_can_be_read_at_that_age(here: tuple[Prepared, World, Pair], name: str) -> None:
    prepared, world, pair = here
    stand_still(AFTER)
    who, most, address, typed = PAGES[name]
    with in_database(prepared.app, writes=True):
        token = make_session(world, world.person(who)[0], is_student=True)
        if typed and "without" in typed:
            db.session.delete(db.session.get_one(Meeting, (world.school_id, pair.coming)))
    client, path = client_for(prepared.app, token), address.format(**vars(pair))
    answer = client.get(path) if typed is None or "without" in typed else client.post(path, data=typed)
    assert answer.status_code in (200, 422), f"{answer.status_code} {answer.location}"
    text = answer.get_data(as_text=True)
    found = sentences_of(text)
    grade = textstat.flesch_kincaid_grade(" ".join(found))
    assert grade <= most, f"grade {grade:.1f}: {found}"
    graded = {each: textstat.flesch_kincaid_grade(each) for each in found if len(each.split()) > LABEL}
    assert {each: hard for each, hard in graded.items() if hard > most + A_LITTLE_MORE} == {}
    assert [each for each in found if len(each.split()) > LONGEST] == []
    assert not [block for block in blocks_of(text) if "!" in block]
