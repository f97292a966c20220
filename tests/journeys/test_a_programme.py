"""A coordinator makes a programme from a kind to a full week, edits the words, prints the card; the head decides."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.live import Demo
from tests.journeys.visitor import PC, PHONE, Visitor

pytestmark = pytest.mark.journey

PAGES_OF_PDF = re.compile(rb"/Type\s*/Page[^s]")


def picks(visitor: Visitor, words: str) -> None:
    """Pick the answer that begins with these words, whatever is said below it."""
    visitor.touch(visitor.page.locator("label", has_text=words))


def opens_page(visitor: Visitor, word: str) -> None:
    """Follow one of the words above a programme's pages."""
    visitor.follows(visitor.page.locator(".subnav").get_by_role("link", name=word, exact=True))


@pytest.mark.parametrize(
    "size, scripts", [(PC, True), (PHONE, False)], ids=["school PC", "phone, no scripts"]
)
def test_from_a_kind_to_a_full_week_and_a_card(
    demo: Demo, visit: Visit, size: tuple[int, int], scripts: bool
) -> None:
    name = f"Pals {size[0]}"
    # Given a coordinator who has read what kinds there are
    coordinator = visit(demo, "coordinator", size=size, scripts=scripts)
    coordinator.signs_in("/programmes")
    coordinator.is_at("Programmes")
    coordinator.looks_over("programmes")
    coordinator.presses("New programme")
    coordinator.is_at("Which kind of programme?")
    coordinator.looks_over("kinds")
    coordinator.touch(coordinator.page.get_by_role("link", name=re.compile("^One-to-one mentoring")))
    coordinator.is_at("New programme: One-to-one mentoring")
    # When it would leave only a few weeks, they are asked for a reason, and what they typed is still there
    coordinator.writes("Name of the programme", name)
    coordinator.presses("Make the draft")
    coordinator.reads("That leaves fewer than nine weeks of school to meet in.")
    assert coordinator.page.get_by_label("Name of the programme").input_value() == name
    coordinator.looks_over("few-weeks")
    # And with the dates of the year that comes there is a draft
    coordinator.writes("First day", "2025-09-08")
    coordinator.writes("Last day", "2026-07-17")
    coordinator.presses("Make the draft")
    coordinator.is_at(name)
    coordinator.reads("Add a time in the week when pairs can meet.")
    coordinator.looks_over("draft")
    # When they add a time in lesson time, it is refused with the reason
    opens_page(coordinator, "The week")
    coordinator.looks_over("empty-week")
    coordinator.presses("Add a time")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday"):
        coordinator.ticks(day)
    coordinator.writes("From", "11:00")
    coordinator.writes("To", "11:40")
    coordinator.ticks("Library")
    coordinator.ticks("Tove Sandqvist")
    coordinator.presses("Add to the week")
    coordinator.reads("Pairs meet only within the site's supervised hours")
    coordinator.looks_over("time-refused")
    # And at lunch it is taken, on all four days; Friday has the tutor time of week A
    coordinator.writes("From", "12:40")
    coordinator.writes("To", "13:10")
    coordinator.presses("Add to the week")
    coordinator.reads("Added: Monday, Tuesday, Wednesday, Thursday.")
    coordinator.presses("Add a time")
    coordinator.ticks("Friday")
    coordinator.chooses("In", "Week A")
    coordinator.writes("From", "08:45")
    coordinator.writes("To", "09:05")
    coordinator.ticks("Room 12")
    coordinator.ticks("Idris Lowell")
    coordinator.presses("Add to the week")
    coordinator.reads("only in week A")
    coordinator.looks_over("full-week")
    # Then it can open, and that can be undone
    opens_page(coordinator, "Overview")
    coordinator.presses("Open the programme")
    coordinator.reads(f"{name} is open.")
    coordinator.presses("Undo")
    coordinator.reads(f"{name} is a draft again.")
    coordinator.presses("Open the programme")
    # When they change what mentors agree to, they look at the differences first
    opens_page(coordinator, "Role descriptions")
    coordinator.presses("Edit: Mentor")
    coordinator.is_at("Edit the words for mentors")
    coordinator.writes("Your own story", "Keep your own story to yourself, or ask an adult first.")
    coordinator.presses("Look at the differences first")
    coordinator.reads("What would change")
    expect(coordinator.page.locator("ins").nth(1)).to_contain_text("Keep")
    coordinator.looks_over("differences-first")
    picks(coordinator, "Changes what you agreed to")
    coordinator.presses("Save")
    coordinator.reads("Everybody who signed before is asked to sign again within 10 school days.")
    coordinator.presses("Side by side")
    coordinator.is_at("Versions 1 and 2 side by side")
    coordinator.reads("Changes what you agreed to, Tuesday 3 June")
    coordinator.looks_over("side-by-side")
    # And print the card: one sheet, with nothing around it
    coordinator.presses("Mentor")
    coordinator.presses("Card to print")
    coordinator.is_at("What's OK and what's not")
    coordinator.looks_over("card")
    for sheet in ("Mentor, one big", "Mentor, four to cut out"):
        opens_page(coordinator, sheet)
        coordinator.page.emulate_media(media="print")
        expect(coordinator.page.locator(".ok-card").first).to_be_visible()
        for around in (".rail", ".topbar", ".quiet-door", ".subnav", ".page-header"):
            expect(coordinator.page.locator(around).first).to_be_hidden()
        assert len(PAGES_OF_PDF.findall(coordinator.page.pdf(format="A4"))) == 1
        coordinator.page.emulate_media(media="screen")


def test_the_head_decides_about_a_smaller_gap(demo: Demo, visit: Visit) -> None:
    # Given a coordinator who asked the head for a smaller gap
    head = visit(demo, "head")
    head.signs_in("/today")
    head.reads("asks for a gap of 1 school year")
    head.looks_over("today-with-a-decision")
    # When the head reads why, and allows it
    head.presses("Decide: Moving up to Alderbrook")
    head.is_at("A smaller gap in Moving up to Alderbrook?")
    head.reads("Our Year 7s remember best how the first weeks were")
    head.looks_over("decision")
    head.presses("Allow it")
    head.reads("Write why. It is kept with the decision.")
    head.writes("Why you decide so", "For the summer term. Look at it again in September.")
    head.presses("Allow it")
    head.reads("Allowed. The coordinator sees it on Today.")
    head.looks_over("decided")
    # Then the coordinator reads it on Today, and the setting has changed with its history
    coordinator = visit(demo, "coordinator", size=PHONE)
    coordinator.signs_in("/today")
    coordinator.reads("A gap of 1 school year was allowed")
    coordinator.presses("See why: Moving up to Alderbrook")
    coordinator.is_at("Mentor ahead by at least")
    coordinator.reads("For the summer term. Look at it again in September.")
    coordinator.reads("from 2 school years to 1 school year")
    coordinator.looks_over("gap-allowed")
