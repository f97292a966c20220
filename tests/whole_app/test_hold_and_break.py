"""To the two of a pair, a hold is a break by staff: wherever links lead, every answer is the same to the byte.

Two worlds begin as the same database, at the same moment, with the same chance. In one, a worry is told about one of
the two, or about the adult near, by somebody who is not signed in or by one of the two on the page, and the pair is on
hold. In the other, staff give the pair a break. A third, in which nothing happened, shows that the comparison would
see a difference.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from mentoring import clock, ids, transaction
from mentoring.access.roles import Role
from mentoring.audit.trail import By
from mentoring.extensions import db
from mentoring.matching.actions.breaking import take_break
from mentoring.matching.models import Pairing
from mentoring.people.queries.schools import school
from mentoring.raising.actions.concerns import Told, raise_concern
from mentoring.raising.rules.answers import DoneBy
from tests.conftest import Prepared
from tests.meetings.young import AFTER, Pair, make_young_pair
from tests.support.crawling import Answer, Browser, code_of
from tests.support.factories import World, make_school
from tests.support.worlds import (
    Snapshot,
    chance_repeats,
    client_for,
    mail_set_up,
    new_database,
    sign_everybody_in,
    stand_still,
)

TWO = ("mentor", "mentee")


@dataclass
class Beginning:
    """A school with a pair that meets, everybody's sign-in, and how to go back to it."""

    app: Flask
    here: World
    pair: Pair
    tokens: dict[str, str]
    start: Snapshot

    def seen_after(
        self, what: Callable[["Beginning"], None], patch: pytest.MonkeyPatch
    ) -> dict[str, list[Answer]]:
        """Return all that each of the two is answered who goes wherever links lead, after `what` happened."""
        self.start.restore()
        what(self)
        after = Snapshot(self.app, "after")
        seen = {}
        for who in TWO:
            after.restore()
            with chance_repeats(patch):
                browser = Browser(client_for(self.app, self.tokens[who]), who)
                browser.crawl(["/today"])
            seen[who] = browser.answers
        return seen


@pytest.fixture(scope="module")
def began(sqlite_app: Prepared) -> Iterator[Beginning]:
    """A pair that met today and meets again in a week."""
    stand_still(AFTER)
    with new_database(sqlite_app) as app, mail_set_up(app):
        with app.app_context(), transaction.unit():
            here = make_school()
            pair = make_young_pair(here)
        tokens = sign_everybody_in(app, here)
        yield Beginning(app, here, pair, tokens, Snapshot(app, "start"))
    clock.set_source(None)


def _nothing(began: Beginning) -> None:
    pass


def _break_by_staff(began: Beginning) -> None:
    with began.app.app_context(), transaction.unit():
        pairing = db.session.get_one(Pairing, (began.here.school_id, began.pair.pairing))
        coordinator = By("person", began.here.staff[Role.COORDINATOR])
        assert take_break(coordinator, pairing, "They asked for a rest.", now=clock.now()) is None


def _hold_on(began: Beginning, person_id: str, done_by: DoneBy) -> None:
    told = Told(form_token=ids.new_token(), text="Something happened at the gate.", done_by=done_by)
    with began.app.app_context(), transaction.unit():
        its_school = school(began.here.school_id)
        assert its_school is not None
        raise_concern(
            school=its_school, raiser=None, typed=told, done_by_people=(person_id,), now=clock.now()
        )


def _told_on_the_page(began: Beginning, writer: str, of: str) -> None:
    browser = Browser(client_for(began.app, began.tokens[writer]), writer)
    page = browser.get("/tell")
    (form,) = (each for each in page.forms if "form_token" in each.fields)
    typed = {"text": "Something happened at the gate.", "done_by": code_of(page, "done_by", of)}
    assert "You did the right thing." in browser.post(form.action, {**form.fields, **typed}).text


HOLDS: dict[str, Callable[[Beginning], None]] = {
    "on the mentor": lambda began: _hold_on(began, began.here.mentor, DoneBy.STUDENT),
    "on the mentee": lambda began: _hold_on(began, began.here.mentee, DoneBy.STUDENT),
    "on the adult near": lambda began: _hold_on(began, began.here.staff[Role.SUPERVISOR], DoneBy.ADULT),
    "on the mentor, told by the mentee": lambda began: _told_on_the_page(
        began, "mentee", "Amara, my partner"
    ),
    "on the mentee, told by the mentor": lambda began: _told_on_the_page(began, "mentor", "Leo, my partner"),
    "on the adult near, told by the mentee": lambda began: _told_on_the_page(began, "mentee", "Mr Panjwani"),
}


@pytest.mark.parametrize("hold", HOLDS)
def test_the_two_of_a_pair_cannot_tell_a_hold_from_a_break_by_staff(
    began: Beginning, monkeypatch: pytest.MonkeyPatch, hold: str
) -> None:
    by_staff = began.seen_after(_break_by_staff, monkeypatch)
    held = began.seen_after(HOLDS[hold], monkeypatch)
    for who in TWO:
        assert [str(answer) for answer in by_staff[who]] == [str(answer) for answer in held[who]]
        for one, other in zip(by_staff[who], held[who], strict=True):
            assert one.text == other.text, f"{who} at {one}"
            assert one.headers == other.headers, f"{who} at {one}: other headers"


def test_the_two_of_a_pair_do_see_that_there_is_a_break(
    began: Beginning, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, told = (began.seen_after(what, monkeypatch) for what in (_nothing, _break_by_staff))
    for who in TWO:
        assert quiet[who][0].text != told[who][0].text
        assert "Your meetings are having a break." in told[who][0].text
        assert any("my partner" in answer.text for answer in told[who]), f"{who} never came to the door"
