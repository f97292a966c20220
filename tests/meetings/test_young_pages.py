"""Young people's own pages about their meetings: the home, and who may see what."""

from datetime import timedelta

from flask import Flask

from tests.meetings.young import AFTER, Pair, SignIn, page
from tests.support.factories import World
from tests.support.worlds import stand_still


def test_a_mentor_sees_the_next_meeting_and_three_things_to_press(
    world: World, pair: Pair, sign_in: SignIn
) -> None:
    home = page(sign_in(world, "mentor"), "/today")
    for words in (
        "Your next meeting", "Tuesday 10 November, 12:40", "Library Buddies", "<strong>Leo</strong>",
        "Mr Panjwani is nearby", "Write up a meeting", "What&#39;s OK and what&#39;s not", "Ask for help",
        "I want to pause or stop",
    ):  # fmt: skip
        assert words in home, words
    assert "Brandt" not in home and "How did it go?" not in home


def test_a_mentee_sees_their_own_two(world: World, pair: Pair, sign_in: SignIn) -> None:
    home = page(sign_in(world, "mentee"), "/today")
    for words in (
        "Your next meeting",
        "<strong>Amara</strong>",
        "How did it go?",
        "I want something to change",
    ):
        assert words in home, words
    assert "Write up" not in home and "Quist" not in home


def test_pages_open(app: Flask, world: World, pair: Pair, sign_in: SignIn) -> None:
    mentor, mentee = sign_in(world, "mentor"), sign_in(world, "mentee")
    for address in (
        f"/my-meetings/choose/{pair.pairing}", f"/my-meetings/{pair.met}/write-up",
        f"/my-meetings/another-day/{pair.pairing}", f"/my-meetings/ask/{pair.mentor}",
        f"/my-meetings/card/{pair.mentor}", f"/my-meetings/how-it-works/{pair.mentor}",
    ):  # fmt: skip
        page(mentor, address)
    for address in (
        f"/my-meetings/{pair.met}/how/how", f"/my-meetings/{pair.met}/how/heard",
        f"/my-meetings/{pair.met}/how/again", f"/my-meetings/{pair.met}/thank-you",
        f"/my-meetings/ask/{pair.mentee}", f"/my-meetings/card/{pair.mentee}",
        f"/my-meetings/how-it-works/{pair.mentee}",
    ):  # fmt: skip
        page(mentee, address)


def test_a_mentor_is_reminded_of_a_meeting_that_nobody_wrote_up_for_seven_school_days(
    world: World, pair: Pair, sign_in: SignIn
) -> None:
    reminder = "You have a meeting to write up."
    stand_still(AFTER + timedelta(days=8))  # six school days
    assert reminder not in page(sign_in(world, "mentor"), "/today")
    stand_still(AFTER + timedelta(days=9))
    assert reminder in page(sign_in(world, "mentor"), "/today")
    assert reminder not in page(sign_in(world, "mentee"), "/today")
