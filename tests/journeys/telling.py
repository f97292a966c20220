"""Telling an adult and looking what became of it, as several stories do it."""

from collections.abc import Sequence

from sqlalchemy import select

from mentoring.extensions import db
from mentoring.raising.models import Concern
from tests.journeys.live import Live
from tests.journeys.visitor import Visitor

WORDS = "What happened, or what did you hear?"


def tells(
    writer: Visitor,
    text: str,
    *,
    who: str = "",
    done_by: str = "",
    safe: str = "",
    not_to: Sequence[str] = (),
) -> None:
    """Fill in the form that is open, and send it. What is not given is skipped."""
    writer.writes(WORDS, text)
    answers = {"Who needs help?": who, "Did someone do this?": done_by, "Are they safe now?": safe}
    for question, answer in answers.items():
        if answer:
            writer.chooses(question, answer)
    if not_to:
        writer.opens("I don't want one of them to see it")
    for name in not_to:
        writer.ticks(name)
    writer.presses("Send")
    writer.is_at("Sent")


def three_words(writer: Visitor) -> str:
    """Return the words that somebody who is not signed in writes down."""
    return " ".join(writer.page.locator(".code-box .code span").all_inner_texts())


def asks_with_words(writer: Visitor, words: str) -> None:
    """Ask how it is going, with the three words."""
    writer.goes_to("/tell/answer")
    writer.writes("Your three words", words)
    writer.presses("Show me")
    writer.is_at("How it is going")


def newest_concern(live: Live) -> str:
    """Return the id of what was told last."""
    with live.reading():
        found = db.session.scalar(select(Concern.id).order_by(Concern.raised_at.desc(), Concern.id.desc()))
    assert found is not None
    return found
