"""A Year 7 who is not signed in tells about the lead. The lead never learns of it; others read it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mentoring import clock
from mentoring.extensions import db
from mentoring.jobs.models import Job
from mentoring.people.models import Account
from mentoring.safeguarding.clockwork import run_clock
from tests.journeys.conftest import Visit
from tests.journeys.live import Demo, served_demo
from tests.journeys.telling import newest_concern, tells
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.journey

USUALLY = "This goes to Mr Hale and Mrs Iqbal. They keep children safe here."
IF_AN_ADULT = "If an adult who works or helps here did it, it goes to Dr Merriden and Mr Fennimore instead."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo school with mail set up, so that one sees whom alerts are for. Nothing is sent."""
    mail = {"MAIL_URL": "smtp://localhost:2525", "MAIL_FROM": "mentoring@alderbrook.example"}
    with served_demo(tmp_path_factory.mktemp("demo"), **mail) as live:
        yield live


def all_that(reader: Visitor) -> list[str]:
    """Return everything that somebody sees who looks for what there is to read."""
    seen = []
    for path in ("/today", "/desk"):
        reader.goes_to(path)
        seen += [reader.page.locator("nav.rail").inner_text(), reader.text()]
    return seen


def rows_on_desk(reader: Visitor) -> list[str | None]:
    """Return the addresses of all that somebody finds on the desk."""
    reader.goes_to("/desk")
    links = reader.page.locator("a[href*='/desk/']").all()
    assert links, "nothing is on the desk"
    return [each.get_attribute("href") for each in links]


def mailed_about(demo: Demo, concern_id: str) -> set[str]:
    """Return to which addresses the alerts of a concern went."""
    with demo.reading():
        jobs = db.session.scalars(select(Job).where(Job.once.contains(concern_id), Job.kind == "mail"))
        wanted = {job.facts["account"] for job in jobs}
        found = db.session.scalars(select(Account.email).where(Account.id.in_(wanted)))
        return {str(email).split(".")[1].split("@")[0] for email in found}


def is_hidden_from(lead: Visitor, before: list[str], concern_id: str) -> None:
    """Fail if anything that the lead can reach is other than before, or opens."""
    assert all_that(lead) == before
    for path in (f"/desk/{concern_id}", "/trail"):
        lead.goes_to(path)
        lead.is_at("We can't find that page")


@pytest.mark.usefixtures("still")
def test_an_adult_did_it_and_the_lead_is_named(demo: Demo, visit: Visit) -> None:
    # Given a lead who knows what is on the desk
    lead = visit(demo, "lead")
    lead.signs_in()
    before, rows = all_that(lead), rows_on_desk(lead)
    # When a child at a library PC tells about them, by name
    child = visit(demo, "year-7")
    child.goes_to("/")
    child.presses("Worried? Tell an adult")
    child.reads(USUALLY)
    child.reads(IF_AN_ADULT)
    child.looks_over("tell")
    child.chooses("Did someone do this?", "An adult who works or helps here")
    assert not child.page.get_by_text(USUALLY).is_visible(), "the page does not say who reads this answer"
    child.reads(IF_AN_ADULT)
    tells(child, "Mr Hale shouts at me and grabs my arm when nobody is there.", safe="I don't know")
    # Then the page names those who read it, and not the lead
    child.reads("This went to Dr Merriden and Mr Fennimore.")
    assert "Hale" not in child.text()
    child.looks_over("sent")
    # And the lead learns nothing: no row, no count, no alert at any time, no page that opens
    concern_id = newest_concern(demo)
    is_hidden_from(lead, before, concern_id)
    for minutes in (0, 10, 10):
        demo.clock.move(minutes=minutes)
        with demo.app.app_context():
            run_clock(clock.now())
    assert mailed_about(demo, concern_id) == {"merriden", "fennimore"}
    lead.goes_to("/desk")
    assert rows_on_desk(lead) == rows
    # And the head reads it, and whom it keeps out
    head = visit(demo, "head")
    head.signs_in("/desk")
    head.looks_over("desk")
    head.page.locator(f"a[href='/desk/{concern_id}']").click()
    head.reads("Mr Hale shouts at me and grabs my arm when nobody is there.")
    head.reads("Bram Hale: a name like theirs is in the words")
    head.reads("About an adult who works or helps here")
    head.looks_over("concern")


@pytest.mark.usefixtures("still")
def test_the_child_does_not_want_the_lead_to_see_it(demo: Demo, visit: Visit) -> None:
    # Given a lead who knows what is on the desk
    lead = visit(demo, "lead")
    lead.signs_in()
    before = all_that(lead)
    # When a child tells something and does not want the lead to see it
    child = visit(demo, "year-7", size=PHONE)
    child.goes_to("/tell")
    tells(child, "Something happened at the club.", not_to=["Mr Hale"])
    # Then the deputy reads it, with the head and the stand-in, because one is too few
    child.reads("This went to Mrs Iqbal, Dr Merriden and Mr Fennimore.")
    concern_id = newest_concern(demo)
    is_hidden_from(lead, before, concern_id)
    deputy = visit(demo, "deputy")
    deputy.signs_in(f"/desk/{concern_id}")
    deputy.reads("Something happened at the club.")
    deputy.reads("Bram Hale: the writer does not want this person to see it")
